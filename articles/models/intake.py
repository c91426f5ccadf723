from __future__ import annotations

from django.db import models

from articles.models.person import User
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


class IntakeAnswer(models.Model):
    """What somebody answered to a question of the importer, so that it is asked once. Append-only."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="answers")
    question = models.TextField()
    answer = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="intake_question_answered_once", fields=["intake", "question"])
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"
