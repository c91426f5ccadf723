"""A run of text with its signs, read as inline elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from articles.content.citations import Citation
from articles.content.markup import Node
from articles.content.plain_markup.names import CitationNames
from articles.content.plain_markup.signs import SIGN


@dataclass(slots=True)
class _Open:
    """An element that has begun: what it was begun with, in case it never ends."""

    tag: str
    said: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)


class InlineReader:
    """Reads runs of text; ``unknown`` gathers citations of labels that stand for nothing, which stay text."""

    def __init__(self, names: CitationNames) -> None:
        self.names = names
        self.unknown: list[str] = []

    def read(self, text: str) -> list[Node | str]:
        """The inline elements of a run; whatever is no sign of ours stays text, as it is."""
        path = [_Open("", "")]
        at = 0
        while match := SIGN.search(text, at):
            self._text(path, text[at : match.start()])
            self._sign(path, match, text)
            at = match.end()
        self._text(path, text[at:])
        while len(path) > 1:
            self._unopened(path)
        return path[0].children

    def _sign(self, path: list[_Open], match: re.Match[str], text: str) -> None:
        kind = match.lastgroup
        if kind == "escape":
            self._text(path, match[0][1:])
        elif kind == "br":
            path[-1].children.append(Node("br"))
        elif kind == "stars":
            self._stars(path, match, text)
        elif kind == "tag":
            self._tag(path, match["tag"])
        elif kind == "link":
            self._link(path, match)
        elif kind == "cite":
            self._cite(path, match)
        elif kind:
            self._short(path, kind, match)

    def _text(self, path: list[_Open], words: str) -> None:
        children = path[-1].children
        if words and children and isinstance(children[-1], str):
            children[-1] += words
        elif words:
            children.append(words)

    def _short(self, path: list[_Open], kind: str, match: re.Match[str]) -> None:
        if any(opened.tag == kind for opened in path):
            self._text(path, match[0])
        else:
            path[-1].children.append(Node(kind, children=[match[kind]]))

    def _cite(self, path: list[_Open], match: re.Match[str]) -> None:
        found: list[Citation] = []
        for said in re.split(r" ?[,;] ?", match["cite"]):
            cited = self.names.cited(said)
            if cited is None:
                self.unknown.append(match[0])
                self._text(path, match[0])
                return
            found += cited
        path[-1].children.extend(cite_node(citation) for citation in found)

    def _link(self, path: list[_Open], match: re.Match[str]) -> None:
        if any(opened.tag == "a" for opened in path):
            self._text(path, match[0])
            return
        inner = self.read(match["words"])
        path[-1].children.append(Node("a", {"href": match["link"]}, inner))

    def _tag(self, path: list[_Open], said: str) -> None:
        tag = said.strip("</>").partition(" ")[0]
        if said.startswith("</"):
            if any(opened.tag == tag and opened.said.startswith("<") for opened in path):
                self._close(path, tag, by_tag=True)
            else:
                self._text(path, said)
        elif any(opened.tag == tag for opened in path) or said == "<a>":
            self._text(path, said)
        else:
            attrs = {"href": said.split('"')[1]} if tag == "a" else {}
            path.append(_Open(tag, said, attrs))

    def _stars(self, path: list[_Open], match: re.Match[str], text: str) -> None:
        left = len(match[0])
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if left > 3:
            self._text(path, match[0])
            return
        if before and not before.isspace() and not after.isalnum():
            left = self._closed(path, left)
        if left and after and not after.isspace() and not before.isalnum():
            left = self._opened(path, left)
        self._text(path, "*" * left)

    def _closed(self, path: list[_Open], left: int) -> int:
        """Close what the stars can close, from within; how many are left."""
        while left:
            ends = [opened.tag for opened in reversed(path) if opened.said.startswith("*")]
            tag = next((tag for tag in ends if _cost(tag) <= left), None)
            if tag is None:
                return left
            self._close(path, tag, by_tag=False)
            left -= _cost(tag)
        return left

    def _opened(self, path: list[_Open], left: int) -> int:
        for tag in ("strong", "em"):
            if left >= _cost(tag) and not any(opened.tag == tag for opened in path):
                path.append(_Open(tag, "*" * _cost(tag)))
                left -= _cost(tag)
        return left

    def _close(self, path: list[_Open], tag: str, *, by_tag: bool) -> None:
        while path[-1].tag != tag or path[-1].said.startswith("<") != by_tag:
            self._unopened(path)
        ended = path.pop()
        path[-1].children.append(Node(ended.tag, ended.attrs, ended.children))

    def _unopened(self, path: list[_Open]) -> None:
        """What never ended was no element: its sign is text."""
        opened = path.pop()
        self._text(path, opened.said)
        for child in opened.children:
            if isinstance(child, str):
                self._text(path, child)
            else:
                path[-1].children.append(child)


def cite_node(citation: Citation) -> Node:
    """A citation mark as an element."""
    attrs = {"data-ref": str(citation.ref)}
    return Node("cite", attrs | ({"data-support": str(citation.support)} if citation.support else {}))


def _cost(tag: str) -> int:
    return 2 if tag == "strong" else 1
