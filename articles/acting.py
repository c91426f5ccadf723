"""Who is changing something. The database refuses a change of content that nobody is named for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

if TYPE_CHECKING:
    from articles.models import User

_actor: ContextVar[int | None] = ContextVar("imprimatur_actor", default=None)


class AlreadyActing(RuntimeError):
    """Somebody else is already named for this transaction."""


def actor_id() -> int | None:
    """Return the primary key of the user who acts now, or None."""
    return _actor.get()


@contextmanager
def acting(user: User) -> Iterator[None]:
    """Open a transaction in which every change is ``user``'s.

    The name reaches the database as the setting ``imprimatur.actor``, for this transaction alone. It says
    who, and switches nothing off. Nesting with the same user is allowed.

    Raises:
        AlreadyActing: if another user acts in the transaction already.
        PermissionDenied: if nobody is logged in.
    """
    if user.pk is None:
        raise PermissionDenied("Log in first.")
    outer = _actor.get()
    if outer is not None and outer != user.pk:
        raise AlreadyActing(f"User {outer} is acting; user {user.pk} cannot act inside.")
    goes_on_after = connection.in_atomic_block
    with transaction.atomic():
        _name(str(user.pk))
        token = _actor.set(user.pk)
        try:
            yield
            # The end of the transaction forgets the name by itself.
            if outer is None and goes_on_after:
                _name("")
        finally:
            _actor.reset(token)


def _name(actor: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('imprimatur.actor', %s, true)", [actor])
