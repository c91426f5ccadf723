"""Where a list goes on, as its address says it: what is no place in it is none, and the list begins anew."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.dateparse import parse_datetime

#: The database's numbers have eighteen digits for certain; "²" and "٣" are digits too, to Python.
_NUMBER = re.compile(r"[0-9]{1,18}")


def row_number(said: str) -> int | None:
    """Return the number of a row that somebody's address names, or None where it names none."""
    return int(said) if _NUMBER.fullmatch(said) else None


def moment(said: str) -> datetime | None:
    """Return the moment, with its zone, that somebody's address names, or None where it names none."""
    try:
        found = parse_datetime(said)
    except ValueError:  # it looks like one, such as the 45th of a month
        return None
    # A moment at the edge of the calendar has no form in another zone.
    known = found is not None and found.tzinfo is not None and 1 < found.year < 9999
    return found if known else None
