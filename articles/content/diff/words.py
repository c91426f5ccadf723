"""A run of text as words: a dose is one word, a citation mark another, and each knows the marks around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from articles.content.dose_words import COMPARATOR, DASH, FREQUENCY, GAP
from articles.content.doses import find_doses
from articles.content.markup import Node, written

#: The inline elements around a piece of text, from the outside in.
Path = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
WordKind = Literal["dose", "figure", "word", "sign", "space", "cite", "br"]

_NUMBER = "[0-9]+(?:[.,·/:][0-9]+)*"
_IN_WORDS = (
    "(?:half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    "|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozen|zero|thirds?|quarters?|once|twice|thrice|doubled?"
    "|tripled?|(?:two|three|four|five|ten)-?fold)"
)
_SPAN = "(?:seconds?|minutes?|min|hours?|days?|weeks?|months?|years?|times|fold|percent|per cent|degrees?)"
# A figure is one word with its comparator, its range and the time or share that it counts. A line break is
# read as "\n", which sanitised text has nowhere else.
_WORD = re.compile(
    rf"[^\S\n]*+(?:(?P<figure>(?<!\w)(?:(?:{COMPARATOR}{GAP})?(?:(?:(?<![\w)])[−–-])?{_NUMBER}"
    rf"(?:{GAP}{DASH}{GAP}{_NUMBER})?(?:{GAP}%|(?!\w))|(?i:{_IN_WORDS})\b(?![-'’]))"
    rf"(?:[ \u00a0-](?i:{_SPAN})\b)?"
    rf"|{FREQUENCY}))"
    r"|(?P<word>\w+(?:[-'’]\w+)*)|(?P<br>\n)|(?P<sign>\S))|(?P<space>[^\S\n]+)"
)
#: Doses that count what is taken, in words.
_COUNTED = re.compile(
    rf"(?i:\b(?:half an?|{_IN_WORDS})(?: and a half)? (?:tablets?|capsules?|pills?|puffs?|drops?|sprays?"
    rf"|sachets?|patch(?:es)?|suppositor(?:y|ies)|(?:tea|table)spoons?|injections?|doses)\b)(?: {FREQUENCY})?"
)
_RAISED = str.maketrans("0123456789+-−–()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−–()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎")


#: Figures that are raised or lowered, back on the line; as many characters as before.
ON_THE_LINE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₍₎", "0123456789+-()ni0123456789+-()")


def as_set(text: str, tags: Collection[str]) -> str:
    """A text within such elements, raised and lowered figures as such; as many characters as before."""
    return text.translate(_RAISED if "sup" in tags else _LOWERED if "sub" in tags else {})


class Piece(NamedTuple):
    """Text in one set of marks, a citation mark (``value`` is its HTML), or a line break."""

    kind: Literal["text", "cite", "br"]
    value: str
    path: Path


class Word(NamedTuple):
    """What is compared with what: the pieces that it is made of, and the space before it.

    ``text`` is what is read of it; ``read`` the same with raised and lowered figures as such: 10³ is not 103.
    """

    kind: WordKind
    pieces: tuple[Piece, ...]
    space: tuple[Piece, ...]
    text: str
    read: str

    @classmethod
    def of(cls, kind: WordKind, pieces: tuple[Piece, ...], space: tuple[Piece, ...] = ()) -> Word:
        """The word that those pieces make up."""
        if len(pieces) == 1 and pieces[0].kind == "text" and not pieces[0].path:
            text = pieces[0].value
            return cls(kind, pieces, space, text, text)
        texts = [piece for piece in pieces if piece.kind == "text"]
        return cls(kind, pieces, space, "".join(piece.value for piece in texts), "".join(map(_as_set, texts)))


def words_of(run: Iterable[Node | str]) -> list[Word]:
    """The words of a run of inline text, in order. Space at its very end is a word of its own."""
    pieces = list(pieces_in(run))
    plain = "".join(map(_read, pieces))
    words: list[Word] = []
    space: tuple[Piece, ...] = ()
    cutter = _Cutter(pieces)
    for kind, start, end in _spans(plain, _cite_places(pieces)):
        if cutter.is_at_mark:
            words += _marks(cutter, space)
            space = ()
        space += cutter.up_to(start)
        if kind != "space":
            words.append(Word.of(kind, cutter.up_to(end), space))
            space = ()
    if cutter.is_at_mark:
        words += _marks(cutter, space)
        space = ()
    return [*words, Word.of("space", (), space)] if space else words


def pieces_of(words: Iterable[Word]) -> Iterator[Piece]:
    """The words' pieces with the spaces before them: what ``words_of`` was made from."""
    for word in words:
        yield from word.space
        yield from word.pieces


def _marks(cutter: _Cutter, space: tuple[Piece, ...]) -> Iterator[Word]:
    """The citation marks that stand here, a word each; the space before them is the first one's."""
    while cutter.is_at_mark:
        yield Word.of("cite", (cutter.mark(),), space)
        space = ()


def pieces_in(nodes: Iterable[Node | str], path: Path = ()) -> Iterator[Piece]:
    """The pieces of a run of inline text, in order."""
    for node in nodes:
        if isinstance(node, str):
            if node:
                yield Piece("text", node, path)
        elif node.tag == "br":
            yield Piece("br", "", path)
        elif node.tag == "cite":
            yield Piece("cite", written(node), path)
        else:
            yield from pieces_in(node.children, (*path, (node.tag, tuple(sorted(node.attrs.items())))))


def _read(piece: Piece) -> str:
    return piece.value if piece.kind == "text" else "\n" if piece.kind == "br" else ""


def _as_set(piece: Piece) -> str:
    return as_set(piece.value, [tag for tag, _ in piece.path])


def _cite_places(pieces: list[Piece]) -> list[int]:
    places: list[int] = []
    at = 0
    for piece in pieces:
        if piece.kind == "cite":
            places.append(at)
        at += len(_read(piece))
    return places


def _spans(plain: str, cuts: list[int]) -> Iterator[tuple[WordKind, int, int]]:
    """Kind, start and end of each word; what lies between two is space, and at the end is told as such.

    Doses are whole; other words end at a citation.
    """
    at = 0
    for start, end in _doses(plain):
        yield from _words_between(plain, at, start, cuts)
        yield "dose", start, end
        at = end
    yield from _words_between(plain, at, len(plain), cuts)


def _doses(plain: str) -> Iterator[tuple[int, int]]:
    """Start and end of each dose, in order, none within another; those that are counted in words too."""
    found = [(dose.start, dose.end) for dose in find_doses(plain)]
    at = 0
    for start, end in sorted(found + [match.span() for match in _COUNTED.finditer(plain)]):
        if start >= at:
            yield start, end
            at = end


def _words_between(plain: str, start: int, end: int, cuts: list[int]) -> Iterator[tuple[WordKind, int, int]]:
    inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)] if cuts else ()
    for edge in (*inside, end):
        for match in _WORD.finditer(plain, start, edge):
            kind: WordKind = match.lastgroup  # type: ignore[assignment]
            yield kind, match.end() if kind == "space" else match.start(kind), match.end()
        start = edge


class _Cutter:
    """Cuts the pieces at places of the text that they make up; each character is copied once."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.index = 0
        self.cut = 0
        self.at = 0

    @property
    def is_at_mark(self) -> bool:
        return self.index < len(self.pieces) and self.pieces[self.index].kind == "cite"

    def mark(self) -> Piece:
        """The citation mark that stands here."""
        self.index += 1
        return self.pieces[self.index - 1]

    def up_to(self, end: int) -> tuple[Piece, ...]:
        """The pieces from here to there; the last of them is cut."""
        if self.at == end:
            return ()
        kind, value, path = self.pieces[self.index]
        cut = self.cut + end - self.at
        if kind != "text" or cut >= len(value):
            return tuple(self._across(end))
        taken = Piece("text", value[self.cut : cut], path)
        self.at, self.cut = end, cut
        return (taken,)

    def _across(self, end: int) -> Iterator[Piece]:
        while self.at < end:
            kind, value, path = self.pieces[self.index]
            left = len(value) - self.cut if kind == "text" else int(kind == "br")
            length = min(left, end - self.at)
            if kind == "text":
                value = value[self.cut : self.cut + length]
            yield Piece(kind, value, path)
            self.at += length
            self.cut += length
            if length == left:
                self.index, self.cut = self.index + 1, 0
