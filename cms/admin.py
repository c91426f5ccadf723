"""The admin site itself: the site's own login in front of it, and pages for accounts and what is around them.

An administrator makes, names and closes accounts, and takes away second factors that were lost. They set
nobody's password, and give an account that is in use no other address, to which a link for a new password
would go; owners are told what was done to their accounts: nobody signs as another.
"""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.accounts import CannotClose
from articles.guarded_admin import GuardedAdmin, ReadOnlyAdmin
from articles.models import User
from cms import accounts
from reviews import jobs

admin.site.site_header = admin.site.site_title = "Imprimatur: administration"
admin.site.index_title = "Everything that is kept"
# The admin site's own login counts no failed attempts; ours does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def password_change(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """There is one page to change a password, and it is not here."""
    return HttpResponseRedirect(reverse("account_change_password"))


admin.site.password_change = password_change  # type: ignore[method-assign,assignment]


@admin.register(User)
class UserAdmin(GuardedAdmin):
    list_display = ("username", "name", "email", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("username", "name", "email")
    date_hierarchy = "date_joined"
    ordering = ("username",)
    readonly_fields = ("is_active", "last_login", "date_joined", "closed_at")
    fieldsets = (
        (None, {"fields": ("username", "name", "email")}),
        ("What they may do here", {"fields": ("is_staff", "is_superuser", "groups")}),
        ("Since when", {"fields": ("is_active", "date_joined", "last_login", "closed_at")}),
    )
    filter_horizontal = ("groups",)
    actions = ("send_link", "close_accounts")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        closed = isinstance(obj, User) and obj.closed_at is not None
        return not closed and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The address of an account in use is for its owner alone to change, on their own page."""
        in_use = obj is not None and obj.has_usable_password()
        return (*self.readonly_fields, "email") if in_use else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        before = User.objects.filter(pk=obj.pk).values_list("email", flat=True).first() if change else None
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change and obj.email:
            transaction.on_commit(lambda: accounts.invite(request, obj, by=request.user))  # type: ignore[arg-type]
            self.message_user(request, f"A link to set a password is on its way to {obj.email}.")
        elif before and before != obj.email:
            transaction.on_commit(lambda: accounts.tell_of_new_address(obj, before))
            transaction.on_commit(lambda: accounts.invite(request, obj, by=request.user))  # type: ignore[arg-type]
            self.message_user(request, f"{before} has been told, and {obj.email} has the link now.")

    @admin.action(description="Have them set a new password")
    def send_link(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen.filter(is_active=True).exclude(email=""):
            accounts.reset(request, user, by=request.user)  # type: ignore[arg-type]
            said = f"A link is on its way to {user.email}. Until a new password is set, {user} cannot sign."
            self.message_user(request, said, messages.SUCCESS)

    @admin.action(description="Close the account for good")
    def close_accounts(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            try:
                accounts.close(user, by=request.user)  # type: ignore[arg-type]
            except CannotClose as refusal:
                self.message_user(request, f"{user}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, f"The account of {user} is closed.", messages.SUCCESS)


admin.site.unregister([EmailAddress, Authenticator])


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__username", "user__name")


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors: what there is, and a way to take away what was lost. Their secrets are not shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__name")
    exclude = ("data",)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        super().delete_model(request, obj)
        self._tell(request, {obj.user_id})

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        owners = set(queryset.values_list("user_id", flat=True))
        super().delete_queryset(request, queryset)
        self._tell(request, owners)

    def _tell(self, request: HttpRequest, owners: set[int]) -> None:
        lines = [
            f"{request.user} has taken a second factor away from your account.",
            "If you did not ask for it, tell an editor-in-chief at once.",
        ]
        for owner in sorted(owners):
            jobs.mail.defer(
                user_id=owner,
                subject="A second factor was removed",
                lines=lines,
                link=settings.SITE_URL + reverse("mfa_index"),
                facts=[],
            )


admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs, with the package's own actions (again, cancel, abort) and without its inline styles."""

    list_display = ["id", "task_name", "status", "attempts", "scheduled_at", "queue_name"]
    list_filter = ["status", "task_name"]
    search_fields = ("task_name", "lock")
    fields = [
        "task_name",
        "args",
        "status",
        "attempts",
        "scheduled_at",
        "queue_name",
        "lock",
        "queueing_lock",
    ]
    list_per_page = 50
    show_full_result_count = False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What was done on this site, beside the chains of events."""

    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username", "change_message")
    date_hierarchy = "action_time"
