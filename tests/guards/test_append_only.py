"""G6: what was written down is not changed, removed or emptied; by the app, by the owner, by a superuser."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from reviews import guards
from tests import databases
from tests.conftest import database_name
from tests.guards.arena import Arena, refused, unchanged

pytestmark = pytest.mark.thorough

EVIDENCE = [
    "articles_contributor",
    "articles_intake",
    "articles_intakeanswer",
    "reviews_adoption",
    "reviews_answer",
    "reviews_approval",
    "reviews_clearance",
    "reviews_disclosure",
    "reviews_escalation",
    "reviews_event",
    "reviews_notice",
    "reviews_removal",
    "reviews_sharevisit",
    "reviews_signoff",
    "reviews_sourcecheck",
    "reviews_voiding",
    "reviews_withdrawal",
]
KEPT = [
    "articles_article",
    "articles_grant",
    "articles_publication",
    "articles_topic",
    "articles_user",
    "articles_version",
    "reviews_assignment",
    "reviews_boardmember",
    "reviews_chain",
    "reviews_comment",
    "reviews_hold",
    "reviews_policy",
    "reviews_review",
    "reviews_share",
    "reviews_sweep",
    "reviews_sweepitem",
]


def _histories() -> list[str]:
    return sorted(
        model._meta.db_table
        for app in ("articles", "reviews")
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "instance_type")
    )


def test_every_history_and_every_kind_of_evidence_is_guarded() -> None:
    assert len(_histories()) > 10
    assert guards.append_only_tables() == sorted(EVIDENCE + _histories())


def _statements(table: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return {
        "update": f"UPDATE {table} SET {columns[-1]} = {columns[-1]}",
        "delete": f"DELETE FROM {table}",
        "delete nothing": f"DELETE FROM {table} WHERE false",
        "truncate": f"TRUNCATE {table} CASCADE",
    }


@pytest.mark.parametrize("table", sorted(EVIDENCE + _histories()))
def test_the_app_has_no_right_to_change_what_is_append_only(arena: Arena, table: str) -> None:
    for statement in ("update", "delete", "delete nothing", "truncate"):
        with refused("42501", by=arena.house.chief) as cursor:
            cursor.execute(_statements(table)[statement])


@pytest.mark.parametrize("table", sorted(EVIDENCE + _histories()))
def test_a_superuser_does_not_change_it_either_while_the_guards_stand(arena: Arena, table: str) -> None:
    with unchanged(), databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SELECT set_config('imprimatur.actor', %s, false)", [str(arena.house.chief.pk)])
        for statement in ("update", "delete", "truncate"):
            assert _refusal_of(superuser, _statements(table)[statement]) == "IM006"


def _refusal_of(session: psycopg.Connection[Any], statement: str) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        session.execute(statement)
    return caught.value.sqlstate


@pytest.mark.parametrize("table", KEPT)
def test_the_app_has_no_right_to_delete_what_is_kept(arena: Arena, table: str) -> None:
    for statement in ("delete", "truncate"):
        with refused("42501", by=arena.house.chief) as cursor:
            cursor.execute(_statements(table)[statement])


@pytest.mark.parametrize("table", KEPT)
def test_a_superuser_deletes_nothing_that_is_kept_while_the_guards_stand(arena: Arena, table: str) -> None:
    with unchanged(), databases.superuser_connection(database_name()) as superuser:
        assert _refusal_of(superuser, f"DELETE FROM {table}") == "IM006"


@pytest.mark.parametrize("table", ["articles_section", "articles_reference", "articles_support"])
def test_a_text_is_not_truncated(arena: Arena, table: str) -> None:
    with refused("42501", by=arena.house.author) as cursor:
        cursor.execute(f"TRUNCATE {table}")
    with unchanged(), databases.superuser_connection(database_name()) as superuser:
        assert _refusal_of(superuser, f"TRUNCATE {table}") == "IM006"


UPSERTS = {
    "articles_contributor": "INSERT INTO articles_contributor SELECT * FROM articles_contributor"
    " ON CONFLICT (id) DO UPDATE SET user_id = 1",
    "reviews_event": "MERGE INTO reviews_event e USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE",
    "reviews_signoff": "MERGE INTO reviews_signoff s USING (SELECT 1) x ON true"
    " WHEN MATCHED THEN UPDATE SET verdict = 'approve'",
    "reviews_approval": "WITH gone AS (DELETE FROM reviews_approval RETURNING id) SELECT * FROM gone",
}


@pytest.mark.parametrize("table", UPSERTS)
def test_no_other_statement_reaches_them(arena: Arena, table: str) -> None:
    with refused("42501", by=arena.house.chief) as cursor:
        cursor.execute(UPSERTS[table])


SETTINGS = {
    "grant": "UPDATE articles_grant SET ends_at = NULL, role = 'chief'",
    "policy": "UPDATE reviews_policy SET quorum = 1",
    "board": "UPDATE reviews_boardmember SET credentials = 'MD PhD'",
    "topic": "UPDATE articles_topic SET pending_visibility = 'with_caution'",
    "new policy": "INSERT INTO reviews_policy (topic_id, risk, quorum, required_scopes, required_specialties,"
    " review_months, self_publish, plain_language_required, show_verdicts)"
    " SELECT id, 'low', 1, '{}', '{}', 24, false, false, true FROM articles_topic",
    "hold": "INSERT INTO reviews_hold (article_id, version_id, reason, note, laid_by_id, laid_at, lift_note)"
    " SELECT article_id, id, 'dose', '', author_id, now(), '' FROM articles_version"
    " WHERE status = 'approved'",
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_setting_of_the_house_changes_without_somebody_named(arena: Arena, setting: str) -> None:
    with refused("IM002") as cursor:
        cursor.execute(SETTINGS[setting])


@pytest.mark.parametrize("quorum", [0, -1])
def test_a_policy_asks_for_one_signature_at_least(arena: Arena, quorum: int) -> None:
    with refused("23514", by=arena.house.chief) as cursor:
        cursor.execute("UPDATE reviews_policy SET quorum = %s", [quorum])
