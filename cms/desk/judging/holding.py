"""Covering what may be dangerous, at once, and uncovering it by a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.models import Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging.refusing import done, not_now, require
from cms.desk.loading import hold_or_404, user_of, version_or_404
from cms.desk.writing import kept
from reviews import rules, urgency, workflow
from reviews.models import Hold, HoldReason


class HoldForm(forms.Form):
    """What is covered, and why; the reason is the button that is pressed."""

    section = forms.ChoiceField(label="What is covered", required=False)
    note = forms.CharField(
        label="For the editors",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.ChoiceField(
        choices=HoldReason.choices, error_messages={"required": "Choose the reason that readers are shown."}
    )

    def __init__(self, sections: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "The whole page"), *sections]  # type: ignore[attr-defined]

    def key(self) -> UUID | None:
        chosen = self.cleaned_data["section"]
        return UUID(chosen) if chosen else None


class LiftForm(forms.Form):
    note = forms.CharField(
        label="What was checked", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


@kept.keeps_words
@insider
def hold(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Lay a hold: one page, one press. ``?section=KEY`` comes with a link from a reader's report."""
    shown = version_or_404(request, slug, number)
    require(request, "hold", shown)
    if shown.status not in rules.VERBS["hold"].sources:
        return _not_live(request, shown)
    rows = shown.sections.order_by("position").values_list("key", "heading")
    sections = [(str(key), heading) for key, heading in rows]
    form = HoldForm(sections, kept.typed(request), initial={"section": request.GET.get("section", "")})
    by = user_of(request)

    def act() -> object:
        said = form.cleaned_data
        return workflow.hold(shown, by=by, reason=said["reason"], section_key=form.key(), note=said["note"])

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, "On hold. Readers no longer see it; the editors and the signers are told.")
        _say_what_is_urgent(request, shown)
        return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    if form.non_field_errors() and not _is_live(shown):
        return _not_live(request, shown)
    context = {
        "version": shown,
        "article": shown.article,
        "form": form,
        "reasons": HoldReason.choices,
        "holds": _open_holds(shown, dict(sections)),
    }
    status = 200 if request.method == "GET" else 422
    return page(request, "desk/judging/hold.html", context, here="queue", status=status)


def _say_what_is_urgent(request: HttpRequest, shown: Version) -> None:
    if review := urgency.before_the_board(shown.article):
        said = f"Version {review.version.number}, which is before the board, is urgent now"
        messages.info(request, f"{said}: its members are told. Ask everybody else who may sign, too.")


def _is_live(shown: Version) -> bool:
    return Version.objects.filter(pk=shown.pk, status__in=rules.VERBS["hold"].sources).exists()


def _not_live(request: HttpRequest, shown: Version) -> HttpResponse:
    """Say what readers see instead, and let the same hold be laid there with one more press."""
    live = shown.article.versions.filter(status=Status.APPROVED).first()
    if live is None:
        return not_now(request, shown, "Only the version that readers see can be put on hold.")
    key = request.POST.get("section") or request.GET.get("section", "")
    heading = ""
    if key in {str(known) for known in live.sections.values_list("key", flat=True)}:
        heading = live.sections.get(key=key).heading
    context = {
        "version": shown,
        "article": shown.article,
        "live": live,
        "said": request.POST,
        "key": key if heading else "",
        "heading": heading,
        "reason": dict(HoldReason.choices).get(request.POST.get("reason", ""), ""),
    }
    return page(request, "desk/judging/hold_elsewhere.html", context, here="queue", status=409)


@kept.keeps_words
@insider
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a hold that somebody else has laid."""
    laid = hold_or_404(request, pk)
    shown = laid.version
    shown.article = laid.article
    require(request, "lift", shown)
    form = LiftForm(kept.typed(request))
    by = user_of(request)
    if request.method == "POST" and laid.lifted_at is None and form.is_valid():
        if done(form, lambda: workflow.lift(laid, by=by, note=form.cleaned_data["note"])):
            messages.success(request, "Lifted. Readers see it again.")
            return HttpResponseRedirect(reverse("desk:article", args=[laid.article.slug]))
        laid = hold_or_404(request, pk)
    context = {
        "version": shown,
        "article": laid.article,
        "hold": laid,
        "heading": _heading(laid),
        "own": laid.laid_by_id == by.pk,
        "form": form,
    }
    status = 200 if request.method == "GET" else 409
    return page(request, "desk/judging/lift.html", context, here="queue", status=status)


def _open_holds(shown: Version, headings: dict[str, str]) -> list[tuple[Hold, str]]:
    rows = Hold.objects.open().filter(article=shown.article).select_related("laid_by").order_by("pk")
    return [(row, headings.get(str(row.section_key), "A section of an older version")) for row in rows]


def _heading(laid: Hold) -> str:
    if laid.section_key is None:
        return ""
    found = laid.version.sections.filter(key=laid.section_key).values_list("heading", flat=True).first()
    return found or "a section"
