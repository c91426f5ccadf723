"""Writing a draft: one form for all of it. Nothing typed here is lost, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import editing
from articles.acting import acting
from articles.cleaning import cleaned
from articles.content.text import ArticleText, ReferenceText
from articles.models import User, Version
from articles.states import EVER_LIVE, Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.writing import history, kept, threads
from cms.desk.writing.classifying import ClassForm, may_classify, reclassify
from cms.desk.writing.form import DraftForm
from cms.desk.writing.merging import Base, Note, merge
from cms.desk.writing.place import changed_at
from cms.desk.writing.restructuring import restructured
from cms.desk.writing.screen import screen_of
from cms.desk.writing.sources import CSL_FIELDS, value_of, with_values
from reviews import commenting, workflow
from reviews.models import Comment
from reviews.queries import letter_before

_INVALID = (
    "This cannot be saved as it is. Look at the fields that are marked; everything you typed is still here."
)
_HALF_WRITTEN = "You have not sent a reply that you typed: send it, or empty its field. Then submit."
#: Buttons that save and go on.
_NEXT = {"preview": ("desk:preview",), "submit": ("desk:act", "submit")}


@dataclass(frozen=True)
class Shown:
    """A form on its way to the page, and why it is shown again."""

    form: DraftForm
    belongs: ClassForm
    text: ArticleText | None = None
    notes: Sequence[Note] = ()
    refused: str = ""
    kept: bool = False
    frozen: bool = False
    status: int = 200


@kept.keeps_words
@insider
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    draft = version_or_404(request, slug, number)
    if not editing.may_edit(draft, user_of(request), insider_of(request).roles):
        raise PermissionDenied("Only its author and the editors of its topic write in this text.")
    if request.method == "POST":
        return _posted(request, draft)
    if words := kept.kept_words(request):
        belongs = ClassForm(words, article=draft.article)
        return _page(request, draft, Shown(DraftForm.posted(words), belongs, kept=True))
    if draft.status != Status.DRAFT:
        messages.info(request, str(editing.NotADraft(draft.status)))
        return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    text = editing.text_of(draft)
    form = DraftForm.of(text, revision=draft.revision)
    return _page(request, draft, Shown(form, ClassForm(article=draft.article), text=text))


def _posted(request: HttpRequest, draft: Version) -> HttpResponse:
    command = request.POST.get("do", "save")
    if command == "forget":
        kept.forget(request)
        return HttpResponseRedirect(request.path)
    answered = threads.answered(request, draft, command)
    form, belongs = DraftForm.posted(request.POST), ClassForm(request.POST, article=draft.article)
    if not form.is_valid() or not belongs.is_valid():
        return _page(request, draft, Shown(form, belongs, refused=_INVALID, status=422))
    current = editing.text_of(draft)
    mine, unknown = form.text(current)
    mine = _with_theirs(cleaned(mine), current, request.POST.getlist("theirs"))
    mine, anchor = history.put_back(draft, mine, command) or restructured(mine, command)
    taken = threads.taken(request, draft, command)
    try:
        with acting(user_of(request)):
            reclassify(belongs, by=user_of(request))
            saved = _saved(draft, mine, by=user_of(request), revision=form.revision, taken=taken)
    except editing.StaleSave as stale:
        return _page(request, draft, _beside_theirs(form, belongs, mine, stale))
    except (editing.NotADraft, PermissionDenied) as refusal:
        return _page(request, draft, Shown(form, belongs, refused=str(refusal), frozen=True, status=409))
    except workflow.Refused as refusal:
        return _page(request, draft, Shown(form, belongs, refused=str(refusal), status=422))
    kept.forget(request)
    _say(request, form, saved, unknown, quiet=bool(answered), taken=taken)
    anchor = _at(taken) or answered or anchor or changed_at(current, mine)
    return HttpResponseRedirect(_onward(request, draft, command, form, anchor))


def _saved(draft: Version, mine: ArticleText, *, by: User, revision: int, taken: Comment | None) -> Version:
    """The draft as it was typed; with a proposed wording in it, if that is what the button takes."""
    if taken is None:
        return editing.save(draft, mine, by=by, revision=revision)
    return commenting.accept_suggestion(taken, by=by, draft=draft, revision=revision, text=mine)


def _at(taken: Comment | None) -> str:
    return f"comment-{taken.pk}" if taken else ""


def _onward(request: HttpRequest, draft: Version, command: str, form: DraftForm, anchor: str) -> str:
    """Where to go after a save: back to the form, told which form has arrived, or on to what was asked."""
    at = [draft.article.slug, draft.number]
    unsent = threads.unsent(request, draft) if command == "submit" else None
    if unsent:
        messages.warning(request, _HALF_WRITTEN)
        anchor = f"comment-{unsent}"
    elif command in _NEXT:
        name, *more = _NEXT[command]
        return reverse(name, args=[*at, *more])
    back = reverse("desk:edit", args=at)
    return f"{back}?arrived={form.form_id}" + (f"#{anchor}" if anchor else "")


def _with_theirs(mine: ArticleText, current: ArticleText, chosen: Sequence[str]) -> ArticleText:
    """My text, with theirs in the fields for which that was chosen."""
    wanted = set(chosen)
    sections, references = (
        {part.key: part for part in parts} for parts in (current.sections, current.references)
    )

    def taken(prefix: str, part: Any, other: Any) -> Any:
        fields = (*vars(part), *(CSL_FIELDS if isinstance(part, ReferenceText) else ()))
        names = [name for name in fields if f"{prefix}{name}" in wanted]
        return with_values(part, {name: value_of(other, name) for name in names}) if other else part

    mine = taken("", mine, current)
    return replace(
        mine,
        sections=tuple(taken(f"section-{part.key}-", part, sections.get(part.key)) for part in mine.sections),
        references=tuple(
            taken(f"reference-{part.key}-", part, references.get(part.key)) for part in mine.references
        ),
    )


def _beside_theirs(form: DraftForm, belongs: ClassForm, mine: ArticleText, stale: editing.StaleSave) -> Shown:
    merged = merge(form.base, mine, stale.current)
    again = DraftForm.of(merged.text, revision=stale.revision, base=Base.of(stale.current))
    return Shown(again, belongs, notes=merged.notes, refused=str(stale), status=409)


def _say(
    request: HttpRequest,
    form: DraftForm,
    saved: Version,
    unknown: Sequence[str],
    *,
    quiet: bool,
    taken: Comment | None,
) -> None:
    if taken:
        messages.success(request, "The wording is taken, and the comment settled.")
    elif saved.revision != form.revision or not quiet:
        messages.success(request, "Saved." if saved.revision != form.revision else "Nothing had changed.")
    if unknown:
        said = ", ".join(dict.fromkeys(unknown))
        messages.warning(
            request,
            f"{said} names no reference of the list and was kept as text. If it is a citation, enter the "
            "reference first and take out the backslash before it.",
        )


def _page(request: HttpRequest, draft: Version, shown: Shown) -> HttpResponse:
    text = shown.text or editing.text_of(draft)
    user, roles = user_of(request), insider_of(request).roles
    problems = workflow.problems_of(draft, text) if draft.status == Status.DRAFT else []
    context = {
        "version": draft,
        "article": draft.article,
        "shown": shown,
        "form": shown.form,
        "classifies": may_classify(draft, roles, user),
        "screen": screen_of(
            shown.form,
            text.supports,
            shown.notes,
            remarks=threads.beside(draft, text, user, roles),
            half_written=threads.half_written(request, shown.form.words.data if shown.kept else {}),
        ),
        "corrects": bool(text.correction_kind or text.correction_notice)
        or draft.article.versions.filter(status__in=EVER_LIVE).exists(),
        "problems": problems,
        "errors": [problem for problem in problems if problem.severity == "error"],
        "letter": letter_before(draft),
        "removed": history.removed(draft, text),
        "last": history.last_save(draft),
        "writer": kept.writer_token(request),
        "begun": kept.arrived(request),
        # What came with this request is on this page, or was saved by the last: the browser may forget it.
        "arrived": request.POST.get("form") or request.GET.get("arrived", ""),
    }
    return page(request, "desk/writing/edit.html", context, here="queue", status=shown.status)
