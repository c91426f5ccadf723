"""The one clock: the database's, so that Python and the guards never disagree about the time or the day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import connection, models
from django.utils import timezone


class Now(models.Func):
    """The same moment, for use in a query."""

    function = "imprimatur_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


class Today(models.Func):
    """The same day, for use in a query."""

    function = "imprimatur_today"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateField()


def now() -> datetime:
    """Return the transaction's time as the database tells it, timezone-aware."""
    moment: datetime = _asked("SELECT imprimatur_now()")
    return moment


def today() -> date:
    """Return the day that it is now in the house's own time zone, ``TIME_ZONE``."""
    day: date = _asked("SELECT imprimatur_today()")
    return day


def day_of(moment: datetime) -> date:
    """Return the day on which a moment falls in the house's own time zone."""
    return local(moment).date()


def local(moment: datetime) -> datetime:
    """Return the same moment as the clocks in the house's own time zone show it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


def at(day: date, hour: time) -> datetime:
    """Return the moment at which the house's clocks show that hour on that day."""
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def written(moment: datetime) -> str:
    """Return a moment as people read it, by the house's clocks: 5 April 2027, 09:00 CEST."""
    return f"{local(moment):%-d %B %Y, %H:%M %Z}"


def _asked(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
