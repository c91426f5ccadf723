"""One page for the verbs that need no more than a word: it says what will happen, takes a note, and does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.models import User, Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import user_of, version_or_404
from reviews import rules, workflow


@dataclass(frozen=True)
class Act:
    """A verb as this page shows it: what will happen, what the note is for, what is said afterwards."""

    verb: Callable[..., object]
    explained: str
    note: str
    done: str
    note_required: bool = False
    grave: bool = False


ACTS = {
    "submit": Act(
        workflow.submit,
        "The text is frozen as it is and goes to the editors. To change it afterwards you recall it, "
        "which opens the next version.",
        "A word to the editors",
        "Submitted. The editors have been told.",
    ),
    "recall": Act(
        workflow.recall,
        "The version goes back to you. What was before the board is kept; the next version opens as a draft with "
        "the same text.",
        "Why",
        "Recalled. The next version is open as a draft.",
    ),
    "withdraw": Act(
        workflow.withdraw, "The draft is given up. It is kept and shown to nobody.", "Why", "Withdrawn."
    ),
    "return_to_author": Act(
        workflow.return_to_author,
        "The author gets your letter, and the next version opens as a draft with the same text.",
        "Letter to the author",
        "Returned. The author has your letter.",
        note_required=True,
    ),
    "decline": Act(
        workflow.decline,
        "This version is declined for good. The author is told why.",
        "Letter to the author",
        "Declined. The author has your letter.",
        note_required=True,
        grave=True,
    ),
    "revise": Act(
        workflow.revise,
        "The next version opens as a draft with the same text. What readers see stays as it is until the board "
        "has approved the new one.",
        "Why",
        "The next version is open as a draft.",
    ),
    "reaffirm": Act(
        workflow.reaffirm,
        "The members of the last review are asked to sign the same text again. It stays live meanwhile.",
        "A word to the members",
        "The members have been asked.",
    ),
    "complete_reaffirmation": Act(
        workflow.complete_reaffirmation,
        "The review date moves on. The text stays as it is, word for word.",
        "Note",
        "Reaffirmed.",
    ),
    "retract": Act(
        workflow.retract,
        "Readers no longer get this article. Your notice stands in its place, and on every older version.",
        "The notice that readers will see",
        "Retracted. Readers see your notice.",
        note_required=True,
        grave=True,
    ),
}


class NoteForm(forms.Form):
    note = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, act: Act, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["note"].label = act.note
        self.fields["note"].required = act.note_required


@insider
def act(request: HttpRequest, slug: str, number: int, verb: str) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    if verb not in ACTS:
        raise Http404(f"There is no such thing to do: {verb}.")
    _must_be_allowed(verb, shown, user_of(request))
    chosen = ACTS[verb]
    form = NoteForm(chosen, request.POST or None)
    problems: list[object] = []
    if request.method == "POST" and form.is_valid():
        try:
            chosen.verb(shown, by=user_of(request), note=form.cleaned_data["note"])
        except workflow.NotReady as refusal:
            problems = list(refusal.problems)
        except workflow.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, chosen.done)
            return HttpResponseRedirect(after(shown))
    elif verb == "submit":
        problems = list(workflow.problems_of(shown))
    context = {
        "version": shown,
        "article": shown.article,
        "act": chosen,
        "label": rules.VERBS[verb].label,
        "form": form,
        "problems": problems,
        "blocked": any(problem.severity == "error" for problem in problems),  # type: ignore[attr-defined]
    }
    return page(
        request, "desk/act.html", context, here="queue", status=409 if request.method == "POST" else 200
    )


def after(shown: Version) -> str:
    """Where to go when something was done to a version: to the newest one."""
    return reverse("desk:article", args=[shown.article.slug])


def _must_be_allowed(verb: str, shown: Version, by: User) -> None:
    if not rules.may(verb, shown, by):
        raise PermissionDenied(f"You may not do this: {rules.VERBS[verb].label.lower()}.")
