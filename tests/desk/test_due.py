"""Days as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cms.templatetags.due import due_by, due_in

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (2, "due in 2 days"),
        (13, "due in 13 days"),
        (14, "due in 2 weeks"),
        (59, "due in 8 weeks"),
        (60, "due in 2 months"),
        (800, "due in 2 years"),
        (-1, "1 day late"),
        (-6, "6 days late"),
        (-295, "9 months late"),
    ],
)
def test_day_is_said_in_its_largest_unit(days: int, said: str) -> None:
    assert due_in(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "due in 0 minutes"),
        (1, "due in 1 minute"),
        (59, "due in 59 minutes"),
        (60, "due in 1 hour"),
        (200, "due in 3 hours"),
        (47 * 60, "due in 47 hours"),
        (72 * 60, "due in 3 days"),
        (-1, "overdue by 1 minute"),
        (-125, "overdue by 2 hours"),
        (-49 * 60, "overdue by 2 days"),
    ],
)
def test_moment_is_said_in_hours_while_hours_matter(minutes: int, said: str) -> None:
    now = datetime(2026, 3, 10, 8, tzinfo=UTC)

    assert due_by(now + timedelta(minutes=minutes), now) == said
