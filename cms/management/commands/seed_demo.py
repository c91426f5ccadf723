"""`manage.py seed_demo`: the demo's people and articles, in an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.demo.seed import NotEmpty, seed


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demo: a board of six, four topics, eighteen articles in all states, "
        "all made through the verbs. Needs IMPRIMATUR_DEMO=1, since its accounts are known to everybody."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Set IMPRIMATUR_DEMO=1 (and DEMO_PASSWORD, if you like) to make the demo.")
        try:
            seed(password=settings.DEMO_PASSWORD, say=self.stdout.write if verbosity else lambda line: None)
        except NotEmpty as error:
            raise CommandError(str(error)) from error
