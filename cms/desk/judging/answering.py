"""An invitation and what follows from it: accept or decline, declare interests, clear oneself for this text.

Each answer is saved by itself as it is given; the last leads on to the text. Opening a page changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import clock
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import wording
from cms.desk.judging.refusing import done
from cms.desk.judging.starting import Day
from cms.desk.loading import assignment_or_404, user_of
from cms.desk.writing import kept
from reviews import workflow
from reviews.models import Assignment, AssignmentStatus, Clearance, DeclineReason, Disclosure
from reviews.signatures import signature_of

STATED = "Thank you. The editor has been told and will ask somebody else."
AFTERWARDS = (
    "Thank you. Your signature does not count any more. The editors have been told, and readers are told."
)


class AcceptForm(forms.Form):
    """Nothing to fill in: pressing it says it."""

    def say(self, asked: Assignment, request: HttpRequest) -> None:
        if asked.status != AssignmentStatus.ACCEPTED:
            workflow.accept(asked, by=user_of(request))
        messages.success(request, "Accepted. The editor sees it now.")


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=DeclineReason.choices, widget=forms.RadioSelect)
    ask_again_on = forms.DateField(
        label="Ask me again on", required=False, widget=Day, help_text="If it is only not now."
    )
    note = forms.CharField(
        label="A word to the editor",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        again: date | None = said.get("ask_again_on")
        if again and again <= clock.today():
            self.add_error("ask_again_on", "Choose a day that is still to come.")
        if said.get("reason") == DeclineReason.NOT_NOW and not again and not self.errors:
            self.add_error("ask_again_on", "Say when to ask again.")
        return said

    def say(self, asked: Assignment, request: HttpRequest) -> None:
        workflow.decline_invitation(asked, by=user_of(request), **self.cleaned_data)
        messages.success(request, "Declined. The editor has been told.")


class DeclareForm(forms.Form):
    """Interests, or an explicit "none": the button that was pressed says which."""

    none = forms.BooleanField(required=False)
    interests = forms.CharField(
        label="My interests, one on each line",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Who, and what for: grants, fees, shares, patents, posts held, in the last three years.",
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("none") and not said.get("interests", "").strip():
            self.add_error("interests", "Say which, or press “I have nothing to declare”.")
        if said.get("none") and said.get("interests", "").strip():
            raise ValidationError("You wrote interests and said that there are none. Which is it?")
        return said

    def say(self, asked: Assignment, request: HttpRequest) -> None:
        none = self.cleaned_data["none"]
        kept = workflow.declare(
            asked, by=user_of(request), none_to_declare=none, statement=self.cleaned_data["interests"]
        )
        messages.success(request, f"Your disclosure is on file until {kept.expires_on:%-d %B %Y}.")


class ClearForm(forms.Form):
    """Whether this one article touches an interest: the button that was pressed says which."""

    clear = forms.BooleanField(required=False)
    conflict = forms.CharField(
        label="What the conflict is",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The editor is told at once and asks somebody else.",
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("clear") and not said.get("conflict", "").strip():
            self.add_error("conflict", "Say what the conflict is, so that the editor can act on it.")
        if said.get("clear") and said.get("conflict", "").strip():
            raise ValidationError("You wrote of a conflict and said that there is none. Which is it?")
        return said

    def say(self, asked: Assignment, request: HttpRequest) -> None:
        conflict = not self.cleaned_data["clear"]
        workflow.clear(asked, by=user_of(request), conflict=conflict, statement=self.cleaned_data["conflict"])
        if conflict:
            messages.success(request, AFTERWARDS if asked.review.closed_at else STATED)


ANSWERS: Mapping[str, Callable[..., Any]] = {
    "accept": AcceptForm,
    "decline": DeclineForm,
    "declare": DeclareForm,
    "clear": ClearForm,
}


@insider
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one's own invitation stands, and the next thing to answer."""
    try:
        asked = assignment_or_404(request, pk)
    except Http404:
        return _not_theirs(request)
    return _page(request, asked, _kept_answers(request, pk))


@kept.keeps_words
@insider
def answer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Take one answer. Opened by a link (a mail scanner, a reload after login) it changes nothing."""
    if answer not in ANSWERS:
        raise Http404(f"There is no such answer: {answer}.")
    try:
        asked = assignment_or_404(request, pk)
    except Http404:
        return _not_theirs(request)
    here = reverse("desk:assignment", args=[pk])
    if request.method != "POST":
        return HttpResponseRedirect(here)
    form = ANSWERS[answer](request.POST)
    if not (form.is_valid() and done(form, lambda: form.say(asked, request))):
        return _page(request, assignment_or_404(request, pk), {answer: form}, status=422)
    if answer == "clear" and form.cleaned_data["clear"]:
        version = asked.review.version
        return HttpResponseRedirect(reverse("desk:review", args=[version.article.slug, version.number]))
    return HttpResponseRedirect(here)


def _not_theirs(request: HttpRequest) -> HttpResponse:
    """Answer a link that a colleague passed on, or that leads nowhere: which of the two is not said."""
    return page(request, "desk/judging/not_invited.html", {}, here="work", status=404)


def _kept_answers(request: HttpRequest, pk: int) -> dict[str, forms.Form]:
    """What was filled in when the login ended, as it goes to the address of each answer."""
    found = {name: kept.typed(request, reverse("desk:answer", args=[pk, name])) for name in ANSWERS}
    return {name: ANSWERS[name](words) for name, words in found.items() if words}


def _page(
    request: HttpRequest,
    asked: Assignment,
    bound: Mapping[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    disclosure = Disclosure.objects.filter(member=asked.member).first()
    clearance = Clearance.objects.filter(assignment=asked).first()
    in_force = disclosure is not None and disclosure.expires_on >= today
    version = asked.review.version
    context = {
        "assignment": asked,
        "version": version,
        "article": version.article,
        "review": asked.review,
        "rule": wording.rule_in_words(asked.review),
        "disclosure": disclosure,
        "in_force": in_force,
        "clearance": clearance,
        "counted": asked.review.closed_at is not None and signature_of(asked) is not None,
        "step": _step(asked, in_force=in_force, clearance=clearance),
        "forms": {name: (bound or {}).get(name) or form() for name, form in ANSWERS.items()},
        "refused": next(iter(bound), "") if bound else "",
        "today": today,
    }
    return page(request, "desk/judging/assignment.html", context, here="work", status=status)


def _step(asked: Assignment, *, in_force: bool, clearance: Clearance | None) -> str:
    """Which answer comes next."""
    if asked.review.closed_at:
        return "closed"
    if asked.status == AssignmentStatus.INVITED:
        return "answer"
    if asked.status in (AssignmentStatus.DECLINED, AssignmentStatus.WITHDRAWN):
        return str(asked.status)
    if not in_force:
        return "declare"
    if clearance is None:
        return "clear"
    return "conflict" if clearance.conflict else "ready"
