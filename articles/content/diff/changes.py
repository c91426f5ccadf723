"""One change as people read it, and how much it matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from articles.content.citations import Citation, citations
from articles.content.diff.turning import is_sense, negates, negations, prohibitions
from articles.content.diff.words import Word

#: Among so few words any "not" turns the sentence round, even where both sides have one.
_A_FEW = 8
_ENDS = frozenset((".", "!", "?"))
_UNSPACED = frozenset(("word", "sign"))
#: What makes a word a figure: a comparator, a digit; or it is a Roman number.
_OF_A_FIGURE = re.compile(r"[<>≤≥=±~≈0-9]|\A[IVX]{1,4}(?<!\AI)\Z")


class Weight(IntEnum):
    """What kind of change it is; the lower, the sooner it is shown.

    A dose; a negation that came or went; the sense turned, or its strength changed, by another word; a figure
    that is no dose; and so on to something in another place, and markup.
    """

    DOSE = 1
    NEGATION = 2
    SENSE = 3
    FIGURE = 4
    WORDING = 5
    REFERENCE = 6
    CITATION = 7
    ORDER = 8
    FORM = 9


class Span(NamedTuple):
    """A stretch of a rich text, counted in what is read of it without any space: the first, past the last."""

    start: int = 0
    end: int = 0

    def further(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


AT_THE_START = Span()


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was said, what is said, and the words around it.

    ``where`` is as in ``Problem.where``; ``part`` is ``plain`` for a plain-language text, ``heading``,
    ``field`` or ``passage`` of a source, or "". ``old_at`` and ``new_at`` say where it stands in the body of
    either text, and the citations are those in its old and new words.
    """

    weight: Weight
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    where: str = ""
    part: str = ""
    old_at: Span = AT_THE_START
    new_at: Span = AT_THE_START
    old_cited: tuple[Citation, ...] = ()
    new_cited: tuple[Citation, ...] = ()

    def at(self, where: str, part: str = "") -> Change:
        return replace(self, where=where, part=part)

    def further(self, old: int, new: int) -> Change:
        """The same, so much further on in either text."""
        return replace(self, old_at=self.old_at.further(old), new_at=self.new_at.further(new))


def change(
    old: Sequence[Word], new: Sequence[Word], *, before: Sequence[Word] = (), after: Sequence[Word] = ()
) -> Change:
    """The change of some words into others, as if each text began with them."""
    return Change(
        weight=_weight(old, new),
        old=said(old),
        new=said(new),
        before=said(before),
        after=said(after),
        old_at=Span(0, length(old)),
        new_at=Span(0, length(new)),
        old_cited=_cited(old),
        new_cited=_cited(new),
    )


def length(words: Iterable[Word]) -> int:
    """How many characters are read of some words, spaces apart."""
    return sum(len(word.text) if word.kind in _UNSPACED else letters(word.text) for word in words)


def letters(text: str) -> int:
    """How many characters a text has, spaces apart."""
    return len("".join(text.split()))


def by_dose(words: Sequence[Word]) -> list[Sequence[Word]]:
    """Sentences in which several doses are named, cut so that none hides behind another; else all in one."""
    parts: list[Sequence[Word]] = []
    start, dosed = 0, False
    for first, end in _sentences(words):
        doses = any(word.kind == "dose" for word in words[first:end])
        if doses and dosed:
            parts.append(words[start:first])
            start = first
        dosed = dosed or doses
    return [*parts, words[start:]]


def _sentences(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    first = 0
    for at, (word, following) in enumerate(pairwise(words), 1):
        if word.text in _ENDS and following.space and not following.text[:1].islower():
            yield first, at
            first = at
    yield first, len(words)


def said(words: Iterable[Word]) -> str:
    """What is read of some words."""
    parts: list[str] = []
    for word in words:
        for piece in word.space:
            parts.append(piece.value)
        parts.append(" / " if word.kind == "br" else word.read)
    return "".join(parts).strip()


def _weight(old: Sequence[Word], new: Sequence[Word]) -> Weight:
    before, after = ([word.read for word in words if word.read] for words in (old, new))
    if before == after:
        return Weight.CITATION if _cites(old) != _cites(new) else Weight.FORM
    if _all(_dose, old) != _all(_dose, new):
        return Weight.DOSE
    few = len(old) <= _A_FEW and len(new) <= _A_FEW
    if _turned(old, new, few=few) or negates(_only(before, after), _only(after, before)):
        return Weight.NEGATION
    if few and _all(_sense, old) != _all(_sense, new):
        return Weight.SENSE
    return Weight.FIGURE if _all(_figure, old) != _all(_figure, new) else Weight.WORDING


def _turned(old: Sequence[Word], new: Sequence[Word], *, few: bool) -> bool:
    """Whether a negation came or went. A whole sentence that did turns nothing unless it forbids."""
    was, now = said(old), said(new)
    before, after = negations(was), negations(now)
    if few:
        return bool(before or after)
    both = bool(old and new)
    return prohibitions(was) != prohibitions(now) or (before != after and (both or not _whole(old or new)))


def _whole(words: Sequence[Word]) -> bool:
    """Whether they are a sentence of their own, and not a part cut out of one or put into it."""
    return next((word.text for word in reversed(words) if word.kind != "cite"), "") in _ENDS


def _only(these: Iterable[str], others: Iterable[str]) -> set[str]:
    return set(these) - set(others)


def _all(kind: Callable[[Word], str], words: Iterable[Word]) -> list[str]:
    """What some words say of a kind, in order: two doses that change places are another text."""
    return [found for found in map(kind, words) if found]


def _cites(words: Iterable[Word]) -> list[str]:
    return [piece.value for word in words for piece in word.pieces if piece.kind == "cite"]


def _cited(words: Iterable[Word]) -> tuple[Citation, ...]:
    return tuple(citations("".join(_cites(words))))


def _dose(word: Word) -> str:
    return word.read if word.kind == "dose" else ""


def _sense(word: Word) -> str:
    return word.read.lower() if word.kind == "word" and is_sense(word.read) else ""


def _figure(word: Word) -> str:
    if word.kind == "figure":
        return word.read
    text = word.text
    plain = text.isalpha() and not text.isupper()  # most words are: nothing to search them for
    return "" if plain or not _OF_A_FIGURE.search(text) else word.read
