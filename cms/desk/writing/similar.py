"""Articles that answer a similar question, so that nobody writes one twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.content.likeness import ALIKE, likeness, subject_of
from articles.models import Article, User, Version
from articles.roles import Roles
from articles.states import Status
from reviews.queries import versions_visible_to

_CANDIDATES = 200
_MOST = 5


@dataclass(frozen=True)
class Similar:
    """An article and where it stands."""

    title: str
    url: str
    status: str


def similar_to(title: str, *, by: User, roles: Roles, but: Article | None = None) -> list[Similar]:
    """Articles that ``by`` may see, or everybody, and that ask nearly the same. One query."""
    about = Q()
    for word in sorted(subject_of(title), key=len, reverse=True)[:2]:
        about |= Q(title__icontains=word)
    if not about:
        return []
    visible = Exists(versions_visible_to(by, roles).filter(pk=OuterRef("pk")))
    rows = Version.objects.annotate(at_the_desk=visible).select_related("article")
    rows = rows.filter(about, Q(at_the_desk=True) | Q(status=Status.APPROVED)).exclude(
        status=Status.WITHDRAWN
    )
    if but:
        rows = rows.exclude(article=but)
    newest: dict[int, Version] = {}
    for version in rows.order_by("-pk")[:_CANDIDATES]:
        newest.setdefault(version.article_id, version)
    alike = [
        (share, version) for version in newest.values() if (share := likeness(title, version.title)) >= ALIKE
    ]
    alike.sort(key=lambda pair: -pair[0])
    return [_similar(version) for _, version in alike[:_MOST]]


def _similar(version: Version) -> Similar:
    name = "desk:article" if version.at_the_desk else "article"  # type: ignore[attr-defined]
    return Similar(
        version.title, reverse(name, args=[version.article.slug]), str(Status(version.status).label).lower()
    )
