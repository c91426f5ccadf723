"""Two saves of one draft, field by field: what only one of them changed, and what both did."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from articles.content.text import ArticleText, ReferenceText, SectionText
from cms.desk.writing import sources
from cms.desk.writing.sources import value_of, with_values

#: The fields that the form of a draft has; all else of a text stays as it is in the database.
VERSION_FIELDS = (
    "title",
    "second_title",
    "summary",
    "plain_summary",
    "condition_name",
    "condition_code",
    "drafting",
    "drafting_note",
    "correction_kind",
    "correction_notice",
)
SECTION_FIELDS = ("heading", "level", "body", "plain_body")
REFERENCE_FIELDS = sources.FIELDS
RICH_FIELDS = frozenset({"summary", "plain_summary", "body", "plain_body"})

Part = ArticleText | SectionText | ReferenceText
P = TypeVar("P", ArticleText, SectionText, ReferenceText)
R = TypeVar("R", SectionText, ReferenceText)


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one field, or of a whole part, when two saves were laid together.

    ``kind`` is ``both`` (both changed it; mine stands), ``theirs`` (only they did; theirs stands), ``added``
    or ``gone`` (they did that to a whole part), ``kept`` (one took it out, the other changed it; it stays).
    ``path`` names the field as the form does.
    """

    path: str
    kind: str
    mine: object = None
    theirs: object = None


@dataclass(frozen=True)
class Base:
    """What a form was made from: a fingerprint of each field of each part, in order. The form carries it."""

    version: tuple[str, ...] = ()
    sections: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    references: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: ArticleText) -> Base:
        return cls(
            _prints(text, VERSION_FIELDS),
            {section.key: _prints(section, SECTION_FIELDS) for section in text.sections},
            {reference.key: _prints(reference, REFERENCE_FIELDS) for reference in text.references},
        )

    def packed(self) -> str:
        """As text, for a hidden field."""
        sections = [[str(key), *prints] for key, prints in self.sections.items()]
        references = [[str(key), *prints] for key, prints in self.references.items()]
        return json.dumps([self.version, sections, references], separators=(",", ":"))

    @classmethod
    def unpacked(cls, said: str) -> Base:
        """From text; from anything else nothing, so that everything counts as changed."""
        try:
            version, sections, references = json.loads(said)
            return cls(
                tuple(version),
                {UUID(key): tuple(prints) for key, *prints in sections},
                {UUID(key): tuple(prints) for key, *prints in references},
            )
        except (ValueError, TypeError, AttributeError):
            return cls()


@dataclass(frozen=True)
class Merge:
    """The text of both saves, mine where both changed a field, and what became of what."""

    text: ArticleText
    notes: tuple[Note, ...]


def merge(base: Base, mine: ArticleText, theirs: ArticleText) -> Merge:
    """Lay my save over theirs. Fields that the form does not have are theirs."""
    notes: list[Note] = []
    said = _fields(theirs, mine, VERSION_FIELDS, base.version, "", notes)
    sections = _parts("section", SECTION_FIELDS, base.sections, mine.sections, theirs.sections, notes)
    references = _parts(
        "reference", REFERENCE_FIELDS, base.references, mine.references, theirs.references, notes
    )
    text = replace(said, sections=tuple(sections), references=tuple(references), supports=theirs.supports)
    return Merge(text, tuple(notes))


def print_of(name: str, value: object) -> str:
    """The fingerprint of one field's value."""
    return hashlib.sha256(f"{name}={value}".encode()).hexdigest()[:10]


def _prints(part: Part, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(print_of(name, value_of(part, name)) for name in names)


def _changed(part: Part, names: Sequence[str], prints: Sequence[str]) -> set[str]:
    now = _prints(part, names)
    if len(prints) != len(names):
        return set(names)
    return {name for name, before, after in zip(names, prints, now, strict=True) if before != after}


def _fields(
    theirs: P, mine: P, names: Sequence[str], prints: Sequence[str], prefix: str, notes: list[Note]
) -> P:
    """Theirs, with what I changed laid over it."""
    changed_by_me, changed_by_them = _changed(mine, names, prints), _changed(theirs, names, prints)
    over: dict[str, Any] = {}
    for name in names:
        my_value, their_value = value_of(mine, name), value_of(theirs, name)
        if my_value == their_value:
            continue
        if name in changed_by_me:
            over[name] = my_value
            if name in changed_by_them:
                notes.append(Note(f"{prefix}{name}", "both", my_value, their_value))
        else:
            notes.append(Note(f"{prefix}{name}", "theirs", my_value, their_value))
    return with_values(theirs, over)


def _parts(
    kind: str,
    names: Sequence[str],
    base: Mapping[UUID, tuple[str, ...]],
    mine: Sequence[R],
    theirs: Sequence[R],
    notes: list[Note],
) -> list[R]:
    my_parts, their_parts = {part.key: part for part in mine}, {part.key: part for part in theirs}
    kept: dict[UUID, R] = {}
    for key in _order(list(base), list(my_parts), list(their_parts)):
        my_part, their_part, path = my_parts.get(key), their_parts.get(key), f"{kind}-{key}"
        if my_part and their_part:
            kept[key] = _fields(their_part, my_part, names, base.get(key, ()), f"{path}-", notes)
            continue
        only = my_part or their_part
        assert only is not None  # noqa: S101 - the order holds no other keys
        if key not in base:
            kept[key] = only
            notes += [Note(path, "added", theirs=their_part)] if their_part else []
        elif _changed(only, names, base[key]):
            kept[key] = only
            notes.append(Note(path, "kept", mine=my_part, theirs=their_part))
        elif my_part:
            notes.append(Note(path, "gone", mine=my_part))
    return list(kept.values())


def _order(base: list[UUID], mine: list[UUID], theirs: list[UUID]) -> list[UUID]:
    """All keys of both: in my order if I moved anything, else in theirs; new ones follow their neighbour."""
    moved = [key for key in mine if key in base] != [key for key in base if key in mine]
    first, second = (mine, theirs) if moved else (theirs, mine)
    order = list(first)
    for place, key in enumerate(second):
        if key not in order:
            before = [other for other in second[:place] if other in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return order
