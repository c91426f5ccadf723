"""A version's text as plain values: what importers produce, checks read, the digest covers and pages show.

Nothing here knows a database or a request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SectionText:
    """One section. ``level`` is 2 to 6, as in HTML; bodies are sanitised HTML, and may be empty."""

    key: UUID
    level: int
    heading: str
    body: str = ""
    plain_body: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferenceText:
    """One source. ``kind`` is guideline, research, review, book or website; ``csl`` holds more CSL fields."""

    key: UUID
    kind: str
    title: str
    source: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    url: str = ""
    csl: dict[str, object] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """Its address on the web, where it is one that a reader may be sent to."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""


@dataclass(frozen=True, kw_only=True)
class SupportText:
    """The passage of a source that backs a claim; a citation names it by ``key`` in ``data-support``."""

    key: UUID
    reference: UUID
    passage: str
    locator: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleText:
    """All that one version says, in reading order."""

    title: str
    second_title: str = ""
    summary: str = ""
    plain_summary: str = ""
    language: str = "en"
    condition_name: str = ""
    condition_code: str = ""
    drafting: str = "unknown"
    drafting_note: str = ""
    stated_date: str = ""
    correction_kind: str = ""
    correction_notice: str = ""
    sections: tuple[SectionText, ...] = ()
    references: tuple[ReferenceText, ...] = ()
    supports: tuple[SupportText, ...] = ()
