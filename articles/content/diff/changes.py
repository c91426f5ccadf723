"""One change as people read it, and how much it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from articles.content.citations import Citation, citations
from articles.content.diff.parts import Parts, parts_of
from articles.content.diff.weighing import HARMLESS, Weight, weigh
from articles.content.diff.words import Word

_ENDS = frozenset((".", "!", "?"))
_UNSPACED = frozenset(("word", "sign"))


class Span(NamedTuple):
    """A stretch of a rich text, counted in what is read of it without any space: the first, past the last."""

    start: int = 0
    end: int = 0

    def further(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


AT_THE_START = Span()


class CitationMove(NamedTuple):
    """A citation, with the claim that lost it and the one that gained it, as they are read; "" for none."""

    citation: Citation
    lost_by: str = ""
    gained_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was said, what is said, and the words around it.

    ``where`` is as in ``Problem.where``; ``part`` is ``plain`` for a plain-language text, ``heading``,
    ``field`` or ``passage`` of a source, ``correction`` for what is said of a correction, or "". ``old_at``
    and ``new_at`` say where it stands in the body of either text, and the citations are those in its old
    and new words. ``whole`` says that a block, item or row came or went. ``under_before`` and ``under_now``
    are what a list item or a cell stood and stands under ("Avoid", a column's head); ``moved`` that it says
    the same there.
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
    whole: bool = False
    moved: bool = False
    under_before: str = ""
    under_now: str = ""
    citation_moves: tuple[CitationMove, ...] = ()

    @property
    def harmless(self) -> bool:
        """Whether it is known to change nothing that is said: it may come last and be folded away."""
        return self.weight in HARMLESS

    @property
    def old_parts(self) -> Parts:
        """The old words in parts, each with whether it is another one now."""
        return parts_of(self.old, self.new)[0]

    @property
    def new_parts(self) -> Parts:
        """The new words in parts, each with whether it was another one."""
        return parts_of(self.old, self.new)[1]

    def at(self, where: str, part: str = "") -> Change:
        return replace(self, where=where, part=part)

    def further(self, old: int, new: int) -> Change:
        """The same, so much further on in either text."""
        return replace(self, old_at=self.old_at.further(old), new_at=self.new_at.further(new))


@dataclass(frozen=True, slots=True)
class Around:
    """The words before and after a change, and those from the beginning of its sentence, in either text.

    ``sentence`` is None where nobody knows how the sentence begins.
    """

    before: Sequence[Word] = ()
    after: Sequence[Word] = ()
    old_sentence: Sequence[Word] | None = None
    sentence: Sequence[Word] | None = None


def change(old: Sequence[Word], new: Sequence[Word], around: Around | None = None) -> Change:
    """The change of some words into others, as if each text began with them."""
    around = around or Around()
    return Change(
        weight=weigh(old, new, before=around.before, after=around.after, sentence=_going_on(around.sentence)),
        old=said(old),
        new=said(new),
        before=said(around.before),
        after=said(around.after),
        old_at=Span(0, length(old)),
        new_at=Span(0, length(new)),
        old_cited=_cited(old),
        new_cited=_cited(new),
        citation_moves=tuple(_citation_moves(old, new, around)),
    )


def _going_on(sentence: Sequence[Word] | None) -> Sequence[Word] | None:
    """The sentence that a change stands in; none of it behind a full stop."""
    return () if sentence and sentence[-1].text in _ENDS else sentence


def _citation_moves(old: Sequence[Word], new: Sequence[Word], around: Around) -> Iterator[CitationMove]:
    """What lost a citation and what gained one; a citation in both stayed."""
    was, now = list(_claims(old, around.old_sentence)), list(_claims(new, around.sentence))
    stayed = {citation for citation, _ in was} & {citation for citation, _ in now}
    for citation, claim in was:
        if citation not in stayed:
            yield CitationMove(citation, lost_by=claim)
    for citation, claim in now:
        if citation not in stayed:
            yield CitationMove(citation, gained_by=claim)


def _claims(words: Sequence[Word], sentence: Sequence[Word] | None) -> Iterator[tuple[Citation, str]]:
    """Each citation among some words with the sentence up to its mark, or the one before it."""
    for at, word in enumerate(words):
        if word.kind == "cite":
            so_far = [one for one in (*(sentence or ()), *words[:at]) if one.kind != "cite"]
            for citation in _cited([word]):
                yield citation, said(so_far[sentence_start(so_far) :]) or "…"


def sentence_start(words: Sequence[Word]) -> int:
    """Where the last sentence of some words begins; a full stop at their very end is its own."""
    for at in range(len(words) - 2, -1, -1):
        if words[at].text in _ENDS:
            return at + 1
    return 0


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


def _cited(words: Iterable[Word]) -> tuple[Citation, ...]:
    marks = (piece.value for word in words for piece in word.pieces if piece.kind == "cite")
    return tuple(citations("".join(marks)))
