"""Each row of the table of what the gate shows, for both kinds of topic, at the article's address."""

from __future__ import annotations

import pytest

from articles.models import Version
from reviews import workflow
from tests import factories
from tests.factories import House
from tests.reading.reader import Page

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

VISIBILITIES = ("approved_only", "with_caution")
WORDS = "Rest the joint and cool it."


def page_of(version: Version) -> Page:
    return Page(f"/articles/{version.article.slug}/")


def shows_text(page: Page) -> bool:
    return WORDS in page.html


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_was_never_shown_is_nowhere(status: str, visibility: str) -> None:
    house = factories.create_house(visibility=visibility)

    page = page_of(factories.in_state(status, house))

    assert (page.status, shows_text(page)) == (404, False)


@pytest.mark.parametrize("status", ["submitted", "under_review", "scheduled", "returned", "declined"])
def test_pending_text_is_nowhere_when_only_approved_ones_show(status: str) -> None:
    house = factories.create_house(visibility="approved_only")

    page = page_of(factories.in_state(status, house))

    assert (page.status, shows_text(page)) == (404, False)


@pytest.mark.parametrize(
    ("status", "now"),
    [("submitted", "Submitted"), ("under_review", "Under review"), ("scheduled", "Under review")],
)
def test_pending_text_is_shown_with_caution(status: str, now: str) -> None:
    house = factories.create_house(visibility="with_caution")

    page = page_of(factories.in_state(status, house))

    assert (page.status, shows_text(page), page.noindex) == (200, True, True)
    assert page.mark.startswith("Not yet approved. ")
    assert page.words("[aria-current=step] b") == [now]
    assert page.words(".notice-caution .notice-title") == [
        "Exercise caution: the board has not approved this text"
    ]
    assert page.words(".signature") == []


def test_returned_text_is_not_shown_and_its_title_says_being_revised() -> None:
    house = factories.create_house(visibility="with_caution")

    page = page_of(factories.in_state("returned", house))

    assert (page.status, shows_text(page), page.noindex) == (200, False, True)
    assert page.mark == "Not approved. It is being revised after the board looked at it."
    assert page.words("h1") == ["How is gout treated?"]
    assert page.words(".step span") == ["being revised", "not yet", "not yet"]


def test_recalled_text_is_not_shown() -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.submitted(house)
    workflow.recall(version, by=house.author)

    page = page_of(version)

    assert (page.status, shows_text(page), page.noindex) == (200, False, True)


@pytest.mark.parametrize(("status", "word"), [("declined", "declined"), ("withdrawn", "withdrawn")])
def test_what_was_shown_with_caution_and_ended_is_gone_with_that_word(status: str, word: str) -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.submitted(house)
    if status == "declined":
        workflow.decline(version, by=house.editor, note="Out of scope.")
    else:
        workflow.recall(version, by=house.author)
        workflow.withdraw(version.article.versions.get(number=2), by=house.author)

    page = page_of(version)

    assert (page.status, shows_text(page), page.word("h1")) == (410, False, f"This article was {word}")
    assert "Out of scope." not in page.html


def test_later_draft_of_a_withdrawn_article_leaves_no_title() -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.submitted(house)
    workflow.recall(version, by=house.author)
    draft = version.article.versions.get(number=2)
    retitled = factories.a_text("A secret new title?")
    factories.editing.save(draft, retitled, by=house.author, revision=draft.revision)
    workflow.withdraw(draft, by=house.author)

    assert "secret" not in page_of(version).html


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("status", ["draft", "submitted", "under_review", "scheduled"])
def test_live_text_stands_while_its_successor_is_on_its_way(status: str, visibility: str) -> None:
    house = factories.create_house(visibility=visibility)
    live = factories.approved(house)
    draft = workflow.revise(live, by=house.author)
    changed = factories.a_text("How is gout treated?", body="<p>Words that nobody signed.</p>")
    draft = factories.editing.save(draft, changed, by=house.author, revision=draft.revision)
    taken_to(status, draft, house)

    page = page_of(live)

    assert (page.status, shows_text(page), page.noindex) == (200, True, False)
    assert "Words that nobody signed" not in page.html
    expected = [] if status == "draft" else ["An update is under review"]
    assert page.words(".notice-title") == expected


def taken_to(status: str, draft: Version, house: House) -> None:
    if status == "draft":
        return
    version = workflow.submit(draft, by=house.author)
    if status == "submitted":
        return
    workflow.start_review(version, by=house.editor, members=house.members)
    if status == "scheduled":
        factories.signed(version, house)
        workflow.publish(version, by=house.editor, at=factories.clock.now() + factories.timedelta(days=1))


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_approved_text_is_shown_with_who_signed_it(visibility: str) -> None:
    house = factories.create_house(visibility=visibility)

    page = page_of(factories.approved(house))

    assert (page.status, shows_text(page), page.noindex) == (200, True, False)
    assert page.mark.startswith("Approved. Signed by two board members, ")
    assert page.words(".signature .name") == ["Dr Reviewer1, MD", "Dr Reviewer2, MD"]
    assert page.words("[aria-current=step] b") == ["Approved"]


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_retracted_article_is_gone_with_its_notice(visibility: str) -> None:
    house = factories.create_house(visibility=visibility)

    page = page_of(factories.in_state("retracted", house))

    assert (page.status, shows_text(page), page.noindex) == (410, False, True)
    assert page.words(".notice-stop p")[0] == "A dose was wrong."


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_superseded_version_stays_at_its_number_and_points_on(visibility: str) -> None:
    house = factories.create_house(visibility=visibility)
    version = factories.in_state("superseded", house)

    page = Page(f"/articles/{version.article.slug}/1/")

    assert (page.status, shows_text(page), page.noindex) == (200, True, True)
    assert page.mark.startswith("No longer current. Version 1 was in force before")
    assert page.words(".notice a") == ["Read the current version"]


def test_retracted_versions_keep_their_numbers_under_the_notice() -> None:
    house = factories.create_house()
    first = factories.approved(house)
    second = factories.brought_live(workflow.revise(first, by=house.author), house)
    workflow.retract(second, by=house.chief, note="A dose was wrong.")

    pages = [Page(f"/articles/{first.article.slug}/{number}/") for number in (1, 2)]

    assert [(page.status, page.noindex) for page in pages] == [(200, True)] * 2
    assert [page.words(".notice-stop .notice-title") for page in pages] == [
        ["This article was retracted"]
    ] * 2
    assert all("A dose was wrong." in page.html for page in pages)


@pytest.mark.parametrize(
    "status", ["draft", "submitted", "under_review", "scheduled", "returned", "declined"]
)
def test_version_that_was_never_live_has_no_number(status: str) -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.in_state(status, house)

    assert Page(f"/articles/{version.article.slug}/1/").status == 404


def test_lists_hold_what_the_gate_shows() -> None:
    house = factories.create_house(visibility="with_caution")
    for status in ("draft", "submitted", "approved", "retracted", "returned", "declined", "superseded"):
        factories.in_state(status, house)
    live = {"how-is-gout-treated-3", "how-is-gout-treated-7"}

    home, topic = Page("/"), Page(f"/topics/{house.topic.slug}/")

    assert links_in(home) == live
    assert links_in(topic) == live | {"how-is-gout-treated-2"}


def links_in(page: Page) -> set[str]:
    return {link.get("href").split("/")[2] for link in page.elements(".listing h3 a")}
