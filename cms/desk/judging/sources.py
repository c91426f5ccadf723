"""The sources of a text as a reviewer checks them: the passage behind a claim, and what was found in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from articles.content.citations import Citation
from articles.content.text import ArticleText, ReferenceText, SupportText
from cms.desk.judging.wording import FOUND
from reviews.models import Review, SourceCheck, SourceVerdict

#: A source and the passage of it that was looked at; without one, the source as a whole.
Place = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class Found:
    """What was found in one source: by the member who looks, and by the others as far as they are heard."""

    own: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def own_label(self) -> str:
        return FOUND[self.own] if self.own else ""


@dataclass(frozen=True, kw_only=True)
class Backing:
    """A source with the passage that backs a claim, and what was found in it. ``number``: as in the text."""

    reference: ReferenceText
    support: SupportText | None
    number: int | None
    found: Found

    @property
    def key(self) -> str:
        """Names this place in the page, the same wherever it is shown."""
        return f"{self.reference.key}.{self.support.key if self.support else 'whole'}"

    def named(self, *, passage: bool) -> str:
        """The source in a line, with its number in the text; with the passage, where that is what differs."""
        number = f"[{self.number}] " if self.number else ""
        year = f", {self.reference.year}" if self.reference.year else ""
        backed = f"“{self.support.passage}”" if self.support else "no passage"
        return f"{number}{self.reference.title}{year}{f': {backed}' if passage else ''}"


@dataclass(frozen=True)
class _Listed:
    """The sources of a text and their passages by key, and the passages of each source."""

    references: Mapping[UUID, ReferenceText]
    supports: Mapping[UUID, SupportText]
    passages: Mapping[UUID, list[UUID]]

    @classmethod
    def of(cls, text: ArticleText) -> _Listed:
        passages: dict[UUID, list[UUID]] = defaultdict(list)
        for support in text.supports:
            passages[support.reference].append(support.key)
        return cls(
            {reference.key: reference for reference in text.references},
            {support.key: support for support in text.supports},
            passages,
        )


@dataclass
class Checks:
    """What was found in the sources of a text, by place."""

    by_place: Mapping[Place, Found] = field(default_factory=dict)
    _seen: dict[int, tuple[ArticleText, _Listed]] = field(default_factory=dict, repr=False)

    def at(self, place: Place) -> Found:
        return self.by_place.get(place) or Found()

    def backings(
        self, text: ArticleText, numbers: Mapping[UUID, int], cited: tuple[Citation, ...]
    ) -> list[Backing]:
        """The sources that are cited for a claim, in the order of their marks."""
        listed = self._listed(text)
        return [
            Backing(
                reference=listed.references[mark.ref],
                support=listed.supports.get(mark.support) if mark.support else None,
                number=numbers.get(mark.ref),
                found=self.at((mark.ref, mark.support if mark.support in listed.supports else None)),
            )
            for mark in cited
            if mark.ref in listed.references
        ]

    def of_source(self, text: ArticleText, numbers: Mapping[UUID, int], key: UUID) -> list[Backing]:
        """One source with all its passages; one without any, as a whole."""
        passages = self._listed(text).passages.get(key, [])
        marks = [Citation(key, passage) for passage in passages] or [Citation(key)]
        return self.backings(text, numbers, tuple(marks))

    def _listed(self, text: ArticleText) -> _Listed:
        """What a text lists, looked through once and not again for each of its claims."""
        if id(text) not in self._seen:
            self._seen[id(text)] = (text, _Listed.of(text))
        return self._seen[id(text)][1]


def checks_of(review: Review, user_id: int, *, others: bool) -> Checks:
    """Return each member's newest word on each source, in one query.

    Args:
        others: whether this person hears what other members found.
    """
    rows = SourceCheck.objects.filter(review=review).select_related("member").order_by("pk")
    newest = {(row.member_id, row.reference_key, row.support_key): row for row in rows}
    own: dict[Place, str] = {}
    heard: dict[Place, list[tuple[str, str]]] = defaultdict(list)
    for row in newest.values():
        place = (row.reference_key, row.support_key)
        if row.member.user_id == user_id:
            own[place] = row.verdict
        elif others:
            heard[place].append((row.member.printed_name, SourceVerdict(row.verdict).label))
    return Checks({place: Found(own.get(place, ""), tuple(heard[place])) for place in {*own, *heard}})
