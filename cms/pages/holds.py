"""Holds as readers see them: what they cover on a page, and what the public history tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, JSONObject

from articles.content.text import SectionText
from articles.models import Section, Version
from cms.pages import wording
from reviews.models import Hold, HoldReason


@dataclass(frozen=True, kw_only=True)
class Cover:
    """A hold over a section, or (without a key) over the page: open, or ended by a correction later on.

    ``body`` is what it covers; ``corrected_in`` is the number of the version that ended it.
    """

    section_key: UUID | None
    reason: str
    laid_at: datetime
    lifted_at: datetime | None = None
    corrected_in: int | None = None
    body: str = ""

    def covers(self, section: SectionText) -> bool:
        """Whether a section is the held one, or says the same under a key of its own."""
        return self.section_key is not None and (
            section.key == self.section_key or (bool(self.body) and section.body == self.body)
        )


def covers() -> ArraySubquery:
    """The holds that cover a version: the open ones, and for ever those that a later version corrected.

    A hold that was lifted without a correction found its text in order: it covers nothing any more.
    """
    later = Version.objects.filter(article=OuterRef("article"), number__gt=OuterRef(OuterRef("number")))
    replaced = later.filter(live_at__gt=OuterRef("laid_at"), live_at__lte=OuterRef("lifted_at"))
    rows = Hold.objects.filter(
        Q(lifted_at=None)
        | Q(lifted_by_version__number__gt=OuterRef("number"))
        | Q(Exists(replaced), section_key=None),
        article=OuterRef("article"),
    ).order_by(F("lifted_at").asc(nulls_first=True), "pk")
    held = Section.objects.filter(version=OuterRef("version"), key=OuterRef("section_key"))
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                section_key=Cast("section_key", CharField()),
                reason=F("reason"),
                laid_at=F("laid_at"),
                lifted_at=F("lifted_at"),
                corrected_in=F("lifted_by_version__number"),
                body=Subquery(held.values("body")[:1]),
            )
        )
    )


def covers_in(rows: Sequence[Mapping[str, Any]]) -> tuple[Cover, ...]:
    """Read what ``covers`` gave, in its order."""
    return tuple(
        Cover(
            section_key=UUID(row["section_key"]) if row["section_key"] else None,
            reason=row["reason"],
            laid_at=datetime.fromisoformat(row["laid_at"]),
            lifted_at=datetime.fromisoformat(row["lifted_at"]) if row["lifted_at"] else None,
            corrected_in=row["corrected_in"],
            body=row["body"] or "",
        )
        for row in rows
    )


def on_version() -> ArraySubquery:
    """Every hold that was placed on a version while it was live, oldest first, as JSON for ``told``."""
    held = Section.objects.filter(version=OuterRef("version"), key=OuterRef("section_key"))
    return ArraySubquery(
        Hold.objects.filter(version=OuterRef("pk"))
        .order_by("pk")
        .values(
            row=JSONObject(
                heading=Subquery(held.values("heading")[:1]),
                reason=F("reason"),
                laid_at=F("laid_at"),
                lifted_at=F("lifted_at"),
                corrected_in=F("lifted_by_version__number"),
            )
        )
    )


def told(row: Mapping[str, Any]) -> str:
    """What the public history says of a hold. As on the page, it is the editors who did it: no names."""
    place = f"“{row['heading']}”" if row["heading"] else "The whole page"
    reason = HoldReason(row["reason"]).label
    began = wording.day(datetime.fromisoformat(row["laid_at"]))
    said = f"{place} was put on hold by the editors on {began}: {reason[:1].lower()}{reason[1:]}."
    if not row["lifted_at"]:
        return f"{said} It is still on hold."
    ended = wording.day(datetime.fromisoformat(row["lifted_at"]))
    if row["corrected_in"]:
        return f"{said} Version {row['corrected_in']} corrected it on {ended}; here it stays covered."
    return f"{said} Another editor looked into it and lifted the hold on {ended}."
