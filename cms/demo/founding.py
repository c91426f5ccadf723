"""The demo's house: its people, grants, topics, policies and board, made through the verbs of the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password

from articles import clock
from articles.models import Topic, User
from cms.demo.agenda import Act
from reviews import workflow

FOUNDED_DAYS_AGO = 1500
LAST_HOUR = 18


def acts(house: Mapping[str, Any], *, password: str, today: date) -> Iterator[Act]:
    """Yield what founds the house, what was changed since, and each member's first day."""
    on_the_first_day = partial(Act, FOUNDED_DAYS_AGO)
    yield on_the_first_day(partial(_make_people, house["people"], password))
    yield on_the_first_day(partial(_make_grants, house["people"]))
    yield on_the_first_day(lambda: workflow.set_publication(by=_chief(), **house["publication"]))
    for topic in house["topics"]:
        yield on_the_first_day(partial(_make_topic, topic))
    for policy in house["policies"]:
        yield on_the_first_day(partial(_make_policy, policy))
    for change in house["changes"]:
        yield Act(change["days_ago"], partial(_make_policy, change))
    for given in house["grants"]:
        yield Act(given["days_ago"], partial(_give, given, today))
    for member in house["board"]:
        yield Act(member["term_starts_days_ago"], partial(_appoint, member, today))


def open_accounts(people: list[dict[str, Any]], password: str) -> None:
    """Let everybody of the demo log in with ``password``, hashed as the settings say."""
    # One hash for all: hashing is slow on purpose, and the password is the same.
    accounts = User.objects.filter(username__in=[person["username"] for person in people])
    accounts.update(password=make_password(password))


def _chief() -> User:
    return User.objects.get(username="chief")


def _make_people(people: list[dict[str, Any]], password: str) -> None:
    hashed = make_password(password)
    for person in people:
        above = person.get("superuser", False)
        User.objects.create(
            username=person["username"],
            name=person["name"],
            email=person["email"],
            password=hashed,
            is_staff=above,
            is_superuser=above,
        )


def _make_grants(people: list[dict[str, Any]]) -> None:
    """The first editor-in-chief is named by the administrator, who after that names nobody any more."""
    named = [(person["username"], grant["role"]) for person in people for grant in person["grants"]]
    for username, role in sorted(named, key=lambda pair: pair[1] != "chief"):
        giver = User.objects.get(username="admin") if role == "chief" else _chief()
        workflow.grant(User.objects.get(username=username), role, by=giver)


def _give(said: Mapping[str, Any], today: date) -> None:
    """A role for one topic, for a while; maybe in somebody's place."""
    instead = said.get("stands_in_for")
    workflow.grant(
        User.objects.get(username=said["username"]),
        said["role"],
        by=_chief(),
        topic=Topic.objects.get(slug=said["topic"]),
        ends_at=clock.at(today + timedelta(days=said["ends_in_days"]), time(LAST_HOUR)),
        stands_in_for=User.objects.get(username=instead) if instead else None,
        note=said["note"],
    )


def _make_topic(said: Mapping[str, Any]) -> None:
    workflow.set_topic(said["slug"], by=_chief(), **_without(said, "slug"))


def _make_policy(said: Mapping[str, Any]) -> None:
    topic = Topic.objects.get(slug=said["topic"])
    workflow.set_policy(topic, said["risk"], by=_chief(), **_without(said, "topic", "risk", "days_ago"))


def _appoint(said: Mapping[str, Any], today: date) -> None:
    fields = _without(said, "username", "disclosures", "term_starts_days_ago", "term_ends_in_days")
    workflow.appoint(
        User.objects.get(username=said["username"]),
        by=_chief(),
        term_starts=today - timedelta(days=said["term_starts_days_ago"]),
        term_ends=today + timedelta(days=said["term_ends_in_days"]),
        **fields,
    )


def _without(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in names}
