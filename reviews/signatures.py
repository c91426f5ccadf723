"""What stands now of the signatures that a decision counted.

What counted then stays as it was, in the sign-offs and their order. Since then a signer may have withdrawn,
stated a conflict of interest, or been removed for cause: such a signature counts for nothing that is still to
happen, readers are told, and what rests on it is work for the editors.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import (
    Case,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from articles import clock
from articles.content.problems import Problem
from articles.models import User, Version
from articles.states import Status
from reviews import notices
from reviews.models import (
    Approval,
    Assignment,
    BoardMember,
    Clearance,
    ReviewKind,
    SignOff,
    Verdict,
    Withdrawal,
    WithdrawalReason,
)

IN_FULL = (ReviewKind.FULL, ReviewKind.REAFFIRM)
RESTING = (Status.SCHEDULED, Status.APPROVED)
_RETURN = "Return this version, so that the board looks at it again."
_ASK_AGAIN = (
    "Ask the board to reaffirm it, revise it, or put it on hold. Readers are told that it does not stand."
)


def counted() -> QuerySet[SignOff]:
    """Return the approvals that a decision counted, whatever became of them since."""
    same = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member"))
    cleared = Clearance.objects.filter(
        assignment__review=OuterRef("review"), assignment__member=OuterRef("member")
    ).order_by("-pk")
    rows = SignOff.objects.filter(~Exists(same.filter(pk__gt=OuterRef("pk"))))
    return rows.alias(conflict=Subquery(cleared.values("conflict")[:1])).filter(
        Q(voiding=None) | Q(voiding__after_decision=True),
        Q(conflict=False) | Q(withdrawal__reason=WithdrawalReason.CONFLICT),
        verdict=Verdict.APPROVE,
        review__approval__isnull=False,
    )


def lost() -> QuerySet[SignOff]:
    """Return those of them that do not stand any more."""
    return counted().filter(Q(withdrawal__isnull=False) | Q(member__removals__isnull=False))


def signature_of(seat: Assignment) -> SignOff | None:
    """Return the member's signature that stands in the decision of a review, if there is one."""
    standing = counted().filter(withdrawal=None, member__removals=None)
    return standing.filter(review=seat.review_id, member=seat.member_id).select_related("review").first()


def rests_on_lost() -> Exists:
    """Return, for a list of versions, whether a decision that they rest on has lost a signature.

    It is the newest decision; with a comparison of wording, the last one in full too.
    """
    newest = Approval.objects.filter(version=OuterRef(OuterRef("pk"))).order_by("-pk")
    return Exists(
        lost().filter(
            Q(review__approval=Subquery(newest.values("pk")[:1]))
            | Q(review__approval=Subquery(_in_full().values("pk")[:1]))
        )
    )


def _in_full() -> QuerySet[Approval]:
    upto = Approval.objects.filter(
        version__article=OuterRef(OuterRef("article")), version__number__lte=OuterRef(OuterRef("number"))
    )
    return upto.filter(kind__in=IN_FULL).order_by("-version__number", "-pk")


def lost_under(version: Version) -> list[SignOff]:
    """Return the lost signatures that a version rests on, in the order in which they were given. One query.

    Where there are any, one more.
    """
    newest = Approval.objects.filter(version=version).order_by("-pk").values("pk")
    upto = Approval.objects.filter(version__article=version.article_id, version__number__lte=version.number)
    in_full = upto.filter(kind__in=IN_FULL).order_by("-version__number", "-pk").values("pk")
    rows = lost().filter(Q(review__approval=Subquery(newest[:1])) | Q(review__approval=Subquery(in_full[:1])))
    rows = rows.select_related("withdrawal", "member").prefetch_related("member__removals")
    return list(rows.order_by("pk"))


def told(signoff: SignOff) -> str:
    """Say what became of a signature that does not stand any more.

    Args:
        signoff: from ``lost``, with ``withdrawal`` and the member's removals at hand.
    """
    withdrawal: Withdrawal | None = getattr(signoff, "withdrawal", None)
    if withdrawal is None:
        removal = signoff.member.removals.all()[0]
        return f"{signoff.printed_name} was removed from the board on {_day(removal.at)}."
    if withdrawal.reason == WithdrawalReason.CONFLICT:
        said = "stated a conflict of interest on"
    else:
        said = "withdrew their signature on"
    return f"{signoff.printed_name} {said} {_day(withdrawal.at)}."


def lacking() -> Case:
    """Return, for a list of versions, what a scheduled one lacks now to go live: a sentence, or nothing."""
    newest = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk").values("review")
    said = Func(Subquery(newest[:1]), Value(True), function="reviews_missing_now", output_field=TextField())
    return Case(
        When(status=Status.SCHEDULED, then=Coalesce(said, Value(""))),
        default=Value(""),
        output_field=TextField(),
    )


def missing_now(version: Version) -> str:
    """Say what an approved or scheduled version lacks now of what it was approved with, or nothing.

    The database counts, as it does when the version moves.
    """
    approval = Approval.objects.filter(version=version).order_by("-pk").first()
    if approval is None:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reviews_missing_now(%s, %s)", [approval.review_id, version.status == Status.SCHEDULED]
        )
        return cursor.fetchone()[0] or ""


def problems_of(version: Version) -> list[Problem]:
    """Return why a version may not take effect now, for its signatures: one problem at most."""
    missing = missing_now(version)
    if not missing:
        return []
    said = " ".join([*(told(row) for row in lost_under(version)), missing, _RETURN])
    return [Problem(code="signatures-missing", severity="error", where="page", message=said)]


def resting_on(rows: Iterable[SignOff]) -> list[Version]:
    """Return the scheduled and live versions that rest on any of these signatures."""
    articles = [row.review.version.article_id for row in rows]
    found = Version.objects.filter(article__in=articles, status__in=RESTING)
    found = found.annotate(weakened=rests_on_lost()).filter(weakened=True)
    return list(found.select_related("article__topic").order_by("pk"))


def tell_of_one(signoff: SignOff, version: Version, *, by: User) -> None:
    """Tell the editors that a signature under a scheduled or live version does not stand any more."""
    row = lost().select_related("withdrawal", "member").get(pk=signoff.pk)
    note = getattr(row, "withdrawal", None)
    lines = [told(row), note.statement if note else "", what_to_do(version)]
    notices.signature_lost(version, lines, by=by)


def tell_of_member(member: BoardMember) -> None:
    """Tell the editors of each topic, in one mail, which texts have lost the signature of this member."""
    rows = list(lost().filter(member=member).select_related("review__version"))
    resting = resting_on(rows)
    if resting:
        notices.signatures_lost(member.printed_name, [(each, what_to_do(each)) for each in resting])


def what_to_do(version: Version) -> str:
    """Say what becomes of a version that has lost a signature, and what its editors can do."""
    if version.status == Status.APPROVED:
        return _ASK_AGAIN
    missing = missing_now(version)
    if not missing:
        return "It still has every signature that it needs, and goes live when its time comes."
    return f"It does not go live. {missing} {_RETURN}"


def _day(moment: datetime) -> str:
    return f"{clock.day_of(moment):%-d %B %Y}"
