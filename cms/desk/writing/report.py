"""The importer's report beside a draft: its questions, and a repair for each. Every repair is a save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from articles import editing
from articles.acting import acting
from articles.models import Intake, IntakeAnswer, ReferenceKind, Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.manuscript import laid_out
from cms.desk.writing import kept
from cms.desk.writing.classifying import ClassForm, may_classify, reclassify
from cms.desk.writing.mending import REPAIRS, AboutForm, AlreadyDone, Mended, NotUnderstood, Repair
from cms.desk.writing.pasting import SourceForm
from cms.desk.writing.questions import Report
from cms.desk.writing.similar import similar_to
from cms.desk.writing.sources import fields_of
from reviews import workflow

_ENDED = "Your login had ended, and nothing was done. What you typed is still here: send it once more."


@kept.keeps_words
@insider
def report(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    draft = version_or_404(request, slug, number)
    if not editing.may_edit(draft, user_of(request), insider_of(request).roles):
        raise PermissionDenied("Only its author and the editors of its topic write in this text.")
    intake = Intake.objects.filter(version=draft).first()
    if intake is None:
        raise Http404("This draft was not made from a file.")
    if draft.status != Status.DRAFT:
        messages.info(request, str(editing.NotADraft(draft.status)))
        return HttpResponseRedirect(reverse("desk:version", args=[slug, number]))
    found = _report(draft, intake)
    if request.method == "POST":
        return _repaired(request, found)
    if words := kept.kept_words(request):
        return _page(request, found, _Bound(words, found), _ENDED)
    return _page(request, found)


def _report(draft: Version, intake: Intake) -> Report:
    answers = frozenset(intake.answers.values_list("question", flat=True))
    text = editing.text_of(draft)
    return Report(draft, intake, text, workflow.problems_of(draft, text), answers)


def _repaired(request: HttpRequest, found: Report) -> HttpResponse:
    classifies = may_classify(found.version, insider_of(request).roles, user_of(request))
    bound = _Bound(request.POST, found, classifies=classifies)
    if bound.verb not in REPAIRS or not bound.is_valid():
        return _page(request, found, bound, "This cannot be done as it is.", status=422)
    revision = request.POST.get("revision", "")
    try:
        mended = REPAIRS[bound.verb](Repair(found, request.POST, bound.argument))
        with acting(user_of(request)):
            if bound.verb == "about":
                reclassify(bound.belongs, by=user_of(request))
            editing.save(
                found.version,
                mended.text,
                by=user_of(request),
                revision=int(revision) if revision.isdigit() else -1,
            )
            _keep_answers(request, found.intake, mended)
    except AlreadyDone as done:
        messages.info(request, str(done))
        return HttpResponseRedirect(request.path)
    except (NotUnderstood, editing.StaleSave, editing.NotADraft, PermissionDenied) as refusal:
        fresh = _report(
            Version.objects.select_related("article__topic").get(pk=found.version.pk), found.intake
        )
        return _page(request, fresh, bound, str(refusal), status=409)
    kept.forget(request)
    messages.success(request, mended.said)
    return HttpResponseRedirect(request.path)


def _keep_answers(request: HttpRequest, intake: Intake, mended: Mended) -> None:
    rows = [
        IntakeAnswer(intake=intake, question=question, answer=answer, by=user_of(request))
        for question, answer in mended.answers
    ]
    IntakeAnswer.objects.bulk_create(rows, ignore_conflicts=True)


class _Bound:
    """The forms of the page; the one that was sent holds what was typed into it."""

    def __init__(self, data: QueryDict, found: Report, *, classifies: bool = True) -> None:
        self.verb, _, self.argument = data.get("do", "").partition(" ")
        self.data, self.found, self.classifies = data, found, classifies
        about = {name: getattr(found.text, name) for name in AboutForm().fields}
        sent = data if self.verb == "about" else None
        self.about = AboutForm(sent, initial=about, told=found.drafting_told)
        self.belongs = ClassForm(sent, article=found.version.article)
        self.references = {
            one.key: self._source("enter", f"new-{one.key}", {"kind": "research"}) for one in found.dangling
        }
        self.sources = {
            one.key: self._source("source", f"source-{one.key}", fields_of(one)) for one in found.unsplit
        }

    def _source(self, verb: str, prefix: str, initial: dict[str, Any]) -> SourceForm:
        if self.verb == verb and prefix.endswith(f"-{self.argument}"):
            return SourceForm.posted(self.data, prefix)
        return SourceForm(prefix=prefix, initial=initial)

    def is_valid(self) -> bool:
        """Whether what was typed for this repair can be stored."""
        if self.verb == "about":
            return bool(self.about.is_valid() & self.belongs.is_valid() & self._has_topic())
        if self.verb in ("enter", "source"):
            forms = self.references if self.verb == "enter" else self.sources
            sent = [form for form in forms.values() if form.is_bound]
            return bool(sent) and sent[0].is_valid()
        return True

    def _has_topic(self) -> bool:
        lacking = self.found.version.article.topic_id is None and self.classifies
        if lacking and not self.belongs.cleaned_data.get("topic"):
            self.belongs.add_error("topic", "Choose a topic: it decides which board reviews the article.")
            return False
        return True


def _page(
    request: HttpRequest, found: Report, bound: _Bound | None = None, refused: str = "", *, status: int = 200
) -> HttpResponse:
    user, roles = user_of(request), insider_of(request).roles
    bound = bound or _Bound(QueryDict(), found)
    context = {
        "version": found.version,
        "article": found.version.article,
        "report": found,
        "about": bound.about,
        "belongs": bound.belongs,
        "classifies": may_classify(found.version, roles, user),
        "dangling": [(asked, bound.references.get(asked.key)) for asked in found.dangling],
        "unsplit": [(one, bound.sources.get(one.key)) for one in found.unsplit],
        "kinds": ReferenceKind.choices,
        "refused": refused,
        "layout": laid_out(found.text),
        "writer": kept.writer_token(request),
        "begun": kept.arrived(request),
        "similar": similar_to(found.text.title, by=user, roles=roles, but=found.version.article),
    }
    return page(request, "desk/writing/report.html", context, here="queue", status=status)
