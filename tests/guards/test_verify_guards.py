"""What is done to the guards themselves, `verify` finds: missing, disabled, altered, unknown, gone around."""

from __future__ import annotations

import pytest
from django.db import connections

from reviews import guards
from tests import databases
from tests.conftest import database_name
from tests.guards.arena import Arena

FUNCTION = "CREATE OR REPLACE FUNCTION public."
SAFELY = "SET search_path = pg_catalog, public, pg_temp"
GUARDS: dict[str, tuple[str, str, str]] = {
    "disabled trigger": (
        "ALTER TABLE reviews_approval DISABLE TRIGGER quorum",
        "ALTER TABLE reviews_approval ENABLE TRIGGER quorum",
        "guard-disabled reviews_approval.quorum",
    ),
    "trigger for replicas only": (
        "ALTER TABLE articles_section ENABLE REPLICA TRIGGER content",
        "ALTER TABLE articles_section ENABLE TRIGGER content",
        "guard-disabled articles_section.content",
    ),
    "dropped trigger": (
        "DROP TRIGGER append_only ON reviews_event",
        "",
        "guard-missing reviews_event.append_only",
    ),
    "trigger with a condition": (
        "CREATE OR REPLACE TRIGGER signoff BEFORE INSERT ON reviews_signoff FOR EACH ROW"
        " WHEN (NEW.member_id <> 1) EXECUTE FUNCTION reviews_signoff_guard()",
        "",
        "guard-altered reviews_signoff.signoff",
    ),
    "unknown trigger": (
        "CREATE TRIGGER zz BEFORE INSERT ON reviews_signoff FOR EACH ROW"
        " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TRIGGER zz ON reviews_signoff",
        "guard-unknown reviews_signoff.zz",
    ),
    "altered function": (
        f"{FUNCTION}legal_move(source text, target text) RETURNS boolean LANGUAGE sql IMMUTABLE {SAFELY}"
        " AS 'SELECT true'",
        "",
        "guard-altered legal_move",
    ),
    "second function": (
        f"{FUNCTION}legal_move(varchar, varchar) RETURNS boolean LANGUAGE sql {SAFELY} AS 'SELECT true';"
        "ALTER FUNCTION legal_move(varchar, varchar) OWNER TO {owner}",
        "DROP FUNCTION legal_move(varchar, varchar)",
        "guard-altered legal_move",
    ),
    "function with another path": (
        "ALTER FUNCTION reviews_quorum() SET search_path = public",
        "",
        "guard-altered reviews_quorum",
    ),
    "function with a setting": (
        "ALTER FUNCTION reviews_quorum() SET session_replication_role = replica",
        "ALTER FUNCTION reviews_quorum() RESET session_replication_role",
        "guard-altered reviews_quorum",
    ),
    "function of another's rights": (
        "ALTER FUNCTION reviews_event_chain() SECURITY DEFINER",
        "",
        "guard-altered reviews_event_chain",
    ),
    "stopped clock": (
        f"{FUNCTION}imprimatur_now() RETURNS timestamptz LANGUAGE sql STABLE {SAFELY}"
        " AS $$ SELECT '2001-01-01'::timestamptz $$",
        "",
        "guard-altered imprimatur_now",
    ),
    "granted right": (
        "GRANT UPDATE ON reviews_signoff TO {app}",
        "",
        "guard-right reviews_signoff",
    ),
    "right for everybody": (
        "GRANT DELETE ON reviews_event TO PUBLIC",
        "REVOKE ALL ON reviews_event FROM PUBLIC",
        "guard-right reviews_event",
    ),
    "right on a column": (
        "GRANT UPDATE (verdict) ON reviews_signoff TO {app}",
        "REVOKE UPDATE (verdict) ON reviews_signoff FROM {app}",
        "guard-right reviews_signoff",
    ),
    "right to write contributors": (
        "GRANT INSERT ON articles_contributor TO {app}",
        "",
        "guard-right articles_contributor",
    ),
    "right to triggers": (
        "GRANT TRIGGER ON articles_version TO {app}",
        "REVOKE TRIGGER ON articles_version FROM {app}",
        "guard-right articles_version",
    ),
    "right to migrate": (
        "GRANT INSERT ON django_migrations TO {app}",
        "",
        "guard-right django_migrations",
    ),
    "right to create": (
        "GRANT CREATE ON SCHEMA public TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM {app}",
        "guard-right schema public",
    ),
    "right to temporary tables": (
        'GRANT TEMPORARY ON DATABASE "{database}" TO {app}',
        'REVOKE TEMPORARY ON DATABASE "{database}" FROM {app}',
        "guard-right database",
    ),
    "rule": (
        "CREATE RULE lost AS ON INSERT TO reviews_voiding DO INSTEAD NOTHING",
        "DROP RULE lost ON reviews_voiding",
        "guard-unknown reviews_voiding.lost",
    ),
    "row security": (
        "ALTER TABLE reviews_voiding ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE reviews_voiding DISABLE ROW LEVEL SECURITY",
        "guard-unknown reviews_voiding",
    ),
    "heir": (
        "CREATE TABLE heir () INHERITS (reviews_signoff)",
        "DROP TABLE heir",
        "guard-unknown reviews_signoff",
    ),
    "another's table": (
        "ALTER TABLE reviews_signoff OWNER TO postgres",
        "ALTER TABLE reviews_signoff OWNER TO {owner}",
        "guard-owner reviews_signoff",
    ),
    "another's function": (
        "ALTER FUNCTION reviews_quorum() OWNER TO postgres",
        "ALTER FUNCTION reviews_quorum() OWNER TO {owner}",
        "guard-owner reviews_quorum",
    ),
    "sessions without triggers": (
        'ALTER ROLE {app} IN DATABASE "{database}" SET session_replication_role = replica',
        'ALTER ROLE {app} IN DATABASE "{database}" RESET session_replication_role',
        "guard-setting {app}",
    ),
    "sessions without triggers, everybody's": (
        'ALTER DATABASE "{database}" SET session_replication_role = replica',
        'ALTER DATABASE "{database}" RESET session_replication_role',
        "guard-setting everybody",
    ),
    "sessions in somebody's name": (
        "ALTER ROLE {app} IN DATABASE \"{database}\" SET imprimatur.actor = '1'",
        'ALTER ROLE {app} IN DATABASE "{database}" RESET imprimatur.actor',
        "guard-setting {app}",
    ),
    "right to switch triggers off": (
        "GRANT SET ON PARAMETER session_replication_role TO {app}",
        "REVOKE SET ON PARAMETER session_replication_role FROM {app}",
        "guard-right session_replication_role",
    ),
    "dropped constraint": (
        "ALTER TABLE reviews_policy DROP CONSTRAINT policy_quorum_at_least_one",
        "ALTER TABLE reviews_policy ADD CONSTRAINT policy_quorum_at_least_one CHECK (quorum >= 1)",
        "guard-missing reviews_policy.policy_quorum_at_least_one",
    ),
    "dropped index": (
        "DROP INDEX version_one_live",
        "CREATE UNIQUE INDEX version_one_live ON articles_version (article_id) WHERE status = 'approved'",
        "guard-missing articles_version.version_one_live",
    ),
}


# What holds for every database of the server would be found by tests beside this one too.
OF_THE_SERVER = {"right to switch triggers off"}


@pytest.mark.parametrize(
    "guard",
    [pytest.param(name, marks=pytest.mark.alone) if name in OF_THE_SERVER else name for name in GUARDS],
)
def test_a_guard_that_does_not_stand_as_it_should_is_found(arena: Arena, guard: str) -> None:
    names = {
        "app": databases.login("app").user,
        "owner": databases.login("owner").user,
        "database": database_name(),
    }
    attack, mended, expected = GUARDS[guard]
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute(attack.format(**names))
        try:
            found = {f"{fault.code} {fault.where}" for fault in guards.faults(connections["default"])}
        finally:
            if mended:
                superuser.execute(mended.format(**names))
            guards.apply(connections["owner"])

    assert found == {expected.format(**names)}
    assert guards.faults(connections["default"]) == []


def test_foreign_keys_that_are_not_enforced_are_found(arena: Arena) -> None:
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("ALTER TABLE reviews_voiding DISABLE TRIGGER ALL")
        found = {f"{fault.code} {fault.where}" for fault in guards.faults(connections["default"])}
        superuser.execute("ALTER TABLE reviews_voiding ENABLE TRIGGER ALL")

    assert found == {
        "guard-disabled reviews_voiding",
        "guard-disabled reviews_voiding.append_only",
        "guard-disabled reviews_voiding.objection",
        "guard-disabled reviews_voiding.record",
    }
