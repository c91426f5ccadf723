"""The house: what an editor-in-chief rules, at a glance, and the settings of the publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles import clock
from articles.models import Grant, Publication, Topic, User
from cms.access import chief
from cms.desk.frame import page
from cms.desk.loading import user_of
from cms.desk.operating import chain
from cms.desk.operating.forms import PublicationForm
from cms.desk.operating.ruling import carried_out, form_page
from cms.desk.writing import kept
from reviews import workflow
from reviews.models import BoardMember, Disclosure, Policy


@dataclass(frozen=True)
class Room:
    """One thing that is ruled: its name, how it stands, where it is changed."""

    name: str
    stands: str
    url: str


@chief
def house(request: HttpRequest) -> HttpResponse:
    context = {"rooms": _rooms(), "events": chain.recent(most=12)}
    return page(request, "desk/operating/house.html", context, here="house")


def _rooms() -> list[Room]:
    today = clock.today()
    topics, policies, members, stated, grants = _counts(
        Topic.objects.all(),
        Policy.objects.all(),
        BoardMember.objects.in_office(today),
        BoardMember.objects.in_office(today).filter(
            pk__in=Disclosure.objects.filter(expires_on__gte=today).values("member")
        ),
        Grant.objects.in_force(clock.Now()),
    )
    return [
        Room(
            "Topics and policies",
            f"{_counted(topics, 'topic')}, {_counted(policies, 'policy', 'policies')}: how many sign, "
            "and how soon they look again.",
            reverse("desk:topics"),
        ),
        Room("Board", f"{_counted(members, 'member')} in office.", reverse("desk:members")),
        Room(
            "Disclosures",
            f"{_counted(stated, 'member')} with a disclosure on file.",
            reverse("desk:disclosures"),
        ),
        Room("Grants", f"{_counted(grants, 'role')} in force.", reverse("desk:grants")),
        Room("People", "Who has an account; make one.", reverse("desk:people")),
        Room(
            "Publication",
            "Name, disclaimers, contact, funding: the frame around every page.",
            reverse("desk:publication"),
        ),
    ]


def _counts(*counted: QuerySet[Any]) -> list[int]:
    """How many rows each query finds, asked in one query."""
    parts = [
        rows.order_by().values(place=Value(place)).annotate(count=Count("pk", distinct=True))
        for place, rows in enumerate(counted)
    ]
    found = {row["place"]: row["count"] for row in parts[0].union(*parts[1:])}
    return [found.get(place, 0) for place in range(len(counted))]


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


@kept.keeps_words
@chief
def publication(request: HttpRequest) -> HttpResponse:
    by: User = user_of(request)
    form = PublicationForm(kept.typed(request), instance=Publication.objects.current())
    done = carried_out(
        request,
        form,
        lambda: workflow.set_publication(by=by, **form.cleaned_data),
        done="Saved. Readers see it from now on.",
        then=reverse("desk:publication"),
    )
    context = {
        "sentence": "Say what this publication is, and for whom.",
        "button": "Save",
        "events": chain.recent(tables=[Publication]),
    }
    return done or form_page(request, form, context)
