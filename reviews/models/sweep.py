"""A safety sweep: live texts that name a drug or a dose, looked through one by one."""

from __future__ import annotations

from django.db import models

from articles.models import Question, User, Version
from articles.models.history import field_history
from reviews.models.hold import Hold, HoldReason


class Sweep(models.Model):
    """What was searched for in all live text, and why. Its items are the hits that were ticked."""

    query = models.TextField("drug or dose")
    reason = models.TextField(choices=HoldReason.choices)
    note = models.TextField(blank=True)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)

    history = field_history()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="sweep_looks_for_something", condition=~models.Q(query="")),
            models.CheckConstraint(
                name="sweep_reason_known",
                condition=models.Q(reason__in=[reason.value for reason in HoldReason]),
            ),
        ]

    def __str__(self) -> str:
        return self.query


class SweepItem(models.Model):
    """One place of a sweep: a section of a live version (or its summary), and what was done about it.

    Either a hold or a task (a reported mistake) is made of it; ``settled_at`` says that it was looked at and
    is in order, was put right, or needs nothing.
    """

    sweep = models.ForeignKey(Sweep, models.PROTECT, related_name="items")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    section_key = models.UUIDField(null=True, blank=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="+")
    task = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    history = field_history()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="sweepitem_once_per_place",
                fields=["sweep", "version", "section_key"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.sweep}: {self.version}"


class Escalation(models.Model):
    """That somebody was told on a day of an open hold, or of a mistake that is overdue. Append-only.

    A row a thing and day, so that a missed night neither loses nor repeats one.
    """

    hold = models.ForeignKey(Hold, models.PROTECT, null=True, blank=True, related_name="escalations")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="escalations")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="escalation_is_of_one_thing",
                condition=models.Q(hold=None, question__isnull=False)
                | models.Q(hold__isnull=False, question=None),
            ),
            models.UniqueConstraint(
                name="escalation_once_a_day", fields=["hold", "question", "on"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hold or self.question}, {self.on:%d %B %Y}"
