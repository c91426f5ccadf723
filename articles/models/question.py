from __future__ import annotations

from django.db import models

from articles.models.article import Article
from articles.models.history import field_history
from articles.models.person import User
from articles.models.version import Version


class QuestionKind(models.TextChoices):
    QUESTION = "question", "Question"
    MISTAKE = "mistake", "Reported mistake"


class Question(models.Model):
    """What a reader asked and no approved text answers, or a mistake that a reader reported."""

    kind = models.TextField(choices=QuestionKind.choices, default=QuestionKind.QUESTION)
    article = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="questions")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="questions")
    section_key = models.UUIDField(null=True, blank=True)
    audience = models.TextField(blank=True)
    text = models.TextField()
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="questions")
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    # The asker's address is personal and not ours to keep for ever.
    history = field_history(excluded_fields=["email"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_kind_known", condition=models.Q(kind__in=[kind.value for kind in QuestionKind])
            ),
            models.CheckConstraint(name="question_has_text", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:80]
