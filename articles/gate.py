"""The one gate: what the public may see of an article (G7). Every face asks here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, PendingVisibility, Version
from articles.states import EVER_LIVE, PENDING, Status


class Shown(Enum):
    """What readers get at an article's address."""

    NOTHING = "nothing"
    LIVE = "live"
    PENDING = "pending"
    BEING_REVISED = "being_revised"
    GONE = "gone"
    RETRACTED = "retracted"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is shown, of which version, and what else readers are told.

    ``version`` is the one whose text (LIVE, PENDING), title (BEING_REVISED), word (GONE) or notice
    (RETRACTED) is shown; None for NOTHING. ``update`` is the status of a newer version before the board,
    or "".
    """

    shown: Shown
    version: Version | None = None
    update: str = ""


def standing_of(article: Article, versions: list[Version] | None = None) -> Standing:
    """Decide what readers get, by the table of the design. One query, or none when ``versions`` are given.

    Args:
        article: with its topic at hand.
        versions: all versions of the article, in any order.
    """
    newest_first = sorted(
        article.versions.all() if versions is None else versions,
        key=lambda version: version.number,
        reverse=True,
    )
    by_status = {version.status: version for version in reversed(newest_first)}
    live = by_status.get(Status.APPROVED)
    pending = next((version for version in newest_first if version.status in PENDING), None)
    if live:
        return Standing(shown=Shown.LIVE, version=live, update=pending.status if pending else "")
    if retracted := by_status.get(Status.RETRACTED):
        return Standing(shown=Shown.RETRACTED, version=retracted)
    with_caution = (
        article.topic is not None and article.topic.pending_visibility == PendingVisibility.WITH_CAUTION
    )
    if pending and not with_caution:
        return Standing(shown=Shown.NOTHING)
    if pending:
        shown = Shown.BEING_REVISED if pending.objected else Shown.PENDING
        return Standing(shown=shown, version=pending)
    return _after_caution(newest_first)


def _after_caution(newest_first: list[Version]) -> Standing:
    shown = next((version for version in newest_first if version.shown_with_caution), None)
    if shown is None:
        return Standing(shown=Shown.NOTHING)
    ended = next(version for version in newest_first if version.status != Status.DRAFT)
    if ended.status == Status.RETURNED:
        return Standing(shown=Shown.BEING_REVISED, version=shown)
    return Standing(shown=Shown.GONE, version=ended)


def numbered(version: Version) -> bool:
    """Whether a version has a public address of its own: it was live once, and stays for ever."""
    return version.status in EVER_LIVE


def shown_versions() -> QuerySet[Version]:
    """Return the versions whose text a reader may see at an article's address now, at most one an article.

    The sibling of ``Article.objects.public()``, for lists.
    """
    decided = Version.objects.filter(
        article=OuterRef("article"), status__in=(Status.APPROVED, Status.RETRACTED)
    )
    with_caution = Q(
        status__in=PENDING,
        objected=False,
        article__topic__pending_visibility=PendingVisibility.WITH_CAUTION,
    ) & ~Exists(decided)
    return Version.objects.filter(Q(status=Status.APPROVED) | with_caution)


def numbered_versions() -> QuerySet[Version]:
    """Return the versions that have an address of their own for ever: those that were live."""
    return Version.objects.filter(status__in=EVER_LIVE)
