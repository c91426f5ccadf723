"""How far a review has come, by the same sums that the database does when it is asked to approve.

Pure: it reads the rows that it is given, and asks for none. Pages show it; whether a version may be approved
is for ``reviews_quorum`` in guards.sql to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reviews.models import BoardMember, SignOff, Verdict, WithdrawalReason

WHOLE = "whole"
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


class Asks(Protocol):
    """What a review or a policy asks for."""

    quorum: int
    required_scopes: list[str]
    required_specialties: list[str]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What was given, what is needed, and what is still missing."""

    needed: int
    approving: tuple[SignOff, ...]
    counted: tuple[SignOff, ...]
    objections: tuple[SignOff, ...]
    scopes_missing: tuple[str, ...]
    specialties_missing: tuple[str, ...]
    taken: Collection[int] = ()
    """The users whose wording was taken into the text: they are never all who signed."""

    @property
    def given(self) -> int:
        return len(self.counted)

    @property
    def met(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """A sentence for each thing that stands between this review and its approval."""
        lacking = max(self.needed, 1) - self.given
        said = [f"{_signatures(lacking)} over the whole text."] if lacking > 0 else []
        said += [
            f"A signature for the {scope}." for scope in self.scopes_missing if scope != WHOLE or not said
        ]
        said += [f"A signature from {specialty}." for specialty in self.specialties_missing]
        if lacking <= 0 and _all_of(self.taken, self.counted):
            said.append("A signature of a member who has no wording of their own in this text.")
        said += [f"An answer to the objection of {row.printed_name}." for row in self.objections]
        return said


def standing(signoffs: Iterable[SignOff], *, at: datetime | None = None) -> list[SignOff]:
    """Return the sign-offs of one review that count: each member's last one, unless it was voided.

    Args:
        signoffs: of one review, with ``voiding`` and ``withdrawal`` at hand.
        at: the moment of the decision: what counted then, and not what counts now.
    """
    newest: dict[int, SignOff] = {}
    for row in sorted(signoffs, key=lambda row: row.pk):
        if at is None or row.at <= at:
            newest[row.member_id] = row
    return [row for row in newest.values() if not _lost(row, at)]


def progress(
    review: Asks,
    signoffs: Iterable[SignOff],
    *,
    digest: str,
    wrote: Collection[int] = (),
    taken: Collection[int] = (),
    at: datetime | None = None,
) -> Progress:
    """Return how far a review has come.

    Args:
        signoffs: all of the review's, from ``SignOff.objects.for_counting()``.
        digest: of the text that is to be approved; a signature of another text counts for nothing.
        wrote: the users whose signature never counts, because they wrote or edited the text (G4).
        taken: the users whose wording was taken into the text; they alone are never enough.
        at: the moment of the decision: what counted then, and not what counts now.
    """
    rows = list(signoffs)
    counting = standing(rows, at=at)
    approving = [
        row
        for row in counting
        if row.verdict == Verdict.APPROVE and row.digest == digest and not _conflicted(row, at)
    ]
    answers = [row for row in rows if _answered(row, at)]
    return Progress(
        needed=review.quorum + len(answers),
        approving=tuple(approving),
        counted=tuple(
            row for row in approving if WHOLE in row.scope.split() and row.member.user_id not in wrote
        ),
        objections=tuple(
            row for row in counting if row.verdict == Verdict.REQUEST_CHANGES and not _answered(row, at)
        ),
        scopes_missing=_without(review.required_scopes, (row.scope.split() for row in approving)),
        specialties_missing=_without(review.required_specialties, (row.specialties for row in approving)),
        taken=taken,
    )


def out_of_reach(
    review: Asks,
    members: Sequence[BoardMember],
    so_far: Progress | None = None,
    *,
    taken: Collection[int] = (),
) -> list[str]:
    """Return why ``members``, all of them approving, could not make up what is still asked for.

    Args:
        members: those who may yet sign and have not approved.
        so_far: what was given already.
        taken: the users whose wording was taken into the text, where nothing was given yet.
    """
    needed = so_far.needed if so_far else max(review.quorum, 1)
    given = so_far.given if so_far else 0
    specialties = so_far.specialties_missing if so_far else tuple(review.required_specialties)
    said = []
    if given + len(members) < needed:
        short = needed - given - len(members)
        said.append(
            f"{_signatures(short)} more than these members can give {'is' if short == 1 else 'are'} needed."
        )
    lacking = _without(specialties, (member.specialties for member in members))
    said += [f"None of them signs for {specialty}." for specialty in lacking]
    signed = so_far.counted if so_far else ()
    if _all_of(so_far.taken if so_far else taken, signed, members):
        said.append("All who have signed or may sign have wording of their own in this text.")
    return said


def _all_of(taken: Collection[int], signed: Sequence[SignOff], members: Sequence[BoardMember] = ()) -> bool:
    """Whether there is somebody, and everybody has wording of their own in the text."""
    everybody = [row.member.user_id for row in signed] + [member.user_id for member in members]
    return bool(everybody) and all(user in taken for user in everybody)


def _without(asked: Iterable[str], covered: Iterable[Collection[str]]) -> tuple[str, ...]:
    there = {word for words in covered for word in words}
    return tuple(word for word in asked if word not in there)


def _lost(row: SignOff, at: datetime | None) -> bool:
    if at is not None:
        return hasattr(row, "voiding") and not row.voiding.after_decision
    return hasattr(row, "voiding") or hasattr(row, "withdrawal") or getattr(row, "removed", False)


def _conflicted(row: SignOff, at: datetime | None) -> bool:
    stated_since = hasattr(row, "withdrawal") and row.withdrawal.reason == WithdrawalReason.CONFLICT
    return row.conflicted and not (at is not None and stated_since)  # type: ignore[attr-defined]


def _answered(row: SignOff, at: datetime | None) -> bool:
    return hasattr(row, "answer") and (at is None or row.answer.at <= at)


def _signatures(count: int) -> str:
    said = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{said} signature{'' if count == 1 else 's'}"
