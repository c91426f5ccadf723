"""Signatures: given, withdrawn, and objections answered by the editor-in-chief."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied

from articles.acting import acting
from articles.editing import locked
from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import jobs, notices, preparing, reach, rules, signatures
from reviews.light import COMPARED, last_fully_reviewed
from reviews.models import (
    Answer,
    BoardMember,
    Outcome,
    Review,
    ReviewKind,
    SignOff,
    Verdict,
    Withdrawal,
    WithdrawalReason,
)
from reviews.reauthentication import Reauthentication
from reviews.refusals import AlreadySigned, Conflict, Refused, guarded
from reviews.workflow.moves import case_of, typed

Row = TypeVar("Row", SignOff, Answer, Withdrawal)
MEANINGS = {
    Verdict.APPROVE: "I have read this text and approve it as a reviewer.",
    Verdict.REQUEST_CHANGES: "I have read this text and ask for changes before it is approved.",
    Verdict.RECUSE: "I do not take part in this review.",
    Verdict.WITHDRAWN: "I take back what I signed in this review.",
}
PREPARED_ANEW = "You prepared another verdict on this text, on another page, since you opened this one."
MEANS_ANOTHER = "What this signature would say has changed since you prepared it. Prepare it again."
NOTHING_COMPARED = (
    "The version that this was compared with was retracted since. Ask for a full review instead."
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
    standing: int | None = None,
) -> SignOff:
    """Sign a verdict on exactly the text with this digest.

    Effects: the signature, its event, and a receipt to the signer with digest and chain head; the editors are
    told; where the policy says so and the quorum is met, the version publishes itself.

    ``scope`` is ``whole``, ``doses`` or section keys, several with a space between them. ``checklist`` is
    [[line, answer], …] where the review has one: its own lines; ``yes``, ``no``, ``not_applicable``.
    ``standing`` is the number of one's own last signature in this review as the page showed it, 0 for none;
    not said, it is not asked. What the member had prepared in this review is cleared.

    Raises:
        NotTheSigner: if the proof is not for this person and this digest.
        AlreadySigned: if just this was signed before.
        Conflict: if the review was closed, the version has moved on, or another signature stands by now.
        Refused: with the guard's words, if the text is another one or the authority is lacking.
    """
    if verdict not in SIGNED_FOR:
        raise Refused("Choose what you sign: that you approve, ask for changes, or recuse yourself.")
    proof.use(by, digest)
    said = {"scope": " ".join(scope.split()), "statement": typed(statement), "checklist": checklist}
    with case_of(review.version, "sign_off", by=by) as version:
        _stands_as_shown(review, version, {"verdict": verdict, "digest": digest, **said}, standing, by=by)
        said["meaning"] = _to_be_meant(review, verdict, typed(meaning))
        return _written(review, version, {"verdict": verdict, "digest": digest, **said}, proof, by=by)


def sign_prepared(review: Review, *, by: User, mark: str, digest: str, proof: Reauthentication) -> SignOff:
    """Sign the verdict that the member has prepared, if it is the one whose ``mark`` the page showed.

    Effects: as ``sign_off`` has them.

    Raises:
        NotTheSigner, Conflict, Refused: as ``sign_off`` does.
        AlreadySigned: if nothing is prepared any more and a verdict of the member's stands.
        Refused: if another verdict is prepared by now, on whatever device, or it means something else.
    """
    proof.use(by, digest)
    with case_of(review.version, "sign_off", by=by) as version:
        row = preparing.on_the_sheet(review, by=by)
        if row is None:
            last = _last_of(review, by)
            if last is not None and _stands(last):
                raise AlreadySigned(version, last)
            raise Conflict(version, "It is not on your sign sheet any more.")
        if row.digest != digest or preparing.mark_of(row) != mark:
            raise Refused(PREPARED_ANEW)
        words = ("verdict", "digest", "scope", "statement", "checklist")
        said = {name: getattr(row, name) for name in words}
        said["meaning"] = _to_be_meant(review, row.verdict)
        if said["meaning"] != row.typed.get(preparing.MEANING, said["meaning"]):
            raise Refused(MEANS_ANOTHER)
        _stands_as_shown(review, version, said, None, by=by)
        return _written(review, version, said, proof, by=by)


def _stands_as_shown(
    review: Review, version: Version, said: dict[str, Any], standing: int | None, *, by: User
) -> None:
    """Refuse what was signed already, and what was to follow another signature than the one that stands."""
    last = _last_of(review, by)
    asked = ("verdict", "scope", "digest")
    if last is not None and _stands(last) and all(getattr(last, name) == said[name] for name in asked):
        raise AlreadySigned(version, last)
    if standing is None or standing == (last.pk if last else 0):
        return
    if last is not None and last.verdict == Verdict.WITHDRAWN:
        raise Conflict(version, "You took your signature back on another page since you opened this one.")
    raise Conflict(version, "You signed another verdict on another page since you opened this one.")


def _to_be_meant(review: Review, verdict: str, said: str = "") -> str:
    """What will be signed; refused where the text that it would name is no longer there to compare with."""
    meaning = meaning_of(review, verdict, said)
    light = review.kind == ReviewKind.EDITORIAL and verdict == Verdict.APPROVE
    if light and not meaning.startswith(COMPARED.partition("{")[0]):
        raise Refused(NOTHING_COMPARED)
    return meaning


def _written(
    review: Review, version: Version, said: dict[str, Any], proof: Reauthentication, *, by: User
) -> SignOff:
    signed = SignOff.objects.create(
        review=review, member=_member(by), method=proof.method, proof=proof.number, **said
    )
    preparing.signed(review, by=by)
    signoff = _as_stored(signed)
    notices.signed(signoff, version, by=by)
    if said["verdict"] == Verdict.RECUSE:
        reach.tell_if_lost(signoff.review, signoff.member, by=by)
    jobs.publish_if_the_policy_says_so(version)
    return signoff


def _last_of(review: Review, by: User) -> SignOff | None:
    """The member's last signature in this review, whatever became of it."""
    rows = SignOff.objects.filter(review=review, member__user=by.pk).select_related("voiding", "withdrawal")
    return rows.order_by("-pk").first()


def _stands(signoff: SignOff) -> bool:
    taken_back = hasattr(signoff, "voiding") or hasattr(signoff, "withdrawal")
    return signoff.verdict != Verdict.WITHDRAWN and not taken_back


def meaning_of(review: Review, verdict: str, said: str = "") -> str:
    """Return what a verdict means: ``said``, or the usual words; in a comparison an approval has its own."""
    if review.kind == ReviewKind.EDITORIAL and verdict == Verdict.APPROVE:
        return meaning_in_comparison(last_fully_reviewed(review.version), said)
    return said or MEANINGS[Verdict(verdict)]


def meaning_in_comparison(compared: Version | None, said: str = "") -> str:
    """Return what an approval means that compares the wording with this version."""
    if compared is None:
        return said or MEANINGS[Verdict.APPROVE]
    return COMPARED.format(number=compared.number)


def withdraw_signoff(review: Review, *, by: User, note: str = "") -> SignOff | Withdrawal:
    """Take back one's verdict while the review is open, or one's signature after the decision.

    After the decision nothing is un-approved: what is live stays, and says that the signature was withdrawn;
    what is still to go live is counted again then.

    Effects: a new row and its event; the editors are told.

    Raises:
        Conflict: if the review ended without a decision, nothing of one's own stands in it, or no version
            rests on it any more.
    """
    if Review.objects.filter(pk=review.pk, outcome=Outcome.APPROVED).exists():
        return _withdraw_what_counted(review, by=by, note=note)
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
        jobs.publish_if_the_policy_says_so(version)
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
        reach.tell_if_lost_by_answer(signoff.review, by=by)
        jobs.publish_if_the_policy_says_so(version)
        return _as_stored(answer)


def _as_stored(row: Row) -> Row:
    return type(row).objects.get(pk=row.pk)


def _member(by: User) -> BoardMember:
    member = BoardMember.objects.filter(user=by).first()
    if member is None:
        raise PermissionDenied("Only board members sign.")
    return member


def _withdraw_what_counted(review: Review, *, by: User, note: str) -> Withdrawal:
    with guarded(), acting(by):
        signed = rules.last_words(locked(review.version)).filter(review=review, member__user=by.pk)
        mine = signed.filter(verdict=Verdict.APPROVE, member__removals=None).first()
        if not Roles.of(by).active or mine is None:
            raise PermissionDenied("No signature of yours stands in this review.")
        version = _standing_on(review)
        taken = Withdrawal.objects.create(
            signoff=mine, reason=WithdrawalReason.WITHDRAWN, statement=typed(note)
        )
        signatures.tell_of_one(mine, version, by=by)
        return _as_stored(taken)


def _standing_on(review: Review) -> Version:
    """Return the version that readers have, or will, on the strength of a decided review.

    That is its own, or the one that was approved as mere wording since.

    Raises:
        Conflict: if there is none any more.
    """
    version = Version.objects.select_related("article__topic").get(pk=review.version_id)
    standing = version.article.versions.filter(status__in=(Status.SCHEDULED, Status.APPROVED))
    for found in standing.select_related("article__topic").order_by("number"):
        if rules.reviews_behind(found).filter(pk=review.pk).exists():
            return found
    raise Conflict(version)
