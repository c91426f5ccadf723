"""The sentence that a change stands in, and the sources that are cited for it there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from html import unescape

from articles.content import citations
from articles.content.citations import Citation
from articles.content.doses import find_doses
from articles.content.text import ArticleText

#: Stands for a citation mark while the text is taken apart; no text has these characters.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|tr|table|caption|blockquote|thead|tbody)\b[^<>]*>")
#: A row of a table is read as one line: what a cell says, it says of the first cell of its row.
_CELL = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)")
_TAG = re.compile(r"<[^<>]*>")
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
    """A rich text as it is read, its blocks on lines of their own, with where each citation stands in it."""

    words: str
    places: tuple[int, ...]
    marks: tuple[Citation, ...]

    def claim(self, said: str, *, before: str = "", after: str = "") -> Claim | None:
        """The claim that ``said`` is part of; None where it is not found.

        Args:
            before, after: a few words that stand beside it, to tell one of several places from another.
        """
        start = self._place(_plain(said), _plain(before), _plain(after))
        return None if start is None else self.claim_at(start, start + len(_plain(said)))

    def claim_at(self, start: int, end: int) -> Claim:
        """The claim that these characters are part of."""
        ends = [match.span() for match in _END.finditer(self.words)]
        first = max((stop for _, stop in ends if stop <= start), default=0)
        last = min((begin for begin, _ in ends if begin >= end), default=len(self.words))
        cited = self._cited(first, last)
        return Claim(
            before=_last_words(self.words[first:start]),
            after=_first_words(self.words[end:last]),
            cited=cited,
            nearby=() if cited else self._next_to(last),
        )

    def _place(self, said: str, before: str, after: str) -> int | None:
        """Where it stands: at the place whose neighbours are most alike."""
        if not said:
            at = self.words.find(before[-40:]) if before else -1
            return at + len(before[-40:]) if at >= 0 else None
        best: tuple[int, int] | None = None
        at = self.words.find(said)
        while at >= 0:
            left, right = self.words[:at].rstrip(), self.words[at + len(said) :].lstrip()
            alike = left.endswith(before[-20:]) + right.startswith(after[:20])
            if best is None or alike > best[0]:
                best = (alike, at)
            at = self.words.find(said, at + 1)
        return best[1] if best else None

    def _cited(self, first: int, last: int) -> tuple[Citation, ...]:
        """The citations inside, and those right after the full stop."""
        low, high = bisect_left(self.places, first + 1), bisect_right(self.places, last)
        return tuple(dict.fromkeys(self.marks[low:high]))

    def _next_to(self, place: int) -> tuple[Citation, ...]:
        """The citations at the next place that has any, else at the last one before."""
        after = [at for at in self.places if at > place][:1] or self.places[-1:]
        return tuple(mark for at, mark in zip(self.places, self.marks, strict=True) if at in after)


def prose_of(html: str) -> Prose:
    """Read a rich text."""
    found: list[Citation] = []

    def marked(citation: Citation) -> str:
        found.append(citation)
        return f"{_OPEN}{len(found) - 1}{_CLOSE}"

    text = citations.render(html, marked)
    text = _CELL.sub(" | ", text.replace("\n", " ").replace("<br>", " / "))
    text = _TAG.sub("", _BLOCK.sub("\n", text))
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    words, places, order = "", [], []
    for part in re.split(f"({_MARK.pattern[:1]}[0-9]+{_CLOSE})", "\n".join(filter(None, lines))):
        mark = _MARK.fullmatch(part)
        if mark:
            places.append(len(words))
            order.append(found[int(mark[1])])
        else:
            words += part
    return Prose(words, tuple(places), tuple(order))


def proses_of(text: ArticleText) -> dict[tuple[str, str], Prose]:
    """The bodies of a text by where they stand, as a ``Change`` says it: (where, part)."""
    found = {("summary", ""): text.summary, ("summary", "plain"): text.plain_summary}
    for section in text.sections:
        found[(f"section:{section.key}", "")] = section.body
        found[(f"section:{section.key}", "plain")] = section.plain_body
    return {place: prose_of(html) for place, html in found.items() if html}


def doses_in(prose: Prose) -> list[tuple[str, Claim]]:
    """Every dose that a text names, in its sentence."""
    return [(dose.text, prose.claim_at(dose.start, dose.end)) for dose in find_doses(prose.words)]


def _plain(said: str) -> str:
    return " ".join(said.split())


def _last_words(said: str) -> str:
    words = said.split(" ")
    return said if len(words) <= _MOST_WORDS else "… " + " ".join(words[-_MOST_WORDS:])


def _first_words(said: str) -> str:
    words = said.split(" ")
    return said if len(words) <= _MOST_WORDS else " ".join(words[:_MOST_WORDS]) + " …"
