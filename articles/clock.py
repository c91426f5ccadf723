"""The one clock: the database's, so that Python and the guards never disagree about the time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, models


class Now(models.Func):
    """The same moment, for use in a query."""

    function = "imprimatur_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


def now() -> datetime:
    """Return the transaction's time as the database tells it, timezone-aware."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT imprimatur_now()")
        moment: datetime = cursor.fetchone()[0]
    return moment
