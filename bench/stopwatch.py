"""Timing that can be trusted on a noisy machine: alternating runs, medians, ratios pair by pair."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def rate(work: Callable[[], object], *, seconds: float = 0.5) -> float:
    """Return how often a second ``work`` can be done, measured for about that long."""
    done, began = 0, perf_counter()
    while (spent := perf_counter() - began) < seconds:
        work()
        done += 1
    return done / spent


def ratio(work: Callable[[], object], other: Callable[[], object], *, pairs: int = 7) -> float:
    """Return the median of ``work``'s rate over ``other``'s, over alternating runs."""
    return median(rate(work, seconds=0.2) / rate(other, seconds=0.2) for _ in range(pairs))


def say(what: str, value: str) -> None:
    print(f"\n  {what:<58} {value}", end="")
