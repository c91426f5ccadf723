"""A hold covers its section at every public address at once; only what ends it brings the text back."""

from __future__ import annotations

from uuid import uuid4

import pytest

from articles.content.text import SectionText
from articles.models import Version
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
