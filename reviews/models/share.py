"""Links with which somebody outside reads one version and comments on it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from articles.models import User, Version
from articles.models.history import field_history


class Shares(models.QuerySet["Share"]):
    def in_force(self, at: datetime) -> Shares:
        """Return those that neither expired nor were revoked."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class Share(models.Model):
    """One version, for one reader outside, until a moment. It carries no role; only revoking changes it.

    The link's secret is shown once; what is kept is its sha256 (``token_digest``, hexadecimal).
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="shares")
    invitee = models.TextField("for whom")
    purpose = models.TextField(blank=True)
    token_digest = models.TextField(unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = Shares.as_manager()
    history = field_history(excluded_fields=["token_digest"])

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="share_is_for_somebody", condition=~models.Q(invitee="")),
            models.CheckConstraint(
                name="share_token_is_a_digest",
                condition=models.Q(token_digest__regex="^[0-9a-f]{64}$"),  # noqa: S106
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, for {self.invitee}"


class ShareVisit(models.Model):
    """One opening of a shared version. Append-only."""

    share = models.ForeignKey(Share, models.PROTECT, related_name="visits")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.share.invitee}, {self.at:%d %B %Y %H:%M}"
