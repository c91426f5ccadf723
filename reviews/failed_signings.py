"""Signatures that were tried and not made: each is a line in the article's chain (21 CFR 11.300(d))."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from articles.acting import acting
from articles.models import User
from reviews.models import Review
from reviews.reauthentication import NotTheSigner, TooManyAttempts
from reviews.refusals import Conflict, Refused, guarded
from reviews.workflow.moves import write_event

ACTION = "signing_failed"


@contextmanager
def recorded(*reviews: Review, by: User) -> Iterator[None]:
    """Write down that a signature in each of these reviews failed, and let the refusal pass.

    A wrong password or passkey, and what the database refuses. Not whoever was merely late, nor the attempts
    that are not even looked at because there were too many: these would only fill the chain.
    """
    try:
        yield
    except (TooManyAttempts, Conflict):
        raise
    except Refused as refusal:
        for review in reviews:
            with guarded(), acting(by):
                write_event(ACTION, version=review.version, note=_why(refusal))
        raise


def _why(refusal: Refused) -> str:
    # The sentences of NotTheSigner speak to the signer; the record speaks of them.
    return (
        "The password or passkey did not confirm it." if isinstance(refusal, NotTheSigner) else str(refusal)
    )
