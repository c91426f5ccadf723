"""What readers asked and reported: mistakes first, by due time; each with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock, questions
from articles.models import Question, QuestionKind, Section, Topic, User
from cms import paging
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from cms.desk.operating.covering import HoldNowForm, hold_now, place_of, reason_for
from cms.desk.writing import kept
from reviews import workflow
from reviews.queries import by_due_time, from_a_sweep

PAGE = 50


class QuestionFilter(forms.Form):
    """What to look for; the address says it all."""

    q = forms.CharField(
        label="Search", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any"), *QuestionKind.choices])
    topic = forms.ModelChoiceField(
        label="Topic", required=False, queryset=Topic.objects.all(), to_field_name="slug", empty_label="Any"
    )
    mine = forms.BooleanField(label="Mine", required=False)
    closed = forms.BooleanField(label="Closed ones", required=False)

    def applied_to(self, rows: QuerySet[Question], user: User) -> QuerySet[Question]:
        """Return the questions that fit what was filled in."""
        chosen: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        for word in chosen.get("q", "").split()[:8]:
            rows = rows.filter(Q(text__icontains=word) | Q(article__slug__icontains=word))
        if chosen.get("kind"):
            rows = rows.filter(kind=chosen["kind"])
        if chosen.get("topic"):
            rows = rows.filter(article__topic=chosen["topic"])
        if chosen.get("mine"):
            rows = rows.filter(assigned_to=user)
        return rows.filter(closed_at__isnull=not chosen.get("closed"))


@insider
def listed(request: HttpRequest) -> HttpResponse:
    _must_edit(request)
    form = QuestionFilter(request.GET)
    now = clock.now()
    rows = form.applied_to(_theirs(request), user_of(request))
    rows = _after(rows.annotate(by=by_due_time()), request.GET.get("after", ""))
    rows = rows.order_by("kind", by_due_time(), "pk")
    rows = rows.annotate(swept=from_a_sweep())
    found = list(rows.select_related("article__topic", "version", "assigned_to")[: PAGE + 1])
    shown = found[:PAGE]
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "questions": shown,
        "mistakes": sum(question.kind == QuestionKind.MISTAKE and not question.swept for question in shown),
        "swept": any(question.swept for question in shown),
        "overdue": sum(question.due_at is not None and question.due_at <= now for question in shown),
        "now": now,
        "filtered": bool(kept),
        "next": f"?{urlencode({**kept, 'after': _mark(shown[-1])})}" if len(found) > PAGE else "",
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return page(request, "desk/operating/questions.html", context, here="questions")


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Whose it is", required=False, queryset=User.objects.none(), empty_label="Nobody’s yet"
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label="Answer", max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))


class CloseForm(forms.Form):
    note = forms.CharField(
        label="Why nothing is to be done",
        max_length=500,
        help_text="For the editors; the reader is not told.",
    )


@kept.keeps_words
@insider
def question(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _question_or_404(request, pk)
    words = kept.typed(request)
    posted = words.get("do", "") if words else ""
    if posted and posted not in DEEDS:
        raise Http404("There is no such thing to do.")
    filled = {name: _form(name, shown, words if name == posted else None) for name in _FORMS}
    status = 200
    if posted and request.method == "POST":
        target, status = _done(request, shown, posted, filled.get(posted))
        if target:
            kept.forget(request)
            return HttpResponseRedirect(target)
    context = {
        "question": shown,
        "forms": filled,
        "open_form": posted,
        "writer": kept.writer_token(request),
        **_around(request, shown),
    }
    return page(request, "desk/operating/question.html", context, here="questions", status=status)


def _done(request: HttpRequest, shown: Question, deed: str, form: forms.Form | None) -> tuple[str, int]:
    """Do it, and return where to go next; or "" and the status of the page that says why it was not done."""
    if form is not None and not form.is_valid():
        return "", 422
    try:
        return DEEDS[deed](request, shown, form.cleaned_data if form else {}), 302
    except (questions.Settled, workflow.Refused) as refusal:
        messages.error(request, str(refusal))
        shown.refresh_from_db()
        return "", 409


_FORMS: dict[str, type[forms.Form]] = {
    "assign": AssignForm,
    "answer": AnswerForm,
    "close": CloseForm,
    "hold": HoldNowForm,
}


def _form(name: str, shown: Question, data: Any) -> forms.Form:
    initial = {"to": shown.assigned_to_id, "reason": reason_for(shown)}
    form = _FORMS[name](data, initial=initial, auto_id=f"{name}-%s")
    if isinstance(form.fields.get("to"), forms.ModelChoiceField):
        form.fields["to"].queryset = questions.editors_of(shown)  # type: ignore[attr-defined]
    return form


def _assign(request: HttpRequest, shown: Question, said: dict[str, Any]) -> str:
    fresh = questions.assign(shown, by=user_of(request), to=said["to"])
    messages.success(
        request, f"Assigned to {fresh.assigned_to}." if fresh.assigned_to else "It is everybody’s again."
    )
    return reverse("desk:question", args=[shown.pk])


def _answer(request: HttpRequest, shown: Question, said: dict[str, Any]) -> str:
    questions.answer(shown, by=user_of(request), text=said["text"])
    told = (
        " The reader gets it by mail."
        if shown.email
        else " The reader left no address; it is on record here."
    )
    messages.success(request, "Answered and closed." + told)
    return reverse("desk:questions")


def _close(request: HttpRequest, shown: Question, said: dict[str, Any]) -> str:
    questions.close(shown, by=user_of(request), note=said["note"])
    messages.success(request, "Closed. It can be opened again from the closed ones.")
    return reverse("desk:questions")


def _reopen(request: HttpRequest, shown: Question, said: dict[str, Any]) -> str:
    questions.reopen(shown, by=user_of(request))
    messages.success(request, "Open again.")
    return reverse("desk:question", args=[shown.pk])


def _draft(request: HttpRequest, shown: Question, said: dict[str, Any]) -> str:
    version = questions.draft_of(shown, by=user_of(request))
    messages.success(request, "A draft is open with the question as its title. The question is yours now.")
    return reverse("desk:edit", args=[version.article.slug, version.number])


DEEDS: dict[str, Callable[[HttpRequest, Question, dict[str, Any]], str]] = {
    "assign": _assign,
    "answer": _answer,
    "close": _close,
    "reopen": _reopen,
    "draft": _draft,
    "hold": hold_now,
}


@dataclass(frozen=True)
class Line:
    """One line of a question's story."""

    who: str
    what: str
    at: datetime


def _around(request: HttpRequest, shown: Question) -> dict[str, Any]:
    """What stands beside a question: the place it is about, what may be done there, and its story."""
    key = shown.section_key
    section = Section.objects.filter(version=shown.version_id, key=key).first() if key else None
    return {
        "place": place_of(request, shown),
        "section": section,
        "now": clock.now(),
        "begun": questions.draft_begun(shown),
        "story": _story(shown),
    }


def _story(shown: Question) -> list[Line]:
    rows = list(shown.history.order_by("history_id"))
    people = User.objects.in_bulk({row.history_user_id for row in rows if row.history_user_id})
    return [
        Line(
            who=str(people.get(row.history_user_id, "A reader")),
            what=row.history_change_reason or ("wrote this" if row.history_type == "+" else "changed it"),
            at=row.history_date,
        )
        for row in rows
    ]


def _theirs(request: HttpRequest) -> QuerySet[Question]:
    return Question.objects.filter(questions.handled_by(insider_of(request).roles))


def _question_or_404(request: HttpRequest, pk: int) -> Question:
    _must_edit(request)
    return get_object_or_404(
        _theirs(request).select_related("article__topic", "version", "assigned_to"), pk=pk
    )


def _must_edit(request: HttpRequest) -> None:
    if not insider_of(request).edits:
        raise PermissionDenied("Readers’ questions are for the editors.")


def _mark(question: Question) -> str:
    return f"{question.kind}_{question.by:%Y-%m-%dT%H:%M:%S.%f%z}_{question.pk}"  # type: ignore[attr-defined]


def _after(rows: QuerySet[Question], mark: str) -> QuerySet[Question]:
    kind, _, rest = mark.partition("_")
    moment, _, pk = rest.partition("_")
    since, number = paging.moment(moment), paging.row_number(pk)
    if since is None or number is None:
        return rows
    later = Q(by__gt=since) | Q(by=since, pk__gt=number)
    return rows.filter(Q(kind__gt=kind) | (Q(kind=kind) & later))
