"""Markup as rich text. Nothing that is typed makes it fail, and no word of it is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.content.characters import with_plain_newlines
from articles.content.markup import Node, tree, written
from articles.content.plain_markup.inline import InlineReader
from articles.content.plain_markup.names import CitationNames
from articles.content.plain_markup.signs import (
    CAPTION,
    HTML_BEGINS,
    HTML_ENDS,
    ITEM,
    QUOTE,
    QUOTE_BEGINS,
    ROW,
    RULE,
    begins_block,
)
from articles.content.richtext import sanitise

_DEEPEST = 8
_CELL = re.compile(r"((?:[^\\|]|\\.?)*)(?:\||\Z)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The canonical rich text of a markup, and the citations in it that name nothing and stay text."""

    html: str
    unknown: tuple[str, ...]


def read(markup: str, names: CitationNames) -> Reading:
    """The rich text that a markup stands for."""
    lines = with_plain_newlines(markup).replace("\t", "    ").split("\n")
    reader = _Reader(InlineReader(names))
    html = written(Node("", children=list(reader.blocks(lines))))
    return Reading(sanitise(html), tuple(reader.inline.unknown))


class _Reader:
    def __init__(self, inline: InlineReader) -> None:
        self.inline = inline
        self.depth = 0

    def blocks(self, lines: list[str]) -> list[Node]:
        found: list[Node] = []
        at = 0
        while at < len(lines):
            if _blank(lines[at]):
                at += 1
                continue
            nodes, at = self._block(lines, at)
            found += nodes
        return found

    def _block(self, lines: list[str], at: int) -> tuple[list[Node], int]:
        line = lines[at]
        if line.strip(" ") == HTML_BEGINS and (end := _html_ends(lines, at)):
            html = sanitise("\n".join(lines[at + 1 : end]))
            return [child for child in tree(html, deepest=60).children if isinstance(child, Node)], end + 1
        if self.depth < _DEEPEST and _begins_list(line):
            return self._list(lines, at)
        if _begins_table(lines, at):
            return self._table(lines, at)
        if self.depth < _DEEPEST and QUOTE_BEGINS.match(line):
            return self._quotation(lines, at)
        end = at + 1
        while end < len(lines) and not _blank(lines[end]) and not _begins(lines, end):
            end += 1
        return [Node("p", children=self.run(lines[at:end]))], end

    def run(self, lines: list[str]) -> list[Node | str]:
        """A paragraph's lines as inline elements; a line that is a lone backslash is an empty one."""
        stripped = (line.strip(" ") for line in lines)
        return self.inline.read("\n".join("" if line == "\\" else line for line in stripped))

    def _within(self, lines: list[str]) -> list[Node]:
        self.depth += 1
        found = self.blocks(lines)
        self.depth -= 1
        return found

    def _quotation(self, lines: list[str], at: int) -> tuple[list[Node], int]:
        end = at
        while end < len(lines) and QUOTE.match(lines[end]):
            end += 1
        inner = [re.sub(r"^ *> ?", "", line) for line in lines[at:end]]
        return [Node("blockquote", children=list(self._within(inner)))], end

    def _list(self, lines: list[str], at: int) -> tuple[list[Node], int]:
        indent, ordered = _indent(lines[at]), lines[at].lstrip(" ")[0].isdigit()
        items: list[Node] = []
        spaced = False
        while at < len(lines) and (match := ITEM.fullmatch(lines[at])):
            if match["marker"][0].isdigit() != ordered or not _counts_on(match, len(items)):
                break
            end = _item_ends(lines, at, indent)
            after = _next_line(lines, end)
            more = after < len(lines) and _is_sibling(
                lines[after], indent, ordered=ordered, count=len(items) + 1
            )
            followed = more and after > end
            items.append(
                self._item(match["rest"] or "", lines[at + 1 : end], followed or (spaced and not more))
            )
            spaced = followed
            at = after if more else end
            if not more:
                break
        return [Node("ol" if ordered else "ul", children=list(items))], at

    def _item(self, first: str, rest: list[str], spaced: bool) -> Node:
        inner = [first, *_dedented(rest)]
        blocks: list[Node | str] = list(self._within(inner))
        paragraphs = [block for block in blocks if isinstance(block, Node) and block.tag == "p"]
        if len(paragraphs) == 1 and not spaced and not _spaced_within(inner):
            at = blocks.index(paragraphs[0])
            blocks[at : at + 1] = paragraphs[0].children
        return Node("li", children=blocks)

    def _table(self, lines: list[str], at: int) -> tuple[list[Node], int]:
        caption = None if ROW.fullmatch(lines[at]) else CAPTION.fullmatch(lines[at])
        start = end = at + (1 if caption else 0)
        while end < len(lines) and ROW.fullmatch(lines[end]):
            end += 1
        rows = lines[start:end]
        rule = next((place for place, row in enumerate(rows) if place and RULE.fullmatch(row)), None)
        head, body = (rows[:rule], rows[rule + 1 :]) if rule is not None else ([], rows)
        attrs = {"scope": "col"} if rule is not None and "=" in rows[rule] else {}
        parts: list[Node | str] = []
        if caption:
            parts.append(Node("caption", children=self.run([caption["words"]])))
        if head:
            parts.append(Node("thead", children=[self._row(row, "th", attrs) for row in head]))
        if body:
            parts.append(Node("tbody", children=[self._row(row, "td", {}) for row in body]))
        return [Node("table", children=parts)], end

    def _row(self, line: str, tag: str, attrs: dict[str, str]) -> Node:
        cells: list[Node | str] = []
        for cell in _cells(line):
            heads = tag == "td" and cell.startswith("# ")
            said = cell[2:].strip(" ") if heads else cell
            node = Node("th", {"scope": "row"}) if heads else Node(tag, dict(attrs))
            node.children = self.inline.read(said)
            cells.append(node)
        return Node("tr", children=cells)


def _blank(line: str) -> bool:
    return not line.strip(" ")


def _begins(lines: list[str], at: int) -> bool:
    line = lines[at]
    if ITEM.fullmatch(line):
        return _begins_list(line)
    if ROW.fullmatch(line):
        return _begins_table(lines, at)
    return begins_block(line) or _captions(lines, at)


def _begins_list(line: str) -> bool:
    """Whether a line is the first of a list; a number other than 1 is one of the text."""
    match = ITEM.fullmatch(line)
    return bool(match and (_number(match) is None or _number(match) == 1))


def _number(item: re.Match[str]) -> int | None:
    marker = item["marker"]
    return int(marker[:-1]) if marker[0].isdigit() else None


def _begins_table(lines: list[str], at: int) -> bool:
    """Whether a line is the first row or caption of a table; a single row ends with a bar."""
    if not ROW.fullmatch(lines[at]):
        return _captions(lines, at)
    more = at + 1 < len(lines) and ROW.fullmatch(lines[at + 1])
    return bool(more or lines[at].rstrip(" ").endswith("|"))


def _captions(lines: list[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(CAPTION.fullmatch(lines[at])) and bool(ROW.fullmatch(lines[at + 1]))


def _html_ends(lines: list[str], at: int) -> int | None:
    return next((end for end in range(at + 1, len(lines)) if lines[end].strip(" ") == HTML_ENDS), None)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _next_line(lines: list[str], at: int) -> int:
    while at < len(lines) and _blank(lines[at]):
        at += 1
    return at


def _is_sibling(line: str, indent: int, *, ordered: bool, count: int) -> bool:
    match = ITEM.fullmatch(line)
    return bool(
        match
        and len(match["indent"]) <= indent + 1
        and match["marker"][0].isdigit() == ordered
        and _counts_on(match, count)
    )


def _counts_on(item: re.Match[str], count: int) -> bool:
    """Whether an item's number follows those of so many items before it; all of them may be 1."""
    return _number(item) in (None, 1, count + 1)


def _item_ends(lines: list[str], at: int, indent: int) -> int:
    """Where an item ends: before the next line no deeper than its marker, less blank lines at its end."""
    end = last = at + 1
    while end < len(lines):
        if _blank(lines[end]):
            end += 1
        elif _indent(lines[end]) >= indent + 2 or (
            _indent(lines[end]) > indent and not ITEM.fullmatch(lines[end])
        ):
            end = last = end + 1
        else:
            break
    return last


def _spaced_within(lines: list[str]) -> bool:
    """Whether a blank line follows the first paragraph of an item."""
    end = 0
    while end < len(lines) and not _blank(lines[end]) and not _begins(lines, end):
        end += 1
    return 0 < end < len(lines) and _blank(lines[end])


def _dedented(lines: list[str]) -> list[str]:
    least = min((_indent(line) for line in lines if not _blank(line)), default=0)
    return [line[least:] for line in lines]


def _cells(row: str) -> list[str]:
    """The cells of a row, between bars that no backslash stands before; the bar at its end may be missing."""
    found = [match[1].strip(" ") for match in _CELL.finditer(row.strip(" ")[1:])]
    return found[:-1]
