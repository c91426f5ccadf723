"""The guards in the database: applied from the two guards.sql files, and compared with them.

What is compared: every function's text, arguments, settings and security; every trigger's definition and that
it is enabled; that no guarded table has a trigger, a rule, a row policy or an heir of unknown origin; whose
they are; the rights that the app must not have; the constraints and keys that the models declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import UniqueConstraint

FILES = tuple(Path(apps.get_app_config(app).path) / "guards.sql" for app in ("articles", "reviews"))
SAFE_PATH = "search_path=pg_catalog, public, pg_temp"
_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?P<name>\w+)\((?P<arguments>.*?)\) RETURNS .*?\nLANGUAGE (?P<language>\w+)"
    r"(?P<options>[^$]*?) AS \$\$(?P<body>.*?)\$\$;",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"^CREATE (?:OR REPLACE )?"
    r"(?P<rest>(?:CONSTRAINT )?TRIGGER (?P<name>\w+) .*? ON public\.(?P<table>\w+) .*?);$",
    re.MULTILINE,
)
_VOLATILITY = {"IMMUTABLE": "i", "STABLE": "s"}
# Beside the tables with triggers: rights that would reach around them.
_HELD_BACK = {
    "articles_contributor": ("INSERT",),
    "reviews_voiding": ("INSERT",),
    "django_migrations": ("INSERT", "UPDATE", "DELETE", "TRUNCATE"),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be: a code, the place, and a sentence."""

    code: str
    where: str
    message: str


@dataclass(frozen=True)
class _Function:
    body: str
    arguments: str
    language: str
    volatility: str
    definer: bool
    settings: frozenset[str]


def apply(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every guard, as the owner: all of them or none. Idempotent."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _refuse_unknown_zone(cursor)
        for text in _texts():
            cursor.execute(text)


def _refuse_unknown_zone(cursor: CursorWrapper) -> None:
    try:
        cursor.execute("SELECT now() AT TIME ZONE %s", [settings.TIME_ZONE])
    except DataError:
        zone = settings.TIME_ZONE
        raise ImproperlyConfigured(
            f"PostgreSQL does not know TIME_ZONE, {zone}: take a name from its view pg_timezone_names."
        ) from None


def faults(connection: BaseDatabaseWrapper) -> list[Fault]:
    """Return each guard that is missing, disabled, altered or unknown in the database, in a stable order."""
    return [
        *_function_faults(connection),
        *_trigger_faults(connection),
        *_bypass_faults(connection),
        *_privilege_faults(connection),
        *_constraint_faults(connection),
    ]


def _texts() -> list[str]:
    """Return the two files, with the house's time zone where they name it."""
    zone = settings.TIME_ZONE.replace("'", "''")
    return [file.read_text(encoding="utf-8").replace(":'house_zone'", f"'{zone}'") for file in FILES]


def expected_functions() -> Mapping[str, _Function]:
    """Return name -> text, arguments, settings and security of every function in the files."""
    return _functions_in("\n".join(_texts()))


@cache
def _functions_in(source: str) -> Mapping[str, _Function]:
    return {match["name"]: _as_written(match) for match in _FUNCTION.finditer(source)}


def _as_written(match: re.Match[str]) -> _Function:
    options = match["options"]
    settings = {SAFE_PATH} if "SET search_path = pg_catalog, public, pg_temp" in options else set()
    settings |= {"TimeZone=UTC"} if "SET timezone = 'UTC'" in options else set()
    words = set(options.split())
    return _Function(
        body=match["body"],
        arguments=match["arguments"],
        language=match["language"],
        volatility=next((sign for word, sign in _VOLATILITY.items() if word in words), "v"),
        definer="SECURITY DEFINER" in options,
        settings=frozenset(settings),
    )


@cache
def expected_triggers() -> Mapping[tuple[str, str], str]:
    """Return (table, name) -> definition of every trigger in the files, as PostgreSQL prints it."""
    return {
        (match["table"], match["name"]): _plain(f"CREATE {match['rest']}")
        for match in _TRIGGER.finditer("\n".join(_texts()))
    }


def guarded_tables() -> list[str]:
    """Return the tables that have a guard, in order."""
    return sorted({table for table, _ in expected_triggers()})


def append_only_tables() -> list[str]:
    """Return the tables whose rows are never changed or removed."""
    return sorted(table for table, name in expected_triggers() if name == "append_only")


def _plain(definition: str) -> str:
    without_default = definition.replace(" NOT DEFERRABLE INITIALLY IMMEDIATE", "")
    return re.sub(r"\s+", " ", without_default.replace("public.", "")).strip()


def _rows(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _function_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    expected = expected_functions()
    found: dict[str, list[_Function]] = {}
    for name, body, arguments, language, volatility, definer, options in _rows(
        connection,
        "SELECT proname, prosrc, pg_get_function_arguments(p.oid), lanname, provolatile::text, prosecdef,"
        " proconfig FROM pg_proc p JOIN pg_language l ON l.oid = prolang"
        " WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)",
        [list(expected)],
    ):
        standing = _Function(body, arguments, language, volatility, definer, frozenset(options or ()))
        found.setdefault(name, []).append(standing)
    for name, wanted in expected.items():
        if name not in found:
            yield Fault("guard-missing", name, f"The function {name} is missing.")
        elif wanted not in found[name] and name == "imprimatur_zone":
            message = "The database counts its days in another time zone than TIME_ZONE: run migrate."
            yield Fault("guard-altered", name, message)
        elif wanted not in found[name]:
            yield Fault("guard-altered", name, f"The function {name} is not the one that the code expects.")
        elif len(found[name]) > 1:
            yield Fault("guard-altered", name, f"There is a second function called {name}.")


def _trigger_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    expected = expected_triggers()
    found = {
        (table, name): (_plain(definition), enabled)
        for table, name, definition, enabled in _rows(
            connection,
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)"
            " ORDER BY 1, 2",
            [guarded_tables()],
        )
    }
    for (table, name), definition in sorted(expected.items()):
        where = f"{table}.{name}"
        if (table, name) not in found:
            yield Fault("guard-missing", where, f"The trigger {name} on {table} is missing.")
            continue
        stands, enabled = found[table, name]
        if stands != definition:
            yield Fault("guard-altered", where, f"The trigger {name} on {table} is not the expected one.")
        if enabled != "O":
            yield Fault("guard-disabled", where, f"The trigger {name} on {table} is disabled.")
    for table, name in sorted(found.keys() - expected.keys()):
        yield Fault("guard-unknown", f"{table}.{name}", f"The trigger {name} on {table} is not one of ours.")


# What reaches around a trigger without touching it. The triggers of foreign keys are PostgreSQL's own.
_BYPASSES = """
WITH owner AS (SELECT datdba AS id FROM pg_database WHERE datname = current_database()),
guarded AS (
    SELECT c.* FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%(tables)s))
SELECT 'guard-unknown', g.relname || '.' || r.rulename, 'A rule rewrites what is done to this table.'
FROM guarded g JOIN pg_rewrite r ON r.ev_class = g.oid
UNION ALL SELECT 'guard-unknown', g.relname, 'Row security hides rows of this table.'
FROM guarded g WHERE g.relrowsecurity
UNION ALL SELECT 'guard-unknown', g.relname, format('The table %%s inherits from it.', i.inhrelid::regclass)
FROM guarded g JOIN pg_inherits i ON i.inhparent = g.oid
UNION ALL SELECT 'guard-disabled', g.relname, 'Foreign keys of this table are not enforced.'
FROM guarded g WHERE EXISTS (
    SELECT FROM pg_trigger t WHERE t.tgrelid = g.oid AND t.tgisinternal AND t.tgenabled <> 'O')
UNION ALL SELECT 'guard-owner', g.relname, format('The table belongs to %%s.', g.relowner::regrole)
FROM guarded g, owner WHERE g.relowner <> owner.id
UNION ALL SELECT 'guard-owner', p.proname, format('The function belongs to %%s.', p.proowner::regrole)
FROM pg_proc p, owner
WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (%(functions)s) AND p.proowner <> owner.id
UNION ALL SELECT 'guard-setting', 'session_replication_role', 'Triggers do not fire in this session.'
WHERE current_setting('session_replication_role') <> 'origin'
UNION ALL SELECT 'guard-setting', coalesce(r.rolname, 'everybody'), format('Sessions begin with %%s.', said)
FROM pg_db_role_setting g LEFT JOIN pg_roles r ON r.oid = g.setrole
CROSS JOIN LATERAL unnest(g.setconfig) AS said
WHERE g.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
AND split_part(said, '=', 1) ~ '^(session_replication_role|role|imprimatur[.].*)$'
UNION ALL SELECT 'guard-right', a.parname, format('%%s may set it.', acl.grantee::regrole)
FROM pg_parameter_acl a CROSS JOIN LATERAL aclexplode(a.paracl) AS acl
WHERE a.parname = 'session_replication_role' AND acl.grantee <> acl.grantor
ORDER BY 1, 2, 3
"""


def _bypass_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_BYPASSES, {"tables": guarded_tables(), "functions": list(expected_functions())})
        for row in cursor.fetchall():
            yield Fault(*row)


# Rights of anybody but the owner, on tables, columns, the schema and the database ("-" is everybody).
_RIGHTS = """
SELECT c.relname, acl.privilege_type, acl.grantee::regrole::text FROM pg_class c
CROSS JOIN LATERAL aclexplode(c.relacl) AS acl
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner
UNION SELECT c.relname, acl.privilege_type, acl.grantee::regrole::text FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN LATERAL aclexplode(a.attacl) AS acl
WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner
UNION SELECT 'schema public', acl.privilege_type, acl.grantee::regrole::text FROM pg_namespace n
CROSS JOIN LATERAL aclexplode(n.nspacl) AS acl WHERE n.nspname = 'public' AND acl.grantee <> n.nspowner
UNION SELECT 'database', acl.privilege_type, acl.grantee::regrole::text FROM pg_database d
CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS acl
WHERE d.datname = current_database() AND acl.grantee <> d.datdba
ORDER BY 1, 2, 3
"""


def _privilege_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    forbidden = {("schema public", "CREATE"), ("database", "CREATE"), ("database", "TEMPORARY")}
    for right in ("TRUNCATE", "TRIGGER", "REFERENCES"):
        forbidden |= {(table, right) for table in guarded_tables()}
    forbidden |= {(table, right) for table in append_only_tables() for right in ("UPDATE", "DELETE")}
    forbidden |= {(table, right) for table, rights in _HELD_BACK.items() for right in rights}
    for place, right, holder in _rows(connection, _RIGHTS):
        if (place, right) in forbidden:
            who = "everybody" if holder == "-" else holder
            yield Fault("guard-right", place, f"{who} may {right} {place}.")


def _constraint_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    names, keys = _constraints(connection), _keys(connection)
    for app in ("articles", "reviews"):
        for model in apps.get_app_config(app).get_models():
            table = model._meta.db_table
            for constraint in model._meta.constraints:
                if constraint.name not in names:
                    what = "unique" if isinstance(constraint, UniqueConstraint) else "check"
                    message = f"The {what} constraint {constraint.name} is missing."
                    yield Fault("guard-missing", f"{table}.{constraint.name}", message)
            for field in model._meta.concrete_fields:
                place = f"{table}.{field.column}"
                if field.unique and (table, field.column, "u") not in keys:
                    yield Fault("guard-missing", place, f"The unique key on {place} is missing.")
                if getattr(field, "db_constraint", False) and (table, field.column, "f") not in keys:
                    yield Fault("guard-missing", place, f"The foreign key on {place} is missing.")


def _constraints(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of all constraints and unique indexes that are in force."""
    rows = _rows(
        connection,
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND convalidated"
        " UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indisunique AND i.indisvalid",
    )
    return {name for (name,) in rows}


def _keys(connection: BaseDatabaseWrapper) -> set[tuple[str, str, str]]:
    """Return (table, column, "u" or "f") for every unique or foreign key of one column that is in force."""
    rows = _rows(
        connection,
        "SELECT c.relname, a.attname, CASE k.contype WHEN 'f' THEN 'f' ELSE 'u' END FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]"
        " WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f') AND k.convalidated"
        " AND cardinality(k.conkey) = 1",
    )
    return {(table, column, kind) for table, column, kind in rows}
