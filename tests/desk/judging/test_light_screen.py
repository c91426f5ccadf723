"""The screen of a comparison of wording: with the version that the signature names, and with no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Version
from reviews import workflow
from reviews.light import last_fully_reviewed, newest_full, with_full
from reviews.models import Review, SignOff
from reviews.workflow.signing import meaning_of
from tests import factories
from tests.desk.judging.test_signing import address, filled
from tests.factories import House
from tests.reviews.test_light_path import next_version, text

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def compared(live: Version, house: House, *, typos: int) -> Review:
    """A next version of a live article with so many typos put right, before one member as mere wording."""
    submitted = next_version(live, house, text(typos=typos))
    version = workflow.start_review(submitted, by=house.editor, members=house.members[:1])
    review = Review.objects.open().get(version=version, kind="editorial")
    factories.ready_to_sign(review, house.members[0])
    return review


@pytest.fixture
def second_round(house: House) -> Review:
    """Version 1 was reviewed in full; in 2 and 3 one typo each was put right; 3 is compared now."""
    once = compared(factories.approved(house, text()), house, typos=1)
    factories.sign(once, house.members[0])
    return compared(workflow.publish(once.version, by=house.editor), house, typos=2)


def test_second_round_is_compared_with_the_version_that_was_reviewed_in_full(
    client: Client, house: House, second_round: Review
) -> None:
    client.force_login(house.reviewers[0])

    page = client.get(address(second_round.version, ""))

    screen = page.context["screen"]
    assert [(base.version.number, base.tab) for base in screen.bases] == [(1, "Version 1, reviewed in full")]
    assert [change.new for change in screen.comparison.changes] == ["abdominal accompanied"]
    assert page.context["sentence"].startswith(
        "Only wording changed since version 1, which was reviewed in full, two words. Do both say the same?"
    )


def test_rule_at_hand_is_the_rule_of_the_signature(house: House, second_round: Review) -> None:
    third, article = second_round.version, second_round.version.article
    earlier = with_full(article.versions.filter(number__lt=3)).order_by("-number")
    before = (newest_full(earlier), last_fully_reviewed(third))
    workflow.retract(article.versions.get(number=2), by=house.chief, note="A dose was wrong.")

    assert before == (article.versions.get(number=1),) * 2
    assert (newest_full(earlier.all()), last_fully_reviewed(third)) == (None, None)


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "recuse"])
def test_meanings_on_the_screen_are_those_that_are_signed(
    client: Client, house: House, second_round: Review, verdict: str
) -> None:
    client.force_login(house.reviewers[0])

    form = client.get(address(second_round.version, "")).context["sign"]

    assert form.meanings[verdict] == meaning_of(second_round, verdict)


@pytest.mark.parametrize("asked", ["2", "none", "1", "3", "99"])
def test_no_other_comparison_is_shown_to_who_signs_this_one(
    client: Client, house: House, second_round: Review, asked: str
) -> None:
    client.force_login(house.reviewers[0])

    page = client.get(address(second_round.version, f"?against={asked}"))

    assert page.context["screen"].base.version.number == 1
    assert "The text alone" not in page.content.decode()


def test_what_is_signed_names_the_version_on_the_screen(
    client: Client, house: House, second_round: Review
) -> None:
    client.force_login(house.reviewers[0])

    client.post(address(second_round.version, "sign/?against=2"), filled(second_round))

    assert SignOff.objects.get(review=second_round).meaning == (
        "I have compared this text with version 1, which was fully reviewed, and they mean the same."
    )


def test_screen_of_a_comparison_holds_its_budget(
    client: Client, house: House, second_round: Review, django_assert_max_num_queries: Any
) -> None:
    client.force_login(house.reviewers[0])
    client.get(address(second_round.version, ""))

    with django_assert_max_num_queries(16):
        client.get(address(second_round.version, ""))


def test_publish_page_of_a_comparison_promises_no_new_review_date(
    client: Client, house: House, second_round: Review
) -> None:
    factories.sign(second_round, house.members[0])
    whole = factories.under_review(house)
    factories.signed(whole, house)
    client.force_login(house.editor)

    promised = [
        bool(client.get(f"/desk/articles/{version.article.slug}/{version.number}/publish/").context["months"])
        for version in (second_round.version, whole)
    ]

    assert promised == [False, True]
