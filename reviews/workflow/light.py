"""A comparison that a member turns into a full review."""

from __future__ import annotations

from articles import clock
from articles.models import User, Version
from reviews import notices, rules
from reviews.light import last_fully_reviewed
from reviews.models import (
    Assignment,
    AssignmentStatus,
    BoardMember,
    Comment,
    Outcome,
    Review,
    ReviewKind,
    SignOff,
)
from reviews.refusals import Conflict
from reviews.workflow.inviting import fit_to_review, invite_members, members_of
from reviews.workflow.moves import case_of, close_review, write_event


def ask_for_full_review(review: Review, *, by: User, note: str = "") -> Review:
    """Turn an open comparison into a full review of the same version, by the policy of this moment.

    Effects: one event; the comparison closes, and what was signed in it does not count; its members and those
    of the last full review who may sign are invited, and who asked has accepted; an objection that stands in
    it goes on as a comment that is to be settled first; the editors are told.

    Raises:
        Conflict: if it was decided or turned into a full review in the meantime.
    """
    with case_of(review.version, "ask_for_full_review", by=by) as version:
        comparison = Review.objects.open().filter(pk=review.pk, kind=ReviewKind.EDITORIAL).first()
        if comparison is None:
            raise Conflict(version, "This review was closed in the meantime.")
        objections = list(rules.standing_objections(version))
        members = fit_to_review(version, [*members_of(comparison), *_who_reviewed_it_last(version)])
        close_review(comparison, Outcome.FULL)
        full = Review.objects.create(version=version, kind=ReviewKind.FULL, opened_by=by)
        write_event("full_review", version=version, note=note, record=full)
        if members:
            invite_members(full, version, members, by=by, answer_due=None, review_due=None)
            _accept_own_seat(full, version, by=by)
        for objection in objections:
            _carry(objection, full, by=by)
        notices.made_full(version, by=by, note=note)
        return Review.objects.get(pk=full.pk)


def _who_reviewed_it_last(version: Version) -> list[BoardMember]:
    compared = last_fully_reviewed(version)
    full = Review.objects.filter(version=compared, kind=ReviewKind.FULL).order_by("-pk").first()
    return members_of(full) if full else []


def _accept_own_seat(review: Review, version: Version, *, by: User) -> None:
    """Whoever asks for a full review takes part in it; interests are asked for again, as for everybody."""
    seat = Assignment.objects.filter(review=review, member__user=by.pk).first()
    if seat:
        seat.status, seat.answered_at = AssignmentStatus.ACCEPTED, clock.now()
        seat.save()
        write_event("accept", version=version)


def _carry(objection: SignOff, full: Review, *, by: User) -> None:
    """Say again in the full review what was objected to in the comparison, so that it is settled there."""
    said = f"{objection.printed_name} asked for changes when the wording was compared"
    body = f"{said}: “{objection.statement}”" if objection.statement else f"{said}."
    Comment.objects.create(review=full, body=body, blocking=True, written_by=by, at=clock.now())
