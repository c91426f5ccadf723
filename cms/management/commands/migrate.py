"""`manage.py migrate`, which here runs as the owner of the database unless told otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    help = migrate.Command.help + " Runs as the owner; the app's login may not change tables."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        only_looks = options["plan"] or options["check_unapplied"]
        if not only_looks and not options["app_label"]:
            call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
