"""The board: who sits on it, what they declared, and how one is appointed or removed."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from cms.access import chief
from cms.desk.frame import page
from cms.desk.loading import user_of
from cms.desk.operating import chain
from cms.desk.operating.forms import MemberForm, RemovalForm
from cms.desk.operating.ruling import carried_out, form_page
from cms.desk.writing import kept
from reviews import workflow
from reviews.models import BoardMember, Disclosure, Removal

#: How many disclosures a page shows, the newest first.
PAGE = 200
_TABLES = (BoardMember, Removal, Disclosure)


@chief
def members(request: HttpRequest) -> HttpResponse:
    disclosed = Disclosure.objects.filter(member=OuterRef("pk")).order_by("-pk").values("expires_on")[:1]
    rows = (
        BoardMember.objects.select_related("user")
        .prefetch_related("removals")
        .annotate(disclosed_until=Subquery(disclosed))
        .order_by("printed_name")
    )
    context = {"members": list(rows), "today": clock.today(), "events": chain.recent(tables=_TABLES)}
    return page(request, "desk/operating/members.html", context, here="house")


@kept.keeps_words
@chief
def appoint(request: HttpRequest) -> HttpResponse:
    form = MemberForm(kept.typed(request), initial={"term_starts": clock.today()})

    def verb() -> None:
        said = dict(form.cleaned_data)
        workflow.appoint(said.pop("user"), by=user_of(request), **said)

    done = carried_out(
        request,
        form,
        verb,
        done="Appointed. Before signing, a member states interests, or that there are none.",
        then=reverse("desk:members"),
    )
    context = {
        "sentence": "Appoint a member of the board.",
        "button": "Appoint",
        "back": ("Board", reverse("desk:members")),
        "aside": "Without an account yet? Make one first, under People.",
    }
    return done or form_page(request, form, context)


@kept.keeps_words
@chief
def member(request: HttpRequest, slug: str) -> HttpResponse:
    standing = get_object_or_404(BoardMember.objects.select_related("user"), slug=slug)
    form = MemberForm(kept.typed(request), instance=standing)
    removal = Removal.objects.select_related("removed_by").filter(member=standing).first()
    done = carried_out(
        request,
        form,
        lambda: workflow.appoint(standing.user, by=user_of(request), **form.cleaned_data),
        done="Saved. What was signed before keeps the name and credentials of its day.",
        then=reverse("desk:members"),
    )
    context = {
        "member": standing,
        "removal": removal,
        "disclosures": list(Disclosure.objects.filter(member=standing)),
        "today": clock.today(),
        "button": "Save",
        "back": ("Board", reverse("desk:members")),
        "events": chain.recent(tables=_TABLES),
    }
    return done or form_page(request, form, context, template="desk/operating/member.html")


@kept.keeps_words
@chief
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    standing = get_object_or_404(BoardMember, slug=slug)
    form = RemovalForm(kept.typed(request))
    done = carried_out(
        request,
        form,
        lambda: workflow.remove_member(standing, by=user_of(request), **form.cleaned_data),
        done=f"{standing.printed_name} is removed. What they signed in open reviews no longer counts.",
        then=reverse("desk:members"),
    )
    context = {
        "sentence": f"Remove {standing.printed_name} for cause.",
        "explained": "Their signatures in every open review are voided at once, and those reviews need "
        "others. What was decided before stands, with their name on it. This cannot be taken back; a term "
        "that simply ends is set on the member’s page instead.",
        "button": "Remove for cause",
        "grave": True,
        "back": ("Board", reverse("desk:members")),
    }
    return done or form_page(request, form, context)


@chief
def disclosures(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    before = request.GET.get("before", "")[:18]
    rows = Disclosure.objects.select_related("member").order_by("-pk")
    if before.isascii() and before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    silent = BoardMember.objects.in_office(today).exclude(disclosures__expires_on__gte=today)
    context = {
        "disclosures": found[:PAGE],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "later": bool(before),
        "silent": list(silent),
        "today": today,
    }
    return page(request, "desk/operating/disclosures.html", context, here="house")
