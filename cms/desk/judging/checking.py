"""Noting what a member found in a source: it supports what is claimed, does not, or could not be checked."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import wording
from cms.desk.judging.refusing import REFUSALS, not_now
from cms.desk.judging.screen import latest_review
from cms.desk.judging.sources import checks_of
from cms.desk.loading import user_of, version_or_404
from reviews import preparing
from reviews.models import Review, SourceVerdict

_ANCHOR = re.compile(r"(?:change|ref|support)-[0-9a-f-]{1,40}")
_UNSAID = "Say what you found: it supports it, it does not, or you could not check."


class CheckForm(forms.Form):
    """Which source, which passage of it, and what was found there. ``place`` is where on the page one was."""

    reference = forms.UUIDField()
    support = forms.UUIDField(required=False)
    found = forms.ChoiceField(choices=SourceVerdict.choices)
    place = forms.CharField(required=False, max_length=60)

    @property
    def anchor(self) -> str:
        place = str(self.data.get("place", ""))
        return f"#{place}" if _ANCHOR.fullmatch(place) else "#sources"


@insider
def check_source(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Note what was found in a source. Asked by htmx, answers with the buttons as they are now."""
    shown = version_or_404(request, slug, number)
    review = latest_review(shown)
    if review is None:
        return not_now(request, shown, "This version has not been before the board.")
    here = reverse("desk:review", args=[slug, number])
    if request.method != "POST":
        return HttpResponseRedirect(f"{here}#sources")
    form = CheckForm(request.POST)
    told = _noted(request, review, form.cleaned_data) if form.is_valid() else _UNSAID
    if request.headers.get("HX-Request"):
        return _answer(request, review, form, told)
    if told:
        messages.error(request, told)
    against = request.GET.get("against", "")
    kept = f"?against={against}" if against.isalnum() else ""
    return HttpResponseRedirect(f"{here}{kept}{form.anchor}")


def _noted(request: HttpRequest, review: Review, said: dict[str, Any]) -> str:
    """Keep it; return why it could not be, or nothing."""
    try:
        preparing.check_source(
            review,
            by=user_of(request),
            reference=said["reference"],
            support=said["support"],
            verdict=said["found"],
        )
    except REFUSALS as refusal:
        # Beside the buttons the reason can stand; else who may not do it is told so as anywhere.
        if isinstance(refusal, PermissionDenied) and not request.headers.get("HX-Request"):
            raise
        return str(refusal)
    return ""


def _answer(request: HttpRequest, review: Review, form: CheckForm, told: str) -> HttpResponse:
    """The buttons again, what is chosen now marked, and what went wrong."""
    said = form.cleaned_data
    place = (said.get("reference"), said.get("support"))
    found = checks_of(review, user_of(request).pk, others=False).at(place)  # type: ignore[arg-type]
    context = {
        "version": review.version,
        "article": review.version.article,
        "reference": place[0],
        "support": place[1],
        "place": form.data.get("place", ""),
        "found": found,
        "told": told,
        "may_check": True,
        "source_verdicts": wording.FOUND.items(),
    }
    return page(request, "desk/judging/_check.html", context, status=409 if told else 200)
