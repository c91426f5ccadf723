"""Comments at the desk: added, settled, kept where they cannot be."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from reviews import commenting, workflow
from reviews.models import Comment, Review
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    return Review.objects.get(version=factories.under_review(house))


def address(review: Review) -> str:
    return f"/desk/articles/{review.version.article.slug}/1/review/comment/"


def test_a_comment_is_added_to_its_section(client: Client, house: House, review: Review) -> None:
    key = review.version.sections.get().key
    client.force_login(house.reviewers[0])

    answer = client.post(address(review), {"section": key, "body": "Which joint?", "blocking": "on"})

    made = Comment.objects.get()
    assert (made.section_key, made.body, made.blocking) == (key, "Which joint?", True)
    assert answer.url.endswith(f"/review/#comment-{made.pk}")  # type: ignore[attr-defined]
    page = client.get(answer.url)  # type: ignore[attr-defined]
    assert [remark.comment for remark in page.context["screen"].remarks.at(key)] == [made]


def test_the_comparison_on_the_screen_stays_on_it(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(address(review), {"body": "Fine.", "against": "none"})

    assert "/review/?against=none#comment-" in answer.url  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", ["", "   "])
def test_an_empty_comment_is_asked_for_again(client: Client, house: House, review: Review, body: str) -> None:
    client.force_login(house.editor)

    refused = client.post(address(review), {"body": body})

    assert refused.status_code == 422
    assert "A comment says something." in refused.content.decode()


def test_a_comment_on_a_closed_review_is_kept_on_the_page(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.editor)
    workflow.return_to_author(review.version, by=house.editor, note="Shorten.")

    refused = client.post(address(review), {"body": "Too late, but worth reading."})

    assert refused.status_code == 409
    assert "Too late, but worth reading." in refused.content.decode()
    assert Comment.objects.count() == 0


def test_a_comment_on_a_section_of_another_text_is_kept_on_the_page(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.editor)

    refused = client.post(address(review), {"body": "Where is this?", "section": uuid4()})

    assert refused.status_code == 422
    assert "Where is this?" in refused.content.decode()


def test_the_author_does_not_comment(client: Client, house: House, review: Review) -> None:
    client.force_login(house.author)

    assert client.post(address(review), {"body": "Thank you."}).status_code == 403
    assert Comment.objects.count() == 0


def test_settling_is_for_who_wrote_it_and_for_editors(client: Client, house: House, review: Review) -> None:
    made = commenting.comment(review, by=house.reviewers[0], body="Which joint?")

    client.force_login(house.reviewers[1])
    assert client.post(f"/desk/comments/{made.pk}/resolve/").status_code == 403

    client.force_login(house.editor)
    client.post(f"/desk/comments/{made.pk}/resolve/", {"from": "1"})
    assert Comment.objects.get().resolved_by == house.editor


def test_opening_the_address_settles_nothing(client: Client, house: House, review: Review) -> None:
    made = commenting.comment(review, by=house.reviewers[0], body="Which joint?")
    client.force_login(house.editor)

    client.get(f"/desk/comments/{made.pk}/resolve/")

    assert Comment.objects.get().resolved_at is None


def test_a_strangers_view_of_a_comment_is_nothing(client: Client, house: House, review: Review) -> None:
    made = commenting.comment(review, by=house.reviewers[0], body="Which joint?")
    client.force_login(house.stranger)

    assert client.post(f"/desk/comments/{made.pk}/resolve/").status_code == 404
