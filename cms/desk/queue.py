"""All articles that one may see, filtered and searched, a page at a time by keyset."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from articles import clock
from articles.models import Risk, Topic, Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page, places
from cms.desk.loading import insider_of, user_of
from reviews.queries import for_list, versions_visible_to

PAGE = 30


class QueueFilter(forms.Form):
    """What to look for. Everything is optional, and the address says it all, so that a list can be kept."""

    q = forms.CharField(
        label="Search", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *Status.choices])
    topic = forms.ModelChoiceField(
        label="Topic", required=False, queryset=Topic.objects.all(), to_field_name="slug", empty_label="Any"
    )
    risk = forms.ChoiceField(label="Risk", required=False, choices=[("", "Any"), *Risk.choices])
    mine = forms.BooleanField(label="Written by me", required=False)
    overdue = forms.BooleanField(label="Past its review date", required=False)

    def applied_to(self, versions: QuerySet[Version], user_id: int) -> QuerySet[Version]:
        """Return the versions that fit what was filled in."""
        chosen: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if chosen.get("q"):
            versions = versions.filter(_words(chosen["q"]))
        if chosen.get("status"):
            versions = versions.filter(status=chosen["status"])
        if chosen.get("topic"):
            versions = versions.filter(article__topic=chosen["topic"])
        if chosen.get("risk"):
            versions = versions.filter(article__risk=chosen["risk"])
        if chosen.get("mine"):
            versions = versions.filter(author=user_id)
        if chosen.get("overdue"):
            versions = versions.filter(status=Status.APPROVED, next_review_due__lt=clock.now().date())
        return versions


@insider
def queue(request: HttpRequest) -> HttpResponse:
    form = QueueFilter(request.GET)
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    rows = form.applied_to(for_list(visible), user_of(request).pk)
    rows = _after(rows, request.GET.get("after", "")).order_by("-status_since", "-pk")
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "versions": shown,
        "filtered": bool(kept),
        "today": clock.now().date(),
        "next": f"?{urlencode({**kept, 'after': _mark(shown[-1])})}" if len(found) > PAGE else "",
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    template = (
        "desk/_queue_rows.html" if request.headers.get("HX-Target") == "queue-rows" else "desk/queue.html"
    )
    return page(request, template, context, here="queue")


@insider
def palette(request: HttpRequest) -> JsonResponse:
    """What the command palette offers for some words: places first, then articles."""
    words = request.GET.get("q", "").strip()
    entries = [
        {"name": place.name, "url": place.url, "hint": f"g {place.key}"}
        for place in places(insider_of(request), "")
        if words.lower() in place.name.lower()
    ]
    if len(words) >= 2:
        visible = versions_visible_to(user_of(request), insider_of(request).roles).filter(_words(words))
        for version in visible.select_related("article").order_by("-status_since", "-pk")[:8]:
            url = reverse("desk:version", args=[version.article.slug, version.number])
            hint = f"v{version.number}, {Status(version.status).label.lower()}"
            entries.append({"name": version.title or "Untitled", "url": url, "hint": hint})
    return JsonResponse({"entries": entries})


@insider
def keys(request: HttpRequest) -> HttpResponse:
    return page(request, "desk/keys.html")


def _words(said: str) -> Q:
    condition = Q()
    for word in said.split()[:8]:
        condition &= (
            Q(title__icontains=word)
            | Q(second_title__icontains=word)
            | Q(condition_name__icontains=word)
            | Q(article__slug__icontains=word)
            | Q(summary__icontains=word)
            | Q(sections__body__icontains=word)
            | Q(sections__heading__icontains=word)
        )
    return Q(pk__in=Version.objects.filter(condition).values("pk"))


def _mark(version: Version) -> str:
    return f"{version.status_since:%Y-%m-%dT%H:%M:%S.%f%z}_{version.pk}"


def _after(rows: QuerySet[Version], mark: str) -> QuerySet[Version]:
    moment, _, pk = mark.partition("_")
    try:
        since = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%f%z")
        number = int(pk)
    except ValueError:
        return rows
    return rows.filter(Q(status_since__lt=since) | Q(status_since=since, pk__lt=number))
