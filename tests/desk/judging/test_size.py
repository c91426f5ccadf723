"""Two hundred sections, texts that share nothing, thousands of doses: what the screen does is bounded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from uuid import UUID

import pytest
from django.test import Client

from articles.content.diff import compare
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from cms.desk.judging.kept import Kept
from cms.desk.judging.remarks import Remarks
from cms.desk.judging.sheet import Sheet, sheet_of
from cms.desk.judging.sources import Checks
from tests.content.test_diff import alien, long_text
from tests.desk.judging.test_screen import house, page_of, second_round
from tests.factories import House

pytestmark = pytest.mark.thorough

__all__ = ["house"]

SOURCES = [UUID(int=5000 + number) for number in range(40)]


def doses(count: int, *, amount: int = 0) -> ArticleText:
    """One section in which so many doses are cited, each from one of many passages."""
    mark = '<cite data-ref="{}"></cite>'
    said = (
        f"<p>Give drug {number} at {number + 1 + amount} mg daily.{mark.format(SOURCES[number % 40])}</p>"
        for number in range(count)
    )
    return ArticleText(
        title="Doses",
        sections=(SectionText(key=UUID(int=1), level=2, heading="Doses", body="".join(said)),),
        references=tuple(ReferenceText(key=key, kind="book", title=f"Book {key}") for key in SOURCES),
        supports=tuple(
            SupportText(key=UUID(int=9000 + number), reference=SOURCES[number % 40], passage="So it is.")
            for number in range(count)
        ),
    )


def cited(text: ArticleText) -> ArticleText:
    """The same, each section citing a source of its own."""
    keys = [UUID(int=20_000 + number) for number in range(len(text.sections))]
    sections = tuple(
        replace(section, body=section.body.replace("</p>", f'<cite data-ref="{key}"></cite></p>'))
        for section, key in zip(text.sections, keys, strict=True)
    )
    return replace(
        text,
        sections=sections,
        references=tuple(ReferenceText(key=key, kind="book", title=f"Book {key}") for key in keys),
    )


def ready(text: ArticleText) -> ArticleText:
    """The same, with what it lacks to be submitted."""
    source = ReferenceText(key=SOURCES[0], kind="book", title="A book of that")
    return replace(
        text, title="How is it treated?", summary="<p>Early.</p>", references=text.references or (source,)
    )


def screen(old: ArticleText, new: ArticleText) -> Sheet:
    comparison = compare(old, new)
    return sheet_of(new, Remarks(), checks=Checks(), kept=Kept(), old=old, comparison=comparison, side=True)


def steps(work: Callable[[], object]) -> int:
    """How many functions are called by some work, those that are written in C among them."""
    count = 0

    def called(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


MAKERS: dict[str, Callable[[int], tuple[ArticleText, ArticleText]]] = {
    "doses": lambda size: (doses(size * 10), doses(size * 10, amount=1)),
    "a new section of doses": lambda size: (ArticleText(title="Doses"), doses(size * 10)),
    "sections": lambda size: (cited(long_text(size, 40)), cited(long_text(size, 40, seed=1))),
    "nothing shared": lambda size: (cited(alien("a", size)), cited(alien("b", size))),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_work_grows_with_the_length_and_not_with_its_square(kind: str) -> None:
    small, large = MAKERS[kind](10), MAKERS[kind](40)

    few, many = steps(lambda: screen(*small)), steps(lambda: screen(*large))

    assert many < 5 * few


def test_the_work_for_the_doses_of_a_new_text_grows_with_their_number() -> None:
    small, large = doses(100), doses(400)

    few, many = (
        steps(lambda text=text: sheet_of(text, Remarks(), checks=Checks(), kept=Kept()))
        for text in (small, large)
    )

    assert many < 5 * few


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("old", "new", "cards"),
    [
        (long_text(200, 40), long_text(200, 40, seed=1), 200),
        (alien("a", 200), alien("b", 200), 2200),
    ],
    ids=["sections", "nothing shared"],
)
def test_the_screen_shows_two_long_texts(
    client: Client, house: House, old: ArticleText, new: ArticleText, cards: int
) -> None:
    version = second_round(house, ready(old), ready(new))

    page = page_of(client, house, version, "?view=side")

    assert page.status_code == 200
    assert len(page.context["sheet"].cards) == cards
