"""Which part of a dose differs: its drug, its amount with the unit, how it is given, how often, how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from articles.content.diff.align import Budget, equal_pairs, gaps
from articles.content.dose_words import COMPARATOR, DURATION, FREQUENCY, GAP, RANGE, ROUTE, UNIT

#: What is read, in order, each with whether it differs.
Parts = tuple[tuple[str, bool], ...]

_NUMBER = "[0-9]+(?:[.,·/:][0-9]+)*"
_PART = re.compile(
    rf"\s*(?:{DURATION}|(?:{COMPARATOR}{GAP})?(?:{RANGE}|{_NUMBER})(?:{GAP}{UNIT})?(?![0-9.,·/]*[0-9])|{FREQUENCY}"
    rf"|{ROUTE}(?!\w)|{_NUMBER}|\w+(?:[-'’]\w+)*|\S)|\s+"
)
_LONGEST = 200


def parts_of(old: str, new: str) -> tuple[Parts, Parts]:
    """Both texts in parts. A number is never cut, nor parted from its unit; a long text is one part."""
    if not old or not new or max(len(old), len(new)) > _LONGEST:
        return ((old, True),) if old else (), ((new, True),) if new else ()
    was: list[tuple[str, bool]] = []
    now: list[tuple[str, bool]] = []
    for step in steps(old, new, str.strip):
        _add(was, step.gone, differs=True)
        _add(now, step.come, differs=True)
        _add(was, step.old, differs=False)
        _add(now, step.new, differs=False)
    return tuple(was), tuple(now)


class Step(NamedTuple):
    """What went, what came in its stead, and the part that stayed behind them, as it is in either text."""

    gone: str
    come: str
    old: str
    new: str


def steps(old: str, new: str, key: Callable[[str], str] = str) -> Iterator[Step]:
    """From one text to the other, part by part; parts are the same that have the same key."""
    before, after = cut(old), cut(new)
    same = equal_pairs([key(part) for part in before], [key(part) for part in after], Budget())
    for (gone, come), pair in zip(gaps(same, len(before), len(after)), [*same, None], strict=True):
        stays = (before[pair[0]], after[pair[1]]) if pair else ("", "")
        yield Step("".join(before[i] for i in gone), "".join(after[j] for j in come), *stays)


def cut(text: str) -> Sequence[str]:
    """A text in its parts, each with the space before it."""
    return [match[0] for match in _PART.finditer(text)]


def _add(parts: list[tuple[str, bool]], said: str, *, differs: bool) -> None:
    """Add what is said; the space before it belongs to what stands before."""
    if not said:
        return
    if parts and parts[-1][1] == differs:
        parts[-1] = (parts[-1][0] + said, differs)
        return
    read = said.lstrip()
    if parts and read != said:
        parts[-1] = (parts[-1][0] + said[: len(said) - len(read)], parts[-1][1])
        said = read
    parts.append((said, differs))
