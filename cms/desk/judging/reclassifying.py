"""Topic and risk of an article: changed at once, or asked for and confirmed while the board is at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.models import Article, Risk, Topic, Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging.refusing import done
from cms.desk.loading import article_or_404, insider_of, user_of
from cms.desk.writing import kept
from reviews import workflow
from reviews.models import Reclassification

ASKED = "Asked for. Another editor of the topic confirms it, and those who sign have been told."
CHANGED = "Changed."
ANSWERS = {"confirm": "Confirmed and changed.", "decline": "Declined. Nothing was changed."}


class ReclassifyForm(forms.Form):
    """Where the article is to belong, and why."""

    topic = forms.ModelChoiceField(label="Topic", queryset=Topic.objects.order_by("name"), empty_label=None)
    risk = forms.ChoiceField(label="Risk", choices=Risk.choices)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to lower the risk or to change the topic; those who sign are shown it.",
    )


class AnswerForm(forms.Form):
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


@kept.keeps_words
@insider
def reclassify(request: HttpRequest, slug: str) -> HttpResponse:
    """Change where an article belongs, ask for it, or answer what another editor asked for."""
    article = article_or_404(request, slug)
    if not insider_of(request).roles.is_editor(article.topic_id):
        raise PermissionDenied("The editors of this topic decide where an article belongs.")
    version = workflow.before_the_board(article)
    asked = _open(version)
    if request.method != "POST":
        return _page(request, article, version, asked)
    if request.POST.get("do") in ANSWERS:
        return _answered(request, article, version, asked)
    form = ReclassifyForm(request.POST)
    if form.is_valid():
        made: list[Reclassification | None] = []
        said = form.cleaned_data
        if done(form, lambda: made.append(workflow.reclassify(article, by=user_of(request), **said))):
            kept.forget(request)
            pending = made[0] is not None and made[0].answered_at is None
            messages.success(request, ASKED if pending else CHANGED)
            return _to_the_article(article)
    return _page(request, article, version, asked, form=form, status=422)


def _answered(
    request: HttpRequest, article: Article, version: Version | None, asked: Reclassification | None
) -> HttpResponse:
    form, answer = AnswerForm(request.POST), request.POST["do"]
    number = request.POST.get("asked", "")
    if asked is None or str(asked.pk) != number:
        messages.warning(request, "Somebody has answered this already, or the version has been decided.")
        return HttpResponseRedirect(request.path)
    if form.is_valid() and done(
        form,
        lambda: workflow.answer_reclassification(
            asked, by=user_of(request), confirm=answer == "confirm", note=form.cleaned_data["note"]
        ),
    ):
        kept.forget(request)
        messages.success(request, ANSWERS[answer])
        return _to_the_article(article)
    return _page(request, article, version, asked, answer=form, status=409)


def _open(version: Version | None) -> Reclassification | None:
    """What is asked for and can still be answered: what was asked of a version ends with it."""
    if version is None:
        return None
    rows = Reclassification.objects.open().filter(version=version)
    return rows.select_related("topic", "topic_before", "asked_by").first()


def _to_the_article(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:article", args=[article.slug]))


def _page(
    request: HttpRequest,
    article: Article,
    version: Version | None,
    asked: Reclassification | None,
    *,
    form: ReclassifyForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    roles, user = insider_of(request).roles, user_of(request)
    words = kept.kept_words(request) if form is None and request.method != "POST" else None
    initial: dict[str, Any] = {"topic": article.topic_id, "risk": article.risk}
    context = {
        "article": article,
        "asked": asked,
        "version": version,
        "title": article.versions.order_by("-number").values_list("title", flat=True)[0],
        "own": asked is not None and asked.asked_by_id == user.pk,
        "alone": roles.is_chief(article.topic_id),
        "form": form or ReclassifyForm(words or None, initial=initial),
        "answer": answer or AnswerForm(),
        "writer": kept.writer_token(request),
    }
    return page(request, "desk/judging/reclassify.html", context, here="queue", status=status)
