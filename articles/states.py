"""The states of a version, and the sets of them that have a name."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    UNDER_REVIEW = "under_review", "Under review"
    SCHEDULED = "scheduled", "Scheduled"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"
    RETRACTED = "retracted", "Retracted"
    RETURNED = "returned", "Returned"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


WORKING = (Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW, Status.SCHEDULED)
PENDING = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.SCHEDULED)
EVER_LIVE = (Status.APPROVED, Status.SUPERSEDED, Status.RETRACTED)
