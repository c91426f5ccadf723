"""The review: an editor starts it and invites, members answer, declare, sign; the chief answers objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from articles import clock
from articles.acting import acting
from articles.models import User, Version
from reviews import jobs, notices, rules
from reviews.models import (
    Answer,
    Assignment,
    AssignmentStatus,
    BoardMember,
    Clearance,
    DeclineReason,
    Disclosure,
    Review,
    ReviewKind,
    SignOff,
    Verdict,
)
from reviews.reauthentication import Reauthentication
from reviews.refusals import Conflict, Refused, guarded
from reviews.workflow.inviting import invite_members, members_of_last_review
from reviews.workflow.moves import case_of, fresh, move, write_event

DISCLOSURE_DAYS = 365
Row = TypeVar("Row", Disclosure, Clearance, SignOff, Answer)
MEANINGS = {
    Verdict.APPROVE: "I have read this text and approve it as a reviewer.",
    Verdict.REQUEST_CHANGES: "I have read this text and ask for changes before it is approved.",
    Verdict.RECUSE: "I do not take part in this review.",
    Verdict.WITHDRAWN: "I take back what I signed in this review.",
}


def start_review(
    version: Version,
    *,
    by: User,
    members: Sequence[BoardMember] = (),
    answer_due: date | None = None,
    review_due: date | None = None,
    note: str = "",
) -> Version:
    """Put a submitted version before the board. Without ``members``, those of the article's last review again.

    Effects: one event; a review with the policy of this moment; an invitation to each member, by mail.

    Raises:
        Refused: if nobody is to be invited, or somebody who may not sign this text.
    """
    with case_of(version, "start_review", by=by) as version:
        chosen = list(members) or members_of_last_review(version)
        review = Review.objects.create(version=version, kind=ReviewKind.FULL, opened_by=by)
        version = move(version, "to_under_review", "start_review", note=note)
        invite_members(review, version, chosen, by=by, answer_due=answer_due, review_due=review_due)
    return version


def invite(
    version: Version,
    *,
    by: User,
    members: Sequence[BoardMember],
    answer_due: date | None = None,
    review_due: date | None = None,
) -> Version:
    """Ask more members into the open review. Effects: one event and one mail for each."""
    with case_of(version, "invite", by=by) as version:
        review = _open_review_of(version)
        invite_members(review, version, members, by=by, answer_due=answer_due, review_due=review_due)
        for member in members:
            write_event("invite", version=version, note=member.printed_name)
    return fresh(version)


def accept(assignment: Assignment, *, by: User) -> Assignment:
    """Accept an invitation. Disclosure and clearance are asked for next. Effects: one event."""
    return _answer_invitation(assignment, AssignmentStatus.ACCEPTED, "accept", by=by)


def decline_invitation(
    assignment: Assignment, *, by: User, reason: str = DeclineReason.OTHER, note: str = "", ask_again_on: date | None = None
) -> Assignment:
    """Decline an invitation, with a reason. Effects: one event; the editors are told."""
    assignment = _answer_invitation(
        assignment, AssignmentStatus.DECLINED, "decline_invitation", by=by, reason=reason, note=note, again=ask_again_on
    )
    return assignment


def declare(
    assignment: Assignment,
    *,
    by: User,
    none_to_declare: bool = False,
    statement: str = "",
    expires_on: date | None = None,
) -> Disclosure:
    """Put a disclosure of interests on file, for a year: entries, or an explicit "none".

    Effects: the database writes its event to the house chain.

    Raises:
        Refused: if it is neither, or both, or somebody else's.
    """
    if none_to_declare == bool(statement.strip()):
        raise Refused("Either state your interests, or say explicitly that there are none.")
    with guarded(), acting(by):
        until = expires_on or clock.now().date() + timedelta(days=DISCLOSURE_DAYS)
        return _as_stored(
            Disclosure.objects.create(
                member=assignment.member, none_to_declare=none_to_declare, statement=statement.strip(), expires_on=until
            )
        )


def clear(assignment: Assignment, *, by: User, conflict: bool = False, statement: str = "") -> Clearance:
    """Say whether there is a conflict of interest for this article. The newest answer counts.

    Effects: the database writes its event; a conflict is told to the editors at once.
    """
    if conflict and not statement.strip():
        raise Refused("Say what the conflict is, so that the editor can act on it.")
    with guarded(), acting(by):
        clearance = Clearance.objects.create(assignment=assignment, conflict=conflict, statement=statement.strip())
        if conflict:
            notices.conflict_stated(assignment, by=by)
        return _as_stored(clearance)


def sign_off(
    review: Review,
    *,
    by: User,
    verdict: str,
    digest: str,
    proof: Reauthentication,
    scope: str = "whole",
    meaning: str = "",
    statement: str = "",
) -> SignOff:
    """Sign a verdict on exactly the text with this digest.

    Effects: the signature, its event, and a receipt to the signer with digest and chain head; the editors are
    told; where the policy says so and the quorum is met, the version publishes itself.

    Args:
        scope: ``whole``, ``doses``, section keys; several with a space between them.

    Raises:
        NotTheSigner: if the proof is not for this person and this digest.
        Refused: with the guard's words, if the text moved on or the authority is lacking.
    """
    proof.use(by, digest)
    with case_of(review.version, "sign_off", by=by) as version:
        signoff = _as_stored(
            SignOff.objects.create(
                review=review,
                member=_member(by),
                verdict=verdict,
                scope=scope,
                meaning=meaning or MEANINGS[Verdict(verdict)],
                statement=statement.strip(),
                digest=digest,
                method=proof.method,
                proof=proof.number,
            )
        )
        notices.signed(signoff, version)
        if rules.policy_publishes(version):
            jobs.publish_itself.defer(version_id=version.pk)
    return signoff


def withdraw_signoff(review: Review, *, by: User, note: str = "") -> SignOff:
    """Take back one's verdict while the review is open. After the decision it raises an alarm instead.

    Effects: a new row and its event; the editors are told.

    Raises:
        Conflict: after the decision. The alarm is an event and a mail to the editors; nothing is un-approved.
    """
    if Review.objects.filter(pk=review.pk).exclude(closed_at=None).exists():
        _raise_alarm(review, by=by, note=note)
    with case_of(review.version, "withdraw_signoff", by=by) as version:
        signoff = _as_stored(
            SignOff.objects.create(
                review=review,
                member=_member(by),
                verdict=Verdict.WITHDRAWN,
                meaning=MEANINGS[Verdict.WITHDRAWN],
                statement=note.strip(),
                digest=version.digest,
            )
        )
        notices.signed(signoff, version)
    return signoff


def answer_objection(signoff: SignOff, *, by: User, text: str) -> Answer:
    """Answer a standing request for changes. The quorum rises by one. Effects: one event."""
    if not text.strip():
        raise Refused("An objection is answered with a reason.")
    with case_of(signoff.review.version, "answer_objection", by=by):
        return _as_stored(Answer.objects.create(signoff=signoff, answered_by=by, text=text.strip()))


def _as_stored(row: Row) -> Row:
    return type(row).objects.get(pk=row.pk)


def _member(by: User) -> BoardMember:
    member = BoardMember.objects.filter(user=by).first()
    if member is None:
        raise PermissionDenied("Only board members sign.")
    return member


def _open_review_of(version: Version) -> Review:
    review = rules.open_review(version)
    if review is None:
        raise Conflict(version, "The review was closed in the meantime.")
    return review


def _answer_invitation(
    assignment: Assignment,
    status: str,
    action: str,
    *,
    by: User,
    reason: str = "",
    note: str = "",
    again: date | None = None,
) -> Assignment:
    with guarded(), acting(by):
        fresh_one = Assignment.objects.select_related("member", "review__version__article").select_for_update(
            of=["self"], no_key=True
        ).get(pk=assignment.pk)
        if fresh_one.member.user_id != by.pk or not by.is_active:
            raise PermissionDenied("This invitation is somebody else's.")
        if fresh_one.review.closed_at is not None:
            raise Conflict(fresh_one.review.version, "The review was closed in the meantime.")
        fresh_one.status = status
        fresh_one.answered_at = clock.now()
        fresh_one.decline_reason, fresh_one.decline_note, fresh_one.ask_again_on = reason, note.strip(), again
        fresh_one.save()
        write_event(action, version=fresh_one.review.version, note=reason)
        if status == AssignmentStatus.DECLINED:
            notices.invitation_declined(fresh_one, by=by)
    return fresh_one


def _raise_alarm(review: Review, *, by: User, note: str) -> None:
    member = _member(by)
    if not SignOff.objects.filter(review=review, member=member).exists():
        raise PermissionDenied("You signed nothing in this review.")
    with guarded(), acting(by):
        version = Version.objects.select_related("article").get(pk=review.version_id)
        write_event("alarm", version=version, note=f"{member.printed_name} would withdraw: {note}".strip())
        notices.alarm(version, by=by, note=note)
    raise Conflict(version, "This review was decided already. The editors have been told that you object.")
