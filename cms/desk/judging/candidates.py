"""Who can be asked to review a version, how busy they are, and why somebody cannot be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from articles.models import Version
from reviews import rules
from reviews.models import TAKING_PART, Assignment, AssignmentStatus, BoardMember, Removal, Review, SignOff
from reviews.workflow.inviting import members_of


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A member as the editor chooses.

    ``barred`` says why they cannot be asked, or is empty; ``wanted`` are their fields that the policy wants.
    """

    member: BoardMember
    load: int
    barred: str = ""
    notes: list[str] = field(default_factory=list)
    before: bool = False
    wanted: list[str] = field(default_factory=list)


def candidates(
    version: Version, *, today: date, fields: Sequence[str] = (), review: Review | None = None
) -> list[Candidate]:
    """Return the board for a choice, first those who can be asked.

    Of those, first who knows the text already, then who has a field that is asked for, then the least busy.

    Args:
        fields: the specialties that the policy asks for.
        review: the open review that more members are asked into; those in it are not asked again.
    """
    wrote = rules.contributors_since_approval(version)
    asked = _assignments(review)
    before = members_before(version)
    found = [
        Candidate(
            member=member,
            load=member.load,  # type: ignore[attr-defined]
            barred=_barred(member, today, wrote, asked.get(member.pk)),
            notes=_notes(member, today),
            before=member.pk in before,
            wanted=[name for name in member.specialties if name in fields],
        )
        for member in _board()
    ]
    return sorted(
        found,
        key=lambda one: (
            bool(one.barred),
            not one.before,
            not one.wanted,
            one.load,
            one.member.printed_name,
        ),
    )


def members_before(version: Version) -> set[int]:
    """Return who took part in the article's last review: they are asked again when it comes back."""
    last = Review.objects.filter(version__article=version.article).order_by("-pk").first()
    return {member.pk for member in members_of(last)} if last else set()


def _board() -> QuerySet[BoardMember]:
    given = SignOff.objects.filter(review=OuterRef("assignments__review"), member=OuterRef("pk"))
    waiting = (
        Q(assignments__review__closed_at=None) & Q(assignments__status__in=TAKING_PART) & ~Q(Exists(given))
    )
    return BoardMember.objects.select_related("user").annotate(
        load=Count("assignments", filter=Q(assignments__isnull=False) & waiting, distinct=True),
        ask_again=Max("assignments__ask_again_on"),
        removed=Exists(Removal.objects.filter(member=OuterRef("pk"))),
    )


def _assignments(review: Review | None) -> dict[int, Assignment]:
    return {row.member_id: row for row in Assignment.objects.filter(review=review)} if review else {}


def _barred(member: BoardMember, today: date, wrote: set[int], asked: Assignment | None) -> str:
    if member.removed:  # type: ignore[attr-defined]
        return "removed from the board"
    if not member.user.is_active:
        return "account closed"
    if member.term_starts > today:
        return f"in office from {member.term_starts:%-d %B %Y}"
    if member.term_ends and member.term_ends < today:
        return f"no longer in office since {member.term_ends:%-d %B %Y}"
    if member.user_id in wrote:
        return "wrote or edited this text"
    if asked and asked.status == AssignmentStatus.DECLINED:
        return "declined this review"
    return "asked already" if asked and asked.takes_part else ""


def _notes(member: BoardMember, today: date) -> list[str]:
    again = member.ask_again  # type: ignore[attr-defined]
    return [f"asked not to be asked before {again:%-d %B %Y}"] if again and again > today else []
