"""What the board objects to is not shown as pending: from the objection on it is being revised."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.models import Article, Version
from reviews import workflow
from reviews.models import Review
from tests import factories
from tests.factories import House
from tests.reading.reader import Page

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Rest the joint and cool it."


@pytest.fixture
def house() -> House:
    return factories.create_house(visibility="with_caution")


@pytest.fixture
def objected(house: House) -> Version:
    return objected_in(house)


def objected_in(house: House, version: Version | None = None) -> Version:
    version = version or factories.under_review(house)
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="request_changes", statement="The dose is wrong.")
    return Version.objects.get(pk=version.pk)


def page_of(version: Version) -> Page:
    return Page(f"/articles/{version.article.slug}/")


def history_of(version: Version) -> Page:
    return Page(f"/articles/{version.article.slug}/history/")


def test_text_is_not_shown_while_an_objection_stands(objected: Version) -> None:
    page = page_of(objected)

    assert (page.status, WORDS in page.html, page.noindex) == (200, False, True)
    assert page.mark == "Not approved. It is being revised after the board looked at it."


def test_objected_text_is_in_no_list(house: House, objected: Version) -> None:
    assert Page(f"/topics/{house.topic.slug}/").words(".listing h3") == []
    assert not Article.objects.public().exists()


def test_its_history_stays_where_it_was(house: House, objected: Version) -> None:
    statuses = [history_of(objected).status]
    workflow.return_to_author(objected, by=house.editor, note="Please correct the dose.")
    statuses.append(history_of(objected).status)
    workflow.withdraw(objected.article.versions.get(number=2), by=house.author)
    statuses.append(history_of(objected).status)

    assert statuses == [200, 200, 200]
    assert WORDS not in history_of(objected).html


def test_history_of_what_was_declined_tells_no_title_of_a_draft(house: House, objected: Version) -> None:
    workflow.decline(objected, by=house.editor, note="No.")

    page = history_of(objected)

    assert (page.status, page.noindex, page.words(".eyebrow")) == (200, True, [objected.title])


Ends = Callable[[House, Version], object]
ENDS: dict[str, Ends] = {
    "withdrawn": lambda house, version: workflow.withdraw_signoff(
        version.reviews.get(), by=house.reviewers[0]
    ),
    "approved after all": lambda house, version: factories.sign(version.reviews.get(), house.members[0]),
    "answered": lambda house, version: workflow.answer_objection(
        version.reviews.get().signoffs.get(), by=house.chief, text="It was checked."
    ),
    "of a removed member": lambda house, version: workflow.remove_member(
        house.members[0], by=house.chief, reason="Undeclared fees."
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_text_is_shown_again_once_no_objection_stands(house: House, objected: Version, end: str) -> None:
    ENDS[end](house, objected)

    page = page_of(objected)

    assert (page.status, WORDS in page.html) == (200, True)


def test_one_of_two_objections_is_enough(house: House, objected: Version) -> None:
    review = objected.reviews.get()
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], verdict="request_changes", statement="Nor do I.")
    workflow.withdraw_signoff(review, by=house.reviewers[0])

    assert WORDS not in page_of(objected).html


@pytest.mark.parametrize("way", ["recalled", "returned"])
def test_same_text_submitted_again_is_not_shown_again(house: House, objected: Version, way: str) -> None:
    if way == "recalled":
        workflow.recall(objected, by=house.author)
    else:
        workflow.return_to_author(objected, by=house.editor, note="Correct it.")
    workflow.submit(objected.article.versions.get(number=2), by=house.author)

    page = page_of(objected)

    assert (page.status, WORDS in page.html) == (200, False)


def test_corrected_text_is_shown_while_the_board_reads_it(house: House, objected: Version) -> None:
    workflow.return_to_author(objected, by=house.editor, note="Correct it.")
    draft = factories.edited(
        objected.article.versions.get(number=2), by=house.author, bodies="<p>Rest it well.</p>"
    )
    workflow.submit(draft, by=house.author)

    assert "Rest it well." in page_of(objected).html


def test_live_text_stays_while_the_next_one_is_objected_to(house: House) -> None:
    live = factories.approved(house)
    draft = factories.edited(
        workflow.revise(live, by=house.author), by=house.author, bodies="<p>Give 10 mg daily at noon.</p>"
    )
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    objected_in(house, version)

    assert WORDS in page_of(live).html


def test_topic_that_shows_no_pending_text_shows_nothing_of_it() -> None:
    house = factories.create_house(visibility="approved_only")
    version = objected_in(house)

    assert (page_of(version).status, history_of(version).status) == (404, 404)
