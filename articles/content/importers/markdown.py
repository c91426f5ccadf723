"""Markdown (CommonMark with tables): levels are marked, and so are citations, as [^1], [1] or raised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.content.importers import furniture
from articles.content.importers.accounting import accounted
from articles.content.importers.assembly import Heading, assembled
from articles.content.importers.base import Imported
from articles.content.importers.bibliography import read_note, read_references
from articles.content.importers.gathering import Gathering
from articles.content.importers.lines import heads, lines_of
from articles.content.importers.markdown_marks import Marking, plain_words
from articles.content.importers.markdown_parts import Part, leave_out_paragraphs, parts_of
from articles.content.importers.markdown_signs import signs_of_blocks, signs_of_inline
from articles.content.importers.markdown_source import (
    Note,
    front_matter,
    notes_of,
    restore,
    with_stand_ins,
    without_anchors,
    without_markup,
)
from articles.content.importers.markdown_tables import with_equal_rows, with_headless_tables
from articles.content.problems import Problem
from articles.content.richtext import sanitise

_MARKED_HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
_FRONT_MATTER = re.compile(
    r"(---|\+\+\+)\n[A-Za-z][\w. -]{0,40}?[:=][^\n]{0,500}\n(?:[^\n]{0,500}\n){0,200}?\1\n"
)


class _Parser(MarkdownIt):
    """A parser that leaves the addresses of links as they were written."""

    def normalizeLink(self, url: str) -> str:
        return url.replace(" ", "%20")

    def normalizeLinkText(self, link: str) -> str:
        return link


_PARSER = _Parser("commonmark", {"html": False, "maxNesting": 40}).enable("table").disable(["code", "entity"])


class Markdown:
    """Reads Markdown: its first heading is the title, what stands before the next one the summary."""

    format: ClassVar[str] = "markdown"
    extensions: ClassVar[frozenset[str]] = frozenset({"md", "markdown", "mdown"})

    def recognises(self, text: str) -> bool:
        """Whether it has headings or front matter as Markdown has them."""
        marked = _MARKED_HEADING.findall(text)
        return len(marked) > 1 or text.lstrip().startswith("# ") or bool(_FRONT_MATTER.match(text))

    def read(self, text: str, *, notes: Iterable[Problem] = ()) -> Imported:
        """The text as a draft."""
        return _Reading(text, Gathering(notes)).imported()


class _Reading:
    """A file on its way to a draft; each step takes out of ``parts`` what it has understood."""

    def __init__(self, text: str, gathering: Gathering) -> None:
        self.gathering = gathering
        self.source = text.split("\n")
        self.lines = gathering.without_comments(text).split("\n")
        self.fields = front_matter(self.lines, gathering)
        without_anchors(self.lines, gathering)
        self.notes = notes_of(self.lines)
        self.environment: dict[str, Any] = {}
        parsed = with_stand_ins(self.lines, gathering)
        tokens = _PARSER.parse("\n".join(with_equal_rows(parsed)), self.environment)
        tokens = with_headless_tables(tokens, self._inline)
        if parsed != self.lines:
            restore(tokens)
        self.parts = parts_of(tokens, self.lines, gathering)
        self.listed = 0
        self.labels: dict[str, int] = {}

    def _inline(self, text: str) -> list[Token]:
        return _PARSER.parseInline(text, self.environment)[0].children or []

    def imported(self) -> Imported:
        self._leave_out_definitions()
        self._take_title()
        self._take_references()
        self._take_notes()
        self._leave_out_furniture()
        self._take_second_title()
        self._choose_summary()
        summary, *rest = self.parts
        summary_html = self._html(summary.tokens, where="summary", place="the summary")
        sections: list[tuple[Heading, str]] = []
        for number, part in enumerate(rest, start=1):
            heading = Heading(part.words, part.line, max(part.level, 2), part.level == 1)
            html = self._html(part.tokens, where=heading.where, place=heading.place(number))
            sections.append((heading, html))
        imported = assembled(
            Markdown.format, self.gathering, fields=self.fields, summary=summary_html, sections=sections
        )
        return accounted(self.source, self.gathering, imported)

    def _html(self, tokens: list[Token], *, where: str, place: str) -> str:
        for signs in signs_of_blocks(tokens, self.lines):
            self.gathering.use(0, signs)
        marking = Marking(self.gathering, self.labels, self.listed, where, place)
        return sanitise(_PARSER.renderer.render(marking.marked(tokens), _PARSER.options, {}))

    def _leave_out_definitions(self) -> None:
        """The definitions of links: their addresses are in the links that use them, their labels nowhere."""
        found_twice = self.environment.get("duplicate_refs", [])
        for found in [*self.environment.get("references", {}).values(), *found_twice]:
            start, end = found["map"]
            text = " ".join(line.strip() for line in self.lines[start:end])
            self.gathering.leave_out(
                start + 1, text, "the definition of a link; links that use it have its address"
            )

    def _take_title(self) -> None:
        """The first heading of the first level, unless front matter has the title; else a first question."""
        at = next((at for at, part in enumerate(self.parts) if part.level == 1), None)
        if at is None:
            self._take_question()
            return
        part = self.parts[at]
        if "title" not in self.fields:
            self.fields["title"] = part.words
        elif part.words.casefold() == self.fields["title"].casefold():
            self.gathering.leave_out(part.line, part.words, "repeats the title")
        elif "second_title" not in self.fields and at == 1 and not self.parts[0].tokens:
            self.fields["second_title"] = part.words
        else:
            return
        self.parts[at - 1].tokens += part.tokens
        del self.parts[at]

    def _take_question(self) -> None:
        words = self._line_at_top()
        if "title" not in self.fields and words.endswith("?"):
            self.fields["title"] = words
            self._take_line_at_top()

    def _line_at_top(self) -> str:
        """The words of the first paragraph, when it is a single line without marks."""
        tokens = self.parts[0].tokens
        if len(tokens) < 3 or tokens[0].type != "paragraph_open" or "\n" in tokens[1].content:
            return ""
        children = tokens[1].children or []
        return plain_words(children) if all(child.type in ("text", *_EMPHASIS) for child in children) else ""

    def _take_line_at_top(self) -> None:
        """Take the first paragraph out; its words have found their place."""
        tokens = self.parts[0].tokens
        self.gathering.use(0, signs_of_inline(tokens[1]))
        del tokens[:3]

    def _take_references(self) -> None:
        """The list of references with the parts under it, read from the lines of the file."""
        headings = [(at, part.words) for at, part in enumerate(self.parts) if at]
        at = furniture.place_of_references(headings)
        if at is None:
            return
        end = at + 1
        while end < len(self.parts) and self.parts[end].level > self.parts[at].level:
            end += 1
        first, *inner = self.parts[at:end]
        self.gathering.leave_out(first.line, first.words, furniture.REFERENCES)
        kept = first.lines().union(*(part.lines() | {part.line - 1} for part in inner))
        plain = [without_markup(line).lstrip("# ") if n in kept else "" for n, line in enumerate(self.lines)]
        lines = []
        for line in lines_of("\n".join(plain)):
            if why := furniture.why_furniture(line.text, zone="bottom"):
                self.gathering.leave_out(line.number, line.text, why)
            else:
                lines.append(line)
        self.gathering.listed |= {number + 1 for number in kept}
        read_references(lines, self.gathering)
        self.listed = len(self.gathering.references)
        for part in self.parts[end:]:
            self._leave_out_furniture_of(part, zone="bottom")
        self.gathering.report_other_lists(
            [(part.line, part.words) for part in [*self.parts[1:at], *self.parts[end:]]], first.words
        )
        del self.parts[at:end]

    def _take_notes(self) -> None:
        """Notes as references, by their own numbers where they have some and no list stands beside them."""
        for note in self.notes:
            written = note.label.removeprefix("^")
            number = int(written) if written.isdecimal() and not self.listed else 0
            if number == 0 or number in self.labels.values():
                number = max([self.listed, *self.labels.values()]) + 1
            self._take_note(note, written, number)

    def _take_note(self, note: Note, written: str, number: int) -> None:
        self.gathering.listed |= note.lines
        text = " ".join(without_markup(note.text).split())
        if not text or note.label in self.labels:
            self.gathering.leave_out(note.line, f"[{note.label}]: {text}", furniture.UNPLACED)
            message = (
                f"The note [{note.label}] in line {note.line} is empty or defined before. It was left out."
            )
            self.gathering.warn("unplaced-text", f"line:{note.line}", message)
            return
        if not written.isdecimal():
            self.gathering.leave_out(note.line, note.label, "the label of a note; a number stands for it")
        self.labels[note.label] = number
        read_note(text, number=number, line=note.line, gathering=self.gathering)

    def _leave_out_furniture(self) -> None:
        self._leave_out_furniture_of(self.parts[0], zone="top")
        for part in self.parts[1:]:
            self._leave_out_furniture_of(part, zone="body")
        self.parts = [self.parts[0], *(part for part in self.parts[1:] if not self._is_footer(part))]

    def _leave_out_furniture_of(self, part: Part, *, zone: furniture.Zone) -> None:
        leave_out_paragraphs(part, self.gathering, zone=zone, dated=self._state_date)

    def _state_date(self, line: str, number: int) -> None:
        stated = furniture.stated_date(line)
        if stated:
            self.fields.setdefault("stated_date", stated)
        else:
            message = f"The date in line {number} could not be read for sure. Enter it by hand."
            self.gathering.warn("unclear-date", f"line:{number}", message)

    def _is_footer(self, part: Part) -> bool:
        """Whether a part is a disclaimer or a box of the page; it is left out with all of its lines."""
        why = furniture.why_furniture(part.words, zone="body")
        if furniture.names_disclaimer(part.words):
            why = furniture.DISCLAIMER
        if why:
            self.gathering.leave_out(part.line, part.words, why)
            for number in sorted(part.lines()):
                if words := self.lines[number].strip():
                    self.gathering.leave_out(number + 1, words, why)
        return bool(why)

    def _take_second_title(self) -> None:
        words = self._line_at_top()
        tokens = self.parts[0].tokens
        followed = len(tokens) > 3 and tokens[3].type == "paragraph_open"
        if "second_title" not in self.fields and followed and len(self.parts) > 1 and words and heads(words):
            self.fields["second_title"] = words
            self._take_line_at_top()

    def _choose_summary(self) -> None:
        """What stands before the first section, or the section that says it is the summary."""
        first, *rest = self.parts
        if not first.tokens and rest and furniture.names_summary(rest[0].words):
            self.gathering.leave_out(rest[0].line, rest[0].words, furniture.SUMMARY)
            self.parts = [Part(tokens=rest[0].tokens), *rest[1:]]
        elif not rest:
            end = next(
                (at + 1 for at, token in enumerate(first.tokens) if token.level == 0 and token.nesting < 1), 0
            )
            if first.tokens[end:]:
                self.parts = [Part(tokens=first.tokens[:end]), Part(tokens=first.tokens[end:])]


_EMPHASIS = ("strong_open", "strong_close", "em_open", "em_close")
