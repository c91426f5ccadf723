"""The tokens of a Markdown file as parts: a heading each, and what stands under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.token import Token

from articles.content.importers import furniture
from articles.content.importers.gathering import Gathering
from articles.content.importers.markdown_marks import plain_words
from articles.content.importers.markdown_signs import signs_of_blocks, signs_of_inline
from articles.content.importers.page import LONGEST_HEADING


@dataclass(slots=True)
class Part:
    """A heading, its level in the file, and the tokens up to the next; the first part has no heading."""

    words: str = ""
    level: int = 0
    line: int = 0
    tokens: list[Token] = field(default_factory=list)

    def lines(self) -> set[int]:
        """The lines of the file, counted from 0, that its tokens come from."""
        spans = [token.map for token in self.tokens if token.map and token.level == 0]
        return {number for start, end in spans for number in range(start, end)}


def parts_of(tokens: list[Token], lines: list[str], gathering: Gathering) -> list[Part]:
    """The parts of a file of these lines, the one before the first heading first."""
    parts = [Part()]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type != "heading_open" or token.level > 0:
            parts[-1].tokens.append(token)
            at += 1
            continue
        heading = tokens[at : at + 3]
        _note_signs(heading, lines, gathering)
        words = gathering.heading(plain_words(heading[1].children or []))
        line = token.map[0] + 1 if token.map else 0
        if words and len(words) <= LONGEST_HEADING:
            parts.append(Part(words, int(token.tag[1]), line))
            _leave_out_addresses(heading[1], line, gathering)
        else:
            parts[-1].tokens += _as_paragraph(heading)
            _report(words, line, gathering)
        at += 3
    return parts


def _note_signs(heading: list[Token], lines: list[str], gathering: Gathering) -> None:
    line = heading[0].map[0] + 1 if heading[0].map else 0
    gathering.use(line, "".join(signs_of_blocks(heading, lines)))
    gathering.use(line, signs_of_inline(heading[1]))


def _as_paragraph(heading: list[Token]) -> list[Token]:
    for token in (heading[0], heading[2]):
        token.type = token.type.replace("heading", "paragraph")
        token.tag = "p"
    return heading


def _report(words: str, line: int, gathering: Gathering) -> None:
    if words:
        message = (
            f"The heading in line {line} has {len(words):,} characters; it was taken as text."
            f" A heading has at most {LONGEST_HEADING}."
        )
        gathering.warn("long-heading", f"line:{line}", message)
    else:
        gathering.warn(
            "no-heading", f"line:{line}", f"The heading in line {line} has no words. It was left out."
        )


def _leave_out_addresses(inline: Token, line: int, gathering: Gathering) -> None:
    for token in inline.children or []:
        addresses = [str(token.attrs[name]) for name in ("href", "src", "title") if token.attrs.get(name)]
        if addresses:
            gathering.leave_out(line, " ".join(addresses), "a heading holds no links or pictures")


def leave_out_paragraphs(
    part: Part, gathering: Gathering, *, zone: furniture.Zone, dated: Callable[[str, int], None]
) -> None:
    """Take out the paragraphs that are furniture in all of their lines; ``dated`` is told of stated dates."""
    kept: list[Token] = []
    at = 0
    while at < len(part.tokens):
        token = part.tokens[at]
        inline = part.tokens[at + 1] if token.type == "paragraph_open" and token.level == 0 else None
        lines = inline.content.split("\n") if inline else []
        whys = [furniture.why_furniture(line, zone=zone) for line in lines]
        if not whys or not all(whys):
            kept.append(token)
            at += 1
            continue
        start = token.map[0] + 1 if token.map else 0
        for number, (line, why) in enumerate(zip(lines, whys, strict=True), start=start):
            gathering.leave_out(number, line, why)
            if why == furniture.DATE:
                dated(line, number)
        at += 3
    part.tokens = kept
