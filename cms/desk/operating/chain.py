"""The newest lines of the house chain, told in words: who changed what, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Model, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from articles.models import Grant, Publication, Topic
from reviews.models import BoardMember, Disclosure, Event, Policy, Removal

_SAID = {
    ("topic", "insert"): "opened the topic",
    ("topic", "update"): "changed the topic",
    ("policy", "insert"): "set a policy:",
    ("policy", "update"): "changed the policy:",
    ("board", "insert"): "appointed",
    ("board", "update"): "changed what is known of",
    ("grant", "insert"): "granted:",
    ("grant", "update"): "changed the grant:",
    ("publication", "insert"): "settled the publication",
    ("publication", "update"): "changed the publication’s settings",
    ("declare", "insert"): "declared their interests",
    ("remove_member", "insert"): "removed for cause:",
}


@dataclass(frozen=True)
class Line:
    """One event: who, what they did, to what, when."""

    who: str
    what: str
    named: str
    at: datetime
    seq: int


def recent(*, tables: Iterable[type[Model]] = (), most: int = 8) -> list[Line]:
    """Return the newest events of the house chain, those of some models' rows only. Two queries."""
    events = Event.objects.filter(article=None).order_by("-seq")
    if names := [model._meta.db_table for model in tables]:
        events = events.filter(record_table__in=names)
    found = list(events[:most])
    named = _names_of({(event.record_table, event.record_id) for event in found if event.record_id})
    return [
        Line(
            who=event.actor,
            what=_SAID.get((event.action, event.note), event.action),
            named=_but(event.actor, named.get((event.record_table, event.record_id), "")),
            at=event.at,
            seq=event.seq,
        )
        for event in found
    ]


def _but(actor: str, named: str) -> str:
    """The name, unless it is the actor's own, who has been named already."""
    return "" if named == actor else named


def _names_of(wanted: set[tuple[str, int | None]]) -> dict[tuple[str, int | None], str]:
    """What the rows are called, whatever their table, in one query."""
    person = Coalesce(NullIf(F("user__name"), Value("")), F("user__username"), output_field=CharField())
    labels: dict[type[Model], Any] = {
        Topic: F("name"),
        Policy: Concat(F("topic__name"), Value(", "), F("risk"), Value(" risk"), output_field=CharField()),
        BoardMember: F("printed_name"),
        Removal: F("member__printed_name"),
        Disclosure: F("member__printed_name"),
        Grant: Concat(person, Value(", "), F("role"), output_field=CharField()),
        Publication: Value(""),
    }
    parts: list[Any] = []
    for model, label in labels.items():
        table = model._meta.db_table
        keys = [key for named, key in wanted if named == table]
        rows = model._default_manager.filter(pk__in=keys or [0]).order_by()
        parts.append(
            rows.values_list(
                Value(table, output_field=CharField()), F("pk"), Cast(label, output_field=CharField())
            )
        )
    rows = parts[0].union(*parts[1:], all=True)
    return {(table, key): named for table, key, named in rows}
