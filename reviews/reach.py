"""Whether a quorum can still be met by those who were asked, and who is told when it cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from articles import clock
from articles.models import User
from reviews import notices
from reviews.models import Assignment, AssignmentStatus, BoardMember, Clearance, Review, SignOff, Verdict
from reviews.quorum import Asks, Progress, out_of_reach, progress

#: After these verdicts a member has nothing more to give to the quorum.
_DONE = (Verdict.APPROVE, Verdict.RECUSE)


def members_left(versions: Iterable[int], today: date) -> dict[int, list[BoardMember]]:
    """Return who may yet approve in the open reviews of these versions, by version; one query.

    Those in office who were asked, did not decline, stated no conflict, and have neither approved nor recused
    themselves. Whoever asked for changes may still approve.
    """
    mine = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member")).order_by("-pk")
    cleared = Clearance.objects.filter(assignment=OuterRef("pk")).order_by("-pk")
    in_office = BoardMember.objects.filter(user__is_active=True).in_office(today)
    seats = (
        Assignment.objects.filter(review__version__in=list(versions), review__closed_at=None)
        .exclude(status=AssignmentStatus.DECLINED)
        .annotate(given=Subquery(mine.values("verdict")[:1]), conflict=Subquery(cleared.values("conflict")[:1]))
        .filter(Q(given=None) | ~Q(given__in=_DONE), Q(conflict=None) | Q(conflict=False))
        .filter(member__in=in_office.values("pk"))
    )
    found: dict[int, list[BoardMember]] = defaultdict(list)
    for seat in seats.select_related("member", "review").order_by("pk"):
        found[seat.review.version_id].append(seat.member)
    return found


def lost(rule: Asks, members: Collection[BoardMember], so_far: Progress) -> str:
    """Say why the quorum cannot be met any more by ``members``, or nothing if it can."""
    reasons = [why[:1].lower() + why[1:].rstrip(".") for why in out_of_reach(rule, list(members), so_far)]
    return f"Cannot be met any more: {'; '.join(reasons)}. Invite another member." if reasons else ""


def tell_if_lost(review: Review, member: BoardMember, *, by: User) -> None:
    """Tell the editors, if the quorum of an open review can no longer be met since this member left it."""
    version = review.version
    signoffs = list(SignOff.objects.filter(review=review).for_counting())
    so_far = progress(review, signoffs, digest=review.digest)
    left = members_left([version.pk], clock.now().date())[version.pk]
    why = lost(review, left, so_far)
    if why and not lost(review, [*left, member], so_far):
        notices.out_of_reach(version, why, by=by)
