from __future__ import annotations

import sys
from argparse import FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reviews.verification import verify


class Command(BaseCommand):
    help = (
        "Compute digests, quorums and chains again and compare the guards; exit 1 and a list if any is off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--article", metavar="SLUG", default="", help="look at one article only")
        parser.add_argument(
            "--heads",
            metavar="FILE",
            type=FileType(encoding="utf-8", errors="replace"),
            help="heads kept elsewhere, as `heads` prints them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify(
            slug=options["article"],
            heads=options["heads"],
            progress=self._bar if sys.stderr.isatty() else None,
        )
        for fault in faults:
            self.stdout.write(f"{fault.code}: {fault.where}: {fault.message}")
        if faults:
            self.stderr.write(f"{len(faults)} things are off.")
            sys.exit(1)
        self.stdout.write("Everything is as it was signed.")

    def _bar(self, done: int, count: int) -> None:
        width = 40 * done // max(count, 1)
        ending = "\n" if done == count else ""
        self.stderr.write(f"\r[{'=' * width:<40}] {done}/{count} articles", ending=ending)
