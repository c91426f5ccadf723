"""A text laid out for the desk: every field that its digest covers, and each of its sources in full."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from articles.content import citations
from articles.content.citations import Citation
from articles.content.richtext import CONTENT_FORMAT, sanitised_again
from articles.content.text import ArticleText, ReferenceText, SupportText
from articles.models import CorrectionKind, Drafting
from cms.pages.bodies import scrolling_tables

#: What a text says of itself, in the order in which it is shown.
ABOUT = {
    "language": "Language",
    "condition_name": "Condition",
    "condition_code": "ICD-10 code",
    "drafting": "Drafting",
    "drafting_note": "Drafting note",
    "stated_date": "Stated date",
    "correction_kind": "Correction",
    "correction_notice": "Correction notice",
}
#: Said to be missing where they are empty; the others are then left out.
_ALWAYS = frozenset({"condition_name", "drafting"})
_CODED = {str(value): str(label) for value, label in (*CorrectionKind.choices, *Drafting.choices)}


@dataclass(frozen=True)
class About:
    """One thing that a text says of itself; ``was`` is what the one that it is compared with says instead."""

    name: str
    said: str
    was: str = ""
    changed: bool = False


@dataclass(frozen=True)
class Passage:
    """A section as it is laid out here, its citation marks turned into numbers that link to the list."""

    key: UUID
    level: int
    heading: str
    body: SafeString
    plain_body: SafeString


@dataclass(frozen=True)
class Listed:
    """A source with the number that it has here, None where nothing cites it, and its passages."""

    number: int | None
    reference: ReferenceText
    supports: list[SupportText]


@dataclass(frozen=True)
class Layout:
    """A text laid out: what it says of itself, summaries, sections, and its sources."""

    second_title: str
    about: list[About]
    summary: SafeString
    plain_summary: SafeString
    sections: list[Passage]
    references: list[Listed]


def about(
    text: ArticleText, old: ArticleText | None = None, *, content_format: int = CONTENT_FORMAT
) -> list[About]:
    """Return what a text says of itself, and where ``old`` says otherwise, what that says."""
    rows = []
    for name, label in ABOUT.items():
        said, was = (_in_words(name, getattr(each, name)) for each in (text, old or text))
        if said != was:
            rows.append(About(label, said, was, changed=True))
        elif said or name in _ALWAYS:
            rows.append(About(label, said or "Not stated"))
    return [*rows, About("Text format", str(content_format))]


def _in_words(name: str, said: str) -> str:
    if name != "language":
        return _CODED.get(said, said) if name in ("drafting", "correction_kind") else said
    try:
        return f"{get_language_info(said)['name']} ({said})"
    except KeyError:
        return said


def laid_out(text: ArticleText, *, content_format: int = CONTENT_FORMAT) -> Layout:
    """Lay a text out. Its rich text is sanitised again, and citation marks become numbers."""
    numbers = citations.numbering(text.summary, *(section.body for section in text.sections))
    for said in (text.plain_summary, *(section.plain_body for section in text.sections)):
        for key in citations.numbering(said):
            numbers.setdefault(key, len(numbers) + 1)
    known = {reference.key for reference in text.references}

    def mark(citation: Citation) -> str:
        number = numbers.get(citation.ref, 0)
        missing = "" if citation.ref in known else " missing"
        return format_html('<a class="cite{}" href="#ref-{}">{}</a>', missing, citation.ref, number)

    def shown(html: str) -> SafeString:
        safe = citations.render(sanitised_again(html), mark)
        return mark_safe(scrolling_tables(safe))  # noqa: S308 - sanitised in the lines above

    return Layout(
        second_title=text.second_title,
        about=about(text, content_format=content_format),
        summary=shown(text.summary),
        plain_summary=shown(text.plain_summary),
        sections=[
            Passage(s.key, s.level, s.heading, shown(s.body), shown(s.plain_body)) for s in text.sections
        ],
        references=_listed(text, numbers),
    )


def _listed(text: ArticleText, numbers: dict[UUID, int]) -> list[Listed]:
    supports: dict[UUID, list[SupportText]] = defaultdict(list)
    for support in text.supports:
        supports[support.reference].append(support)
    order = sorted(text.references, key=lambda reference: numbers.get(reference.key, 10**6))
    return [Listed(numbers.get(one.key), one, supports[one.key]) for one in order]
