"""People, and what they are allowed to do until when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from articles import clock
from articles.models.history import field_history
from articles.models.topic import Topic

SYSTEM = "system"


class People(UserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in small letters, since logging in by mail looks it up that way."""
        return (email or "").strip().lower()

    def system(self) -> User:
        """Return the user that scheduled work acts as. It cannot log in."""
        user, made = self.get_or_create(username=SYSTEM, defaults={"name": "Imprimatur"})
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractUser):
    """A person with an account, or ``system``. Accounts are closed, never deleted."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.TextField("full name", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Since when somebody else may know the password: nothing is signed until its owner has set another.
    password_given_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[People] = People()
    history = field_history(excluded_fields=["username", "name", "email", "password", "last_login"])

    REQUIRED_FIELDS = ["email"]

    def __str__(self) -> str:
        return self.get_full_name()

    def set_password(self, raw_password: str | None) -> None:
        """Set a password as somebody else does it; ``own_password`` is for its owner."""
        super().set_password(raw_password)
        if raw_password is not None:
            self.password_given_at = clock.now()

    def own_password(self, raw_password: str) -> None:
        """Set a password that its owner chose, and who is known to be the owner: they may sign with it.

        To be saved ``acting`` as the owner: the database takes it from nobody else.
        """
        self.set_password(raw_password)
        self.password_given_at = None

    def get_full_name(self) -> str:
        return self.name or ("closed account" if self.closed_at else self.username)

    def get_short_name(self) -> str:
        return self.get_full_name()


class Role(models.TextChoices):
    AUTHOR = "author", "Author"
    EDITOR = "editor", "Editor"
    CHIEF = "chief", "Editor-in-chief"


class Grants(models.QuerySet["Grant"]):
    def in_force(self, at: datetime | models.Func) -> Grants:
        """Return those that count at the given moment."""
        return self.filter(starts_at__lte=at).filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at))


class Grant(models.Model):
    """A role, from a moment to a moment, for one topic or (without one) for all."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.TextField(choices=Role.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="grants")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    stands_in_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="stand_ins")
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="grants_given")
    note = models.TextField(blank=True)

    objects = Grants.as_manager()
    history = field_history()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_role_known", condition=models.Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
