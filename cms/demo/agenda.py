"""What is done on which day. Acts of one day keep the order in which they were put down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from articles import clock

FIRST_HOUR = 7
MINUTES_BETWEEN = 8


@dataclass(frozen=True)
class Act:
    """One thing that somebody does, so many days before the day on which the demo is made."""

    days_ago: int
    do: Callable[[], object]


def timetable(acts: Iterable[Act], today: date) -> Iterator[tuple[datetime, Act]]:
    """Yield every act with its moment by the house's clocks, first day first; each moment is an act's own."""
    for days_ago, of_the_day in groupby(sorted(acts, key=_earliest_first), key=lambda act: act.days_ago):
        morning = clock.at(today - timedelta(days=days_ago), time(FIRST_HOUR))
        for number, act in enumerate(of_the_day):
            yield morning + timedelta(minutes=MINUTES_BETWEEN * number), act


def _earliest_first(act: Act) -> int:
    return -act.days_ago
