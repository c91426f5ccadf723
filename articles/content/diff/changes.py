"""One change as people read it, and how much it matters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from articles.content.diff.words import Word

_NEGATION = re.compile(
    r"(?i)(?:not|no|never|none|nor|neither|without|cannot|avoid|unless|except|contraindicated|\w+n['’]t)"
)
#: A "not" among a few words turns a sentence round; in a whole new one it is a word like others.
_A_FEW = 8
_COMPARATORS = re.compile(r"[<>≤≥=±~≈]")


class Weight(IntEnum):
    """What kind of change it is; the lower, the sooner it is shown."""

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
        parts.append(space + (" / " if word.kind == "br" else word.text))
    return "".join(parts).strip()


def _weight(old: Sequence[Word], new: Sequence[Word]) -> Weight:
    turned = len(old) <= _A_FEW and len(new) <= _A_FEW
    kinds = [(Weight.DOSE, _dose), *[(Weight.NEGATION, _negation)] * turned, (Weight.FIGURE, _figure)]
    for weight, kind in kinds:
        if Counter(filter(None, map(kind, old))) != Counter(filter(None, map(kind, new))):
            return weight
    if [word.text for word in old if word.text] != [word.text for word in new if word.text]:
        return Weight.WORDING
    cites = [[word.pieces for word in words if word.kind == "cite"] for words in (old, new)]
    return Weight.CITATION if cites[0] != cites[1] else Weight.FORM


def _dose(word: Word) -> str:
    return word.text if word.kind == "dose" else ""


def _negation(word: Word) -> str:
    return word.text.lower() if _NEGATION.fullmatch(word.text) else ""


def _figure(word: Word) -> str:
    if word.kind == "figure" or _COMPARATORS.search(word.text) or re.search("[0-9]", word.text):
        return word.text
    return ""
