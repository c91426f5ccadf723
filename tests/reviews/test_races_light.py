"""The light path, holds and scheduled texts, and a signature at the same moment: every order, threads."""

from __future__ import annotations

from itertools import permutations

import pytest

from articles.models import User, Version
from articles.states import Status
from reviews import workflow
from reviews.models import Hold, Review
from reviews.reauthentication import Reauthentication
from reviews.verification import verify
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reviews.test_races_signing import LATE, Deed, Told, in_line

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.races]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def compared(house: House) -> Review:
    """A comparison of wording before two members, both ready to sign."""
    version = factories.corrected(house, members=house.members[:2])
    review = Review.objects.open().get(version=version)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
    return review


def signing(review: Review, user: User) -> Deed:
    proof = Reauthentication.by_password(user, factories.PASSWORD, digest=review.digest)
    return lambda: workflow.sign_off(review, by=user, verdict="approve", digest=review.digest, proof=proof)


def foretold(order: tuple[str, ...]) -> Told:
    """What each is told of a comparison that is signed, made a full review, and published."""
    told: Told = {}
    done: set[str] = set()
    for name in order:
        if name == "publish" and ("full" in done or "sign" not in done):
            told[name] = f"The quorum is {2 if 'full' in done else 1} and 0 signed."
        elif name == "sign" and "full" in done:
            told[name] = "This review is closed."
        elif name == "full" and "publish" in done:
            told[name] = "Someone was faster, or it is too late: version 2 is now approved."
        else:
            told[name] = ""
            done.add(name)
    return told


@pytest.mark.parametrize("order", list(permutations(("sign", "full", "publish"))))
def test_comparison_signed_made_full_and_published(house: House, order: tuple[str, ...]) -> None:
    review = compared(house)
    deeds: dict[str, Deed] = {
        "sign": signing(review, house.reviewers[0]),
        "full": lambda: workflow.ask_for_full_review(review, by=house.reviewers[1]),
        "publish": lambda: workflow.publish(review.version, by=house.editor),
    }

    told = in_line(review.version.article, {name: deeds[name] for name in order})

    assert told == foretold(order)
    assert verify() == []


@pytest.mark.parametrize("order", list(permutations(("sign", "hold", "publish"))))
def test_correction_signed_as_the_live_text_is_put_on_hold(house: House, order: tuple[str, ...]) -> None:
    live = factories.approved(house)
    version = workflow.revise(live, by=house.author)
    factories.edited(version, by=house.author, bodies="<p>Give 1 mg.</p>")
    version = workflow.submit(version, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    deeds: dict[str, Deed] = {
        "sign": signing(review, house.reviewers[1]),
        "hold": lambda: workflow.hold(live, by=house.editor, reason="dose"),
        "publish": lambda: workflow.publish(version, by=house.editor),
    }

    told = in_line(version.article, {name: deeds[name] for name in order})

    signed, published = (order.index(name) for name in ("sign", "publish"))
    late = signed < published < order.index("hold")
    assert told == {
        "sign": "",
        "publish": "" if signed < published else "The quorum is 2 and 1 signed.",
        "hold": LATE.format("superseded") if late else "",
    }
    assert Hold.objects.open().count() == (0 if late else 1)
    assert verify() == []


@pytest.mark.parametrize("order", list(permutations(("go live", "withdraw"))))
def test_scheduled_text_goes_live_as_a_signer_takes_it_back(
    house: House, guard_clock: GuardClock, order: tuple[str, ...]
) -> None:
    version = factories.scheduled(house)
    review = Review.objects.get(version=version)
    deeds: dict[str, Deed] = {
        "go live": lambda: workflow.go_live(version, by=User.objects.system()),
        "withdraw": lambda: workflow.withdraw_signoff(review, by=house.reviewers[0], note="Misread."),
    }
    User.objects.system()
    guard_clock.move(days=2)

    told = in_line(version.article, {name: deeds[name] for name in order})

    first = order[0] == "go live"
    assert told == {"go live": "" if first else "1 thing must be put right first.", "withdraw": ""}
    assert Version.objects.get(pk=version.pk).status == (Status.APPROVED if first else Status.SCHEDULED)
    guard_clock.restore()
    assert verify() == []
