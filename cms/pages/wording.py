"""What a page says of itself, in sentences that are true of the very version that they stand above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from articles import clock
from articles.models import Drafting
from articles.states import Status

#: Why a signature does not stand any more, and since when.
Lost = tuple[str, datetime]
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(count: int) -> str:
    """``2`` as "two"; above ten as digits."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def counted(count: int, thing: str, things: str = "") -> str:
    """``(2, "board member")`` as "two board members"."""
    return f"{in_words(count)} {thing if count == 1 else things or thing + 's'}"


def day(moment: date | datetime) -> str:
    """A date as people write it: 12 March 2027."""
    local = _local(moment)
    return f"{local.day} {local:%B %Y}"


def day_and_month(moment: date | datetime) -> str:
    local = _local(moment)
    return f"{local.day} {local:%B}"


def month(moment: date | datetime) -> str:
    return f"{_local(moment):%B %Y}"


def _local(moment: date | datetime) -> date:
    return clock.day_of(moment) if isinstance(moment, datetime) else moment


def since(moment: datetime, now: datetime) -> str:
    """A recent day without its year: "3 May"; an older one with it."""
    return day_and_month(moment) if (now - moment).days < 300 else day(moment)


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


_KINDS = {"full": "Signed by", "reaffirm": "Read again and signed by"}
_LOST = {
    "withdrawn": "was withdrawn on {day}",
    "conflict": "does not count since its signer stated a conflict of interest on {day}",
    "removed": "does not count since its signer was removed from the board on {day}",
}


def approved(kind: str, signers: int, signed: datetime, due: date, lost: Sequence[Lost] = ()) -> str:
    """ "Approved. Signed by two board members, 12 March 2027; next review March 2029." """
    return f"Approved. {_signed_by(kind, signers, signed, lost)}; next review {month(due)}."


def _signed_by(kind: str, signers: int, signed: datetime, lost: Sequence[Lost]) -> str:
    if lost and not signers:
        whose = _of_lost(lost, "; it") if len(lost) == 1 else ""
        return f"No signature of {day(signed)} stands any more{whose}"
    said = f"{_KINDS[kind]} {counted(signers, 'board member')}, {day(signed)}"
    return f"{said}{_of_lost(lost, '; another signature')}"


def _of_lost(lost: Sequence[Lost], one: str) -> str:
    if not lost:
        return ""
    if len(lost) > 1:
        return f"; {in_words(len(lost))} signatures of then do not stand any more"
    reason, at = lost[0]
    return f"{one} {_LOST[reason].format(day=day(at))}"


def lost_since(reason: str, at: datetime) -> str:
    """What became of a signature, below it: "Withdrawn on 3 May 2027." """
    said = {
        "withdrawn": "Withdrawn on",
        "conflict": "Its signer stated a conflict of interest on",
        "removed": "Its signer was removed from the board on",
    }[reason]
    return f"{said} {day(at)}."


def who_lost(name: str, reason: str, at: datetime) -> str:
    """What became of a signature, in a sentence about its signer."""
    did = {
        "withdrawn": "withdrew their signature on",
        "conflict": "stated a conflict of interest on",
        "removed": "was removed from the board on",
    }[reason]
    return f"{name} {did} {day(at)}."


def compared(names: Sequence[str], when: datetime) -> str:
    """ "Wording corrected; compared by Dr Ada Moreau, MD, on 3 May 2027." """
    return f"Wording corrected; compared by {' and '.join(names)} on {day(when)}."


def overdue(signers: int, signed: datetime, due: date, lost: Sequence[Lost] = ()) -> str:
    said = f"Approved, and overdue for review. {_signed_by('full', signers, signed, lost)}"
    return f"{said}; its review was due {day(due)}."


def pending(status: str, readers: int, moment: datetime, now: datetime) -> str:
    """Say how far an unapproved text has come. ``readers`` are the members who accepted to read it."""
    if status == Status.SUBMITTED:
        return f"Not yet approved. It has been waiting for the board since {since(moment, now)}."
    if status == Status.SCHEDULED:
        return "Not yet approved. The board has read it, and it has not come into force."
    if not readers:
        return f"Not yet approved. It has been before the board since {since(moment, now)}."
    verb = "has" if readers == 1 else "have"
    who = capitalised(counted(readers, "board member"))
    return f"Not yet approved. {who} {verb} been reading it since {since(moment, now)}."


def scope(said: str, headings: dict[str, str]) -> str:
    """What a signature covers, for readers: ``scope`` holds ``whole``, ``doses`` or section keys."""
    words = said.split()
    if "whole" in words:
        return "the whole text"
    parts = ["the doses"] if "doses" in words else []
    named = [f"“{headings[word]}”" for word in words if word in headings]
    if named:
        parts.append(("the section " if len(named) == 1 else "the sections ") + ", ".join(named))
    return " and ".join(parts) or "a part of the text"


def drafting(kind: str, note: str) -> str:
    """How a text came to be written. What is not known is said to be not known."""
    label = "Not known" if kind == Drafting.UNKNOWN else str(Drafting(kind).label)
    return f"{label}. {note}".strip() if note else f"{label}."
