"""The decision: what is met and what is missing, publish now or at a time; and answers to objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Case, OuterRef, Subquery, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from articles.content.problems import Problem
from articles.editing import text_of
from articles.models import Section, Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import wording
from cms.desk.judging.panel import Panel, panel_of
from cms.desk.judging.refusing import done, not_now, require
from cms.desk.judging.screen import latest_review
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.manuscript import laid_out
from cms.desk.writing import kept
from reviews import commenting, rules, workflow
from reviews.models import Comment, Hold, Review, ReviewKind, SignOff
from reviews.queries import versions_visible_to
from reviews.workflow.covering import holds_lifted_by

NOW, LATER = "now", "later"
#: What the section that a hold covers is called, or nothing for the page.
_HELD_HEADING = Subquery(
    Section.objects.filter(version=OuterRef("version"), key=OuterRef("section_key")).values("heading")[:1]
)


class Moment(forms.DateTimeInput):
    """A day and a time, with the browser's own calendar; in the house's time zone, which the page names."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PublishForm(forms.Form):
    """When it goes live. With comments that were to be settled first, also why it goes live all the same."""

    when = forms.ChoiceField(
        choices=[(NOW, "Now"), (LATER, "At a time")], widget=forms.RadioSelect, initial=NOW
    )
    at = forms.DateTimeField(label="When", required=False, widget=Moment)
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, unsettled: Sequence[Comment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unsettled:
            note = self.fields["note"]
            note.required = True
            note.label = "Why it goes live all the same"
            note.error_messages["required"] = (
                "Say why it goes live with comments that were to be settled first."
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        at: datetime | None = said.get("at")
        if said.get("when") == LATER and "at" not in self.errors:
            if at is None:
                self.add_error("at", "Choose the day and the time.")
            elif at <= clock.now():
                self.add_error("at", "Choose a moment that is still to come.")
        return said


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Your answer",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It is kept with the objection for good, and one more member has to sign.",
        error_messages={"required": "An objection is answered with a reason."},
    )


@kept.keeps_words
@insider
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is met and what is missing; with everything there, publish."""
    shown = version_or_404(request, slug, number)
    require(request, "publish", shown)
    review = latest_review(shown)
    if review is None or shown.status not in rules.VERBS["publish"].sources:
        return not_now(request, shown, _too_late(shown))
    unsettled = commenting.open_blocking(shown)
    form = PublishForm(unsettled, kept.typed(request))
    problems: list[Problem] = []

    def act() -> None:
        said = form.cleaned_data
        at = said["at"] if said["when"] == LATER else None
        try:
            workflow.publish(shown, by=user_of(request), at=at, note=said["note"])
        except workflow.NotReady as refusal:
            problems.extend(refusal.problems)
            raise

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, _published(form) + about_holds(shown))
        return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    return _page(request, shown, review, form, unsettled, problems)


@kept.keeps_words
@insider
def answer_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a member who asked for changes."""
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    rows = SignOff.objects.select_related("review__version__article__topic", "member")
    objection = get_object_or_404(rows, pk=pk, review__version__in=visible)
    shown = objection.review.version
    require(request, "answer_objection", shown)
    if not rules.standing_objections(shown).filter(pk=pk).exists():
        return not_now(request, shown, "This objection was answered or taken back already.")
    form = AnswerForm(kept.typed(request))
    by = user_of(request)

    def act() -> object:
        return workflow.answer_objection(objection, by=by, text=form.cleaned_data["text"])

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, "Answered. One more signature is needed.")
        return HttpResponseRedirect(reverse("desk:review", args=[shown.article.slug, shown.number]))
    context = {"version": shown, "article": shown.article, "objection": objection, "form": form}
    status = 200 if request.method == "GET" else 422
    return page(request, "desk/judging/answer_objection.html", context, here="queue", status=status)


def _page(
    request: HttpRequest,
    shown: Version,
    review: Review,
    form: PublishForm,
    unsettled: Sequence[Comment],
    problems: Sequence[Problem],
) -> HttpResponse:
    today = clock.day_of(review.now)  # type: ignore[attr-defined]
    wrote = rules.contributors_since_approval(shown)
    panel = panel_of(review, today=today, wrote=wrote, taken=review.taken)  # type: ignore[attr-defined]
    objections, roles = panel.progress.objections, insider_of(request).roles
    may_answer = bool(objections) and rules.may("answer_objection", shown, user_of(request), roles)
    context = {
        "version": shown,
        "article": shown.article,
        "review": review,
        "panel": panel,
        "rule": wording.rule_in_words(review),
        "months": "" if review.kind == ReviewKind.EDITORIAL else wording.months(review.review_months),
        "sentence": _sentence(panel),
        "unsettled": unsettled,
        "holds": _holds(shown),
        "may_answer": may_answer,
        "form": form,
        "problems": problems,
        "layout": laid_out(text_of(shown), content_format=shown.content_format),
        "zone": settings.TIME_ZONE,
        "local_now": clock.local(review.now),  # type: ignore[attr-defined]
    }
    status = 200 if request.method == "GET" else 409 if form.non_field_errors() else 422
    return page(request, "desk/judging/publish.html", context, here="queue", status=status)


def _sentence(panel: Panel) -> str:
    missing = panel.progress.missing
    if not missing:
        return "Everything that the policy asks for is there. Publish it?"
    return (
        f"Not yet: {wording.counted(len(missing), 'thing')} {'is' if len(missing) == 1 else 'are'} missing."
    )


def _holds(shown: Version) -> list[tuple[str, bool]]:
    """What readers see on hold, and whether this version lifts it by going live."""
    lifted = holds_lifted_by(shown).values("pk")
    rows = Hold.objects.open().filter(article=shown.article).order_by("pk")
    rows = rows.annotate(heading=_HELD_HEADING, lifts=Case(When(pk__in=lifted, then=True), default=False))
    return [(row.heading or "The whole page", row.lifts) for row in rows]


def about_holds(shown: Version) -> str:
    """What has become of the holds on the article, now that this version was published."""
    stays = Hold.objects.open().filter(article=shown.article).annotate(heading=_HELD_HEADING)
    lifted = Hold.objects.filter(lifted_by_version=shown).annotate(heading=_HELD_HEADING)
    said = [f" “{row.heading}” is not on hold any more: it was changed." for row in lifted]
    said += [
        f" {f'“{row.heading}”' if row.section_key else 'The whole page'} stays on hold until a second person "
        "lifts it."
        for row in stays
    ]
    return "".join(said)


def _too_late(shown: Version) -> str:
    status = shown.get_status_display().lower()
    return f"What is published is under review and has its signatures; this version is {status}."


def _published(form: PublishForm) -> str:
    if form.cleaned_data["when"] == LATER:
        at = clock.written(form.cleaned_data["at"])
        return f"Approved. It goes live on {at}."
    return "Approved and live. Readers have it now."
