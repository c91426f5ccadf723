"""The app's login owns and makes nothing and becomes nobody else; no setting of its opens a guard."""

from __future__ import annotations

import pytest
from django.db import connection

from reviews import guards
from tests import databases
from tests.guards.arena import Arena, attempt, refused, set_status, write_event

OWNER = databases.login("owner").user
APP = databases.login("app").user

BECOME = {
    "set role": f"SET ROLE {OWNER}",
    "set role by a function": f"SELECT set_config('role', '{OWNER}', false)",
    "set role to the superuser": "SET ROLE postgres",
    "session authorization": f"SET SESSION AUTHORIZATION {OWNER}",
    "session authorization by a function": f"SELECT set_config('session_authorization', '{OWNER}', false)",
    "membership": f"GRANT {OWNER} TO {APP}",
    "superuser": f"ALTER ROLE {APP} SUPERUSER",
    "a new role": "CREATE ROLE another SUPERUSER",
    "drop the owner's": f"DROP OWNED BY {OWNER}",
    "reassign": f"REASSIGN OWNED BY {OWNER} TO {APP}",
}
SWITCH_OFF = {
    "replica": "SET session_replication_role = replica",
    "replica by a function": "SELECT set_config('session_replication_role', 'replica', true)",
    "replica for ever": f"ALTER ROLE {APP} SET session_replication_role = replica",
    "trigger": "ALTER TABLE reviews_approval DISABLE TRIGGER quorum",
    "all triggers": "ALTER TABLE articles_version DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER content ON articles_section",
    "drop a function": "DROP FUNCTION reviews_quorum() CASCADE",
    "replace a function": "CREATE OR REPLACE FUNCTION legal_move(source text, target text) RETURNS boolean"
    " LANGUAGE sql AS 'SELECT true'",
    "alter a function": "ALTER FUNCTION legal_move(text, text) RESET ALL",
    "the clock": "CREATE OR REPLACE FUNCTION imprimatur_now() RETURNS timestamptz LANGUAGE sql AS"
    " $$ SELECT '2001-01-01'::timestamptz $$",
    "a constraint": "ALTER TABLE articles_version DROP CONSTRAINT version_status_known",
    "an index": "DROP INDEX version_one_live",
    "a column": "ALTER TABLE articles_version ALTER COLUMN status DROP NOT NULL",
    "a table": "DROP TABLE reviews_voiding",
    "a rename": "ALTER TABLE reviews_voiding RENAME TO voidings",
    "a rule": "CREATE RULE none AS ON INSERT TO reviews_voiding DO INSTEAD NOTHING",
    "row security": "ALTER TABLE reviews_voiding ENABLE ROW LEVEL SECURITY",
    "a policy": "CREATE POLICY none ON reviews_voiding USING (false)",
    "a migration": "INSERT INTO django_migrations (app, name, applied) VALUES ('reviews', '9999', now())",
    "a forgotten migration": "DELETE FROM django_migrations",
    "database settings": "DO $$ BEGIN EXECUTE format("
    "'ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$",
}
MAKE = {
    "table": "CREATE TABLE mine (id int)",
    "view": "CREATE VIEW mine AS SELECT 1",
    "function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a narrower function": "CREATE FUNCTION public.legal_move(varchar, varchar) RETURNS boolean LANGUAGE sql"
    " AS 'SELECT true'",
    "operator": "CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = texteq)",
    "type": "CREATE TYPE mine AS (id int)",
    "schema": "CREATE SCHEMA mine",
    "temporary table": "CREATE TEMP TABLE reviews_signoff (id int)",
    "temporary function": "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL'",
    "trigger": "CREATE TRIGGER mine BEFORE INSERT ON reviews_signoff FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "an heir": "CREATE TABLE mine () INHERITS (reviews_signoff)",
    "extension": "CREATE EXTENSION pg_trgm",
    "event trigger": "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION reviews_quorum()",
    "publication": "CREATE PUBLICATION mine FOR ALL TABLES",
    "a file": "COPY (SELECT 1) TO '/tmp/mine'",
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "server files": "SELECT pg_read_file('PG_VERSION')",
    "large object from a file": "SELECT lo_import('/etc/hostname')",
    "default rights": f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT TRUNCATE ON TABLES TO {APP}",
    "a sequence set back": "SELECT setval('reviews_signoff_id_seq', 1)",
}


@pytest.mark.parametrize("way", BECOME)
def test_the_app_becomes_nobody_else(arena: Arena, way: str) -> None:
    with refused("42501", by=arena.house.chief) as cursor:
        cursor.execute(BECOME[way])


@pytest.mark.parametrize("way", SWITCH_OFF)
def test_the_app_switches_no_guard_off(arena: Arena, way: str) -> None:
    with refused("42501", by=arena.house.chief) as cursor:
        cursor.execute(SWITCH_OFF[way])


@pytest.mark.parametrize("thing", MAKE)
def test_the_app_makes_nothing(arena: Arena, thing: str) -> None:
    with refused("42501", by=arena.house.chief) as cursor:
        cursor.execute(MAKE[thing])


def test_the_app_gives_itself_no_right(arena: Arena) -> None:
    """PostgreSQL only warns whoever has some right on the table, and grants nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE, TRUNCATE, TRIGGER ON reviews_signoff TO {APP}")

    assert guards.faults(connection) == []


@pytest.mark.parametrize("statement", ["RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION"])
def test_stepping_back_leads_nowhere(arena: Arena, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SELECT current_user::text, session_user::text")

        assert cursor.fetchone() == (APP, APP)


@pytest.mark.parametrize(
    "function", ["articles_content_guard", "reviews_removal_voids", "articles_version_contributor"]
)
def test_what_runs_as_the_owner_is_not_called_by_hand(arena: Arena, function: str) -> None:
    with refused("0A000", by=arena.house.chief) as cursor:
        cursor.execute(f"SELECT {function}()")


SESSION = {
    "search path": "SET search_path = pg_temp, public",
    "equals null": "SET transform_null_equals = on",
    "backslashes": "SET standard_conforming_strings = off",
    "time zone": "SET timezone = 'Pacific/Kiritimati'",
    "dates": "SET datestyle = 'SQL, DMY'",
    "row security": "SET row_security = off",
    "plans": "SET plan_cache_mode = force_generic_plan",
    "null arrays": "SET array_nulls = off",
}


@pytest.mark.parametrize("setting", SESSION)
def test_no_setting_of_the_session_opens_a_guard(arena: Arena, setting: str) -> None:
    version = arena.versions["under_review"]
    try:
        with refused("IM003", by=arena.house.editor) as cursor:
            cursor.execute(SESSION[setting])
            cursor.execute(
                "UPDATE public.articles_version SET status = 'approved' WHERE id = %s", [version.pk]
            )
        with refused("IM001", by=arena.house.editor) as cursor:
            cursor.execute(SESSION[setting])
            cursor.execute("UPDATE public.articles_version SET title = 'x' WHERE id = %s", [version.pk])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_move_is_made_from_an_old_picture(arena: Arena, level: str) -> None:
    version = arena.versions["draft"]

    with refused("IM007", by=arena.house.author, isolation=level) as cursor:
        write_event(cursor, version, "draft", "submitted")
        set_status(cursor, version, "submitted")


def test_the_least_isolation_is_read_committed_and_good_enough(arena: Arena) -> None:
    with attempt(arena.house.author, isolation="READ UNCOMMITTED") as cursor:
        write_event(cursor, arena.versions["draft"], action="note")


def test_the_clock_of_the_guards_is_the_transactions(arena: Arena) -> None:
    with attempt() as cursor:
        cursor.execute("SET timezone = 'Pacific/Kiritimati'")
        cursor.execute(
            "SELECT imprimatur_now() = now(), imprimatur_today() = (now() AT TIME ZONE 'UTC')::date"
        )

        assert cursor.fetchone() == (True, True)
        cursor.execute("SET timezone = 'UTC'")
