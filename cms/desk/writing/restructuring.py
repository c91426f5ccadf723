"""What the small buttons of the draft's form do: add, move and take out sections and references.

Each is a function of the form alone, so that a second click finds the work done and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from articles.content.awaited import taken
from articles.content.text import ArticleText, ReferenceText, SectionText

R = TypeVar("R", SectionText, ReferenceText)
_Done = tuple[ArticleText, str]
#: Where to look when the last of them is taken out.
_EMPTY = {"section": "text", "reference": "references"}


def restructured(text: ArticleText, command: str) -> _Done:
    """The text after ``command`` (such as ``section-up KEY``), and the anchor of the place to look at.

    A command that is not understood, or names a part that is not there, changes nothing.
    """
    verb, *said = command.split()
    kind, _, what = verb.partition("-")
    keys = [_key(word) for word in said]
    if kind == "section" and what == "add" and len(keys) == 2 and keys[1]:
        return _with_section(text, after=keys[0], key=keys[1])
    if kind in ("section", "reference") and what in _MOVES and len(keys) == 1 and keys[0]:
        name = f"{kind}s"
        parts = _MOVES[what](getattr(text, name), keys[0])
        changes: dict[str, Any] = {name: tuple(parts)}
        near = _neighbour(getattr(text, name), keys[0]) if what == "remove" else keys[0]
        return replace(text, **changes), f"{kind}-{near}" if near else _EMPTY[kind]
    return text, {"reference-next": "reference-new"}.get(verb, "")


def put_back(text: ArticleText, part: SectionText | ReferenceText, place: int) -> _Done:
    """The text with a part that was taken out at its old place, if its key is free."""
    if isinstance(part, SectionText):
        return replace(text, sections=_inserted(text.sections, part, place)), f"section-{part.key}"
    text = replace(text, references=_inserted(text.references, part, place))
    if text.references[-1].key == part.key:
        text = taken(text, len(text.references), by=part.key)
    return text, f"reference-{part.key}"


def _with_section(text: ArticleText, *, after: UUID | None, key: UUID) -> _Done:
    keys = [section.key for section in text.sections]
    place = keys.index(after) + 1 if after in keys else 0
    level = text.sections[place - 1].level if place else 2
    new = SectionText(key=key, level=level, heading="")
    return replace(text, sections=_inserted(text.sections, new, place)), f"section-{key}"


def _inserted(parts: Sequence[R], part: R, place: int) -> tuple[R, ...]:
    if part.key in {other.key for other in parts}:
        return tuple(parts)
    with_it = list(parts)
    with_it.insert(place, part)
    return tuple(with_it)


def _neighbour(parts: Sequence[R], key: UUID) -> UUID | None:
    """The part that comes to the place of one that is taken out, else the one before it."""
    keys = [part.key for part in parts]
    if key not in keys:
        return None
    at = keys.index(key)
    return next(iter(keys[at + 1 :] or keys[:at][-1:]), None)


def _removed(parts: Sequence[R], key: UUID) -> list[R]:
    return [part for part in parts if part.key != key]


def _moved(parts: Sequence[R], key: UUID, step: int) -> list[R]:
    moved = list(parts)
    places = [place for place, part in enumerate(moved) if part.key == key]
    for place in places:
        to = min(max(place + step, 0), len(moved) - 1)
        moved.insert(to, moved.pop(place))
    return moved


_MOVES: dict[str, Callable[[Any, UUID], list[Any]]] = {
    "up": lambda parts, key: _moved(parts, key, -1),
    "down": lambda parts, key: _moved(parts, key, 1),
    "remove": _removed,
}


def _key(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
