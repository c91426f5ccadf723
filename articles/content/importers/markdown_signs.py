"""Which signs of a Markdown file are markup: they are in the draft as what they made, not as themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

_OF_INLINE = frozenset("*_`\\[]()!\"'")
_OF_BLOCKS = {
    "heading_open": "#=-",
    "table_open": "|\\",
    "fence": "`~",
    "hr": "*-_",
    "blockquote_open": ">",
}
#: The label of a link whose address stands elsewhere.
_LABEL = re.compile(r"(?<=\]\[)[^\[\]]{1,500}(?=\])")
_RULE = re.compile(r"[\s|:>-]*-[\s|:>-]*")


def signs_of_inline(token: Token) -> str:
    """The signs of emphasis, code, links and escapes in a run of text."""
    children = token.children or []
    if len(children) == 1 and children[0].content == token.content:
        return ""
    gone = _counted(token.content) - _counted("".join(_visible(children)))
    links = sum(child.type in ("link_open", "image") for child in children)
    kept = {"<": links, ">": links}
    labels = "".join(_LABEL.findall(token.content)) if links else ""
    return labels + "".join(
        sign * min(count, kept.get(sign, count))
        for sign, count in gone.items()
        if sign in _OF_INLINE or sign in kept
    )


def _visible(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        yield child.content if child.type != "image" else "".join(_visible(child.children or []))
        yield from (str(value) for name, value in child.attrs.items() if name in ("href", "src", "title"))


def signs_of_blocks(tokens: list[Token], lines: list[str]) -> Iterator[str]:
    """The signs of headings, quotations, tables, rules and fences, for each outermost block of the tokens.

    The markers of lists are not among them: whether they stay as text is not decided here.
    """
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting < 1:
            yield _signs_of_block(block, lines)
            block = []


def _signs_of_block(block: list[Token], lines: list[str]) -> str:
    allowed = {sign for token in block for sign in _OF_BLOCKS.get(token.type, "")}
    span = block[0].map
    if not allowed or not span:
        return ""
    rows = lines[span[0] : span[1]]
    rules = "".join(row for row in rows if "|" in row and _RULE.fullmatch(row)) if "|" in allowed else ""
    gone = _counted("".join(rows)) - _counted(rules)
    for token in block:
        if token.type in ("inline", "fence", "code_block"):
            gone -= _counted(token.content)
        elif token.type == "list_item_open":
            gone -= Counter(token.markup)
    return rules + "".join(sign * count for sign, count in gone.items() if sign in allowed)


def _counted(text: str) -> Counter[str]:
    return Counter("".join(text.split()))
