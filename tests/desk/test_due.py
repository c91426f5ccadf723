"""Days as people say them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cms.templatetags.due import due_in

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
