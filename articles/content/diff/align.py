"""Which elements of two sequences belong together, found in bounded time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from math import prod

Pairs = list[tuple[int, int]]

_EXACT = 40_000


class Budget:
    """How many pairs of elements may still be looked at; what is left unlooked at counts as replaced.

    A million take about a third of a second.
    """

    def __init__(self, pairs: int = 1_500_000) -> None:
        self.left = pairs

    def spend(self, pairs: int) -> bool:
        """Whether there is enough left; if so it is spent."""
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def equal_pairs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> Pairs:
    """The positions of equal elements in both, rising in both: a longest such list where time allows it.

    Long stretches are first cut at elements that are unique in both (B. Cohen's "patience diff").
    """
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(item, len(numbers)) for item in old]
    b = [numbers.setdefault(item, len(numbers)) for item in new]
    found: Pairs = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        stretch = _without_equal_ends(a, b, waiting.pop(), found)
        size = prod(_lengths(stretch))
        if not size:
            continue
        if size <= _EXACT and budget.spend(size):
            found += _longest(a, b, stretch)
        elif budget.spend(sum(_lengths(stretch))) and (anchors := _unique_in_both(a, b, stretch)):
            found += anchors
            waiting += _between(anchors, stretch)
    return sorted(found)


def best_pairs(
    old: int, new: int, score: Callable[[int, int], float], budget: Budget, *, cost: int = 1
) -> Pairs:
    """The pairs of positions below ``old`` and ``new``, rising in both, whose scores add up to the most.

    A score of 0 means that the two do not belong together. ``cost`` is what looking at one pair costs.
    """
    if not old or not new or not budget.spend(old * new * cost):
        return []
    scores = [[score(i, j) for j in range(new)] for i in range(old)]
    best = [[0.0] * (new + 1) for _ in range(old + 1)]
    for i in range(old - 1, -1, -1):
        for j in range(new - 1, -1, -1):
            together = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: Pairs = []
    i = j = 0
    while i < old and j < new:
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def gaps(pairs: Pairs, old: int, new: int) -> Iterator[tuple[range, range]]:
    """The stretches before, between and after the pairs, in order; one more than there are pairs."""
    i = j = 0
    for next_i, next_j in [*pairs, (old, new)]:
        yield range(i, next_i), range(j, next_j)
        i, j = next_i + 1, next_j + 1


def rising(places: Sequence[int]) -> set[int]:
    """The indices of a longest rising part of a sequence of distinct numbers: what kept its order."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [index]
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


_Stretch = tuple[int, int, int, int]


def _lengths(stretch: _Stretch) -> tuple[int, int]:
    return stretch[1] - stretch[0], stretch[3] - stretch[2]


def _without_equal_ends(a: list[int], b: list[int], stretch: _Stretch, found: Pairs) -> _Stretch:
    a0, a1, b0, b1 = stretch
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        found.append((a0, b0))
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
        found.append((a1, b1))
    return a0, a1, b0, b1


def _longest(a: list[int], b: list[int], stretch: _Stretch) -> Pairs:
    a0, a1, b0, b1 = stretch
    rows = [[0] * (b1 - b0 + 1)]
    for i in range(a1 - 1, a0 - 1, -1):
        below, row, here = rows[-1], [0] * (b1 - b0 + 1), a[i]
        for j in range(b1 - b0 - 1, -1, -1):
            if here == b[b0 + j]:
                row[j] = below[j + 1] + 1
            else:
                row[j] = row[j + 1] if row[j + 1] > below[j] else below[j]
        rows.append(row)
    rows.reverse()
    pairs: Pairs = []
    i = j = 0
    while i < a1 - a0 and j < b1 - b0:
        if a[a0 + i] == b[b0 + j]:
            pairs.append((a0 + i, b0 + j))
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _unique_in_both(a: list[int], b: list[int], stretch: _Stretch) -> Pairs:
    a0, a1, b0, b1 = stretch
    in_a, in_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    place_in_a = {a[i]: i for i in range(a0, a1) if in_a[a[i]] == 1}
    pairs = [(place_in_a[b[j]], j) for j in range(b0, b1) if in_b[b[j]] == 1 and b[j] in place_in_a]
    kept = rising([i for i, _ in pairs])
    return [pair for index, pair in enumerate(pairs) if index in kept]


def _between(anchors: Pairs, stretch: _Stretch) -> Iterator[_Stretch]:
    a0, a1, b0, b1 = stretch
    for i, j in anchors:
        yield a0, i, b0, j
        a0, b0 = i + 1, j + 1
    yield a0, a1, b0, b1
