"""Signatures that were tried and not made are in the article's chain, and their owner's words are not."""

from __future__ import annotations

import pytest
from django.test import Client

from reviews import preparing, workflow
from reviews.models import Event, Review, SignOff
from reviews.verification import verify
from tests import factories
from tests.desk.judging.test_signing import address, filled
from tests.desk.judging.test_signsheet import sheet
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


def failed(review: Review) -> list[tuple[str, str]]:
    rows = Event.objects.filter(version=review.version, action="signing_failed").order_by("seq")
    return [(row.actor, row.note) for row in rows]


def test_wrong_password_is_an_event_without_the_password(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(address(review.version), filled(review, password="a-guess-of-mine"))

    name = house.reviewers[0].get_full_name()
    assert (answer.status_code, SignOff.objects.count()) == (422, 0)
    assert failed(review) == [(name, "The password or passkey did not confirm it.")]
    assert list(verify()) == []


def test_refusal_of_the_database_is_an_event_with_its_words(
    client: Client, house: House, review: Review
) -> None:
    assignment = review.assignments.get(member=house.members[0])
    workflow.clear(assignment, by=house.reviewers[0], conflict=True, statement="A grant.")
    client.force_login(house.reviewers[0])

    client.post(address(review.version), filled(review))

    member = house.members[0]
    assert failed(review) == [
        (member.user.get_full_name(), f"{member.printed_name} is not cleared of a conflict for this article.")
    ]


def test_second_click_is_no_failure(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    for _ in range(2):
        client.post(address(review.version), filled(review))

    assert (SignOff.objects.count(), failed(review)) == (1, [])


def test_attempts_beyond_the_limit_do_not_fill_the_chain(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.reviewers[0])
    for _ in range(10):
        client.post(address(review.version), filled(review, password="a-guess-of-mine"))

    assert len(failed(review)) == 8


def test_author_is_not_told_who_failed_to_sign(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    client.post(address(review.version), filled(review, password="a-guess-of-mine"))
    client.force_login(house.author)

    page = client.get(f"/desk/articles/{review.version.article.slug}/{review.version.number}/")

    assert house.reviewers[0].get_full_name() not in page.content.decode()


def test_wrong_password_on_the_sheet_is_an_event_of_each_text(
    client: Client, house: House, review: Review
) -> None:
    other = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(other, house.members[0])
    for one in (review, other):
        preparing.prepare(one, by=house.reviewers[0], verdict="approve", digest=one.digest)
    client.force_login(house.reviewers[0])

    client.post("/desk/sign/", sheet(review, other, password="a-guess-of-mine"))

    assert [len(failed(one)) for one in (review, other)] == [1, 1]


def test_what_moved_on_or_was_swapped_on_the_sheet_is_an_event_of_its_text(
    client: Client, house: House, review: Review
) -> None:
    swapped = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(swapped, house.members[0])
    for one in (review, swapped):
        preparing.prepare(one, by=house.reviewers[0], verdict="approve", digest=one.digest)
    client.force_login(house.reviewers[0])
    sent = sheet(review, swapped, **{f"d{swapped.pk}": "0" * 64})
    workflow.recall(review.version, by=house.author)

    client.post("/desk/sign/", sent)

    assert [note.partition(" since ")[0] for _, note in failed(review)] == ["Its review is over"]
    assert [note for _, note in failed(swapped)] == [
        "The text in the form is not the one that you prepared. Open it and look again."
    ]


def test_signing_after_declining_elsewhere_is_an_event(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    workflow.decline_invitation(review.assignments.get(member=house.members[0]), by=house.reviewers[0])

    for _ in range(2):
        client.post(address(review.version), filled(review))

    assert [note for _, note in failed(review)] == ["You may not do this: sign."]
