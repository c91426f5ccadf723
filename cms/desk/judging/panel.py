"""The board at one review: who was asked, what each has said, how far it has come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from reviews.models import (
    Assignment,
    AssignmentStatus,
    Clearance,
    Disclosure,
    Event,
    Removal,
    Review,
    SignOff,
    Verdict,
)
from reviews.quorum import WHOLE, Progress, out_of_reach, progress


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One member in one review, with the last thing that they signed in it.

    ``conflict`` is None until the member has answered; ``disclosed_until`` None without a disclosure.
    """

    assignment: Assignment
    signoff: SignOff | None
    conflict: bool | None
    disclosed_until: date | None
    in_office: bool

    @property
    def verdict(self) -> str:
        """The verdict that stands, or nothing: none given, taken back, voided."""
        if self.signoff is None or self.signoff.verdict == Verdict.WITHDRAWN:
            return ""
        lost = hasattr(self.signoff, "voiding") or hasattr(self.signoff, "withdrawal")
        return "" if lost else self.signoff.verdict

    @property
    def may_yet_approve(self) -> bool:
        able = self.in_office and self.assignment.takes_part and not self.conflict
        return able and self.verdict != Verdict.RECUSE and not self.approved_whole

    @property
    def approved_whole(self) -> bool:
        """Whether a signature over the whole text stands; one over a part may still become one."""
        covers = self.signoff.scope.split() if self.signoff else []
        return self.verdict == Verdict.APPROVE and WHOLE in covers

    def ready(self, today: date) -> bool:
        """Whether accepted, declared and cleared: nothing stands between the member and a signature."""
        declared = self.disclosed_until is not None and self.disclosed_until >= today
        return self.assignment.status == AssignmentStatus.ACCEPTED and declared and self.conflict is False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """All seats of a review and the sum of them."""

    review: Review
    signoffs: list[SignOff]
    seats: list[Seat]
    progress: Progress
    out_of_reach: list[str]

    def seat_of(self, user_id: int | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.assignment.member.user_id == user_id), None)


def panel_of(
    review: Review, *, today: date, wrote: Collection[int] = (), taken: Collection[int] = ()
) -> Panel:
    """Return the board at a review, in two queries.

    Args:
        wrote: the users who wrote or edited the text; a signature of theirs counts for nothing.
        taken: the users whose wording was taken into it; they alone are never enough.
    """
    signoffs = _signoffs(review)
    last = {row.member_id: row for row in sorted(signoffs, key=lambda row: row.pk)}
    seats = [_seat(row, last.get(row.member_id), today) for row in _assignments(review)]
    so_far = progress(review, signoffs, digest=review.digest, wrote=wrote, taken=taken, at=review.closed_at)
    able = [seat.assignment.member for seat in seats if seat.may_yet_approve]
    return Panel(
        review=review,
        signoffs=signoffs,
        seats=seats,
        progress=so_far,
        out_of_reach=[] if review.closed_at else out_of_reach(review, able, so_far),
    )


def _signoffs(review: Review) -> list[SignOff]:
    """All of them, each with the head that the article's chain had when it was signed."""
    event = Event.objects.filter(record_table="reviews_signoff", record_id=OuterRef("pk"))
    rows = SignOff.objects.filter(review=review).for_counting()
    return list(
        rows.annotate(
            chain_seq=Subquery(event.values("seq")[:1]), chain_head=Subquery(event.values("hash")[:1])
        )
    )


def _assignments(review: Review) -> list[Assignment]:
    clearance = Clearance.objects.filter(assignment=OuterRef("pk")).order_by("-pk")
    disclosure = Disclosure.objects.filter(member=OuterRef("member")).order_by("-pk")
    rows = Assignment.objects.filter(review=review).select_related("member__user").order_by("pk")
    return list(
        rows.annotate(
            conflict=Subquery(clearance.values("conflict")[:1]),
            disclosed_until=Subquery(disclosure.values("expires_on")[:1]),
            removed=Exists(Removal.objects.filter(member=OuterRef("member"))),
        )
    )


def _seat(row: Assignment, signoff: SignOff | None, today: date) -> Seat:
    member = row.member
    in_term = member.term_starts <= today and (member.term_ends is None or member.term_ends >= today)
    return Seat(
        assignment=row,
        signoff=signoff,
        conflict=row.conflict,  # type: ignore[attr-defined]
        disclosed_until=row.disclosed_until,  # type: ignore[attr-defined]
        in_office=in_term and member.user.is_active and not row.removed,  # type: ignore[attr-defined]
    )
