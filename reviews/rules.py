"""Who may do what. One predicate a verb, asked by the verbs, the screens and the tests alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from articles.models import Contributor, User, Version
from articles.roles import Roles
from articles.states import EVER_LIVE, WORKING, Status
from reviews.models import (
    TAKING_PART,
    Approval,
    Assignment,
    Hold,
    Policy,
    Review,
    ReviewKind,
    SignOff,
    Verdict,
)


@dataclass(frozen=True)
class Case:
    """What a predicate looks at: a version (its article at hand), a person, and that person's grants now."""

    version: Version
    by: User
    roles: Roles

    @property
    def topic_id(self) -> int | None:
        return self.version.article.topic_id


Predicate = Callable[[Case], bool]
Condition = Callable[[Case], str]


def is_its_author(case: Case) -> bool:
    return case.roles.active and case.version.author_id == case.by.pk


def is_editor(case: Case) -> bool:
    return case.roles.is_editor(case.topic_id)


def is_chief(case: Case) -> bool:
    return case.roles.is_chief(case.topic_id)


def is_system(case: Case) -> bool:
    return case.roles.is_system


def is_author(case: Case) -> bool:
    return case.roles.is_author()


def publishes_itself(case: Case) -> bool:
    """The system, where the topic's policy lets a version publish itself."""
    return is_system(case) and policy_publishes(case.version)


def is_assigned(case: Case) -> bool:
    """A member with an assignment in the version's open review who takes part."""
    seats = Assignment.objects.filter(review__version=case.version, review__closed_at=None)
    return case.roles.active and seats.filter(member__user=case.by.pk, status__in=TAKING_PART).exists()


def has_signed(case: Case) -> bool:
    """A member, not removed, whose last word in a review behind this version was to approve it."""
    mine = _last_words().filter(review__in=reviews_behind(case.version), member__user=case.by.pk)
    return case.roles.active and mine.filter(verdict=Verdict.APPROVE, member__removals=None).exists()


def answers_objections(case: Case) -> bool:
    """An editor-in-chief who neither wrote the text nor signed anything in its open review."""
    if not is_chief(case) or case.by.pk in contributors_since_approval(case.version):
        return False
    own = SignOff.objects.filter(
        review__version=case.version, review__closed_at=None, member__user=case.by.pk
    )
    return not own.exists()


def any_of(*predicates: Predicate) -> Predicate:
    return lambda case: any(predicate(case) for predicate in predicates)


def nothing_else(case: Case) -> str:
    """The verb asks for no more than the status and the person."""
    return ""


def review_is_open(case: Case) -> str:
    is_open = Review.objects.open().filter(version=case.version).exists()
    return "" if is_open else "The review was closed in the meantime."


def a_comparison_is_open(case: Case) -> str:
    comparisons = Review.objects.open().filter(version=case.version, kind=ReviewKind.EDITORIAL)
    return "" if comparisons.exists() else "No comparison of wording is open here."


def something_was_signed(case: Case) -> str:
    words = last_words(case.version).filter(member__user=case.by.pk)
    given = words.exclude(verdict__in=[Verdict.WITHDRAWN, Verdict.RECUSE]).exists()
    return "" if given else "You have no verdict here to withdraw."


def an_objection_stands(case: Case) -> str:
    return "" if standing_objections(case.version).exists() else "No objection stands here."


def nothing_is_in_work(case: Case) -> str:
    """Only one version is in work; the next one opens from any of those before it."""
    number, status = case.version.article.versions.order_by("-number").values_list("number", "status")[0]
    return f"Version {number} is being worked on already." if status in WORKING else ""


def not_being_reaffirmed(case: Case) -> str:
    return "It is being reaffirmed already." if open_review(case.version, reaffirming=True) else ""


def being_reaffirmed(case: Case) -> str:
    return "" if open_review(case.version, reaffirming=True) else "No review of the live version is open."


def something_is_held(case: Case) -> str:
    held = Hold.objects.open().filter(article=case.version.article_id).exists()
    return "" if held else "Nothing is on hold here any more."


@dataclass(frozen=True)
class Verb:
    """From which states, by whom, and what its button says.

    ``needs`` answers with a sentence when something besides the status is not as the verb needs it, else "".
    """

    label: str
    sources: tuple[str, ...]
    allowed: Predicate
    needs: Condition = nothing_else


_DRAFT, _SUBMITTED, _UNDER_REVIEW, _SCHEDULED, _LIVE = (
    (status,)
    for status in (Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW, Status.SCHEDULED, Status.APPROVED)
)
_BEFORE_THE_BOARD = _SUBMITTED + _UNDER_REVIEW
_SIGNED = _UNDER_REVIEW + _SCHEDULED + _LIVE
_AT_REST = (
    Status.APPROVED,
    Status.SUPERSEDED,
    Status.RETRACTED,
    Status.RETURNED,
    Status.DECLINED,
    Status.WITHDRAWN,
)
_WRITERS = any_of(is_its_author, is_author, is_editor)

VERBS: Mapping[str, Verb] = {
    "submit": Verb("Submit", _DRAFT, any_of(is_its_author, is_editor)),
    "recall": Verb("Recall", _BEFORE_THE_BOARD, is_its_author),
    "withdraw": Verb("Withdraw", _DRAFT, any_of(is_its_author, is_editor)),
    "start_review": Verb("Start review", _SUBMITTED, is_editor),
    "invite": Verb("Invite more members", _UNDER_REVIEW + _LIVE, is_editor, review_is_open),
    "withdraw_invitation": Verb("Withdraw an invitation", _UNDER_REVIEW + _LIVE, is_editor, review_is_open),
    "sign_off": Verb("Sign", _UNDER_REVIEW + _LIVE, is_assigned, review_is_open),
    "ask_for_full_review": Verb(
        "Ask for a full review", _UNDER_REVIEW, any_of(is_assigned, is_editor), a_comparison_is_open
    ),
    "withdraw_signoff": Verb(
        "Withdraw my sign-off", _SIGNED, any_of(is_assigned, has_signed), something_was_signed
    ),
    "answer_objection": Verb("Answer the objection", _UNDER_REVIEW, answers_objections, an_objection_stands),
    "publish": Verb("Publish", _UNDER_REVIEW, any_of(is_editor, publishes_itself)),
    "go_live": Verb("Go live", _SCHEDULED, is_system),
    "return_to_author": Verb("Return to author", _BEFORE_THE_BOARD + _SCHEDULED, is_editor),
    "decline": Verb("Decline", _BEFORE_THE_BOARD, is_editor),
    "revise": Verb("Revise", _AT_REST, _WRITERS, nothing_is_in_work),
    "reaffirm": Verb("Reaffirm", _LIVE, is_editor, not_being_reaffirmed),
    "complete_reaffirmation": Verb("Confirm unchanged", _LIVE, is_editor, being_reaffirmed),
    "hold": Verb("Hold", _LIVE, any_of(is_editor, has_signed)),
    "lift": Verb("Lift the hold", _LIVE, any_of(is_editor, has_signed), something_is_held),
    "retract": Verb("Retract", _LIVE, is_chief),
}


def may(verb: str, version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may do ``verb`` to this version, as far as the person goes; its state comes on top."""
    return VERBS[verb].allowed(Case(version, by, roles or Roles.of(by)))


def answers_for(assignment: Assignment, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` is the member who was asked: nobody else accepts, declines, declares or clears."""
    return assignment.member.user_id == by.pk and (roles or Roles.of(by)).active


def rules_the_house(by: User) -> bool:
    """Whether ``by`` may change grants, the board, policies and the publication."""
    return Roles.of(by).is_chief_of_all()


def open_review(version: Version, *, reaffirming: bool = False) -> Review | None:
    """Return the version's open review of the wanted sort, or None."""
    reviews = Review.objects.open().filter(version=version)
    return (
        reviews.filter(kind=ReviewKind.REAFFIRM) if reaffirming else reviews.exclude(kind=ReviewKind.REAFFIRM)
    ).first()


def reviews_behind(version: Version) -> QuerySet[Review]:
    """Return the reviews whose signers readers see named with a version: its own, and where it was approved
    as mere wording those of the text with which it was compared."""
    wording = Approval.objects.filter(version=version, kind=ReviewKind.EDITORIAL)
    full = version.article.versions.filter(
        number__lt=version.number,
        approvals__kind=ReviewKind.FULL,
        status__in=(Status.APPROVED, Status.SUPERSEDED),
    )
    compared = Subquery(full.order_by("-number").values("pk")[:1])
    return Review.objects.filter(Q(version=version) | Q(Exists(wording), version=compared))


def last_words(version: Version) -> QuerySet[SignOff]:
    """Return each member's last sign-off in each review of this version, unless voided or withdrawn."""
    return _last_words().filter(review__version=version)


def _last_words() -> QuerySet[SignOff]:
    same = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member"))
    newer = same.filter(pk__gt=OuterRef("pk"))
    return SignOff.objects.filter(~Exists(newer), voiding=None, withdrawal=None)


def standing_objections(version: Version) -> QuerySet[SignOff]:
    """Return the requests for changes in the open review that nobody answered or took back."""
    return last_words(version).filter(
        review__closed_at=None, verdict=Verdict.REQUEST_CHANGES, answer=None, member__removals=None
    )


def contributors_since_approval(version: Version) -> set[int]:
    """Return the users who wrote or edited any part since the approved version before this one (G4)."""
    before = version.article.versions.filter(number__lt=version.number, status__in=EVER_LIVE)
    since = before.aggregate(last=Max("number"))["last"] or 0
    return set(
        Contributor.objects.filter(
            version__article=version.article, version__number__gt=since, version__number__lte=version.number
        ).values_list("user_id", flat=True)
    )


def policy_publishes(version: Version) -> bool:
    """Whether the policy of the version's topic and risk lets it publish itself."""
    article = version.article
    if article.topic_id is None:
        return False
    return Policy.objects.filter(topic_id=article.topic_id, risk=article.risk, self_publish=True).exists()
