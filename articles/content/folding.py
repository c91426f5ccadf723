"""Text as it is matched: signs that look alike, or that nobody sees, are one and the same, or nothing.

What is stored stays as it is. Whatever looks for something in it (search, sweep, the reading of doses)
compares what is folded with what is folded, and tells the places in the text as it was written.
``articles_folded`` in guards.sql does the same for the database; a test compares them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: Nothing is seen of these.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
#: Ligatures, units in one square, letters and figures as wide as Chinese ones or as formulas have them.
COMPATIBLE = "\u2113\u3371-\u337a\u3380-\u33df\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
#: Each sign, and the one that it is matched as; the private signs are the Symbol font's.
ALIKE = {
    sign: alike
    for signs, alike in (
        (
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
            " ",
        ),
        ("\u2010\u2011\u2012\u2013\u2212\u2043\ufe63\uf02d", "-"),
        ("\u2018\u2019\u201b\u02bc\u02b9\u2032\uf0a2", "'"),
        ("\u201c\u201d\u201f\u2033", '"'),
        ("\u2044\u2215\uf0a4\uf02f", "/"),
        ("\u00b5\uf06d", "\u03bc"),
        ("\u2264\u2266\u2a7d\uf0a3", "\u2264"),
        ("\u2265\u2267\u2a7e\uf0b3", "\u2265"),
        ("\u2219\u22c5\u2027\u2022\u0387\u30fb\uff65\uf0b7\uf0d7", "\u00b7"),
    )
    for sign in signs
    if sign != alike
} | {
    chr(0xF000 + code): sign
    for first, signs in (
        (0x20, " !∀#∃%&∋()∗+,"),
        (0x2E, "."),
        (0x30, "0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλ"),
        (0x6E, "νοπθρστυϖωξψζ{|}∼"),
        (0xAB, "↔←↑→↓°±"),
        (0xB4, "×"),
        (0xB8, "÷≠≡≈…"),
    )
    for code, sign in enumerate(signs, start=first)
}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: A point in the middle of the line is a decimal one between figures, but for the product 5·10⁹.
POINT = f"(?<=[0-9])\u00b7(?=[0-9])(?!10[{_RAISED}^])"

_TABLE = str.maketrans(ALIKE)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_COMPATIBLE = re.compile(f"[{COMPATIBLE}]")
_POINT = re.compile(POINT)
#: What is folded in some way; most texts have a few of these, and none that changes their length.
_ODD = re.compile(f"[{INVISIBLE}{COMPATIBLE}{''.join(map(re.escape, ALIKE))}\u00b7]|[^\u0000-\u02ff]")
_RUN = re.compile("[\u0000-\u02ff]?[^\u0000-\u02ff]+")


class Folded(NamedTuple):
    """A text as it is matched; ``places``: where each of its characters begins in the text as written."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of what is matched stands in the text as it was written."""
        return self.places[start], self.places[end]


def fold(text: str) -> str:
    """The text as it is matched."""
    return fold_with_places(text).text


def fold_with_places(text: str) -> Folded:
    """The text as it is matched, and where it stands in the text as it was written."""
    if not _ODD.search(text):
        return Folded(text, range(len(text) + 1))
    alike, places = text.translate(_TABLE), None
    if _changes_length(alike):
        alike, places = _shifted(alike)
    return Folded(_POINT.sub(".", alike), range(len(text) + 1) if places is None else places)


def _changes_length(text: str) -> bool:
    return bool(
        _INVISIBLE.search(text) or _COMPATIBLE.search(text) or not unicodedata.is_normalized("NFC", text)
    )


def _shifted(text: str) -> tuple[str, list[int]]:
    """Without what is invisible, and composed; each step keeps the place of every character."""
    signs = list(text)
    places = [at for at, sign in enumerate(signs) if not _INVISIBLE.match(sign)]
    signs = [signs[at] for at in places]
    plain = [unicodedata.normalize("NFKC", sign) if _COMPATIBLE.match(sign) else sign for sign in signs]
    places = [place for place, sign in zip(places, plain, strict=True) for _ in sign]
    return _composed("".join(plain), [*places, len(text)])


def _composed(text: str, places: list[int]) -> tuple[str, list[int]]:
    if unicodedata.is_normalized("NFC", text):
        return text, places
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _RUN.finditer(text):
        for start, end in ((at, match.start()), *_clusters(text, *match.span())):
            piece = (
                unicodedata.normalize("NFC", text[start:end]) if start >= match.start() else text[start:end]
            )
            pieces.append(piece)
            kept += places[start:end] if len(piece) == end - start else [places[start]] * len(piece)
        at = match.end()
    return "".join([*pieces, text[at:]]), [*kept, *places[at:]]


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run in pieces that are composed each for itself: a letter with the marks upon it."""
    begin = start
    for at in range(start + 1, end + 1):
        if at == end or not (unicodedata.combining(text[at]) or "\u1160" <= text[at] <= "\u11ff"):
            yield begin, at
            begin = at
