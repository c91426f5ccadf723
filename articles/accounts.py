"""Accounts: opened by an editor-in-chief, closed by their owner or by the house, never deleted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from articles import clock
from articles.acting import acting
from articles.models import Grant, Role, User
from articles.models.person import SYSTEM
from articles.roles import Roles


class CannotClose(Exception):
    """The account stays open; the message says why."""


def open_account(*, username: str, name: str, email: str, by: User) -> User:
    """Make an account without a password: its owner sets one from the mail that invites them.

    Raises:
        PermissionDenied: unless ``by`` is editor-in-chief, or a superuser.
    """
    if not (by.is_superuser or Roles.of(by).is_chief_of_all()):
        raise PermissionDenied("Only an editor-in-chief makes accounts.")
    with acting(by):
        user = User(username=username, name=name, email=User.objects.normalize_email(email))
        user.set_unusable_password()
        user.save()
    return user


def close_account(user: User, *, by: User) -> User:
    """Close an account: it cannot log in any more, and its name, address and login name are wiped.

    The row stays, and so does the number that history and signatures point at, and every printed name on a
    signature or an event. Grants that are in force end. What other programs keep for the login (second
    factors, say) is for the caller to remove in the same transaction.

    Raises:
        PermissionDenied: unless it is one's own, or ``by`` is editor-in-chief or a superuser.
        CannotClose: if it is the system's, the only editor-in-chief's, or closed already.
    """
    if by.pk != user.pk and not (by.is_superuser or Roles.of(by).is_chief_of_all()):
        raise PermissionDenied("Only its owner or an editor-in-chief closes an account.")
    with acting(by):
        fresh = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if fresh.username == SYSTEM:
            raise CannotClose("Scheduled work acts as this account; it stays.")
        if fresh.closed_at is not None:
            raise CannotClose("This account is closed already.")
        now = clock.now()
        _must_leave_a_chief(fresh)
        for given in (
            Grant.objects.select_for_update(no_key=True).filter(user=fresh).exclude(ends_at__lte=now)
        ):
            given.ends_at = max(now, given.starts_at)
            given.save()
        fresh.username = f"closed-{fresh.pk}"
        fresh.name = fresh.email = ""
        fresh.set_unusable_password()
        fresh.is_active = fresh.is_staff = fresh.is_superuser = False
        fresh.closed_at = now
        fresh.save()
    return fresh


def _must_leave_a_chief(leaving: User) -> None:
    chiefs = Grant.objects.in_force(clock.Now()).filter(role=Role.CHIEF, topic=None, user__is_active=True)
    holders = set(chiefs.values_list("user_id", flat=True))
    if holders == {leaving.pk}:
        raise CannotClose("This is the only editor-in-chief. Grant the role to somebody else first.")
