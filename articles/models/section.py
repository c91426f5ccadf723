from __future__ import annotations

from uuid import uuid4

from django.db import models

from articles.models.history import field_history
from articles.models.version import Version


class Section(models.Model):
    """A heading and its text for each audience. ``key`` stays the same from version to version."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="sections")
    key = models.UUIDField(default=uuid4)
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=2)
    heading = models.TextField()
    body = models.TextField(blank=True)
    plain_body = models.TextField(blank=True)

    history = field_history()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(name="section_key_once", fields=["version", "key"]),
            models.UniqueConstraint(
                name="section_position_once",
                fields=["version", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="section_level_in_range", condition=models.Q(level__gte=2, level__lte=6)
            ),
        ]

    def __str__(self) -> str:
        return self.heading
