"""Who hears whose verdict while a review is open: nobody is to sign because somebody else has."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from reviews.models import Policy, Review, SignOff
from reviews.quorum import standing


def with_policy(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Add what ``hears_verdicts`` asks of a review: whether the policy in force lets members see verdicts."""
    article = "version__article__"
    policy = Policy.objects.filter(topic=OuterRef(f"{article}topic"), risk=OuterRef(f"{article}risk"))
    return reviews.annotate(shows_verdicts=Exists(policy.filter(show_verdicts=True)))


def hears_verdicts(review: Review, signoffs: Iterable[SignOff], user_id: int, *, edits: bool) -> bool:
    """Whether somebody is shown what others signed in a review.

    Editors are, and everybody once it is over. Before that a member is after their own verdict, if the policy
    lets them at all; an author is not.

    Args:
        review: from ``with_policy``.
        signoffs: all of the review's, with ``voiding``, ``withdrawal`` and ``member`` at hand.
    """
    if edits or review.closed_at is not None:
        return True
    own = (row for row in standing(signoffs) if row.member.user_id == user_id and row.verdict != "withdrawn")
    return bool(review.shows_verdicts) and any(own)  # type: ignore[attr-defined]


def hears_tally(*, heard: bool, asked: bool) -> bool:
    """Whether somebody is shown how many have signed; by one who has, it says what others signed.

    Whoever is asked to sign hears it with the verdicts. An author, who signs nothing, may know how far it is.

    Args:
        heard: what ``hears_verdicts`` says.
        asked: whether this person has a seat in the review.
    """
    return heard or not asked
