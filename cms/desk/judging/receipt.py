"""What a member has signed, as it can be kept: the digest, the place in the chain, name and time."""

from __future__ import annotations

from dataclasses import dataclass

from cms.desk.judging import wording
from cms.desk.judging.screen import Screen
from reviews.models import SignOff


@dataclass(frozen=True)
class Receipt:
    """A signature with the head that its chain had with it."""

    signoff: SignOff
    covers: str
    seq: int
    head: str
    answers: list[tuple[str, str]]


def receipt_of(screen: Screen) -> Receipt | None:
    """Return this member's receipt in this review, or None. No query."""
    signoff = screen.seat.signoff if screen.seat else None
    if signoff is None:
        return None
    return Receipt(
        signoff=signoff,
        covers=wording.scope_in_words(signoff.scope, screen.sheet.headings),
        seq=signoff.chain_seq,  # type: ignore[attr-defined]
        head=signoff.chain_head,  # type: ignore[attr-defined]
        answers=wording.answers_in_words(signoff.checklist),
    )
