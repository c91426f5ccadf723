"""How far a page has come: the mark at its head, its three steps, and the notices above its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from articles.content.text import ArticleText
from articles.gate import Shown, Standing
from articles.models import CorrectionKind, Version
from articles.states import PENDING, Status
from cms.pages import wording
from cms.pages.holds import Cover
from cms.pages.records import Decision, Judgement
from reviews.models import HoldReason


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The seal (approved, weakened, overdue, pending, stopped, past) and the sentence that goes with it."""

    seal: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the three that readers know. ``state`` is done, now or todo; ``lead`` stands before the date."""

    name: str
    state: str
    lead: str = ""
    since: datetime | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What readers are told above a text, or in its place. ``kind`` is caution, stop or info."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    link: str = ""
    link_words: str = ""
    correction: bool = False


_WORD_FOR_WORD = "What you read here is, word for word, what they signed."
_NOBODY_VOUCHES = "Nobody on the board vouches for it now. Do not rely on it without looking elsewhere."


def mark_of(version: Version, standing: Standing, judgement: Judgement) -> Mark:
    """Return the mark of a version: one sentence that says no more than is so."""
    if standing.shown is Shown.BEING_REVISED:
        return Mark(
            seal="pending",
            sentence="Not approved. It is being revised after the board looked at it.",
            detail="The text is not shown while its authors work on it.",
        )
    if version.status in PENDING:
        moment = judgement.moves.get(Status.UNDER_REVIEW) or judgement.moves.get(Status.SUBMITTED)
        said = wording.pending(version.status, judgement.readers, moment or version.created_at, judgement.now)
        return Mark(seal="pending", sentence=said, detail="It may change, and it may be wrong.")
    if version.status == Status.RETRACTED:
        return Mark(seal="stopped", sentence="Retracted. Do not use this text.")
    if version.status == Status.SUPERSEDED:
        return _mark_of_past(version, standing, judgement)
    return _mark_of_live(judgement)


def _mark_of_past(version: Version, standing: Standing, judgement: Judgement) -> Mark:
    until = judgement.moves.get(Status.SUPERSEDED, version.status_since)
    dates = f", {wording.day(version.live_at)} to {wording.day(until)}" if version.live_at and until else ""
    retracted = standing.shown is Shown.RETRACTED
    return Mark(
        seal="stopped" if retracted else "past",
        sentence=f"No longer current. Version {version.number} was in force before{dates}.",
        detail="" if retracted else "A newer version has taken its place.",
    )


def _mark_of_live(judgement: Judgement) -> Mark:
    decision = judgement.reviewed
    if decision is None:
        # The database allows no approved version without an approval; we would not vouch for one.
        return Mark(seal="pending", sentence="Its approval cannot be shown. Do not rely on this page.")
    count, due = len(decision.standing), decision.next_review_due
    if any(cover.section_key is None for cover in judgement.covers):
        sentence = "Approved, and on hold. Do not rely on this page while it is checked."
        return Mark(seal="stopped", sentence=sentence)
    said = wording.overdue if judgement.overdue else partial(wording.approved, decision.kind)
    lost = [(each.lost.reason, each.lost.at) for each in decision.lost if each.lost]
    sentence, compared = said(count, decision.signed, due, lost), judgement.comparison
    detail = _corrected(compared) if compared else _WORD_FOR_WORD if count else _NOBODY_VOUCHES
    if judgement.overdue:
        return Mark(seal="overdue", sentence=sentence, detail=detail)
    if judgement.covers:
        covered = "A section is covered while it is checked."
        detail = f"{covered} {detail}" if compared else covered
    return Mark(seal="weakened" if judgement.lost else "approved", sentence=sentence, detail=detail)


def _corrected(comparison: Decision) -> str:
    if not comparison.standing:
        return "Wording corrected; the signature of whoever compared it does not stand any more."
    names = [f"{each.name}, {each.credentials}," for each in comparison.standing]
    return wording.compared(names, comparison.signed)


_STEPS = (
    (Status.SUBMITTED, "Submitted"),
    (Status.UNDER_REVIEW, "Under review"),
    (Status.APPROVED, "Approved"),
)
_REACHED = {Status.SUBMITTED: 0, Status.UNDER_REVIEW: 1, Status.SCHEDULED: 1}


def steps_of(version: Version, standing: Standing, judgement: Judgement) -> tuple[Step, ...]:
    """Return Submitted, Under review, Approved: each with since when. Scheduled shows as under review."""
    if standing.shown is Shown.BEING_REVISED:
        return tuple(
            Step(name=name, state="todo", lead="being revised" if place == 0 else "not yet")
            for place, (_, name) in enumerate(_STEPS)
        )
    reached = _REACHED.get(Status(version.status), 2)
    return tuple(
        Step(
            name=name,
            state=_state(place, reached),
            current=place == reached,
            lead="since" if place == reached else "" if place < reached else "not yet",
            since=_reached_at(version, status, judgement) if place <= reached else None,
        )
        for place, (status, name) in enumerate(_STEPS)
    )


def _state(place: int, reached: int) -> str:
    if place == reached and place < len(_STEPS) - 1:
        return "now"
    return "done" if place <= reached else "todo"


def _reached_at(version: Version, status: Status, judgement: Judgement) -> datetime | None:
    if status == Status.APPROVED:
        return version.live_at
    return judgement.moves.get(status)


def notices_of(version: Version, standing: Standing, judgement: Judgement, *, address: str) -> list[Notice]:
    """Return what readers must know before they read, gravest first. ``address`` is that of the article."""
    return [
        *_of_retraction(version, standing, judgement),
        *(_of_page_hold(cover) for cover in judgement.covers if cover.section_key is None),
        *_of_caution(version, standing),
        *_of_newer(version, standing, address),
        *_of_lost_signatures(version, judgement),
        *_of_overdue(version, judgement),
        *_of_correction(version),
        *_of_update(version, standing),
    ]


def _of_retraction(version: Version, standing: Standing, judgement: Judgement) -> list[Notice]:
    if standing.shown is not Shown.RETRACTED:
        return []
    return [
        Notice(kind="stop", title="This article was retracted", lines=(said.text, wording.day(said.at)))
        for said in judgement.notices[:1]
    ]


def _of_page_hold(cover: Cover) -> Notice:
    title = "This page was put on hold, and replaced" if cover.lifted_at else "This page is on hold"
    return Notice(kind="stop", title=title, lines=_why(cover))


def of_held_section(cover: Cover, current: str = "") -> Notice:
    """The notice that stands in place of a section. ``current`` is where what replaced it is read."""
    if cover.lifted_at is None:
        return Notice(kind="stop", title="This section is covered while it is checked", lines=_why(cover))
    return Notice(
        kind="stop",
        title="This section was put on hold and corrected: it stays covered",
        lines=_why(cover),
        link=current,
        link_words="Read the current version" if current else "",
    )


def _why(cover: Cover) -> tuple[str, ...]:
    stopped = f"{HoldReason(cover.reason).label}. The editors stopped it on {wording.day(cover.laid_at)}"
    if cover.lifted_at is None:
        return (f"{stopped} and are looking into it.",)
    by = f"version {cover.corrected_in}" if cover.corrected_in else "a newer version"
    return (f"{stopped}; {by} took its place on {wording.day(cover.lifted_at)}.",)


def _of_caution(version: Version, standing: Standing) -> list[Notice]:
    if standing.shown is not Shown.PENDING or version.status not in PENDING:
        return []
    line = (
        "It is shown so that it can be read while the board is at work. Check its sources before you use it."
    )
    return [
        Notice(kind="caution", title="Exercise caution: the board has not approved this text", lines=(line,))
    ]


def _of_newer(version: Version, standing: Standing, address: str) -> list[Notice]:
    if version.status != Status.SUPERSEDED or standing.shown is not Shown.LIVE:
        return []
    return [
        Notice(
            kind="caution",
            title=f"Version {version.number} is no longer current",
            lines=("It is kept so that what was once in force can be looked up.",),
            link=address,
            link_words="Read the current version",
        )
    ]


def _of_lost_signatures(version: Version, judgement: Judgement) -> list[Notice]:
    if version.status != Status.APPROVED or not judgement.lost:
        return []
    lines = [
        wording.who_lost(each.name, each.lost.reason, each.lost.at) for each in judgement.lost if each.lost
    ]
    title = "A signature under this text does not stand any more"
    if len(lines) > 1:
        count = wording.capitalised(wording.in_words(len(lines)))
        title = f"{count} signatures under this text do not stand any more"
    more = "The editors have been told. Until the board has read it again, check what you rely on."
    return [Notice(kind="caution", title=title, lines=(*lines, more))]


def _of_overdue(version: Version, judgement: Judgement) -> list[Notice]:
    decision = judgement.latest
    if version.status != Status.APPROVED or decision is None or not judgement.overdue:
        return []
    line = f"The board was to read this again by {wording.day(decision.next_review_due)} and has not."
    more = "What is known may have changed since; check the newest guidance."
    return [Notice(kind="caution", title="Overdue for review", lines=(line, more))]


def _of_correction(version: Version) -> list[Notice]:
    if not version.correction_notice:
        return []
    kind = CorrectionKind(version.correction_kind).label if version.correction_kind else "Note"
    when = f", {wording.day(version.live_at)}" if version.live_at else ""
    return [Notice(kind="info", title=f"{kind}{when}", lines=(version.correction_notice,), correction=True)]


def _of_update(version: Version, standing: Standing) -> list[Notice]:
    if version.status != Status.APPROVED or not standing.update:
        return []
    line = "A newer text is before the board. What stands here is in force until that one is approved."
    return [Notice(kind="info", title="An update is under review", lines=(line,))]


def of_retracted_sources(titles: Sequence[tuple[str, int | None]]) -> list[Notice]:
    """The notice of sources that were retracted: title and number of each."""
    if not titles:
        return []
    lines = tuple(f"Reference {number}: “{title}”." if number else f"“{title}”." for title, number in titles)
    more = "Be careful with what rests on it." if len(titles) == 1 else "Be careful with what rests on them."
    title = (
        "A source cited here has been retracted"
        if len(titles) == 1
        else (f"{wording.capitalised(wording.in_words(len(titles)))} sources cited here have been retracted")
    )
    return [Notice(kind="caution", title=title, lines=(*lines, more))]


def has_signed_text(version: Version) -> bool:
    """Whether signatures may stand below a version: it is or was live."""
    return version.status in (Status.APPROVED, Status.SUPERSEDED, Status.RETRACTED)


def change_of(text: ArticleText, number: int) -> str:
    """What a version says of how it differs from the one before."""
    if text.correction_notice:
        kind = CorrectionKind(text.correction_kind).label if text.correction_kind else "Note"
        return f"{kind}: {text.correction_notice}"
    return "This is the first version." if number == 1 else ""
