"""What happened, in the words of people: a line of the audit trail as a sentence about its actor."""

from __future__ import annotations

from collections.abc import Mapping

from articles.states import Status
from reviews.models import Event

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
    "answer_objection": "answered an objection",
    "void": "voided a signature",
    "publish": "approved and published it",
    "go_live": "put it live",
    "held_back": "held it back",
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
    "alarm": "raised an alarm",
}


def told(event: Event) -> str:
    """Return what the actor of an event did; a verb that is not known here by its own name."""
    if event.action == "publish" and event.target == Status.SCHEDULED:
        return "approved and scheduled it"
    return SAYS.get(event.action, event.action.replace("_", " "))
