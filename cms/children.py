"""The processes that the supervisor runs: `python -m cms.children web`, and `… worker`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, cast

WEB_PROCESSES = 2
WEB_THREADS = 4
# Jobs that run longer than this when the site stops are given back, to be done after the next start.
JOB_SECONDS = 20


def web() -> None:
    """Serve the site over HTTP."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "cms.wsgi:application",
        address=settings.ENVIRONMENT.bind,
        port=settings.ENVIRONMENT.port,
        interface=Interfaces.WSGI,
        workers=WEB_PROCESSES,
        blocking_threads=WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load_site, wrap_loader=False)


def load_site() -> Callable[..., Any]:
    """The WSGI application, in a process that does not outlive the server that started it."""
    from cms.lifeline import end_with_parent
    from cms.wsgi import application

    end_with_parent()
    return application


def worker() -> None:
    """Do the jobs that wait in the database, as `manage.py procrastinate worker` does."""
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = cast(DjangoConnector, app.connector)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(shutdown_graceful_timeout=JOB_SECONDS)


def main() -> None:
    """Run the process named on the command line, for as long as our parent lives."""
    from cms.lifeline import end_with_parent

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    end_with_parent()
    {"web": web, "worker": worker}[sys.argv[1]]()


if __name__ == "__main__":
    main()
