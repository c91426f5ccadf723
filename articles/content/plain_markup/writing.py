"""Rich text as markup. What is written reads back as the very text; what has no signs is written as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from articles.content.markup import Node, tree, written
from articles.content.plain_markup.names import CitationNames
from articles.content.plain_markup.reading import read
from articles.content.plain_markup.runs import RunWriter
from articles.content.plain_markup.signs import HTML_BEGINS, HTML_ENDS, QUOTE_BEGINS
from articles.content.shape import INLINE

_HEAD_RULES = {"": "---", "col": "==="}


class _NoSigns(Exception):
    """There is no way to say this in markup."""


def write(html: str, names: CitationNames) -> str:
    """The markup of canonical rich text; ``read`` with the same names gives that text back, sign for sign.

    Citations that have no label yet get one.
    """
    parts: list[str] = []
    before = ""
    for node in tree(html, deepest=60).children:
        said = written(node)
        part = _block_or_html(node, said, names)
        if before and read(f"{parts[-1]}\n\n{part}", names).html != before + said:
            part = _as_html(said)
        parts.append(part)
        before = said
    markup = "\n\n".join(parts)
    return markup if read(markup, names).html == html else _as_html(html)


def _block_or_html(node: Node | str, said: str, names: CitationNames) -> str:
    try:
        part = "\n".join(_Writer(names).block(node))
    except _NoSigns:
        return _as_html(said)
    found = read(part, names)
    return part if found.html == said and not found.unknown else _as_html(said)


def _as_html(html: str) -> str:
    return f"{HTML_BEGINS}\n{html}\n{HTML_ENDS}"


class _Writer:
    def __init__(self, names: CitationNames) -> None:
        self.runs = RunWriter(names)

    def block(self, node: Node | str) -> list[str]:
        """The lines of one block."""
        if isinstance(node, str):
            raise _NoSigns
        if node.tag == "p":
            return self._run(node.children)
        if node.tag in ("ul", "ol"):
            return list(self._list(node))
        if node.tag == "blockquote":
            inner = self._blocks(node.children)
            if inner and not QUOTE_BEGINS.match(f"> {inner[0]}"):
                inner = ["", *inner]
            return [f"> {line}" if line else ">" for line in inner]
        if node.tag == "table":
            return list(self._table(node))
        raise _NoSigns

    def _run(self, children: list[Node | str]) -> list[str]:
        said = self.runs.paragraph(children)
        if said is None:
            raise _NoSigns
        return said.split("\n")

    def _blocks(self, nodes: Iterable[Node | str]) -> list[str]:
        lines: list[str] = []
        for node in nodes:
            lines += [*([""] if lines else []), *self.block(node)]
        return lines

    def _list(self, node: Node) -> Iterable[str]:
        loose = False
        for number, item in enumerate(node.children, start=1):
            if isinstance(item, str):
                raise _NoSigns
            marker = f"{number}. " if node.tag == "ol" else "- "
            if loose or (number == len(node.children) and number > 1 and _is_loose(item)):
                yield ""
            lines = self._item(item)
            yield marker + (lines[0] if lines else "")
            yield from (" " * len(marker) + line if line else "" for line in lines[1:])
            loose = _is_loose(item)

    def _item(self, item: Node) -> list[str]:
        if _is_loose(item):
            return self._blocks(item.children)
        lines: list[str] = []
        run: list[Node | str] = []
        for child in item.children:
            if isinstance(child, str) or child.tag in INLINE:
                run.append(child)
                continue
            lines += self._run(run) if run else []
            lines += self.block(child)
            run = []
        return lines + (self._run(run) if run else [])

    def _table(self, node: Node) -> Iterable[str]:
        parts = {part.tag: part for part in node.children if isinstance(part, Node)}
        if caption := parts.get("caption"):
            yield f"Table: {self._cell(caption)}"
        if head := parts.get("thead"):
            rows = _rows(head)
            yield from (self._row(cells, scope=None) for cells in rows)
            yield "|" + f"{_head_rule(rows)}|" * len(rows[0])
        if body := parts.get("tbody"):
            yield from (self._row(cells, scope="row") for cells in _rows(body))

    def _row(self, cells: list[Node], *, scope: str | None) -> str:
        said = [("# " if scope and cell.tag == "th" else "") + self._cell(cell) for cell in cells]
        return f"| {' | '.join(said)} |"

    def _cell(self, cell: Node) -> str:
        said = self.runs.cell(cell.children)
        if said is None:
            raise _NoSigns
        return said


def _rows(part: Node) -> list[list[Node]]:
    rows = [row for row in part.children if isinstance(row, Node)]
    return [[cell for cell in row.children if isinstance(cell, Node)] for row in rows]


def _head_rule(rows: list[list[Node]]) -> str:
    """The rule below a table's head, which says whether its cells are marked as heads of columns."""
    scopes = {cell.attrs.get("scope", "") for cells in rows for cell in cells}
    if len(scopes) != 1 or not scopes <= _HEAD_RULES.keys():
        raise _NoSigns
    return _HEAD_RULES[scopes.pop()]


def _is_loose(item: Node | str) -> bool:
    return isinstance(item, Node) and any(
        isinstance(child, Node) and child.tag == "p" for child in item.children
    )
