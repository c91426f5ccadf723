"""What a member does while reading: words half written, a verdict prepared, sources looked at."""

from __future__ import annotations

from django.db import models

from reviews.models.board import BoardMember
from reviews.models.review import Review


class Preparation(models.Model):
    """All that a member has typed and not yet sent in one review; theirs alone, on every device.

    ``typed``: field name -> words, one key a field, merged key by key so that two devices lose nothing.
    ``prepared_at``: since when a verdict waits to be signed (``verdict``, ``scope``, ``statement``,
    ``checklist``), made on the text with ``digest``; None while there is none. It is no signature and counts
    for nothing.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="preparations")
    member = models.ForeignKey(BoardMember, models.CASCADE, related_name="preparations")
    typed = models.JSONField(default=dict)
    verdict = models.TextField(blank=True)
    scope = models.TextField(default="whole")
    statement = models.TextField(blank=True)
    checklist = models.JSONField(null=True, blank=True)
    digest = models.TextField(blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="preparation_once", fields=["review", "member"]),
            models.CheckConstraint(
                name="preparation_has_verdict_and_digest",
                condition=models.Q(prepared_at=None) | (~models.Q(verdict="") & ~models.Q(digest="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.review}"


class SourceVerdict(models.TextChoices):
    SUPPORTS = "supports", "Supports it"
    DOES_NOT = "does_not", "Does not support it"
    UNCHECKED = "unchecked", "Could not check"


class SourceCheck(models.Model):
    """What a member found in a source for what is claimed with it. Append-only; the newest one counts.

    ``support_key``: the passage that was looked at; without it, the reference as a whole.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="source_checks")
    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="source_checks")
    reference_key = models.UUIDField()
    support_key = models.UUIDField(null=True, blank=True)
    verdict = models.TextField(choices=SourceVerdict.choices)
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="sourcecheck_verdict_known",
                condition=models.Q(verdict__in=[verdict.value for verdict in SourceVerdict]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_verdict_display()}"
