"""Saying something of a text before the board, answering it, and saying that it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from articles import clock
from articles.acting import acting
from articles.content.anchors import Anchor, Reading, anchor_of, find, occurrences
from articles.content.characters import without_forbidden
from articles.content.richtext import text_of
from articles.models import User, Version
from articles.states import Status
from reviews import jobs
from reviews.commenting.hearing import may_comment, may_reply, may_resolve
from reviews.models import Comment, Part, Review
from reviews.refusals import Refused, guarded

#: Characters in a comment, a reply or a proposed wording, and in the words that it is said of.
LONGEST = 5_000
LONGEST_QUOTE = 2_000

_SAME_CLICK = timedelta(minutes=10)


def comment(
    review: Review,
    *,
    by: User,
    body: str = "",
    section_key: UUID | None = None,
    part: str = "",
    quote: str = "",
    prefix: str = "",
    suffix: str = "",
    blocking: bool = False,
    suggestion: str | None = None,
) -> Comment:
    """Say something of the whole text, of a section, or of words there. The same twice in a row is once.

    Args:
        part: where the words stand, if it is known (``models.Part``).
        quote: the words; they are looked for in the frozen text, and kept as they stand in it.
        prefix: what stood before them on the screen.
        suffix: what stood after them.
        suggestion: the wording proposed in their place, plain text; empty, they are to go; None, nothing is.

    Raises:
        PermissionDenied: unless ``by`` reviews or edits it.
        Refused: if it says nothing or too much, the review is closed, there is no such section, or the words
            are not there.
    """
    body = _said(body, "A comment")
    wording = None if suggestion is None else " ".join(_said(suggestion, "A proposed wording").split())
    if not body and wording is None:
        raise Refused("A comment says something.")
    if not may_comment(review.version, by):
        raise PermissionDenied("Only the members who were asked and the editors comment on this text.")
    sought = Anchor(quote=quote, prefix=prefix, suffix=suffix, section_key=section_key, part=part)
    anchor = _anchored(review.version, sought)
    _refuse_empty_proposal(wording, anchor)
    said = {
        "section_key": section_key,
        "part": anchor.part,
        "quote": anchor.quote,
        "body": body,
        "suggestion": wording,
        "written_by": by,
    }
    with guarded(), acting(by):
        locked = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
        if again := _already_said(Comment.objects.filter(review=locked, reply_to=None, **said)):
            return again
        made = Comment.objects.create(
            review=locked,
            **said,
            prefix=anchor.prefix,
            suffix=anchor.suffix,
            blocking=blocking,
            at=clock.now(),
        )
    return Comment.objects.get(pk=made.pk)


def reply(said: Comment, *, by: User, body: str) -> Comment:
    """Answer a comment, in its thread, also after its review has closed. The same twice in a row is once.

    Raises:
        PermissionDenied: unless ``by`` takes part in a review of the article, edits its topic, or wrote the
            text and has it back.
        Refused: if it is empty or too long, or the comment was settled.
    """
    body = _said(body, "A reply")
    if not body:
        raise Refused("A reply says something.")
    with guarded(), acting(by):
        root = _locked(said.reply_to_id or said.pk)
        if not may_reply(root, by):
            raise PermissionDenied("Only those who take part in this review answer in it.")
        if again := _already_said(Comment.objects.filter(reply_to=root, written_by=by, body=body)):
            return again
        if root.resolved_at is not None:
            raise Refused("This was settled in the meantime. Nothing was added to it.")
        made = Comment.objects.create(reply_to=root, body=body, written_by=by, at=clock.now())
    return Comment.objects.get(pk=made.pk)


def resolve(said: Comment, *, by: User) -> Comment:
    """Say that a comment is settled, and its thread with it. Settling it twice changes nothing.

    A version that publishes itself, and waited for this alone, is looked at again.

    Raises:
        PermissionDenied: unless ``by`` wrote it or edits the topic.
        Refused: if it is a reply; threads are settled.
    """
    if not may_resolve(said, by):
        raise PermissionDenied("A comment is settled by whoever wrote it, or by an editor.")
    if said.reply_to_id is not None:
        raise Refused("A reply is settled with what it answers.")
    with guarded(), acting(by):
        settled = _locked(said.pk)
        settle(settled, by=by)
        if settled.blocking and settled.version.status == Status.UNDER_REVIEW:
            jobs.publish_if_the_policy_says_so(settled.version)
    return Comment.objects.get(pk=said.pk)


def settle(said: Comment, *, by: User) -> None:
    """Write down that a comment, locked, is settled. The caller acts, and has looked whether ``by`` may."""
    if said.resolved_at is None:
        said.resolved_by, said.resolved_at = by, clock.now()
        said.save(update_fields=["resolved_by", "resolved_at"])


def _locked(pk: int) -> Comment:
    rows = Comment.objects.select_related("review", "version__article")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def _said(words: str, what: str) -> str:
    words = without_forbidden(words).strip()
    if len(words) > LONGEST:
        raise Refused(f"{what} has at most {LONGEST:,} characters; this one has {len(words):,}.")
    return words


def _already_said(rows: QuerySet[Comment]) -> Comment | None:
    return rows.filter(resolved_at=None, at__gt=clock.now() - _SAME_CLICK).first()


def _anchored(version: Version, sought: Anchor) -> Anchor:
    """The anchor of the words as they stand in the frozen text; without words, of the section alone."""
    quote = without_forbidden(sought.quote).strip()
    part = Part.BODY if sought.section_key else Part.WHOLE
    if not quote:
        return Anchor(quote="", section_key=sought.section_key, part=part)
    if len(quote) > LONGEST_QUOTE:
        raise Refused(
            f"You chose {len(quote):,} characters of the text; choose at most {LONGEST_QUOTE:,}, or comment "
            "on the section."
        )
    for name, text in sorted(_parts(version, sought.section_key), key=lambda one: one[0] != sought.part):
        reading = Reading(text)
        place = find(Anchor(quote=quote, prefix=sought.prefix, suffix=sought.suffix), reading)
        if place is None or not place.exact:
            continue
        if not (sought.prefix or sought.suffix) and occurrences(quote, reading) > 1:
            raise Refused("These words stand there more than once. Quote a few more of them.")
        return anchor_of(text, place.start, place.end, section_key=sought.section_key, part=name)
    raise Refused(
        "The words that you chose do not stand there word for word. Choose them again, or leave the quote "
        "empty to comment on the section."
    )


def _parts(version: Version, section_key: UUID | None) -> Iterator[tuple[str, str]]:
    """The parts of a section, or of the head, each as its readers read it."""
    if section_key is None:
        yield Part.SUMMARY, text_of(version.summary)
        yield Part.PLAIN_SUMMARY, text_of(version.plain_summary)
        yield Part.TITLE, version.title
    elif section := version.sections.filter(key=section_key).first():
        yield Part.BODY, text_of(section.body)
        yield Part.PLAIN_BODY, text_of(section.plain_body)
    else:
        raise Refused("The text has no such section.")


def _refuse_empty_proposal(wording: str | None, anchor: Anchor) -> None:
    if wording is None:
        return
    if not anchor.quote:
        raise Refused("Choose the words first that your wording is to replace.")
    if "".join(wording.split()) == "".join(anchor.quote.split()):
        raise Refused("Your wording is the same as what stands there.")
