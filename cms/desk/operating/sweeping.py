"""Safety sweeps: search live text for a drug or a dose, tick, and one list of holds or tasks to work off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from articles.content.sought import Passage, read
from articles.models import Section, Topic, Version
from cms import paging
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from cms.desk.writing import kept
from reviews import sweeping, workflow
from reviews.models import HoldReason, Sweep, SweepItem
from reviews.queries import edited_by

#: How many earlier sweeps stand below the search, on one page.
PAGE = 50
_LOOKED_AT = Q(settled_at__isnull=False) | Q(task__closed_at__isnull=False) | Q(hold__lifted_at__isnull=False)


class SearchForm(forms.Form):
    """What is looked for; the address says it all."""

    q = forms.CharField(
        label="Drug or dose",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "colchicine 1 mg"}),
    )
    topic = forms.ModelChoiceField(
        label="Topic", required=False, queryset=Topic.objects.all(), to_field_name="slug", empty_label="Any"
    )
    #: Where a page after the first goes on.
    after = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)


class BeginForm(forms.Form):
    """What is made of the places that were ticked, and why."""

    reason = forms.ChoiceField(
        label="Why: readers are told where a place is put on hold",
        choices=HoldReason.choices,
        initial=HoldReason.SAFETY,
    )
    note = forms.CharField(
        label="For the editors",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "What is known, and from where"}),
    )


@kept.keeps_words
@insider
def sweeps(request: HttpRequest) -> HttpResponse:
    """Search, and begin a list of what was ticked; below, the lists there are."""
    _must_edit(request)
    sent = kept.typed(request)
    search = SearchForm(sent if sent is not None else request.GET)
    begin = BeginForm(sent)
    ticked = sent.getlist("place") if sent is not None else []
    asked: dict[str, Any] = search.cleaned_data if search.is_valid() else {}
    if request.method == "POST" and sent is not None and begin.is_valid():
        try:
            made = sweeping.begin(
                by=user_of(request),
                query=asked.get("q", ""),
                deed=sent.get("deed", ""),
                places=sweeping.places_of(ticked),
                **begin.cleaned_data,
            )
        except workflow.Refused as refusal:
            begin.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("desk:sweep", args=[made.pk]))
    context = {
        "search": search,
        "begin": begin,
        "ticked": ticked,
        "all": bool(request.GET.get("all")),
        "query": asked.get("q", ""),
        "fields": search.visible_fields(),
        **_found(request, asked),
    }
    return page(
        request,
        "desk/operating/sweeps.html",
        context,
        here="questions",
        status=422 if request.method == "POST" else 200,
    )


@insider
def sweep(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: each place with what was done about it, and how many were looked at."""
    _must_edit(request)
    shown = get_object_or_404(_visible(request), pk=pk)
    if request.method == "POST":
        _done(request, shown)
        return HttpResponseRedirect(reverse("desk:sweep", args=[pk]))
    lines = _lines(request, shown)
    context = {
        "sweep": shown,
        "lines": lines,
        "seen_to": sum(not line.waits for line in lines),
        "looked_at": sum(line.looked_at for line in lines),
        "refused": any(line.item.problem and not line.looked_at for line in lines),
        "own": shown.started_by_id == user_of(request).pk,
    }
    part = request.headers.get("HX-Target") == "sweep-lines"
    template = "desk/operating/_sweep_lines.html" if part else "desk/operating/sweep.html"
    answer = page(request, template, context, here="questions")
    patch_vary_headers(answer, ["HX-Target"])
    return answer


@dataclass(frozen=True, kw_only=True)
class Line:
    """One place of a sweep, as the list shows it."""

    item: SweepItem
    heading: str
    passages: list[Passage]

    @property
    def waits(self) -> bool:
        """Whether the worker has yet to come to it."""
        item = self.item
        return not (item.hold_id or item.task_id or item.problem or item.settled_at)

    @property
    def looked_at(self) -> bool:
        """Whether nothing is to be done any more: settled, the hold lifted, or the task closed."""
        lifted = self.item.hold is not None and self.item.hold.lifted_at is not None
        closed = self.item.task is not None and self.item.task.closed_at is not None
        return lifted or closed or self.item.settled_at is not None


def _found(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    """What the search found; without one, the lists there are."""
    if not asked.get("q"):
        return _earlier(request, asked.get("after") or 0)
    topic, after = asked.get("topic"), asked.get("after") or 0
    whole = {"q": asked["q"], **({"topic": topic.slug} if topic else {})}
    try:
        found = sweeping.search(asked["q"], insider_of(request).roles, topic, after=after)
    except sweeping.TooMuch as refusal:
        return {"too_much": str(refusal)}
    return {
        "found": found,
        "after": after,
        "next": f"?{urlencode({**whole, 'after': found.more})}",
        "tick_all": f"?{urlencode({**whole, **({'after': after} if after else {}), 'all': 'on'})}",
    }


def _earlier(request: HttpRequest, after: int) -> dict[str, Any]:
    """A page of the sweeps there are, the newest first, each with how far it has come."""
    rows = _visible(request).filter(pk__lt=after) if after else _visible(request)
    found = list(_counted(rows)[: PAGE + 1])
    shown = found[:PAGE]
    return {"sweeps": shown, "after": after, "next": f"?after={shown[-1].pk}" if len(found) > PAGE else ""}


def _visible(request: HttpRequest) -> QuerySet[Sweep]:
    """The sweeps that this person began, or that touch what they edit."""
    roles = insider_of(request).roles
    items = SweepItem.objects.filter(edited_by(roles, "version__article__"))
    theirs = Q(pk__in=items.values("sweep")) | Q(started_by=user_of(request))
    return Sweep.objects.filter(theirs).select_related("started_by")


def _counted(rows: QuerySet[Sweep]) -> QuerySet[Sweep]:
    items = SweepItem.objects.filter(_LOOKED_AT).values("pk")
    looked_at = Count("items", filter=Q(items__in=items))
    return rows.annotate(all=Count("items"), looked_at=looked_at).order_by("-pk")


def _lines(request: HttpRequest, shown: Sweep) -> list[Line]:
    """The places that this person edits, in three queries."""
    rows = shown.items.filter(edited_by(insider_of(request).roles, "version__article__"))
    items = list(
        rows.select_related(
            "version__article__topic", "hold__laid_by", "hold__lifted_by", "task", "settled_by"
        ).order_by("pk")
    )
    sections = _sections(items)
    sought = read(shown.query)
    found = []
    for item in items:
        row: Version | Section | None = item.version
        if item.section_key is not None:
            row = sections.get((item.version_id, item.section_key))
        heading = row.heading if isinstance(row, Section) else sweeping.LEAD
        found.append(
            Line(item=item, heading=heading, passages=sweeping.passages_of(row, sought) if row else [])
        )
    return found


def _sections(items: list[SweepItem]) -> dict[tuple[int, UUID], Section]:
    keys = {item.section_key for item in items if item.section_key}
    rows = Section.objects.filter(version__in={item.version_id for item in items}, key__in=keys)
    return {(row.version_id, row.key): row for row in rows}


def _done(request: HttpRequest, shown: Sweep) -> None:
    """Do what a button of the list says; each is done at once, and undone by its counterpart."""
    deed, by = request.POST.get("do", ""), user_of(request)
    if deed in ("settle", "unsettle"):
        number = request.POST.get("item", "")
        item = get_object_or_404(
            shown.items.select_related("version__article"), pk=paging.row_number(number) or 0
        )
        sweeping.settle(item, by=by, settled=deed == "settle")
    elif deed in (sweeping.HOLD, sweeping.TASK):
        count = sweeping.go_on(shown, by=by, deed=deed)
        messages.success(request, f"{count} {'place is' if count == 1 else 'places are'} tried again.")
    else:
        raise Http404("There is no such thing to do.")


def _must_edit(request: HttpRequest) -> None:
    if not insider_of(request).edits:
        raise PermissionDenied("Safety sweeps are for the editors.")
