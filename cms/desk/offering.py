"""What may be done with a version now: one sentence about the next step, and the buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from articles import clock
from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import workflow
from reviews.models import Approval, Hold
from reviews.quorum import Progress

#: Verbs that have a page of their own; the rest go through one page that asks for a note.
PAGES = {
    "sign_off": "desk:review",
    "start_review": "desk:start-review",
    "invite": "desk:invite",
    "publish": "desk:publish",
    "hold": "desk:hold",
    "reaffirm": "desk:start-review",
}
#: Verbs that are done elsewhere than from a button beside the text.
ELSEWHERE = {
    "ask_for_full_review",
    "withdraw_invitation",
    "withdraw_signoff",
    "answer_objection",
    "go_live",
    "lift",
}
#: What leads on, and the sentence that says so.
LEADS = {
    "submit": "Finish the text and submit it.",
    "start_review": "Choose who reviews it.",
    "sign_off": "Your verdict is asked for.",
    "publish": "Every signature is there: publish it.",
    "complete_reaffirmation": "Every signature is there: confirm that it is unchanged.",
}
#: What is offered once every signature is there; before, the page of the review says what is missing.
WHEN_MET = {"publish", "complete_reaffirmation"}
GRAVE = {"withdraw", "decline", "hold", "retract"}


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button beside the text. ``leads``: a next step of the workflow; ``grave``: it ends something."""

    verb: str
    label: str
    url: str
    leads: bool
    grave: bool


def actions_of(shown: Version, by: User, roles: Roles, *, met: bool, signed: bool) -> list[Action]:
    """Return the buttons for this person: what leads on first, what ends something last.

    Args:
        met: whether the open review has every signature.
        signed: whether this person has given their verdict in it.
    """
    given = {"sign_off"} if signed else set()
    found = [
        Action(
            verb=offer.verb,
            label=_label(offer, shown, signed=signed),
            url=_address(offer.verb, shown),
            leads=offer.verb in LEADS.keys() - given,
            grave=offer.verb in GRAVE,
        )
        for offer in workflow.offers(shown, by, roles=roles, besides=ELSEWHERE | (set() if met else WHEN_MET))
    ]
    return sorted(found, key=lambda action: (not action.leads, action.grave))


def _label(offer: workflow.Offer, shown: Version, *, signed: bool) -> str:
    if offer.verb == "sign_off" and signed:
        return "Sign anew"
    if offer.verb == "revise" and shown.status != Status.APPROVED:
        return "Begin the next version from this one"
    return offer.label


def next_step(
    shown: Version,
    actions: Sequence[Action],
    *,
    progress: Progress | None,
    heard: bool,
    lost: str,
    approval: Approval | None,
    holds: Sequence[Hold],
    may_lift: bool,
    weakened: str = "",
) -> str:
    """Say what this person is to do with it, or else where it stands.

    Args:
        progress: of the open review.
        heard: whether this person may know what was signed in it, and not only how much.
        lost: why its quorum cannot be met any more, for those who can do something about it.
        weakened: what becomes of it since a signature that it rests on was lost.
    """
    if actions and actions[0].leads:
        return LEADS[actions[0].verb]
    if any(not hold.lifted_at for hold in holds) and shown.status == Status.APPROVED:
        return "On hold: correct what was held, or lift the hold." if may_lift else "Readers see it on hold."
    if lost or weakened:
        return lost or weakened
    if progress and heard and progress.objections:
        return "The board objects: the editor-in-chief answers, or the text is returned."
    if progress:
        return f"With the board: {progress.given} of {progress.needed} signatures so far."
    return _standing(shown, approval)


def _standing(shown: Version, approval: Approval | None) -> str:
    match shown.status:
        case Status.APPROVED if approval:
            due = date_format(approval.next_review_due, "j F Y")
            return f"Readers see this. Its next review is due on {due}."
        case Status.SCHEDULED if shown.go_live_at:
            return f"Approved. It goes live by itself on {clock.written(shown.go_live_at)}."
    return {
        Status.DRAFT: "A draft: only those who write and edit it see it.",
        Status.SUBMITTED: "With the editors, who choose the reviewers.",
        Status.UNDER_REVIEW: "With the board.",
        Status.SUPERSEDED: "Readers saw this once; a newer version has taken its place.",
        Status.RETRACTED: "Retracted: readers see the notice in its place.",
        Status.RETURNED: "Given back to its author; the next version is the one in work.",
        Status.DECLINED: "Declined for good.",
        Status.WITHDRAWN: "Given up by its author.",
    }.get(Status(shown.status), "")


def _address(verb: str, shown: Version) -> str:
    at = [shown.article.slug, shown.number]
    return reverse(PAGES[verb], args=at) if verb in PAGES else reverse("desk:act", args=[*at, verb])
