"""Lists and tables of plain text as HTML: nested by indent, and by marker where indents were lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from articles.content.importers.lines import Bullets, Item, Line, Rows

Inline = Callable[[str], str]
Used = Callable[[str], None]

#: How deep programs and pages use a marker within lists, where indents do not say it.
_RANKS = {glyph: rank for rank, glyphs in enumerate(("•●‣*+➢", "·∙", "o◦○⚬–-", "§▪▫■□◻")) for glyph in glyphs}
_ROMAN = re.compile(r"\(?([ivx]{2,5}|i)[.)]")
_RULE = re.compile(r"\|?[\s|:-]*-[\s|:-]*")
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


def table_html(rows: Rows, inline: Inline, used: Used) -> str:
    """The rows as a table without head, each as long as the longest; which cells head others is not told."""
    cells = [_cells(line, used) for line in rows.lines]
    most = max(len(row) for row in cells)
    lines = (
        f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in [*row, *[''] * (most - len(row))])}</tr>"
        for row in cells
        if row
    )
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def _cells(line: Line, used: Used) -> list[str]:
    """The cells of a row; a rule between rows has none."""
    if line.text[0] != "|" or not line.cells:
        return list(line.cells) or [line.text]
    if _RULE.fullmatch(line.text):
        used(line.text)
        return []
    used("|" * (line.text.count("|") - "".join(line.cells).count("|")) + "\\" * line.text.count("\\|"))
    return list(line.cells)


def _nested(items: list[Item]) -> list[_List]:
    roots: list[_List] = []
    path: list[_List] = []
    before = ""
    for item in items:
        indent, glyph = item.line.indent, _glyph(item, before)
        before = item.line.marker
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
    if glyph in _RANKS:
        return last.glyph in ("1", "i") or _RANKS[glyph] > _RANKS.get(last.glyph, len(_RANKS))
    return glyph != last.glyph and last.glyph == "1"


def _glyph(item: Item, before: str) -> str:
    """What kind of marker an item has; ``i`` is a letter after ``h``, and else a number."""
    marker = item.line.marker
    if _ROMAN.fullmatch(marker) and not (marker.strip("().") == "i" and before.strip("().") == "h"):
        return "i"
    if marker.strip("().") in ("v", "x") and _ROMAN.fullmatch(before):
        return "i"
    return "1" if item.line.counts else marker


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
