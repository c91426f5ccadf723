"""What an importer gathers as it reads: references by their numbers, problems, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from uuid import UUID, uuid4

from articles.content.citations import Citation, written
from articles.content.importers.base import LeftOut
from articles.content.importers.furniture import names_further_reading, names_references
from articles.content.importers.marks import Doubt, Mark, Piece, explicit_pieces, pieces
from articles.content.markup import escape
from articles.content.problems import Problem, quoted
from articles.content.text import ReferenceText

_TAG = re.compile("<[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HTML_TAG = re.compile(
    r"</?(?:a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|embed"
    r"|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main"
    r"|mark|meta|nav|object|ol|option|p|pre|s|script|section|select|small|span|strike|strong|style|sub|sup|svg"
    r"|table|tbody|td|textarea|th|thead|title|tr|tt|u|ul|video)\b[^<>]{0,200}>|<!(?:--|doctype\b)|<\?xml\b",
    re.IGNORECASE,
)


#: The elements that a text without markup may hold, each of a few words.
_SIMPLE = re.compile(r"&lt;(?P<tag>b|strong|i|em|sub|sup)&gt;(?P<inner>[^<>&]{1,300})&lt;/(?P=tag)&gt;")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BREAK = re.compile(r"&lt;br ?/?&gt;")


class Gathering:
    """Fills up while a file is read, and never forgets a word that it was given."""

    def __init__(self, notes: Iterable[Problem] = ()) -> None:
        self.problems: list[Problem] = list(notes)
        self.references: list[ReferenceText] = []
        #: Whether the text writes its citations in brackets: a bare number is then none.
        self.bracketed = False
        self._keys: dict[int, UUID] = {}
        self._listed: set[UUID] = set()
        #: The lines of the file that are its list of references.
        self.listed: set[int] = set()
        self._left_out: list[tuple[int, LeftOut]] = []
        self._used: list[tuple[int, str]] = []
        self._warned: set[Problem] = set()
        self._told: set[tuple[str, int]] = set()

    def warn(self, code: str, where: str, message: str) -> None:
        """Note what the author should look at."""
        problem = Problem(code=code, severity="warning", where=where, message=message)
        if problem not in self._warned:
            self._warned.add(problem)
            self.problems.append(problem)

    def leave_out(self, line: int, text: str, why: str) -> None:
        """Keep words that are not in the draft, with the line where they stood."""
        self._left_out.append((line, LeftOut(text=text, why=why)))

    def without_comments(self, text: str) -> str:
        """The text without its HTML comments, which are left out; no line moves."""
        if "<!--" not in text:
            return text

        def left_out(match: re.Match[str]) -> str:
            line = text.count("\n", 0, match.start()) + 1
            self.leave_out(line, " ".join(match[0].split()), "a comment, which no reader was meant to see")
            return "\n" * match[0].count("\n")

        return _COMMENT.sub(left_out, text)

    def use(self, line: int, signs: str) -> None:
        """Note signs that say how the text is built and are no words of it: bullets, bars, brackets of marks.

        ``line`` is 0 for signs that stand in no list of references.
        """
        self._used.append((line, signs))

    @property
    def beside(self) -> list[tuple[int, str]]:
        """Lines, and what of them is accounted for beside the draft: what was left out, and signs used."""
        return [*((line, left.text) for line, left in self._left_out), *self._used]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was left out, in the order of the file."""
        return tuple(left for _, left in sorted(self._left_out, key=lambda pair: pair[0]))

    @property
    def numbers(self) -> dict[UUID, int]:
        """The number that the file used for each reference key, those without a reference too."""
        return {key: number for number, key in self._keys.items()}

    def add_reference(self, number: int, reference: ReferenceText) -> None:
        """Take in the reference that the file calls by this number."""
        self.references.append(reference)
        self._keys.setdefault(number, reference.key)
        self._listed.add(reference.key)

    def report_other_lists(self, headings: Iterable[tuple[int, str]], cited: str) -> None:
        """Say which other lists of sources there are: their numbers are not those that the text cites."""
        for line, words in headings:
            if names_references(words) or names_further_reading(words):
                message = (
                    f"The list under {quoted(words)} (line {line}) was kept as a section: the citations of"
                    f" the text were read as those of {quoted(cited)}. Check one of them."
                )
                self.warn("two-lists", f"line:{line}", message)

    def cite(self, number: int, *, where: str, place: str) -> str:
        """The mark for a number. A number without a reference gets a key that a later reference can take."""
        if number not in self._keys:
            self._keys[number] = uuid4()
        key = self._keys[number]
        if key not in self._listed and (where, number) not in self._told:
            self._told.add((where, number))
            self._report_dangling(number, where, place)
        return written(Citation(key))

    def _report_dangling(self, number: int, where: str, place: str) -> None:
        count = len(self.references)
        ending = f"the list ends at {count}" if count else "there is no list of references"
        message = (
            f"Citation {number} in {place} has no reference: {ending}."
            " The mark was kept; add the reference that it points at, or take the mark out."
        )
        self.problems.append(
            Problem(code="dangling-citation", severity="error", where=where, message=message)
        )

    def pieces(self, text: str) -> list[Piece]:
        """A paragraph of plain text with its citation marks taken apart."""
        read = explicit_pieces if self.bracketed else pieces
        return read(text, references=len(self.references))

    def html(self, pieces: Iterable[Piece], *, where: str, place: str) -> str:
        """Inline HTML of a paragraph's text and marks; doubts and visible HTML are reported."""
        out: list[str] = []
        for piece in pieces:
            if isinstance(piece, Mark):
                self.use(0, piece.written)
                out.extend(self.cite(number, where=where, place=place) for number in piece.numbers)
            elif isinstance(piece, Doubt):
                self.doubt(piece, where=where, place=place)
            else:
                out.append(self._with_simple_elements(escape(piece)))
                self.report_html(unescape(_TAG.sub("", out[-1])), where=where, place=place)
        return "".join(out)

    def _with_simple_elements(self, html: str) -> str:
        """Escaped text, with the bold, italic, raised and lowered words in it as what they are."""
        if "&lt;" not in html:
            return html
        for written_break in _BREAK.findall(html):
            self.use(0, unescape(written_break))
        html = _BREAK.sub("<br>", html)
        return _SIMPLE.sub(self._element, html)

    def heading(self, words: str) -> str:
        """A heading, which is plain text: elements in it go, and raised figures are written as such."""
        if "<" not in words:
            return words
        return unescape(_SIMPLE.sub(self._plain_element, escape(words)))

    def _plain_element(self, match: re.Match[str]) -> str:
        tag, inner = match["tag"], match["inner"]
        if tag != "sup":
            self.use(0, f"<{tag}></{tag}>")
            return inner
        if not re.fullmatch(r"[0-9+−-]+", inner):
            return match[0]
        self.use(0, unescape(match[0]))
        return inner.translate(_RAISED)

    def _element(self, match: re.Match[str]) -> str:
        tag = match["tag"]
        self.use(0, f"<{tag}></{tag}>")
        return f"<{tag}>{match['inner']}</{tag}>"

    def doubt(self, doubt: Doubt, *, where: str, place: str) -> None:
        """Report a number that may be a citation mark and was kept as text."""
        message = (
            f"The number {doubt.number} in “{doubt.context}” in {place} may be a"
            f" citation or belong to the sentence."
            " It was kept as text; if it is a citation, put a mark in its place."
        )
        self.warn("uncertain-citation", where, message)

    def report_html(self, text: str, *, where: str, place: str) -> None:
        """Report HTML that stands in the text, where it is kept as what a reader sees: its letters."""
        if "<" in text and (where, 0) not in self._told and (match := _HTML_TAG.search(text)):
            self._told.add((where, 0))
            message = f"HTML in {place}, such as {quoted(match[0])}, was kept as visible text. Take it out."
            self.warn("html-in-text", where, message)
