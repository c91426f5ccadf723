"""Who may do what, until when: grants given, ended, and taken over by a stand-in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles import clock
from articles.models import Grant
from cms.access import chief
from cms.desk.frame import page
from cms.desk.loading import user_of
from cms.desk.operating import chain, ruling
from cms.desk.operating.forms import GrantForm
from cms.desk.operating.ruling import carried_out, form_page
from cms.desk.writing import kept
from reviews import workflow


@chief
def grants(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    ended, said = bool(request.GET.get("ended")), request.GET.get("q", "").strip()
    over = Q(ends_at__lte=now)
    rows = Grant.objects.select_related("user", "topic", "stands_in_for", "granted_by")
    rows = rows.filter(over if ended else ~over | Q(ends_at=None)).order_by("role", "user__name", "pk")
    for word in said.split()[:5]:
        rows = rows.filter(Q(user__name__icontains=word) | Q(user__username__icontains=word))
    found = list(rows[: ruling.MOST + 1])
    context = {
        "grants": found[: ruling.MOST],
        "cut": ruling.MOST if len(found) > ruling.MOST else 0,
        "said": said,
        "ended": ended,
        "now": now,
        "events": chain.recent(tables=[Grant]),
    }
    return page(request, "desk/operating/grants.html", context, here="house")


@kept.keeps_words
@chief
def give(request: HttpRequest) -> HttpResponse:
    form = GrantForm(kept.typed(request), initial={"user": request.GET.get("to")})

    def verb() -> None:
        said = form.cleaned_data
        workflow.grant(said["user"], said["role"], by=user_of(request), **form.given())

    done = carried_out(request, form, verb, done="Granted.", then=reverse("desk:grants"))
    context = {
        "sentence": "Give somebody a role.",
        "button": "Grant it",
        "back": ("Grants", reverse("desk:grants")),
    }
    return done or form_page(request, form, context)


@chief
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    given = get_object_or_404(Grant.objects.select_related("user"), pk=pk)
    try:
        workflow.end_grant(given, by=user_of(request))
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Ended: {given}. Give it again if that was a slip.")
    return HttpResponseRedirect(reverse("desk:grants"))
