"""Asking board members into a review: the editor starts it, and asks more when it needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from simple_history.utils import bulk_update_with_history

from articles import clock
from articles.models import Article, User, Version
from articles.states import Status
from reviews import notices, reach, rules, urgency
from reviews.light import Way, way_of
from reviews.models import (
    TAKING_PART,
    Assignment,
    AssignmentStatus,
    BoardMember,
    Clearance,
    Review,
    SignOff,
    Verdict,
)
from reviews.refusals import Conflict, Refused
from reviews.workflow.moves import case_of, fresh, move, typed, write_event

ANSWER_DAYS = 3
REVIEW_DAYS = 14


def start_review(
    version: Version,
    *,
    by: User,
    members: Sequence[BoardMember] = (),
    answer_due: date | None = None,
    review_due: date | None = None,
    note: str = "",
    in_full: bool = False,
) -> Version:
    """Put a submitted version before the board. Without ``members``, before those of the last review again.

    The correction of what readers see on hold goes to everybody who may sign it instead.

    Effects: one event; a review with the policy of this moment; an invitation to each member, by mail. Where
    no more than wording changed since the last full review, one member compares the two, unless ``in_full``.

    Raises:
        Refused: if nobody is to be invited, or somebody who may not sign this text.
    """
    with case_of(version, "start_review", by=by) as version:
        chosen = list(members) or _members_for(version)
        way = Way() if in_full else way_of(version)
        review = Review.objects.create(version=version, kind=way.kind, opened_by=by)
        said = f"{way.recorded} {note}".strip()
        move(version, "to_under_review", "start_review", note=said, record=review)
        invite_members(review, version, chosen, by=by, answer_due=answer_due, review_due=review_due)
        return fresh(version)


def invite(
    version: Version,
    *,
    by: User,
    members: Sequence[BoardMember],
    answer_due: date | None = None,
    review_due: date | None = None,
) -> Version:
    """Ask more members into the open review, or again who declined.

    Effects: an event and a mail for each.

    Raises:
        Refused: if nobody new is to be asked, or somebody who may not sign this text.
    """
    with case_of(version, "invite", by=by) as version:
        review = Review.objects.open().filter(version=version).first()
        if review is None:
            raise Conflict(version, "The review was closed in the meantime.")
        asked = invite_members(review, version, members, by=by, answer_due=answer_due, review_due=review_due)
        for assignment in asked:
            write_event("invite", version=version, note=assignment.member.printed_name)
        return fresh(version)


def withdraw_invitation(assignment: Assignment, *, by: User, note: str = "") -> Assignment:
    """Take back that a member was asked, while no verdict of theirs stands. They may be asked again.

    Effects: one event; the member is told, and the editors if the quorum is out of reach now.

    Raises:
        Conflict: if the member takes no part any more, or has signed.
        Refused: without a reason.
    """
    if not typed(note):
        raise Refused("Say why the invitation is taken back: the member reads it.")
    with case_of(assignment.review.version, "withdraw_invitation", by=by) as version:
        seats = Assignment.objects.select_related("member__user", "review")
        seat = seats.select_for_update(of=("self",), no_key=True).get(pk=assignment.pk)
        if seat.review.closed_at is not None:
            raise Conflict(version, "The review was closed in the meantime.")
        if not seat.takes_part:
            raise Conflict(version, f"{seat.member.printed_name} takes no part in this review any more.")
        stands = rules.last_words(version).filter(review=seat.review, member=seat.member)
        if stands.exclude(verdict=Verdict.WITHDRAWN).exists():
            raise Conflict(version, f"{seat.member.printed_name} has signed in this review.")
        seat.status, seat.answered_at = AssignmentStatus.WITHDRAWN, clock.now()
        seat.save()
        seat.review.version = version
        write_event("withdraw_invitation", version=version, note=f"{seat.member.printed_name}: {typed(note)}")
        notices.invitation_withdrawn(seat, by=by, note=typed(note))
        reach.tell_if_lost(seat.review, seat.member, by=by)
        return seat


def hasten(article: Article, *, by: User) -> None:
    """Make urgent what is before the board already, as the live text of ``article`` is put on hold.

    Effects: whoever is yet to sign is held to the dates of an urgent review, and told by mail.
    """
    review = urgency.before_the_board(article)
    if review is None:
        return
    newest = (
        SignOff.objects.filter(review=review, member=OuterRef("member")).order_by("-pk").values("verdict")
    )
    seats = Assignment.objects.filter(review=review, member__in=members_of(review)).select_related("member")
    seats = seats.annotate(said=Subquery(newest[:1])).filter(Q(said=None) | Q(said=Verdict.WITHDRAWN))
    waiting = list(seats.order_by("pk"))
    answer_due, review_due = urgency.dates(clock.today())
    for seat in waiting:
        seat.answer_due = min(seat.answer_due or answer_due, answer_due)
        seat.review_due = min(seat.review_due or review_due, review_due)
        notices.hastened(seat, review.version, by=by)
    if waiting:
        bulk_update_with_history(waiting, Assignment, ["answer_due", "review_due"])


def _members_for(version: Version) -> list[BoardMember]:
    if urgency.is_urgent(version.article):
        return fit_to_review(version, list(BoardMember.objects.order_by("pk")))
    return members_of_last_review(version)


def members_of_last_review(version: Version) -> list[BoardMember]:
    """Return those of the article's last review who took part in it and may still sign."""
    last = Review.objects.filter(version__article=version.article_id).order_by("-pk").first()
    return fit_to_review(version, members_of(last)) if last else []


def members_of(review: Review) -> list[BoardMember]:
    """Return those who were asked into a review and neither declined, nor recused, nor stated a conflict."""
    newest = Clearance.objects.filter(assignment=OuterRef("pk")).order_by("-pk").values("conflict")[:1]
    seats = Assignment.objects.filter(review=review).filter(status__in=TAKING_PART)
    seats = seats.annotate(conflict=Coalesce(Subquery(newest), False)).filter(conflict=False)
    asked = BoardMember.objects.filter(pk__in=seats.values("member"))
    recused = asked.filter(signoffs__review=review, signoffs__verdict=Verdict.RECUSE)
    return list(asked.exclude(pk__in=recused).order_by("pk"))


def fit_to_review(version: Version, members: Sequence[BoardMember]) -> list[BoardMember]:
    """Return those of the members who may sign this text: in office, and no word of theirs in it."""
    in_office, wrote = _in_office(members), rules.contributors_since_approval(version)
    return [member for member in members if not _reason_against(member, in_office, wrote)]


def invite_members(
    review: Review,
    version: Version,
    members: Iterable[BoardMember],
    *,
    by: User,
    answer_due: date | None,
    review_due: date | None,
) -> list[Assignment]:
    """Ask members into a review, each by mail, with the two dates that they are held to.

    Returns the new assignments; who has one already and did not decline it keeps it as it is. Without dates,
    those of an urgent review where it corrects what is on hold.

    Raises:
        Refused: if there are none to ask, or one is not in office or wrote or edited the text.
    """
    members = list({member.pk: member for member in members}.values())
    _refuse_those_who_may_not_sign(version, members)
    seated = {seat.member_id: seat for seat in Assignment.objects.filter(review=review, member__in=members)}
    today = clock.today()
    urgent = version.status != Status.APPROVED and urgency.is_urgent(version.article)
    days = (urgency.ANSWER_DAYS, urgency.REVIEW_DAYS) if urgent else (ANSWER_DAYS, REVIEW_DAYS)
    dates = {
        "answer_due": answer_due or today + timedelta(days=days[0]),
        "review_due": review_due or today + timedelta(days=days[1]),
    }
    asked = [
        _asked(seated.get(member.pk) or Assignment(review=review, member=member), by=by, **dates)
        for member in members
        if member.pk not in seated or not seated[member.pk].takes_part
    ]
    if not asked:
        raise Refused(
            "They are all in this review already."
            if members
            else "Choose the board members who are to review this."
        )
    for assignment in asked:
        notices.invited(assignment, version, by=by, urgent=urgent)
    return asked


def _asked(assignment: Assignment, *, by: User, answer_due: date, review_due: date) -> Assignment:
    """Ask, or ask again: nothing of an earlier answer is left on the row; its history keeps it."""
    assignment.status = AssignmentStatus.INVITED
    assignment.invited_at, assignment.invited_by = clock.now(), by
    assignment.answer_due, assignment.review_due = answer_due, review_due
    assignment.answered_at = assignment.ask_again_on = None
    assignment.decline_reason = assignment.decline_note = ""
    assignment.save()
    return assignment


def _refuse_those_who_may_not_sign(version: Version, members: Sequence[BoardMember]) -> None:
    in_office = _in_office(members)
    wrote = rules.contributors_since_approval(version)
    for member in members:
        if why := _reason_against(member, in_office, wrote):
            raise Refused(why)


def _in_office(members: Sequence[BoardMember]) -> set[int]:
    asked = BoardMember.objects.filter(pk__in=[member.pk for member in members])
    return set(asked.in_office(clock.today()).values_list("pk", flat=True))


def _reason_against(member: BoardMember, in_office: set[int], wrote: set[int]) -> str:
    if member.pk not in in_office:
        return f"{member.printed_name} is not in office."
    if member.user_id in wrote:
        return f"{member.printed_name} wrote or edited this text and cannot review it."
    return ""
