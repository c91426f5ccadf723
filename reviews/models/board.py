"""The Medical Advisory Board: who may sign, what they declared, and who was removed for cause."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import User
from articles.models.history import field_history


class BoardMembers(models.QuerySet["BoardMember"]):
    def in_office(self, on: date) -> BoardMembers:
        """Return those whose term covers the day, who were not removed, and whose account is not closed."""
        return self.filter(
            models.Q(term_ends=None) | models.Q(term_ends__gte=on),
            term_starts__lte=on,
            removals=None,
            user__is_active=True,
        )


class BoardMember(models.Model):
    """An advisory-board reviewer. Name and credentials are copied into whatever they sign."""

    user = models.OneToOneField(User, models.PROTECT, related_name="board_member")
    slug = models.SlugField(max_length=100, unique=True)
    printed_name = models.TextField()
    credentials = models.TextField()
    job_title = models.TextField(blank=True)
    affiliation = models.TextField(blank=True)
    specialties = ArrayField(models.TextField(), default=list, blank=True)
    biography = models.TextField(blank=True)
    term_starts = models.DateField()
    term_ends = models.DateField(null=True, blank=True)

    objects = BoardMembers.as_manager()
    history = field_history()

    class Meta:
        constraints = [
            models.CheckConstraint(name="member_has_credentials", condition=~models.Q(credentials="")),
            models.CheckConstraint(
                name="member_term_ends_after_start",
                condition=models.Q(term_ends=None) | models.Q(term_ends__gte=models.F("term_starts")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.credentials}"


class Disclosure(models.Model):
    """Interests on file: either stated entries or an explicit "none", dated and with an end (ICMJE)."""

    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="disclosures")
    none_to_declare = models.BooleanField()
    statement = models.TextField(blank=True)
    declared_at = models.DateTimeField(editable=False)
    expires_on = models.DateField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_is_explicit",
                condition=models.Q(none_to_declare=True, statement="")
                | (models.Q(none_to_declare=False) & ~models.Q(statement="")),
            )
        ]

    def __str__(self) -> str:
        return "Nothing to declare" if self.none_to_declare else self.statement


class Removal(models.Model):
    """A member removed for cause. Voids all their sign-offs, also those that a decision has counted."""

    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="removals")
    removed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="removal_once", fields=["member"]),
            models.CheckConstraint(name="removal_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.member} removed"
