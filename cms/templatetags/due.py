"""Days as people say them: due in 2 days, 3 weeks late."""

from __future__ import annotations

from datetime import date

from django import template

register = template.Library()
_UNITS = (("year", 365), ("month", 30), ("week", 7), ("day", 1))


@register.filter
def due_in(due: date, today: date) -> str:
    """Say how far a day lies ahead or back, in its largest unit; weeks only from two on."""
    days = (due - today).days
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    return f"due in {span(days)}" if days > 0 else f"{span(-days)} late"


def span(days: int) -> str:
    """Return some days in the largest unit of which there are two at least, or in days."""
    for unit, length in _UNITS:
        if (count := days // length) >= 2:
            return f"{count} {unit}s"
    return f"{days} day" if days == 1 else f"{days} days"
