from __future__ import annotations

from django.db import models

from articles.models import Article, User, Version


class Event(models.Model):
    """One line of the audit trail; append-only, hash-chained per article, or in the house chain without one.

    The database fills in ``seq``, ``actor``, ``at``, ``txid``, ``previous``, ``record_hash`` and ``hash``
    (docs/digest.md).
    """

    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="events")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="events")
    seq = models.BigIntegerField(editable=False)
    actor = models.TextField(editable=False)
    actor_user = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    action = models.TextField()
    source = models.TextField(blank=True)
    target = models.TextField(blank=True)
    at = models.DateTimeField(editable=False)
    note = models.TextField(blank=True)
    record_table = models.TextField(blank=True)
    record_id = models.BigIntegerField(null=True)
    record_hash = models.TextField(blank=True, editable=False)
    txid = models.BigIntegerField(editable=False)
    previous = models.TextField(blank=True, editable=False)
    hash = models.TextField(editable=False)

    class Meta:
        ordering = ["article", "seq"]
        constraints = [
            models.UniqueConstraint(name="event_seq_once", fields=["article", "seq"], nulls_distinct=False),
            models.UniqueConstraint(
                name="event_serves_one_move",
                fields=["version", "source", "target"],
                condition=~models.Q(source=models.F("target")),
            ),
        ]
        indexes = [models.Index(name="event_by_record", fields=["record_table", "record_id"])]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"


class Chain(models.Model):
    """The one row that whoever writes to the house chain locks first."""

    class Meta:
        constraints = [models.CheckConstraint(name="chain_is_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return "house"
