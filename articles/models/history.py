"""Field history: django-simple-history, told by ``acting`` who made the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from articles.acting import actor_id


def _actor_of(instance: models.Model, **_: Any) -> int | None:
    return actor_id()


def _get_user(historical: Any) -> Any:
    # The number is kept, not a foreign key: a closed account must not rewrite history.
    from articles.models import User  # the models are not loaded yet when this module is

    return User.objects.filter(pk=historical.history_user_id).first()


def _set_user(historical: Any, user: Any) -> None:
    historical.history_user_id = getattr(user, "pk", user)


def field_history(excluded_fields: Sequence[str] = ()) -> HistoricalRecords:
    """Return the history of a model's fields, with the user's number and a 64-bit key."""
    return HistoricalRecords(
        excluded_fields=list(excluded_fields),
        history_id_field=models.BigAutoField(),
        history_user_id_field=models.BigIntegerField(null=True),
        get_user=_actor_of,
        history_user_getter=_get_user,
        history_user_setter=_set_user,
    )
