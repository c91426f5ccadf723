"""The importer's report beside a draft: its questions, and a repair for each. Every repair is a save."""

from __future__ import annotations

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
from cms.desk.reading_room import laid_out
from cms.desk.writing import kept
from cms.desk.writing.classifying import ClassForm, may_classify, reclassify
from cms.desk.writing.form import ReferenceForm
from cms.desk.writing.mending import REPAIRS, AboutForm, AlreadyDone, Mended, NotUnderstood, Repair
from cms.desk.writing.questions import Report
from cms.desk.writing.similar import similar_to
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
    return Report(draft, intake, text, workflow.problems_of(draft), answers)


def _repaired(request: HttpRequest, found: Report) -> HttpResponse:
    bound = _Bound(request.POST, found)
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

    def __init__(self, data: QueryDict, found: Report) -> None:
        self.verb, _, self.argument = data.get("do", "").partition(" ")
        about = {name: getattr(found.text, name) for name in AboutForm().fields}
        sent = data if self.verb == "about" else None
        self.about = AboutForm(sent, initial=about)
        self.belongs = ClassForm(sent, article=found.version.article)
        self.entered = self.argument if self.verb == "enter" else ""
        self.references = {
            dangling.key: ReferenceForm(
                data if str(dangling.key) == self.entered else None,
                prefix=f"new-{dangling.key}",
                initial={"kind": "research"},
            )
            for dangling in found.dangling
        }

    def is_valid(self) -> bool:
        """Whether what was typed for this repair can be stored."""
        if self.verb == "about":
            return self.about.is_valid() and self.belongs.is_valid()
        if self.verb == "enter":
            sent = [form for form in self.references.values() if form.is_bound]
            if sent and not str(sent[0].data.get(sent[0].add_prefix("title"), "")).strip():
                sent[0].add_error("title", "Enter at least the title of the source.")
            return bool(sent) and sent[0].is_valid()
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
        "dangling": [(dangling, bound.references.get(dangling.key)) for dangling in found.dangling],
        "entered": bound.entered,
        "kinds": ReferenceKind.choices,
        "refused": refused,
        "layout": laid_out(found.text),
        "writer": kept.writer_token(request),
        "similar": similar_to(found.text.title, by=user, roles=roles, but=found.version.article),
    }
    return page(request, "desk/writing/report.html", context, here="queue", status=status)
