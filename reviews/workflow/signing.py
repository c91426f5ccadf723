"""Signatures: given, withdrawn, and objections answered by the editor-in-chief."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied

from articles.acting import acting
from articles.editing import locked
from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import jobs, notices, preparing, reach, rules
from reviews.light import last_fully_reviewed
from reviews.models import Answer, BoardMember, Outcome, Review, ReviewKind, SignOff, Verdict
from reviews.reauthentication import Reauthentication
from reviews.refusals import Conflict, Refused, guarded
from reviews.workflow.moves import case_of, typed, write_event

Row = TypeVar("Row", SignOff, Answer)
MEANINGS = {
    Verdict.APPROVE: "I have read this text and approve it as a reviewer.",
    Verdict.REQUEST_CHANGES: "I have read this text and ask for changes before it is approved.",
    Verdict.RECUSE: "I do not take part in this review.",
    Verdict.WITHDRAWN: "I take back what I signed in this review.",
}
#: What is signed where one member compares the wording with the text that was fully reviewed.
COMPARED = (
    "I have compared this text with version {number}, which was fully reviewed, and they mean the same."
)
SIGNED_FOR = (Verdict.APPROVE, Verdict.REQUEST_CHANGES, Verdict.RECUSE)


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
    checklist: list[list[str]] | None = None,
) -> SignOff:
    """Sign a verdict on exactly the text with this digest.

    Effects: the signature, its event, and a receipt to the signer with digest and chain head; the editors are
    told; where the policy says so and the quorum is met, the version publishes itself.

    ``scope`` is ``whole``, ``doses`` or section keys, several with a space between them. ``checklist`` is
    [[line, answer], …] where the review has one: its own lines; ``yes``, ``no``, ``not_applicable``. What the
    member had prepared in this review is cleared.

    Raises:
        NotTheSigner: if the proof is not for this person and this digest.
        Conflict: if the review was closed, the version has moved on, or just this was signed already.
        Refused: with the guard's words, if the text is another one or the authority is lacking.
    """
    if verdict not in SIGNED_FOR:
        raise Refused("Choose what you sign: that you approve, ask for changes, or recuse yourself.")
    proof.use(by, digest)
    scope = " ".join(scope.split())
    said = {
        "meaning": meaning_of(review, verdict, typed(meaning)),
        "statement": typed(statement),
        "checklist": checklist,
    }
    proved = {"digest": digest, "method": proof.method, "proof": proof.number}
    with case_of(review.version, "sign_off", by=by) as version:
        mine = rules.last_words(version).filter(review=review, member__user=by.pk)
        if mine.filter(verdict=verdict, scope=scope, digest=digest).exists():
            raise Conflict(version, "You have signed just this already.")
        signed = SignOff.objects.create(
            review=review, member=_member(by), verdict=verdict, scope=scope, **said, **proved
        )
        preparing.signed(review, by=by)
        signoff = _as_stored(signed)
        notices.signed(signoff, version, by=by)
        if verdict == Verdict.RECUSE:
            reach.tell_if_lost(signoff.review, signoff.member, by=by)
        _publish_if_the_policy_says_so(version)
        return signoff


def meaning_of(review: Review, verdict: str, said: str = "") -> str:
    """Return what a verdict means: ``said``, or the usual words; in a comparison an approval has its own."""
    if review.kind == ReviewKind.EDITORIAL and verdict == Verdict.APPROVE:
        compared = last_fully_reviewed(review.version)
        if compared is not None:
            return COMPARED.format(number=compared.number)
    return said or MEANINGS[Verdict(verdict)]


def withdraw_signoff(review: Review, *, by: User, note: str = "") -> SignOff:
    """Take back one's verdict while the review is open. After it, while the text counts, it is an alarm.

    Effects: a new row and its event; the editors are told.

    Raises:
        Conflict: after the decision. The alarm is an event and a mail to the editors; nothing is un-approved.
            Also if the review ended without a decision, or nothing of one's own stands in it.
    """
    if Review.objects.filter(pk=review.pk, outcome=Outcome.APPROVED).exists():
        _raise_alarm(review, by=by, note=note)
    with case_of(review.version, "withdraw_signoff", by=by) as version:
        if not rules.last_words(version).filter(review=review, member__user=by.pk).exists():
            raise Conflict(version, "You have no verdict here to withdraw.")
        signoff = _as_stored(
            SignOff.objects.create(
                review=review,
                member=_member(by),
                verdict=Verdict.WITHDRAWN,
                meaning=MEANINGS[Verdict.WITHDRAWN],
                statement=typed(note),
                digest=version.digest,
            )
        )
        notices.signed(signoff, version, by=by)
        _publish_if_the_policy_says_so(version)
        return signoff


def answer_objection(signoff: SignOff, *, by: User, text: str) -> Answer:
    """Answer a standing request for changes. The quorum rises by one.

    Effects: one event; the member who objected and the editors are told.

    Raises:
        Conflict: if it was answered or taken back already.
    """
    if not typed(text):
        raise Refused("An objection is answered with a reason.")
    with case_of(signoff.review.version, "answer_objection", by=by) as version:
        if not rules.standing_objections(version).filter(pk=signoff.pk).exists():
            raise Conflict(version, "This objection was answered or taken back already.")
        answer = Answer.objects.create(signoff=signoff, answered_by=by, text=typed(text))
        notices.objection_answered(version, signoff, by=by, text=text)
        _publish_if_the_policy_says_so(version)
        return _as_stored(answer)


def _as_stored(row: Row) -> Row:
    return type(row).objects.get(pk=row.pk)


def _member(by: User) -> BoardMember:
    member = BoardMember.objects.filter(user=by).first()
    if member is None:
        raise PermissionDenied("Only board members sign.")
    return member


def _publish_if_the_policy_says_so(version: Version) -> None:
    if rules.policy_publishes(version):
        jobs.publish_itself.defer(version_id=version.pk)


def _raise_alarm(review: Review, *, by: User, note: str) -> None:
    with guarded(), acting(by):
        version = locked(review.version)
        if version.status not in (Status.SCHEDULED, Status.APPROVED):
            raise Conflict(version)
        case = rules.Case(version, by, Roles.of(by))
        signed = rules.last_words(version).filter(review=review, member__user=by.pk, verdict=Verdict.APPROVE)
        if not (case.roles.active and signed.exists()):
            raise PermissionDenied("You signed nothing in this review.")
        said = f"{signed.get().printed_name} would withdraw: {note}"
        write_event("alarm", version=version, note=said)
        notices.alarm(version, by=by, note=note)
    raise Conflict(version, "This review was decided already. The editors have been told that you object.")
