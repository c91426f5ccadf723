"""One numbered text of an article. It can change only while it is a draft."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_fsm import FSMField, transition

from articles.models.article import Article
from articles.models.history import field_history
from articles.models.person import User
from articles.states import EVER_LIVE, WORKING, Status


class Versions(models.QuerySet["Version"]):
    def public(self) -> Versions:
        """Return those that were live once: each has a public address for ever (G7)."""
        return self.filter(status__in=EVER_LIVE)


class Drafting(models.TextChoices):
    HUMAN = "human", "Written by people"
    MACHINE_ASSISTED = "machine_assisted", "Written by people with the help of a machine"
    MACHINE = "machine", "Drafted by a machine, edited by people"
    UNKNOWN = "unknown", "Not known"


class CorrectionKind(models.TextChoices):
    """The Crossmark list of updates (Crossref, "Version control, corrections, and retractions")."""

    ADDENDUM = "addendum", "Addendum"
    CLARIFICATION = "clarification", "Clarification"
    CORRECTION = "correction", "Correction"
    CORRIGENDUM = "corrigendum", "Corrigendum"
    ERRATUM = "erratum", "Erratum"
    EXPRESSION_OF_CONCERN = "expression_of_concern", "Expression of concern"
    NEW_EDITION = "new_edition", "New edition"
    NEW_VERSION = "new_version", "New version"
    PARTIAL_RETRACTION = "partial_retraction", "Partial retraction"
    REMOVAL = "removal", "Removal"
    RETRACTION = "retraction", "Retraction"
    WITHDRAWAL = "withdrawal", "Withdrawal"


class Version(models.Model):
    """A text and where it stands.

    The database sets ``digest``, ``digest_scheme``, ``status_since``, ``live_at``, ``shown_with_caution`` and
    ``objected`` (an objection of the board stands against this very text). ``revision`` counts the saves of a
    draft, so that a stale save is noticed.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = FSMField(default=Status.DRAFT, choices=Status.choices, protected=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="versions")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)

    title = models.TextField()
    second_title = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    plain_summary = models.TextField(blank=True)
    language = models.TextField(default="en")
    condition_name = models.TextField(blank=True)
    condition_code = models.TextField(blank=True)
    drafting = models.TextField(choices=Drafting.choices, default=Drafting.UNKNOWN)
    drafting_note = models.TextField(blank=True)
    stated_date = models.TextField(blank=True)
    correction_kind = models.TextField(choices=CorrectionKind.choices, blank=True)
    correction_notice = models.TextField(blank=True)
    content_format = models.PositiveSmallIntegerField(default=1)

    digest = models.TextField(blank=True, editable=False)
    digest_scheme = models.PositiveSmallIntegerField(default=1, editable=False)
    status_since = models.DateTimeField(null=True, blank=True, editable=False)
    live_at = models.DateTimeField(null=True, blank=True, editable=False)
    go_live_at = models.DateTimeField(null=True, blank=True)
    shown_with_caution = models.BooleanField(default=False, editable=False)
    objected = models.BooleanField(default=False, editable=False)

    objects: ClassVar[models.Manager[Version]] = Versions.as_manager()
    # What the database sets as it writes, the history of fields would only get wrong.
    history = field_history(
        excluded_fields=[
            "digest",
            "digest_scheme",
            "status_since",
            "live_at",
            "shown_with_caution",
            "objected",
        ]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["article", "number"]),
            models.UniqueConstraint(
                name="version_one_live", fields=["article"], condition=models.Q(status=Status.APPROVED)
            ),
            models.UniqueConstraint(
                name="version_one_working",
                fields=["article"],
                condition=models.Q(status__in=[status.value for status in WORKING]),
            ),
            models.CheckConstraint(
                name="version_status_known",
                condition=models.Q(status__in=[status.value for status in Status]),
            ),
            models.CheckConstraint(
                name="version_drafting_known",
                condition=models.Q(drafting__in=[choice.value for choice in Drafting]),
            ),
            models.CheckConstraint(
                name="version_correction_kind_known",
                condition=models.Q(correction_kind__in=["", *(kind.value for kind in CorrectionKind)]),
            ),
        ]
        indexes = [models.Index(name="version_by_status", fields=["status", "-status_since"])]

    def __str__(self) -> str:
        return f"{self.article.slug} v{self.number}"

    # The graph, and nothing else: reviews.workflow moves, rules say who may, guards.sql insists.
    @transition(status, source=Status.DRAFT, target=Status.SUBMITTED)
    def to_submitted(self) -> None: ...

    @transition(status, source=Status.DRAFT, target=Status.WITHDRAWN)
    def to_withdrawn(self) -> None: ...

    @transition(status, source=Status.SUBMITTED, target=Status.UNDER_REVIEW)
    def to_under_review(self) -> None: ...

    @transition(
        status, source=[Status.SUBMITTED, Status.UNDER_REVIEW, Status.SCHEDULED], target=Status.RETURNED
    )
    def to_returned(self) -> None: ...

    @transition(status, source=[Status.SUBMITTED, Status.UNDER_REVIEW], target=Status.DECLINED)
    def to_declined(self) -> None: ...

    @transition(status, source=Status.UNDER_REVIEW, target=Status.SCHEDULED)
    def to_scheduled(self) -> None: ...

    @transition(status, source=[Status.UNDER_REVIEW, Status.SCHEDULED], target=Status.APPROVED)
    def to_approved(self) -> None: ...

    @transition(status, source=Status.APPROVED, target=Status.SUPERSEDED)
    def to_superseded(self) -> None: ...

    @transition(status, source=Status.APPROVED, target=Status.RETRACTED)
    def to_retracted(self) -> None: ...


class Contributor(models.Model):
    """Somebody who wrote or edited a part of a version. Written by the database's triggers alone (G4)."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="contributors")
    user = models.ForeignKey(User, models.PROTECT, related_name="contributions")

    class Meta:
        constraints = [models.UniqueConstraint(name="contributor_once", fields=["version", "user"])]

    def __str__(self) -> str:
        return f"{self.user} in {self.version}"
