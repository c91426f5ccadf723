"""A version as readers will see it, for each audience, by what makes their own pages. It is not public."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from articles.editing import may_edit
from articles.gate import Shown, Standing
from articles.models import Publication, Version
from articles.sources import retracted
from articles.states import EVER_LIVE, PENDING, Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.pages import records
from cms.pages.article import ArticlePage, Case, Surroundings, compose
from cms.pages.audience import chosen
from cms.pages.standing import Mark, Step


@insider
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    context = {
        "page": _as_readers_will(request, shown),
        "version": shown,
        "article": shown.article,
        "editable": shown.status == Status.DRAFT
        and may_edit(shown, user_of(request), insider_of(request).roles),
    }
    response = page(request, "desk/writing/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _as_readers_will(request: HttpRequest, version: Version) -> ArticlePage:
    """The reader's page of this version, with nothing in it that only a public page may claim."""
    text = records.text_of(version)
    pending = version.status not in EVER_LIVE
    case = Case(
        version=version,
        standing=Standing(shown=Shown.PENDING if pending else Shown.LIVE, version=version),
        judgement=records.judgement_of(version),
        text=text,
        audience=chosen(request),
        retracted=retracted((reference.doi, reference.pmid) for reference in text.references),
        at=Surroundings(address=request.path, permanent=request.path),
    )
    made = compose(case, Publication.objects.current())
    made = replace(
        made, structured_data="", noindex=True, canonical="", still_current="", question_address=""
    )
    return made if version.status in (*EVER_LIVE, *PENDING) else _before_the_board(made, version)


def _before_the_board(made: ArticlePage, version: Version) -> ArticlePage:
    label = Status(version.status).label.lower()
    draft = version.status == Status.DRAFT
    return replace(
        made,
        mark=Mark(
            seal="pending",
            sentence="A draft. It has not been submitted." if draft else f"Not before the board: {label}.",
            detail="Here readers will find how far it has come.",
        ),
        steps=tuple(
            Step(name=name, state="todo", lead="not yet")
            for name in ("Submitted", "Under review", "Approved")
        ),
    )
