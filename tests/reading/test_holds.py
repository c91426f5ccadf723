"""A hold covers its section at every public address at once; only what ends it brings the text back."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from articles import clock, editing
from articles.content.text import SectionText, SupportText
from articles.editing import text_of
from articles.models import Version
from cms.pages import wording
from reviews import workflow
from tests import factories
from tests.factories import House
from tests.reading.reader import Page

pytestmark = pytest.mark.django_db(transaction=True)

HELD = "Give ten times too much."


@pytest.fixture
def house() -> House:
    return factories.create_house()


def live_with_two_sections(house: House) -> Version:
    text = factories.a_text()
    dangerous = SectionText(
        key=uuid4(), level=2, heading="Doses", body=f"<p>{HELD}</p>", plain_body=f"<p>{HELD}</p>"
    )
    whole = type(text)(**{**vars(text), "sections": (*text.sections, dangerous)})
    return factories.approved(house, whole)


def hold(version: Version, house: House) -> None:
    key = version.sections.get(heading="Doses").key
    workflow.hold(version, by=house.editor, reason="dose", section_key=key, note="for the editors alone")


def test_held_section_is_covered_at_every_public_address(house: House) -> None:
    first = live_with_two_sections(house)
    second = factories.brought_live(workflow.revise(first, by=house.author), house)
    base = f"/articles/{first.article.slug}/"
    addresses = [
        base,
        f"{base}1/",
        f"{base}2/",
        f"{base}history/",
        f"{base}?for=patient",
        f"{base}1/?for=patient",
    ]
    hold(second, house)

    pages = [Page(address) for address in addresses]

    assert [(page.status, HELD in page.html) for page in pages] == [(200, False)] * len(addresses)
    assert "for the editors alone" not in "".join(page.html for page in pages)
    assert pages[0].words(".section .notice-title") == ["This section is covered while it is checked"]
    assert "A dose may be wrong." in pages[0].html
    assert "Rest the joint and cool it." in pages[0].html


def test_lifted_hold_shows_the_section_again(house: House) -> None:
    version = live_with_two_sections(house)
    hold(version, house)
    workflow.lift(version.article.holds.get(), by=house.chief, note="Checked.")

    assert HELD in Page(f"/articles/{version.article.slug}/").html


def test_unrelated_new_version_keeps_the_cover(house: House) -> None:
    version = live_with_two_sections(house)
    hold(version, house)
    factories.brought_live(workflow.revise(version, by=house.author), house)

    assert HELD not in Page(f"/articles/{version.article.slug}/").html


def test_page_hold_stands_above_the_text_and_in_the_mark(house: House) -> None:
    version = live_with_two_sections(house)
    workflow.hold(version, by=house.editor, reason="safety")

    page = Page(f"/articles/{version.article.slug}/")

    assert page.mark == "Approved, and on hold. Do not rely on this page while it is checked."
    assert page.words(".notice-stop .notice-title") == ["This page is on hold"]


def corrected(version: Version, house: House) -> Version:
    """The held section says something else in the next version, which is live."""
    draft = workflow.revise(version, by=house.author)
    text = text_of(draft)
    safe = [
        replace(section, body="<p>Give a tenth of it.</p>", plain_body="<p>Give less.</p>")
        if section.heading == "Doses"
        else section
        for section in text.sections
    ]
    saved = replace(text, sections=tuple(safe), correction_kind="correction", correction_notice="The dose.")
    editing.save(draft, saved, by=house.author, revision=draft.revision)
    return factories.brought_live(draft, house)


def test_corrected_section_stays_covered_in_every_older_version_for_both_audiences(house: House) -> None:
    first = live_with_two_sections(house)
    second = factories.brought_live(workflow.revise(first, by=house.author), house)
    base = f"/articles/{first.article.slug}/"
    hold(second, house)
    third = corrected(second, house)
    factories.brought_live(workflow.revise(third, by=house.author), house)

    old = [Page(f"{base}{number}/{who}") for number in (1, 2) for who in ("", "?for=patient")]

    assert [(page.status, HELD in page.html) for page in old] == [(200, False)] * 4
    assert [page.words(".section .notice-title") for page in old] == [
        ["This section was put on hold and corrected: it stays covered"]
    ] * 4
    assert "A dose may be wrong." in old[0].html
    now = [Page(address) for address in (base, f"{base}3/", f"{base}4/")]
    assert [page.words(".section .notice-title") for page in now] == [[], [], []]


def test_same_words_under_a_key_of_their_own_stay_covered(house: House) -> None:
    first = live_with_two_sections(house)
    draft = workflow.revise(first, by=house.author)
    text = text_of(draft)
    anew = [replace(s, key=uuid4()) if s.heading == "Doses" else s for s in text.sections]
    editing.save(draft, replace(text, sections=tuple(anew)), by=house.author, revision=draft.revision)
    second = factories.brought_live(draft, house)
    hold(second, house)
    corrected(second, house)

    page = Page(f"/articles/{first.article.slug}/1/")

    assert HELD not in page.html


def test_page_that_was_on_hold_and_was_replaced_says_so_for_ever(house: House) -> None:
    first = live_with_two_sections(house)
    workflow.hold(first, by=house.editor, reason="safety")
    second = corrected(first, house)
    workflow.lift(first.article.holds.get(), by=house.chief)

    old, now = (Page(f"/articles/{first.article.slug}/{number}/") for number in (1, second.number))

    assert old.words(".notice-stop .notice-title") == ["This page was put on hold, and replaced"]
    assert now.words(".notice-stop .notice-title") == []


def test_history_lists_holds_and_what_became_of_them(house: House) -> None:
    first = live_with_two_sections(house)
    hold(first, house)
    workflow.lift(first.article.holds.get(), by=house.chief)
    hold(first, house)
    second = corrected(first, house)
    workflow.hold(second, by=house.editor, reason="outdated")
    today = wording.day(clock.today())

    page = Page(f"/articles/{first.article.slug}/history/")

    began = f"“Doses” was put on hold by the editors on {today}: a dose may be wrong."
    assert page.words("[data-hold]") == [
        f"The whole page was put on hold by the editors on {today}: guidance has changed."
        " It is still on hold.",
        f"{began} Another editor looked into it and lifted the hold on {today}.",
        f"{began} Version 2 corrected it on {today}; here it stays covered.",
    ]


def test_passages_that_back_a_covered_section_are_covered_with_it(house: House) -> None:
    version = live_with_two_sections(house)
    draft = workflow.revise(version, by=house.author)
    text, source = text_of(draft), draft.references.get().key
    backed = SupportText(key=uuid4(), reference=source, passage="The trial gave ten times the dose.")
    mark = f'<p>{HELD}<cite data-ref="{source}" data-support="{backed.key}"></cite></p>'
    sections = [replace(s, body=mark) if s.heading == "Doses" else s for s in text.sections]
    said = replace(text, sections=tuple(sections), supports=(backed,))
    editing.save(draft, said, by=house.author, revision=draft.revision)
    second = factories.brought_live(draft, house)
    address = f"/articles/{version.article.slug}/"
    assert backed.passage in Page(address).html

    hold(second, house)
    while_held = Page(address)
    corrected(second, house)

    assert backed.passage not in while_held.html
    assert backed.passage not in Page(f"{address}2/").html


def test_numbers_of_citations_stay_while_a_section_is_held(house: House) -> None:
    first, second = uuid4(), uuid4()
    text = factories.a_text()
    source = text.references[0]
    sections = tuple(
        SectionText(key=uuid4(), level=2, heading=heading, body=f'<p>Said.<cite data-ref="{key}"></cite></p>')
        for heading, key in (("Doses", first), ("After", second))
    )
    references = tuple(type(source)(**{**vars(source), "key": key}) for key in (first, second))
    version = factories.approved(
        house, type(text)(**{**vars(text), "sections": sections, "references": references})
    )
    hold(version, house)

    page = Page(f"/articles/{version.article.slug}/")

    assert [link.text for link in page.elements("[data-citation]")] == ["2"]
    assert page.words(".reference .number") == ["1.", "2."]
