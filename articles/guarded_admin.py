"""Admin pages that write as the person who is logged in, and say what a guard of the database objects to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin

from articles.acting import acting
from articles.models import User


class NotWritten(Exception):
    """A page wrote nothing; the message says why."""


class GuardedAdmin(SimpleHistoryAdmin):
    """The base of all: every POST is one transaction in which its user acts; nothing here deletes.

    A guard's objection becomes a message, never a stack trace. The history of fields is shown and never
    reverted: what was, is brought back by a new change.
    """

    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 2})}}
    list_per_page = 50
    show_full_result_count = False
    history_list_per_page = 20

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.keeps_history = hasattr(model._meta, "simple_history_manager_attribute")
        if not self.keeps_history:
            self.object_history_template = None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        view = super().changeform_view
        return acted(self, request, lambda: view(request, object_id, form_url, extra_context))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        view = super().changelist_view
        return acted(self, request, lambda: view(request, extra_context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        view = super().delete_view
        return acted(self, request, lambda: view(request, object_id, extra_context))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show how a row was. The base class would write it back if it were sent, button or no button."""
        if request.method == "POST":
            raise PermissionDenied("What was, is brought back by a new change.")
        if not self.keeps_history:
            raise Http404("No history of fields is kept of this.")
        return super().history_form_view(request, object_id, version_id, extra_context)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = False
    ) -> None:
        """Add to each record what it changed and who did, in one query for all."""
        super().set_history_delta_changes(request, historical_records, foreign_keys_are_objs)
        people = User.objects.in_bulk({row.history_user_id for row in historical_records} - {None})
        for row in historical_records:
            row.changed_by = people.get(row.history_user_id, "")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The history of fields, where there is one; else what was done on the admin site."""
        if self.keeps_history:
            return super().history_view(request, object_id, extra_context)
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)


class ReadOnlyAdmin(GuardedAdmin):
    """Rows that are frozen, append-only, or changed by verbs alone: to be found and read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class WithFixedFields:
    """A mix-in: fields that can be set as a row is made, and stay (``fixed``)."""

    fixed: ClassVar[Sequence[str]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        own: Sequence[str] = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return [*own, *self.fixed] if obj is not None else own


def acted(page: admin.ModelAdmin, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Call ``view`` as the request's user; turn an objection into a message on the page it came from."""
    if request.method != "POST" or not isinstance(request.user, User):
        return view()
    try:
        with acting(request.user):
            return view()
    except NotWritten as refusal:
        said = str(refusal)
    except DatabaseError as error:
        said = objection(error)
    page.message_user(request, f"{said} Nothing was changed.", messages.ERROR)
    return HttpResponseRedirect(request.get_full_path())


def objection(error: DatabaseError) -> str:
    """Return what a guard said (codes IM001 and on, guards.sql); raises what no guard said."""
    code = getattr(error.__cause__, "sqlstate", None) or ""
    if not code.startswith("IM"):
        raise error
    return str(error.__cause__.diag.message_primary)  # type: ignore[union-attr]
