from __future__ import annotations

from django.db import models

from articles.models.version import Version


class Intake(models.Model):
    """Where a draft's text came from, what was understood of it, and what could not be placed."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="intake")
    source_name = models.TextField(blank=True)
    format = models.TextField()
    source_text = models.TextField()
    problems = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    guessed_sections = models.JSONField(default=list)
    taken_in_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.source_name or self.format
