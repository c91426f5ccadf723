"""`manage.py setup_database`: both roles and the database, on a server of one's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from psycopg.conninfo import conninfo_to_dict

from cms.database import roles
from cms.database.site import login_of, site_server
from cms.environment import Refused


class Command(BaseCommand):
    help = (
        "Make the owner's and the app's role, with the names and passwords of OWNER_DATABASE_URL and "
        "DATABASE_URL, and their database; or mend them. Run `migrate` afterwards."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--superuser-url",
            metavar="URL",
            help="postgresql:// address of a superuser; not needed for the embedded database",
        )

    def handle(self, *args: Any, superuser_url: str | None, **options: Any) -> None:
        app, owner = login_of("default"), login_of("owner")
        if superuser_url:
            place = conninfo_to_dict(superuser_url)
            if settings.ENVIRONMENT.embedded:
                raise Refused(
                    "set DATABASE_URL and OWNER_DATABASE_URL: they name the roles that are to be made."
                )
            if not place.get("dbname"):
                superuser_url += ("" if superuser_url.endswith("/") else "/") + "postgres"
        elif settings.ENVIRONMENT.embedded:
            server = site_server()
            server.use()
            superuser_url = server.superuser_address()
        else:
            raise Refused("give --superuser-url: roles are set up by a superuser of that server.")
        roles.set_up(superuser_url, app=app, owner=owner)
        self.stdout.write(
            f"{owner.user} owns the database {app.name}; {app.user} works in it and owns nothing. "
            "Next: manage.py migrate"
        )
