"""All articles that one may see, filtered and searched, a page at a time by keyset."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from articles import clock
from articles.models import Risk, Topic, Version
from articles.roles import Roles
from articles.states import Status
from cms import paging
from cms.access import insider
from cms.desk.frame import page, places
from cms.desk.loading import insider_of, user_of
from reviews import reach
from reviews.discretion import hears_tally
from reviews.queries import (
    current_of,
    for_list,
    lost_of,
    past_their_date,
    progress_of,
    versions_visible_to,
)
from reviews.quorum import Progress
from reviews.searching import authors_called, by_names_first, members_called, named, saying

PAGE = 30
FOUND = 8
PEOPLE = 4
#: Shorter words stand in almost every text.
SAID_FROM = 3
CURRENT, EVERY = "", "every"


class QueueFilter(forms.Form):
    """What to look for. Everything is optional, and the address says it all, so that a list can be kept.

    What makes no sense is left out, and the field says so.
    """

    q = forms.CharField(
        label="Search", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label="State",
        required=False,
        choices=[(CURRENT, "Current"), (EVERY, "Older ones too"), *Status.choices],
    )
    topic = forms.ModelChoiceField(
        label="Topic", required=False, queryset=Topic.objects.all(), to_field_name="slug", empty_label="Any"
    )
    risk = forms.ChoiceField(label="Risk", required=False, choices=[("", "Any"), *Risk.choices])
    mine = forms.BooleanField(label="Written by me", required=False)
    overdue = forms.BooleanField(label="Past its review date", required=False)

    def applied_to(self, versions: QuerySet[Version], user_id: int, roles: Roles) -> QuerySet[Version]:
        """Return the versions that fit what was filled in."""
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("status", CURRENT) == CURRENT:
            versions = current_of(versions)
        elif chosen["status"] != EVERY:
            versions = versions.filter(status=chosen["status"])
        if chosen.get("topic"):
            versions = versions.filter(article__topic=chosen["topic"])
        if chosen.get("risk"):
            versions = versions.filter(article__risk=chosen["risk"])
        if chosen.get("mine"):
            versions = versions.filter(author=user_id)
        return saying(versions, chosen.get("q", ""), roles)

    @property
    def kept(self) -> dict[str, str]:
        """What was asked for, for the address of the next page."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


@insider
def queue(request: HttpRequest) -> HttpResponse:
    form = QueueFilter(request.GET)
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    fitting = form.applied_to(visible, user_of(request).pk, insider_of(request).roles)
    rows = for_list(fitting, seated=user_of(request))
    today = clock.today()
    if form.cleaned_data.get("overdue"):
        rows = past_their_date(rows, today)
    after = request.GET.get("after", "")
    found = list(_after(rows, after).order_by("-status_since", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    progress = progress_of(shown)
    for version in shown:
        _as_told(version, progress, edits=insider_of(request).roles.is_editor(version.article.topic_id))
    context = {
        "form": form,
        "rows": [(version, progress.get(version.pk)) for version in shown],
        "filtered": bool(form.kept),
        "today": today,
        "next": f"?{urlencode({**form.kept, 'after': _mark(shown[-1])})}" if len(found) > PAGE else "",
        "first": f"?{urlencode(form.kept)}" if after else "",
    }
    part = request.headers.get("HX-Target") == "queue-rows"
    answer = page(request, "desk/_queue_rows.html" if part else "desk/queue.html", context, here="queue")
    patch_vary_headers(answer, ["HX-Target"])  # else the back button shows rows without the page around them
    return answer


def _as_told(version: Version, progress: dict[int, Progress], *, edits: bool) -> None:
    """Leave out of a row what this person is not to know of the signatures, before their own or at all."""
    so_far = progress.get(version.pk)
    version.lost = reach.told_to(lost_of(version, so_far), edits=edits)  # type: ignore[attr-defined]
    version.has_objection = edits and so_far is not None and bool(so_far.objections)  # type: ignore[attr-defined]
    if not hears_tally(heard=edits, asked=version.asks_me):  # type: ignore[attr-defined]
        progress.pop(version.pk, None)


class PaletteForm(forms.Form):
    q = forms.CharField(required=False, max_length=200)


@insider
def palette(request: HttpRequest) -> JsonResponse:
    """What the command palette offers for some words, and at its end the list of all that fit.

    Places, articles that are called so, people, articles that say it.
    """
    form = PaletteForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    entries = [
        {"name": place.name, "url": place.url, "hint": f"g {place.key}"}
        for place in places(insider_of(request), "")
        if words.lower() in place.name.lower()
    ]
    if len(words) >= 2:
        entries += _found(request, words)
    if words:
        name = f"Search all texts for “{words}”"
        entries.append({"name": name, "url": _list_of(words), "hint": ""})
    return JsonResponse({"entries": entries})


def _found(request: HttpRequest, words: str) -> list[dict[str, Any]]:
    """Articles and people, in three queries."""
    roles = insider_of(request).roles
    visible = current_of(versions_visible_to(user_of(request), roles))
    fitting = saying(visible, words, roles) if len(words) >= SAID_FROM else named(visible, words)
    versions = list(by_names_first(fitting, words).select_related("article")[:FOUND])
    called = [_entry(version) for version in versions if version.called]  # type: ignore[attr-defined]
    said = [_entry(version, "in its text") for version in versions if not version.called]  # type: ignore[attr-defined]
    return [*called, *_people(request, words, visible), *said]


def _people(request: HttpRequest, words: str, visible: QuerySet[Version]) -> list[dict[str, Any]]:
    page_of = "desk:member" if insider_of(request).rules else "member"
    members = [
        {"name": row.printed_name, "url": reverse(page_of, args=[row.slug]), "hint": "advisory board"}
        for row in members_called(words)[:PEOPLE]
    ]
    authors = authors_called(words, visible)[:PEOPLE]
    return members + [{"name": str(row), "url": _list_of(str(row)), "hint": "author"} for row in authors]


def _list_of(words: str) -> str:
    return f"{reverse('desk:queue')}?{urlencode({'q': words})}"


def _entry(version: Version, where: str = "") -> dict[str, Any]:
    status = Status(version.status).label.lower()
    return {
        "name": version.title or "Untitled",
        "url": reverse("desk:version", args=[version.article.slug, version.number]),
        "hint": ", ".join(filter(None, [f"v{version.number}", status, where])),
    }


@insider
def keys(request: HttpRequest) -> HttpResponse:
    return page(request, "desk/keys.html")


def _mark(version: Version) -> str:
    return f"{version.status_since:%Y-%m-%dT%H:%M:%S.%f%z}_{version.pk}"


def _after(rows: QuerySet[Version], mark: str) -> QuerySet[Version]:
    """What comes after the row that the mark names; a garbled mark is the first page."""
    moment, _, pk = mark.partition("_")
    since, number = paging.moment(moment), paging.row_number(pk)
    if since is None or number is None:
        return rows
    return rows.filter(Q(status_since__lt=since) | Q(status_since=since, pk__lt=number))
