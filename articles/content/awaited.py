"""Citations typed before their source: a mark that waits for the reference with its number.

Its key follows from the number alone, so that ``[3]`` typed in two places, or by two people, waits for one
source. No reference ever has such a key: the source that takes the marks gives them its own. So marks whose
source was taken out again are not taken by the next one that comes to its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid5

from articles.content.citations import Citation, render, written
from articles.content.text import ArticleText

MOST = 999
#: [12-24] is rather a span of values than thirteen citations of sources that are still to come.
WIDEST = 10
_SPACE = UUID("5d1cf6a2-9f0b-4f6e-8d0a-6a3a1c1f7e53")
_KEYS = {number: uuid5(_SPACE, str(number)) for number in range(1, MOST + 1)}
_NUMBERS = {key: number for number, key in _KEYS.items()}


def awaited_key(number: int) -> UUID | None:
    """What a mark points at that waits for this reference; None for what is no number of a reference."""
    return _KEYS.get(number)


def awaited_number(key: UUID) -> int | None:
    """For which reference a mark with this key waits; None if it points at a source of its own."""
    return _NUMBERS.get(key)


def taken(text: ArticleText, number: int, by: UUID) -> ArticleText:
    """The text with the marks that waited for this reference pointing at the source that has come."""
    key = awaited_key(number)
    return with_marks(text, key, lambda _: written(Citation(by))) if key else text


def with_marks(text: ArticleText, key: UUID, mark: Callable[[Citation], str]) -> ArticleText:
    """The text with each mark of one key replaced by what ``mark`` returns, which must be safe HTML."""

    def mended(html: str) -> str:
        return render(html, lambda one: mark(one) if one.ref == key else written(one))

    sections = (
        replace(section, body=mended(section.body), plain_body=mended(section.plain_body))
        for section in text.sections
    )
    return replace(
        text,
        summary=mended(text.summary),
        plain_summary=mended(text.plain_summary),
        sections=tuple(sections),
    )
