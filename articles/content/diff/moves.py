"""What stands in another place now: told once, with from and to; and citations that another claim has now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from articles.content.citations import Citation
from articles.content.diff.changes import Change, CitationMove
from articles.content.diff.weighing import Weight

#: Within one list these only change their order. A figure or a "not" in another place may be another rule.
_ORDERED = (
    Weight.DRUG,
    Weight.CLASS,
    Weight.CONTENT,
    Weight.CITATION,
    Weight.WORDING,
    Weight.FORM,
)


#: What a section is headed, by the place that a change in it names.
Heads = Mapping[str, str]
_NO_HEADS: Heads = {}


def with_moves(changes: Sequence[Change], before: Heads = _NO_HEADS, now: Heads = _NO_HEADS) -> list[Change]:
    """The changes; what is gone here and stands there is moved, not taken out and added.

    Under another head it weighs what it says there. In the same list it has changed places, unless it is a
    dose or anything else of which the place is a part: that is told at both.
    """
    partner = _partners(changes)
    left_out = set(partner.values())
    told = [
        _moved(changes[partner[index]], found, before, now) if index in partner else found
        for index, found in enumerate(changes)
        if index not in left_out
    ]
    return _exchanged(told)


def _partners(changes: Sequence[Change]) -> dict[int, int]:
    """Of what came, by its index, the index of what is gone elsewhere and says the same."""
    gone: dict[tuple[str, str], list[int]] = {}
    for index, found in enumerate(changes):
        if found.old and not found.new:
            gone.setdefault((found.old, found.part), []).append(index)
    partner: dict[int, int] = {}
    for index, found in enumerate(changes):
        places = gone.get((found.new, found.part), []) if found.new and not found.old else []
        at = next((at for at in places if found.whole or changes[at].whole), None)
        if at is not None and (_elsewhere(changes[at], found) or found.weight in _ORDERED):
            places.remove(at)
            partner[index] = at
    return partner


def _elsewhere(was: Change, now: Change) -> bool:
    return (was.where, _key(was.under_before)) != (now.where, _key(now.under_now))


def _moved(was: Change, now: Change, before: Heads, after: Heads) -> Change:
    """One change of what it was into where it is."""
    if not _elsewhere(was, now):
        return replace(now, weight=Weight.ORDER)
    heads = (before.get(was.where, ""), after.get(now.where, "")) if was.where != now.where else ("", "")
    return replace(
        now,
        weight=min(now.weight, Weight.ORDER),
        old=was.old,
        old_at=was.old_at,
        old_cited=was.old_cited,
        under_before=" · ".join(filter(None, (heads[0], was.under_before))),
        under_now=" · ".join(filter(None, (heads[1], now.under_now))),
        moved=True,
        citation_moves=(),
    )


def _exchanged(changes: list[Change]) -> list[Change]:
    """Cells that changed places, each with the head that it stood under."""
    replaced = {
        (found.old, _key(found.under_before)): found
        for found in changes
        if found.whole and found.old and found.new and not found.moved
    }
    came_from: dict[str, list[Change]] = {}
    for (said, _), found in replaced.items():
        came_from.setdefault(said, []).append(found)
    told: list[Change] = []
    for found in changes:
        from_where = came_from.get(found.new, []) if found.whole and found.old else []
        other = next((one for one in from_where if _elsewhere(one, found)), None)
        told.append(replace(found, moved=True, under_before=other.under_before) if other else found)
    return told


def with_claims(changes: Sequence[Change]) -> list[Change]:
    """The changes; a citation that one claim lost and another gained names both at either place."""
    lost: dict[Citation, str] = {}
    gained: dict[Citation, str] = {}
    for move in (move for found in changes for move in found.citation_moves):
        if move.lost_by:
            lost.setdefault(move.citation, move.lost_by)
        if move.gained_by:
            gained.setdefault(move.citation, move.gained_by)
    return [
        replace(found, citation_moves=tuple(_linked(move, lost, gained) for move in found.citation_moves))
        if found.citation_moves
        else found
        for found in changes
    ]


def _linked(move: CitationMove, lost: Mapping[Citation, str], gained: Mapping[Citation, str]) -> CitationMove:
    return move._replace(
        lost_by=move.lost_by or lost.get(move.citation, ""),
        gained_by=move.gained_by or gained.get(move.citation, ""),
    )


def _key(said: str) -> str:
    return " ".join(said.lower().split()).rstrip(":.")
