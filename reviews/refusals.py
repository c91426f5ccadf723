"""What a verb answers when it does not do what was asked. Each is a sentence that a person understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError

from articles.content.problems import Problem
from articles.models import Version
from articles.states import Status
from reviews.models import SignOff


class Refused(Exception):
    """The verb was not carried out; the message says why. ``code`` is a guard's code (guards.sql), or ""."""

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class Conflict(Refused):
    """Someone was faster, or the verb does not belong to the state. ``version`` is as it stands now."""

    def __init__(self, version: Version, message: str = "") -> None:
        self.version = version
        label = Status(version.status).label.lower()
        super().__init__(
            message or f"Someone was faster, or it is too late: version {version.number} is now {label}."
        )


class AlreadySigned(Conflict):
    """Just this was signed before, in another tab or by a second click. ``signoff`` is that signature."""

    def __init__(self, version: Version, signoff: SignOff) -> None:
        self.signoff = signoff
        super().__init__(version, "You have signed just this already.")


class NotReady(Refused):
    """The text cannot be submitted, or go live, as it is. ``problems`` say what, where, and what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(f"{count} thing{'s' if count != 1 else ''} must be put right first.")


class QuorumMissing(Refused):
    """The board has not signed as its policy asks, or what it signed does not stand any more."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what a guard of the database says into a refusal with the same words."""
    try:
        yield
    except DatabaseError as error:
        code = getattr(error.__cause__, "sqlstate", None) or ""
        if not code.startswith("IM"):
            raise
        message = error.__cause__.diag.message_primary  # type: ignore[union-attr]
        raise (QuorumMissing if code in ("IM004", "IM008") else Refused)(message, code) from error
