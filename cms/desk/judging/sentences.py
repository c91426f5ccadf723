"""The first sentence of a page: what waits, for whom, and what to do."""

from __future__ import annotations

from articles import clock
from articles.content.diff import Comparison
from articles.content.text import ArticleText
from cms.desk.judging import reading_time
from cms.desk.judging.bases import Base
from cms.desk.judging.screen import Screen
from cms.desk.judging.wording import counted, day, listed, number, sentence
from reviews.models import AssignmentStatus, ReviewKind, SignOff, Verdict

_SAID = {
    Verdict.APPROVE: "You approved this text",
    Verdict.REQUEST_CHANGES: "You asked for changes",
    Verdict.RECUSE: "You stepped back from this review",
}


def changes_in_words(comparison: Comparison | None, base: Base | None) -> str:
    """How much changed: "3 changes since the live version, one of them a dose"."""
    if comparison is None or base is None:
        return ""
    count = len(comparison.changes)
    if not count:
        return f"nothing changed since {base.since}"
    said = f"{'one change' if count == 1 else f'{count} changes'} since {base.since}"
    if not comparison.doses:
        return said
    if count == 1:
        return f"{said}, and it is a dose"
    if count == comparison.doses:
        return f"{said}, all of them doses"
    return f"{said}, {number(comparison.doses)} of them {'a dose' if comparison.doses == 1 else 'doses'}"


def what_changed(screen: Screen) -> str:
    """What a verdict that is prepared here is about, as a line: what changed, or what else is read."""
    changed = changes_in_words(screen.comparison, screen.base)
    if changed:
        return sentence(changed)
    if screen.review.kind == ReviewKind.REAFFIRM:
        return "The live text, read anew"
    return f"Read as a whole, version {screen.shown.number}" if screen.bases else "A new text"


def first_sentence(screen: Screen) -> str:
    """What this person does next on the review page."""
    if not screen.open:
        closed = screen.review.closed_at
        return f"This round is over: {screen.review.get_outcome_display().lower()} on {closed:%-d %B %Y}."
    if screen.seat and not screen.edits:
        return _for_member(screen)
    changes = sentence(changes_in_words(screen.comparison, screen.base))
    return f"{changes}. {_where_it_stands(screen)}" if changes else _where_it_stands(screen)


def _for_member(screen: Screen) -> str:
    seat = screen.seat
    if seat is None or seat.assignment.status == AssignmentStatus.DECLINED:
        return "You declined this review."
    if not seat.assignment.takes_part:
        return "The editors took your invitation back: nothing is asked of you."
    if seat.conflict:
        return "You stated a conflict of interest, so you cannot sign this text."
    if seat.verdict and seat.signoff:
        return f"{_after_verdict(screen, seat.signoff)} Nothing more is asked of you."
    if screen.must_answer:
        return "You are asked to review this: answer first, then read and sign."
    if screen.kept.prepared:
        return "Your verdict is ready: sign it below, or with others on your sign sheet."
    return f"{what_waits(screen)} {_about(screen)}"


def what_waits(screen: Screen) -> str:
    """What there is to read, and for a reaffirmation what is asked."""
    text, comparison, base = screen.text, screen.comparison, screen.base
    if screen.review.kind == ReviewKind.REAFFIRM:
        return _to_be_read_anew(screen)
    if comparison is None or base is None:
        return f"A new text of {_size(text)}."
    if screen.review.kind == ReviewKind.EDITORIAL:
        changed = sum(max(len(each.old.split()), len(each.new.split())) for each in comparison.changes)
        return f"Only wording changed since {base.since}, {counted(changed, 'word')}. Do both say the same?"
    return f"{sentence(changes_in_words(comparison, base))}."


def _to_be_read_anew(screen: Screen) -> str:
    size, base = _size(screen.text), screen.base
    if base and base.signed_at and screen.comparison is None:
        return f"Nothing changed since {base.since}: {size}. Does it still stand?"
    return f"The live text, to be read anew: {size}. Does it still stand?"


def _size(text: ArticleText) -> str:
    doses = reading_time.doses_of(text)
    return f"{reading_time.words_of(text):,} words" + (f" with {counted(doses, 'dose')}" if doses else "")


def _about(screen: Screen) -> str:
    if screen.comparison is None or not screen.comparison.changes:
        count = reading_time.of_text(screen.text)
    else:
        count = reading_time.of_changes(screen.comparison, screen.text)
    return "About a minute." if count == 1 else f"About {count} minutes."


def _after_verdict(screen: Screen, signed: SignOff) -> str:
    return f"{_SAID[Verdict(signed.verdict)]} on {day(clock.day_of(signed.at), screen.today)}."


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
    waiting = [
        seat.assignment.member.printed_name
        for seat in screen.panel.seats
        if seat.may_yet_approve and seat.verdict != Verdict.APPROVE
    ]
    given = f"{sentence(number(progress.given))} of {number(progress.needed)} signed"
    return f"{given}; waiting for {listed(waiting)}." if waiting else f"{given}."
