"""What is said of a text before the board: who may say it, who reads it, and the letter made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied

from articles import clock
from articles.acting import acting
from articles.models import User, Version
from articles.roles import Roles
from reviews import rules
from reviews.models import Comment, Outcome, Review, SignOff, Verdict
from reviews.quorum import standing
from reviews.refusals import Refused, guarded

_SAME_CLICK = timedelta(minutes=10)
_may_comment = rules.any_of(rules.is_editor, rules.is_assigned)


def may_comment(version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may comment on this version: a member who was asked to review it, or an editor."""
    return _may_comment(rules.Case(version, by, roles or Roles.of(by)))


def may_resolve(comment: Comment, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may say that a comment is settled: whoever wrote it, or an editor."""
    if comment.written_by_id == by.pk:
        return by.is_active
    return rules.is_editor(rules.Case(comment.review.version, by, roles or Roles.of(by)))


def shown_to_author(review: Review) -> bool:
    """Whether the author reads what was said in a review: once the version was given back."""
    return review.outcome in (Outcome.RETURNED, Outcome.DECLINED)


def comment(
    review: Review, *, by: User, body: str, section_key: UUID | None = None, blocking: bool = False
) -> Comment:
    """Say something of the text, at a section or of the whole. The same words twice in a row are said once.

    Raises:
        PermissionDenied: unless ``by`` reviews or edits it.
        Refused: if it is empty, the review closed, or the section not of this text.
    """
    body = body.replace("\x00", "").strip()
    if not body:
        raise Refused("A comment says something.")
    if not may_comment(review.version, by):
        raise PermissionDenied("Only the members who were asked and the editors comment on this text.")
    with guarded(), acting(by):
        locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        said = Comment.objects.filter(
            review=locked, written_by=by, section_key=section_key, body=body, resolved_at=None
        )
        if again := said.filter(at__gt=clock.now() - _SAME_CLICK).first():
            return again
        made = Comment.objects.create(
            review=locked,
            section_key=section_key,
            body=body,
            blocking=blocking,
            written_by=by,
            at=clock.now(),
        )
    return Comment.objects.get(pk=made.pk)


def resolve(said: Comment, *, by: User) -> Comment:
    """Say that a comment is settled. Settling it twice changes nothing.

    Raises:
        PermissionDenied: unless ``by`` wrote it or edits the topic.
    """
    if not may_resolve(said, by):
        raise PermissionDenied("A comment is settled by whoever wrote it, or by an editor.")
    with guarded(), acting(by):
        locked = Comment.objects.select_for_update(no_key=True).get(pk=said.pk)
        if locked.resolved_at is None:
            locked.resolved_by, locked.resolved_at = by, clock.now()
            locked.save(update_fields=["resolved_by", "resolved_at"])
    return Comment.objects.get(pk=said.pk)


def open_blocking(version: Version) -> list[Comment]:
    """Return the comments that somebody wants settled before this version goes live."""
    rows = Comment.objects.filter(review__version=version, blocking=True, resolved_at=None)
    return list(rows.select_related("written_by"))


def letter(version: Version) -> str:
    """Return a letter to the author: the objections, then every open comment under its heading."""
    review = Review.objects.filter(version=version).order_by("-pk").first()
    if review is None:
        return ""
    signoffs = SignOff.objects.filter(review=review).select_related("voiding", "answer")
    objections = [
        f"{row.printed_name} asks for changes: {row.statement}"
        for row in standing(signoffs)
        if row.verdict == Verdict.REQUEST_CHANGES and row.statement
    ]
    comments = Comment.objects.filter(review=review, resolved_at=None).select_related("written_by")
    headings = version.sections.order_by("position").values_list("key", "heading")
    return "\n\n".join([*objections, *_under_headings(list(comments), list(headings))])


def _under_headings(comments: Sequence[Comment], headings: Iterable[tuple[UUID, str]]) -> list[str]:
    places: list[tuple[UUID | None, str]] = [(None, "On the whole"), *headings]
    parts = []
    for key, heading in places:
        here = [said for said in comments if said.section_key == key]
        if here:
            lines = [f"- {said.body}{' (to be settled first)' if said.blocking else ''}" for said in here]
            parts.append("\n".join([f"{heading}:", *lines]))
    return parts
