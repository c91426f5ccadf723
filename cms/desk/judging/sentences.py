"""The first sentence of a page: what waits, for whom, and what to do."""

from __future__ import annotations

from articles.content.diff import Comparison
from cms.desk.judging.bases import Base
from cms.desk.judging.screen import Screen
from cms.desk.judging.wording import counted, listed, number, sentence
from reviews.models import AssignmentStatus, Verdict

_SAID = {
    Verdict.APPROVE: "You approved this text",
    Verdict.REQUEST_CHANGES: "You asked for changes",
    Verdict.RECUSE: "You stepped back from this review",
}


def changes_in_words(comparison: Comparison | None, base: Base | None) -> str:
    """How much changed: "3 changes since the live version, one of them a dose"."""
    if comparison is None or base is None:
        return ""
    if not comparison.changes:
        return f"nothing changed since {base.since}"
    said = f"{counted(len(comparison.changes), 'change')} since {base.since}"
    if not comparison.doses:
        return said
    if len(comparison.changes) == 1:
        return f"{said}, and it is a dose"
    return f"{said}, {number(comparison.doses)} of them {'a dose' if comparison.doses == 1 else 'doses'}"


def first_sentence(screen: Screen) -> str:
    """What this person does next on the review page."""
    if not screen.open:
        closed = screen.review.closed_at
        return f"This round is over: {screen.review.get_outcome_display().lower()} on {closed:%-d %B %Y}."
    changes = changes_in_words(screen.comparison, screen.base)
    if screen.seat and not screen.edits:
        return _for_member(screen, changes)
    return f"{sentence(changes)}. {_where_it_stands(screen)}" if changes else _where_it_stands(screen)


def _for_member(screen: Screen, changes: str) -> str:
    seat = screen.seat
    if seat is None or seat.assignment.status == AssignmentStatus.DECLINED:
        return "You declined this review."
    if seat.conflict:
        return "You stated a conflict of interest, so you cannot sign this text."
    if seat.verdict and seat.signoff:
        return f"{_SAID[Verdict(seat.verdict)]} on {seat.signoff.at:%-d %B %Y}. Nothing more is asked of you."
    if screen.must_answer:
        return "You are asked to review this: answer first, then read and sign."
    if not changes:
        return "A text that you have not seen: read all of it, then sign."
    return f"{sentence(changes)}. Read, then sign."


def _where_it_stands(screen: Screen) -> str:
    progress = screen.panel.progress
    if progress.met:
        unsettled = screen.remarks.open_blocking
        settle = f" {sentence(counted(unsettled, 'comment'))} to be settled first." if unsettled else ""
        return f"The quorum is met: publish it.{settle}"
    if progress.objections:
        names = listed(row.printed_name for row in progress.objections)
        return (
            f"{names} {'objects' if len(progress.objections) == 1 else 'object'}: answer, or return the text."
        )
    if screen.panel.out_of_reach:
        return "The members who were asked cannot meet the policy any more: ask others."
    waiting = [seat.assignment.member.printed_name for seat in screen.panel.seats if seat.may_yet_approve]
    given = f"{sentence(number(progress.given))} of {number(progress.needed)} signed"
    return f"{given}; waiting for {listed(waiting)}." if waiting else f"{given}."
