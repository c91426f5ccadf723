"""Tables of Markdown as people write them: rows of unequal length, and rows between bars without a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it.token import Token

_RULE = re.compile(r" {0,3}\|?(?: *:?-+:? *\|)* *:?-+:? *\|? *")
_BARRED = re.compile(r" {0,3}\|.*\|[ \t]*")
_CELL = re.compile(r"((?:[^\\|]|\\.?)*)(?:\||\Z)")


def with_equal_rows(lines: list[str]) -> list[str]:
    """The lines, with the heads and rules of tables as long as their longest row: no cell falls off."""
    widened = list(lines)
    for at in range(len(lines) - 1):
        head, rule = lines[at], lines[at + 1]
        if "|" not in head or "-" not in rule or "|" not in rule or not _RULE.fullmatch(rule):
            continue
        most = max(len(cells_of(row)) for row in [head, *_rows(lines, at + 2)])
        widened[at] = _widened(head, most, " ")
        widened[at + 1] = _widened(rule, most, "---")
    return widened


def _rows(lines: list[str], at: int) -> Iterator[str]:
    while at < len(lines) and lines[at].strip():
        yield lines[at]
        at += 1


def _widened(row: str, most: int, cell: str) -> str:
    missing = most - len(cells_of(row))
    if missing <= 0:
        return row
    ended = row.rstrip().endswith("|") and not row.rstrip().endswith("\\|")
    return f"{row.rstrip()}{'' if ended else ' |'}{f' {cell} |' * missing}"


def cells_of(row: str) -> list[str]:
    """The cells of a row between bars; the bars at its ends may be missing."""
    inner = row.strip()
    found = [match[1].strip() for match in _CELL.finditer(inner.removeprefix("|"))]
    return found[:-1] if len(found) > 1 and not found[-1] else found


def with_headless_tables(tokens: list[Token], inline: Callable[[str], list[Token]]) -> list[Token]:
    """The tokens, with each paragraph whose lines all stand between bars as a table without a head."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        rows = tokens[at + 1].content.split("\n") if tokens[at].type == "paragraph_open" else []
        if len(rows) > 1 and all(_BARRED.fullmatch(row) for row in rows):
            found += _table(tokens[at], rows, inline)
            at += 3
            continue
        found.append(tokens[at])
        at += 1
    return found


def _table(paragraph: Token, rows: list[str], inline: Callable[[str], list[Token]]) -> Iterator[Token]:
    start = paragraph.map[0] if paragraph.map else 0
    cells = [cells_of(row) for row in rows if not _RULE.fullmatch(row)]
    most = max(map(len, cells), default=0)
    yield _tag("table", 1, paragraph.level, paragraph.map)
    yield _tag("tbody", 1, paragraph.level + 1)
    for number, row in enumerate(cells, start=start):
        yield _tag("tr", 1, paragraph.level + 2)
        for cell in [*row, *[""] * (most - len(row))]:
            yield _tag("td", 1, paragraph.level + 3)
            said = cell.replace("\\|", "|")
            yield Token(
                "inline",
                "",
                0,
                level=paragraph.level + 4,
                content=said,
                children=inline(said),
                map=[number, number + 1],
            )
            yield _tag("td", -1, paragraph.level + 3)
        yield _tag("tr", -1, paragraph.level + 2)
    yield _tag("tbody", -1, paragraph.level + 1)
    yield _tag("table", -1, paragraph.level)


def _tag(name: str, nesting: int, level: int, span: list[int] | None = None) -> Token:
    kind = f"{name}_{'open' if nesting == 1 else 'close'}"
    return Token(kind, name, nesting, level=level, block=True, map=span)  # type: ignore[arg-type]
