"""`manage.py run`: the whole site (database, web, worker) until Ctrl-C."""

from __future__ import annotations

import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from cms import startup
from cms.children import JOB_SECONDS
from cms.database.site import site_server
from cms.supervisor import Supervisor, site_children


class Command(BaseCommand):
    help = "Run the database (when it is the embedded one), the site and the worker, until Ctrl-C or SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        try:
            code = self._run()
        except KeyboardInterrupt:
            self.say("Stopped before the site was up.")
            code = 130
        if code:
            sys.exit(code)

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def _run(self) -> int:
        environment = settings.ENVIRONMENT
        startup.require_secret_key()
        startup.require_port(environment.bind, environment.port)
        startup.start_database()
        startup.migrate(self.say)
        startup.require_harmless_login()
        startup.collect_static(self.say)
        if settings.DEMO:
            startup.seed_demo(self.say)
        logins = startup.demo_logins() if settings.DEMO else []
        connections.close_all()
        code = Supervisor(
            site_children(job_seconds=JOB_SECONDS),
            database=site_server() if environment.embedded else None,
            health_url=environment.local_url + "/healthz",
            say=self.say,
        ).run(lambda: self._tell_addresses(logins))
        self.say("Stopped.")
        return code

    def _tell_addresses(self, logins: list[str]) -> None:
        url = settings.ENVIRONMENT.local_url
        lines = [
            "",
            f"  Imprimatur is running at {url}/",
            f"  Log in at {url}/accounts/login/   Admin: {url}/admin/",
        ]
        if url != settings.SITE_URL:
            lines.append(f"  Public address: {settings.SITE_URL}/")
        if logins:
            lines += [
                "",
                f"  Demo logins: {', '.join(logins)}",
                f"  Password of all: {settings.DEMO_PASSWORD}",
            ]
            lines.append(
                "  This is a demo: anybody who knows the password can log in, without a second factor."
            )
        self.say("\n".join([*lines, "", "  Ctrl-C stops it.", ""]))
