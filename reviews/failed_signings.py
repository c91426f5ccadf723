"""Signatures that were tried and not made: each is a line in the article's chain (21 CFR 11.300(d))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied

from articles.acting import acting
from articles.models import User
from reviews.models import Event, Review
from reviews.reauthentication import NotTheSigner, TooManyAttempts
from reviews.refusals import AlreadySigned, Conflict, Refused, guarded
from reviews.workflow.moves import write_event

ACTION = "signing_failed"


@contextmanager
def recorded(*reviews: Review, by: User) -> Iterator[None]:
    """Write down that a signature in each of these reviews failed, and let the refusal pass.

    A wrong password or passkey, what the database refuses, and a text or a right that had moved on. Not what
    was signed already, nor the attempts that are not even looked at because there were too many: these would
    only fill the chain.
    """
    try:
        yield
    except (TooManyAttempts, AlreadySigned):
        raise
    except (Conflict, PermissionDenied) as late:
        for review in reviews:
            note(review, str(late), by=by)
        raise
    except Refused as refusal:
        for review in reviews:
            _write(review, _why(refusal), by=by)
        raise


def note(review: Review, why: str, *, by: User) -> None:
    """Write down that a signature came too late, and why; the same thing twice in a row is one line."""
    last = Event.objects.filter(version=review.version_id, action=ACTION).order_by("-seq").first()
    if last is None or (last.actor_user_id, last.note) != (by.pk, why):
        _write(review, why, by=by)


def _write(review: Review, why: str, *, by: User) -> None:
    with guarded(), acting(by):
        write_event(ACTION, version=review.version, note=why)


def _why(refusal: Refused) -> str:
    # The sentences of NotTheSigner speak to the signer; the record speaks of them.
    return (
        "The password or passkey did not confirm it." if isinstance(refusal, NotTheSigner) else str(refusal)
    )
