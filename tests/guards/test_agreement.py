"""The database and Python say the same of graph, digest and hashes; no function looks where it should not."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.content.digest import digest_v1, netstring
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.editing import VERSION_FIELDS, text_of
from articles.models import Reference, Section, Support, Version
from articles.states import Status
from reviews import guards
from reviews.models import Event
from reviews.recorded import RECORDED
from reviews.verification import event_hash
from tests.guards.arena import Arena, attempt

# Whatever PostgreSQL can store: no NUL, no lone surrogates.
TEXTS = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30
) | st.sampled_from(
    [
        "",
        "3:abc,",
        "-",
        "0:,",
        "é",
        "e\u0301",
        "\u212b",
        "\ufeff",
        "\u202e",
        "𝔘",
        "\r\n",
        "\\u0000",
        '"',
        "\x7f\x1f",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.just(10**3999) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.uuids()


def _sections(keys: list[UUID]) -> Any:
    return st.tuples(
        *[
            st.builds(
                SectionText,
                key=st.just(key),
                level=st.integers(2, 6),
                heading=TEXTS,
                body=TEXTS,
                plain_body=TEXTS,
            )
            for key in keys
        ]
    )


def _references(keys: list[UUID]) -> Any:
    return st.tuples(
        *[
            st.builds(
                ReferenceText,
                key=st.just(key),
                kind=st.sampled_from(["guideline", "research", "review", "book", "website"]),
                title=TEXTS,
                source=TEXTS,
                year=st.none() | st.integers(0, 32767),
                doi=TEXTS,
                pmid=TEXTS,
                url=TEXTS,
                csl=st.dictionaries(TEXTS, JSON, max_size=3),
            )
            for key in keys
        ]
    )


def _supports(keys: list[UUID]) -> Any:
    return st.tuples(
        *[
            st.builds(SupportText, key=st.just(key), reference=KEYS, passage=TEXTS, locator=TEXTS)
            for key in sorted(keys)
        ]
    )


KEY_LISTS = st.lists(KEYS, max_size=3, unique=True)
ARTICLES = st.builds(
    ArticleText,
    title=TEXTS,
    second_title=TEXTS,
    summary=TEXTS,
    plain_summary=TEXTS,
    language=TEXTS,
    condition_name=TEXTS,
    condition_code=TEXTS,
    drafting_note=TEXTS,
    stated_date=TEXTS,
    correction_notice=TEXTS,
    sections=KEY_LISTS.flatmap(_sections),
    references=KEY_LISTS.flatmap(_references),
    supports=KEY_LISTS.flatmap(_supports),
)


def _in_sql(expression: str, *params: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", params)
        return cursor.fetchone()[0]


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=ARTICLES)
def test_the_digest_is_the_same_in_sql_and_in_python(arena: Arena, text: ArticleText) -> None:
    draft = arena.versions["draft"]

    _write_as_it_is(draft, text, arena)

    assert _in_sql("digest_v1(%s)", draft.pk) == digest_v1(text)
    assert digest_v1(text_of(Version.objects.get(pk=draft.pk))) == digest_v1(text)


def _write_as_it_is(draft: Version, text: ArticleText, arena: Arena) -> None:
    """Write a text past the door that would clean it."""
    said = {name: getattr(text, name) for name in VERSION_FIELDS}
    with attempt(arena.house.author):
        for model in (Section, Reference, Support):
            model._default_manager.filter(version=draft).delete()
        Version.objects.filter(pk=draft.pk).update(**said)
        Section.objects.bulk_create(
            Section(version=draft, position=place, **vars(row)) for place, row in enumerate(text.sections)
        )
        Reference.objects.bulk_create(
            Reference(version=draft, position=place, **vars(row)) for place, row in enumerate(text.references)
        )
        Support.objects.bulk_create(
            Support(
                version=draft,
                key=row.key,
                reference_key=row.reference,
                passage=row.passage,
                locator=row.locator,
            )
            for row in text.supports
        )


@pytest.mark.parametrize("said", [None, "", "abc", "é", "e\u0301", "𝔘\n"])
def test_a_netstring_is_the_same_in_sql_and_in_python(arena: Arena, said: str | None) -> None:
    assert bytes(_in_sql("netstring(%s::text)", said)) == netstring(said)


def test_the_graph_is_the_same_in_sql_and_in_python(arena: Arena) -> None:
    pairs = list(product([status.value for status in Status], repeat=2))

    legal = {pair for pair in pairs if _in_sql("legal_move(%s, %s)", *pair)}

    field = Version._meta.get_field("status")
    steps = field.get_all_transitions(Version)  # type: ignore[union-attr]
    assert legal == {(step.source, step.target) for step in steps}


def test_the_hash_of_an_event_is_the_same_in_sql_and_in_python(arena: Arena) -> None:
    events = list(Event.objects.all())

    assert len(events) > 50
    assert [event_hash(event) for event in events] == [event.hash for event in events]


def test_every_table_that_is_recorded_is_looked_at_again(arena: Arena) -> None:
    recorded = set(Event.objects.exclude(record_table="").values_list("record_table", flat=True))
    recorded |= {table for table, name in guards.expected_triggers() if name == "record"}

    assert recorded == {model._meta.db_table for model in RECORDED}


def test_every_function_looks_nowhere_but_where_it_should(arena: Arena) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " AND p.proname NOT LIKE 'procrastinate%%'"
            " AND NOT coalesce('search_path=pg_catalog, public, pg_temp' = ANY (p.proconfig), false)"
            " ORDER BY 1"
        )
        assert cursor.fetchall() == []


def test_every_function_is_one_of_the_files(arena: Arena) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND proname NOT LIKE 'procrastinate%%' ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == sorted(guards.expected_functions())


def test_laying_the_guards_again_changes_nothing(arena: Arena) -> None:
    before = guards.faults(connection)

    guards.apply(connections["owner"])

    assert (before, guards.faults(connection)) == ([], [])
