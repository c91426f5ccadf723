"""Runs of inline text as markup: plainly where that reads back as it is, else with signs escaped."""

from __future__ import annotations

import re
from collections.abc import Callable

from articles.content.citations import Citation
from articles.content.citations import citations as citations_in
from articles.content.markup import Node, escape, written
from articles.content.plain_markup.inline import InlineReader
from articles.content.plain_markup.names import CitationNames
from articles.content.plain_markup.signs import CAPTION, ITEM, SHORT, SHORT_WORDS, SIGN, STARS, begins_block

_SPECIAL = re.compile(r"[\\*^~\[<]")
_Children = list[Node | str]


class RunWriter:
    """Writes the content of paragraphs and cells."""

    def __init__(self, names: CitationNames) -> None:
        self.names = names

    def paragraph(self, children: _Children) -> str | None:
        """The lines of a paragraph; None when there is no way to write it."""
        for text in (_plain, _escaped_signs, _escaped):
            said = _Writer(self.names, text, breaks="\n").write(children)
            lines = [_guarded(line) if line else "\\" for line in said.split("\n")]
            if self._reads_back(
                "\n".join("" if line == "\\" else line.strip(" ") for line in lines), children
            ):
                return "\n".join(lines)
        return self._tagged(children, lambda said: _guarded(said))

    def cell(self, children: _Children) -> str | None:
        """The text of a cell, on one line, its bars escaped."""
        for text in (_plain, _escaped_signs, _escaped):
            said = _Writer(self.names, text, breaks="<br>").write(children)
            if said.strip(" ") == said and self._reads_back(said, children):
                return _as_cell(said)
        return self._tagged(children, _as_cell)

    def _tagged(self, children: _Children, guarded: Callable[[str], str]) -> str | None:
        said = _Writer(self.names, _escaped, breaks="<br>", tags=True).write(children)
        return guarded(said) if self._reads_back(said, children) else None

    def _reads_back(self, said: str, children: _Children) -> bool:
        reader = InlineReader(self.names)
        found = reader.read(said)
        return not reader.unknown and _html(found) == _html(children)


class _Writer:
    def __init__(
        self, names: CitationNames, text: Callable[[str], str], *, breaks: str, tags: bool = False
    ) -> None:
        self.names = names
        self.text = text
        self.breaks = breaks
        self.tags = tags

    def write(self, children: _Children, before: str = "", after: str = "") -> str:
        """``before`` and ``after`` are the characters beside these children."""
        said: list[str] = []
        cited: list[Citation] = []
        for place, child in enumerate(children):
            if isinstance(child, Node) and child.tag == "cite":
                cited += citations_in(written(child))
                following = children[place + 1] if place + 1 < len(children) else None
                if not (isinstance(following, Node) and following.tag == "cite"):
                    said.append(f"[{', '.join(self.names.name(citation) for citation in cited)}]")
                    cited = []
                continue
            left = said[-1][-1:] if said and said[-1] else before
            right = _first_sign(children[place + 1]) if place + 1 < len(children) else after
            said.append(self.text(child) if isinstance(child, str) else self._mark(child, left, right))
        return "".join(said)

    def _mark(self, node: Node, left: str, right: str) -> str:
        if node.tag == "br":
            return self.breaks
        if not self.tags:
            if short := self._short(node, left):
                return short
            if node.tag in STARS and _takes_stars(node, left, right):
                stars = STARS[node.tag]
                return f"{stars}{self.write(node.children, stars, stars)}{stars}"
            if node.tag == "a" and (link := self._link(node)):
                return link
        attrs = "".join(f' {name}="{value}"' for name, value in node.attrs.items())
        return f"<{node.tag}{attrs}>{self.write(node.children)}</{node.tag}>"

    def _short(self, node: Node, left: str) -> str:
        sign = SHORT.get(node.tag, "")
        words = node.children[0] if len(node.children) == 1 else None
        if not sign or not isinstance(words, str) or not SHORT_WORDS.fullmatch(words):
            return ""
        return f"{sign}{words}{sign}" if sign == "^" or re.match(r"[^\W\d_]|[)\]]", left) else ""

    def _link(self, node: Node) -> str:
        said = f"[{self.write(node.children)}]({node.attrs['href']})"
        return said if (match := SIGN.fullmatch(said)) and match.lastgroup == "link" else ""


def _takes_stars(node: Node, left: str, right: str) -> bool:
    first, last = node.children[0], node.children[-1]
    spaced = (isinstance(first, str) and first[:1].isspace()) or (
        isinstance(last, str) and last[-1:].isspace()
    )
    return not (spaced or left.isalnum() or right.isalnum())


def _first_sign(child: Node | str) -> str:
    return child[:1] if isinstance(child, str) else "<"


def _plain(text: str) -> str:
    return text


def _escaped_signs(text: str) -> str:
    """Text in which only what would be read as a sign is escaped."""
    return SIGN.sub(lambda match: _escaped(match[0]), text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _guarded(line: str) -> str:
    """A line of a paragraph that cannot be taken for the beginning of another block."""
    if match := ITEM.fullmatch(line):
        marker = match["marker"]
        return f"{match['indent']}{marker[:-1]}\\{marker[-1]}{line[match.end('marker') :]}"
    if begins_block(line) or CAPTION.fullmatch(line):
        return f"\\{line}" if begins_block(line) else line
    return line


def _as_cell(said: str) -> str:
    barred = said.replace("|", "\\|")
    return f"\\{barred}" if barred.startswith("# ") else barred


def _html(children: _Children) -> str:
    joined: _Children = []
    for child in children:
        if isinstance(child, str) and joined and isinstance(joined[-1], str):
            joined[-1] += child
        else:
            joined.append(child)
    return "".join(written(child) if isinstance(child, Node) else escape(child) for child in joined)
