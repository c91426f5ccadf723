from __future__ import annotations

from django.db import models

from articles.models import User, Version
from articles.models.history import field_history
from reviews.models.board import BoardMember
from reviews.models.policy import Rule


class ReviewKind(models.TextChoices):
    FULL = "full", "Full review"
    EDITORIAL = "editorial", "Editorial comparison"
    REAFFIRM = "reaffirm", "Reaffirmation"


class Outcome(models.TextChoices):
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"
    DECLINED = "declined", "Declined"
    RECALLED = "recalled", "Recalled"
    CLOSED = "closed", "Closed without a decision"
    FULL = "full", "Turned into a full review"


class Reviews(models.QuerySet["Review"]):
    def open(self) -> Reviews:
        return self.filter(closed_at=None)


class Review(Rule):
    """One round of one version before the board.

    The rule, the round, the digest and the time are filled in by the database from the policy in force; what
    an insert says of them is ignored, and they never change.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    kind = models.TextField(choices=ReviewKind.choices, default=ReviewKind.FULL)
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    digest = models.TextField(editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.TextField(choices=Outcome.choices, blank=True)
    letter = models.TextField(blank=True)

    objects = Reviews.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="review_one_open", fields=["version"], condition=models.Q(closed_at=None)
            ),
            models.UniqueConstraint(name="review_round_once", fields=["version", "round"]),
            models.CheckConstraint(
                name="review_kind_known", condition=models.Q(kind__in=[kind.value for kind in ReviewKind])
            ),
            models.CheckConstraint(name="review_quorum_at_least_one", condition=models.Q(quorum__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.version}, round {self.round}"


class AssignmentStatus(models.TextChoices):
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Invitation withdrawn"


#: Whoever is asked still, or has accepted.
TAKING_PART = (AssignmentStatus.INVITED, AssignmentStatus.ACCEPTED)


class DeclineReason(models.TextChoices):
    TIME = "time", "No time"
    NOT_NOW = "not_now", "Not now, ask again"
    CONFLICT = "conflict", "Conflict of interest"
    TOPIC = "topic", "Outside my field"
    OTHER = "other", "Another reason"


class Assignment(models.Model):
    """A member asked to review. ``answer_due`` and ``review_due`` are the two dates they are held to."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="assignments")
    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="assignments")
    status = models.TextField(choices=AssignmentStatus.choices, default=AssignmentStatus.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer_due = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(choices=DeclineReason.choices, blank=True)
    decline_note = models.TextField(blank=True)
    ask_again_on = models.DateField(null=True, blank=True)

    history = field_history()

    class Meta:
        constraints = [models.UniqueConstraint(name="assignment_once", fields=["review", "member"])]

    def __str__(self) -> str:
        return f"{self.member}: {self.review}"

    @property
    def takes_part(self) -> bool:
        return self.status in TAKING_PART


class Clearance(models.Model):
    """What a member said of conflicts when accepting an assignment. The newest one counts."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="clearances")
    conflict = models.BooleanField()
    statement = models.TextField(blank=True)
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="clearance_conflict_is_stated",
                condition=models.Q(conflict=False) | ~models.Q(statement=""),
            )
        ]

    def __str__(self) -> str:
        return "Conflict of interest" if self.conflict else "No conflict"
