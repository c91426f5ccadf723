"""A text laid out for judging: what changed is marked in it, each section with what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content import citations
from articles.content.citations import Citation
from articles.content.diff import Comparison, ReferenceDiff, SectionDiff, side_by_side
from articles.content.diff.article import REFERENCE_FIELDS
from articles.content.richtext import CONTENT_FORMAT, sanitised_again
from articles.content.text import ArticleText, ReferenceText, SectionText
from cms.desk.judging.cards import ChangeCard, Looking, cards_of
from cms.desk.judging.kept import Kept
from cms.desk.judging.remarks import Remark, Remarks
from cms.desk.judging.sources import Backing, Checks
from cms.desk.manuscript import About, about
from cms.pages.references import recorded

#: So many cards are open, whatever they say.
_FEW = 8
#: Blocks of a text, each as it was and as it is.
Sides = Sequence[tuple[SafeString, SafeString]]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A section, or (without a key) the title and summary. ``state`` is empty where nothing is compared.

    ``sides``: its blocks as they were and as they are, where it changed and is to be shown side by side.
    """

    key: UUID | None
    anchor: str
    level: int
    heading: SafeString
    body: SafeString
    plain_body: SafeString
    remarks: list[Remark]
    sides: Sides = ()
    plain_sides: Sides = ()
    state: str = ""
    moved: bool = False
    changes: int = 0
    plain_left_behind: bool = False

    @property
    def folded(self) -> bool:
        """Whether it can be passed over: nothing changed in it, nothing was said of it."""
        return self.state == "same" and not self.remarks


@dataclass(frozen=True, kw_only=True)
class Source:
    """A reference as the list shows it, with the passages that back what is claimed."""

    reference: ReferenceText
    number: int | None
    backings: list[Backing]
    diff: ReferenceDiff | None = None

    @property
    def state(self) -> str:
        return self.diff.state if self.diff else ""

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """What is said of it otherwise than before: the name, what was said, what is said now."""
        if self.diff is None or self.diff.old is None or self.diff.new is None:
            return []
        rows = [(REFERENCE_FIELDS[name], old, new) for name, old, new in self.diff.fields if name != "csl"]
        was, now = (dict(recorded(one.csl)) for one in (self.diff.old, self.diff.new))
        further = [(name, was.get(name, ""), now.get(name, "")) for name in {**was, **now}]
        return rows + [row for row in further if row[1] != row[2]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The whole page of text."""

    title: SafeString
    second_title: SafeString
    about: list[About]
    lead: Passage
    sections: list[Passage]
    sources: list[Source]
    cards: list[ChangeCard]
    headings: dict[str, str]

    @property
    def open_cards(self) -> list[ChangeCard]:
        """Those that are never folded away: the first few, and all that are not known to be harmless."""
        return [card for number, card in enumerate(self.cards) if number < _FEW or card.grave]

    @property
    def folded_cards(self) -> list[ChangeCard]:
        return self.cards[len(self.open_cards) :]


class _Marks:
    """Citation marks as links to the sources: numbered as in the new text; those that went, as before."""

    def __init__(self, text: ArticleText, old: ArticleText | None, *, side: bool) -> None:
        self.side = side
        self.numbers = _numbering(text)
        self.gone = _numbering(old) if old else {}
        self.known = {reference.key for reference in text.references}

    def shown(self, html: str) -> SafeString:
        """Rich text that was compared, and sanitised for it, as it is shown."""
        return mark_safe(citations.render(html, self._mark))  # noqa: S308

    def stored(self, html: str) -> SafeString:
        """Rich text as it is stored and as it is shown: sanitised again, whatever was done to its row."""
        return self.shown(sanitised_again(html))

    def sides(self, html: str) -> Sides:
        """Blocks as they were and as they are; none where they are to be shown in one text."""
        rows = side_by_side(html) if self.side else []
        return [(self.shown(row.old), self.shown(row.new)) for row in rows]

    def _mark(self, citation: Citation) -> str:
        number = self.numbers.get(citation.ref) or self.gone.get(citation.ref, 0)
        lost = "" if citation.ref in self.known or citation.ref in self.gone else " missing"
        return format_html(
            '<a class="cite{}" data-citation href="#ref-{}" data-passage="{}">{}</a>',
            lost,
            citation.ref,
            f"support-{citation.support}" if citation.support else "",
            number,
        )


def sheet_of(
    text: ArticleText,
    remarks: Remarks,
    *,
    checks: Checks,
    kept: Kept,
    old: ArticleText | None = None,
    comparison: Comparison | None = None,
    side: bool = False,
    content_format: int = CONTENT_FORMAT,
) -> Sheet:
    """Lay a text out; where a comparison is given, with its changes since ``old``, perhaps side by side."""
    marks = _Marks(text, old, side=side and comparison is not None)
    looking = Looking(numbers=marks.numbers, numbers_before=marks.gone, checks=checks, kept=kept)
    rows = {row.key: row for row in comparison.sections} if comparison else {}
    places = [(row.key, row) for row in comparison.sections] if comparison else []
    by_key = {section.key: section for section in text.sections}
    order = [key for key, _ in places] or [section.key for section in text.sections]
    return Sheet(
        title=mark_safe(comparison.title) if comparison else escape(text.title),  # noqa: S308
        second_title=mark_safe(comparison.second_title) if comparison else escape(text.second_title),  # noqa: S308
        about=about(text, old, content_format=content_format),
        lead=_lead(text, marks, remarks, comparison),
        sections=[_passage(by_key.get(key), rows.get(key), marks, remarks) for key in order],
        sources=_sources(text, marks, checks, comparison),
        cards=cards_of(text, looking, old=old, comparison=comparison),
        headings={str(section.key): section.heading for section in text.sections},
    )


def _numbering(text: ArticleText) -> dict[UUID, int]:
    bodies = [text.summary, *(section.body for section in text.sections)]
    return citations.numbering(
        *bodies, text.plain_summary, *(section.plain_body for section in text.sections)
    )


def _lead(text: ArticleText, marks: _Marks, remarks: Remarks, comparison: Comparison | None) -> Passage:
    told = (
        [change for change in comparison.changes if change.where in ("title", "summary", "text")]
        if comparison
        else []
    )
    return Passage(
        key=None,
        anchor="summary",
        level=2,
        heading=SafeString("Title and summary"),
        body=marks.shown(comparison.summary) if comparison else marks.stored(text.summary),
        plain_body=marks.shown(comparison.plain_summary) if comparison else marks.stored(text.plain_summary),
        remarks=remarks.at(None),
        sides=marks.sides(comparison.summary) if comparison and told else (),
        plain_sides=marks.sides(comparison.plain_summary) if comparison and told else (),
        state=("changed" if told else "same") if comparison else "",
        changes=len(told),
    )


def _passage(
    section: SectionText | None, row: SectionDiff | None, marks: _Marks, remarks: Remarks
) -> Passage:
    if row:
        return Passage(
            key=row.key,
            anchor=f"section-{row.key}",
            level=row.level,
            heading=mark_safe(row.heading),  # noqa: S308 - escaped word by word
            body=marks.shown(row.body),
            plain_body=marks.shown(row.plain_body),
            remarks=remarks.at(row.key),
            sides=marks.sides(row.body) if row.state == "changed" else (),
            plain_sides=marks.sides(row.plain_body) if row.state == "changed" else (),
            state=row.state,
            moved=row.moved,
            changes=len(row.changes),
            plain_left_behind=row.plain_left_behind,
        )
    if section is None:
        raise ValueError("A passage is a section, or a comparison of one.")
    return Passage(
        key=section.key,
        anchor=f"section-{section.key}",
        level=section.level,
        heading=escape(section.heading),
        body=marks.stored(section.body),
        plain_body=marks.stored(section.plain_body),
        remarks=remarks.at(section.key),
    )


def _sources(text: ArticleText, marks: _Marks, checks: Checks, comparison: Comparison | None) -> list[Source]:
    rows: Sequence[ReferenceDiff] = comparison.references if comparison else ()
    diffs = {row.key: row for row in rows}
    gone = [row.old for row in rows if row.state == "removed" and row.old]
    sources = [
        Source(
            reference=reference,
            number=marks.numbers.get(reference.key) or marks.gone.get(reference.key),
            backings=checks.of_source(text, marks.numbers, reference.key),
            diff=diffs.get(reference.key),
        )
        for reference in [*text.references, *gone]
    ]
    return sorted(sources, key=lambda one: (one.state == "removed", one.number or 10**6))
