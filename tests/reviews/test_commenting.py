"""Comments on a text before the board."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from articles.acting import acting
from articles.models import User
from reviews import commenting, workflow
from reviews.models import Comment, Review
from reviews.refusals import Refused
from reviews.verification import verify
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    return Review.objects.get(version=factories.under_review(house))


def test_a_member_comments_on_a_section(house: House, review: Review) -> None:
    key = review.version.sections.get().key

    made = commenting.comment(
        review, by=house.reviewers[0], body=" Which joint? ", section_key=key, blocking=True
    )

    assert (made.body, made.section_key, made.blocking) == ("Which joint?", key, True)
    assert made.written_by == house.reviewers[0]
    assert commenting.open_blocking(review.version) == [made]
    assert verify() == []


def test_a_second_click_says_nothing_twice(house: House, review: Review) -> None:
    first = commenting.comment(review, by=house.editor, body="Shorten.")
    again = commenting.comment(review, by=house.editor, body="Shorten.")

    assert again == first
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("who", ["author", "stranger"])
def test_others_do_not_comment(house: House, review: Review, who: str) -> None:
    with pytest.raises(PermissionDenied):
        commenting.comment(review, by=getattr(house, who), body="Nice.")


@pytest.mark.parametrize("body", ["", "  ", "\x00"])
def test_an_empty_comment_is_refused(house: House, review: Review, body: str) -> None:
    with pytest.raises(Refused, match="says something"):
        commenting.comment(review, by=house.editor, body=body)


def test_a_comment_on_another_texts_section_is_refused(house: House, review: Review) -> None:
    with pytest.raises(Refused, match="no such section"):
        commenting.comment(review, by=house.editor, body="Where?", section_key=uuid4())


def test_a_comment_on_a_closed_review_is_refused(house: House, review: Review) -> None:
    workflow.return_to_author(review.version, by=house.editor, note="Please shorten.")

    with pytest.raises(Refused, match="closed"):
        commenting.comment(review, by=house.editor, body="Too late.")


def test_settling_names_who_and_when(house: House, review: Review) -> None:
    made = commenting.comment(review, by=house.reviewers[0], body="Which joint?")

    settled = commenting.resolve(made, by=house.editor)

    assert settled.resolved_by == house.editor
    assert commenting.resolve(settled, by=house.reviewers[0]).resolved_by == house.editor


def test_another_member_does_not_settle(house: House, review: Review) -> None:
    made = commenting.comment(review, by=house.reviewers[0], body="Which joint?")

    with pytest.raises(PermissionDenied):
        commenting.resolve(made, by=house.reviewers[1])


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE reviews_comment SET body = 'Fine.'",
        "UPDATE reviews_comment SET blocking = false",
        "UPDATE reviews_comment SET written_by_id = written_by_id + 1",
        "DELETE FROM reviews_comment",
    ],
)
def test_plain_sql_does_not_change_a_comment(house: House, review: Review, attack: str) -> None:
    commenting.comment(review, by=house.reviewers[0], body="Which joint?", blocking=True)

    with pytest.raises(DatabaseError), acting(house.editor), connection.cursor() as cursor:
        cursor.execute(attack)


def test_nobody_comments_as_somebody_else(house: House, review: Review) -> None:
    with acting(house.editor):
        made = Comment.objects.create(
            review=review, body="I approve.", written_by=house.reviewers[0], at=review.opened_at
        )

    assert Comment.objects.get(pk=made.pk).written_by == house.editor


def test_the_letter_gathers_objections_and_open_comments_in_reading_order(house: House) -> None:
    key = uuid4()
    review = Review.objects.get(version=factories.under_review(house, factories.a_text(key=key)))
    member: User = house.reviewers[0]
    factories.ready_to_sign(review, house.members[0])
    commenting.comment(review, by=member, body="Which joint?", section_key=key, blocking=True)
    commenting.comment(review, by=house.editor, body="Too long.")
    commenting.resolve(commenting.comment(review, by=member, body="A typo."), by=member)

    assert commenting.letter(review.version) == (
        "On the whole:\n- Too long.\n\nFirst steps:\n- Which joint? (to be settled first)"
    )


def test_a_text_that_was_not_before_the_board_has_an_empty_letter(house: House) -> None:
    assert commenting.letter(factories.submitted(house)) == ""
