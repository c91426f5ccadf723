"""Who may do what. One predicate a verb, asked by the verbs, the screens and the tests alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from articles.models import Contributor, User, Version
from articles.roles import Roles
from articles.states import EVER_LIVE, Status
from reviews.models import Assignment, AssignmentStatus, Policy, Review, ReviewKind, SignOff


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


def is_its_author(case: Case) -> bool:
    return case.roles.active and case.version.author_id == case.by.pk


def is_editor(case: Case) -> bool:
    return case.roles.is_editor(case.topic_id)


def is_chief(case: Case) -> bool:
    return case.roles.is_chief(case.topic_id)


def is_system(case: Case) -> bool:
    return case.roles.is_system


def writes_here(case: Case) -> bool:
    """An author of the article, or whoever is granted to write in its topic."""
    return is_its_author(case) or case.roles.is_author()


def publishes_itself(case: Case) -> bool:
    """The system, where the topic's policy lets a version publish itself."""
    return is_system(case) and policy_publishes(case.version)


def is_assigned(case: Case) -> bool:
    """A member with an assignment in the version's open review that was not declined."""
    open_ones = Assignment.objects.filter(review__version=case.version, review__closed_at=None)
    return case.roles.active and open_ones.filter(member__user=case.by).exclude(
        status=AssignmentStatus.DECLINED
    ).exists()


def has_signed(case: Case) -> bool:
    """A member in office who signed this version."""
    return case.roles.active and SignOff.objects.filter(
        review__version=case.version, member__user=case.by, member__removals=None, verdict="approve"
    ).exists()


def any_of(*predicates: Predicate) -> Predicate:
    return lambda case: any(predicate(case) for predicate in predicates)


@dataclass(frozen=True)
class Verb:
    """From which states, by whom, and what its button says."""

    label: str
    sources: tuple[str, ...]
    allowed: Predicate


_DRAFT, _SUBMITTED, _UNDER_REVIEW, _SCHEDULED, _LIVE = (
    (status,)
    for status in (Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW, Status.SCHEDULED, Status.APPROVED)
)
_BEFORE_THE_BOARD = _SUBMITTED + _UNDER_REVIEW
_AT_REST = (Status.APPROVED, Status.RETRACTED, Status.RETURNED, Status.DECLINED, Status.WITHDRAWN)

VERBS: Mapping[str, Verb] = {
    "submit": Verb("Submit", _DRAFT, any_of(is_its_author, is_editor)),
    "recall": Verb("Recall", _BEFORE_THE_BOARD, is_its_author),
    "withdraw": Verb("Withdraw", _DRAFT, any_of(is_its_author, is_editor)),
    "start_review": Verb("Start review", _SUBMITTED, is_editor),
    "invite": Verb("Invite more members", _UNDER_REVIEW, is_editor),
    "sign_off": Verb("Sign", _UNDER_REVIEW + _LIVE, is_assigned),
    "withdraw_signoff": Verb("Withdraw my sign-off", _UNDER_REVIEW + _LIVE, is_assigned),
    "answer_objection": Verb("Answer the objection", _UNDER_REVIEW, is_chief),
    "publish": Verb("Publish", _UNDER_REVIEW, any_of(is_editor, publishes_itself)),
    "go_live": Verb("Go live", _SCHEDULED, is_system),
    "return_to_author": Verb("Return to author", _BEFORE_THE_BOARD + _SCHEDULED, is_editor),
    "decline": Verb("Decline", _BEFORE_THE_BOARD, is_editor),
    "revise": Verb("Revise", _AT_REST, any_of(writes_here, is_editor)),
    "reaffirm": Verb("Reaffirm", _LIVE, is_editor),
    "complete_reaffirmation": Verb("Confirm unchanged", _LIVE, is_editor),
    "hold": Verb("Hold", _LIVE, any_of(is_editor, has_signed)),
    "lift": Verb("Lift the hold", _LIVE, any_of(is_editor, has_signed)),
    "retract": Verb("Retract", _LIVE, is_chief),
}


def may(verb: str, version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may do ``verb`` to this version as far as the person goes; its state is another question."""
    return VERBS[verb].allowed(Case(version, by, roles or Roles.of(by)))


def rules_the_house(by: User) -> bool:
    """Whether ``by`` may change grants, the board, policies and the publication."""
    return Roles.of(by).is_chief(None)


def open_review(version: Version, *, reaffirming: bool = False) -> Review | None:
    """Return the version's open review of the wanted sort, or None."""
    reviews = Review.objects.open().filter(version=version)
    return (
        reviews.filter(kind=ReviewKind.REAFFIRM) if reaffirming else reviews.exclude(kind=ReviewKind.REAFFIRM)
    ).first()


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
    return Policy.objects.filter(topic_id=article.topic_id, risk=article.risk, self_publish=True).exists()
