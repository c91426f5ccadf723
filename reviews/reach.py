"""Whether a quorum can still be met by those who were asked, and who is told when it cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from articles import clock
from articles.models import User
from reviews import notices
from reviews.models import (
    TAKING_PART,
    Assignment,
    BoardMember,
    Clearance,
    Review,
    SignOff,
    Verdict,
)
from reviews.quorum import WHOLE, Asks, Progress, out_of_reach, progress
from reviews.taken import taken_from

#: What everybody who is involved is told: not who left, nor what anybody signed.
SHORT = (
    "Those who were asked cannot complete this review any more: another member is needed. The editors have "
    "been told."
)


def seats_left() -> QuerySet[Assignment]:
    """Return the seats in open reviews whose members may yet approve.

    Those in office who were asked, did not decline, stated no conflict, and have neither approved the whole
    text nor recused themselves. Whoever asked for changes, or signed a part of it, may still approve.
    """
    return _seats().filter(member__in=_in_office().values("pk"))


def seats_vacated() -> QuerySet[Assignment]:
    """Return the seats whose members could approve, had not their term ended or their account been closed."""
    return _seats().filter(member__removals=None).exclude(member__in=_in_office().values("pk"))


def _in_office() -> QuerySet[BoardMember]:
    today: Any = clock.Today()
    return BoardMember.objects.in_office(today)


def _seats() -> QuerySet[Assignment]:
    mine = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member")).order_by("-pk")
    cleared = Clearance.objects.filter(assignment=OuterRef("pk")).order_by("-pk")
    in_part = Q(given=Verdict.APPROVE) & ~Q(covers__contains=WHOLE)
    may_yet = Q(given__in=(Verdict.REQUEST_CHANGES, Verdict.WITHDRAWN)) | in_part
    return (
        Assignment.objects.filter(review__closed_at=None)
        .filter(status__in=TAKING_PART)
        .annotate(
            given=Subquery(mine.values("verdict")[:1]),
            covers=Subquery(mine.values("scope")[:1]),
            conflict=Subquery(cleared.values("conflict")[:1]),
        )
        .filter(Q(given=None) | may_yet, Q(conflict=None) | Q(conflict=False))
        .order_by("pk")
    )


def able_in(version: str = "pk") -> ArraySubquery:
    """Return, for a list of versions, the members who may yet approve: what ``members_of`` reads."""
    row = JSONObject(pk="member", user="member__user", specialties="member__specialties")
    return ArraySubquery(seats_left().filter(review__version=OuterRef(version)).values(row=row))


def members_of(rows: Iterable[Mapping[str, Any]]) -> list[BoardMember]:
    """Return the members that ``able_in`` found, with what a quorum asks of them and no more."""
    return [
        BoardMember(pk=row["pk"], user_id=row["user"], specialties=row["specialties"]) for row in rows or []
    ]


def members_left(review: Review) -> list[BoardMember]:
    """Return who may yet approve in an open review; one query."""
    return [seat.member for seat in seats_left().filter(review=review).select_related("member")]


def lost(rule: Asks, members: Collection[BoardMember], so_far: Progress) -> str:
    """Say why the quorum cannot be met any more by ``members``, or nothing if it can."""
    reasons = [why[:1].lower() + why[1:].rstrip(".") for why in out_of_reach(rule, list(members), so_far)]
    if not reasons:
        return ""
    wanted = so_far.needed - so_far.given
    if wanted > len(members):  # the first reason, in words that say who is left
        left = {0: "nobody", 1: "only one member"}.get(len(members), f"only {len(members)} members")
        more = "one more signature is" if wanted == 1 else f"{wanted} more signatures are"
        reasons[0] = f"{left} of those asked may still sign, and {more} needed"
    return f"Cannot be met any more: {'; '.join(reasons)}. Invite another member."


def told_to(why: str, *, edits: bool) -> str:
    """Return what somebody is told of it: the editors why, everybody else only that it is so."""
    return why if edits or not why else SHORT


def so_far_in(review: Review) -> Progress:
    """Return how far an open review has come; two queries."""
    signoffs = list(SignOff.objects.filter(review=review).for_counting())
    return progress(review, signoffs, digest=review.digest, taken=taken_from(review.version))


def tell_if_lost(review: Review, member: BoardMember, *, by: User) -> None:
    """Tell the editors, if the quorum of an open review can no longer be met since this member left it."""
    so_far = so_far_in(review)
    left = [each for each in members_left(review) if each.pk != member.pk]
    why = lost(review, left, so_far)
    if why and not lost(review, [*left, member], so_far):
        notices.out_of_reach(review.version, why, by=by)


def tell_if_lost_by_answer(review: Review, *, by: User) -> None:
    """Tell the editors, if an objection that was answered asks for one signature more than there can be."""
    so_far, left = so_far_in(review), members_left(review)
    why = lost(review, left, so_far)
    if why and not lost(review, left, replace(so_far, needed=so_far.needed - 1)):
        notices.out_of_reach(review.version, why, by=by)
