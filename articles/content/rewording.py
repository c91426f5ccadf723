"""Putting other words in the place of some in a rich text, and leaving everything else exactly as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from articles.content.anchors import Anchor, Place, find
from articles.content.citations import citations
from articles.content.markup import escape
from articles.content.shape import INLINE

_PIECE = re.compile(r"<(?P<tag>/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>|&(?:#\w+|\w+);|.", re.DOTALL)
_MOST_COMPARED = 40_000
_TOKEN = re.compile(r"\s+|\w+(?:[.,]\w+)*|[^\w\s]")


class CannotReword(ValueError):
    """The words cannot be replaced without losing something. The message says what."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """One character that is read, and where it stands in the HTML; a block's tag is read as a line end."""

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    html: str


def reword(html: str, anchor: Anchor, wording: str) -> str:
    """The rich text with ``wording``, plain text, in place of the anchored words.

    Only what differs between the two is replaced, so that mark-up and citation marks at words that stay are
    kept. The result is to be sanitised as any text is that is stored.

    Raises:
        CannotReword: if the words are not there as they were, or a citation, a link, emphasis or the end of a
            paragraph stands among those that would go.
    """
    letters = list(_letters(html))
    text = "".join(letter.said for letter in letters)
    place = _place(anchor, text)
    edited = html
    for edit in reversed(list(_edits(html, letters, place, wording))):
        edited = edited[: edit.start] + edit.html + edited[edit.end :]
    if citations(edited) != citations(html):
        raise CannotReword("A citation would be lost.")
    return edited


def reword_plain(text: str, anchor: Anchor, wording: str) -> str:
    """The same for a text without mark-up, such as a title."""
    place = _place(anchor, text)
    return " ".join((text[: place.start] + wording + text[place.end :]).split())


def _place(anchor: Anchor, text: str) -> Place:
    place = find(anchor, text)
    if place is None or not place.exact:
        raise CannotReword("The words that it was proposed for are not in the text any more.")
    if not place.certain:
        raise CannotReword("The text around these words has changed, so that others may be meant.")
    return place


def _letters(html: str) -> Iterator[_Letter]:
    for match in _PIECE.finditer(html):
        tag = (match["tag"] or "").lower().lstrip("/")
        if not tag:
            yield _Letter(unescape(match[0]), match.start(), match.end())
        elif tag not in INLINE or tag == "br":
            yield _Letter("\n", match.start(), match.end())


def _edits(html: str, letters: list[_Letter], place: Place, wording: str) -> Iterator[_Edit]:
    """What to replace in the HTML, from its beginning to its end."""
    said = "".join(letter.said for letter in letters[place.start : place.end])
    old = list(_TOKEN.finditer(said))
    new = [token[0] if not token[0].isspace() else " " for token in _TOKEN.finditer(wording)]
    read = [token[0] if not token[0].isspace() else " " for token in old]
    for first, last, start, end in _differences(read, new):
        words = escape("".join(new[start:end]))
        if first == last:
            at = old[first - 1].end() - 1 if first else -1
            where = letters[place.start + at].end if first else letters[place.start].start
            yield _Edit(where, where, words)
            continue
        begin, finish = place.start + old[first].start(), place.start + old[last - 1].end()
        if not words and _leaves_two_spaces(letters, begin, finish):
            finish += 1
        yield _replaced(html, letters[begin].start, letters[finish - 1].end, words)


def _differences(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Which tokens of the old, from and to, gave way to which of the new. Long ones differ in one stretch."""
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    some, others = old[head : len(old) - tail], new[head : len(new) - tail]
    if not some and not others:
        return []
    if len(some) * len(others) > _MOST_COMPARED:
        return [(head, head + len(some), head, head + len(others))]
    codes = SequenceMatcher(None, some, others, autojunk=False).get_opcodes()
    return [(a + head, b + head, c + head, d + head) for kind, a, b, c, d in codes if kind != "equal"]


def _alike(some: list[str], others: list[str]) -> int:
    """How many tokens they begin with alike."""
    shortest = min(len(some), len(others))
    return next((place for place in range(shortest) if some[place] != others[place]), shortest)


def _leaves_two_spaces(letters: list[_Letter], begin: int, finish: int) -> bool:
    before = letters[begin - 1].said if begin else "\n"
    after = letters[finish].said if finish < len(letters) else ""
    return before.isspace() and after == " "


def _replaced(html: str, start: int, end: int, words: str) -> _Edit:
    gone = html[start:end]
    if "<cite" in gone:
        raise CannotReword("A citation stands among the words that would go.")
    if "<" in gone:
        raise CannotReword("Emphasis, a link or the end of a paragraph stands among the words that would go.")
    return _Edit(start, end, words)
