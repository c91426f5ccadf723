"""Sources, the passages of them that back a claim, and what is known of their retraction."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from articles.models.history import field_history
from articles.models.version import Version


class ReferenceKind(models.TextChoices):
    GUIDELINE = "guideline", "Guideline"
    RESEARCH = "research", "Research"
    REVIEW = "review", "Review"
    BOOK = "book", "Book"
    WEBSITE = "website", "Website"


class Reference(models.Model):
    """One source of a version. ``csl`` holds further CSL-JSON fields (numbers are whole, or text)."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="references")
    key = models.UUIDField(default=uuid4)
    position = models.PositiveIntegerField()
    kind = models.TextField(choices=ReferenceKind.choices)
    title = models.TextField()
    source = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.TextField(blank=True)
    pmid = models.TextField(blank=True)
    url = models.TextField(blank=True)
    csl = models.JSONField(default=dict, blank=True)

    history = field_history()

    class Meta:
        ordering = ["version", "position"]
        indexes = [
            models.Index(name="reference_by_doi", fields=["doi"]),
            models.Index(name="reference_by_pmid", fields=["pmid"]),
        ]
        constraints = [
            models.UniqueConstraint(name="reference_key_once", fields=["version", "key"]),
            models.UniqueConstraint(
                name="reference_position_once",
                fields=["version", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="reference_kind_known",
                condition=models.Q(kind__in=[kind.value for kind in ReferenceKind]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Support(models.Model):
    """The passage of a source that backs a claim. A citation names it by ``key``."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="supports")
    key = models.UUIDField(default=uuid4)
    reference_key = models.UUIDField()
    passage = models.TextField()
    locator = models.TextField(blank=True)

    history = field_history()

    class Meta:
        constraints = [models.UniqueConstraint(name="support_key_once", fields=["version", "key"])]

    def __str__(self) -> str:
        return self.passage


class RetractionNature(models.TextChoices):
    RETRACTION = "retraction", "Retraction"
    EXPRESSION_OF_CONCERN = "expression_of_concern", "Expression of concern"
    CORRECTION = "correction", "Correction"
    REINSTATEMENT = "reinstatement", "Reinstatement"


class Retraction(models.Model):
    """A notice about a source, by DOI or PMID; references of frozen versions cannot be flagged themselves."""

    doi = models.TextField(blank=True)
    pmid = models.TextField(blank=True)
    nature = models.TextField(choices=RetractionNature.choices)
    noticed_on = models.DateField()
    reason = models.TextField(blank=True)
    notice_doi = models.TextField(blank=True)

    history = field_history()

    class Meta:
        indexes = [
            models.Index(name="retraction_by_doi", fields=["doi"]),
            models.Index(name="retraction_by_pmid", fields=["pmid"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="retraction_names_source", condition=~models.Q(doi="") | ~models.Q(pmid="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}: {self.doi or self.pmid}"
