"""A version as insiders see it: its text, where it stands, who did what, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles import clock
from articles.content import citations
from articles.content.citations import Citation
from articles.content.text import ArticleText, ReferenceText
from articles.editing import may_edit, text_of
from articles.models import Intake, Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import article_or_404, insider_of, user_of, version_or_404
from reviews import workflow
from reviews.models import Answer, Approval, Assignment, Event, Hold, Review, SignOff
from reviews.queries import versions_visible_to

#: Verbs that have a page of their own; the rest go through one page that asks for a note.
PAGES = {
    "sign_off": "desk:review",
    "start_review": "desk:start-review",
    "publish": "desk:publish",
    "hold": "desk:hold",
}
#: Verbs that are done elsewhere than from a button beside the text.
ELSEWHERE = {"withdraw_signoff", "answer_objection", "go_live", "lift", "invite"}


@dataclass(frozen=True)
class Passage:
    """A section as it is laid out here, its citation marks turned into numbers that link to the list."""

    key: UUID
    level: int
    heading: str
    body: SafeString
    plain_body: SafeString


@dataclass(frozen=True)
class Layout:
    """A text laid out: summaries, sections, and references with the numbers that they have here."""

    summary: SafeString
    plain_summary: SafeString
    sections: list[Passage]
    references: list[tuple[int | None, ReferenceText]]


@dataclass(frozen=True)
class Round:
    """One review as insiders see it: who was asked, who signed what, what is still missing."""

    review: Review
    seats: list[tuple[Assignment, SignOff | None]]
    given: int
    needed: int


def laid_out(text: ArticleText) -> Layout:
    """Lay a text out. Its rich text was sanitised as it was stored; only citation marks are replaced here."""
    numbers = citations.numbering(text.summary, *(section.body for section in text.sections))
    for section in text.sections:
        for key in citations.numbering(section.plain_body):
            numbers.setdefault(key, len(numbers) + 1)
    known = {reference.key for reference in text.references}

    def mark(citation: Citation) -> str:
        number = numbers.get(citation.ref, 0)
        missing = "" if citation.ref in known else " missing"
        return format_html('<a class="cite{}" href="#ref-{}">{}</a>', missing, citation.ref, number)

    def shown(html: str) -> SafeString:
        return mark_safe(citations.render(html, mark))  # noqa: S308 - sanitised at the door of editing

    order = sorted(text.references, key=lambda reference: numbers.get(reference.key, 10**6))
    return Layout(
        summary=shown(text.summary),
        plain_summary=shown(text.plain_summary),
        sections=[
            Passage(s.key, s.level, s.heading, shown(s.body), shown(s.plain_body)) for s in text.sections
        ],
        references=[(numbers.get(reference.key), reference) for reference in order],
    )


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
    return page(request, "desk/version.html", {**around(request, shown), **_told(shown)}, here="queue")


def around(request: HttpRequest, shown: Version) -> dict[str, Any]:
    """What the pages about one version have in common: its text, its siblings, and what may be done."""
    user, roles = user_of(request), insider_of(request).roles
    siblings = versions_visible_to(user, roles).filter(article=shown.article).order_by("-number")
    offered = [offer for offer in workflow.offers(shown, user) if offer.verb not in ELSEWHERE]
    return {
        "version": shown,
        "article": shown.article,
        "siblings": list(siblings),
        "layout": laid_out(text_of(shown)),
        "editable": shown.status == Status.DRAFT and may_edit(shown, user, roles),
        "actions": [(offer, _address(offer.verb, shown)) for offer in offered],
        "today": clock.now().date(),
    }


def _told(shown: Version) -> dict[str, Any]:
    return {
        "events": list(
            Event.objects.filter(article=shown.article).select_related("version").order_by("-seq")[:100]
        ),
        "rounds": rounds_of(shown),
        "holds": list(Hold.objects.filter(article=shown.article).select_related("laid_by", "lifted_by")),
        "approval": Approval.objects.filter(version=shown).order_by("-pk").first(),
        "intake": Intake.objects.filter(version=shown).first(),
    }


def rounds_of(shown: Version) -> list[Round]:
    """Return the reviews of a version, newest first, in four queries."""
    reviews = list(Review.objects.filter(version=shown).order_by("-pk"))
    assignments = Assignment.objects.filter(review__in=reviews).select_related("member__user").order_by("pk")
    signoffs = list(
        SignOff.objects.filter(review__in=reviews).select_related("voiding", "answer").order_by("pk")
    )
    newest = {(signoff.review_id, signoff.member_id): signoff for signoff in signoffs}
    answered = list(
        Answer.objects.filter(signoff__review__in=reviews).values_list("signoff__review", flat=True)
    )
    by_review: dict[int, list[tuple[Assignment, SignOff | None]]] = {}
    for assignment in assignments:
        seat = (assignment, newest.get((assignment.review_id, assignment.member_id)))
        by_review.setdefault(assignment.review_id, []).append(seat)
    return [
        Round(
            review=review,
            seats=by_review.get(review.pk, []),
            given=sum(
                signoff.verdict == "approve"
                and "whole" in signoff.scope.split()
                and not hasattr(signoff, "voiding")
                for (review_id, _), signoff in newest.items()
                if review_id == review.pk
            ),
            needed=review.quorum + answered.count(review.pk),
        )
        for review in reviews
    ]


def _address(verb: str, shown: Version) -> str:
    at = [shown.article.slug, shown.number]
    return reverse(PAGES[verb], args=at) if verb in PAGES else reverse("desk:act", args=[*at, verb])
