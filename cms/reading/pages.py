"""The pages of one article: what stands at its address, each version that was live, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import MD5, Concat, JSONObject
from django.http import Http404
from django.urls import reverse

from articles import gate
from articles.gate import Shown, Standing
from articles.models import CorrectionKind, Publication, Reference, Section, Topic, Version
from articles.sources import retracted
from articles.states import Status
from cms.pages import holds, records, wording
from cms.pages.article import ArticlePage, Case, Surroundings, compose
from cms.pages.audience import Audience
from reviews.models import Notice


@dataclass(frozen=True, kw_only=True)
class GonePage:
    """What stands where an article was."""

    title: str
    heading: str
    words: str = ""
    notice: str = ""
    at: datetime | None = None
    topic: Topic | None = None
    history_address: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the gate shows at an address: how, of which version, and all versions of the article."""

    standing: Standing
    version: Version
    versions: list[Version]


def at_address(slug: str) -> Found:
    """Return what the gate shows at an article's address. One query.

    Raises:
        Http404: when it shows nothing.
    """
    versions = records.versions_of(slug)
    standing = gate.standing_of(versions[0].article, versions) if versions else None
    if standing is None or standing.version is None:
        raise Http404("No such article, or none that is public.")
    return Found(standing=standing, version=standing.version, versions=versions)


def article_page(slug: str, audience: Audience, house: Publication) -> ArticlePage | GonePage:
    """Return the page at an article's address. Four queries and the house, whatever its length.

    Raises:
        Http404: when the gate shows nothing.
    """
    found = at_address(slug)
    if found.standing.shown is Shown.RETRACTED:
        return _retracted(found.version)
    if found.standing.shown is Shown.GONE:
        return _ended(found)
    return _page(found.version, found.standing, found.versions, audience, house)


def version_page(slug: str, number: int, audience: Audience, house: Publication) -> ArticlePage:
    """Return a version that was live once, marked as what it is now.

    Raises:
        Http404: for a version that was never live.
    """
    versions = records.versions_of(slug)
    version = next((each for each in versions if each.number == number and gate.numbered(each)), None)
    if version is None:
        raise Http404("No such version, or none that was ever live.")
    return _page(version, gate.standing_of(version.article, versions), versions, audience, house)


def _page(
    version: Version, standing: Standing, versions: list[Version], audience: Audience, house: Publication
) -> ArticlePage:
    text = records.text_of(version)
    case = Case(
        version=version,
        standing=standing,
        judgement=records.judgement_of(version),
        text=text,
        audience=audience,
        retracted=retracted(text.references),
        published_on=min((each.live_at for each in versions if each.live_at), default=None),
        at=surroundings(version, standing, versions),
    )
    return compose(case, house)


def surroundings(version: Version, standing: Standing, versions: Sequence[Version]) -> Surroundings:
    """Return the addresses around a page. Only the text at the article's own address takes questions."""
    slug = version.article.slug
    once_live = gate.numbered(version)
    here = standing.version is not None and version.pk == standing.version.pk
    open_to_questions = here and standing.shown in (Shown.LIVE, Shown.PENDING)
    address = reverse("article", args=[slug])
    return Surroundings(
        address=address,
        permanent=reverse("version", args=[slug, version.number]) if once_live else address,
        history=reverse("history", args=[slug]) if any(gate.numbered(each) for each in versions) else "",
        question=reverse("question", args=[slug]) if open_to_questions else "",
        report=reverse("report", args=[slug]) if open_to_questions else "",
    )


def _retracted(version: Version) -> GonePage:
    notice = Notice.objects.filter(article=version.article_id).first()
    return GonePage(
        title=version.title,
        heading="This article was retracted",
        words="" if notice else "It is no longer to be used.",
        notice=notice.text if notice else "",
        at=notice.at if notice else None,
        topic=version.article.topic,
        history_address=reverse("history", args=[version.article.slug]),
    )


def _title_shown(found: Found) -> str:
    """The title that readers know: what ended it may be a later draft, whose title was never public."""
    if found.standing.shown is not Shown.GONE:
        return found.version.title
    return next(version.title for version in found.versions if version.shown_with_caution)


def _ended(found: Found) -> GonePage:
    word = "declined" if found.version.status == Status.DECLINED else "withdrawn"
    shown = next(version for version in found.versions if version.shown_with_caution)
    said = {
        "declined": "The editors declined this text. It had been shown with a caution notice.",
        "withdrawn": "Its author withdrew this text. It had been shown with a caution notice.",
    }
    return GonePage(
        title=_title_shown(found),
        heading=f"This article was {word}",
        words=said[word],
        topic=shown.article.topic,
    )


@dataclass(frozen=True, kw_only=True)
class PastVersion:
    """A version in the public history."""

    number: int
    address: str
    seal: str
    words: str
    change: str
    changed: list[str] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    title: str
    article_address: str
    canonical: str
    noindex: bool
    notice: str
    versions: list[PastVersion]


def history_page(slug: str) -> HistoryPage:
    """Return every version that was live, newest first: what changed, when, signed by whom. Three queries.

    Whatever becomes of a text that was shown while it was pending, its history stays at its address.

    Raises:
        Http404: when the article has no public page and never had one.
    """
    found = at_address(slug)
    once_live = [version for version in found.versions if gate.numbered(version)]
    details = {row["pk"]: row for row in _details(slug)}
    notice = Notice.objects.filter(article=found.version.article_id).first()
    return HistoryPage(
        title=_title_shown(found),
        article_address=reverse("article", args=[slug]),
        canonical=settings.SITE_URL + reverse("history", args=[slug]),
        noindex=found.standing.shown is not Shown.LIVE,
        notice=notice.text if notice else "",
        versions=[
            _past(version, details[version.pk], details.get(before.pk) if before else None)
            for version, before in zip(once_live, [*once_live[1:], None], strict=False)
        ],
    )


def _details(slug: str) -> Iterable[Mapping[str, Any]]:
    # Texts are compared by their hashes: a long history is not read whole to say which sections changed.
    said = MD5(Concat("heading", "body", "plain_body"))
    sections = Section.objects.filter(version=OuterRef("pk")).order_by("position")
    references = Reference.objects.filter(version=OuterRef("pk")).order_by("position")
    rows = gate.numbered_versions().filter(article__slug=slug)
    return rows.values(
        "pk",
        head=MD5(Concat("title", "second_title", "summary", "plain_summary")),
        section_rows=ArraySubquery(
            sections.values(row=JSONObject(key=F("key"), heading=F("heading"), said=said))
        ),
        reference_rows=ArraySubquery(references.values("key")),
        approval_rows=records.approvals_of(OuterRef("pk")),
        signoff_rows=records.signoffs_of(OuterRef("pk")),
        hold_rows=holds.on_version(),
    )


def _past(version: Version, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> PastVersion:
    seals = {Status.APPROVED: "approved", Status.RETRACTED: "stopped"}
    kind = CorrectionKind(version.correction_kind).label if version.correction_kind else ""
    return PastVersion(
        number=version.number,
        address=reverse("version", args=[version.article.slug, version.number]),
        seal=seals.get(Status(version.status), "past"),
        words=_time_in_force(version),
        change=": ".join(part for part in (kind, version.correction_notice) if part),
        changed=_what_changed(row, before) if before else ["The first version."],
        signatures=[
            f"{'Wording compared' if decision.compared else 'Signed'} by {signature.name}, "
            f"{signature.credentials}, {wording.day(signature.at)}{_lost_since(signature)}"
            for decision in records.decisions(row["approval_rows"], row["signoff_rows"])
            for signature in decision.signatures
        ],
        holds=[holds.told(hold) for hold in row["hold_rows"]],
    )


def _lost_since(signature: records.Signature) -> str:
    """What became of a signature that counted then and does not stand now."""
    return f". {wording.lost_since(signature.lost.reason, signature.lost.at)}" if signature.lost else ""


def _time_in_force(version: Version) -> str:
    began = wording.day(version.live_at) if version.live_at else ""
    ended = wording.day(version.status_since) if version.status_since else ""
    if version.status == Status.APPROVED:
        return f"In force since {began}"
    word = "retracted" if version.status == Status.RETRACTED else "replaced"
    return f"In force from {began}, {word} {ended}"


def _what_changed(row: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    now, then = ({part["key"]: part for part in each["section_rows"]} for each in (row, before))
    names = [
        ("Title or summary changed", ["."] if row["head"] != before["head"] else []),
        (
            "Changed: ",
            [now[key]["heading"] for key in now if key in then and now[key]["said"] != then[key]["said"]],
        ),
        ("New: ", [now[key]["heading"] for key in now if key not in then]),
        ("Taken out: ", [then[key]["heading"] for key in then if key not in now]),
    ]
    said = [lead + "; ".join(headings) for lead, headings in names if headings]
    fresh = len(set(row["reference_rows"]) - set(before["reference_rows"]))
    gone = len(set(before["reference_rows"]) - set(row["reference_rows"]))
    said += [f"{wording.capitalised(wording.counted(fresh, 'source'))} added."] if fresh else []
    said += [f"{wording.capitalised(wording.counted(gone, 'source'))} taken out."] if gone else []
    return said
