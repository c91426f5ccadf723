"""The sentence that a change stands in, and the sources that are cited for it there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from articles.content.citations import Citation, citation_of
from articles.content.diff import Span, as_set
from articles.content.doses import find_doses
from articles.content.markup import Token, tokens
from articles.content.richtext import sanitised_again
from articles.content.text import ArticleText

#: Stand for what is no text while a text is taken apart: a citation mark, the edge of a cell, a line break.
_MARK, _CELL, _BREAK = "\ue000", "\ue001", "\ue002"
_OURS = str.maketrans({_MARK: "\ufffd", _CELL: "\ufffd", _BREAK: "\ufffd", "\n": " "})
#: A row of a table is read as one line: what a cell says, it says of the first cell of its row.
_SIGNS = {_CELL: "|", _BREAK: "/"}
_BLOCKS = frozenset({"p", "li", "ul", "ol", "tr", "table", "caption", "blockquote", "thead", "tbody"})
_END = re.compile(r"(?<=[.!?])[ \n]+(?=[^a-z\s])|\n")
_MOST_WORDS = 40


@dataclass(frozen=True)
class Claim:
    """Words in their sentence: what stands before and after them there, and what is cited for them."""

    before: str = ""
    after: str = ""
    cited: tuple[Citation, ...] = ()
    nearby: tuple[Citation, ...] = ()
    """What is cited next to it, where its own sentence cites nothing: after it, else before it."""


@dataclass(frozen=True)
class Prose:
    """A rich text as it is read, its blocks on lines of their own, with where each citation stands in it.

    ``signs`` are the places of what parts cells and lines, which nobody wrote.
    """

    words: str
    places: tuple[int, ...]
    marks: tuple[Citation, ...]
    signs: frozenset[int] = frozenset()

    @cached_property
    def _letters(self) -> list[int]:
        """The place of each character that is read, spaces apart."""
        return [at for at, letter in enumerate(self.words) if not letter.isspace() and at not in self.signs]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """Where sentences end, and where the next ones begin."""
        spans = [match.span() for match in _END.finditer(self.words)]
        return [begin for begin, _ in spans], [stop for _, stop in spans]

    def claim(self, said: str, span: Span) -> Claim | None:
        """The claim that these words are part of; None where they do not stand there."""
        letters = self._letters
        if not 0 <= span.start <= span.end <= len(letters):
            return None
        if span.start == span.end:
            place = letters[span.start - 1] + 1 if span.start else 0
            return self.claim_at(place, place)
        start, end = letters[span.start], letters[span.end - 1] + 1
        return self.claim_at(start, end) if _alike(self.words[start:end], said) else None

    def claim_at(self, start: int, end: int) -> Claim:
        """The claim that these characters are part of."""
        begins, stops = self._ends
        before, after = bisect_right(stops, start), bisect_left(begins, end)
        first = stops[before - 1] if before else 0
        last = begins[after] if after < len(begins) else len(self.words)
        cited = self._cited(first, last)
        return Claim(
            before=_last_words(self.words[first:start]),
            after=_first_words(self.words[end:last]),
            cited=cited,
            nearby=() if cited else self._next_to(last),
        )

    def _cited(self, first: int, last: int) -> tuple[Citation, ...]:
        """The citations inside, and those right after the full stop; a line may begin with one."""
        begins_line = not first or self.words[first - 1] == "\n"
        low, high = bisect_left(self.places, first + (not begins_line)), bisect_right(self.places, last)
        return tuple(dict.fromkeys(self.marks[low:high]))

    def _next_to(self, place: int) -> tuple[Citation, ...]:
        """The citations at the next place that has any, else at the last one before."""
        if not self.places:
            return ()
        at = self.places[min(bisect_right(self.places, place), len(self.places) - 1)]
        return self.marks[bisect_left(self.places, at) : bisect_right(self.places, at)]


def prose_of(html: str) -> Prose:
    """Read a rich text; raised and lowered figures are read as such, so that 10³ is not 103."""
    reader = _Reader()
    for token in tokens(html):
        reader.take(token)
    lines = (" ".join(line.split()) for line in "".join(reader.read).split("\n"))
    words, length = [], 0
    places: list[int] = []
    signs: list[int] = []
    for part in re.split(f"([{_MARK}{_CELL}{_BREAK}])", "\n".join(filter(None, lines))):
        if part == _MARK:
            places.append(length)
            continue
        if part in _SIGNS:
            signs.append(length)
        words.append(_SIGNS.get(part, part))
        length += len(words[-1])
    return Prose("".join(words), tuple(places), tuple(reader.cited), frozenset(signs))


class _Reader:
    """Takes a rich text apart, token by token."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.cited: list[Citation] = []
        self.set: list[str] = []
        self.cells = 0

    def take(self, token: Token) -> None:
        if token.kind in ("text", "stray"):
            self.read.append(as_set(token.text.translate(_OURS), self.set))
        elif token.tag in ("sub", "sup"):
            self.set = [*self.set, token.tag] if token.kind == "start" else self.set[:-1]
        elif token.tag in _BLOCKS:
            self.cells = 0
            self.read.append("\n")
        elif token.kind == "start":
            self._take_start(token)

    def _take_start(self, token: Token) -> None:
        if token.tag in ("td", "th"):
            self.read += [" ", _CELL, " "] if self.cells else []
            self.cells += 1
        elif token.tag == "br":
            self.read += [" ", _BREAK, " "]
        elif token.tag == "cite" and (found := citation_of(dict(token.attrs))):
            self.cited.append(found)
            self.read.append(_MARK)


def proses_of(text: ArticleText) -> dict[tuple[str, str], Prose]:
    """The bodies of a text by where they stand, as a ``Change`` says it: (where, part)."""
    found = {("summary", ""): text.summary, ("summary", "plain"): text.plain_summary}
    for section in text.sections:
        found[(f"section:{section.key}", "")] = section.body
        found[(f"section:{section.key}", "plain")] = section.plain_body
    return {place: prose_of(sanitised_again(html)) for place, html in found.items() if html}


def doses_in(prose: Prose) -> list[tuple[str, Claim]]:
    """Every dose that a text names, in its sentence."""
    found = find_doses(prose.words)
    return [(prose.words[dose.start : dose.end], prose.claim_at(dose.start, dose.end)) for dose in found]


def _alike(words: str, said: str) -> bool:
    """Whether they are the same but for spaces and what parts cells and lines."""
    one, other = ("".join(re.split(r"[\s|/·]+", text)) for text in (words, said))
    return one == other


def _last_words(said: str) -> str:
    words = said.split(" ")
    return said if len(words) <= _MOST_WORDS else "… " + " ".join(words[-_MOST_WORDS:])


def _first_words(said: str) -> str:
    words = said.split(" ")
    return said if len(words) <= _MOST_WORDS else " ".join(words[:_MOST_WORDS]) + " …"
