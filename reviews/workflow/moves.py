"""How a version moves: the one private way that every verb takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import models

from articles.acting import acting
from articles.editing import locked
from articles.models import Article, User, Version
from articles.roles import Roles
from reviews import rules
from reviews.models import Event
from reviews.refusals import Conflict, guarded


@contextmanager
def case_of(version: Version, verb: str, *, by: User) -> Iterator[Version]:
    """Open a transaction as ``by``, with the article and the version locked and looked at afresh.

    Raises:
        Conflict: if the version is not in a state that the verb belongs to.
        PermissionDenied: if ``by`` may not.
        Refused: if a guard of the database objects to what is done inside.
    """
    with guarded(), acting(by):
        fresh = locked(version)
        if fresh.status not in rules.VERBS[verb].sources:
            raise Conflict(fresh)
        if not rules.may(verb, fresh, by, Roles.of(by)):
            raise PermissionDenied(f"You may not do this: {rules.VERBS[verb].label.lower()}.")
        yield fresh


def move(version: Version, step: str, verb: str, *, note: str = "", record: models.Model | None = None) -> Version:
    """Write the event, move, save; return the version as the database has it now.

    ``version`` is locked by ``case_of``; ``step`` is the name of a transition, a literal of the calling verb.
    """
    source = version.status
    getattr(version, step)()
    write_event(verb, version=version, source=source, target=version.status, note=note, record=record)
    version._change_reason = note or verb  # type: ignore[attr-defined]
    version.save()
    return fresh(version)


def write_event(
    action: str,
    *,
    version: Version | None = None,
    article: Article | None = None,
    source: str = "",
    target: str = "",
    note: str = "",
    record: models.Model | None = None,
) -> Event:
    """Add a line to the chain of the article (or the house's, without one). The database fills in the rest."""
    return Event.objects.create(
        version=version,
        article=article,
        action=action,
        source=source,
        target=target,
        note=note,
        record_table=record._meta.db_table if record else "",
        record_id=record.pk if record else None,
    )


def fresh(version: Version) -> Version:
    """Return the version as it is in the database; what the caller holds stays as it was."""
    return Version.objects.select_related("article__topic").get(pk=version.pk)
