"""Asking members into a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from articles import clock
from articles.models import User, Version
from reviews import notices, rules
from reviews.models import Assignment, BoardMember, Review
from reviews.refusals import Refused

ANSWER_DAYS = 3
REVIEW_DAYS = 14


def members_of_last_review(version: Version) -> list[BoardMember]:
    """Return those of the article's last review who are still in office."""
    last = Review.objects.filter(version__article=version.article).order_by("-pk").first()
    if last is None:
        return []
    today = clock.now().date()
    return list(BoardMember.objects.in_office(today).filter(assignments__review=last).order_by("pk"))


def invite_members(
    review: Review,
    version: Version,
    members: Sequence[BoardMember],
    *,
    by: User,
    answer_due: date | None,
    review_due: date | None,
) -> None:
    """Ask members into a review, each by mail, with the two dates that they are held to.

    Raises:
        Refused: if there are none, or one is not in office or wrote or edited the text.
    """
    if not members:
        raise Refused("Choose the board members who are to review this.")
    _refuse_those_who_may_not_sign(version, members)
    now = clock.now()
    for member in members:
        assignment, new = Assignment.objects.get_or_create(
            review=review,
            member=member,
            defaults={
                "invited_at": now,
                "invited_by": by,
                "answer_due": answer_due or now.date() + timedelta(days=ANSWER_DAYS),
                "review_due": review_due or now.date() + timedelta(days=REVIEW_DAYS),
            },
        )
        if new:
            notices.invited(assignment, version, by=by)


def _refuse_those_who_may_not_sign(version: Version, members: Sequence[BoardMember]) -> None:
    in_office = set(BoardMember.objects.in_office(clock.now().date()).values_list("pk", flat=True))
    wrote = rules.contributors_since_approval(version)
    for member in members:
        if member.pk not in in_office:
            raise Refused(f"{member.printed_name} is not in office.")
        if member.user_id in wrote:
            raise Refused(f"{member.printed_name} wrote or edited this text and cannot review it.")
