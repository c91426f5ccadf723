"""Lists and tables of plain text as HTML: nested by indent, and by marker where indents were lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from articles.content.importers.lines import Bullets, Item, Rows

Inline = Callable[[str], str]
Used = Callable[[str], None]

#: Markers that pages use for the items of a list within a list.
_INNER = frozenset("◦○▪▫□■o–·-")
_DEEPEST = 6


@dataclass(slots=True)
class _List:
    indent: int
    glyph: str
    entries: list[_Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    item: Item
    inner: list[_List] = field(default_factory=list)


def list_html(bullets: Bullets, inline: Inline, used: Used) -> str:
    """The list as nested HTML. Numbers stay in the text where they do not simply count from 1.

    ``used`` is told of each marker that the HTML stands for.
    """
    return "".join(_written(entries, inline, used) for entries in _nested(bullets.items))


def table_html(rows: Rows, inline: Inline) -> str:
    """The rows as a table without head: which cells are headings cannot be told."""
    lines = (f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in line.cells)}</tr>" for line in rows.lines)
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def _nested(items: list[Item]) -> list[_List]:
    roots: list[_List] = []
    path: list[_List] = []
    for item in items:
        indent, glyph = item.line.indent, _glyph(item)
        while path and not _holds(path[-1], indent, glyph, path):
            path.pop()
        if path and not _is_deeper(path[-1], indent, glyph):
            path[-1].entries.append(_Entry(item))
            continue
        new = _List(indent, glyph, [_Entry(item)])
        (path[-1].entries[-1].inner if path else roots).append(new)
        path.append(new)
    return roots


def _holds(last: _List, indent: int, glyph: str, path: list[_List]) -> bool:
    """Whether an item belongs in this list or below it, and not in one of the lists around it."""
    if indent < last.indent:
        return len(path) == 1
    if indent > last.indent:
        return len(path) < _DEEPEST
    return not any(outer.indent == indent and outer.glyph == glyph for outer in path[:-1])


def _is_deeper(last: _List, indent: int, glyph: str) -> bool:
    if indent != last.indent:
        return indent > last.indent
    return glyph != last.glyph and (glyph in _INNER or last.glyph == "1") and last.glyph not in _INNER


def _glyph(item: Item) -> str:
    return "1" if item.line.counts else item.line.marker


def _written(found: _List, inline: Inline, used: Used) -> str:
    counted = _counts_from_one(found)
    items = "".join(_item(entry, inline, used, numbered=counted) for entry in found.entries)
    tag = "ol" if counted else "ul"
    return f"<{tag}>{items}</{tag}>"


def _item(entry: _Entry, inline: Inline, used: Used, *, numbered: bool) -> str:
    paragraphs = list(entry.item.paragraphs)
    if entry.item.line.counts and not numbered:
        paragraphs[:1] = [f"{entry.item.line.marker} {paragraphs[0] if paragraphs else ''}".strip()]
    else:
        used(entry.item.line.marker)
    texts = [inline(paragraph) for paragraph in paragraphs]
    text = texts[0] if len(texts) == 1 else "".join(f"<p>{paragraph}</p>" for paragraph in texts)
    return f"<li>{text}{''.join(_written(inner, inline, used) for inner in entry.inner)}</li>"


def _counts_from_one(found: _List) -> bool:
    markers = [entry.item.line.marker.strip("().") for entry in found.entries]
    return markers == [str(number) for number in range(1, len(markers) + 1)]
