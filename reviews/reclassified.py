"""What signers are told of a lower risk or another topic, asked for or done since the text was submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from articles import clock
from articles.models import Version
from articles.states import EVER_LIVE
from reviews.models import Reclassification


@dataclass(frozen=True, kw_only=True)
class Told:
    """A change with its reason; ``sentence`` says who asked, who confirmed it, and when."""

    sentence: str
    reason: str


def told_to_signers(version: str) -> ArraySubquery:
    """Return, for a list of rows, what ``read`` reads: the changes since the version that was live before.

    What was declined, or ended unanswered with an earlier version, is left out.

    Args:
        version: the way from a row to its version.
    """
    overtaken = Version.objects.filter(
        article=OuterRef("article"),
        status__in=EVER_LIVE,
        number__gte=OuterRef("version__number"),
        number__lt=OuterRef(OuterRef(f"{version}__number")),
    )
    rows = Reclassification.objects.filter(
        ~Exists(overtaken),
        Q(confirmed=True) | Q(confirmed=None, version=OuterRef(version)),
        version__article=OuterRef(f"{version}__article"),
        version__number__lte=OuterRef(f"{version}__number"),
    )
    fields = {
        "risk": F("risk"),
        "was_risk": F("risk_before"),
        "topic": F("topic__name"),
        "was_topic": F("topic_before__name"),
        "reason": F("reason"),
        "asked": _name("asked_by"),
        "answered": _name("answered_by"),
        "at": F("answered_at"),
    }
    return ArraySubquery(rows.order_by("pk").values(row=JSONObject(**fields)))


def read(rows: Iterable[dict[str, Any]] | None) -> list[Told]:
    """Return them in words."""
    return [Told(sentence=_sentence(row), reason=row["reason"]) for row in rows or []]


def _name(of: str) -> Coalesce:
    return Coalesce(NullIf(F(f"{of}__name"), Value("")), F(f"{of}__username"))


def _sentence(row: dict[str, Any]) -> str:
    parts = []
    if row["risk"] != row["was_risk"]:
        parts.append(f"risk from {row['was_risk']} to {row['risk']}")
    if row["topic"] != row["was_topic"]:
        parts.append(f"topic from {row['was_topic']} to {row['topic']}")
    said = " and the ".join(parts)
    if not row["answered"]:
        return f"{row['asked']} asks to change the {said}. Nothing changes until a second editor confirms it."
    day = clock.day_of(datetime.fromisoformat(row["at"]))
    if row["asked"] == row["answered"]:
        return f"{row['answered']}, editor-in-chief, changed the {said} on {day:%-d %B %Y}."
    return f"{row['answered']} changed the {said} on {day:%-d %B %Y}; {row['asked']} had asked for it."
