"""What every test may ask for: a database of its own, people behind connections, and the database's clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Give this process a copy of the migrated template, in which the site works as the app's own login."""
    from django.core.management import call_command
    from django.db import connections
    from django.test import TransactionTestCase

    def use(name: str) -> None:
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name

    def migrate(name: str) -> None:
        use(name)
        call_command("migrate", verbosity=0)
        use(databases.NOBODYS)

    server = databases.test_server()
    if server is not None:
        server.use()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_imprimatur_{os.getpid()}_{worker}"
    with django_db_blocker.unblock(), databases.one_at_a_time() as connection:
        databases.drop_leftovers(connection)
        databases.make_copy(connection, databases.make_template(connection, migrate), name)
        use(name)
    emptier = databases.superuser_connection(name)
    emptier.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")

    def empty(test: TransactionTestCase) -> None:
        forget_session_state()
        emptier.execute("SELECT testing.empty(%s)", [list(databases.KEPT)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda test: False)
        yield
    emptier.close()
    with django_db_blocker.unblock(), databases.one_at_a_time() as connection:
        use(databases.NOBODYS)
        databases.drop(connection, name)


def forget_session_state() -> None:
    """Take back what a test set in its sessions; connecting anew would cost more than most tests."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        session = connection.connection
        if session is None:
            continue
        idle = session.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if connection.autocommit and not connection.in_atomic_block and idle:
            session.execute("DISCARD ALL")
            session.execute("SET TIME ZONE 'UTC'")
        else:
            connection.close()


def database_name() -> str:
    """The name of this process's test database."""
    from django.db import connections

    return str(connections["default"].settings_dict["NAME"])


@pytest.fixture
def superuser(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection as superuser to the test database: for tests of what is found after the worst."""
    with databases.superuser_connection(database_name()) as connection:
        yield connection


class GuardClock:
    """The database's clock, `imprimatur_now()`, which the owner can stop at a moment."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        row = connection.execute(
            "SELECT pg_get_functiondef('public.imprimatur_now()'::regprocedure)"
        ).fetchone()
        assert row is not None
        self.definition = str(row[0])

    def set(self, moment: datetime) -> datetime:
        """Stop the clock at that moment (with a time zone); returns it."""
        stopped = f"$$ SELECT {moment.isoformat()!r}::timestamptz $$"
        self.connection.execute(
            "CREATE OR REPLACE FUNCTION public.imprimatur_now() RETURNS timestamptz LANGUAGE sql STABLE"
            f" SET search_path = pg_catalog, public, pg_temp AS {stopped}"
        )
        return moment

    def move(self, **span: float) -> datetime:
        """Stop the clock that much (timedelta's arguments) after what it shows; returns the new moment."""
        row = self.connection.execute("SELECT imprimatur_now()").fetchone()
        assert row is not None
        return self.set(row[0] + timedelta(**span))

    def restore(self) -> None:
        """Let it run again."""
        self.connection.execute(self.definition)


class HouseZone:
    """The house's time zone, in the settings and in the guards: what TIME_ZONE and ``migrate`` would make."""

    def __init__(self, connection: psycopg.Connection[Any], settings: Any) -> None:
        self.connection, self.settings = connection, settings

    def move_to(self, name: str) -> None:
        self.settings.TIME_ZONE = name
        self.connection.execute(
            "CREATE OR REPLACE FUNCTION public.imprimatur_zone() RETURNS text LANGUAGE sql STABLE"
            f" SET search_path = pg_catalog, public, pg_temp AS $$\n    SELECT '{name}'::text\n$$"
        )


@pytest.fixture
def house_zone(guard_clock: GuardClock, settings: Any) -> Iterator[HouseZone]:
    """The house's time zone: `house_zone.move_to("Pacific/Auckland")`; UTC again after the test."""
    zone = HouseZone(guard_clock.connection, settings)
    yield zone
    zone.move_to("UTC")


@pytest.fixture
def guard_clock(transactional_db: None) -> Iterator[GuardClock]:
    """The database's clock: `guard_clock.set(moment)`, `.move(days=3)`; it runs again after the test."""
    login = databases.login("owner", database_name())
    with psycopg.connect(
        user=login.user,
        password=login.password,
        host=login.host,
        port=login.port or None,
        dbname=login.name,
        autocommit=True,
    ) as connection:
        clock = GuardClock(connection)
        yield clock
        clock.restore()
