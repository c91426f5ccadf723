"""What readers are told of signatures is what stands now; the history keeps what stood then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from articles.models import Version
from reviews import workflow
from reviews.models import Assignment
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reading.reader import Page

pytestmark = pytest.mark.django_db(transaction=True)

Loses = Callable[[House, Version, int], object]


def withdraw(house: House, version: Version, place: int) -> object:
    review = version.reviews.latest("pk")
    return workflow.withdraw_signoff(review, by=house.reviewers[place], note="I misread a dose.")


def remove(house: House, version: Version, place: int) -> object:
    return workflow.remove_member(house.members[place], by=house.chief, reason="Undeclared fees.")


def conflict(house: House, version: Version, place: int) -> object:
    seat = Assignment.objects.get(review=version.reviews.latest("pk"), member=house.members[place])
    return workflow.clear(seat, by=house.reviewers[place], conflict=True, statement="Shares.")


CASES: dict[str, tuple[Loses, str, str, str]] = {
    "withdrawn": (
        withdraw,
        "was withdrawn on 3 May 2027",
        "Dr Reviewer1 withdrew their signature on 3 May 2027.",
        "Withdrawn on 3 May 2027.",
    ),
    "removed": (
        remove,
        "does not count since its signer was removed from the board on 3 May 2027",
        "Dr Reviewer1 was removed from the board on 3 May 2027.",
        "Its signer was removed from the board on 3 May 2027.",
    ),
    "conflict": (
        conflict,
        "does not count since its signer stated a conflict of interest on 3 May 2027",
        "Dr Reviewer1 stated a conflict of interest on 3 May 2027.",
        "Its signer stated a conflict of interest on 3 May 2027.",
    ),
}
ALL = pytest.mark.parametrize("case", CASES)


def on(clock: GuardClock, day: str) -> None:
    clock.set(datetime.fromisoformat(f"{day}T10:00:00+00:00"))


@pytest.fixture
def house(guard_clock: GuardClock) -> House:
    on(guard_clock, "2027-03-12")
    return factories.create_house()


@pytest.fixture
def live(house: House, guard_clock: GuardClock) -> Version:
    version = factories.approved(house)
    on(guard_clock, "2027-05-03")
    return version


def page_of(version: Version) -> Page:
    return Page(f"/articles/{version.article.slug}/")


@ALL
def test_sentence_at_the_head_says_what_stands_now(house: House, live: Version, case: str) -> None:
    CASES[case][0](house, live, 0)

    assert page_of(live).mark == (
        f"Approved. Signed by one board member, 12 March 2027; another signature {CASES[case][1]}; "
        "next review March 2029."
    )


@ALL
def test_notice_names_whose_signature_it_was(house: House, live: Version, case: str) -> None:
    CASES[case][0](house, live, 0)

    assert page_of(live).words(".notice-caution p") == [
        "A signature under this text does not stand any more",
        CASES[case][2],
        "The editors have been told. Until the board has read it again, check what you rely on.",
    ]


@ALL
def test_record_shows_it_as_lost_and_machines_are_not_told_of_it(
    house: House, live: Version, case: str
) -> None:
    CASES[case][0](house, live, 0)
    page = page_of(live)

    assert page.words(".signature .name") == ["Dr Reviewer1, MD", "Dr Reviewer2, MD"]
    assert page.words(".lost-since") == [f"{CASES[case][3]} It does not stand any more."]
    assert [person["name"] for person in page.structured["reviewedBy"]] == ["Dr Reviewer2"]


@ALL
def test_history_shows_what_stood_then_and_what_became_of_it(house: House, live: Version, case: str) -> None:
    CASES[case][0](house, live, 0)

    assert Page(f"/articles/{live.article.slug}/history/").words(".timeline p.quiet")[1:] == [
        f"Signed by Dr Reviewer1, MD, 12 March 2027. {CASES[case][3]}",
        "Signed by Dr Reviewer2, MD, 12 March 2027",
    ]


@ALL
def test_page_of_the_member_says_so_too(house: House, live: Version, case: str) -> None:
    CASES[case][0](house, live, 0)

    assert Page("/board/reviewer1/").words(".listing strong") == [CASES[case][3]]


def test_nobody_vouches_for_what_no_signature_stands_under(house: House, live: Version) -> None:
    for place in (0, 1):
        withdraw(house, live, place)
    page = page_of(live)

    assert page.mark == "Approved. No signature of 12 March 2027 stands any more; next review March 2029."
    assert page.words(".mark-words p")[1].startswith("Nobody on the board vouches for it now.")
    assert {"reviewedBy", "lastReviewed"} & page.structured.keys() == set()


def test_list_of_the_topic_says_so(house: House, live: Version) -> None:
    withdraw(house, live, 0)

    assert Page(f"/topics/{house.topic.slug}/").words(".listing .state") == [
        "Approved 12 March 2027, and a signature does not stand any more"
    ]


def test_text_that_was_read_again_says_nothing_of_it(house: House, live: Version) -> None:
    withdraw(house, live, 0)
    workflow.reaffirm(live, by=house.editor, members=house.members[1:])
    factories.signed(live, replace(house, members=house.members[1:]))
    workflow.complete_reaffirmation(live, by=house.editor)
    page = page_of(live)

    assert page.mark.startswith("Approved. Read again and signed by two board members, 3 May 2027;")
    assert page.words(".notice-caution p") == []


def test_comparison_says_what_became_of_the_review_that_it_rests_on(
    house: House, guard_clock: GuardClock
) -> None:
    second = factories.corrected(house, members=[house.members[2]])
    factories.signed(second, replace(house, members=house.members[2:]), count=1)
    second = workflow.publish(second, by=house.editor)
    on(guard_clock, "2027-05-03")
    withdraw(house, second.article.versions.get(number=1), 0)

    page = page_of(second)

    assert "another signature was withdrawn on 3 May 2027" in page.mark
    assert [person["name"] for person in page.structured["reviewedBy"]] == ["Dr Reviewer2"]


def test_conflict_that_kept_a_signature_from_counting_is_not_told_as_a_signature(house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house, count=3)
    seat = Assignment.objects.get(review=review, member=house.members[0])
    workflow.clear(seat, by=house.reviewers[0], conflict=True, statement="Shares.")
    workflow.publish(version, by=house.editor)

    assert page_of(version).words(".signature .name") == ["Dr Reviewer2, MD", "Dr Reviewer3, MD"]
