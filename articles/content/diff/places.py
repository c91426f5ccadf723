"""What items and cells stand under: the words over a list, the parent item, the head of a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from articles.content.markup import Node
from articles.content.shape import INLINE

_LONGEST = 90
_LAST_SENTENCE = re.compile(r"(?:.*[.!?]\s)?(.+)", re.DOTALL)

#: What each element stands under, by its identity: the elements live as long as they are compared.
Places = Mapping[int, str]


def places_in(children: Iterable[Node | str], under: str = "") -> dict[int, str]:
    """What each block, item, row and cell in a rich text stands under; "" where nothing is said over it."""
    return dict(_places(children, under))


def _places(children: Iterable[Node | str], under: str) -> Iterator[tuple[int, str]]:
    over = under
    for child in children:
        if isinstance(child, str) or child.tag in INLINE:
            continue
        yield id(child), over if child.tag in ("ul", "ol", "table") else under
        if child.tag == "table":
            yield from _of_table(child, over)
        elif child.tag in ("ul", "ol"):
            yield from _of_list(child, over)
        elif child.tag == "p":
            over = _shown(_read([child])) or under
        else:
            yield from _places(child.children, under)


def _of_list(node: Node, over: str) -> Iterator[tuple[int, str]]:
    for item in node.children:
        if isinstance(item, Node):
            yield id(item), over
            yield from _places(item.children, _shown(_own(item)) or over)


def _of_table(node: Node, over: str) -> Iterator[tuple[int, str]]:
    heads: list[str] = []
    for row in _rows(node):
        yield id(row), over
        cells = [cell for cell in row.children if isinstance(cell, Node)]
        if cells and not heads and all(cell.tag == "th" for cell in cells):
            heads = [_shown(_read([cell])) for cell in cells]
            yield from ((id(cell), over) for cell in cells)
            continue
        for column, cell in enumerate(cells):
            head = heads[column] if column < len(heads) else ""
            beside = _shown(_read(cells[:1])) if column and _is_headed(cells) else ""
            yield id(cell), " · ".join(filter(None, (head, beside))) or over


def _is_headed(cells: list[Node]) -> bool:
    """Whether the first cell says what its row is about: of two columns, each can be a list of its own."""
    return cells[0].tag == "th" or len(cells) > 2


def _rows(node: Node) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node):
            yield from [child] if child.tag == "tr" else _rows(child)


def _own(item: Node) -> str:
    """What an item says itself, less the lists in it."""
    return _read(
        child for child in item.children if isinstance(child, str) or child.tag not in ("ul", "ol", "table")
    )


def _read(nodes: Iterable[Node | str]) -> str:
    parts = (node if isinstance(node, str) else _read(node.children) for node in nodes)
    return " ".join("".join(parts).split())


def _shown(said: str) -> str:
    """The last sentence of what stands over something, cut where it is long."""
    match = _LAST_SENTENCE.fullmatch(said)
    last = match[1].rstrip(":. ") if match else ""
    return last if len(last) <= _LONGEST else f"{last[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
