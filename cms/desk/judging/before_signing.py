"""What a member should know before they sign: remarks that they have not sent, doses not marked as seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from articles.content.diff import Weight
from articles.content.text import ArticleText
from cms.desk.judging import reading_time
from cms.desk.judging.cards import ChangeCard
from cms.desk.judging.wording import counted
from reviews.models import Preparation, Verdict
from reviews.preparing import CHANGED, DOSES, SEEN, unsent

#: How many of the words that changed the sign sheet shows; the rest is behind its link.
MOST_CHANGES = 12


@dataclass(frozen=True, kw_only=True)
class Caution:
    """``unsent``: remarks that lie on the page unsent. ``doses``: how many there are, if none was seen."""

    unsent: list[str] = field(default_factory=list)
    doses: int = 0

    @property
    def asks(self) -> str:
        """What an approval is asked first; nothing where there is nothing to ask."""
        if not self.unsent:
            return ""
        remarks = counted(len(self.unsent), "comment")
        it, them = ("it", "it") if len(self.unsent) == 1 else ("them", "each of them")
        return f"You wrote {remarks} on this text and did not send {it}. Send {them}, or approve without."

    @property
    def of_doses(self) -> str:
        """That no dose is marked as seen; nothing where one is, or there is none."""
        if not self.doses:
            return ""
        if self.doses == 1:
            return "The dose in it is not marked as seen."
        return f"None of its {self.doses} doses is marked as seen."


def caution(cards: Sequence[ChangeCard], row: Preparation | None) -> Caution:
    """Return what stands on the review page, unsent or not seen."""
    return Caution(unsent=unsent(row) if row else [], doses=_unseen(doses_of(cards), row))


def prepared_caution(row: Preparation, text: ArticleText) -> Caution:
    """Return it of a verdict on the sign sheet; only an approval is asked anything."""
    if row.verdict != Verdict.APPROVE:
        return Caution()
    if DOSES in row.typed:
        doses = _unseen(json.loads(row.typed[DOSES]), row)
    else:
        doses = 0 if any(name.startswith(SEEN) for name in row.typed) else reading_time.doses_of(text)
    return Caution(unsent=unsent(row), doses=doses)


def doses_of(cards: Iterable[ChangeCard]) -> list[str]:
    """Return the names of the cards that show a dose."""
    return [card.name for card in cards if card.change.weight == Weight.DOSE]


def _unseen(names: Sequence[str], row: Preparation | None) -> int:
    """How many doses there are if none is marked as seen, else nothing."""
    return 0 if row and any(SEEN + name in row.typed for name in names) else len(names)


def changes_kept(cards: Sequence[ChangeCard]) -> str:
    """Return the changes as the sign sheet says them again, the gravest first: kind, old words, new words."""
    said = [[card.kind, card.change.old, card.change.new] for card in cards[:MOST_CHANGES]]
    return json.dumps(said, ensure_ascii=False)


def kept_changes(row: Preparation) -> list[tuple[str, str, str]]:
    """Return the words that changed when this verdict was prepared: what they are, old words, new words."""
    return [tuple(change) for change in json.loads(row.typed.get(CHANGED, "[]"))]
