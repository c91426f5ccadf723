"""How long a version has stood in each state on its way to readers, in numbers for a picture and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.states import WORKING, Status
from cms.templatetags.due import span
from reviews.models import Event

WIDTH = 300
_GAP = 2
_LEAST = 6


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One state: how long, in words, and its bar (``x`` and ``width`` in a picture that is WIDTH wide)."""

    status: str
    label: str
    lasted: str
    x: float
    width: float


def stages_of(events: Iterable[Event], now: datetime) -> list[Stage]:
    """Lay out the time that one version spent as a draft, submitted, with the board, and scheduled.

    Args:
        events: those of the version, in any order.
        now: until when the state that it is in lasts.
    """
    moves = sorted((each for each in events if each.source != each.target), key=lambda each: each.seq)
    ends = [each.at for each in moves[1:]] + [now]
    spans = [
        (Status(move.target), (end - move.at).days)
        for move, end in zip(moves, ends, strict=True)
        if move.target in WORKING
    ]
    room = WIDTH - len(spans) * (_LEAST + _GAP)
    total = sum(days for _, days in spans) or 1
    found: list[Stage] = []
    x = 0.0
    for status, days in spans:
        width = _LEAST + room * days / total
        lasted = span(days) if days else "under a day"
        found.append(
            Stage(status=status, label=status.label, lasted=lasted, x=round(x, 1), width=round(width, 1))
        )
        x += width + _GAP
    return found
