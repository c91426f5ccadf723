"""What a member answers when asked to review: yes or no, which interests there are, whether one conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied

from articles import clock
from articles.acting import acting
from articles.editing import locked
from articles.models import User
from reviews import notices, reach, rules, signatures
from reviews.models import Assignment, AssignmentStatus, Clearance, DeclineReason, Disclosure
from reviews.refusals import Conflict, Refused, guarded
from reviews.workflow.moves import typed, write_event

DISCLOSURE_DAYS = 365


@contextmanager
def seat_of(assignment: Assignment, *, by: User, also_counted: bool = False) -> Iterator[Assignment]:
    """Open a transaction as the member who was asked, with the article locked and the assignment afresh.

    Args:
        also_counted: go on after the review has closed, where a signature of theirs stands in its decision.

    Raises:
        PermissionDenied: if ``by`` is somebody else, or the account is closed.
        Conflict: if the review is closed.
        Refused: if a guard of the database objects to what is done inside.
    """
    with guarded(), acting(by):
        version = locked(assignment.review.version)
        seats = Assignment.objects.select_related("member__user", "review")
        seat = seats.select_for_update(of=("self",), no_key=True).get(pk=assignment.pk)
        seat.review.version = version
        if not rules.answers_for(seat, by):
            raise PermissionDenied("This invitation is somebody else's.")
        if seat.review.closed_at is not None and not (also_counted and signatures.signature_of(seat)):
            raise Conflict(version, "The review was closed in the meantime.")
        yield seat


def accept(assignment: Assignment, *, by: User) -> Assignment:
    """Accept an invitation, or take back that one declined it. Disclosure and clearance are asked for next.

    Effects: one event.

    Raises:
        Conflict: if it was accepted already, or the review is closed.
    """
    with seat_of(assignment, by=by) as seat:
        if seat.status == AssignmentStatus.ACCEPTED:
            raise Conflict(seat.review.version, "You have accepted this already.")
        _answer(seat, AssignmentStatus.ACCEPTED)
        write_event("accept", version=seat.review.version)
        return _as_stored(seat)


def decline_invitation(
    assignment: Assignment,
    *,
    by: User,
    reason: str = DeclineReason.OTHER,
    note: str = "",
    ask_again_on: date | None = None,
) -> Assignment:
    """Decline an invitation, with a reason; or give up one that was accepted, while nothing signed stands.

    Effects: one event; the editors are told, also if the quorum is out of reach now.

    Raises:
        Conflict: if it was declined already, a verdict of one's own stands, or the review is closed.
    """
    if reason not in DeclineReason.values:
        raise Refused("Choose a reason from the list.")
    with seat_of(assignment, by=by) as seat:
        version = seat.review.version
        if seat.status == AssignmentStatus.DECLINED:
            raise Conflict(version, "You have declined this already.")
        if rules.last_words(version).filter(review=seat.review, member=seat.member).exists():
            raise Conflict(
                version, "You have signed in this review: withdraw that, or recuse yourself, instead."
            )
        _answer(seat, AssignmentStatus.DECLINED, reason=reason, note=note, again=ask_again_on)
        write_event("decline_invitation", version=version, note=reason)
        notices.invitation_declined(seat, by=by)
        reach.tell_if_lost(seat.review, seat.member, by=by)
        return _as_stored(seat)


def declare(
    assignment: Assignment,
    *,
    by: User,
    none_to_declare: bool = False,
    statement: str = "",
    expires_on: date | None = None,
) -> Disclosure:
    """Put a disclosure of interests on file, for a year: entries, or an explicit "none".

    It is about the member and not about this review, so that it may be made whatever became of the review.

    Effects: the database writes its event to the house chain.

    Raises:
        Refused: if it is neither, or both, or has run out before it begins.
        PermissionDenied: if ``by`` is somebody else.
    """
    if none_to_declare == bool(typed(statement)):
        raise Refused("Either state your interests, or say explicitly that there are none.")
    with guarded(), acting(by):
        if not rules.answers_for(assignment, by):
            raise PermissionDenied("A disclosure is made by the member alone.")
        today = clock.today()
        until = expires_on or today + timedelta(days=DISCLOSURE_DAYS)
        if until < today:
            raise Refused("Choose a day that is still to come.")
        made = Disclosure.objects.create(
            member=assignment.member,
            none_to_declare=none_to_declare,
            statement=typed(statement),
            expires_on=until,
        )
        return Disclosure.objects.get(pk=made.pk)


def clear(assignment: Assignment, *, by: User, conflict: bool = False, statement: str = "") -> Clearance:
    """Say whether there is a conflict of interest for this article. The newest answer counts.

    After the decision only a conflict can still be stated, by who signed: their signature stands no more.

    Effects: the database writes its event; a conflict is told to the editors at once.
    """
    if conflict and not typed(statement):
        raise Refused("Say what the conflict is, so that the editor can act on it.")
    with seat_of(assignment, by=by, also_counted=conflict) as seat:
        signed = signatures.signature_of(seat)
        given = Clearance.objects.create(assignment=seat, conflict=conflict, statement=typed(statement))
        if conflict and signed:
            for version in signatures.resting_on([signed]):
                signatures.tell_of_one(signed, version, by=by)
        elif conflict:
            notices.conflict_stated(seat, by=by)
            reach.tell_if_lost(seat.review, seat.member, by=by)
        return Clearance.objects.get(pk=given.pk)


def _answer(
    seat: Assignment, status: str, *, reason: str = "", note: str = "", again: date | None = None
) -> None:
    seat.status = status
    seat.answered_at = clock.now()
    seat.decline_reason, seat.decline_note, seat.ask_again_on = reason, typed(note), again
    seat.save()


def _as_stored(seat: Assignment) -> Assignment:
    return Assignment.objects.select_related("member__user", "review__version__article__topic").get(
        pk=seat.pk
    )
