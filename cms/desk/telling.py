"""What happened, in the words of people: a line of the audit trail as a sentence about its actor."""

from __future__ import annotations

import re
from collections.abc import Mapping

from articles.states import Status
from reviews.models import DeclineReason, Event, Verdict, WithdrawalReason
from reviews.quorum import WHOLE

SAYS: Mapping[str, str] = {
    "open": "opened a draft",
    "write": "wrote or edited it",
    "submit": "submitted it",
    "recall": "recalled it",
    "withdraw": "gave it up",
    "start_review": "put it before the board",
    "invite": "asked another member",
    "accept": "accepted the review",
    "decline_invitation": "declined the review",
    "clear": "answered on conflicts",
    "sign_off": "signed",
    "withdraw_signoff": "withdrew a signature that was counted",
    "answer_objection": "answered an objection",
    "void": "voided a signature",
    "publish": "approved and published it",
    "go_live": "put it live",
    "held_back": "held it back",
    "out_of_reach": "found that those who were asked cannot complete the review",
    "supersede": "replaced it by a newer one",
    "return_to_author": "returned it",
    "decline": "declined it",
    "revise": "opened the next version",
    "reaffirm": "asked the board to reaffirm it",
    "complete_reaffirmation": "reaffirmed it",
    "hold": "put it on hold",
    "lift": "lifted a hold",
    "retract": "retracted it",
    "notice": "wrote a public notice",
    "reclassify": "changed where it belongs",
    "ask_reclassification": "asked to change where it belongs",
    "confirm_reclassification": "confirmed the change of where it belongs",
    "decline_reclassification": "declined to change where it belongs",
    "tighten": "made the open review stricter",
    "alarm": "raised an alarm",
    "signing_failed": "tried to sign and could not",
    "withdraw_invitation": "withdrew an invitation",
    "adopt": "took a proposed wording",
    "share": "shared it with a reader outside",
    "unshare": "revoked a shared link",
    "full_review": "asked for a full review",
}


#: What the checks warn of, which an author may overrule with a reason.
WARNINGS: Mapping[str, str] = {
    "uncited-reference": "a source that nothing cites",
    "old-reference": "a source older than the policy asks for",
    "dose-without-unit": "a dose without its unit",
    "dose-without-frequency": "a dose that does not say how often",
}
_OVERRULED = re.compile(r"\(overruled: (?P<codes>[a-z-]+(?:, [a-z-]+)*)\)\Z")

#: What members do in a review, and what is done about them. Who, is not for the author until it is over.
_OF_MEMBERS = (
    *("accept", "decline_invitation", "clear", "sign_off", "withdraw_signoff", "void", "alarm"),
    *("signing_failed", "full_review"),
)


def veiled(event: Event) -> Event:
    """Return the event as an author is told of it while the board is at it: what happened, not by whom."""
    if event.action in _OF_MEMBERS:
        event.actor, event.note = "The board", ""
    elif event.action in ("invite", "withdraw_invitation", "answer_objection"):
        event.note = ""
    return event


def told(event: Event) -> str:
    """Return what the actor of an event did; a verb that is not known here by its own name."""
    if event.action == "publish" and event.target == Status.SCHEDULED:
        return "approved and scheduled it"
    return SAYS.get(event.action, event.action.replace("_", " "))


def noted(event: Event) -> str:
    """Return what the event adds, in the words of people where the trail keeps a code."""
    if event.action == "sign_off":
        verdict, _, scope = event.note.partition(": ")
        said = dict(Verdict.choices).get(verdict)
        return f"{said}: {covered(scope)}" if said and verdict != Verdict.RECUSE else said or event.note
    if event.action == "withdraw_signoff":
        return "" if event.note == WithdrawalReason.WITHDRAWN else str(WithdrawalReason(event.note).label)
    if event.action == "submit":
        return _overruled_in_words(event.note)
    if event.action == "decline_invitation":
        return str(dict(DeclineReason.choices).get(event.note, event.note))
    return event.note


def _overruled_in_words(note: str) -> str:
    """The reason for submitting with warnings; the trail keeps their codes after it."""
    match = _OVERRULED.search(note)
    if not match:
        return note
    warned = [WARNINGS.get(code, code.replace("-", " ")) for code in match["codes"].split(", ")]
    return f"{note[: match.start()].strip()} (left as it is: {', '.join(warned)})".strip()


def covered(scope: str) -> str:
    """Return what a signature covers: the whole text, the doses, or so many sections."""
    words = scope.split()
    parts = ["the whole text"] if WHOLE in words else []
    parts += ["the doses"] if "doses" in words else []
    sections = len(set(words) - {WHOLE, "doses"})
    parts += [f"{sections} section{'s' * (sections != 1)}"] if sections else []
    return " and ".join(parts)
