"""The light path: whether a new version may go to the board as mere wording, and what it is compared with.

The class is computed from the two texts, never declared. An editor may ask for more than it, nobody for less.
The floor below the rule of ``articles.content.editorial``, the last full review and what no change of wording
touches, the database holds itself (``reviews_fully_approved`` and ``reviews_bones`` in guards.sql).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from articles.content.editorial import RULE, wording_only
from articles.editing import text_of
from articles.models import Version
from articles.states import Status
from reviews.bones import within_floor
from reviews.models import Approval, Hold, ReviewKind

#: What is signed where one member compares the wording with the text that was fully reviewed.
COMPARED = (
    "I have compared this text with version {number}, which was fully reviewed, and they mean the same."
)
_RECORDED = re.compile(r"Wording only since version (\d+), by rule (\d+)\b")


@dataclass
class Comparison:
    """What a comparison asks for, as a policy does: one signature, whoever gives it."""

    quorum: int = 1
    required_scopes: list[str] = field(default_factory=list)
    required_specialties: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a version goes to the board. ``compared`` is the last text that was fully reviewed, or None.

    ``reasons`` say, as sentences, why a text with such a text before it is reviewed in full.
    """

    kind: ReviewKind = ReviewKind.FULL
    compared: Version | None = None
    words: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def light(self) -> bool:
        return self.kind == ReviewKind.EDITORIAL

    @property
    def recorded(self) -> str:
        """What the record keeps of a light start: with what it was compared, and by which rule."""
        if not (self.light and self.compared):
            return ""
        words = "1 word" if self.words == 1 else f"{self.words} words"
        return f"Wording only since version {self.compared.number}, by rule {RULE}: {words}."


def way_of(version: Version) -> Way:
    """Return the way of a submitted version: the light one for mere wording, else the full one with reasons.

    At most eleven queries, none for a first version.
    """
    compared = last_fully_reviewed(version)
    if compared is None:
        return Way()
    if Hold.objects.open().filter(article=version.article_id).exists():
        return Way(
            compared=compared, reasons=("Something here is on hold; what corrects it is read in full.",)
        )
    old, new = text_of(compared), text_of(version)
    verdict = wording_only(old, new)
    if not verdict.light:
        return Way(compared=compared, reasons=verdict.reasons)
    if not within_floor(old, new) or compared.content_format != version.content_format:
        return Way(compared=compared, reasons=("A figure, or the word that it counts, changed.",))
    return Way(kind=ReviewKind.EDITORIAL, compared=compared, words=verdict.words)


def last_fully_reviewed(version: Version) -> Version | None:
    """Return the last text before this one that the whole quorum approved, if nothing was retracted since."""
    if version.number == 1:
        return None
    earlier = version.article.versions.filter(number__lt=version.number)
    full = earlier.filter(
        approvals__kind=ReviewKind.FULL, status__in=(Status.APPROVED, Status.SUPERSEDED)
    ).order_by("-number")
    compared = full.first()
    if compared is None or earlier.filter(status=Status.RETRACTED, number__gt=compared.number).exists():
        return None
    return compared


def newest_full(rows: Iterable[Version]) -> Version | None:
    """Return the same of rows at hand: versions before the one in question, newest first, ``with_full``."""
    for row in rows:
        if row.status == Status.RETRACTED:
            return None
        if row.fully and row.status in (Status.APPROVED, Status.SUPERSEDED):  # type: ignore[attr-defined]
            return row
    return None


def with_full(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Each with ``fully``: whether a whole quorum approved it."""
    full = Approval.objects.filter(version=OuterRef("pk"), kind=ReviewKind.FULL)
    return versions.annotate(fully=Exists(full))


def rule_recorded(note: str) -> tuple[int, int] | None:
    """Return the number of the version and of the rule that such a line names; None for any other note."""
    match = _RECORDED.match(note)
    return (int(match[1]), int(match[2])) if match else None
