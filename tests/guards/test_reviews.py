"""A review keeps the policy of its beginning, ends with its version; the light one is for wording alone."""

from __future__ import annotations

import pytest

from articles.models import Version
from reviews import workflow
from reviews.models import BoardMember, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.guards.arena import (
    approve,
    attempt,
    insert_review,
    light_review,
    next_version,
    publish,
    refused,
    sign,
    write_event,
)


def _sign(review: Review, *members: BoardMember, verdict: str = "approve", scope: str = "whole") -> None:
    for member in members:
        with attempt(member.user) as cursor:
            sign(cursor, review, member, verdict=verdict, scope=scope)


def _refuse(house: House, review: Review) -> None:
    with refused("IM004", by=house.editor) as cursor:
        approve(cursor, review)


def _status(review: Review) -> str:
    return Version.objects.get(pk=review.version_id).status


@pytest.mark.parametrize(
    "change",
    [
        "quorum = 1",
        "required_scopes = '{}', quorum = 1",
        "required_specialties = '{dentistry}'",
        "review_months = 120",
        "kind = 'editorial'",
        "digest = ''",
        "round = 7",
        "version_id = version_id + 1",
        "opened_at = now()",
        "opened_by_id = opened_by_id + 1",
    ],
)
def test_the_rule_of_a_review_does_not_change(house: House, untouched: Review, change: str) -> None:
    with refused("IM004", by=house.chief) as cursor:
        cursor.execute(f"UPDATE reviews_review SET {change} WHERE id = %s", [untouched.pk])


def test_a_review_inserted_with_a_quorum_of_its_own_gets_the_policys(house: House) -> None:
    version = factories.submitted(house)

    with attempt(house.editor) as cursor:
        number = insert_review(cursor, version)
        write_event(cursor, version, record=("reviews_review", number))

    review = Review.objects.get(pk=number)
    assert (review.quorum, review.review_months, review.round) == (2, 24, 1)
    assert (review.digest, review.opened_by) == (version.digest, house.editor)


def test_a_review_without_its_event_is_found_at_commit(house: House) -> None:
    version = factories.submitted(house)

    with refused("IM003", by=house.editor) as cursor:
        insert_review(cursor, version)


def test_a_review_is_not_open_twice(house: House, untouched: Review) -> None:
    with refused("IM003", by=house.editor) as cursor:
        insert_review(cursor, untouched.version)


def test_an_article_without_a_policy_is_not_reviewed(house: House) -> None:
    version = workflow.submit(factories.create_draft(house), by=house.author)
    with attempt(house.editor) as cursor:
        cursor.execute("UPDATE articles_article SET risk = 'high' WHERE id = %s", [version.article_id])

    with refused("IM004", by=house.editor) as cursor:
        insert_review(cursor, version)


@pytest.mark.parametrize("change", ["risk = 'low'", "topic_id = NULL", "slug = 'elsewhere'"])
def test_an_article_is_not_moved_to_another_rule_by_nobody(house: House, change: str) -> None:
    version = factories.submitted(house)

    with refused("IM002") as cursor:
        cursor.execute(f"UPDATE articles_article SET {change} WHERE id = %s", [version.article_id])


def test_a_review_is_of_a_submitted_version(house: House) -> None:
    for version in (factories.create_draft(house), factories.approved(house)):
        with refused("IM003", by=house.editor) as cursor:
            insert_review(cursor, version)


def test_a_reaffirmation_is_of_a_live_version(house: House) -> None:
    version = factories.submitted(house)

    with refused("IM003", by=house.editor) as cursor:
        insert_review(cursor, version, "reaffirm")


def test_the_first_review_of_an_article_is_not_the_light_one(house: House) -> None:
    version = factories.submitted(house)

    with refused("IM004", by=house.editor) as cursor:
        insert_review(cursor, version, "editorial")


def test_the_light_review_is_not_for_more_than_wording(house: House) -> None:
    version = next_version(house, "<p>Give 5 mg once a day.", "<p>Give 50 mg once a day.")

    with refused("IM004", by=house.editor) as cursor:
        insert_review(cursor, version, "editorial")


def test_the_light_review_of_wording_takes_one_signature(house: House) -> None:
    """The database holds the floor; that it was begun without the finer rule is found afterwards."""
    version = next_version(house, "<p>Give 5 mg; rest the joint.", "<p>Give 5 mg; rest this joint.")
    review = light_review(house, version)

    _sign(review, house.members[0])
    workflow.publish(review.version, by=house.editor)

    assert (_status(review), review.quorum) == ("approved", 1)
    assert [fault.code for fault in verify(slug=version.article.slug)] == ["class-wrong"]


def test_two_versions_are_not_live(house: House) -> None:
    version = next_version(house, "<p>Give 5 mg; rest the joint.", "<p>Give 5 mg; rest this joint.")
    review = light_review(house, version)
    _sign(review, house.members[0])

    with refused("23505", by=house.editor) as cursor:
        publish(cursor, review)


def test_a_closed_review_stays_closed(house: House, review: Review) -> None:
    workflow.return_to_author(review.version, by=house.editor, note="Again.")

    for change in ("closed_at = NULL", "outcome = ''", "outcome = 'approved'", "letter = 'x'"):
        with refused("IM005", by=house.editor) as cursor:
            cursor.execute(f"UPDATE reviews_review SET {change} WHERE id = %s", [review.pk])


@pytest.mark.parametrize(
    ("outcome", "code"), [("approved", "IM004"), ("returned", "IM003"), ("closed", "IM003")]
)
def test_a_review_does_not_end_under_its_version(
    house: House, untouched: Review, outcome: str, code: str
) -> None:
    with refused(code, by=house.editor) as cursor:
        cursor.execute("UPDATE reviews_review SET outcome = %s WHERE id = %s", [outcome, untouched.pk])
