"""A text with its changes marked, laid out side by side: what was on the left, what is on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from articles.content.markup import Node, tree, written

_DEEPEST = 60
_IN_LINES = frozenset({"ins", "del", "a", "sub", "sup", "strong", "em", "br", "cite"})


class Side(NamedTuple):
    """One block as it was and as it is, each as HTML with its own marks in it; empty where there is none."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        return self.old == self.new


def side_by_side(marked: str) -> list[Side]:
    """Lay out HTML that ``merged`` or ``compare`` has marked, a row for each block, in reading order.

    The left column keeps ``<del>`` and the right one ``<ins>``; taking the marks away gives the two texts.
    Inline text without blocks, such as a heading, is one row.
    """
    children = tree(marked, deepest=_DEEPEST).children
    blocks = [child for child in children if isinstance(child, Node) and child.tag not in _IN_LINES]
    rows = [[child] for child in children] if len(blocks) == len(children) else [children]
    return [Side(_kept(row, "ins"), _kept(row, "del")) for row in rows if row]


def _kept(nodes: Iterable[Node | str], without: str) -> str:
    return "".join(written(node) for node in _less(nodes, without))


def _less(nodes: Iterable[Node | str], without: str) -> list[Node | str]:
    """The nodes less those of one mark; the inline marks that it leaves empty go with it."""
    kept: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str):
            kept.append(node)
        elif node.tag != without and node.attrs.get("data-change") != without:
            less = Node(node.tag, node.attrs, _less(node.children, without))
            if less.children or not node.children or node.tag not in _IN_LINES:
                kept.append(less)
    return kept
