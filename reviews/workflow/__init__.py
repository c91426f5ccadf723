"""The one door for status: a public function for each verb.

Each takes what it is about and ``by``, and returns it fresh from the database; what the caller holds stays as
it was. A verb that does not happen raises a ``Refused`` with a sentence for the person, or a
``PermissionDenied``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from articles.models import User, Version
from articles.roles import Roles
from reviews import rules
from reviews.refusals import AlreadySigned, Conflict, NotReady, QuorumMissing, Refused
from reviews.rules import Case
from reviews.workflow.answering import accept, clear, declare, decline_invitation
from reviews.workflow.classifying import answer_reclassification, before_the_board, reclassify
from reviews.workflow.covering import hold, lift, retract
from reviews.workflow.deciding import (
    complete_reaffirmation,
    decline,
    go_live,
    hold_back,
    publish,
    reaffirm,
    return_to_author,
)
from reviews.workflow.house import (
    appoint,
    end_grant,
    grant,
    remove_member,
    set_policy,
    set_publication,
    set_topic,
)
from reviews.workflow.inviting import invite, start_review, withdraw_invitation
from reviews.workflow.light import ask_for_full_review
from reviews.workflow.signing import answer_objection, sign_off, sign_prepared, withdraw_signoff
from reviews.workflow.writing import problems_of, recall, revise, submit, withdraw

__all__ = [
    "AlreadySigned",
    "Conflict",
    "NotReady",
    "Offer",
    "QuorumMissing",
    "Refused",
    "accept",
    "answer_objection",
    "answer_reclassification",
    "appoint",
    "ask_for_full_review",
    "before_the_board",
    "clear",
    "complete_reaffirmation",
    "declare",
    "decline",
    "decline_invitation",
    "end_grant",
    "go_live",
    "grant",
    "hold",
    "hold_back",
    "invite",
    "lift",
    "offers",
    "problems_of",
    "publish",
    "reaffirm",
    "recall",
    "reclassify",
    "remove_member",
    "retract",
    "return_to_author",
    "revise",
    "set_policy",
    "set_publication",
    "set_topic",
    "sign_off",
    "sign_prepared",
    "start_review",
    "submit",
    "withdraw",
    "withdraw_invitation",
    "withdraw_signoff",
]


@dataclass(frozen=True)
class Offer:
    """A verb that is open to a person now, with the words for its button."""

    verb: str
    label: str


def offers(
    version: Version, by: User, *, roles: Roles | None = None, besides: Collection[str] = ()
) -> list[Offer]:
    """Return the verbs that ``by`` may do to this version as it stands, in the order of the workflow.

    Whether the board has signed enough is not asked here: ``publish`` says what is missing.

    Args:
        roles: the grants of ``by``, where they are at hand.
        besides: verbs that are not asked about, each of which would cost a query or two.
    """
    case = Case(version, by, roles or Roles.of(by))
    return [
        Offer(name, verb.label)
        for name, verb in rules.VERBS.items()
        if name not in besides
        and version.status in verb.sources
        and verb.allowed(case)
        and not verb.needs(case)
    ]
