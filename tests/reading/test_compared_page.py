"""What readers are told of a text whose wording was corrected: who reviewed it, and who compared it since."""

from __future__ import annotations

import pytest

from articles.models import Version
from reviews import workflow
from reviews.models import Review
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reading.reader import Page

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

FIRST, LATER = "2027-03-12T10:00:00+00:00", "2027-05-03T10:00:00+00:00"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def corrected(house: House, guard_clock: GuardClock) -> Version:
    """Reviewed by two members in March; a typo put right, and compared by the third in May."""
    guard_clock.set(factories.datetime.fromisoformat(FIRST))
    body = "<p>The treatmet is rest, and the joint is cooled as soon as it hurts.</p>"
    live = factories.approved(house, factories.a_text(body=body))
    guard_clock.set(factories.datetime.fromisoformat(LATER))
    draft = workflow.revise(live, by=house.author)
    factories.edited(draft, by=house.author, bodies=body.replace("treatmet", "treatment"))
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members[2:])
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[2])
    factories.sign(review, house.members[2])
    return workflow.publish(version, by=house.editor)


def page_of(version: Version) -> Page:
    return Page(f"/articles/{version.article.slug}/")


def detail(page: Page) -> str:
    return page.words(".mark-words p.quiet")[0]


def test_mark_names_the_review_and_the_comparison(corrected: Version) -> None:
    page = page_of(corrected)

    assert page.mark == "Approved. Signed by two board members, 12 March 2027; next review March 2029."
    assert detail(page) == "Wording corrected; compared by Dr Reviewer3, MD, on 3 May 2027."


def test_mark_names_the_comparison_where_a_section_is_covered(house: House, corrected: Version) -> None:
    workflow.hold(
        corrected, by=house.editor, reason="dose", section_key=corrected.sections.values_list("key")[0][0]
    )

    assert detail(page_of(corrected)) == (
        "A section is covered while it is checked. "
        "Wording corrected; compared by Dr Reviewer3, MD, on 3 May 2027."
    )


def test_last_reviewed_and_next_review_stay_where_the_full_review_put_them(corrected: Version) -> None:
    assert page_of(corrected).words(".facts dd")[:3] == ["3 May 2027", "12 March 2027", "12 March 2029"]


def test_record_shows_who_compared_and_who_reviewed(corrected: Version) -> None:
    page = page_of(corrected)

    assert page.words(".signature .name") == [
        "Dr Reviewer3, MD", "Dr Reviewer1, MD", "Dr Reviewer2, MD",
    ]  # fmt: skip
    assert page.words(".signature .meaning")[:2] == [
        "Rheumatology. Compared the wording. “I have compared this text with version 1, which was fully "
        "reviewed, and they mean the same.”",
        "Rheumatology. Approves the whole text. “I have read this text and approve it as a reviewer.”",
    ]


def test_machines_are_told_of_the_review_and_not_of_the_comparison(corrected: Version) -> None:
    said = page_of(corrected).structured

    assert said["lastReviewed"] == "2027-03-12"
    assert [person["name"] for person in said["reviewedBy"]] == ["Dr Reviewer1", "Dr Reviewer2"]


def test_history_says_who_compared(corrected: Version) -> None:
    page = Page(f"/articles/{corrected.article.slug}/history/")

    assert page.words(".timeline p.quiet")[1] == "Wording compared by Dr Reviewer3, MD, 3 May 2027"


def test_overdue_is_said_of_the_review_that_is_overdue(corrected: Version, guard_clock: GuardClock) -> None:
    guard_clock.move(days=800)

    assert page_of(corrected).mark == (
        "Approved, and overdue for review. Signed by two board members, 12 March 2027; its review was due "
        "12 March 2029."
    )
    assert detail(page_of(corrected)) == "Wording corrected; compared by Dr Reviewer3, MD, on 3 May 2027."


def test_a_text_read_again_in_full_is_reviewed_anew(
    house: House, corrected: Version, guard_clock: GuardClock
) -> None:
    guard_clock.set(factories.datetime.fromisoformat("2028-02-01T10:00:00+00:00"))
    review = workflow.reaffirm(corrected, by=house.editor, members=house.members[:2])
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
        factories.sign(review, member)
    workflow.complete_reaffirmation(corrected, by=house.editor)

    page = page_of(corrected)

    assert page.mark == (
        "Approved. Read again and signed by two board members, 1 February 2028; next review February 2030."
    )
    assert page.words(".facts dd")[1] == "1 February 2028"
