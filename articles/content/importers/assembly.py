"""What was read, put together: the summary and sections with their HTML become an article's text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from articles.content.citations import citations
from articles.content.importers.base import Imported, SectionInfo
from articles.content.importers.gathering import Gathering
from articles.content.importers.marks import doubt_at_end, in_parentheses
from articles.content.languages import ENGLISH, language_of
from articles.content.problems import Problem, in_section, quoted
from articles.content.richtext import text_of
from articles.content.slugs import is_transliterated, slug_of
from articles.content.text import ArticleText, SectionText


@dataclass(slots=True)
class Heading:
    """A section as its file has it: ``guessed`` says that the level is inferred; ``words`` may be missing."""

    words: str
    line: int
    level: int
    guessed: bool
    key: UUID = field(default_factory=uuid4)

    @property
    def where(self) -> str:
        """The place for programs."""
        return in_section(self.key)

    def place(self, number: int) -> str:
        """The place for people; ``number`` counts the sections."""
        return f"the section {quoted(self.words)}" if self.words else f"section {number}"

    def section(self, body: str) -> SectionText:
        """The section with this body."""
        return SectionText(key=self.key, level=self.level, heading=self.words, body=body)

    def info(self) -> SectionInfo:
        """What was understood of it."""
        return SectionInfo(key=self.key, heading=self.words, level=self.level, guessed=self.guessed)


def assembled(
    format: str,
    gathering: Gathering,
    *,
    fields: Mapping[str, str],
    summary: str,
    sections: list[tuple[Heading, str]],
) -> Imported:
    """The draft. ``fields`` are those of the whole article, such as ``title``; bodies are sanitised HTML."""
    for heading, _ in sections:
        _report_heading(heading, gathering)
    _doubt_parentheses([("summary", "the summary", summary), *_places(sections)], gathering)
    _report_address(fields.get("title", ""), gathering)
    bodies = (html for _, html in sections)
    language = fields.get("language") or _language(fields.get("title", ""), [summary, *bodies], gathering)
    text = ArticleText(
        **{"title": "", **fields, "language": language},  # type: ignore[arg-type]
        summary=summary,
        sections=tuple(heading.section(body) for heading, body in sections),
        references=tuple(gathering.references),
    )
    return Imported(
        format=format,
        text=text,
        sections=tuple(heading.info() for heading, _ in sections),
        problems=tuple(gathering.problems),
        left_out=gathering.left_out,
        numbers=gathering.numbers,
    )


def _places(sections: list[tuple[Heading, str]]) -> list[tuple[str, str, str]]:
    return [(heading.where, heading.place(at), html) for at, (heading, html) in enumerate(sections, start=1)]


def _doubt_parentheses(places: list[tuple[str, str, str]], gathering: Gathering) -> None:
    """Put numbers in parentheses in doubt, where most of the list is cited by nothing else."""
    count = len(gathering.references)
    listed = {reference.key for reference in gathering.references}
    cited = {citation.ref for _, _, html in places for citation in citations(html)} & listed
    if 2 * len(cited) >= count:
        return
    for where, place, html in places:
        for doubt in in_parentheses(text_of(html), references=count):
            gathering.doubt(doubt, where=where, place=place)


def _report_address(title: str, gathering: Gathering) -> None:
    slug = slug_of(title)
    if title and not re.search("[a-z]", slug):
        message = "The title has no word that an address can be made of. Give the article a title in words."
    elif is_transliterated(title):
        message = (
            f"The address of the article was made of its title by transliteration: {slug}. If it should read"
            " otherwise, begin the article again and enter the URL that you want."
        )
    else:
        return
    gathering.warn("address", "title", message)


def _language(title: str, bodies: list[str], gathering: Gathering) -> str:
    """The likely language of the text. Whatever is not plainly English is a question to the author."""
    text = language_of("\n".join([title, *map(text_of, bodies)]))
    of_title = language_of(title)
    if text.tag != ENGLISH:
        message = f"The text seems to be in {text.name}; its language was set to “{text.tag}”."
    elif of_title.tag != ENGLISH and is_transliterated(title):
        message = f"The title seems to be in {of_title.name}, and the text in English; the language is “en”."
    else:
        return ENGLISH
    gathering.warn("guessed-language", "title", f"{message} Check it: readers are read to in it.")
    return text.tag


def _report_heading(heading: Heading, gathering: Gathering) -> None:
    if not heading.words:
        message = (
            "The text after the summary has no heading. It became a section without one; give it a heading."
        )
        gathering.problems.append(
            Problem(code="no-heading", severity="error", where=heading.where, message=message)
        )
        return
    if not gathering.bracketed and (
        doubt := doubt_at_end(heading.words, references=len(gathering.references))
    ):
        gathering.doubt(doubt, where=heading.where, place="a heading")
    if heading.guessed:
        message = (
            f"The level of the heading {quoted(heading.words)} (line {heading.line})"
            f" is not marked and was guessed:"
            f" {heading.level}. Check it in the outline."
        )
        gathering.warn("guessed-level", heading.where, message)
