"""Well-formed HTML as tokens and as a small tree: what sanitising, reading and citing have in common.

It reads what an HTML5 parser has written (``nh3``) or what we have written ourselves; it repairs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

VOID = frozenset({"br", "hr", "img", "wbr", "input", "col"})

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<attrs>(?:\s+[^\s=\"'<>/]+=\"[^\"]*\")*)\s*/?>"
    r"|(?P<text>[^<]+)|(?P<stray><)"
)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Token:
    """A start tag, an end tag, a run of text (unescaped), or a ``<`` that begins no tag that we know."""

    kind: str
    tag: str = ""
    attrs: tuple[tuple[str, str], ...] = ()
    text: str = ""


def tokens(html: str) -> Iterator[Token]:
    """The tokens of well-formed HTML. A ``<`` that begins no tag of our form comes as a ``stray``."""
    for match in _TOKEN.finditer(html):
        if match["text"] is not None:
            yield Token("text", text=unescape(match["text"]))
        elif match["stray"]:
            yield Token("stray", text="<")
        elif match["close"]:
            yield Token("end", tag=match["tag"].lower())
        else:
            attrs = tuple(
                (name.lower(), unescape(value)) for name, value in _ATTRIBUTE.findall(match["attrs"])
            )
            yield Token("start", tag=match["tag"].lower(), attrs=attrs)


@dataclass(slots=True)
class Node:
    """An element; its children are elements and text."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)


def tree(html: str, *, deepest: int) -> Node:
    """The tree of well-formed HTML under a nameless root; what lies deeper than ``deepest`` is unwrapped."""
    growing = _Growing(deepest)
    for token in tokens(html):
        if token.kind == "start":
            growing.open(Node(token.tag, dict(token.attrs)))
        elif token.kind == "end":
            growing.close(token.tag)
        else:
            growing.path[-1].children.append(token.text)
    return growing.path[0]


class _Growing:
    def __init__(self, deepest: int) -> None:
        self.path = [Node("")]
        self.deepest = deepest
        self.unwrapped = 0

    def open(self, node: Node) -> None:
        if node.tag in VOID:
            self.path[-1].children.append(node)
        elif len(self.path) > self.deepest:
            self.unwrapped += 1
            self.path[-1].children.append(" ")
        else:
            self.path[-1].children.append(node)
            self.path.append(node)

    def close(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.unwrapped:
            self.unwrapped -= 1
        elif len(self.path) > 1:
            self.path.pop()


def escape(text: str) -> str:
    """Text as it stands in HTML; only what has to be escaped is, so that every glyph stays itself."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written(node: Node | str) -> str:
    """HTML of a node: attributes in order of name, nothing between tags that is not in the tree."""
    if isinstance(node, str):
        return escape(node)
    inner = "".join(written(child) for child in node.children)
    if not node.tag:
        return inner
    attrs = "".join(
        f' {name}="{escape(node.attrs[name]).replace(chr(34), "&quot;")}"' for name in sorted(node.attrs)
    )
    return f"<{node.tag}{attrs}>" if node.tag in VOID else f"<{node.tag}{attrs}>{inner}</{node.tag}>"
