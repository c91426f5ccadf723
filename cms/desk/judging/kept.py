"""What a member typed, ticked and prepared in a review, read back on whatever device they open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cms.desk.judging.panel import Seat
from reviews.models import Preparation, Review
from reviews.preparing import OF_THE_VERDICT, SEEN, typed_since


@dataclass(frozen=True)
class Kept:
    """A member's preparation; empty where there is none, and for whoever is no member."""

    row: Preparation | None = None

    @property
    def words(self) -> dict[str, str]:
        """What was typed and not sent, by the names of the fields."""
        typed: dict[str, str] = self.row.typed if self.row else {}
        return {name: said for name, said in typed.items() if not name.startswith("_")}

    @property
    def since(self) -> datetime | None:
        """When words that still stand here were last kept; None where there are none but ticks."""
        typed = [name for name in self.words if not name.startswith(SEEN)]
        return self.row.saved_at if self.row and typed else None

    @property
    def prepared(self) -> Preparation | None:
        """The verdict that waits on the sign sheet."""
        return self.row if self.row and self.row.prepared_at else None

    @property
    def typed_since(self) -> bool:
        """Whether the form was filled in otherwise after that: it is no part of what waits."""
        return self.prepared is not None and typed_since(self.prepared)

    def typed(self, name: str) -> str:
        """What was typed in a field of the form to sign."""
        return self.words.get(OF_THE_VERDICT + name, "")

    def seen(self, change: str) -> bool:
        """Whether the member ticked a change as looked at."""
        return SEEN + change in self.words


def kept_of(review: Review, seat: Seat | None) -> Kept:
    """Read it back; one query for a member, none for others."""
    if seat is None:
        return Kept()
    rows = Preparation.objects.filter(review=review, member=seat.assignment.member_id)
    return Kept(rows.first())
