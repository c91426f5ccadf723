"""One change as people read it, and how much it matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from articles.content.diff.turning import is_sense, negates, negations, prohibitions
from articles.content.diff.words import Word

#: Among so few words any "not" turns the sentence round, even where both sides have one.
_A_FEW = 8
_ENDS = frozenset(".!?")
_COMPARATORS = re.compile(r"[<>≤≥=±~≈]")
_ROMAN = re.compile(r"[IVX]{1,4}(?<!^I)")


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


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was said, what is said, and the words around it.

    ``where`` is as in ``Problem.where``; ``part`` is ``plain`` for a plain-language text, ``heading``, or "".
    """

    weight: Weight
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    where: str = ""
    part: str = ""

    def at(self, where: str, part: str = "") -> Change:
        return replace(self, where=where, part=part)


def change(
    old: Sequence[Word], new: Sequence[Word], *, before: Sequence[Word] = (), after: Sequence[Word] = ()
) -> Change:
    """The change of some words into others."""
    return Change(
        weight=_weight(old, new),
        old=said(old),
        new=said(new),
        before=said(before),
        after=said(after),
    )


def said(words: Iterable[Word]) -> str:
    """What is read of some words."""
    parts = []
    for word in words:
        space = "".join(piece.value for piece in word.space)
        parts.append(space + (" / " if word.kind == "br" else word.read))
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
    return words[-1].text in _ENDS


def _only(these: Iterable[str], others: Iterable[str]) -> set[str]:
    return set(these) - set(others)


def _all(kind: Callable[[Word], str], words: Iterable[Word]) -> list[str]:
    """What some words say of a kind, in order: two doses that change places are another text."""
    return [found for found in map(kind, words) if found]


def _cites(words: Iterable[Word]) -> list[str]:
    return [piece.value for word in words for piece in word.pieces if piece.kind == "cite"]


def _dose(word: Word) -> str:
    return word.read if word.kind == "dose" else ""


def _sense(word: Word) -> str:
    return word.read.lower() if word.kind == "word" and is_sense(word.read) else ""


def _figure(word: Word) -> str:
    if word.kind == "figure" or _COMPARATORS.search(word.text) or re.search("[0-9]", word.text):
        return word.read
    return word.text if _ROMAN.fullmatch(word.text) else ""
