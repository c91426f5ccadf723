"""One page for the verbs that need no more than a word: what will happen, a note, and it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.content.problems import Problem
from articles.models import Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.writing.kept import forget, keeps_words, kept_words, writer_token
from reviews import commenting, rules, workflow


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
        "The version goes back to you. What was before the board is kept; the next version opens as a draft "
        "with the same text.",
        "Why",
        "Recalled. The next version is open as a draft.",
    ),
    "withdraw": Act(
        workflow.withdraw, "The draft is given up. It is kept and shown to nobody.", "Why", "Withdrawn."
    ),
    "return_to_author": Act(
        workflow.return_to_author,
        "The author gets your letter, and the next version opens as a draft with the same text. What the "
        "board asked for and has not been settled stands in it already; change it as you like.",
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
        "The next version opens as a draft with the same text. What readers see stays as it is until the "
        "board has approved the new one.",
        "Why",
        "The next version is open as a draft.",
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


_REASON_HELP = "Needed. One reason for all of it is enough; it is kept for the board."
_WORDLESS = "Write it first: nothing was done."
_REASONLESS = "Say why this is right as it is; a sentence is enough. Nothing was submitted yet."


class NoteForm(forms.Form):
    """The one thing that is typed here, and the count of saves that whoever submits has seen."""

    note = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, act: Act, *args: Any, reason_for: Sequence[Problem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "Why this is right as it is" if reason_for else act.note
        self.fields["note"].required = act.note_required or bool(reason_for)
        self.fields["note"].error_messages["required"] = _WORDLESS
        if reason_for:
            self.fields["note"].help_text = _REASON_HELP
            self.fields["note"].error_messages["required"] = _REASONLESS
        if act.verb is not workflow.submit:
            del self.fields["revision"]

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as the verb takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


@dataclass
class Attempt:
    """A verb before it is done, or after it was not.

    ``too_late`` says that it cannot be done any more, ``kept`` that the note is of a login that ended.
    """

    act: Act
    form: NoteForm
    problems: list[Problem] = field(default_factory=list)
    too_late: str = ""
    kept: bool = False
    status: int = 200

    @property
    def blocked(self) -> bool:
        return bool(self.too_late) or any(problem.severity == "error" for problem in self.problems)

    def do(self, shown: Version, request: HttpRequest) -> bool:
        """Whether the verb was carried out. If not, this says why, and what was typed is in the form."""
        if not self.form.is_valid():
            self.status = 422
            return False
        try:
            self.act.verb(shown, by=user_of(request), **self.form.said)
        except workflow.NotReady as refusal:
            self.problems = list(refusal.problems)
        except workflow.Conflict as refusal:
            self.too_late = str(refusal)
        except workflow.Refused as refusal:
            self.form.add_error(None, str(refusal))
        else:
            return True
        self.status = 409
        return False


@keeps_words
@insider
def act(request: HttpRequest, slug: str, number: int, verb: str) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    if verb not in ACTS:
        raise Http404(f"There is no such thing to do: {verb}.")
    case = rules.Case(shown, user_of(request), insider_of(request).roles)
    if not rules.VERBS[verb].allowed(case):
        raise PermissionDenied(f"You may not do this: {rules.VERBS[verb].label.lower()}.")
    attempt = _attempt(request, shown, verb)
    if request.method == "POST":
        if attempt.do(shown, request):
            forget(request)
            messages.success(request, attempt.act.done)
            return HttpResponseRedirect(after(shown))
    elif why := _too_late(case, verb):
        attempt.too_late, attempt.status = why, 409
    context = {
        "version": shown,
        "article": shown.article,
        "attempt": attempt,
        "act": attempt.act,
        "label": rules.VERBS[verb].label,
        "form": attempt.form,
        "problems": attempt.problems,
        "blocked": attempt.blocked,
        "writer": writer_token(request),
    }
    return page(request, "desk/act.html", context, here="queue", status=attempt.status)


def _attempt(request: HttpRequest, shown: Version, verb: str) -> Attempt:
    data = request.POST if request.method == "POST" else None
    is_draft = verb == "submit" and shown.status in rules.VERBS[verb].sources
    problems = list(workflow.problems_of(shown)) if is_draft else []
    warned = [] if any(problem.severity == "error" for problem in problems) else problems
    kept = kept_words(request) if data is None else None
    letter = commenting.letter(shown) if verb == "return_to_author" and data is None else ""
    initial = {"revision": shown.revision, "note": kept.get("note", "") if kept else letter}
    form = NoteForm(ACTS[verb], data, reason_for=warned, initial=initial)
    form.fields["note"].widget.attrs["rows"] = 16 if letter else 5
    return Attempt(ACTS[verb], form, problems, kept=kept is not None)


def _too_late(case: rules.Case, verb: str) -> str:
    """Why the verb cannot be done to the version as it stands, or nothing."""
    wanted = rules.VERBS[verb]
    if case.version.status not in wanted.sources:
        return str(workflow.Conflict(case.version))
    return wanted.needs(case)


def after(shown: Version) -> str:
    """Where to go when something was done to a version: to the newest one."""
    return reverse("desk:article", args=[shown.article.slug])
