from __future__ import annotations

from django.db import models

from articles.models import Article, Risk, Topic, User, Version


class Reclassifications(models.QuerySet["Reclassification"]):
    def open(self) -> Reclassifications:
        return self.filter(answered_at=None)


class Reclassification(models.Model):
    """A lower risk, or another topic, asked for while a version is before the board: it takes two people.

    The database fills in the version, what stood before, who and when. Answering is the one change of a row.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="reclassifications")
    version = models.ForeignKey(Version, models.PROTECT, related_name="reclassifications", editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    risk = models.TextField(choices=Risk.choices)
    topic_before = models.ForeignKey(Topic, models.PROTECT, related_name="+", editable=False)
    risk_before = models.TextField(choices=Risk.choices, editable=False)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    confirmed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(blank=True)

    objects = Reclassifications.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="reclassification_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="reclassification_risk_known", condition=models.Q(risk__in=[risk.value for risk in Risk])
            ),
            models.CheckConstraint(
                name="reclassification_is_answered_whole",
                condition=models.Q(answered_at=None, answered_by=None, confirmed=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False, confirmed__isnull=False),
            ),
            models.UniqueConstraint(
                name="reclassification_one_open",
                fields=["version"],
                condition=models.Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.said}"

    @property
    def said(self) -> str:
        """What changes: "risk from high to low, topic from Cardiology to Nephrology"."""
        parts = []
        if self.risk != self.risk_before:
            parts.append(f"risk from {self.risk_before} to {self.risk}")
        if self.topic_id != self.topic_before_id:
            parts.append(f"topic from {self.topic_before} to {self.topic}")
        return ", ".join(parts)
