"""What the importer was unsure of, and what is still open: the questions of the report beside a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from articles.content.awaited import awaited_number
from articles.content.problems import Problem
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Drafting, Intake, ReferenceKind, Version
from cms.desk.writing import repairs
from cms.desk.writing.repairs import Doubt
from cms.desk.writing.sources import is_whole

LEVELS, KINDS, ABOUT = "levels", "kinds", "about"
#: Problems that have a question of their own here; and checks that the questions cover already.
_ASKED_APART = frozenset({"guessed-level", "uncertain-citation", "dangling-citation", "guessed-kind"})
_UNCLEAR = "unclear-reference"
_CHECKED_APART = frozenset({"dangling-citation", "no-topic"})


@dataclass(frozen=True)
class Heading:
    section: SectionText
    guessed: bool

    @property
    def higher(self) -> int | None:
        """The level above, if there is one."""
        return self.section.level - 1 if self.section.level > 2 else None

    @property
    def lower(self) -> int | None:
        return self.section.level + 1 if self.section.level < 6 else None


@dataclass(frozen=True)
class DoubtAsked:
    """A number that may be a citation. ``choices`` are what it could cite: keys, and words for them."""

    index: int
    doubt: Doubt
    section: SectionText | None
    findable: bool
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Dangling:
    """Marks without a reference: their key, and each place with the words before it."""

    key: UUID
    places: list[tuple[SectionText | None, str]]
    printed: str
    """The number that the file used, where it can be told."""


@dataclass(frozen=True)
class Other:
    """Anything else that was noted as the file was read: what, and where in the draft."""

    index: int
    problem: Problem


@dataclass(frozen=True)
class Left:
    """Words that are not in the draft. ``put_back`` says that they are now."""

    index: int
    text: str
    why: str
    put_back: bool


@dataclass(frozen=True)
class Report:
    """All of it for one draft: ``problems`` are what the checks say of it now."""

    version: Version
    intake: Intake
    text: ArticleText
    problems: Sequence[Problem]
    answers: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def sections(self) -> dict[str, SectionText]:
        return {str(section.key): section for section in self.text.sections}

    @cached_property
    def outline(self) -> list[Heading]:
        guessed = set(self.intake.guessed_sections)
        return [Heading(section, str(section.key) in guessed) for section in self.text.sections]

    @property
    def levels_open(self) -> bool:
        return LEVELS not in self.answers and any(heading.guessed for heading in self.outline)

    @cached_property
    def noted(self) -> list[Problem]:
        return [Problem(**problem) for problem in self.intake.problems]

    @cached_property
    def doubts(self) -> list[DoubtAsked]:
        found = []
        for index, problem in self._open("uncertain-citation"):
            if (doubt := Doubt.of(problem.message)) and (asked := self._doubt(index, problem, doubt)):
                found.append(asked)
        return found

    @cached_property
    def dangling(self) -> list[Dangling]:
        known = {reference.key for reference in self.text.references}
        cited = dict.fromkeys(repairs.cited_keys(self.text))
        return [self._dangling(key) for key in cited if key not in known]

    @cached_property
    def unsplit(self) -> list[ReferenceText]:
        """References that were not taken apart, or lack their year, and are not said to be right so."""
        left = [one for one in self.text.references if is_whole(one) or _lacks_year(one)]
        settled = {
            problem.where for at, problem in enumerate(self.noted) if f"problem:{at}" in self.answers
        } | set(self.answers)
        return [one for one in left if f"reference:{one.key}" not in settled]

    @cached_property
    def kinds(self) -> list[ReferenceText]:
        """References whose kind was guessed; none once that was answered."""
        if KINDS in self.answers:
            return []
        guessed = {problem.where for problem in self.noted if problem.code == "guessed-kind"}
        apart = {one.key for one in self.unsplit}
        return [
            one for one in self.text.references if f"reference:{one.key}" in guessed and one.key not in apart
        ]

    @cached_property
    def others(self) -> list[Other]:
        apart = [problem for problem in self.noted if problem.code in _ASKED_APART]
        return [
            Other(index, problem)
            for index, problem in enumerate(self.noted)
            if problem not in apart and f"problem:{index}" not in self.answers and not self._settled(problem)
        ]

    @cached_property
    def errors(self) -> list[Problem]:
        """What would keep the draft from being submitted, other than what is asked above."""
        return [one for one in self.problems if one.severity == "error" and one.code not in _CHECKED_APART]

    @cached_property
    def warnings(self) -> list[Problem]:
        return [one for one in self.problems if one.severity == "warning"]

    @property
    def drafting_told(self) -> bool:
        """Whether somebody said how it was drafted; "not known" is an answer too."""
        return self.version.drafting != Drafting.UNKNOWN or ABOUT in self.answers

    @property
    def about_open(self) -> bool:
        return self.version.article.topic_id is None or not self.drafting_told

    @cached_property
    def left(self) -> list[Left]:
        return [
            Left(index, left["text"], left["why"], f"left:{index}" in self.answers)
            for index, left in enumerate(self.intake.left_out)
        ]

    @property
    def count(self) -> int:
        """How many questions are left."""
        alone = (self.levels_open, bool(self.kinds), bool(self.unsplit), self.about_open)
        return sum(alone) + len(self.doubts) + len(self.dangling) + len(self.others) + len(self.errors)

    def _open(self, code: str) -> Iterator[tuple[int, Problem]]:
        for index, problem in enumerate(self.noted):
            if problem.code == code and f"problem:{index}" not in self.answers:
                yield index, problem

    def _dangling(self, key: UUID) -> Dangling:
        places = list(repairs.places_of(self.text, key))
        numbers = {str(number)} if (number := awaited_number(key) or 0) > len(self.text.references) else set()
        for where, words in places:
            noted = self._noted_as_dangling(f"section:{where}" if where else "summary")
            at_the_place = repairs.numbers_after(words, self.intake.source_text) if len(noted) > 1 else noted
            numbers = numbers or (noted & at_the_place)
        printed = numbers.pop() if len(numbers) == 1 else ""
        return Dangling(key, [(self._section(where), words) for where, words in places], printed)

    def _noted_as_dangling(self, where: str) -> set[str]:
        noted = [one for one in self.noted if one.code == "dangling-citation" and one.where == where]
        return {match[1] for one in noted if (match := re.match(r"Citation ([0-9]+) in", one.message))}

    def _section(self, key: UUID | None) -> SectionText | None:
        return self.sections.get(str(key)) if key else None

    def _doubt(self, index: int, problem: Problem, doubt: Doubt) -> DoubtAsked | None:
        kind, _, key = problem.where.partition(":")
        section = self.sections.get(key)
        if kind == "section" and section is None:
            return None
        if doubt.in_heading and section and not section.heading.endswith(doubt.number):
            return None
        where = section.key if section else None
        findable = not doubt.in_heading and repairs.accepted(self.text, where, doubt, []) is not None
        return DoubtAsked(index, doubt, section, findable, self._choices(doubt))

    def _choices(self, doubt: Doubt) -> list[tuple[str, str]]:
        references = self.text.references
        choices = [
            (str(one.key), f"[{place}] {one.title or one.source}") for place, one in enumerate(references, 1)
        ]
        printed = [number for number in doubt.numbers if 1 <= number <= len(references)]
        if len(printed) > 1 and printed == doubt.numbers:
            keys = " ".join(str(references[number - 1].key) for number in printed)
            return [(keys, f"[{', '.join(map(str, printed))}], as it is printed"), *choices]
        first = [choices[number - 1] for number in printed[:1]]
        return first + [choice for choice in choices if choice not in first]

    def _settled(self, problem: Problem) -> bool:
        """Whether the draft shows that this was put right: a heading was given, or the section is gone."""
        kind, _, key = problem.where.partition(":")
        if kind == "reference" and problem.code == _UNCLEAR:
            return True  # It is asked about as long as it lacks something.
        if kind != "section":
            return False
        section = self.sections.get(key)
        return section is None or (problem.code == "no-heading" and bool(section.heading))


def _lacks_year(reference: ReferenceText) -> bool:
    return reference.year is None and reference.kind != ReferenceKind.WEBSITE
