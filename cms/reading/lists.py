"""Lists for readers: home, topics, the board, what each member signed, and the policies in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock, gate
from articles.models import PendingVisibility, Risk, Topic, Version
from articles.states import EVER_LIVE, Status
from cms import paging
from cms.pages import wording
from cms.pages.records import REMOVED
from reviews.models import Approval, BoardMember, Disclosure, Policy, Removal, SignOff, Verdict
from reviews.signatures import counted, rests_on_lost

_RECENT = 8
_A_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a list. ``state``: approved, overdue, pending, past or retracted; ``words`` say the same."""

    address: str
    title: str
    state: str
    words: str
    second_title: str = ""
    topic: str = ""
    meaning: str = ""
    lost: str = ""
    at: datetime | None = None
    next_review_due: date | None = None


@dataclass(frozen=True, kw_only=True)
class TopicLink:
    name: str
    address: str
    description: str


@dataclass(frozen=True, kw_only=True)
class HomePage:
    canonical: str
    recent: list[Entry]
    topics: list[TopicLink]


def home_page() -> HomePage:
    """Return the start page: what was approved last, and the topics. Two queries."""
    live = gate.shown_versions().filter(status=Status.APPROVED)
    return HomePage(
        canonical=settings.SITE_URL + reverse("home"),
        recent=[_entry(version) for version in _for_list(live)[:_RECENT]],
        topics=[
            TopicLink(
                name=topic.name, address=reverse("topic", args=[topic.slug]), description=topic.description
            )
            for topic in Topic.objects.all()
        ],
    )


@dataclass(frozen=True, kw_only=True)
class TopicPage:
    name: str
    description: str
    canonical: str
    pending_line: str
    entries: list[Entry]
    next_address: str = ""


def topic_page(slug: str, *, before: str = "") -> TopicPage:
    """Return a topic's articles that readers may see, newest first. Two queries.

    Args:
        before: the keyset cursor of the page before: a moment and a key.

    Raises:
        Http404: when there is no such topic.
    """
    topic = get_object_or_404(Topic, slug=slug)
    rows = _after_cursor(_for_list(gate.shown_versions().filter(article__topic=topic)), before)
    versions = list(rows[: _A_PAGE + 1])
    address = reverse("topic", args=[slug])
    with_caution = topic.pending_visibility == PendingVisibility.WITH_CAUTION
    return TopicPage(
        name=topic.name,
        description=topic.description,
        canonical=settings.SITE_URL + address,
        pending_line="Articles that the board is still reading are shown too, and say so."
        if with_caution
        else "Articles are shown once the board has approved them.",
        entries=[_entry(version, topic=False) for version in versions[:_A_PAGE]],
        next_address=f"{address}?before={_cursor(versions[_A_PAGE - 1])}" if len(versions) > _A_PAGE else "",
    )


def _for_list(versions: QuerySet[Version]) -> QuerySet[Version]:
    newest = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk")
    return (
        versions.select_related("article__topic")
        .only(
            "status",
            "title",
            "second_title",
            "status_since",
            "created_at",
            "article__slug",
            "article__topic__name",
        )
        .annotate(
            due=Subquery(newest.values("next_review_due")[:1]),
            approved_at=Subquery(newest.values("at")[:1]),
            weakened=rests_on_lost(),
            now=clock.Now(),
        )
        .order_by("-status_since", "-pk")
    )


def _cursor(version: Version) -> str:
    return f"{version.status_since or version.created_at:%Y%m%dT%H%M%S.%fZ}.{version.pk}"


def _after_cursor(versions: QuerySet[Version], before: str) -> QuerySet[Version]:
    said, _, key = before.rpartition(".")
    since, number = paging.moment(said), paging.row_number(key)
    if since is None or number is None:
        return versions
    return versions.filter(Q(status_since__lt=since) | Q(status_since=since, pk__lt=number))


def _entry(version: Any, *, topic: bool = True) -> Entry:
    live = version.status == Status.APPROVED
    state, words = _state(version)
    about = version.article.topic if topic else None
    return Entry(
        address=reverse("article", args=[version.article.slug]),
        title=version.title,
        second_title=version.second_title,
        state=state,
        words=words,
        topic=about.name if about else "",
        next_review_due=version.due if live else None,
    )


def _state(version: Any) -> tuple[str, str]:
    if version.status != Status.APPROVED or version.due is None:
        return "pending", "Not yet approved"
    words = f"Approved {wording.day(version.approved_at)}"
    if version.weakened:
        words += ", and a signature does not stand any more"
    if version.due < clock.day_of(version.now):
        return "overdue", f"{words}, overdue for review"
    return "approved", words


@dataclass(frozen=True, kw_only=True)
class MemberLink:
    name: str
    credentials: str
    address: str
    job: str
    specialties: str
    term: str
    signed: int


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    canonical: str
    members: list[MemberLink]
    former: list[MemberLink]


def board_page() -> BoardPage:
    """Return the board, those in office first. Two queries and the clock."""
    today = clock.today()
    rows = _with_their_end().annotate(
        signed=Count("signoffs__review", filter=_public_signature("signoffs__"), distinct=True),
        in_office=Exists(BoardMember.objects.in_office(today).filter(pk=OuterRef("pk"))),
    )
    links = [(bool(row.in_office), _member_link(row)) for row in rows.order_by("printed_name", "pk")]
    return BoardPage(
        canonical=settings.SITE_URL + reverse("board"),
        members=[link for in_office, link in links if in_office],
        former=[link for in_office, link in links if not in_office],
    )


def _with_their_end() -> QuerySet[Any]:
    """Members with what ends a term early: a removal for cause, or the closing of their account."""
    removal = Removal.objects.filter(member=OuterRef("pk")).order_by("pk")
    return BoardMember.objects.select_related("user").annotate(
        removed_at=Subquery(removal.values("at")[:1]), today=clock.Today()
    )


def _public_signature(path: str = "") -> Q:
    return Q(
        **{
            f"{path}verdict": Verdict.APPROVE,
            f"{path}voiding": None,
            f"{path}withdrawal": None,
            f"{path}review__approval__isnull": False,
            f"{path}review__version__status__in": EVER_LIVE,
        }
    )


def _member_link(member: Any) -> MemberLink:
    return MemberLink(
        name=member.printed_name,
        credentials=member.credentials,
        address=reverse("member", args=[member.slug]),
        job=_job(member),
        specialties=_specialties(member),
        term=_term(member),
        signed=member.signed,
    )


def _job(member: BoardMember) -> str:
    return ", ".join(part for part in (member.job_title, member.affiliation) if part)


def _specialties(member: BoardMember) -> str:
    return wording.capitalised(", ".join(member.specialties))


def _term(member: Any) -> str:
    """From when to when somebody serves or served; a term that was cut short never reads as running."""
    began = wording.month(member.term_starts)
    if member.removed_at:
        return f"From {began}; taken off the board {wording.day(member.removed_at)}"
    closed_at, ends = member.user.closed_at, member.term_ends
    if closed_at and not (ends and ends < clock.day_of(closed_at)):
        return f"From {began}; served until {wording.day(closed_at)}"
    if not member.user.is_active and not (ends and ends < member.today):
        return f"From {began}; no longer serving"
    return f"{began} to {wording.month(ends)}" if ends else f"Since {began}"


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    name: str
    credentials: str
    canonical: str
    job: str
    specialties: str
    biography: str
    term: str
    disclosure: str
    signed: list[Entry] = field(default_factory=list)
    next_address: str = ""


def member_page(slug: str, *, before: str = "") -> MemberPage:
    """Return a member, what they declared, and what they signed, newest first. Four queries.

    Raises:
        Http404: when there is no such member.
    """
    member = get_object_or_404(_with_their_end(), slug=slug)
    removed = member.removals.first()
    disclosure = member.disclosures.first()
    signed = list(_signed(member, before)[: _A_PAGE + 1])
    address = reverse("member", args=[slug])
    return MemberPage(
        name=member.printed_name,
        credentials=member.credentials,
        canonical=settings.SITE_URL + address,
        job=_job(member),
        specialties=_specialties(member),
        biography=member.biography,
        term=_term(member),
        disclosure=_disclosure(disclosure),
        signed=[_signed_entry(signoff, removed) for signoff in signed[:_A_PAGE]],
        next_address=f"{address}?before={signed[_A_PAGE - 1].pk}" if len(signed) > _A_PAGE else "",
    )


def _disclosure(said: Disclosure | None) -> str:
    if said is None:
        return "Nothing on file. Until there is, they cannot sign."
    what = "None" if said.none_to_declare else said.statement
    return (
        f"{what} (declared {wording.day(said.declared_at)}, to be renewed by {wording.day(said.expires_on)})"
    )


def _signed(member: BoardMember, before: str) -> QuerySet[SignOff]:
    """What a decision counted, whatever became of it since: that is told beside it."""
    rows = counted().filter(member=member, review__version__status__in=EVER_LIVE)
    rows = rows.select_related("review__version__article", "withdrawal").order_by("-pk")
    number = paging.row_number(before)
    return rows if number is None else rows.filter(pk__lt=number)


_STATES = {
    Status.APPROVED: ("approved", "In force"),
    Status.SUPERSEDED: ("past", "Replaced since"),
    Status.RETRACTED: ("retracted", "Retracted since"),
}


def _lost_since(signoff: SignOff, removed: Removal | None) -> str:
    """What became of a signature that counted, if it does not stand any more."""
    withdrawal = getattr(signoff, "withdrawal", None)
    if withdrawal:
        return wording.lost_since(withdrawal.reason, withdrawal.at)
    return wording.lost_since(REMOVED, removed.at) if removed else ""


def _signed_entry(signoff: SignOff, removed: Removal | None) -> Entry:
    version = signoff.review.version
    state, words = _STATES[Status(version.status)]
    return Entry(
        address=reverse("version", args=[version.article.slug, version.number]),
        title=f"{version.title} (version {version.number})",
        state=state,
        words=words,
        meaning=f"Approved {wording.scope(signoff.scope, {})}",
        lost=_lost_since(signoff, removed),
        at=signoff.at,
    )


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A policy in force, in words."""

    topic: str
    risk: str
    signatures: str
    interval: str
    pending: str


@dataclass(frozen=True, kw_only=True)
class PolicyPage:
    canonical: str
    rules: list[RuleLine]


def policy_page() -> PolicyPage:
    """Return the policies in force, in plain words. One query."""
    rows = Policy.objects.select_related("topic").order_by(F("topic__name"), "pk")
    return PolicyPage(
        canonical=settings.SITE_URL + reverse("editorial-policy"), rules=[_rule(policy) for policy in rows]
    )


_SCOPES = {"whole": "one for the whole text", "doses": "one for the doses"}


def _rule(policy: Policy) -> RuleLine:
    asked = [_SCOPES[scope] for scope in policy.required_scopes]
    asked += [f"one from {specialty}" for specialty in policy.required_specialties]
    signatures = wording.capitalised(wording.counted(policy.quorum, "board member"))
    with_caution = policy.topic.pending_visibility == PendingVisibility.WITH_CAUTION
    return RuleLine(
        topic=policy.topic.name,
        risk=Risk(policy.risk).label,
        signatures=", ".join([signatures, *asked]),
        interval=wording.counted(policy.review_months, "month"),
        pending="Shown with a caution notice" if with_caution else "Not shown",
    )
