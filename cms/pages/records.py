"""What a page is made of, read in a fixed number of queries, whatever the article's length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject

from articles import clock
from articles.cleaning import VERSION_FIELDS
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Reference, Section, Support, Version
from articles.states import Status
from cms.pages import holds
from reviews.models import (
    Approval,
    Assignment,
    AssignmentStatus,
    Clearance,
    Event,
    Notice,
    Removal,
    ReviewKind,
    SignOff,
    Verdict,
    WithdrawalReason,
)

#: All of a version but its text: what the gate decides by, and what a page says of other versions.
REMOVED = "removed"
_LIGHT = ("summary", "plain_summary", "drafting_note")


def versions_of(slug: str) -> list[Version]:
    """Return every version of the article at this address, newest first, without their texts. One query."""
    versions = Version.objects.filter(article__slug=slug).select_related("article__topic", "author")
    return list(versions.defer(*_LIGHT).order_by("-number"))


def text_of(version: Version) -> ArticleText:
    """Return all that a version says, in reading order. One query."""
    row: Mapping[str, Any] = (
        Version.objects.filter(pk=version.pk)
        .values(
            *VERSION_FIELDS,
            section_rows=_rows(
                Section.objects.order_by("position"), "key", "level", "heading", "body", "plain_body"
            ),
            reference_rows=_rows(
                Reference.objects.order_by("position"),
                *("key", "kind", "title", "source", "year", "doi", "pmid", "url", "csl"),
            ),
            support_rows=_rows(
                Support.objects.order_by("key"), "key", "passage", "locator", reference=F("reference_key")
            ),
        )
        .get()
    )
    return ArticleText(
        **{name: row[name] for name in VERSION_FIELDS},
        sections=tuple(SectionText(**_keyed(section)) for section in row["section_rows"]),
        references=tuple(ReferenceText(**_keyed(reference)) for reference in row["reference_rows"]),
        supports=tuple(
            SupportText(**_keyed({**support, "reference": UUID(support["reference"])}))
            for support in row["support_rows"]
        ),
    )


def _rows(rows: QuerySet[Any], *names: str, **expressions: F) -> ArraySubquery:
    whole = JSONObject(**{name: F(name) for name in names}, **expressions)
    return ArraySubquery(rows.filter(version=OuterRef("pk")).values(row=whole))


def _keyed(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "key": UUID(row["key"])}


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Why a signature does not stand any more (withdrawn, conflict, removed), and since when."""

    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A member's approval that a decision counted, as it was printed when it was given.

    ``lost``: what became of it since, if it does not stand any more.
    """

    name: str
    credentials: str
    specialties: tuple[str, ...]
    scope: str
    meaning: str
    at: datetime
    member_slug: str
    lost: Loss | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An approval with the signatures that it counted."""

    kind: str
    at: datetime
    next_review_due: date
    signatures: tuple[Signature, ...]

    @property
    def compared(self) -> bool:
        """Whether it rests on a comparison of wording alone, and is no review of what the text says."""
        return self.kind == ReviewKind.EDITORIAL

    @property
    def signed(self) -> datetime:
        """When the last of its signatures that stand was given."""
        return max((signature.at for signature in self.standing), default=self.at)

    @property
    def standing(self) -> tuple[Signature, ...]:
        """Those that stand now: the only ones that a page vouches with."""
        return tuple(signature for signature in self.signatures if signature.lost is None)

    @property
    def lost(self) -> tuple[Signature, ...]:
        return tuple(signature for signature in self.signatures if signature.lost is not None)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A public notice."""

    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Where a version stands before the board; ``decisions`` and ``notices`` newest first.

    ``before`` is the last decision in full on a version before this one, for a text that was only compared.
    """

    now: datetime
    readers: int
    moves: Mapping[str, datetime]
    decisions: tuple[Decision, ...]
    covers: tuple[holds.Cover, ...]
    notices: tuple[Said, ...]
    before: Decision | None = None

    @property
    def latest(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def reviewed(self) -> Decision | None:
        """The last decision in full: what "last reviewed" says. Comparing the wording moves no clock."""
        in_full = [decision for decision in self.decisions if not decision.compared]
        return next(iter(in_full), self.before)

    @property
    def comparison(self) -> Decision | None:
        """The comparison that this text rests on, if it was not reviewed in full since."""
        return self.latest if self.latest and self.latest.compared else None

    @property
    def lost(self) -> tuple[Signature, ...]:
        """The signatures that it rests on and that do not stand any more."""
        rests_on = [self.reviewed, self.comparison]
        return tuple(signature for decision in rests_on if decision for signature in decision.lost)

    @property
    def shown(self) -> tuple[Decision, ...]:
        """The decisions that stand below the text, newest first: with a comparison, what it compared with."""
        return (
            (*self.decisions, self.before) if self.before and self.reviewed is self.before else self.decisions
        )

    @property
    def overdue(self) -> bool:
        return self.latest is not None and self.latest.next_review_due < clock.day_of(self.now)


def judgement_of(version: Version) -> Judgement:
    """Return what the board and the editors have said of a version. One query."""
    row: Mapping[str, Any] = (
        Version.objects.filter(pk=version.pk)
        .values(
            now=clock.Now(),
            readers=_readers(),
            move_rows=_moves(),
            approval_rows=approvals_of(OuterRef("pk")),
            signoff_rows=signoffs_of(OuterRef("pk")),
            before_rows=_in_full_before(),
            cover_rows=holds.covers(),
            notice_rows=_notices(),
        )
        .get()
    )
    return Judgement(
        now=row["now"],
        readers=row["readers"] or 0,
        moves={move["target"]: _moment(move["at"]) for move in row["move_rows"]},
        decisions=decisions(row["approval_rows"], row["signoff_rows"]),
        before=next(iter(decisions(row["before_rows"], _signoffs_in(row["before_rows"]))), None),
        covers=holds.covers_in(row["cover_rows"]),
        notices=tuple(Said(text=notice["text"], at=_moment(notice["at"])) for notice in row["notice_rows"]),
    )


def decisions(approvals: list[dict[str, Any]], signoffs: list[dict[str, Any]]) -> tuple[Decision, ...]:
    """Join approvals with the sign-offs of their reviews: a member's last one in a review counts."""
    last = {(signoff["review"], signoff["member"]): signoff for signoff in signoffs}
    return tuple(
        Decision(
            kind=approval["kind"],
            at=_moment(approval["at"]),
            next_review_due=date.fromisoformat(approval["due"]),
            signatures=tuple(
                _signature(signoff)
                for (review, _), signoff in last.items()
                if review == approval["review"] and _was_counted(signoff)
            ),
        )
        for approval in approvals
    )


def _was_counted(row: dict[str, Any]) -> bool:
    stated_since = row["withdrawn"] == WithdrawalReason.CONFLICT
    return row["verdict"] == Verdict.APPROVE and (row["conflict"] is False or stated_since)


def _loss(row: dict[str, Any]) -> Loss | None:
    if row["withdrawn"]:
        return Loss(reason=row["withdrawn"], at=_moment(row["withdrawn_at"]))
    return Loss(reason=REMOVED, at=_moment(row["removed_at"])) if row["removed_at"] else None


def _signature(row: dict[str, Any]) -> Signature:
    return Signature(
        name=row["name"],
        credentials=row["credentials"],
        specialties=tuple(row["specialties"]),
        scope=row["scope"],
        meaning=row["meaning"],
        at=_moment(row["at"]),
        member_slug=row["slug"],
        lost=_loss(row),
    )


def approvals_of(version: OuterRef) -> ArraySubquery:
    """The approvals of a version as JSON, newest first."""
    rows = Approval.objects.filter(version=version).order_by("-pk")
    return ArraySubquery(
        rows.values(
            row=JSONObject(review=F("review_id"), kind=F("kind"), at=F("at"), due=F("next_review_due"))
        )
    )


def _in_full_before() -> ArraySubquery:
    """The last decision in full on an earlier version as JSON, its sign-offs within it; none, or one."""
    rows = Approval.objects.filter(
        version__article=OuterRef("article"),
        version__number__lt=OuterRef("number"),
        kind__in=(ReviewKind.FULL, ReviewKind.REAFFIRM),
    ).order_by("-pk")[:1]
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                review=F("review_id"),
                kind=F("kind"),
                at=F("at"),
                due=F("next_review_due"),
                signoffs=_signoffs(SignOff.objects.filter(review=OuterRef("review"))),
            )
        )
    )


def _signoffs_in(approvals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [signoff for approval in approvals for signoff in approval["signoffs"]]


def signoffs_of(version: OuterRef) -> ArraySubquery:
    """The sign-offs of a version's decided reviews as JSON, oldest first, less what was void before."""
    return _signoffs(SignOff.objects.filter(review__version=version, review__approval__isnull=False))


def _signoffs(rows: QuerySet[SignOff]) -> ArraySubquery:
    fields = {
        "review": "review_id",
        "member": "member_id",
        "slug": "member__slug",
        "name": "printed_name",
        "withdrawn": "withdrawal__reason",
        "withdrawn_at": "withdrawal__at",
        **{name: name for name in ("credentials", "specialties", "verdict", "scope", "meaning", "at")},
    }
    removals = Removal.objects.filter(member=OuterRef("member"))
    cleared = Clearance.objects.filter(
        assignment__review=OuterRef("review"), assignment__member=OuterRef("member")
    ).order_by("-pk")
    since = {
        "removed_at": Subquery(removals.values("at")),
        "conflict": Subquery(cleared.values("conflict")[:1]),
    }
    rows = rows.filter(Q(voiding=None) | Q(voiding__after_decision=True)).order_by("pk")
    return ArraySubquery(
        rows.values(row=JSONObject(**{key: F(path) for key, path in fields.items()}, **since))
    )


def _readers() -> Subquery:
    reading = Assignment.objects.filter(
        review__version=OuterRef("pk"), review__closed_at=None, status=AssignmentStatus.ACCEPTED
    )
    count = reading.order_by().values("review").values(count=Func(F("pk"), function="count"))
    return Subquery(count, output_field=IntegerField())


def _moves() -> ArraySubquery:
    shown = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.APPROVED, Status.SUPERSEDED, Status.RETRACTED)
    rows = Event.objects.filter(version=OuterRef("pk"), target__in=shown).exclude(source=F("target"))
    return ArraySubquery(rows.order_by("seq").values(row=JSONObject(target=F("target"), at=F("at"))))


def _notices() -> ArraySubquery:
    rows = Notice.objects.filter(article=OuterRef("article")).order_by("-pk")
    return ArraySubquery(rows.values(row=JSONObject(text=F("text"), at=F("at"))))


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said)
