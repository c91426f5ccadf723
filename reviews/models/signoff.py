from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from articles.models import User, Version
from reviews.models.board import BoardMember, Removal
from reviews.models.review import Clearance, Review, ReviewKind


class Verdict(models.TextChoices):
    APPROVE = "approve", "Approves"
    REQUEST_CHANGES = "request_changes", "Asks for changes"
    RECUSE = "recuse", "Recused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SignOffs(models.QuerySet["SignOff"]):
    def for_counting(self) -> SignOffs:
        """Return them with all that a quorum looks at (``reviews.quorum``), in one query.

        ``conflicted``: whether the member's newest word on this assignment is that there is a conflict.
        ``removed``: whether the member has been removed for cause.
        """
        newest = Clearance.objects.filter(
            assignment__review=OuterRef("review"), assignment__member=OuterRef("member")
        ).order_by("-pk")
        return self.select_related(
            "review", "voiding", "withdrawal", "answer__answered_by", "member"
        ).annotate(
            conflicted=Coalesce(Subquery(newest.values("conflict")[:1]), models.Value(True)),
            removed=models.Exists(Removal.objects.filter(member=OuterRef("member"))),
        )


class SignOff(models.Model):
    """A member's signed verdict on one digest in one review.

    ``scope`` is one or more words: ``whole``, ``doses``, section keys. Printed name, credentials and time are
    copied in by the database as it is signed. ``checklist`` is None or a list of [line, answer], the lines as
    the review froze them; answers are ``yes``, ``no`` and ``not_applicable``.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="signoffs")
    member = models.ForeignKey(BoardMember, models.PROTECT, related_name="signoffs")
    verdict = models.TextField(choices=Verdict.choices)
    scope = models.TextField(default="whole")
    meaning = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    checklist = models.JSONField(null=True, blank=True)
    digest = models.TextField()
    printed_name = models.TextField(editable=False)
    credentials = models.TextField(editable=False)
    specialties = ArrayField(models.TextField(), default=list, editable=False)
    method = models.TextField(blank=True)
    proof = models.UUIDField(default=uuid4, unique=True)
    at = models.DateTimeField(editable=False)

    objects = SignOffs.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="signoff_verdict_known",
                condition=models.Q(verdict__in=[verdict.value for verdict in Verdict]),
            ),
            models.CheckConstraint(
                name="signoff_method_known",
                condition=models.Q(method__in=["password", "passkey"])
                | models.Q(method="", verdict=Verdict.WITHDRAWN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.credentials}: {self.get_verdict_display()}"


class Voiding(models.Model):
    """A sign-off that no longer counts, because its member was removed for cause.

    ``after_decision``: it was counted in a decision before that. Empty, not false, where it was not, so that
    the hash of a row made before the field was there is still the same.
    """

    signoff = models.OneToOneField(SignOff, models.PROTECT, related_name="voiding")
    removal = models.ForeignKey(Removal, models.PROTECT, related_name="voidings")
    after_decision = models.BooleanField(null=True)
    at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return f"Voided: {self.signoff}"


class WithdrawalReason(models.TextChoices):
    WITHDRAWN = "withdrawn", "Withdrawn by its signer"
    CONFLICT = "conflict", "Its signer has stated a conflict of interest"


class Withdrawal(models.Model):
    """A signature that its member took back after the decision that it was counted in.

    The sign-off stays as what counted then; it counts for nothing that happens from here on. Where the member
    states a conflict of interest after the decision, the database writes the row.
    """

    signoff = models.OneToOneField(SignOff, models.PROTECT, related_name="withdrawal")
    reason = models.TextField(choices=WithdrawalReason.choices)
    statement = models.TextField(blank=True)
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_reason_known",
                condition=models.Q(reason__in=[reason.value for reason in WithdrawalReason]),
            )
        ]

    def __str__(self) -> str:
        return f"Withdrawn: {self.signoff}"


class Answer(models.Model):
    """An editor-in-chief's answer to an objection. It lifts the block and raises the quorum by one."""

    signoff = models.OneToOneField(SignOff, models.PROTECT, related_name="answer")
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="answer_has_text", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return self.text[:80]


class Approval(models.Model):
    """The decision, as a row. The database accepts it only with its quorum."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="approval")
    version = models.ForeignKey(Version, models.PROTECT, related_name="approvals")
    digest = models.TextField()
    kind = models.TextField(choices=ReviewKind.choices)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)
    next_review_due = models.DateField(editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"
