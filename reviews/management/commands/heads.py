from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reviews.verification import heads


class Command(BaseCommand):
    help = "Print `slug-or-house seq hash` for every chain: what to keep elsewhere, for verify --heads."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in heads():
            self.stdout.write(line)
