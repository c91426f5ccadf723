"""Plain text, as pasted from a page: headings without marks, bullets by indent, trailing citation numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from articles.content.importers.accounting import accounted
from articles.content.importers.assembly import Heading, assembled
from articles.content.importers.base import Imported
from articles.content.importers.bibliography import read_references
from articles.content.importers.furniture import SUMMARY, names_summary
from articles.content.importers.gathering import Gathering
from articles.content.importers.lines import Block, Bullets, Line, Paragraph, Rows, blocks_of, heads, lines_of
from articles.content.importers.marks import Mark, marks_are_bracketed
from articles.content.importers.nesting import Inline, list_html, table_html
from articles.content.importers.outline import ranks
from articles.content.importers.page import LONGEST_HEADING, Page, report_long, taken_apart
from articles.content.problems import Problem
from articles.content.richtext import sanitise

_BOLD = re.compile(r"\*\*(?=\S)([^*]{1,2000}?)(?<=\S)\*\*")
_NUMBERED = re.compile(r"[0-9]{1,2}\.")


@dataclass(slots=True)
class Part:
    """A heading and the blocks under it; the summary and a text without heading have none."""

    words: str = ""
    line: int = 0
    blocks: list[Block] = field(default_factory=list)


class PlainText:
    """Reads text without any markup by its look."""

    format: ClassVar[str] = "text"
    extensions: ClassVar[frozenset[str]] = frozenset({"txt", "text"})

    def recognises(self, text: str) -> bool:
        """Whether it is text; all text is."""
        return True

    def read(self, text: str, *, notes: Iterable[Problem] = ()) -> Imported:
        """The text as a draft."""
        gathering = Gathering(notes)
        page = taken_apart(lines_of(gathering.without_comments(text)), gathering)
        gathering.listed = {line.number for line in page.references}
        read_references(page.references, gathering)
        gathering.bracketed = marks_are_bracketed(
            [line.text for line in page.body], references=len(gathering.references)
        )
        second_title, parts = _parts(blocks_of(_with_numbered_headings(page.body)), page.title, gathering)
        return accounted(text.split("\n"), gathering, _draft(page, second_title, parts, gathering))


def _with_numbered_headings(lines: list[Line]) -> list[Line]:
    """Lines such as "2. Monitoring" that stand alone and count from 1 are headings, not items of a list."""
    found = [
        at
        for at, line in enumerate(lines)
        if _NUMBERED.fullmatch(line.marker) and line.after_blank and line.indent == 0 and heads(line.words)
        if at + 1 < len(lines) and not _NUMBERED.fullmatch(lines[at + 1].marker) and lines[at + 1].indent == 0
    ]
    if len(found) < 2 or [lines[at].marker for at in found] != [
        f"{number}." for number in range(1, len(found) + 1)
    ]:
        return lines
    for at in found:
        lines[at].words = lines[at].text
        lines[at].marker = ""
        lines[at + 1].after_blank = True
    return lines


def _parts(blocks: list[Block], title: str, gathering: Gathering) -> tuple[str, list[Part]]:
    """The second title, and the parts of the body: the summary first, then a part for each heading."""
    parts = [Part()]
    headings = _headings(blocks, gathering)
    second_title = _second_title(blocks, headings, title, gathering)
    for at, block in enumerate(blocks):
        if at in headings and isinstance(block, Paragraph):
            parts.append(Part(words=_bare(block.text, gathering), line=block.lines[0].number))
        elif isinstance(block, Paragraph) and block.text == second_title and at == 0:
            continue
        else:
            parts[-1].blocks.append(block)
    if len(parts) == 1 and len(parts[0].blocks) > 1:
        first, *rest = parts[0].blocks
        parts = [Part(blocks=[first]), Part(blocks=rest)]
    return _bare(second_title, gathering), parts


def _bare(heading: str, gathering: Gathering) -> str:
    """A heading without the stars that made it bold."""
    heading = gathering.heading(heading)
    plain = _plain(heading)
    gathering.use(0, "*" * (heading.count("*") - plain.count("*")))
    return plain


def _plain(heading: str) -> str:
    return _BOLD.sub(r"\1", heading).removeprefix("**").removesuffix("**").strip()


def _headings(blocks: list[Block], gathering: Gathering) -> set[int]:
    """Which blocks are headings: short lines of their own that something follows."""
    found: set[int] = set()
    run: list[int] = []
    for at, block in enumerate(blocks):
        if at + 1 < len(blocks) and _is_heading(block, gathering):
            run.append(at)
            continue
        found |= _of_run(run, blocks, gathering)
        run = []
    return found | _of_run(run, blocks, gathering)


def _is_heading(block: Block, gathering: Gathering) -> bool:
    if not isinstance(block, Paragraph) or len(block.lines) > 1 or block.lines[0].cells:
        return False
    words = block.lines[0].words
    if len(words) > LONGEST_HEADING and not re.search(r"[.:;!?]", words[-4:]):
        report_long(block.lines[0], gathering)
    if not heads(words):
        return False
    return not any(isinstance(piece, Mark) for piece in gathering.pieces(words))


def _of_run(run: list[int], blocks: list[Block], gathering: Gathering) -> set[int]:
    """Short lines one after another: two are a heading and its first child; of more it is unclear."""
    listed = bool(run) and run[0] > 0 and _announces(blocks[run[0] - 1])
    if len(run) < (2 if listed else 3):
        return set(run)
    headings = {run[-1]} if listed else {run[0], run[-1]}
    numbers = [_first_line(blocks[at]) for at in run if at not in headings]
    message = (
        f"Lines {numbers[0]} to {numbers[-1]} are short lines that may be headings or items of a list."
        " They were kept as paragraphs; make of them what they are."
    )
    gathering.warn("unclear-lines", f"line:{numbers[0]}", message)
    return headings


def _announces(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.text.endswith(":")


def _first_line(block: Block) -> int:
    lines = block.lines
    return lines[0].number


def _second_title(blocks: list[Block], headings: set[int], title: str, gathering: Gathering) -> str:
    """A heading above the summary that is no section's; it leaves the headings, as a summary's label does."""
    if 0 not in headings or len(blocks) < 2:
        return ""
    first = blocks[0]
    if not isinstance(first, Paragraph):
        return ""
    if _take_label(0, blocks, headings, gathering):
        return ""
    second = ""
    if (1 in headings and _names_summary(blocks[1])) or _stands_above_summary(
        first.text, blocks, headings, title
    ):
        second = first.text
        headings.discard(0)
    if second and 1 in headings:
        _take_label(1, blocks, headings, gathering)
    return second


def _take_label(at: int, blocks: list[Block], headings: set[int], gathering: Gathering) -> bool:
    block = blocks[at]
    if not _names_summary(block) or not isinstance(block, Paragraph):
        return False
    gathering.leave_out(block.lines[0].number, block.text, SUMMARY)
    headings.discard(at)
    block.lines.clear()
    return True


def _names_summary(block: Block) -> bool:
    return isinstance(block, Paragraph) and names_summary(_plain(block.text))


def _stands_above_summary(first: str, blocks: list[Block], headings: set[int], title: str) -> bool:
    """Whether one paragraph and then a heading follow; or it says the title's subject again."""
    if 1 not in headings and isinstance(blocks[1], Paragraph) and 2 in headings:
        return True
    asked = {
        word for word in re.findall(r"\w{5,}", title.lower()) if word not in ("treatment", "should", "which")
    }
    return bool(asked & set(re.findall(r"\w{5,}", first.lower()))) and isinstance(blocks[1], Paragraph)


def _draft(page: Page, second_title: str, parts: list[Part], gathering: Gathering) -> Imported:
    summary, *rest = parts
    found = ranks([(part.words, bool(part.blocks)) for part in rest])
    fields = {"title": page.title, "second_title": second_title, "stated_date": page.stated_date}
    summary_html = _html(summary.blocks, gathering, where="summary", place="the summary")
    sections: list[tuple[Heading, str]] = []
    for number, (part, rank) in enumerate(zip(rest, found, strict=True), start=1):
        heading = Heading(part.words, part.line, rank.level, rank.guessed and bool(part.words))
        html = _html(part.blocks, gathering, where=heading.where, place=heading.place(number))
        sections.append((heading, html))
    return assembled(PlainText.format, gathering, fields=fields, summary=summary_html, sections=sections)


def _html(blocks: list[Block], gathering: Gathering, *, where: str, place: str) -> str:
    def inline(text: str) -> str:
        lines = (
            gathering.html(gathering.pieces(line), where=where, place=place) for line in text.split("\n")
        )
        html = "<br>".join(lines)
        html, count = _BOLD.subn(r"<strong>\1</strong>", html)
        gathering.use(0, "****" * count)
        return html

    return sanitise("".join(_block_html(block, inline, gathering) for block in blocks))


def _block_html(block: Block, inline: Inline, gathering: Gathering) -> str:
    if isinstance(block, Bullets):
        return list_html(block, inline, partial(gathering.use, 0))
    if isinstance(block, Rows):
        return table_html(block, inline, partial(gathering.use, 0))
    return f"<p>{inline(block.text)}</p>"
