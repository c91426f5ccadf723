"""The one form of rich text: blocks of inline text, lists of items, tables of rows; nothing misplaced.

The tree that comes in holds known elements only. The tree that goes out means the same to an HTML5 parser as
to us, whatever came in: paragraphs hold no blocks, inline elements hold no blocks and not themselves, lists
hold items, tables hold rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from articles.content.markup import Node
from articles.content.wordlists import words_in

BLOCKS = frozenset({"p", "ul", "ol", "table", "blockquote"})
INLINE = frozenset({"strong", "em", "sub", "sup", "a", "cite", "br"})
#: Blocks that we do not keep, but whose edges part one paragraph from the next.
BOUNDARIES = frozenset(
    words_in(
        "address article aside body center dd details div dl dt fieldset figcaption figure footer form"
        " h1 h2 h3 h4 h5 h6 header hr html legend main nav option pre section summary"
    )
)

_RENAMED = {"b": "strong", "i": "em"}
_ROWS = frozenset({"thead", "tbody", "tfoot"})
_SPACE = re.compile("[ \t\n\r\f]+")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"[\s0-9\[\](),;–-]*\Z")
#: Lists, tables and quotations within each other: more than a page can show, and a bound for the recursion.
_DEEPEST_BLOCK = 8


@dataclass(frozen=True, slots=True)
class _Edge:
    """The end of one paragraph and the start of the next."""


_EDGE = _Edge()
_Piece = Node | str | _Edge


@dataclass(frozen=True, slots=True)
class _Place:
    """Where we are: the inline elements around (their marks go into each block inside them), and how deep."""

    wraps: tuple[Node, ...] = ()
    inside: frozenset[str] = frozenset()
    depth: int = 0

    def deeper(self) -> _Place:
        return _Place(self.wraps, self.inside, self.depth + 1)

    def within(self, mark: Node) -> _Place:
        return _Place((*self.wraps, mark), self.inside | {mark.tag}, self.depth)


def shaped(root: Node) -> Node:
    """The same content in the one form."""
    return Node("", children=_paragraphs(_pieces(root.children, _Place()), _Place()))


def _pieces(children: Iterable[Node | str], place: _Place) -> Iterator[_Piece]:
    """The children as a stream of inline pieces, finished blocks, and edges between paragraphs."""
    for child in _with_stray_items_in_lists(children):
        if isinstance(child, str):
            yield child
        else:
            yield from _piece(child, place)


def _piece(node: Node, place: _Place) -> Iterator[_Piece]:
    tag = _RENAMED.get(node.tag, node.tag)
    if tag == "br":
        yield Node("br")
    elif tag == "cite":
        yield from _citation(node, place)
    elif tag in INLINE:
        yield from _marked(Node(tag, _kept_attributes(tag, node.attrs)), node.children, place)
    elif tag == "p":
        yield from _paragraphs(_pieces(node.children, place), place)
    elif tag in BLOCKS and place.depth < _DEEPEST_BLOCK:
        yield from _block(tag, node, place.deeper())
    else:
        yield _EDGE
        yield from _pieces(_unlisted(node) if tag in ("ul", "ol") else node.children, place)
        yield _EDGE


def _unlisted(too_deep: Node) -> list[Node | str]:
    """The items of a list that lies too deep to be one, as blocks that part paragraphs."""
    return [child if isinstance(child, str) else _boundary(child) for child in too_deep.children]


def _boundary(node: Node) -> Node:
    return Node("div", children=node.children) if node.tag == "li" else node


def _citation(node: Node, place: _Place) -> Iterator[_Piece]:
    """An empty citation mark; words that stood in it stand before it, a number that it once showed goes."""
    attrs = _kept_attributes("cite", node.attrs)
    if not attrs or not _NUMBER_ONLY.match(_all_text(node)):
        yield from _pieces(node.children, place)
    if attrs:
        yield Node("cite", attrs)


def _marked(mark: Node, children: list[Node | str], place: _Place) -> Iterator[_Piece]:
    """Inline text in its mark; blocks within take the mark into their own text."""
    if mark.tag in place.inside or (mark.tag == "a" and not mark.attrs):
        yield from _pieces(children, place)
        return
    for group in _runs(_pieces(children, place.within(mark))):
        if isinstance(group, list):
            yield from _wrapped(group, mark)
        else:
            yield group


def _wrapped(run: list[Node | str], mark: Node) -> list[Node | str]:
    joined = _joined(run)
    if all(isinstance(piece, str) and not piece.strip(" ") for piece in joined):
        return joined
    return [Node(mark.tag, dict(mark.attrs), joined)]


def _block(tag: str, node: Node, place: _Place) -> Iterator[_Piece]:
    if tag == "table":
        yield from _table(node, place)
        return
    if tag == "blockquote":
        children = _paragraphs(_pieces(node.children, place), place)
    else:
        children = list(_items(node, place))
    yield Node(tag, children=children) if children else _EDGE


def _items(node: Node, place: _Place) -> Iterator[Node]:
    """The items of a list. What stands beside them becomes one too; a list there goes into the one before."""
    last: Node | None = None
    for child in node.children:
        content = child.children if isinstance(child, Node) and child.tag == "li" else [child]
        inner = _cell_content(_pieces(content, place), place)
        if last and isinstance(child, Node) and child.tag in ("ul", "ol"):
            last.children.extend(inner)
        elif inner:
            if last:
                yield last
            last = Node("li", children=inner)
    if last:
        last.children = _cell_content(iter(last.children), _Place(depth=place.depth))
        yield last


def _table(node: Node, place: _Place) -> Iterator[_Piece]:
    """A table: its caption, head and body; whatever else was in it stands before it."""
    parts = _TableParts()
    _collect(node.children, parts, place, head=False)
    if not parts.head and not parts.body:
        yield from (_EDGE, *parts.strays, _EDGE, *parts.caption, _EDGE)
        return
    caption = _joined_caption(parts.caption, place)
    children: list[Node | str] = [Node("caption", children=caption)] if caption else []
    children += [
        Node(tag, children=list(rows)) for tag, rows in (("thead", parts.head), ("tbody", parts.body)) if rows
    ]
    yield from (_EDGE, *parts.strays, _EDGE, Node("table", children=children))


class _TableParts:
    def __init__(self) -> None:
        self.caption: list[_Piece] = []
        self.head: list[Node] = []
        self.body: list[Node] = []
        self.strays: list[_Piece] = []


def _collect(children: list[Node | str], parts: _TableParts, place: _Place, *, head: bool) -> None:
    for child in children:
        if isinstance(child, str):
            parts.strays.append(child)
        elif child.tag == "caption":
            parts.caption += [*_pieces(child.children, place), " "]
        elif child.tag in _ROWS:
            _collect(child.children, parts, place, head=child.tag == "thead")
        elif child.tag == "tr":
            cells, strays = _cells(child, place)
            (parts.head if head else parts.body).extend([Node("tr", children=cells)] if cells else [])
            parts.strays += strays
        else:
            parts.strays += [_EDGE, *_pieces([child], place), _EDGE]


def _cells(row: Node, place: _Place) -> tuple[list[Node | str], list[_Piece]]:
    cells: list[Node | str] = []
    strays: list[_Piece] = []
    for child in row.children:
        if isinstance(child, Node) and child.tag in ("td", "th"):
            inner = _cell_content(_pieces(child.children, place), place)
            cells.append(Node(child.tag, _kept_attributes(child.tag, child.attrs), inner))
        else:
            strays += [_EDGE, *_pieces([child], place), _EDGE]
    return cells, strays


def _joined_caption(pieces: list[_Piece], place: _Place) -> list[Node | str]:
    """A caption is one line: the text of blocks in it is set side by side."""
    flat: list[Node | str] = []
    for piece in pieces:
        if isinstance(piece, _Edge):
            flat.append(" ")
        elif isinstance(piece, Node) and piece.tag in BLOCKS:
            flat += [" ", *_inline_content(piece), " "]
        else:
            flat.append(piece)
    return _trimmed(_marked_outside(_joined(flat), place))


def _paragraphs(pieces: Iterable[_Piece], place: _Place) -> list[Node | str]:
    """Blocks, with each run of inline text as a paragraph."""
    blocks: list[Node | str] = []
    for group in _runs(pieces):
        if isinstance(group, Node):
            blocks.append(group)
        elif isinstance(group, list) and (run := _trimmed(_joined(group))):
            blocks.append(Node("p", children=_marked_outside(run, place)))
    return blocks


def _cell_content(pieces: Iterable[_Piece], place: _Place) -> list[Node | str]:
    """Content of an item or cell: a run of text that is alone stands bare; of several each is a paragraph."""
    groups = [group for group in _runs(pieces) if not isinstance(group, _Edge)]
    runs = [_trimmed(_joined(group)) for group in groups if isinstance(group, list)]
    bare = sum(map(bool, runs)) == 1 and not any(
        isinstance(group, Node) and group.tag == "p" for group in groups
    )
    content: list[Node | str] = []
    for group in groups:
        if isinstance(group, Node):
            content.append(group)
        elif run := _trimmed(_joined(group)):
            marked = _marked_outside(run, place)
            content.extend(marked if bare else [Node("p", children=marked)])
    return content


def _marked_outside(run: list[Node | str], place: _Place) -> list[Node | str]:
    """A run of text of a block that stood inside inline elements, in the marks of those."""
    for mark in reversed(place.wraps):
        run = [Node(mark.tag, dict(mark.attrs), run)] if run else run
    return run


def _runs(pieces: Iterable[_Piece]) -> Iterator[list[Node | str] | Node | _Edge]:
    """Inline pieces that belong together, as lists; blocks and edges as they are."""
    run: list[Node | str] = []
    for piece in pieces:
        if isinstance(piece, str) or (isinstance(piece, Node) and piece.tag in INLINE):
            run.append(piece)
            continue
        if run:
            yield run
            run = []
        yield piece
    if run:
        yield run


def _joined(run: list[Node | str]) -> list[Node | str]:
    """Neighbouring texts as one, and each run of white space as one space."""
    joined: list[Node | str] = []
    for piece in run:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] = _SPACE.sub(" ", joined[-1] + piece)
        elif isinstance(piece, Node) or piece:
            joined.append(_SPACE.sub(" ", piece) if isinstance(piece, str) else piece)
    return joined


def _trimmed(run: list[Node | str]) -> list[Node | str]:
    """The run without white space at its ends; nothing, when it says nothing."""
    if not any(_says_something(piece) for piece in run):
        return []
    return _cut_end(_cut_end(run, at=0), at=-1)


def _says_something(piece: Node | str) -> bool:
    if isinstance(piece, str):
        return bool(piece.strip(" "))
    return piece.tag == "cite" or any(_says_something(child) for child in piece.children)


def _cut_end(run: list[Node | str], *, at: int) -> list[Node | str]:
    while run:
        piece = run[at]
        if isinstance(piece, str):
            run[at] = piece = piece.lstrip(" ") if at == 0 else piece.rstrip(" ")
        elif piece.tag not in ("br", "cite"):
            piece.children = _cut_end(piece.children, at=at)
        if piece if isinstance(piece, str) else piece.children or piece.tag in ("br", "cite"):
            return run
        run.pop(at)
    return run


def _with_stray_items_in_lists(children: Iterable[Node | str]) -> Iterator[Node | str]:
    """Items that stand in no list, as parts of a pasted page do, in a list of their own."""
    stray: Node | None = None
    for child in children:
        if isinstance(child, Node) and child.tag == "li":
            stray = stray or Node("ul")
            stray.children.append(child)
        elif stray and isinstance(child, str) and not child.strip():
            continue
        else:
            if stray:
                yield stray
                stray = None
            yield child
    if stray:
        yield stray


def _kept_attributes(tag: str, attrs: dict[str, str]) -> dict[str, str]:
    """The attributes that the element may have, where their values are valid."""
    kept: dict[str, str] = {}
    if tag == "a" and _LINK.match(attrs.get("href", "").strip()):
        kept["href"] = attrs["href"].strip()
    elif tag == "cite" and (ref := _key(attrs.get("data-ref", ""))):
        support = _key(attrs.get("data-support", ""))
        kept = {"data-ref": ref, "data-support": support} if support else {"data-ref": ref}
    elif tag in ("td", "th"):
        kept = {
            name: str(span) for name in ("colspan", "rowspan") if (span := _span(attrs.get(name, ""))) > 1
        }
        if tag == "th" and attrs.get("scope", "").lower() in ("row", "col", "rowgroup", "colgroup"):
            kept["scope"] = attrs["scope"].lower()
    return kept


def _key(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""


def _span(value: str) -> int:
    return int(value) if re.fullmatch("[0-9]{1,3}", value) else 1


def _inline_content(block: Node) -> Iterator[Node | str]:
    for child in block.children:
        if isinstance(child, Node) and child.tag not in INLINE:
            yield " "
            yield from _inline_content(child)
        else:
            yield child


def _all_text(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _all_text(child) for child in node.children)
