"""The house itself: grants, the board, policies, topics, the publication. All of it is in the house chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from articles import clock
from articles.acting import acting
from articles.models import Grant, Publication, Topic, User
from reviews import reach, rules, signatures
from reviews.models import TAKING_PART, Assignment, BoardMember, Policy, Removal
from reviews.refusals import Refused, guarded
from reviews.workflow.moves import typed


@contextmanager
def ruling(by: User) -> Iterator[None]:
    """Act as ``by``, who must be an editor-in-chief, or a superuser while the house has none yet."""
    with guarded(), acting(by):
        first = by.is_superuser and not Grant.objects.in_force(clock.now()).filter(role="chief").exists()
        if not (first or rules.rules_the_house(by)):
            raise PermissionDenied("Only an editor-in-chief may change this.")
        yield


def grant(
    user: User,
    role: str,
    *,
    by: User,
    topic: Topic | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    stands_in_for: User | None = None,
    note: str = "",
) -> Grant:
    """Give a person a role, for a topic or for all, from now or a moment. The database writes the event."""
    with ruling(by):
        return Grant.objects.create(
            user=user,
            role=role,
            topic=topic,
            starts_at=starts_at or clock.now(),
            ends_at=ends_at,
            stands_in_for=stands_in_for,
            granted_by=by,
            note=note,
        )


def end_grant(given: Grant, *, by: User) -> Grant:
    """End a grant now, or before it begins. It stays on record; one that has ended already ends no later."""
    with ruling(by):
        given = Grant.objects.select_for_update(no_key=True).get(pk=given.pk)
        ends_at = max(clock.now(), given.starts_at)
        if given.ends_at is None or given.ends_at > ends_at:
            given.ends_at = ends_at
            given.save()
    return given


def appoint(user: User, *, by: User, **fields: Any) -> BoardMember:
    """Appoint a user to the board, or change what is known of a member (``BoardMember``'s fields)."""
    with ruling(by):
        member, _ = BoardMember.objects.update_or_create(user=user, defaults=fields)
    return member


def remove_member(member: BoardMember, *, by: User, reason: str) -> Removal:
    """Remove a member for cause. The database voids their sign-offs, also those that a decision has counted.

    Effects: the editors are told of each open review whose quorum is out of reach without this member, and of
    the scheduled and live texts that rest on their signature.
    """
    if not typed(reason):
        raise Refused("A removal for cause states the cause.")
    with ruling(by):
        if Removal.objects.filter(member=member).exists():
            raise Refused(f"{member.printed_name} was removed already.")
        removal = Removal.objects.create(member=member, removed_by=by, reason=typed(reason))
        seats = Assignment.objects.filter(member=member, review__closed_at=None)
        asked = seats.filter(status__in=TAKING_PART)
        for seat in asked.select_related("review__version__article"):
            reach.tell_if_lost(seat.review, member, by=by)
        signatures.tell_of_member(member)
    return Removal.objects.get(pk=removal.pk)


def set_policy(topic: Topic, risk: str, *, by: User, **fields: Any) -> Policy:
    """Set the policy of a topic and risk. Reviews that are open keep the one they began with."""
    with ruling(by):
        policy, _ = Policy.objects.update_or_create(topic=topic, risk=risk, defaults=fields)
    return policy


def set_topic(slug: str, *, by: User, **fields: Any) -> Topic:
    """Make or change a topic."""
    with ruling(by):
        topic, _ = Topic.objects.update_or_create(slug=slug, defaults=fields)
    return topic


def set_publication(*, by: User, **fields: Any) -> Publication:
    """Change the settings of the house."""
    with ruling(by):
        publication = Publication.objects.current()
        _set(publication, fields)
        publication.save()
    return publication


def _set(row: models.Model, fields: dict[str, Any]) -> None:
    known = {field.name for field in row._meta.concrete_fields}
    if unknown := fields.keys() - known:
        raise TypeError(f"{row._meta.verbose_name} has no {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(row, name, value)
