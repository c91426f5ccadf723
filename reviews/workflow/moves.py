"""How a version moves: the one private way that every verb takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import models

from articles.acting import acting
from articles.content.characters import without_forbidden
from articles.editing import fresh, locked
from articles.models import Article, User, Version
from articles.roles import Roles
from reviews import rules
from reviews.models import Event, Review
from reviews.refusals import Conflict, guarded
from reviews.rules import Case

__all__ = ["case_of", "close_review", "fresh", "move", "typed", "write_event"]


@contextmanager
def case_of(version: Version, verb: str, *, by: User) -> Iterator[Version]:
    """Open a transaction as ``by``, with the article and the version locked and looked at afresh.

    Raises:
        Conflict: if the version does not stand as the verb needs it.
        PermissionDenied: if ``by`` may not.
        Refused: if a guard of the database objects to what is done inside.
    """
    wanted = rules.VERBS[verb]
    with guarded(), acting(by):
        found = locked(version)
        if found.status not in wanted.sources:
            raise Conflict(found)
        case = Case(found, by, Roles.of(by))
        if why := wanted.needs(case):
            raise Conflict(found, why)
        if not wanted.allowed(case):
            raise PermissionDenied(f"You may not do this: {wanted.label.lower()}.")
        yield found


def move(
    version: Version, step: str, verb: str, *, note: str = "", record: models.Model | None = None
) -> None:
    """Write the event, move, save.

    ``version`` is locked by ``case_of``; ``step`` is the name of a transition, a literal of the calling verb.
    """
    source = version.status
    getattr(version, step)()
    write_event(verb, version=version, source=source, target=version.status, note=note, record=record)
    version._change_reason = typed(note) or verb  # type: ignore[attr-defined]
    version.save()


def close_review(review: Review | None, outcome: str, letter: str = "") -> None:
    """Close an open review, if there is one. The caller holds the article's lock."""
    if review:
        review.outcome = outcome
        review.letter = typed(letter)
        review.save(update_fields=["outcome", "letter"])


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
    """Add a line to the chain of the article, or to the house's. The database fills in the rest."""
    return Event.objects.create(
        version=version,
        article=article,
        action=action,
        source=source,
        target=target,
        note=typed(note),
        record_table=record._meta.db_table if record else "",
        record_id=record.pk if record else None,
    )


def typed(words: str) -> str:
    """Return what a person typed in the form in which it is stored."""
    return without_forbidden(words).strip()
