"""Counting again what carried each decision, from the rows and the chain; nothing of the database's own sums.

What counted is told by the order of the chain, not by times: a transaction's time is when it began, and two
that waited for each other may have begun the other way round.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db import models

from articles.content.editorial import is_wording_by
from articles.editing import text_of
from articles.models import Version
from articles.states import Status
from reviews.bones import within_floor
from reviews.guards import Fault
from reviews.light import COMPARED, last_fully_reviewed, rule_recorded
from reviews.models import (
    Answer,
    Approval,
    Clearance,
    Event,
    Outcome,
    Review,
    ReviewKind,
    SignOff,
    Verdict,
    Voiding,
    Withdrawal,
)
from reviews.rules import contributors_since_approval
from reviews.taken import taken_from

Earlier = Callable[[models.Model], bool]
Places = Mapping[tuple[str, int | None], int]
_BEFORE_THE_BOARD = (Status.SUBMITTED, Status.UNDER_REVIEW)


def decision_faults(version: Version, events: Sequence[Event]) -> Iterator[Fault]:
    """Count every approval of a version again, and look at how its reviews ended.

    Args:
        version: with its article at hand.
        events: the whole chain of its article.
    """
    where = f"{version.article.slug} v{version.number}"
    places = {(event.record_table, event.record_id): event.seq for event in reversed(events)}
    approvals = {row.review_id: row for row in Approval.objects.filter(version=version)}
    for review in Review.objects.filter(version=version).order_by("pk"):
        approval = approvals.get(review.pk)
        for message in _ending(review, approval, version, events):
            yield Fault("review-changed", where, message)
        if approval:
            decided = places.get(("reviews_approval", approval.pk), math.inf)

            def earlier(row: models.Model, decided: float = decided) -> bool:
                return places.get((row._meta.db_table, row.pk), math.inf) < decided

            yield from _approval_faults(approval, review, version, where, earlier)
            for message in _lost_before_it_went_live(approval, review, version, places, events):
                yield Fault("quorum-missing", where, message)
            for message in _not_wording(review, version, events):
                yield Fault("class-wrong", where, message)


def _ending(
    review: Review, approval: Approval | None, version: Version, events: Sequence[Event]
) -> Iterator[str]:
    if (approval is not None) != (review.outcome == Outcome.APPROVED):
        yield f"Round {review.round} ended as {review.outcome or 'nothing'}; its approval says otherwise."
    if review.closed_at is None:
        reaffirming = review.kind == ReviewKind.REAFFIRM
        if version.status not in ((Status.APPROVED,) if reaffirming else _BEFORE_THE_BOARD):
            yield f"Round {review.round} is open, and the version is {version.status}."
        return
    then = [event for event in events if event.at == review.closed_at]
    if not then:
        yield f"Round {review.round} was closed at a moment at which nothing happened."
    elif review.letter and review.letter not in [event.note for event in then]:
        yield f"The letter of round {review.round} is not the one that was written."


def _approval_faults(
    approval: Approval, review: Review, version: Version, where: str, earlier: Earlier
) -> Iterator[Fault]:
    if approval.digest != version.digest:
        yield Fault("approval-of-another-text", where, "An approval is of another digest.")
    if approval.version_id != version.pk or approval.kind != review.kind:
        yield Fault(
            "approval-of-another-review", where, "An approval is not of its review's version and kind."
        )
    approving, objecting = _standing(approval, review, version, earlier)
    needed = _needed(review, earlier)
    given = _given(approving)
    if given < needed:
        message = f"Its approval needs {needed} signatures and has {given}."
        yield Fault("quorum-missing", where, message)
    taken = taken_from(version)
    if approving and all(row.member.user_id in taken for row in approving if "whole" in row.scope.split()):
        yield Fault("quorum-missing", where, "All who signed have wording of their own in it.")
    for lacking in _lacking(review, approving, objecting, earlier):
        yield Fault("quorum-missing", where, f"Nobody signed for {lacking}.")


def _needed(review: Review, earlier: Earlier) -> int:
    return review.quorum + sum(earlier(row) for row in Answer.objects.filter(signoff__review=review))


def _given(approving: Sequence[SignOff]) -> int:
    return len({row.member_id for row in approving if "whole" in row.scope.split()})


def _lost_before_it_went_live(
    approval: Approval, review: Review, version: Version, places: Places, events: Sequence[Event]
) -> Iterator[str]:
    """Count what had been lost by the time at which a scheduled version went live.

    Before there were rows that say so, what was lost after a decision was not counted again.
    """
    live = [event.seq for event in events if (event.version_id, event.action) == (version.pk, "go_live")]
    if not live or approval.kind == ReviewKind.REAFFIRM:
        return

    def before(row: models.Model, limit: float) -> bool:
        return places.get((row._meta.db_table, row.pk), math.inf) < limit

    decided = places.get(("reviews_approval", approval.pk), math.inf)
    approving, _ = _standing(approval, review, version, lambda row: before(row, decided))
    lost = {
        row.signoff_id
        for model in (Withdrawal, Voiding)
        for row in model.objects.filter(signoff__review=review)
        if before(row, live[0])
    }
    given = _given([row for row in approving if row.pk not in lost])
    needed = _needed(review, lambda row: before(row, decided))
    if given < needed:
        yield f"It needed {needed} signatures as it went live, and {given} stood."


def _standing(
    approval: Approval, review: Review, version: Version, earlier: Earlier
) -> tuple[list[SignOff], list[SignOff]]:
    """Return the sign-offs that approve and count, and those that object, as it stood at the decision."""
    rows = SignOff.objects.filter(review=review).select_related("member", "voiding", "answer").order_by("pk")
    newest = {row.member_id: row for row in rows if earlier(row)}
    standing = [row for row in newest.values() if not (hasattr(row, "voiding") and earlier(row.voiding))]
    clearances = (
        Clearance.objects.filter(assignment__review=review).select_related("assignment").order_by("pk")
    )
    clear = {row.assignment.member_id: not row.conflict for row in clearances if earlier(row)}
    wrote = contributors_since_approval(version)
    approving = [
        row
        for row in standing
        if row.verdict == Verdict.APPROVE
        and row.digest == approval.digest
        and row.member.user_id not in wrote
        and clear.get(row.member_id, False)
    ]
    return approving, [row for row in standing if row.verdict == Verdict.REQUEST_CHANGES]


def _lacking(
    review: Review, approving: Sequence[SignOff], objecting: Sequence[SignOff], earlier: Earlier
) -> Iterator[str]:
    for scope in review.required_scopes:
        if not any(scope in row.scope.split() for row in approving):
            yield f"the scope {scope}"
    for specialty in review.required_specialties:
        if not any(specialty in row.specialties for row in approving):
            yield f"the specialty {specialty}"
    for row in objecting:
        if not (hasattr(row, "answer") and earlier(row.answer)):
            yield f"the objection of {row.printed_name}, which stood unanswered"


def _not_wording(review: Review, version: Version, events: Sequence[Event]) -> Iterator[str]:
    """Judge again whether an editorial review was of wording alone, by the rule that its start names.

    A rule is never altered, so a better list of words is a new rule and makes no earlier approval wrong. The
    floor, which the database holds too, is looked at whatever the rule was.
    """
    if review.kind != ReviewKind.EDITORIAL:
        return
    compared = last_fully_reviewed(version)
    if compared is None:
        yield "An editorial approval has no full one before it."
        return
    old, new = text_of(compared), text_of(version)
    if not within_floor(old, new):
        yield "An editorial approval covers more than wording."
    approving = SignOff.objects.filter(review=review, verdict=Verdict.APPROVE)
    if approving.exclude(meaning=COMPARED.format(number=compared.number)).exists():
        yield "A signature of an editorial review does not say that the two texts were compared."
    began = ("reviews_review", review.pk)
    notes = [event.note for event in events if (event.record_table, event.record_id) == began]
    named = rule_recorded(notes[0]) if notes else None
    if named is None:
        yield "An editorial review began without saying by which rule."
    elif named[0] != compared.number:
        yield f"An editorial review compared with version {named[0]}, not with {compared.number}."
    elif not is_wording_by(named[1], old, new):
        yield f"An editorial approval is of more than wording by rule {named[1]}."
