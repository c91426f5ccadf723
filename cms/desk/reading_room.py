"""A version as insiders see it: its text, where it stands, who did what, and what may be done now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from articles.editing import may_edit, text_of
from articles.models import User, Version
from articles.roles import Roles
from articles.states import WORKING, Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import opened
from cms.desk.loading import article_or_404, insider_of, user_of, version_or_404
from cms.desk.manuscript import laid_out
from cms.desk.offering import actions_of, next_step
from cms.desk.stages import stages_of
from cms.desk.telling import noted, told, veiled
from reviews import reach, rules, sharing, signatures
from reviews.discretion import hears_tally, hears_verdicts, with_policy
from reviews.models import Approval, Assignment, Event, Hold, Review, SignOff, Verdict
from reviews.queries import versions_visible_to
from reviews.quorum import Progress, progress
from reviews.taken import taken_in

Row = TypeVar("Row", Assignment, SignOff)
#: How much of what happened is shown.
EVENTS = 100


@dataclass(frozen=True)
class Round:
    """One review as insiders see it: who was asked, who signed what, how far it has come."""

    review: Review
    seats: list[tuple[Assignment, SignOff | None]]
    progress: Progress
    heard: bool
    """Whether this person is shown who signed what; a member is after their own verdict."""
    named: bool
    """Whether this person is shown who was asked; an author is when the review is over."""
    edits: bool
    """Whether this person edits it, and can invite others."""
    lost: str
    """That the quorum cannot be met any more; for the editors, why."""

    @property
    def counted(self) -> bool:
        """Whether this person is shown how many have signed: an author is, before anybody is named."""
        return hears_tally(heard=self.heard, asked=self.named)

    @property
    def missing(self) -> list[str]:
        """What is still missing, as far as this person may know: that somebody objects is a verdict."""
        return (self.progress if self.heard else replace(self.progress, objections=())).missing

    def signed_by(self, user: User) -> bool:
        """Whether this person's verdict stands in it."""
        mine = [signoff for seat, signoff in self.seats if seat.member.user_id == user.pk]
        return any(signoff is not None and signoff.verdict != Verdict.WITHDRAWN for signoff in mine)


@insider
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version that this person may read."""
    found = article_or_404(request, slug)
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    newest = get_object_or_404(visible.filter(article=found).order_by("-number")[:1])
    return HttpResponseRedirect(reverse("desk:version", args=[slug, newest.number]))


@insider
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    user, roles = user_of(request), insider_of(request).roles
    siblings = list(versions_visible_to(user, roles).filter(article=shown.article).order_by("-number"))
    rounds = rounds_of(shown, user, edits=roles.is_editor(shown.article.topic_id) or user.is_superuser)
    opened.keep(request, shown)
    veil = not all(each.named for each in rounds)
    history = _history(shown, siblings, heard=all(each.heard for each in rounds), veil=veil)
    context = {
        "version": shown,
        "article": shown.article,
        "siblings": siblings,
        "layout": laid_out(text_of(shown), content_format=shown.content_format),
        "urgent": _is_urgent(shown, siblings, history["holds"]),
        "editable": shown.status == Status.DRAFT and may_edit(shown, user, roles),
        "reclassifies": roles.is_editor(shown.article.topic_id),
        "shareable": sharing.can_be_shared(shown) and sharing.may_share(shown, user, roles),
        "rounds": rounds,
        **history,
        **_next(shown, user, roles, rounds, history),
    }
    return page(request, "desk/version.html", context, here="queue")


def _is_urgent(shown: Version, siblings: list[Version], holds: list[Hold]) -> bool:
    """As ``urgency.is_urgent``, of what was read already."""
    held = any(not hold.lifted_at for hold in holds)
    live = any(each.status == Status.APPROVED for each in siblings)
    return shown.status in WORKING and held and live


def _next(
    shown: Version, user: User, roles: Roles, rounds: list[Round], history: dict[str, Any]
) -> dict[str, Any]:
    """What this person may do with it now, and the sentence that says what to do."""
    running = next((each for each in rounds if not each.review.closed_at), None)
    lost = signatures.lost_under(shown) if shown.status in signatures.RESTING else []
    may_lift = rules.may("lift", shown, user, roles)
    actions = actions_of(
        shown,
        user,
        roles,
        met=running is not None and running.progress.met,
        signed=running is not None and running.signed_by(user),
    )
    sentence = next_step(
        shown,
        actions,
        progress=running.progress if running and running.counted else None,
        heard=running is not None and running.heard,
        lost=running.lost if running else "",
        approval=history["approval"],
        holds=history["holds"],
        may_lift=may_lift,
        weakened=signatures.what_to_do(shown) if lost and not running else "",
    )
    told_of = [signatures.told(row) for row in lost]
    return {"actions": actions, "next_step": sentence, "may_lift": may_lift, "lost_signatures": told_of}


def _history(shown: Version, siblings: list[Version], *, heard: bool, veil: bool) -> dict[str, Any]:
    """What happened to it and to the article, less what concerns drafts that this person may not see."""
    rows = Event.objects.filter(Q(version=None) | Q(version__in=siblings), article=shown.article)
    events = list(rows.select_related("version").order_by("-seq")[:EVENTS])
    for event in events:
        if not heard and event.version_id == shown.pk and event.action == "sign_off":
            event.note = ""  # that somebody signed is no secret; what they signed still is
        if veil and event.version_id == shown.pk:
            veiled(event)
    holds = Hold.objects.filter(article=shown.article).select_related("laid_by", "lifted_by")
    now = clock.now()
    return {
        "events": [(event, told(event), noted(event)) for event in events],
        "most_events": EVENTS,
        "stages": stages_of((event for event in events if event.version_id == shown.pk), now),
        "letter": _letter(shown, events),
        "holds": list(holds.order_by("-pk")),
        "approval": Approval.objects.filter(version=shown).order_by("-pk").first(),
        "today": clock.day_of(now),
    }


def _letter(shown: Version, events: list[Event]) -> Event | None:
    """With what letter the version before this draft was returned, if it was."""
    wanted = (shown.based_on_id, "return_to_author")
    is_draft = shown.status == Status.DRAFT
    return next((each for each in events if is_draft and (each.version_id, each.action) == wanted), None)


def rounds_of(shown: Version, user: User, *, edits: bool) -> list[Round]:
    """Return the reviews of a version as this person sees them, newest first, in three queries.

    One more for a review that runs: who is left to sign.
    """
    taken = taken_in("version__article", "version__number")
    reviews = list(with_policy(Review.objects.filter(version=shown)).annotate(taken=taken).order_by("-pk"))
    signoffs = _by_review(SignOff.objects.filter(review__in=reviews).for_counting().order_by("pk"))
    seats = _by_review(
        Assignment.objects.filter(review__in=reviews).select_related("member__user").order_by("pk")
    )
    return [
        _round(
            review,
            seats[review.pk],
            signoffs[review.pk],
            user,
            edits=edits,
        )
        for review in reviews
    ]


def _by_review(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.review_id].append(row)
    return found


def _round(
    review: Review, seats: list[Assignment], signoffs: list[SignOff], user: User, *, edits: bool
) -> Round:
    newest = {signoff.member_id: signoff for signoff in signoffs}
    taken = review.taken  # type: ignore[attr-defined]
    so_far = progress(review, signoffs, digest=review.digest, taken=taken, at=review.closed_at)
    asked = any(seat.member.user_id == user.pk for seat in seats)
    runs = review.closed_at is None
    lost = reach.lost(review, reach.members_left(review), so_far) if runs else ""
    return Round(
        review=review,
        seats=[(seat, newest.get(seat.member_id)) for seat in seats],
        progress=so_far,
        heard=hears_verdicts(review, signoffs, user.pk, edits=edits),
        named=edits or asked or review.closed_at is not None,
        edits=edits,
        lost=reach.told_to(lost, edits=edits),
    )
