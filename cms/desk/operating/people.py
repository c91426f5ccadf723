"""Who has an account here, and making one: its owner gets a mail and sets the password."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles import clock
from articles.accounts import CannotClose, open_account
from articles.models import Grant, User
from cms.access import chief
from cms.accounts import close, invite
from cms.desk.frame import page
from cms.desk.loading import user_of
from cms.desk.operating import forms, ruling
from cms.desk.operating.ruling import carried_out, form_page
from cms.desk.writing import kept
from cms.own_account import ClosingForm
from reviews import workflow


@chief
def people(request: HttpRequest) -> HttpResponse:
    said = request.GET.get("q", "").strip()
    given = Grant.objects.in_force(clock.now()).select_related("topic").order_by("role")
    rows = (
        forms.people().select_related("board_member").prefetch_related(Prefetch("grants", given, "in_force"))
    )
    for word in said.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word))
    found = list(rows[: ruling.MOST + 1])
    cut = ruling.MOST if len(found) > ruling.MOST else 0
    context = {"people": found[: ruling.MOST], "said": said, "cut": cut}
    return page(request, "desk/operating/people.html", context, here="house")


@kept.keeps_words
@chief
def new_person(request: HttpRequest) -> HttpResponse:
    by = user_of(request)
    form = forms.AccountForm(kept.typed(request))

    made: list[User] = []

    def verb() -> None:
        made.append(open_account(by=by, **form.cleaned_data))
        invite(request, made[0], by=by)

    done = carried_out(
        request,
        form,
        verb,
        done="The account is made, and a mail with the way in is sent. Now give it a role.",
        then=reverse("desk:give"),
    )
    if done:
        return HttpResponseRedirect(f"{reverse('desk:give')}?to={made[0].pk}")
    context = {
        "sentence": "Make an account for somebody.",
        "explained": "They get a mail with a link, set a password, and are asked for a second factor if they "
        "sign or rule. What they may do is granted afterwards.",
        "button": "Make the account",
        "back": ("People", reverse("desk:people")),
    }
    return form_page(request, form, context)


@chief
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    person, by = get_object_or_404(forms.people(), pk=pk), user_of(request)
    form = ClosingForm(request.POST or None)

    def verb() -> None:
        form.proof(request, by, digest="")
        try:
            close(person, by=by)
        except CannotClose as refusal:
            raise workflow.Refused(str(refusal)) from refusal

    done = carried_out(
        request,
        form,
        verb,
        done=f"The account of {person} is closed.",
        then=reverse("desk:people"),
    )
    context = {
        "sentence": f"Close the account of {person} for good.",
        "explained": "They are logged out and cannot log in again. Name, login name and address are wiped, "
        "second factors are removed, roles end. What they wrote and signed stays on record under the name "
        "of that day. To end a role or a term alone, use Grants or Board.",
        "button": "Close it",
        "grave": True,
        "back": ("People", reverse("desk:people")),
    }
    return done or form_page(request, form, context)


@chief
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(forms.people(), pk=pk)
    invite(request, person, by=user_of(request))
    messages.success(request, f"A new link is on its way to {person.email}.")
    return HttpResponseRedirect(reverse("desk:people"))
