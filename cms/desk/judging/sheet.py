"""A text laid out for judging: what changed is marked in it, each section with what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content import citations
from articles.content.citations import Citation
from articles.content.diff import Change, Comparison, ReferenceDiff, SectionDiff, Weight
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import CorrectionKind, Drafting
from cms.desk.judging.remarks import Remark, Remarks

WEIGHTS = {
    Weight.DOSE: "Dose",
    Weight.NEGATION: "Negation",
    Weight.SENSE: "Meaning",
    Weight.FIGURE: "Figure",
    Weight.WORDING: "Wording",
    Weight.REFERENCE: "Source",
    Weight.CITATION: "Citation",
    Weight.ORDER: "Moved",
    Weight.FORM: "Form",
}

_AROUND = 6
VALUES = {str(value): str(label) for value, label in (*CorrectionKind.choices, *Drafting.choices)}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A section, or (without a key) the title and summary. ``state`` is empty where nothing is compared."""

    key: UUID | None
    anchor: str
    level: int
    heading: SafeString
    body: SafeString
    plain_body: SafeString
    remarks: list[Remark]
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
    supports: list[SupportText]
    diff: ReferenceDiff | None = None

    @property
    def state(self) -> str:
        return self.diff.state if self.diff else ""


@dataclass(frozen=True, kw_only=True)
class ChangeCard:
    """One change: its kind, whether something was only added or only taken out, and where it stands."""

    change: Change
    kind: str
    how: str
    place: str
    anchor: str

    @property
    def before(self) -> str:
        """The words before it, with the space that parts them from it."""
        said = self.change.before
        cut = f"… {said}" if len(said.split()) > _AROUND else said
        return cut + _gap(self.change.old or self.change.new)

    @property
    def after(self) -> str:
        """The words after it, with the space that parts them from it."""
        said = self.change.after
        return _gap(said) + (f"{said} …" if len(said.split()) > _AROUND else said)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The whole page of text."""

    title: SafeString
    second_title: SafeString
    fields: tuple[tuple[str, str, str], ...]
    lead: Passage
    sections: list[Passage]
    sources: list[Source]
    cards: list[ChangeCard]
    headings: dict[str, str]


class _Marks:
    """Citation marks as links to the sources: numbered as in the new text; those that went, as before."""

    def __init__(self, text: ArticleText, old: ArticleText | None) -> None:
        self.numbers = _numbering(text)
        self.gone = _numbering(old) if old else {}
        self.known = {reference.key for reference in text.references}

    def shown(self, html: str) -> SafeString:
        """Rich text as it is shown. It was sanitised as it was stored, and again as it was compared."""
        return mark_safe(citations.render(html, self._mark))  # noqa: S308

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
    old: ArticleText | None = None,
    comparison: Comparison | None = None,
) -> Sheet:
    """Lay a text out, with its changes since ``old`` where a comparison is given."""
    marks = _Marks(text, old)
    rows = {row.key: row for row in comparison.sections} if comparison else {}
    places = [(row.key, row) for row in comparison.sections] if comparison else []
    by_key = {section.key: section for section in text.sections}
    order = [key for key, _ in places] or [section.key for section in text.sections]
    return Sheet(
        title=mark_safe(comparison.title) if comparison else escape(text.title),  # noqa: S308
        second_title=mark_safe(comparison.second_title) if comparison else escape(text.second_title),  # noqa: S308
        fields=_fields(comparison),
        lead=_lead(text, marks, remarks, comparison),
        sections=[_passage(by_key.get(key), rows.get(key), marks, remarks) for key in order],
        sources=_sources(text, marks, comparison),
        cards=_cards(comparison, text, old),
        headings={str(section.key): section.heading for section in text.sections},
    )


def _fields(comparison: Comparison | None) -> tuple[tuple[str, str, str], ...]:
    rows = comparison.fields if comparison else ()
    return tuple((name, VALUES.get(old, old), VALUES.get(new, new)) for name, old, new in rows)


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
        body=marks.shown(comparison.summary if comparison else text.summary),
        plain_body=marks.shown(comparison.plain_summary if comparison else text.plain_summary),
        remarks=remarks.at(None),
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
        body=marks.shown(section.body),
        plain_body=marks.shown(section.plain_body),
        remarks=remarks.at(section.key),
    )


def _sources(text: ArticleText, marks: _Marks, comparison: Comparison | None) -> list[Source]:
    supports: dict[UUID, list[SupportText]] = {}
    for support in text.supports:
        supports.setdefault(support.reference, []).append(support)
    rows: Sequence[ReferenceDiff] = comparison.references if comparison else ()
    diffs = {row.key: row for row in rows}
    gone = [row.old for row in rows if row.state == "removed" and row.old]
    sources = [
        Source(
            reference=reference,
            number=marks.numbers.get(reference.key) or marks.gone.get(reference.key),
            supports=supports.get(reference.key, []),
            diff=diffs.get(reference.key),
        )
        for reference in [*text.references, *gone]
    ]
    return sorted(sources, key=lambda one: (one.state == "removed", one.number or 10**6))


def _cards(comparison: Comparison | None, text: ArticleText, old: ArticleText | None) -> list[ChangeCard]:
    if comparison is None or old is None:
        return []
    headings = {f"section:{section.key}": section.heading for section in (*old.sections, *text.sections)}
    return [
        ChangeCard(
            change=change,
            kind=WEIGHTS[change.weight],
            how=_how(change),
            place=_place(change, headings),
            anchor=_anchor(change),
        )
        for change in map(_spoken, comparison.by_weight())
    ]


def _gap(after: str) -> str:
    return "" if after[:1] in set(",.;:)?!") else " "


def _how(change: Change) -> str:
    if change.weight in (Weight.ORDER, Weight.CITATION, Weight.FORM) or bool(change.old) == bool(change.new):
        return ""
    return "added" if change.new else "taken out"


def _spoken(change: Change) -> Change:
    """What stands for itself in the record (kinds of correction, of drafting), in words."""
    if change.where != "text":
        return change
    return replace(change, old=VALUES.get(change.old, change.old), new=VALUES.get(change.new, change.new))


def _place(change: Change, headings: dict[str, str]) -> str:
    known = {"title": "Title", "text": "About the text", "summary": "Summary"}
    place = headings.get(change.where) or known.get(change.where, "Sources")
    return f"{place}, for patients" if change.part == "plain" else place


def _anchor(change: Change) -> str:
    what, _, key = change.where.partition(":")
    return {"section": f"section-{key}", "reference": f"ref-{key}"}.get(what, "summary")
