"""Telling the editors-in-chief, each day, of what is still on hold and of reported mistakes that are overdue.

A row for each thing and day says that they were told: a night that was missed is caught up with one mail, and
no night's mail is sent twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import clock
from articles.models import Grant, Question, QuestionKind, Role, User
from reviews import notices
from reviews.models import Escalation, Hold
from reviews.queries import from_a_sweep
from reviews.urgency import holds_that_press

HOLD_MAY_STAND = timedelta(days=1)
Row = TypeVar("Row", Hold, Question)
#: From this hour on, in the house's time zone, the day's letter goes out. What becomes overdue does not wait.
MORNING = 6


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one editor-in-chief was told of."""

    chief: User
    holds: list[Hold]
    mistakes: list[Question]


def escalate() -> list[Told]:
    """Tell each editor-in-chief, in one mail, of what is due now in the topics that are theirs.

    That is, once a day: holds older than a day, and open mistakes past their due time; a mistake also at the
    moment at which it becomes overdue. What nobody could be told of stays due.
    """
    with transaction.atomic():
        now = clock.now()
        holds, mistakes = list(_holds_due(now)), list(_mistakes_due(now))
        chiefs = list(_chiefs(now)) if holds or mistakes else []
        told = [_told(chief, topics, holds, mistakes) for chief, topics in _by_chief(chiefs)]
        told = [letter for letter in told if letter.holds or letter.mistakes]
        day = clock.day_of(now)
        rows = [Escalation(hold=hold, on=day) for hold in _each(letter.holds for letter in told)]
        rows += [Escalation(question=question, on=day) for question in _each(row.mistakes for row in told)]
        # Another worker who was faster makes this fail as a whole: nobody is told twice.
        Escalation.objects.bulk_create(rows)
        for letter in told:
            notices.escalated(letter.chief, letter.holds, letter.mistakes)
    return told


def _holds_due(now: datetime) -> QuerySet[Hold]:
    rows = holds_that_press().filter(laid_at__lte=now - HOLD_MAY_STAND)
    if not _is_morning(now):
        return rows.none()
    return rows.filter(~Exists(_told_today("hold", now))).select_related("version__article").order_by("pk")


def _mistakes_due(now: datetime) -> QuerySet[Question]:
    rows = Question.objects.filter(kind=QuestionKind.MISTAKE, closed_at=None, due_at__lte=now)
    if not _is_morning(now):
        rows = rows.filter(escalations=None)
    rows = rows.filter(~Exists(_told_today("question", now))).annotate(swept=from_a_sweep())
    return rows.select_related("article", "version__article").order_by("due_at", "pk")


def _told_today(what: str, now: datetime) -> QuerySet[Escalation]:
    return Escalation.objects.filter(**{what: OuterRef("pk")}, on=clock.day_of(now))


def _is_morning(now: datetime) -> bool:
    return clock.local(now).hour >= MORNING


def _chiefs(now: datetime) -> QuerySet[Grant]:
    grants = Grant.objects.in_force(now).filter(role=Role.CHIEF, user__is_active=True)
    return grants.filter(~Q(user__email="")).select_related("user").order_by("user", "pk")


def _by_chief(grants: Iterable[Grant]) -> list[tuple[User, set[int | None]]]:
    return [
        (rows[0].user, {row.topic_id for row in rows})
        for rows in (list(group) for _, group in groupby(grants, key=lambda row: row.user_id))
    ]


def _told(chief: User, topics: set[int | None], holds: list[Hold], mistakes: list[Question]) -> Told:
    """What is this chief's: everything for one of the whole house, else their topics and what has none."""

    def is_theirs(topic: int | None) -> bool:
        return None in topics or topic is None or topic in topics

    return Told(
        chief=chief,
        holds=[hold for hold in holds if is_theirs(hold.version.article.topic_id)],
        mistakes=[row for row in mistakes if is_theirs(row.article.topic_id if row.article else None)],
    )


def _each(lists: Iterable[list[Row]]) -> list[Row]:
    return list({row.pk: row for rows in lists for row in rows}.values())
