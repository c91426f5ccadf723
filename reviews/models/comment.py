from __future__ import annotations

from typing import ClassVar

from django.db import models

from articles.models import User
from articles.models.history import field_history
from reviews.models.review import Review


class Comments(models.QuerySet["Comment"]):
    def open(self) -> Comments:
        return self.filter(resolved_at=None)


class Comment(models.Model):
    """What a member or an editor says of a text before the board: at a section, or without a key.

    ``blocking`` ones are to be settled before the text goes live. Settling is all that changes one, and it is
    not undone; the database sets who and when.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="comments")
    section_key = models.UUIDField(null=True, blank=True)
    body = models.TextField()
    blocking = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Comment]] = Comments.as_manager()
    history = field_history()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="comment_has_body", condition=~models.Q(body=""))]

    def __str__(self) -> str:
        return self.body[:80]
