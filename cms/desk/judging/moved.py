"""What became of a text that somebody wanted to sign and could not: the newest version, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from articles.content.diff import Change, compare
from articles.editing import text_of
from articles.models import Version
from articles.states import Status
from cms.desk.judging.bases import Base
from cms.desk.judging.sentences import changes_in_words
from cms.desk.judging.wording import sentence
from cms.desk.loading import insider_of, user_of
from reviews.models import Assignment, Review
from reviews.queries import versions_visible_to

#: How many changes are shown at once; the others are behind the link.
SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A sentence or two, the first changes, and where to go on: ``url``, with ``link`` for its words."""

    said: str
    url: str = ""
    link: str = ""
    changes: list[Change] = field(default_factory=list)


def moved_from(request: HttpRequest, review: Review, digest: str) -> Moved:
    """Compare the text with this digest, of the article under review, with the newest that one may read.

    Drafts are shown to nobody here. A digest that is none of the article's stands for the text of the review.
    """
    user, shown = user_of(request), review.version
    visible = versions_visible_to(user, insider_of(request).roles).filter(article=shown.article_id)
    rows = list(visible.exclude(status__in=[Status.DRAFT, Status.WITHDRAWN]).order_by("-number"))
    refused = next((row for row in [shown, *rows] if row.digest == digest), shown)
    newest = rows[0] if rows else shown
    if newest.number <= refused.number:
        return Moved(said=_no_newer(review))
    if newest.digest == refused.digest:
        ended = f"The text did not change: that round ended ({review.get_outcome_display().lower()})"
        url, link = _place(request, newest, "#sign", "Go to it, and sign there")
        return Moved(said=f"{ended}, and it is version {newest.number} now.", url=url, link=link)
    return _differs(request, refused, newest)


def _no_newer(review: Review) -> str:
    if review.closed_at is None:
        return "The text on this page is the newest one."
    return (
        f"That round ended ({review.get_outcome_display().lower()}), and there is no newer text to read yet. "
        "You will be asked again when it is before the board."
    )


def _differs(request: HttpRequest, refused: Version, newest: Version) -> Moved:
    prefetch_related_objects([refused, newest], "sections", "references", "supports")
    comparison = compare(text_of(refused), text_of(newest))
    base = Base(version=refused, since=f"version {refused.number}", live=False, signed_at=None)
    said = f"Version {newest.number} has taken its place: {changes_in_words(comparison, base)}."
    url, link = _place(request, newest, "#changes", "See all that changed", against=refused.number)
    return Moved(said=sentence(said), url=url, link=link, changes=list(comparison.changes[:SHOWN]))


def _place(
    request: HttpRequest, newest: Version, at: str, words: str, *, against: int = 0
) -> tuple[str, str]:
    """The review of that version, for whoever sits in it; else its page among all articles."""
    where = [newest.article.slug, newest.number]
    seats = Assignment.objects.filter(review__version=newest, member__user=user_of(request))
    if seats.exists():
        asked = f"?against={against}" if against else ""
        return reverse("desk:review", args=where) + asked + at, words
    return reverse("desk:version", args=where), f"Read version {newest.number}"
