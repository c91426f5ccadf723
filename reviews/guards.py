"""The guards in the database: applied from the two guards.sql files, and compared with them.

What is compared: every function's text, settings and security; every trigger's definition and that it is enabled;
that no guarded table has a trigger of unknown origin; the rights that the app must not have; the constraints that
the models declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UniqueConstraint

FILES = tuple(Path(apps.get_app_config(app).path) / "guards.sql" for app in ("articles", "reviews"))
SAFE_PATH = "search_path=pg_catalog, public, pg_temp"
_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (?P<name>\w+)\(.*?\) RETURNS .*?\nLANGUAGE (?P<language>\w+)(?P<options>[^$]*?)"
    r" AS \$\$(?P<body>.*?)\$\$;",
    re.DOTALL,
)
_TRIGGER = re.compile(
    r"^CREATE (?:OR REPLACE )?(?P<rest>(?:CONSTRAINT )?TRIGGER (?P<name>\w+) .*? ON public\.(?P<table>\w+) .*?);$", re.MULTILINE
)


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be: a code, the place, and a sentence."""

    code: str
    where: str
    message: str


@dataclass(frozen=True)
class _Function:
    body: str
    definer: bool
    search_path_safe: bool


def apply(connection: BaseDatabaseWrapper) -> None:
    """Create or replace every guard, as the owner. Idempotent."""
    with connection.cursor() as cursor:
        for file in FILES:
            cursor.execute(file.read_text(encoding="utf-8"))


def faults(connection: BaseDatabaseWrapper) -> list[Fault]:
    """Return each guard that is missing, disabled, altered or unknown in the database, in a stable order."""
    return [
        *_function_faults(connection),
        *_trigger_faults(connection),
        *_privilege_faults(connection),
        *_constraint_faults(connection),
    ]


def _source() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in FILES)


def expected_functions() -> dict[str, _Function]:
    """Return name -> text and security of every function in the files."""
    return {
        match["name"]: _Function(
            body=match["body"],
            definer="SECURITY DEFINER" in match["options"],
            search_path_safe="SET search_path = pg_catalog, public, pg_temp" in match["options"],
        )
        for match in _FUNCTION.finditer(_source())
    }


def expected_triggers() -> dict[tuple[str, str], str]:
    """Return (table, name) -> definition of every trigger in the files, as PostgreSQL prints it."""
    return {
        (match["table"], match["name"]): _plain(f"CREATE {match['rest']}")
        for match in _TRIGGER.finditer(_source())
    }


def _plain(definition: str) -> str:
    without_default = definition.replace(" NOT DEFERRABLE INITIALLY IMMEDIATE", "")
    return re.sub(r"\s+", " ", without_default.replace("public.", "")).strip()


def _rows(connection: BaseDatabaseWrapper, sql: str, params: Iterable[object] = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _function_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    found = {
        name: _Function(body=body, definer=definer, search_path_safe=SAFE_PATH in (config or ()))
        for name, body, definer, config in _rows(
            connection,
            "SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)",
            [list(expected_functions())],
        )
    }
    for name, wanted in expected_functions().items():
        if name not in found:
            yield Fault("guard-missing", name, f"The function {name} is missing.")
        elif found[name] != wanted:
            yield Fault("guard-altered", name, f"The function {name} is not the one that the code expects.")
    twice = _rows(
        connection,
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)"
        " GROUP BY proname HAVING count(*) > 1 ORDER BY proname",
        [list(expected_functions())],
    )
    for (name,) in twice:
        yield Fault("guard-altered", name, f"There is a second function called {name}.")


def _trigger_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    expected = expected_triggers()
    tables = sorted({table for table, _ in expected})
    found = {
        (table, name): (_plain(definition), enabled)
        for table, name, definition, enabled in _rows(
            connection,
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)"
            " ORDER BY 1, 2",
            [tables],
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


def append_only_tables() -> list[str]:
    """Return the tables whose rows are never changed or removed."""
    return sorted(table for table, name in expected_triggers() if name == "append_only")


def _privilege_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    tables = sorted({table for table, _ in expected_triggers()})
    forbidden = [(table, "TRUNCATE") for table in tables]
    forbidden += [(table, right) for table in append_only_tables() for right in ("UPDATE", "DELETE")]
    forbidden += [("articles_contributor", "INSERT"), ("reviews_voiding", "INSERT")]
    held = _rows(
        connection,
        "SELECT c.relname, acl.privilege_type, acl.grantee::regrole::text FROM pg_class c"
        " CROSS JOIN LATERAL aclexplode(c.relacl) AS acl"
        " WHERE c.relnamespace = 'public'::regnamespace AND acl.grantee <> c.relowner ORDER BY 1, 2, 3",
    )
    wanted = set(forbidden)
    for table, right, holder in held:
        if (table, right) in wanted:
            yield Fault("guard-right", table, f"{holder} may {right} {table}.")


def _constraint_faults(connection: BaseDatabaseWrapper) -> Iterator[Fault]:
    present = {
        name
        for (name,) in _rows(
            connection,
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND convalidated"
            " UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indisunique AND i.indisvalid",
        )
    }
    for app in ("articles", "reviews"):
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                if constraint.name not in present:
                    what = "unique" if isinstance(constraint, UniqueConstraint) else "check"
                    table = model._meta.db_table
                    yield Fault(
                        "guard-missing", f"{table}.{constraint.name}", f"The {what} constraint {constraint.name} is missing."
                    )
