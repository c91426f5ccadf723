"""What is made true before the site serves: port, tables, guards, harmless login, static files, demo."""

from __future__ import annotations

import errno
import hashlib
import socket
from collections.abc import Callable
from pathlib import Path

import psutil
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from cms.database import roles
from cms.database.lease import alone
from cms.database.site import login_of, site_server
from cms.environment import Refused
from cms.strongbox import make_private
from reviews import guards

Say = Callable[[str], None]
REVIEWERS = tuple(f"reviewer{number}" for number in range(1, 7))
DEMO_LOGINS = ("author", "editor", *REVIEWERS, "chief", "admin", "writer", "deputy")


def require_secret_key() -> None:
    """Refuse to serve in production with a key that this machine made for itself."""
    if settings.ENVIRONMENT.production and not settings.ENVIRONMENT.secret_key:
        raise Refused(
            "SECRET_KEY is not set. Set it (at least 32 random characters) to serve for real, "
            "IMPRIMATUR_DEMO=1 for a demo as `make run` does, or IMPRIMATUR_DEBUG=1 for development."
        )


def require_port(host: str, port: int) -> None:
    """Refuse when the address cannot be listened at, saying who has it when that can be found out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refused(
                    f"port {port} is in use{_holder_of(port)}. Stop that program, or choose another port: "
                    f"PORT={port + 1 if port < 65535 else 8000} make run"
                ) from error
            raise Refused(f"cannot listen at {host}, port {port}: {error.strerror}.") from error


def _holder_of(port: int) -> str:
    try:
        found = [c.pid for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == port and c.pid]
        return f" by process {found[0]} ({psutil.Process(found[0]).name()})" if found else ""
    except (psutil.Error, OSError):
        return ""  # only root may know about other people's processes


def start_database() -> None:
    """Bring the embedded server up, if the database is the embedded one."""
    if settings.ENVIRONMENT.embedded:
        site_server().use()


def require_harmless_login() -> None:
    """Refuse to serve with a login that could undo the guards."""
    with connection.cursor() as cursor:
        reasons = roles.unsafe_reasons(cursor)
    if reasons:
        raise Refused(
            f"the site's database login {login_of('default').user!r} could undo the guards: "
            f"{'; '.join(reasons)}. Set roles up with `manage.py setup_database`."
        )


def unapplied_migrations() -> list[str]:
    """The migrations that the database lacks, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate(say: Say) -> None:
    """Bring tables and guards to what the code expects; does nothing when they are."""
    missing = unapplied_migrations()
    found = [] if missing else [fault.message for fault in guards.faults(connections["owner"])]
    if missing:
        say(f"Bringing the database up to date ({len(missing)} migrations) …")
    for message in found:
        say(f"Laying the guards anew: {message}")
    if missing or found or settings.CACHES["default"]["LOCATION"] not in _tables():
        call_command("migrate", verbosity=0, interactive=False)
    for fault in guards.faults(connections["owner"]):
        say(f"WARNING: {fault.message} `manage.py verify` tells more.")


def _tables() -> list[str]:
    return connections["owner"].introspection.table_names()


def collect_static(say: Say) -> None:
    """Copy, fingerprint and compress the static files when any of them has changed."""
    if settings.DEBUG:
        return  # served as they lie in the source
    make_private(settings.LOCAL_DIR)
    stamp = settings.LOCAL_DIR / "static.stamp"
    with alone(settings.LOCAL_DIR / "static.lock"):
        wanted = _static_fingerprint()
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if manifest.exists() and stamp.exists() and stamp.read_text() == wanted:
            return
        say("Preparing the static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)


def _static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def seed_demo(say: Say) -> None:
    """Fill an empty database with the demo; one whose seeding was interrupted begins anew."""
    seeding = settings.LOCAL_DIR / "demo.seeding"
    make_private(settings.LOCAL_DIR)
    if seeding.exists():
        say("The demo was interrupted while it was being made; making it anew …")
        recreate_embedded_database()
        migrate(say)
    if not apps.get_model("articles", "Article")._default_manager.exists():
        say("Making the demo: articles, people, reviews …")
        seeding.touch()
        call_command("seed_demo", verbosity=0)
        seeding.unlink()
        _password_stamp().write_text(_password_hash())
    elif not _password_stamp().exists() or _password_stamp().read_text() != _password_hash():
        change_demo_password()


def recreate_embedded_database() -> None:
    """Drop the embedded database, which holds nothing but half a demo; make it empty. Raises Refused."""
    if not settings.ENVIRONMENT.embedded:
        raise Refused(
            f"the demo in database {login_of('default').name!r} was interrupted while it was being made; "
            f"drop that database, run `manage.py setup_database`, remove {settings.LOCAL_DIR}/demo.seeding."
        )
    connections.close_all()
    server = site_server()
    roles.drop_database(server.superuser_address(), login_of("default").name)
    roles.set_up(server.superuser_address(), app=login_of("default"), owner=login_of("owner"))


def change_demo_password() -> None:
    """Give the demo's people the password that is printed, after DEMO_PASSWORD has changed."""
    people = get_user_model()._default_manager.filter(username__in=DEMO_LOGINS)
    people.update(password=make_password(settings.DEMO_PASSWORD))
    _password_stamp().write_text(_password_hash())


def _password_stamp() -> Path:
    return Path(settings.LOCAL_DIR) / "demo.password"


def _password_hash() -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}\0{settings.DEMO_PASSWORD}".encode()).hexdigest()


def demo_logins() -> list[str]:
    """Those of the demo's logins that the database has, in the order in which they are told."""
    present = set(get_user_model()._default_manager.values_list("username", flat=True))
    return [name for name in DEMO_LOGINS if name in present]
