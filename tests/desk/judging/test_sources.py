"""Checking sources in place: each word is added, the newest counts, and others' are heard after one's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from reviews import workflow
from reviews.models import Review, SourceCheck
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    for member in house.members[:2]:
        factories.ready_to_sign(opened, member)
    return opened


def address(review: Review, what: str = "source/") -> str:
    return f"/desk/articles/{review.version.article.slug}/1/review/{what}"


def found(review: Review, verdict: str, **more: str) -> dict[str, str]:
    return {"reference": str(review.version.references.get().key), "support": "", "found": verdict, **more}


def backing(client: Client, review: Review) -> Any:
    return client.get(address(review, "")).context["sheet"].sources[0].backings[0].found


def test_what_was_found_is_kept_and_shown_again(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    client.post(address(review), found(review, "supports"))
    client.post(address(review), found(review, "does_not"))

    assert [row.verdict for row in SourceCheck.objects.order_by("pk")] == ["supports", "does_not"]
    assert backing(client, review).own == "does_not"


def test_one_is_led_back_to_where_one_was(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answers = [
        client.post(f"{address(review)}?against=1", found(review, "supports", place=place))
        for place in ("change-0123456789ab", "javascript:alert(1)", "")
    ]

    here = address(review, "")
    assert [answer.url for answer in answers] == [  # type: ignore[attr-defined]
        f"{here}?against=1#change-0123456789ab", f"{here}?against=1#sources", f"{here}?against=1#sources",
    ]  # fmt: skip


def test_asked_in_place_it_answers_with_the_buttons(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(address(review), found(review, "unchecked"), headers={"HX-Request": "true"})

    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="unchecked" aria-pressed="true"' in html
    assert 'value="supports" aria-pressed="false"' in html
    assert "<html" not in html


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("wrong", [{"reference": str(uuid4())}, {"reference": "x"}, {"found": "perhaps"}])
def test_what_makes_no_sense_is_refused(
    client: Client, house: House, review: Review, wrong: dict[str, str], in_place: bool
) -> None:
    client.force_login(house.reviewers[0])
    headers = {"HX-Request": "true"} if in_place else {}

    answer = client.post(address(review), found(review, "supports", **wrong), headers=headers)

    assert answer.status_code == (409 if in_place else 302)
    assert SourceCheck.objects.count() == 0


def test_after_the_review_the_refusal_is_a_sentence(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    workflow.recall(review.version, by=house.author)

    answer = client.post(address(review), found(review, "supports"), follow=True)

    assert "This review is closed." in answer.content.decode()
    assert SourceCheck.objects.count() == 0


@pytest.mark.parametrize("who", ["editor", "chief"])
def test_who_does_not_review_it_checks_nothing(
    client: Client, house: House, review: Review, who: str
) -> None:
    client.force_login(getattr(house, who))

    client.post(address(review), found(review, "supports"))

    assert SourceCheck.objects.count() == 0


def test_what_others_found_is_heard_after_ones_own_verdict(
    client: Client, house: House, review: Review
) -> None:
    other = Client()
    other.force_login(house.reviewers[1])
    other.post(address(review), found(review, "does_not"))
    client.force_login(house.reviewers[0])

    assert backing(client, review).others == ()
    factories.sign(review, house.members[0])
    assert backing(client, review).others == (("Dr Reviewer2", "Does not support it"),)


def test_the_editor_hears_what_was_found_at_once(client: Client, house: House, review: Review) -> None:
    other = Client()
    other.force_login(house.reviewers[1])
    other.post(address(review), found(review, "supports"))
    client.force_login(house.editor)

    assert backing(client, review).others == (("Dr Reviewer2", "Supports it"),)
    assert "Check it" not in client.get(address(review, "")).content.decode()
