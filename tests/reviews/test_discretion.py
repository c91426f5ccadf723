"""Who hears whose verdict while a review is open."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import User
from reviews import workflow
from reviews.discretion import hears_verdicts, with_policy
from reviews.models import Review, SignOff
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


def hears(review: Review, user: User, *, edits: bool = False) -> bool:
    fresh = with_policy(Review.objects.all()).get(pk=review.pk)
    signoffs = SignOff.objects.filter(review=review).select_related("voiding", "member")
    return hears_verdicts(fresh, signoffs, user.pk, edits=edits)


@pytest.fixture
def house() -> House:
    return factories.create_house()


def test_members_hear_after_their_own_verdict(house: House) -> None:
    review = factories.signed(factories.under_review(house), house, count=1)

    assert [hears(review, member.user) for member in house.members] == [True, False, False]
    assert hears(review, house.editor, edits=True)
    assert not hears(review, house.author)


def test_a_verdict_taken_back_is_none(house: House) -> None:
    review = factories.signed(factories.under_review(house), house, count=1)
    workflow.withdraw_signoff(review, by=house.reviewers[0], note="Misread.")

    assert not hears(review, house.reviewers[0])


def test_a_policy_can_keep_verdicts_until_the_end() -> None:
    house = factories.create_house(show_verdicts=False)
    version = factories.under_review(house)
    review = factories.signed(version, house)
    assert not hears(review, house.reviewers[0])

    workflow.publish(version, by=house.editor)
    assert hears(review, house.author)


def test_the_page_of_a_version_keeps_verdicts_too(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], verdict="request_changes")
    address = f"/desk/articles/{version.article.slug}/1/"

    for who, heard in ((house.author, False), (house.reviewers[2], False), (house.reviewers[0], True)):
        client.force_login(who)
        html = client.get(address).content.decode()
        # in the list of seats and in the timeline, or in neither
        assert html.count("Asks for changes") == (2 if heard else 0)
