from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import Risk, Topic
from articles.models.history import field_history


class Rule(models.Model):
    """What a board must do before an article may be approved.

    ``checklist``: at most five lines that each signer answers; None where nothing is asked.
    """

    quorum = models.PositiveSmallIntegerField(default=2)
    required_scopes = ArrayField(models.TextField(), default=list, blank=True)
    required_specialties = ArrayField(models.TextField(), default=list, blank=True)
    review_months = models.PositiveSmallIntegerField(default=24)
    checklist = ArrayField(models.TextField(), null=True, blank=True)

    class Meta:
        abstract = True


class Policy(Rule):
    """The rule for a topic and a risk. A review copies it at its start."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="policies")
    risk = models.TextField(choices=Risk.choices)
    self_publish = models.BooleanField(default=False)
    plain_language_required = models.BooleanField(default=False)
    reference_age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    show_verdicts = models.BooleanField(default=True)

    history = field_history()

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(name="policy_one_per_topic_and_risk", fields=["topic", "risk"]),
            models.CheckConstraint(name="policy_quorum_at_least_one", condition=models.Q(quorum__gte=1)),
            models.CheckConstraint(
                name="policy_review_within_ten_years",
                condition=models.Q(review_months__gte=1, review_months__lte=120),
            ),
            models.CheckConstraint(
                name="policy_scopes_known",
                condition=models.Q(required_scopes__contained_by=["whole", "doses"]),
            ),
            models.CheckConstraint(
                name="policy_checklist_is_short",
                condition=models.Q(checklist=None) | models.Q(checklist__len__gte=1, checklist__len__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.get_risk_display().lower()} risk"
