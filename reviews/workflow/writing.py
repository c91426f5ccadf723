"""The author's verbs: submit, recall, withdraw, revise."""

from __future__ import annotations

from articles import clock
from articles.content.checks import check
from articles.content.problems import Problem
from articles.content.text import ArticleText
from articles.editing import copy_into_next, text_of
from articles.models import User, Version
from articles.sources import retracted
from articles.states import EVER_LIVE
from reviews import notices, rules
from reviews.models import Outcome, Policy
from reviews.refusals import Conflict, NotReady
from reviews.workflow.moves import case_of, close_review, fresh, move, typed, write_event


def problems_of(version: Version, text: ArticleText | None = None) -> list[Problem]:
    """Return what stands in the way of submitting this version (errors), and what to look at (warnings).

    Args:
        text: the version's own, where it was read already.
    """
    text = text or text_of(version)
    article = version.article
    policy = Policy.objects.filter(topic=article.topic_id, risk=article.risk).first()
    problems = check(
        text,
        retracted=retracted(text.references),
        plain_language_required=bool(policy and policy.plain_language_required),
        reference_age_years=policy.reference_age_years if policy else None,
        this_year=clock.today().year,
    )
    if article.topic_id is None:
        message = "The article has no topic. Choose one, so that its board is known."
        problems.insert(0, Problem(code="no-topic", severity="error", where="topic", message=message))
    return problems


def submit(version: Version, *, by: User, note: str = "", revision: int | None = None) -> Version:
    """Put a draft before the editors. From here on its text is frozen for ever.

    Effects: one event; the digest is computed; the editors of the topic are told. Warnings do not stand in
    the way; they are kept in the event, with ``note`` as the reason for which they were overruled.

    Args:
        revision: the draft's count of saves that ``by`` has seen; without it, it goes as it stands now.

    Raises:
        NotReady: with all problems, if any of them is an error.
        Conflict: if somebody has saved since ``revision``; and see ``case_of``.
    """
    with case_of(version, "submit", by=by) as version:
        if revision not in (None, version.revision):
            raise Conflict(version, "Somebody has saved this draft since you opened it. Look at it again.")
        problems = problems_of(version)
        if any(problem.severity == "error" for problem in problems):
            raise NotReady(problems)
        overruled = ", ".join(sorted({problem.code for problem in problems}))
        said = f"{note} (overruled: {overruled})".strip() if overruled else note
        move(version, "to_submitted", "submit", note=said)
        notices.submitted(version, by=by)
        return fresh(version)


def recall(version: Version, *, by: User, note: str = "") -> Version:
    """Take back what was submitted, to work on it. The next version opens as a draft with the same text.

    Effects: one event; an open review is closed; the editors and its members are told.
    """
    with case_of(version, "recall", by=by) as version:
        review = rules.open_review(version)
        close_review(review, Outcome.RECALLED)
        move(version, "to_returned", "recall", note=note)
        copy_into_next(version, author=version.author)
        notices.recalled(version, review, by=by)
        return fresh(version)


def withdraw(version: Version, *, by: User, note: str = "") -> Version:
    """Give up a draft. It is kept, and shown to nobody. Effects: one event."""
    with case_of(version, "withdraw", by=by) as version:
        move(version, "to_withdrawn", "withdraw", note=note)
        return fresh(version)


def revise(version: Version, *, by: User, note: str = "") -> Version:
    """Open the next version of an article as a draft of ``by``'s, copied from this one with the same keys.

    This may be any version at rest: what was live before the live one is brought back so, through the board.

    Effects: the database writes the event that a version was opened, and ``note`` makes one more; a
    reaffirming review of the live version ends, and its members are told.

    Raises:
        Conflict: if a version is being worked on already.
    """
    with case_of(version, "revise", by=by) as version:
        review = rules.open_review(version, reaffirming=True)
        close_review(review, Outcome.CLOSED, note)
        following = copy_into_next(version, author=by, keep_correction=version.status not in EVER_LIVE)
        if typed(note):
            write_event("revise", version=following, note=note)
        if review:
            notices.review_closed(version, review, by=by)
        return fresh(following)
