"""G1: what has left draft says for ever what it said. Around the ORM, as the app's own login."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import models
from django.db.backends.utils import CursorWrapper

from articles.models import Reference, Section, Support, User, Version
from articles.states import Status
from tests import factories
from tests.guards.arena import Arena, refusal, refused, set_status, unchanged, write_event

FROZEN = [status.value for status in Status if status != Status.DRAFT]
ROWS = [Section, Reference, Support]
# An expression that differs from the column, by the type that the database gives it.
OTHERWISE = {
    "bigint": "coalesce({column}, 0) + 1000000",
    "integer": "{column} + 1",
    "smallint": "least({column}, 5) + 1",
    "uuid": "gen_random_uuid()",
    "text": "{column} || ' and more'",
    "jsonb": '{column} || \'{{"note": "changed"}}\'',
    "boolean": "NOT {column}",
    "timestamp with time zone": "coalesce({column}, now()) + interval '1 day'",
}


def _columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if field.column != "status"]


def _otherwise(cursor: CursorWrapper, table: str, column: str) -> str:
    cursor.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        [table, column],
    )
    kind = cursor.fetchone()[0]
    return OTHERWISE[kind].format(column=column)


@pytest.mark.parametrize("column", _columns(Version))
def test_no_column_of_a_frozen_version_changes(arena: Arena, column: str) -> None:
    with unchanged():
        for status in FROZEN:
            with refusal("IM001", by=arena.house.author) as cursor:
                otherwise = _otherwise(cursor, "articles_version", column)
                cursor.execute(
                    f"UPDATE articles_version SET {column} = {otherwise} WHERE id = %s",
                    [arena.versions[status].pk],
                )


@pytest.mark.parametrize(
    ("model", "column"),
    [
        pytest.param(model, column, id=f"{model.__name__}-{column}")
        for model in ROWS
        for column in _columns(model)
    ],
)
def test_no_column_of_a_frozen_row_changes(arena: Arena, model: type[models.Model], column: str) -> None:
    table = model._meta.db_table

    with unchanged():
        for status in FROZEN:
            with refusal("IM001", by=arena.house.author) as cursor:
                otherwise = _otherwise(cursor, table, column)
                cursor.execute(
                    f"UPDATE {table} SET {column} = {otherwise} WHERE version_id = %s",
                    [arena.versions[status].pk],
                )


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_row_of_a_frozen_version_is_deleted(arena: Arena, model: type[models.Model]) -> None:
    with unchanged():
        for status in FROZEN:
            with refusal("IM001", by=arena.house.author) as cursor:
                cursor.execute(
                    f"DELETE FROM {model._meta.db_table} WHERE version_id = %s", [arena.versions[status].pk]
                )


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_row_is_added_to_a_frozen_version(arena: Arena, model: type[models.Model]) -> None:
    with unchanged():
        for status in FROZEN:
            row = model._default_manager.filter(version=arena.versions[status])[0]
            row.pk, row.key = None, uuid4()
            if hasattr(row, "position"):
                row.position = 99
            with refusal("IM001", by=arena.house.author):
                model._default_manager.bulk_create([row])


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_draft_row_does_not_move_into_a_frozen_version(arena: Arena, model: type[models.Model]) -> None:
    draft, frozen = arena.versions["draft"], arena.versions["approved"]

    with refused("IM001", by=arena.house.author) as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET version_id = %s, position = position + 50"
            " WHERE version_id = %s"
            if model is not Support
            else "UPDATE articles_support SET version_id = %s WHERE version_id = %s",
            [frozen.pk, draft.pk],
        )


@pytest.mark.parametrize("column", ["title", "summary", "correction_notice", "language"])
@pytest.mark.parametrize(
    ("source", "target"),
    [("draft", "submitted"), ("draft", "withdrawn"), ("submitted", "returned"), ("approved", "retracted")],
)
def test_a_text_does_not_change_as_its_version_moves(
    arena: Arena, source: str, target: str, column: str
) -> None:
    version = arena.versions[source]

    with refused("IM001", by=arena.house.author) as cursor:
        write_event(cursor, version, source, target)
        cursor.execute(
            f"UPDATE articles_version SET status = %s, {column} = {column} || 'x' WHERE id = %s",
            [target, version.pk],
        )


WAYS: dict[str, Callable[[Version], object]] = {
    "update": lambda version: Version.objects.filter(pk=version.pk).update(title="Other"),
    "save": lambda version: version.save(update_fields=["title"]),
    "bulk_update": lambda version: Version.objects.bulk_update([version], ["title"]),
    "section update": lambda version: Section.objects.filter(version=version).update(body="<p>Other.</p>"),
    "section save": lambda version: Section.objects.filter(version=version)[0].delete(),
    "section delete": lambda version: Section.objects.filter(version=version)[:1][0].delete(),
    "reference update_or_create": lambda version: Reference.objects.update_or_create(
        version=version, position=1, defaults={"title": "Other"}
    ),
    "support update": lambda version: Support.objects.filter(version=version).update(passage="Other."),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_the_orm_leads_into_a_frozen_version(arena: Arena, way: str) -> None:
    version = Version.objects.get(pk=arena.versions["approved"].pk)
    version.title = "Other"

    with refused("IM001", by=arena.house.author):
        WAYS[way](version)


STATEMENTS = {
    "upsert": (
        "INSERT INTO articles_section (version_id, key, position, level, heading, body, plain_body)"
        " SELECT version_id, key, position, level, heading, body, plain_body FROM articles_section"
        " WHERE version_id = %s ON CONFLICT (version_id, key) DO UPDATE SET body = 'x'"
    ),
    "merge": (
        "MERGE INTO articles_section s USING (SELECT %s::bigint AS id) v ON s.version_id = v.id"
        " WHEN MATCHED THEN UPDATE SET body = 'x'"
    ),
    "with": (
        "WITH gone AS (DELETE FROM articles_section WHERE version_id = %s RETURNING id)"
        " SELECT count(*) FROM gone"
    ),
    "from": (
        "UPDATE articles_reference r SET title = v.title FROM articles_version v"
        " WHERE r.version_id = v.id AND v.id = %s"
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_form_of_a_statement_leads_into_a_frozen_version(arena: Arena, statement: str) -> None:
    with refused("IM001", by=arena.house.author) as cursor:
        cursor.execute(STATEMENTS[statement], [arena.versions["under_review"].pk])


def test_copy_does_not_lead_into_a_frozen_version(arena: Arena) -> None:
    line = f"{arena.versions['approved'].pk}\t{uuid4()}\t77\t2\tMore\t<p>More.</p>\t\n"

    with (
        refused("IM001", by=arena.house.author) as cursor,
        cursor.copy(  # psycopg's own
            "COPY articles_section (version_id, key, position, level, heading, body, plain_body) FROM STDIN"
        ) as copy,
    ):
        copy.write(line)


def test_two_sections_at_one_place_are_found_at_commit_with_the_digest_that_they_would_make(
    arena: Arena,
) -> None:
    version = arena.versions["draft"]

    with refused("23505", by=arena.house.author) as cursor:
        cursor.execute("UPDATE articles_section SET position = 1 WHERE version_id = %s", [version.pk])
        write_event(cursor, version, "draft", "submitted")
        set_status(cursor, version, "submitted")


NOBODY = {
    "change": "UPDATE articles_section SET body = 'x' WHERE version_id = %s",
    "add": (
        "INSERT INTO articles_support (version_id, key, reference_key, passage, locator)"
        " VALUES (%s, gen_random_uuid(), gen_random_uuid(), 'x', '')"
    ),
    "remove": "DELETE FROM articles_reference WHERE version_id = %s",
    "title": "UPDATE articles_version SET title = 'x' WHERE id = %s",
    "revision": "UPDATE articles_version SET revision = revision + 1 WHERE id = %s",
}


@pytest.mark.parametrize("statement", NOBODY)
@pytest.mark.parametrize("status", ["draft", "approved"])
def test_no_text_changes_without_somebody_named(arena: Arena, statement: str, status: str) -> None:
    code = "IM001" if status == "approved" and statement in ("title", "revision") else "IM002"

    with refused(code) as cursor:
        cursor.execute(NOBODY[statement], [arena.versions[status].pk])


@pytest.mark.parametrize(
    ("named", "code"),
    [("", "IM002"), ("nobody", "22P02"), ("1; DROP", "22P02"), ("0", "IM002"), ("-1", "IM002")],
)
@pytest.mark.parametrize("only_here", [True, False])
def test_a_name_that_is_nobodys_changes_no_text(arena: Arena, named: str, code: str, only_here: bool) -> None:
    with refused(code) as cursor:
        cursor.execute("SELECT set_config('imprimatur.actor', %s, %s)", [named, only_here])
        cursor.execute(NOBODY["change"], [arena.versions["draft"].pk])


def test_a_closed_account_changes_no_text(arena: Arena) -> None:
    former = factories.create_user("former")
    User.objects.filter(pk=former.pk).update(is_active=False)

    with refused("IM002", by=former) as cursor:
        cursor.execute(NOBODY["change"], [arena.versions["draft"].pk])


@pytest.mark.parametrize("number", ["1.0", "1.00", "0.5", "-2.50", "1e-3", "1e4000"])
@pytest.mark.parametrize("place", ['{"a": NUMBER}', "[[NUMBER]]", '{"a": {"b": ["c", NUMBER]}}'])
def test_a_number_that_has_two_forms_is_not_kept(arena: Arena, number: str, place: str) -> None:
    with refused("23514", by=arena.house.author) as cursor:
        cursor.execute(
            "UPDATE articles_reference SET csl = %s WHERE version_id = %s",
            [place.replace("NUMBER", number), arena.versions["draft"].pk],
        )


def test_fields_nested_without_end_are_not_kept(arena: Arena) -> None:
    with refused("23514", by=arena.house.author) as cursor:
        cursor.execute(
            "UPDATE articles_reference SET csl = %s WHERE version_id = %s",
            ["[" * 1000 + "]" * 1000, arena.versions["draft"].pk],
        )
