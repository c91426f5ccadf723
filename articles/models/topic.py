"""What an article is about, as far as readers and policies care."""

from __future__ import annotations

from django.db import models

from articles.models.history import field_history


class PendingVisibility(models.TextChoices):
    APPROVED_ONLY = "approved_only", "Approved articles only"
    WITH_CAUTION = "with_caution", "Pending articles too, with a caution notice"


class Topic(models.Model):
    name = models.TextField()
    slug = models.SlugField(max_length=100, unique=True)
    description = models.TextField(blank=True)
    specialty = models.TextField(
        blank=True, help_text="A schema.org MedicalSpecialty, such as Rheumatologic."
    )
    pending_visibility = models.TextField(
        choices=PendingVisibility.choices, default=PendingVisibility.APPROVED_ONLY
    )

    history = field_history()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="topic_pending_visibility_known",
                condition=models.Q(pending_visibility__in=[choice.value for choice in PendingVisibility]),
            )
        ]

    def __str__(self) -> str:
        return self.name
