"""The form in which a text is stored: rich text sanitised, lines on one line, nothing that is not text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from articles.content.characters import without_forbidden
from articles.content.richtext import sanitise
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import CorrectionKind, Drafting, ReferenceKind

_LINES = ("title", "second_title", "language", "condition_name", "condition_code", "stated_date")
_PARAGRAPHS = ("drafting", "drafting_note", "correction_kind", "correction_notice")
_RICH = ("summary", "plain_summary")
#: Addresses that are no page: a script, a file, data. (What a page of FTP was stands, and is no link.)
_SCHEME = re.compile(r"(?i)(?!https?:|ftp:)[a-z][a-z0-9+-]*:(?![0-9])")
VERSION_FIELDS = (*_LINES, *_PARAGRAPHS, *_RICH)


class Malformed(ValueError):
    """The text breaks a rule of its form and cannot be stored. The message says which."""


def cleaned(text: ArticleText) -> ArticleText:
    """Return the text in the form in which it is stored: rich text sanitised, lines on one line.

    Raises:
        Malformed: if two sections, references or supports have one key, a kind is not one of ours, or the
            address of a source is not one of the web.
    """
    _refuse_malformed(text)
    return ArticleText(
        **{name: _one_line(getattr(text, name)) for name in _LINES},
        **{name: without_forbidden(getattr(text, name)).strip() for name in _PARAGRAPHS},
        **{name: sanitise(getattr(text, name)) for name in _RICH},
        sections=tuple(
            SectionText(
                key=section.key,
                level=min(max(section.level, 2), 6),
                heading=_one_line(section.heading),
                body=sanitise(section.body),
                plain_body=sanitise(section.plain_body),
            )
            for section in text.sections
        ),
        references=tuple(_cleaned_reference(reference) for reference in text.references),
        supports=tuple(
            SupportText(
                key=support.key,
                reference=support.reference,
                passage=without_forbidden(support.passage).strip(),
                locator=_one_line(support.locator),
            )
            for support in sorted(text.supports, key=lambda support: support.key)
        ),
    )


def _refuse_malformed(text: ArticleText) -> None:
    for rows in (text.sections, text.references, text.supports):
        if len({row.key for row in rows}) < len(rows):
            raise Malformed("Two sections, references or supports have the same key.")
    for reference in text.references:
        _refuse_malformed_reference(reference)
    if text.drafting not in Drafting.values:
        raise Malformed(f"There is no way of drafting called “{text.drafting}”.")
    if text.correction_kind not in ("", *CorrectionKind.values):
        raise Malformed(f"There is no kind of correction called “{text.correction_kind}”.")


def _refuse_malformed_reference(reference: ReferenceText) -> None:
    if reference.kind not in ReferenceKind.values:
        raise Malformed(f"There is no kind of reference called “{reference.kind}”.")
    if reference.year is not None and not 0 < reference.year < 10_000:
        raise Malformed(f"There is no year {reference.year}.")
    if _SCHEME.match(reference.url.strip()):
        raise Malformed(
            f"The address of the source “{reference.title}” begins neither with https:// nor with http://:"
            f" “{reference.url}”. Put the address of a web page there, or leave it empty."
        )


def _cleaned_reference(reference: ReferenceText) -> ReferenceText:
    lines = {name: _one_line(getattr(reference, name)) for name in ("title", "source", "doi", "pmid", "url")}
    csl = _plain_json(reference.csl)
    return ReferenceText(key=reference.key, kind=reference.kind, year=reference.year, csl=csl, **lines)


def _plain_json(value: Any) -> Any:
    # Fractions have no one canonical form in JSON, and the digest needs one.
    if isinstance(value, Mapping):
        return {without_forbidden(str(key)): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(item) for item in value]
    return value if value is None or isinstance(value, int) else without_forbidden(str(value))


def _one_line(said: str) -> str:
    return " ".join(without_forbidden(said).split())
