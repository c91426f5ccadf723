"""What was in a draft before: who saved it last, and the parts that were taken out, which can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Reference, Section, User, Version
from cms.desk.writing import restructuring

_MOST = 12
_SECTION = ("key", "level", "heading", "body", "plain_body")
_REFERENCE = ("key", "kind", "title", "source", "year", "doi", "pmid", "url", "csl")


@dataclass(frozen=True)
class Removed:
    """A part that was taken out. ``command`` puts it back."""

    command: str
    kind: str
    name: str
    at: datetime


@dataclass(frozen=True)
class LastSave:
    by: User | None
    at: datetime


def last_save(version: Version) -> LastSave | None:
    """Who saved the draft last, and when. One query."""
    row = Version.history.filter(id=version.pk).order_by("-history_id").first()
    if row is None:
        return None
    return LastSave(User.objects.filter(pk=row.history_user_id).first(), row.history_date)


def removed(version: Version, text: ArticleText) -> list[Removed]:
    """The parts that were taken out of the draft and are not in it again, latest first. Two queries."""
    standing = {part.key for part in text.sections} | {part.key for part in text.references}
    found: list[Removed] = []
    told: set[UUID] = set()
    models: tuple[tuple[Any, str], ...] = ((Section, "section"), (Reference, "reference"))
    for model, kind in models:
        rows = model.history.filter(version_id=version.pk, history_type="-").order_by("-history_id")
        for row in rows[:_MOST]:
            if row.key in standing or row.key in told or not _says_something(row):
                continue
            told.add(row.key)
            name = row.heading if kind == "section" else row.title
            found.append(Removed(f"{kind}-restore {row.history_id}", kind, name, row.history_date))
    return sorted(found, key=lambda part: part.at, reverse=True)


def put_back(version: Version, text: ArticleText, command: str) -> tuple[ArticleText, str] | None:
    """The text with a part put back where it was, and its anchor; None if that is not the command."""
    verb, _, said = command.partition(" ")
    if verb not in ("section-restore", "reference-restore") or not said.isdigit():
        return None
    model: Any = Section if verb == "section-restore" else Reference
    row = model.history.filter(version_id=version.pk, history_type="-", history_id=int(said)).first()
    if row is None:
        return text, ""
    part = (
        SectionText(**{name: getattr(row, name) for name in _SECTION})
        if model is Section
        else ReferenceText(**{name: getattr(row, name) for name in _REFERENCE})
    )
    return restructuring.put_back(text, part, row.position - 1)


def _says_something(row: Any) -> bool:
    names = (
        ("heading", "body", "plain_body") if hasattr(row, "heading") else ("title", "source", "doi", "url")
    )
    return any(getattr(row, name) for name in names)
