"""The admin site's pages for how it is judged: evidence to be read, rules to be set, verbs as actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin import VersionAdmin
from articles.guarded_admin import GuardedAdmin, ReadOnlyAdmin, WithFixedFields
from articles.models import Version
from reviews import workflow
from reviews.forms import MOST_LINES, Lines
from reviews.models import (
    Adoption,
    Answer,
    Approval,
    Assignment,
    BoardMember,
    Chain,
    Clearance,
    Comment,
    Disclosure,
    Escalation,
    Event,
    Hold,
    HoldReason,
    Notice,
    Policy,
    Preparation,
    Reclassification,
    Removal,
    Review,
    Share,
    ShareVisit,
    SignOff,
    SourceCheck,
    Sweep,
    SweepItem,
    Voiding,
    Withdrawal,
)
from reviews.rules import VERBS


class NoteForm(ActionForm):
    note = forms.CharField(
        label="Note, letter or notice:", required=False, widget=forms.TextInput(attrs={"size": 40})
    )


class NoteAndReasonForm(NoteForm):
    reason = forms.ChoiceField(
        label="Reason of a hold:", required=False, choices=[("", "none"), *HoldReason.choices]
    )


_WITH_WORDS = ("return_to_author", "decline", "retract")


def _action(name: str, verb: Callable[..., Any]) -> Callable[..., None]:
    """Return an action that does a verb to each chosen row, each in a transaction, and tells."""

    @admin.action(description=VERBS[name].label)
    def act(page: DoesVerbs, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        note = request.POST.get("note", "").strip()
        for row in chosen.select_related(*page.acts_on_with):
            try:
                if name in _WITH_WORDS and not note:
                    raise workflow.Refused(
                        f"{VERBS[name].label} needs words to go with it: fill in the note."
                    )
                more = {"reason": request.POST.get("reason", "")} if name == "hold" else {}
                verb(row, by=request.user, note=note, **more)
            except workflow.NotReady as refusal:
                said = " ".join(problem.message for problem in refusal.problems)
                page.message_user(request, f"{row}: {refusal} {said}", messages.ERROR)
            except (workflow.Refused, PermissionDenied) as refusal:
                page.message_user(request, f"{row}: {refusal}", messages.ERROR)
            else:
                page.message_user(request, f"{row}: {VERBS[name].label.lower()}, done.", messages.SUCCESS)

    act.__name__ = name
    return act


class DoesVerbs(GuardedAdmin):
    """Rows, and as actions the verbs that need no more than a note. Who may, the verbs say."""

    action_form: type[ActionForm] = NoteForm
    acts_on_with: ClassVar[tuple[str, ...]] = ("article__topic",)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Without a transaction around all: each verb opens its own and locks its article alone."""
        return super(GuardedAdmin, self).changelist_view(request, extra_context)


@admin.register(Version)
class VerbsAdmin(DoesVerbs, VersionAdmin):
    action_form = NoteAndReasonForm
    actions = [
        _action("submit", workflow.submit),
        _action("recall", workflow.recall),
        _action("withdraw", workflow.withdraw),
        _action("publish", workflow.publish),
        _action("return_to_author", workflow.return_to_author),
        _action("decline", workflow.decline),
        _action("revise", workflow.revise),
        _action("reaffirm", workflow.reaffirm),
        _action("complete_reaffirmation", workflow.complete_reaffirmation),
        _action("hold", workflow.hold),
        _action("retract", workflow.retract),
    ]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "article", "version", "source", "target", "note")
    list_filter = ("action", ("article", admin.EmptyFieldListFilter))
    list_select_related = ("article", "version__article")
    search_fields = ("actor", "note", "article__slug", "hash", "record_hash")
    date_hierarchy = "at"
    ordering = ("-id",)


@admin.register(Chain)
class ChainAdmin(ReadOnlyAdmin):
    list_display = ("__str__",)


@admin.register(Policy)
class PolicyAdmin(WithFixedFields, GuardedAdmin):
    list_display = ("topic", "risk", "quorum", "required_scopes", "required_specialties", "review_months")
    list_filter = ("topic", "risk", "self_publish")
    list_select_related = ("topic",)
    search_fields = ("topic__name",)
    fixed = ("topic", "risk")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "checklist":
            return Lines(required=False, help_text=f"At most {MOST_LINES} lines, each on its own.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(BoardMember)
class BoardMemberAdmin(WithFixedFields, GuardedAdmin):
    list_display = ("printed_name", "credentials", "user", "specialties", "term_starts", "term_ends")
    list_filter = ("term_ends",)
    list_select_related = ("user",)
    search_fields = ("printed_name", "user__username", "affiliation")
    autocomplete_fields = ("user",)
    fixed = ("user", "slug")


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    list_display = ("member", "none_to_declare", "declared_at", "expires_on")
    list_filter = ("none_to_declare",)
    list_select_related = ("member",)
    search_fields = ("member__printed_name", "statement")
    date_hierarchy = "declared_at"


@admin.register(Removal)
class RemovalAdmin(ReadOnlyAdmin):
    list_display = ("member", "removed_by", "at", "reason")
    list_filter = (("removed_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("member", "removed_by")
    search_fields = ("member__printed_name", "reason")
    date_hierarchy = "at"


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("version", "kind", "round", "quorum", "opened_at", "closed_at", "outcome")
    list_filter = ("kind", "outcome", ("closed_at", admin.EmptyFieldListFilter))
    list_select_related = ("version__article",)
    search_fields = ("version__article__slug", "version__title", "digest")
    date_hierarchy = "opened_at"


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("member", "review", "status", "answer_due", "review_due", "decline_reason")
    list_filter = ("status", "decline_reason")
    list_select_related = ("member", "review__version__article")
    search_fields = ("member__printed_name", "review__version__article__slug")
    date_hierarchy = "invited_at"


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ("assignment", "conflict", "at")
    list_filter = ("conflict",)
    list_select_related = ("assignment__member", "assignment__review__version__article")
    search_fields = ("assignment__member__printed_name", "statement")
    date_hierarchy = "at"


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "version", "written_by", "blocking", "at", "resolved_at")
    list_filter = ("blocking", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("version__article", "written_by")
    search_fields = ("body", "suggestion", "version__article__slug")
    date_hierarchy = "at"


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin):
    list_display = ("comment", "version", "adopted_by", "at")
    list_filter = (("adopted_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("comment", "version__article", "adopted_by")
    search_fields = ("comment__suggestion", "version__article__slug")
    date_hierarchy = "at"


@admin.register(Preparation)
class PreparationAdmin(ReadOnlyAdmin):
    """That somebody is at work on a review; not what they have typed, which is theirs until it is signed."""

    exclude = ("typed", "verdict", "statement", "checklist")
    list_display = ("review", "member", "saved_at")
    list_filter = (
        ("prepared_at", admin.EmptyFieldListFilter),
        ("review__closed_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("review__version__article", "member")
    search_fields = ("member__printed_name", "review__version__article__slug")
    date_hierarchy = "saved_at"


@admin.register(SourceCheck)
class SourceCheckAdmin(ReadOnlyAdmin):
    list_display = ("reference_key", "member", "verdict", "review", "at")
    list_filter = ("verdict",)
    list_select_related = ("review__version__article", "member")
    search_fields = ("member__printed_name", "review__version__article__slug")
    date_hierarchy = "at"


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    exclude = ("token_digest",)
    list_display = ("version", "invitee", "created_by", "created_at", "expires_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("version__article", "created_by")
    search_fields = ("invitee", "version__article__slug")
    date_hierarchy = "created_at"


@admin.register(ShareVisit)
class ShareVisitAdmin(ReadOnlyAdmin):
    list_display = ("share", "at")
    list_filter = (("share__revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("share__version__article",)
    search_fields = ("share__invitee", "share__version__article__slug")
    date_hierarchy = "at"


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("printed_name", "credentials", "verdict", "scope", "review", "method", "at")
    list_filter = ("verdict", "method")
    list_select_related = ("review__version__article",)
    search_fields = ("printed_name", "review__version__article__slug", "digest")
    date_hierarchy = "at"


@admin.register(Voiding)
class VoidingAdmin(ReadOnlyAdmin):
    list_display = ("signoff", "removal", "at")
    list_filter = ("signoff__verdict",)
    list_select_related = ("signoff", "removal__member")
    search_fields = ("signoff__printed_name",)
    date_hierarchy = "at"


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    list_display = ("signoff", "reason", "at")
    list_filter = ("reason",)
    list_select_related = ("signoff",)
    search_fields = ("signoff__printed_name", "statement")
    date_hierarchy = "at"


@admin.register(Reclassification)
class ReclassificationAdmin(ReadOnlyAdmin):
    list_display = ("article", "risk_before", "risk", "topic_before", "topic", "asked_by", "confirmed")
    list_filter = ("confirmed", "risk")
    list_select_related = ("article", "topic_before", "topic", "asked_by")
    search_fields = ("article__slug", "reason")
    date_hierarchy = "asked_at"


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "signoff", "answered_by", "at")
    list_filter = (("answered_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("signoff", "answered_by")
    search_fields = ("text", "signoff__printed_name")
    date_hierarchy = "at"


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ("version", "kind", "approved_by", "at", "next_review_due")
    list_filter = ("kind",)
    list_select_related = ("version__article", "approved_by")
    search_fields = ("version__article__slug", "digest")
    date_hierarchy = "at"


@admin.register(Hold)
class HoldAdmin(DoesVerbs, ReadOnlyAdmin):
    actions = [_action("lift", workflow.lift)]
    acts_on_with = ("article__topic", "version")
    list_display = ("article", "reason", "laid_by", "laid_at", "lifted_by", "lifted_at")
    list_filter = ("reason", ("lifted_at", admin.EmptyFieldListFilter))
    list_select_related = ("article", "laid_by", "lifted_by")
    search_fields = ("article__slug", "note")
    date_hierarchy = "laid_at"


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("article", "kind", "noticed_by", "at")
    list_filter = ("kind",)
    list_select_related = ("article", "noticed_by")
    search_fields = ("article__slug", "text")
    date_hierarchy = "at"


@admin.register(Sweep)
class SweepAdmin(ReadOnlyAdmin):
    list_display = ("query", "reason", "started_by", "started_at")
    list_filter = ("reason",)
    list_select_related = ("started_by",)
    search_fields = ("query", "note")
    date_hierarchy = "started_at"


@admin.register(SweepItem)
class SweepItemAdmin(ReadOnlyAdmin):
    list_display = ("sweep", "version", "hold", "task", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    list_select_related = ("sweep", "version__article", "hold__article", "task")
    search_fields = ("sweep__query", "version__article__slug")


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "on", "at")
    list_filter = (("hold", admin.EmptyFieldListFilter), ("question", admin.EmptyFieldListFilter))
    list_select_related = ("hold__article", "question")
    search_fields = ("hold__article__slug", "question__text")
    date_hierarchy = "on"
