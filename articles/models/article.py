"""The lasting thing with a public address."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from articles.models.history import field_history
from articles.models.topic import PendingVisibility, Topic
from articles.states import PENDING, Status


class Risk(models.TextChoices):
    HIGH = "high", "High"
    STANDARD = "standard", "Standard"
    LOW = "low", "Low"


class Articles(models.QuerySet["Article"]):
    def live(self) -> Articles:
        """Return those with an approved version."""
        return self.filter(versions__status=Status.APPROVED)

    def public(self) -> Articles:
        """Return those whose text a reader may see now: approved, or pending under a caution notice (G7)."""
        pending = models.Q(
            versions__status__in=PENDING,
            versions__objected=False,
            topic__pending_visibility=PendingVisibility.WITH_CAUTION,
        )
        retracted = self.model.objects.filter(versions__status=Status.RETRACTED)
        shown = models.Q(versions__status=Status.APPROVED) | (pending & ~models.Q(pk__in=retracted))
        return self.filter(pk__in=self.model.objects.filter(shown).values("pk"))


class Article(models.Model):
    slug = models.SlugField(max_length=200, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="articles")
    risk = models.TextField(choices=Risk.choices, default=Risk.STANDARD)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Article]] = Articles.as_manager()
    history = field_history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="article_risk_known", condition=models.Q(risk__in=[risk.value for risk in Risk])
            )
        ]

    def __str__(self) -> str:
        return self.slug
