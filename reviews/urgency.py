"""What cannot wait: the correction of an article that readers see on hold."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from articles.models import Article
from articles.states import Status
from reviews.models import Hold, Review

#: Days to answer an invitation and to give a verdict, where a review is urgent.
ANSWER_DAYS = 1
REVIEW_DAYS = 2
SAID = "Urgent: the live text is on hold."


def holds_that_press() -> QuerySet[Hold]:
    """Return the open holds on articles that readers have; on a retracted one nothing is urgent any more."""
    return Hold.objects.open().filter(article__versions__status=Status.APPROVED)


def is_urgent(article: Article) -> bool:
    """Whether the next version of this article corrects what is on hold, so that its review is urgent."""
    return holds_that_press().filter(article=article).exists()


def before_the_board(article: Article) -> Review | None:
    """Return the open review of the version that is to replace what readers have, if there is one."""
    return Review.objects.open().filter(version__article=article, version__status=Status.UNDER_REVIEW).first()


def dates(today: date) -> tuple[date, date]:
    """Return by when an urgent invitation is answered, and by when the verdict is given."""
    return today + timedelta(days=ANSWER_DAYS), today + timedelta(days=REVIEW_DAYS)
