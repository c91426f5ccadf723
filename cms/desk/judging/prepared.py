"""What stands on a member's sign sheet, line by line, and the receipts of what was signed from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse

from articles import clock
from articles.editing import text_of
from articles.models import Section, User, Version
from cms.desk.judging import wording
from cms.desk.judging.before_signing import Caution, kept_changes, prepared_caution
from cms.desk.manuscript import Layout, laid_out
from reviews.models import (
    TAKING_PART,
    Assignment,
    AssignmentStatus,
    Comment,
    Event,
    Preparation,
    Review,
    SignOff,
    Verdict,
)
from reviews.preparing import CHANGES, MEANING, mark_of, typed_since
from reviews.reclassified import Told, read, told_to_signers
from reviews.workflow.signing import MEANINGS


@dataclass(frozen=True)
class Signed:
    """The number of a signature that was made, or stood there before."""

    number: int
    before: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One prepared verdict. ``why_not`` says why it cannot be signed as it stands, or nothing."""

    row: Preparation
    says: str
    why_not: str
    caution: Caution
    layout: Layout

    @property
    def key(self) -> str:
        """Names this line in the form."""
        return str(self.row.review_id)

    @property
    def title(self) -> str:
        return self.row.review.version.title

    @property
    def url(self) -> str:
        return _address(self.row.review.version)

    @property
    def changes(self) -> str:
        """What had changed when the member prepared it."""
        return str(self.row.typed.get(CHANGES, ""))

    @property
    def changed(self) -> list[tuple[str, str, str]]:
        """The words that had changed: what they are, old words, new words."""
        return kept_changes(self.row)

    @property
    def meaning(self) -> str:
        """What the verdict says, as it was on the screen."""
        return str(self.row.typed.get(MEANING) or MEANINGS[Verdict(self.row.verdict)])

    @property
    def answers(self) -> list[tuple[str, str]]:
        return wording.answers_in_words(self.row.checklist)

    @property
    def typed_since(self) -> bool:
        """Whether its form was filled in otherwise after it was prepared: that is not part of it."""
        return typed_since(self.row)

    @property
    def reclassified(self) -> list[Told]:
        """What was asked or done about risk and topic since the text was submitted."""
        return read(self.row.reclassified)  # type: ignore[attr-defined]

    @property
    def mark(self) -> str:
        """What stands in the form for all that would be signed."""
        return mark_of(self.row)


@dataclass(frozen=True, kw_only=True)
class SheetReceipt:
    """A signature, with its place in the chain of its article."""

    signoff: SignOff
    says: str

    @property
    def url(self) -> str:
        return _address(self.signoff.review.version) + "#receipt"


def items_of(user: User) -> list[Item]:
    """Return what a member has prepared, the oldest first, with its text, in four queries in all."""
    seats = Assignment.objects.filter(review=OuterRef("review"), member=OuterRef("member"))
    rows = list(
        Preparation.objects.filter(member__user=user)
        .exclude(prepared_at=None)
        .select_related("member", "review__version__article__topic")
        .annotate(
            seat=Subquery(seats.values("status")[:1]),
            blocked=Exists(_to_be_settled(user)),
            reclassified=told_to_signers("review__version"),
        )
        .order_by("prepared_at", "pk")
    )
    versions = [row.review.version for row in rows]
    prefetch_related_objects(versions, "sections", "references", "supports")
    return [_item(row) for row in rows]


def _item(row: Preparation) -> Item:
    version = row.review.version
    text = text_of(version)
    headings = {str(section.key): section.heading for section in text.sections}
    return Item(
        row=row,
        says=wording.verdict_in_words(row.verdict, row.scope, headings),
        why_not=_why_not(row),
        caution=prepared_caution(row, text),
        layout=laid_out(text, content_format=version.content_format),
    )


def _to_be_settled(user: User) -> QuerySet[Comment]:
    """The member's own open comments on the article, up to this version, that are to be settled first."""
    return Comment.objects.filter(
        version__article=OuterRef("review__version__article"),
        version__number__lte=OuterRef("review__version__number"),
        written_by=user,
        blocking=True,
        resolved_at=None,
    )


def said_before(user: User, reviews: Collection[int]) -> dict[int, int]:
    """Return the last signature that stands of this member's in each of these reviews, by review."""
    if not reviews:
        return {}
    rows = SignOff.objects.filter(review__in=reviews, member__user=user).order_by("pk")
    last = {row.review_id: row for row in rows}
    return {number: row.pk for number, row in last.items() if row.verdict != Verdict.WITHDRAWN}


def signed_just_so(user: User, review: Review, verdict: str, scope: str) -> SignOff | None:
    """Return this member's last signature in a review, if it is this verdict with this scope."""
    rows = SignOff.objects.filter(review=review, member__user=user, voiding=None).order_by("-pk")
    last = rows.first()
    return last if last is not None and (last.verdict, last.scope) == (verdict, scope) else None


def named(user: User, reviews: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return title and address of the texts of these reviews, if this member was asked to read them."""
    if not reviews:
        return {}
    asked = Review.objects.filter(pk__in=reviews, assignments__member__user=user)
    return {
        review.pk: (review.version.title, _address(review.version))
        for review in asked.select_related("version__article")
    }


def _address(version: Version) -> str:
    return reverse("desk:review", args=[version.article.slug, version.number])


def receipts_of(user: User, numbers: Collection[int]) -> list[SheetReceipt]:
    """Return the receipts of a member's own signatures, in the order in which they were signed."""
    event = Event.objects.filter(record_table="reviews_signoff", record_id=OuterRef("pk"))
    rows = list(
        SignOff.objects.filter(pk__in=numbers, member__user=user)
        .select_related("review__version__article")
        .annotate(chain_seq=Subquery(event.values("seq")[:1]), chain_head=Subquery(event.values("hash")[:1]))
    )
    headings = _headings([row.review.version_id for row in rows], [row.scope for row in rows])
    return [
        SheetReceipt(
            signoff=row,
            says=wording.verdict_in_words(row.verdict, row.scope, headings[row.review.version_id]),
        )
        for row in rows
    ]


def _headings(versions: Collection[int], scopes: Iterable[str]) -> dict[int, dict[str, str]]:
    """The headings of the sections that scopes name, by version; no query where none is named."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    keys = {word for scope in scopes for word in scope.split()} - {"whole", "doses"}
    if keys:
        for section in Section.objects.filter(version__in=versions, key__in=keys):
            found[section.version_id][str(section.key)] = section.heading
    return found


def _why_not(row: Preparation) -> str:
    review, version = row.review, row.review.version
    if review.closed_at is not None:
        day = f"{clock.local(review.closed_at):%-d %B %Y}"
        return f"Its review is over since {day}: {review.get_outcome_display().lower()}."
    if version.digest != row.digest:
        return "The text is another one than you prepared a verdict on."
    if row.seat == AssignmentStatus.DECLINED:  # type: ignore[attr-defined]
        return "You handed this review back."
    if row.seat not in TAKING_PART:  # type: ignore[attr-defined]
        return "The editors took your invitation back."
    if row.verdict == Verdict.APPROVE and row.blocked:  # type: ignore[attr-defined]
        return "You left a comment that is to be settled first. Settle it, or ask for changes."
    return ""
