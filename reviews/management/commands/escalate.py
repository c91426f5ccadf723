from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reviews.escalating import escalate


class Command(BaseCommand):
    help = (
        "Tell the editors-in-chief what has waited too long: holds older than a day, overdue mistakes. The "
        "worker does it by itself; run by hand, it tells nothing twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for letter in escalate():
            self.stdout.write(f"{letter.chief}: {len(letter.holds)} holds, {len(letter.mistakes)} mistakes")
