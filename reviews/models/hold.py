from __future__ import annotations

from django.db import models

from articles.models import Article, User, Version
from articles.models.history import field_history


class HoldReason(models.TextChoices):
    DOSE = "dose", "A dose may be wrong"
    SAFETY = "safety", "New safety information"
    RETRACTED_SOURCE = "retracted_source", "A source was retracted"
    OUTDATED = "outdated", "Guidance has changed"
    ERROR = "error", "A statement may be wrong"


class Holds(models.QuerySet["Hold"]):
    def open(self) -> Holds:
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A cover over one section (by key), or a notice over the page. It adds no medical text."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="holds")
    version = models.ForeignKey(Version, models.PROTECT, related_name="holds")
    section_key = models.UUIDField(null=True, blank=True)
    reason = models.TextField(choices=HoldReason.choices)
    note = models.TextField(blank=True, help_text="For the editors; readers see the reason.")
    laid_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    laid_at = models.DateTimeField(editable=False)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    lift_note = models.TextField(blank=True)

    objects = Holds.as_manager()
    history = field_history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_reason_known",
                condition=models.Q(reason__in=[reason.value for reason in HoldReason]),
            ),
            models.CheckConstraint(
                name="hold_lifted_by_another",
                condition=models.Q(lifted_at=None, lifted_by=None, lifted_by_version=None)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False)
                & (~models.Q(lifted_by=models.F("laid_by")) | models.Q(lifted_by_version__isnull=False)),
            ),
            models.UniqueConstraint(
                name="hold_once_per_place",
                fields=["article", "section_key"],
                condition=models.Q(lifted_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_reason_display()}"


class Notice(models.Model):
    """What readers are told in an article's place. Append-only."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="notices")
    version = models.ForeignKey(Version, models.PROTECT, related_name="notices")
    kind = models.TextField(default="retraction")
    text = models.TextField()
    noticed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="notice_has_text", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return self.text[:80]
