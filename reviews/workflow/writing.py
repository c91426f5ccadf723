"""The author's verbs: submit, recall, withdraw, revise."""

from __future__ import annotations

from articles import clock
from articles.content.checks import check
from articles.content.problems import Problem
from articles.editing import copy_into_next, text_of
from articles.models import User, Version
from articles.sources import retracted
from articles.states import WORKING, Status
from reviews import notices
from reviews.models import Outcome, Policy, Review
from reviews.refusals import Conflict, NotReady
from reviews.workflow.moves import case_of, fresh, move


def problems_of(version: Version) -> list[Problem]:
    """Return what stands in the way of submitting this version (errors), and what to look at (warnings)."""
    text = text_of(version)
    article = version.article
    policy = Policy.objects.filter(topic_id=article.topic_id, risk=article.risk).first()
    problems = check(
        text,
        retracted=retracted((reference.doi, reference.pmid) for reference in text.references),
        plain_language_required=bool(policy and policy.plain_language_required),
        reference_age_years=policy.reference_age_years if policy else None,
        this_year=clock.now().year,
    )
    if article.topic_id is None:
        message = "The article has no topic. Choose one, so that its board is known."
        problems.insert(0, Problem(code="no-topic", severity="error", where="topic", message=message))
    return problems


def submit(version: Version, *, by: User, note: str = "") -> Version:
    """Put a draft before the editors. From here on its text is frozen for ever.

    Effects: one event; the digest is computed; the editors of the topic are told. Warnings do not stand in the
    way; they are kept in the event, with ``note`` as the reason for which they were overruled.

    Raises:
        NotReady: with all problems, if any of them is an error.
        Conflict, PermissionDenied: see ``case_of``.
    """
    with case_of(version, "submit", by=by) as version:
        problems = problems_of(version)
        if any(problem.severity == "error" for problem in problems):
            raise NotReady(problems)
        overruled = ", ".join(sorted({problem.code for problem in problems}))
        said = f"{note} (overruled: {overruled})".strip() if overruled else note
        version = move(version, "to_submitted", "submit", note=said)
        notices.submitted(version, by=by)
    return version


def recall(version: Version, *, by: User, note: str = "") -> Version:
    """Take back what was submitted, to work on it. The next version opens as a draft with the same text.

    Effects: one event; an open review is closed; its members are told.
    """
    with case_of(version, "recall", by=by) as version:
        review = close_review(version, Outcome.RECALLED)
        version = move(version, "to_returned", "recall", note=note)
        copy_into_next(version, author=version.author)
        notices.recalled(version, review, by=by)
    return version


def withdraw(version: Version, *, by: User, note: str = "") -> Version:
    """Give up a draft. It is kept, and shown to nobody. Effects: one event."""
    with case_of(version, "withdraw", by=by) as version:
        return move(version, "to_withdrawn", "withdraw", note=note)


def revise(version: Version, *, by: User, note: str = "") -> Version:
    """Open the next version of an article as a draft of ``by``'s, copied from this one with the same keys.

    Effects: the database writes the event; a reaffirming review of the live version ends.

    Raises:
        Conflict: if the article has a working version already, or this is neither its newest nor its live one.
    """
    with case_of(version, "revise", by=by) as version:
        newest = version.article.versions.order_by("-number")[0]
        if newest.status in WORKING:
            raise Conflict(newest, f"Version {newest.number} is being worked on already.")
        if version.pk != newest.pk and version.status != Status.APPROVED:
            raise Conflict(newest, f"Version {newest.number} is newer; revise that one or the live one.")
        close_review(version, Outcome.CLOSED)
        following = copy_into_next(version, author=by, keep_correction=version.status != Status.APPROVED)
    return fresh(following)


def close_review(version: Version, outcome: str, letter: str = "") -> Review | None:
    """Close the version's open review, if it has one. The caller holds the article's lock."""
    review = Review.objects.open().filter(version=version).first()
    if review:
        review.outcome = outcome
        review.letter = letter
        review.save(update_fields=["outcome", "letter"])
    return review


