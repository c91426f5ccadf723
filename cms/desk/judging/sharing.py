"""Links for readers outside: made, listed with who opened them when, and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles import clock
from articles.models import Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging.refusing import not_now
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.writing import kept
from reviews import sharing
from reviews.models import Share
from reviews.queries import versions_visible_to
from reviews.refusals import Refused

_MADE = "shared_link"
_WHO = "The editors of this topic share a text with readers outside."


class ShareForm(forms.Form):
    invitee = forms.CharField(
        label="For whom",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="As they are greeted, and as their comments are signed: “Dr Ana Ruiz, pharmacist”.",
        error_messages={"required": "Say for whom the link is."},
    )
    purpose = forms.CharField(
        label="What you ask of them",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(
        label="Works for",
        coerce=int,
        initial=sharing.DAYS,
        choices=[
            (3, "3 days"),
            (7, "a week"),
            (14, "two weeks"),
            (30, "a month"),
            (sharing.MOST_DAYS, "90 days"),
        ],
    )


@kept.keeps_words
@insider
def shares(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """List the links to a version, and make one. Its address is shown on the next page, and never again."""
    shown = version_or_404(request, slug, number)
    _require_editor(request, shown)
    if not sharing.can_be_shared(shown):
        return not_now(request, shown, "A text is shared from the moment on at which it was submitted.")
    form = ShareForm(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = sharing.share(shown, by=user_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            address = settings.SITE_URL + reverse("shared", args=[secret])
            request.session[_MADE] = [made.pk, address]
            return HttpResponseRedirect(request.path)
    return _page(request, shown, form)


@insider
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    rows = Share.objects.filter(version__in=visible.values("pk")).select_related("version__article")
    shared = get_object_or_404(rows, pk=pk)
    _require_editor(request, shared.version)
    sharing.revoke(shared, by=user_of(request))
    messages.success(request, f"The link for {shared.invitee} is revoked. Nobody opens it any more.")
    return HttpResponseRedirect(
        reverse("desk:shares", args=[shared.version.article.slug, shared.version.number])
    )


def _page(request: HttpRequest, shown: Version, form: ShareForm) -> HttpResponse:
    context: dict[str, Any] = {
        "version": shown,
        "article": shown.article,
        "form": form,
        "made": request.session.pop(_MADE, None),
        "shares": list(sharing.shares_of(shown)),
        "now": clock.now(),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "desk/judging/shares.html", context, here="queue", status=status)


def _require_editor(request: HttpRequest, shown: Version) -> None:
    if not sharing.may_share(shown, user_of(request), insider_of(request).roles):
        raise PermissionDenied(_WHO)
