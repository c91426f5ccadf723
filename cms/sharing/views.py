"""What a link for a reader outside opens: the text as readers will see it, and a form for comments on it.

The address carries a secret, so it is told to nobody: not to other sites, not to caches, not to the log. For
the same reason nobody can forge the form, and it needs neither cookie nor token.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.access import public
from cms.pages.article import section_anchor
from cms.pages.audience import chosen
from cms.pages.preview import as_readers_will_see
from reviews import sharing
from reviews.models import Share
from reviews.refusals import Refused


class CommentForm(forms.Form):
    section = forms.ChoiceField(label="Where", required=False)
    body = forms.CharField(
        label="Your comment",
        max_length=sharing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write something first."},
    )

    def __init__(self, sections: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "The text as a whole"), *sections]  # type: ignore[attr-defined]

    def key(self) -> UUID | None:
        chosen_key = self.cleaned_data["section"]
        return UUID(chosen_key) if chosen_key else None


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the shared version, or take a comment on it. An unknown link tells nothing of any article."""
    share = sharing.found(secret)
    if share is None:
        return _kept_private(_closed(request, "unknown", 404))
    if not sharing.in_force(share):
        return _kept_private(_closed(request, "revoked" if share.revoked_at else "expired", 410))
    answer = _said(request, share) if request.method == "POST" else _read(request, share)
    return _kept_private(answer)


def _read(request: HttpRequest, share: Share) -> HttpResponse:
    if request.method == "GET":
        sharing.visited(share)
    at = {"section": request.GET.get("section", "")}
    return _page(request, share, CommentForm(_sections(share), initial=at))


def _said(request: HttpRequest, share: Share) -> HttpResponse:
    form = CommentForm(_sections(share), request.POST)
    if not form.is_valid():
        return _page(request, share, form, status=422)
    try:
        sharing.comment(share, body=form.cleaned_data["body"], section_key=form.key())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, share, form, status=409)
    return HttpResponseRedirect(f"{request.path}?said=1#comments")


def _page(request: HttpRequest, share: Share, form: CommentForm, *, status: int = 200) -> HttpResponse:
    sections = _sections(share)
    context = {
        "share": share,
        "version": share.version,
        "page": as_readers_will_see(share.version, audience=chosen(request), address=request.path),
        "form": form,
        "open": sharing.takes_comments(share),
        "unsent": "" if sharing.takes_comments(share) else form["body"].value() or "",
        "said": [(dict(sections).get(str(row.section_key), ""), row) for row in sharing.said_through(share)],
        "just_said": "said" in request.GET,
        "keys": {section_anchor(UUID(key)): key for key, _ in sections},
    }
    return render(request, "sharing/shared.html", context, status=status)


def _sections(share: Share) -> list[tuple[str, str]]:
    rows = share.version.sections.order_by("position").values_list("key", "heading")
    return [(str(key), heading) for key, heading in rows]


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """Say why nothing is shown; what was just sent through the link, and reached nobody, is given back."""
    unsent = request.POST.get("body", "").strip() if request.method == "POST" else ""
    return render(request, "sharing/closed.html", {"why": why, "unsent": unsent}, status=status)


def _kept_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Django's log of refused requests names the address, and with it the secret.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
