"""The newest lines of the house chain, told in words: who changed what, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, DateTimeField, F, Model, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from articles.models import Grant, Publication, Role, Topic
from reviews.models import BoardMember, Disclosure, Event, Policy, Removal

_SAID = {
    ("topic", "insert"): "opened the topic",
    ("topic", "update"): "changed the topic",
    ("policy", "insert"): "set the policy for",
    ("policy", "update"): "changed the policy for",
    ("board", "insert"): "appointed",
    ("board", "update"): "changed the entry of",
    ("grant", "insert"): "made",
    ("grant", "update"): "changed the role of",
    ("publication", "insert"): "set up the publication",
    ("publication", "update"): "changed the publication’s settings",
    ("declare", "insert"): "declared their interests",
    ("remove_member", "insert"): "removed",
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
    return [_told(event, *named.get((event.record_table, event.record_id), ("", None))) for event in found]


def _told(event: Event, named: str, ended_at: datetime | None) -> Line:
    """The event in words; ``ended_at`` is when a grant ended or ends."""
    what = _SAID.get((event.action, event.note), event.action.replace("_", " "))
    if event.action == "grant":
        if event.note == "update" and ended_at and ended_at <= event.at:
            what = "ended the role of"
        named = named.replace("\n", " " if event.note == "insert" else " as ")
    return Line(who=event.actor, what=what, named=_but(event.actor, named), at=event.at, seq=event.seq)


def _but(actor: str, named: str) -> str:
    """The name, unless it is the actor's own, who has been named already."""
    return "" if named == actor else named


def _person(path: str) -> Case:
    """Somebody's name, which is wiped when their account is closed."""
    name = Coalesce(NullIf(F(f"{path}__name"), Value("")), F(f"{path}__username"), output_field=CharField())
    closed = Q(**{f"{path}__closed_at__isnull": False})
    forgotten = When(closed, then=Value("the owner of a closed account"))
    return Case(forgotten, default=name, output_field=CharField())


def _role() -> Concat:
    """A grant in words, the person and the role on a line each."""
    roles = {Role.AUTHOR: "an author", Role.EDITOR: "an editor", Role.CHIEF: "editor-in-chief"}
    called = [When(role=role, then=Value(words)) for role, words in roles.items()]
    text = CharField()
    topic = Concat(Value(" of "), F("topic__name"), output_field=text)
    absent = Concat(Value(", standing in for "), _person("stands_in_for"), output_field=text)
    return Concat(
        _person("user"),
        Value("\n"),
        Case(*called, default=F("role"), output_field=text),
        Case(When(topic=None, then=Value("")), default=topic, output_field=text),
        Case(When(stands_in_for=None, then=Value("")), default=absent, output_field=text),
        output_field=text,
    )


def _names_of(
    wanted: set[tuple[str, int | None]],
) -> dict[tuple[str, int | None], tuple[str, datetime | None]]:
    """What the rows are called, whatever their table, and when a grant ends: in one query."""
    labels: dict[type[Model], Any] = {
        Topic: F("name"),
        Policy: Concat(F("topic__name"), Value(", "), F("risk"), Value(" risk"), output_field=CharField()),
        BoardMember: F("printed_name"),
        Removal: Concat(
            F("member__printed_name"), Value(" from the board for cause"), output_field=CharField()
        ),
        Disclosure: F("member__printed_name"),
        Grant: _role(),
        Publication: Value(""),
    }
    parts: list[Any] = []
    for model, label in labels.items():
        table = model._meta.db_table
        keys = [key for named, key in wanted if named == table]
        rows = model._default_manager.filter(pk__in=keys or [0]).order_by()
        parts.append(
            rows.values_list(
                Value(table, output_field=CharField()),
                F("pk"),
                Cast(label, output_field=CharField()),
                Cast(F("ends_at") if model is Grant else Value(None), DateTimeField()),
            )
        )
    rows = parts[0].union(*parts[1:], all=True)
    return {(table, key): (named, ends_at) for table, key, named, ends_at in rows}
