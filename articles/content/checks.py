"""What is wrong with a version's text: errors stand in the way of submitting, warnings may be overruled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from articles.content.awaited import awaited_number
from articles.content.citations import citations, numbering
from articles.content.doses import find_doses
from articles.content.identifiers import identifiers_of
from articles.content.problems import Problem, in_reference, in_section, quoted
from articles.content.richtext import changed_by_sanitiser, text_of
from articles.content.text import ArticleText, ReferenceText, SectionText


def check(
    text: ArticleText,
    *,
    retracted: Collection[str] = (),
    plain_language_required: bool = False,
    reference_age_years: int | None = None,
    this_year: int,
) -> list[Problem]:
    """All that is wrong with a text, errors first, each in reading order.

    ``retracted`` is what retracted sources are known by (``identifiers_of``); ``reference_age_years`` and
    ``plain_language_required`` come from the policy of the article.
    """
    return [
        *_missing(text),
        *_empty_sections(text.sections),
        *_unclean(text),
        *_dangling_citations(text),
        *_unbacked_supports(text),
        *_retracted_references(text, retracted),
        *(_missing_plain_bodies(text) if plain_language_required else ()),
        *_uncited_references(text),
        *(_old_references(text, this_year - reference_age_years) if reference_age_years is not None else ()),
        *_incomplete_doses(text),
    ]


def in_reading_order(text: ArticleText) -> list[str]:
    """The rich texts whose citations are numbered together: the summary, then each body."""
    return [text.summary, *(section.body for section in text.sections)]


def _error(code: str, where: str, message: str) -> Problem:
    return Problem(code=code, severity="error", where=where, message=message)


def _warning(code: str, where: str, message: str) -> Problem:
    return Problem(code=code, severity="warning", where=where, message=message)


def _places(text: ArticleText) -> Iterator[tuple[str, str, str]]:
    """Each rich text: where it is for programs, for people, and its HTML."""
    yield "summary", "the summary", text.summary
    yield "plain_summary", "the summary in plain language", text.plain_summary
    for number, section in enumerate(text.sections, start=1):
        name = named(section, number)
        yield in_section(section.key), name, section.body
        yield in_section(section.key), f"the plain-language text of {name}", section.plain_body


def named(section: SectionText, number: int) -> str:
    """A section as messages call it: by its heading, else by its place."""
    return f"the section {quoted(section.heading)}" if section.heading.strip() else f"section {number}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _missing(text: ArticleText) -> Iterator[Problem]:
    if not text.title.strip():
        yield _error("no-title", "title", "The article has no title. Give it the question that it answers.")
    if not text_of(text.summary):
        yield _error(
            "no-summary", "summary", "There is no summary. Answer the question there in a few sentences."
        )
    if not text.sections:
        yield _error("no-section", "text", "There is no section. Write at least one, with a heading.")
    for number, section in enumerate(text.sections, start=1):
        if not section.heading.strip():
            where = in_section(section.key)
            yield _error("no-heading", where, f"Section {number} has no heading. Give it one.")
    if not text.references:
        yield _error(
            "no-reference", "references", "There is no reference. Add the sources that the text rests on."
        )


def _empty_sections(sections: tuple[SectionText, ...]) -> Iterator[Problem]:
    """A heading may stand without text when a deeper one follows it: its sub-sections carry the text."""
    for number, section in enumerate(sections, start=1):
        following = sections[number] if number < len(sections) else None
        if text_of(section.body) or (following and following.level > section.level):
            continue
        message = f"{_sentence(named(section, number))} has no text. Write it, or take the heading out."
        yield _error("empty-section", in_section(section.key), message)


def _unclean(text: ArticleText) -> Iterator[Problem]:
    for where, place, html in _places(text):
        if changed_by_sanitiser(html):
            message = (
                f"{_sentence(place)} holds HTML that is not allowed here. Open it in the editor"
                f" and save it again."
            )
            yield _error("unclean-text", where, message)


def _dangling_citations(text: ArticleText) -> Iterator[Problem]:
    known = {reference.key for reference in text.references}
    numbers = numbering(*in_reading_order(text))
    told: set[tuple[str, UUID]] = set()
    for where, place, html in _places(text):
        for citation in citations(html):
            if citation.ref in known or (where, citation.ref) in told:
                continue
            told.add((where, citation.ref))
            number = awaited_number(citation.ref) or 0
            if number > len(known):
                message = (
                    f"[{number}] in {place} waits for reference {number}. Add it to the list, or take the"
                    f" mark out; if it is no citation, put a backslash before it."
                )
            else:
                name = f"Citation {numbers[citation.ref]}" if citation.ref in numbers else "A citation"
                message = (
                    f"{name} in {place} has no reference. Add the reference that it points at, or"
                    f" take the mark out."
                )
            yield _error("dangling-citation", where, message)


def _unbacked_supports(text: ArticleText) -> Iterator[Problem]:
    supports = {support.key: support.reference for support in text.supports}
    for where, place, html in _places(text):
        for citation in citations(html):
            if citation.support is None or supports.get(citation.support) == citation.ref:
                continue
            fault = "is not there" if citation.support not in supports else "is of another reference"
            message = f"The passage that backs a citation in {place} {fault}. Choose the passage again."
            yield _error("support-without-source", where, message)


def _retracted_references(text: ArticleText, retracted: Collection[str]) -> Iterator[Problem]:
    for reference in text.references:
        if not identifiers_of(reference).isdisjoint(retracted):
            message = (
                f"The source {_named_reference(reference)} has been retracted. Replace it and"
                f" what rests on it."
            )
            yield _error("retracted-reference", in_reference(reference.key), message)


def _missing_plain_bodies(text: ArticleText) -> Iterator[Problem]:
    if text_of(text.summary) and not text_of(text.plain_summary):
        message = (
            "The summary has no plain-language text, and the policy asks for one. Write it for"
            " patients and carers."
        )
        yield _error("plain-missing", "plain_summary", message)
    for number, section in enumerate(text.sections, start=1):
        if text_of(section.body) and not text_of(section.plain_body):
            name = _sentence(named(section, number))
            message = (
                f"{name} has no plain-language text, and the policy asks for one. Write it for"
                f" patients and carers."
            )
            yield _error("plain-missing", in_section(section.key), message)


def _uncited_references(text: ArticleText) -> Iterator[Problem]:
    cited = {citation.ref for _, _, html in _places(text) for citation in citations(html)}
    for reference in text.references:
        if reference.key not in cited:
            message = (
                f"Nothing in the text cites {_named_reference(reference)}. Cite it where it is"
                f" used, or take it out."
            )
            yield _warning("uncited-reference", in_reference(reference.key), message)


def _old_references(text: ArticleText, oldest: int) -> Iterator[Problem]:
    for reference in text.references:
        if reference.year is not None and reference.year < oldest:
            message = (
                f"{_sentence(_named_reference(reference))} is of {reference.year}; the"
                f" policy asks for {oldest} or later."
                " Look for a newer source, or say why this one still holds."
            )
            yield _warning("old-reference", in_reference(reference.key), message)


def _incomplete_doses(text: ArticleText) -> Iterator[Problem]:
    for where, place, html in _places(text):
        for dose in find_doses(text_of(html)):
            if dose.lacks_unit:
                message = f"The dose {quoted(dose.text)} in {place} has no unit. Say what the number counts."
                yield _warning("dose-without-unit", where, message)
            elif dose.lacks_frequency:
                message = (
                    f"The dose {quoted(dose.text)} in {place} does not say how often. Add it, or"
                    f" that it is given once."
                )
                yield _warning("dose-without-frequency", where, message)


def _named_reference(reference: ReferenceText) -> str:
    return quoted(reference.title or reference.source or reference.url or "without a title", limit=80)
