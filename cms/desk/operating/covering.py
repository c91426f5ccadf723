"""Holding what a reader reported, from the report itself: the reason is preset, one press covers it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import questions
from articles.content import citations
from articles.content.doses import find_doses
from articles.content.richtext import sanitised_again
from articles.models import Question, QuestionKind, Section, Version
from articles.states import Status
from cms.desk.loading import insider_of, user_of
from cms.pages.bodies import scrolling_tables
from reviews import rules, workflow
from reviews.models import Hold, HoldReason

NOTE = 2000


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a report points in what readers have now; without a section, the page. ``held``: its hold."""

    live: Version
    section: Section | None
    held: Hold | None
    may_hold: bool

    @property
    def said(self) -> SafeString:
        """What the section says, for both audiences, its lists and tables as readers have them.

        Citation marks are left out: their numbers are those of the whole page.
        """
        bodies = (self.section.body, self.section.plain_body) if self.section else ()
        safe = (citations.render(sanitised_again(body), lambda _: "") for body in bodies)
        return mark_safe("".join(map(scrolling_tables, safe)))  # noqa: S308 - sanitised in the line above


class HoldNowForm(forms.Form):
    """Why readers no longer see it; chosen beforehand, so that one press is enough."""

    reason = forms.ChoiceField(label="Readers are told", choices=HoldReason.choices)


def place_of(request: HttpRequest, shown: Question) -> Place | None:
    """Return where the report points, or None when nothing of its article is live. Three queries at most."""
    live = Version.objects.filter(article__questions=shown, status=Status.APPROVED).first()
    if live is None:
        return None
    live.article = shown.article  # type: ignore[assignment]
    key = shown.section_key
    section = Section.objects.filter(version=live, key=key).first() if key else None
    held = Hold.objects.open().filter(article=live.article, section_key=section.key if section else None)
    return Place(
        live=live,
        section=section,
        held=held.select_related("laid_by").first(),
        may_hold=rules.may("hold", live, user_of(request), insider_of(request).roles),
    )


def reason_for(shown: Question) -> str:
    """The reason that is chosen beforehand: what speaks of a dose is about a dose."""
    return HoldReason.DOSE if find_doses(shown.text) or "dose" in shown.text.lower() else HoldReason.ERROR


def hold_now(request: HttpRequest, shown: Question, said: dict[str, str]) -> str:
    """Cover what was reported, with the reporter's words as the note, and take the report on.

    Raises:
        Refused: if nothing is live any more, or the place is held already.
    """
    place = place_of(request, shown)
    if place is None:
        raise workflow.Refused("Readers do not have this article any more, so there is nothing to hold.")
    key = place.section.key if place.section else None
    by = user_of(request)
    words = "Reported by a reader" if shown.kind == QuestionKind.MISTAKE else "A reader asked"
    note = f"{words}: “{shown.text}”"[:NOTE]
    workflow.hold(place.live, by=by, reason=said["reason"], section_key=key, note=note)
    if shown.assigned_to_id is None and shown.closed_at is None:
        questions.assign(shown, by=by, to=by)
    covered = f"“{place.section.heading}” is" if place.section else "The page is"
    messages.success(request, f"{covered} on hold. Readers are told why. A second person lifts it.")
    return reverse("desk:question", args=[shown.pk])
