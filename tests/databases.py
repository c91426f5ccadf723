"""Real PostgreSQL databases for tests.

One server for all test processes (an embedded one without fsync, or that of TEST_SUPERUSER_URL). In it a
template database per state of migrations and guards, migrated once as the owner; each test process works in a
copy of its own, in which the site logs in as the app and owns nothing.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from cms.database import roles
from cms.database.embedded import EmbeddedServer
from cms.database.places import Places
from cms.environment import Login
from cms.strongbox import Strongbox

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / ".local" / "test-postgres"
NOBODYS = "imprimatur_no_test_database"
COPY = re.compile(r"^test_imprimatur_(?P<pid>\d+)_\w+$")
TEMPLATE = "imprimatur_template_"
TEMPLATES_KEPT = 3
ONE_AT_A_TIME = 0x1A9B
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
# Rows that migrations make and tests need; everything else is empty when a test begins.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "reviews_chain")

# Small tables are emptied by DELETE, which costs a tenth of a TRUNCATE; grown ones by TRUNCATE.
EMPTY = """
CREATE SCHEMA testing;
CREATE FUNCTION testing.empty(kept text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT c.oid::regclass AS name, pg_relation_size(c.oid) AS size FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL (kept)
    LOOP
        IF t.size > 400000 THEN
            EXECUTE format('TRUNCATE %s CASCADE', t.name);
        ELSIF t.size > 0 THEN
            EXECUTE format('DELETE FROM %s', t.name);
        END IF;
    END LOOP;
END $$;
"""


@functools.cache
def test_server() -> EmbeddedServer | None:
    """The embedded server of the tests (not started by asking for it), or None when another one is named."""
    if os.environ.get("TEST_SUPERUSER_URL"):
        return None
    return EmbeddedServer(Places(BASE), password=Strongbox(BASE).secret("superuser_password"), settings=FAST)


def superuser_address(database: str = "postgres") -> str:
    """The libpq address of the superuser for that database of the test server."""
    server = test_server()
    if server is None:
        return psycopg.conninfo.make_conninfo(os.environ["TEST_SUPERUSER_URL"], dbname=database)
    return server.superuser_address(database)


def superuser_connection(database: str = "postgres") -> psycopg.Connection[Any]:
    """A new autocommitting connection as superuser."""
    return psycopg.connect(superuser_address(database), autocommit=True)


def login(role: str, database: str = NOBODYS) -> Login:
    """The app's or the owner's login for a test database."""
    box = Strongbox(BASE)
    place = psycopg.conninfo.conninfo_to_dict(superuser_address())
    # On a server that also serves other things, roles of the real site must keep their passwords.
    prefix = "imprimatur" if test_server() else "imprimatur_test"
    return Login(
        user=f"{prefix}_{role}",
        password=box.secret(f"{role}_password"),
        host=str(place.get("host", "")),
        port=str(place.get("port", "")),
        name=database,
    )


def test_logins() -> dict[str, dict[str, object]]:
    """Django's DATABASES for tests; the names are filled in when the process has its own database."""
    engine = "django.db.backends.postgresql"
    return {"default": login("app").as_django(engine), "owner": login("owner").as_django(engine)}


def fingerprint() -> str:
    """Changes whenever a freshly migrated database would differ: migrations, guards, roles, the server."""
    from django.db.migrations.loader import MigrationLoader

    digest = hashlib.sha256()
    for name in sorted(MigrationLoader(None).disk_migrations):
        digest.update(repr(name).encode())
    for pattern in (
        "*/migrations/*.py",
        "*/guards.sql",
        "*/guards.py",
        "cms/database/roles.py",
        "tests/databases.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def one_at_a_time() -> Iterator[psycopg.Connection[Any]]:
    """A superuser connection that holds the lock under which templates are made and copied."""
    with superuser_connection() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        yield connection


def make_template(connection: psycopg.Connection[Any], migrate: Callable[[str], None]) -> str:
    """The name of the migrated template for the code as it is, made now if it is not there."""
    name = TEMPLATE + fingerprint()
    found = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found and found[0]:
        return name
    drop(connection, name)
    roles.set_up(superuser_address(), app=login("app", name), owner=login("owner", name))
    migrate(name)
    with superuser_connection(name) as inside:
        inside.execute(EMPTY)
        refuse_unexpected_rows(inside)
    connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def refuse_unexpected_rows(connection: psycopg.Connection[Any]) -> None:
    """A migration that makes rows must be known here, else tests would begin without them after the first."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND pg_relation_size(oid) > 0 ORDER BY relname"
    ).fetchall()
    unexpected = [
        table
        for (table,) in tables
        if table not in KEPT
        and connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone()
    ]
    if unexpected:
        raise AssertionError(f"migrations fill {unexpected}: name them in tests/databases.py, KEPT")


def make_copy(connection: psycopg.Connection[Any], template: str, name: str) -> None:
    """Copy the template; who may connect is not copied with it and is granted anew."""
    drop(connection, name)
    query = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    owner = login("owner", name)
    connection.execute(
        query.format(sql.Identifier(name), sql.Identifier(owner.user), sql.Identifier(template))
    )
    roles.grant_on_database(connection, app=login("app", name), owner=owner)


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Drop a test database or template, whoever is connected to it."""
    identifier = sql.Identifier(name)
    row = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
    if row and row[0]:
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(identifier))
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))


def drop_leftovers(connection: psycopg.Connection[Any]) -> None:
    """Drop copies whose process is gone and to which nobody is connected, and templates of earlier code."""
    rows = connection.execute(
        "SELECT d.datname FROM pg_database d WHERE NOT EXISTS"
        " (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) ORDER BY d.oid DESC"
    ).fetchall()
    names = [name for (name,) in rows]
    for name in names:
        match = COPY.match(name)
        if match and not psutil.pid_exists(int(match["pid"])):
            drop(connection, name)
    for name in [name for name in names if name.startswith(TEMPLATE)][TEMPLATES_KEPT:]:
        drop(connection, name)
