"""The admin site's pages for what is written. Text changes through the door of editing, drafts only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from articles import editing
from articles.cleaning import VERSION_FIELDS, Malformed
from articles.content.text import ArticleText
from articles.guarded_admin import GuardedAdmin, NotWritten, ReadOnlyAdmin, WithFixedFields
from articles.models import (
    Article,
    Contributor,
    Grant,
    Intake,
    IntakeAnswer,
    Publication,
    Question,
    Reference,
    Retraction,
    Section,
    Support,
    Topic,
    User,
    Version,
)
from articles.states import Status


@admin.register(Topic)
class TopicAdmin(WithFixedFields, GuardedAdmin):
    list_display = ("name", "slug", "pending_visibility", "specialty")
    list_filter = ("pending_visibility",)
    search_fields = ("name", "slug", "description")
    fields = ("name", "slug", "description", "specialty", "pending_visibility")
    fixed = ("slug",)


@admin.register(Grant)
class GrantAdmin(WithFixedFields, GuardedAdmin):
    list_display = ("user", "role", "topic", "starts_at", "ends_at", "stands_in_for")
    list_filter = ("role", "topic")
    list_select_related = ("user", "topic", "stands_in_for")
    search_fields = ("user__username", "user__name", "note")
    date_hierarchy = "starts_at"
    autocomplete_fields = ("user", "topic", "stands_in_for")
    readonly_fields = ("granted_by",)
    fixed = ("user", "role", "topic", "starts_at", "stands_in_for")

    def save_model(self, request: HttpRequest, obj: Grant, form: forms.ModelForm, change: bool) -> None:
        if not change and isinstance(request.user, User):
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Publication)
class PublicationAdmin(GuardedAdmin):
    list_display = ("name", "board_name", "contact")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Publication.objects.exists()


@admin.register(Article)
class ArticleAdmin(WithFixedFields, GuardedAdmin):
    list_display = ("slug", "topic", "risk", "created_at")
    list_filter = ("topic", "risk")
    list_select_related = ("topic",)
    search_fields = ("slug", "versions__title")
    date_hierarchy = "created_at"
    autocomplete_fields = ("topic",)
    fixed = ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # An article begins with a text, at the desk or by an import.
        return False


class DraftForm(forms.ModelForm):
    """A form over text, which remembers the save that it was opened on."""

    revision_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "revision_seen" in self.fields:
            self.fields["revision_seen"].initial = version_of(self.instance).revision

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        now = Version.objects.values_list("revision", flat=True).get(pk=version_of(self.instance).pk)
        if said.get("revision_seen") != now:
            raise forms.ValidationError(
                "Somebody else has saved this draft since you opened it. Nothing of theirs was overwritten; "
                "what you typed is still here. Open the page anew in another window to compare."
            )
        return said


class DraftAdmin(ReadOnlyAdmin):
    """Text: changed only in a draft, only by whoever may edit it, and only through ``editing.save``."""

    form = DraftForm
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 6})}}
    text_fields: ClassVar[tuple[str, ...]] = ()

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if obj is None:
            return True  # whether a row can be changed is asked of the row
        version = version_of(obj)
        return (
            isinstance(request.user, User)
            and version.status == Status.DRAFT
            and editing.may_edit(version, request.user)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return [
            field.name
            for field in self.model._meta.concrete_fields
            if field.name not in self.text_fields and not field.primary_key
        ]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        hidden = ["revision_seen"] if obj is not None and self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": [*self.text_fields, *hidden]}),
            ("Where it belongs", {"fields": self.get_readonly_fields(request, obj)}),
        ]

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool
    ) -> None:
        version = version_of(obj)
        version = Version.objects.select_related("article").get(pk=version.pk)
        said = {name: form.cleaned_data[name] for name in form.changed_data if name in self.text_fields}
        text = self.changed(editing.text_of(version), obj, said)
        try:
            editing.save(version, text, by=request.user, revision=form.cleaned_data["revision_seen"])  # type: ignore[arg-type]
        except (editing.StaleSave, editing.NotADraft, Malformed, PermissionDenied) as refusal:
            raise NotWritten(str(refusal)) from refusal

    def changed(self, text: ArticleText, obj: models.Model, said: dict[str, Any]) -> ArticleText:
        """Return the text with what was said of this row."""
        raise NotWritten("This cannot be changed here.")


def version_of(obj: models.Model) -> Version:
    """The version that a row of text belongs to, or is."""
    return obj if isinstance(obj, Version) else obj.version  # type: ignore[attr-defined]


def _row_changed(rows: tuple[Any, ...], key: UUID, said: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(replace(row, **said) if row.key == key else row for row in rows)


class VersionAdmin(DraftAdmin):
    """Registered by reviews.admin, which adds the verbs as actions."""

    list_display = ("title", "article", "number", "status", "author", "status_since")
    list_filter = ("status", "article__topic", "article__risk", "drafting", "language")
    list_select_related = ("article", "author")
    search_fields = ("title", "second_title", "article__slug", "digest")
    date_hierarchy = "created_at"
    text_fields = VERSION_FIELDS

    def changed(self, text: ArticleText, obj: models.Model, said: dict[str, Any]) -> ArticleText:
        return replace(text, **said)


@admin.register(Section)
class SectionAdmin(DraftAdmin):
    list_display = ("heading", "version", "position", "level")
    list_filter = ("version__status", "level")
    list_select_related = ("version__article",)
    search_fields = ("heading", "version__article__slug", "key")
    text_fields = ("heading", "level", "body", "plain_body")

    def changed(self, text: ArticleText, obj: models.Model, said: dict[str, Any]) -> ArticleText:
        return replace(text, sections=_row_changed(text.sections, obj.key, said))  # type: ignore[attr-defined]


@admin.register(Reference)
class ReferenceAdmin(DraftAdmin):
    list_display = ("title", "version", "kind", "year", "doi", "pmid")
    list_filter = ("kind", "version__status")
    list_select_related = ("version__article",)
    search_fields = ("title", "source", "doi", "pmid", "version__article__slug")
    text_fields = ("kind", "title", "source", "year", "doi", "pmid", "url", "csl")

    def changed(self, text: ArticleText, obj: models.Model, said: dict[str, Any]) -> ArticleText:
        return replace(text, references=_row_changed(text.references, obj.key, said))  # type: ignore[attr-defined]


@admin.register(Support)
class SupportAdmin(DraftAdmin):
    list_display = ("passage", "version", "locator")
    list_filter = ("version__status",)
    list_select_related = ("version__article",)
    search_fields = ("passage", "locator", "version__article__slug", "key")
    text_fields = ("passage", "locator")

    def changed(self, text: ArticleText, obj: models.Model, said: dict[str, Any]) -> ArticleText:
        return replace(text, supports=_row_changed(text.supports, obj.key, said))  # type: ignore[attr-defined]


@admin.register(Contributor)
class ContributorAdmin(ReadOnlyAdmin):
    list_display = ("user", "version")
    list_select_related = ("user", "version__article")
    list_filter = ("version__status",)
    search_fields = ("user__username", "user__name", "version__article__slug")


@admin.register(Intake)
class IntakeAdmin(ReadOnlyAdmin):
    list_display = ("source_name", "version", "format", "taken_in_at")
    list_select_related = ("version__article",)
    list_filter = ("format",)
    search_fields = ("source_name", "version__article__slug")
    date_hierarchy = "taken_in_at"


@admin.register(IntakeAnswer)
class IntakeAnswerAdmin(ReadOnlyAdmin):
    list_display = ("question", "answer", "intake", "by", "at")
    list_filter = ("intake__format",)
    list_select_related = ("intake", "by")
    search_fields = ("question", "answer", "intake__version__article__slug")
    date_hierarchy = "at"


@admin.register(Question)
class QuestionAdmin(GuardedAdmin):
    list_display = ("__str__", "kind", "article", "asked_at", "assigned_to", "closed_at")
    list_filter = ("kind", ("closed_at", admin.EmptyFieldListFilter), "article__topic")
    list_select_related = ("article", "assigned_to")
    search_fields = ("text", "answer", "article__slug")
    date_hierarchy = "asked_at"
    readonly_fields = ("text", "version", "section_key", "audience", "asked_at", "answer", "closed_at")
    autocomplete_fields = ("article", "assigned_to")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # readers ask


@admin.register(Retraction)
class RetractionAdmin(GuardedAdmin):
    list_display = ("doi", "pmid", "nature", "noticed_on", "reason")
    list_filter = ("nature",)
    search_fields = ("doi", "pmid", "reason", "notice_doi")
    date_hierarchy = "noticed_on"
