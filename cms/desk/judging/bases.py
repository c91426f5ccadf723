"""What a version can be compared with: the live one, the one that this member signed, any earlier one.

A comparison of mere wording has no choice: it is with the version that its signature names, reviewed in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from articles import clock
from articles.models import User, Version
from articles.states import EVER_LIVE, Status
from cms.desk.judging.wording import day
from reviews.light import newest_full, with_full
from reviews.models import Review, ReviewKind, SignOff, Verdict

NOTHING = "none"


@dataclass(frozen=True, kw_only=True)
class Base:
    """An earlier version. ``since`` ends "3 changes since …"; ``signed_at`` is when this person signed it.

    ``named``: it is the one that a signature on a comparison of wording names.
    """

    version: Version
    since: str
    live: bool
    signed_at: datetime | None
    named: bool = False

    @property
    def tab(self) -> str:
        """Its name where one chooses what to compare with."""
        if self.named:
            return f"Version {self.version.number}, reviewed in full"
        if self.live:
            return "The live version, which you signed" if self.signed_at else "The live version"
        return "What you signed last" if self.signed_at else f"Version {self.version.number}"


def bases_of(shown: Version, user: User, *, today: date, again: bool = False) -> list[Base]:
    """Return the earlier versions, the newest first. One query.

    Args:
        again: whether it is read anew as it stands; then it may itself be what this person signed.
    """
    verdicts = [Verdict.APPROVE, Verdict.REQUEST_CHANGES]
    signed = SignOff.objects.filter(
        review__version=OuterRef("pk"), member__user=user, verdict__in=verdicts
    ).exclude(review__closed_at=None)
    known = with_full(Version.objects.filter(article=shown.article_id, number__lte=shown.number))
    rows = list(
        known.exclude(status__in=[Status.DRAFT, Status.WITHDRAWN])
        .annotate(signed_at=Subquery(signed.order_by("-pk").values("at")[:1]))
        .order_by("-number")
    )
    rows = [row for row in rows if row.pk != shown.pk or (again and row.signed_at)]
    live = next((row for row in rows if row.status in EVER_LIVE), None)
    return [_base(row, live, today) for row in rows]


def named_base(bases: list[Base], review: Review) -> Base | None:
    """Return the version that a comparison of wording is with, as its signature names it; else None."""
    compared = newest_full(base.version for base in bases)
    if review.kind != ReviewKind.EDITORIAL or compared is None:
        return None
    since = f"version {compared.number}, which was reviewed in full"
    found = (base for base in bases if base.version.pk == compared.pk)
    return next((replace(base, since=since, named=True) for base in found), None)


def chosen_base(bases: list[Base], asked: str) -> Base | None:
    """Return the one asked for; else what this person signed last, what is live, or the one before."""
    if asked == NOTHING:
        return None
    for base in bases:
        if str(base.version.number) == asked:
            return base
    signed = (base for base in bases if base.signed_at)
    live = (base for base in bases if base.live)
    return next(signed, None) or next(live, None) or next(iter(bases), None)


def tabs(bases: list[Base], chosen: Base | None) -> list[Base]:
    """Return those worth a tab: the newest signed, the live one, the one before, and what was asked for."""
    wanted = [
        next((base for base in bases if base.signed_at), None),
        next((base for base in bases if base.live), None),
        bases[0] if bases else None,
        chosen,
    ]
    return [base for base in bases if base in wanted]


def _base(row: Version, live: Version | None, today: date) -> Base:
    signed_at: datetime | None = row.signed_at  # type: ignore[attr-defined]
    is_live = row is live
    if signed_at:
        since = f"you signed on {day(clock.day_of(signed_at), today)}"
    elif is_live:
        since = (
            "the live version" if row.status == Status.APPROVED else f"version {row.number}, which was live"
        )
    else:
        since = f"version {row.number}"
    return Base(version=row, since=since, live=is_live, signed_at=signed_at)
