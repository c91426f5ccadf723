"""Below the light path lies a floor that the database holds, by the same words as Python, and no higher."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.content.editorial import rule_one
from articles.content.respelling import words_one
from reviews import bones, workflow
from reviews.bones import bones_in, words_changed_in
from reviews.verification import verify
from tests import databases
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import attempt, insert_review, light_review, next_version, refused, sign

MORE_THAN_WORDING = {
    "figure": ("Give 5 mg a day.", "Give 50 mg a day."),
    "unit": ("Give 5 mg a day.", "Give 5 g a day."),
    "comparator": ("If &lt;5 years.", "If &gt;5 years."),
    "decimal": ("Give 1.5 g.", "Give 15 g."),
    "negation": ("Do give it.", "Do not give it."),
    "paragraph": ("<p>One. Two.</p>", "<p>One.</p><p>Two.</p>"),
    "mark": ('One.<cite data-ref="1"></cite>', "One."),
    "plus or minus": ("a ± b", "a - b"),
    "letter": ("Take µg of it.", "Take mg of it."),
    "emptied": ("One.", ""),
    "frequency": ("Give it daily.", "Give it weekly."),
    "number in words": ("Wait for two days.", "Wait for ten days."),
    "condition": ("Rest, unless it hurts.", "Rest, if it hurts."),
    "direction": ("Avoid the sun.", "Use the sun."),
    "strength": ("It should rest.", "It may rest."),
    "order": ("Eat before sleep.", "Eat after sleep."),
    "unit in words": ("A few milligrams.", "A few micrograms."),
}
WORDING = [
    ("<p>Give 5 mg a day; the joint is sore.</p>", "<p>Give 5 mg a day, and this joint is sore.</p>"),
    ("The treatmet is rest.", "The treatment is rest."),
    ("A notable nothing.", "Another notable thing."),
]


def in_sql(expression: str, *params: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", params)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("change", MORE_THAN_WORDING)
def test_the_bones_of_two_texts_differ_by_more_than_wording(house: House, change: str) -> None:
    was, becomes = MORE_THAN_WORDING[change]

    assert in_sql("reviews_bones_in(%s) = reviews_bones_in(%s)", was, becomes) is False
    assert bones_in(was) != bones_in(becomes)


@pytest.mark.parametrize(("was", "becomes"), WORDING)
def test_the_bones_of_two_texts_are_the_same_when_wording_differs(
    house: House, was: str, becomes: str
) -> None:
    assert in_sql("reviews_bones_in(%s) = reviews_bones_in(%s)", was, becomes) is True
    assert bones_in(was) == bones_in(becomes)


_SIGNS = "Not ONE noé no-one it the 1,5 2.50 5 5mg µg <p> </p> &lt; &amp; ± ≥ _ < & . \u212a \u017f"
PIECES = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=4
) | st.sampled_from([*bones.TURNING, *_SIGNS.split(), "\u00a0", " ", "\n", "2 mg", '<cite data-ref="a>b"'])


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(was=st.lists(PIECES, max_size=12).map("".join), becomes=st.lists(PIECES, max_size=12).map(" ".join))
def test_bones_and_words_are_the_same_in_sql_and_in_python(house: House, was: str, becomes: str) -> None:
    empty, parts = json.loads(in_sql("reviews_bones_in(%s)::text", was))

    assert (empty, parts or []) == (was == "", bones_in(was) or [])
    assert in_sql("reviews_words_changed_in(%s, %s)", was, becomes) == words_changed_in(was, becomes)


def test_the_words_that_turn_a_sense_are_the_same_in_sql_and_in_python(house: House) -> None:
    assert in_sql("reviews_turning_words()") == "|".join(bones.TURNING)
    assert len(set(bones.TURNING)) == len(bones.TURNING)


def test_no_word_of_the_floor_is_one_that_the_rule_puts_right() -> None:
    """Else the database refuses what the rule calls mere wording."""
    spelt = {word for pair in words_one.SPELLINGS for word in pair}
    touched = words_one.ORDINARY | spelt | words_one.SLIPS.keys() | set(words_one.SLIPS.values())
    touched |= {word for pair in words_one.AGREEMENTS for word in pair} | {"a", "an"} | words_one.SAID_TWICE
    taken_for = [
        (word, ordinary)
        for word in set(bones.TURNING) - words_one.REAL
        for ordinary in words_one.ORDINARY
        if word[0] == ordinary[0] and rule_one._slip(word, ordinary)
    ]

    assert (sorted(touched & set(bones.TURNING)), taken_for) == ([], [])
    assert bones.MOST_WORDS >= rule_one.MOST_WORDS


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<p>Give it daily.", "<p>Give it weekly."),
        ("<p>Rest, unless it hurts.", "<p>Rest, if it hurts."),
        ("<p>Avoid the sun.", "<p>Use the sun."),
        ("<p>Wait for two days.", "<p>Wait for ten days."),
        (f"<p>{'a b c d e f g ' * 4}", f"<p>{'h i j k l m n ' * 4}"),
    ],
)
def test_the_light_review_is_not_for_more_than_wording(house: House, was: str, becomes: str) -> None:
    version = next_version(house, was, becomes)

    with refused("IM004", by=house.editor) as cursor:
        insert_review(cursor, version, "editorial")


def test_the_light_review_is_not_for_what_is_on_hold(house: House) -> None:
    version = next_version(house, "<p>Rest the joint.", "<p>Rest this joint.")
    live = version.article.versions.get(status="approved")
    hold = workflow.hold(live, by=house.editor, reason="dose")

    with refused("IM004", by=house.editor) as cursor:
        insert_review(cursor, version, "editorial")

    workflow.lift(hold, by=house.chief)
    assert light_review(house, version).kind == "editorial"


def test_a_comparison_is_signed_with_its_own_meaning(house: House) -> None:
    review = light_review(house, next_version(house, "<p>Rest the joint.", "<p>Rest this joint."))

    for meaning in ("I have read it.", "I have compared this text with version 2."):
        with refused("IM005", by=house.reviewers[0]) as cursor:
            sign(cursor, review, house.members[0], meaning=meaning)
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, review, house.members[0], verdict="request_changes", meaning="It does not.")
        assert sign(cursor, review, house.members[0])


def test_verify_finds_a_comparison_that_was_signed_as_something_else(house: House) -> None:
    version = next_version(house, "<p>The treatmet is rest.", "<p>The treatment is rest.")
    review = light_review(house, version)
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, review, house.members[0])
    workflow.publish(review.version, by=house.editor)

    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE reviews_signoff SET meaning = 'Fine.' WHERE review_id = %s", [review.pk])
    found = {fault.message for fault in verify(slug=version.article.slug)}

    assert "A signature of an editorial review does not say that the two texts were compared." in found
