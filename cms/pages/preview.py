"""A version as readers will see it, by what makes their own pages, with nothing that only those may claim."""

from __future__ import annotations

from dataclasses import replace

from articles.gate import Shown, Standing
from articles.models import Publication, Version
from articles.sources import retracted
from articles.states import EVER_LIVE, PENDING, Status
from cms.pages import records
from cms.pages.article import ArticlePage, Case, Surroundings, compose
from cms.pages.audience import Audience
from cms.pages.standing import Mark, Step


def as_readers_will_see(version: Version, *, audience: Audience, address: str) -> ArticlePage:
    """Return the reader's page of this version. It is not public: no structured data, no canonical address.

    Args:
        version: with its article, topic and author at hand.
        address: where this page stands.
    """
    text = records.text_of(version)
    pending = version.status not in EVER_LIVE
    case = Case(
        version=version,
        standing=Standing(shown=Shown.PENDING if pending else Shown.LIVE, version=version),
        judgement=records.judgement_of(version),
        text=text,
        audience=audience,
        retracted=retracted(text.references),
        at=Surroundings(address=address, permanent=address),
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
