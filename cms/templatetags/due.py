"""Days as people say them: due in 2 days, 3 weeks late."""

from __future__ import annotations

from datetime import date, datetime

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


@register.filter
def due_by(due: datetime, now: datetime) -> str:
    """Say how far a moment lies ahead or back: in minutes, in hours up to two days, then in days."""
    seconds = (due - now).total_seconds()
    return f"due in {_hours(seconds)}" if seconds >= 0 else f"overdue by {_hours(-seconds)}"


def _hours(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    if hours < 48:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return span(hours // 24)


def span(days: int) -> str:
    """Return some days in the largest unit of which there are two at least, or in days."""
    for unit, length in _UNITS:
        if (count := days // length) >= 2:
            return f"{count} {unit}s"
    return f"{days} day" if days == 1 else f"{days} days"
