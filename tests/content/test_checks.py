"""The checks: each finds its fault, names the place, and finds nothing in a sound text."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from articles.content.checks import check
from articles.content.citations import Citation, written
from articles.content.problems import Problem
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText

FIRST, SECOND, PASSAGE, UNKNOWN = (UUID(int=number) for number in (1, 2, 3, 4))
OPENING, DETAIL = (UUID(int=number) for number in (5, 6))


def mark(ref: UUID, support: UUID | None = None) -> str:
    return written(Citation(ref, support))


def sound() -> ArticleText:
    return ArticleText(
        title="How is gout treated?",
        summary=f"<p>Treat early.{mark(FIRST)}</p>",
        plain_summary="<p>Start soon.</p>",
        sections=(
            SectionText(key=OPENING, level=2, heading="Flares"),
            SectionText(
                key=DETAIL,
                level=3,
                heading="Colchicine",
                body=f"<p>Give colchicine 0.5 mg twice daily.{mark(SECOND, PASSAGE)}</p>",
                plain_body="<p>Take one tablet twice daily.</p>",
            ),
        ),
        references=(
            ReferenceText(key=FIRST, kind="guideline", title="A guideline", year=2020, doi="10.1000/Gout.1"),
            ReferenceText(key=SECOND, kind="research", title="A trial", year=2010, pmid="12345"),
        ),
        supports=(SupportText(key=PASSAGE, reference=SECOND, passage="Half a milligram twice."),),
    )


def with_body(body: str) -> ArticleText:
    text = sound()
    return replace(text, sections=(text.sections[0], replace(text.sections[1], body=body)))


def faults(text: ArticleText, **policy: object) -> list[tuple[str, str, str]]:
    found: list[Problem] = check(text, this_year=2025, **policy)  # type: ignore[arg-type]
    return [(problem.code, problem.severity, problem.where) for problem in found]


def test_a_sound_text_has_no_fault() -> None:
    assert faults(sound(), plain_language_required=True, reference_age_years=15, retracted={"10.1/x"}) == []


def test_an_empty_text_lacks_everything() -> None:
    assert faults(ArticleText(title=" ")) == [
        ("no-title", "error", "title"),
        ("no-summary", "error", "summary"),
        ("no-section", "error", "text"),
        ("no-reference", "error", "references"),
    ]


def test_a_heading_without_text_or_deeper_heading_is_empty() -> None:
    text = sound()
    level = replace(text, sections=(replace(text.sections[0], level=3), text.sections[1]))
    last = replace(
        text, sections=(*text.sections, SectionText(key=UNKNOWN, level=2, heading="End", body="<p> </p>"))
    )

    assert ("empty-section", "error", f"section:{OPENING}") in faults(level)
    assert ("empty-section", "error", f"section:{UNKNOWN}") in faults(last)


def test_a_section_without_heading_is_an_error() -> None:
    text = replace(sound(), sections=(replace(sound().sections[1], heading=" "),))

    assert faults(text) == [("no-heading", "error", f"section:{DETAIL}")]


def test_a_citation_without_reference_is_named_by_the_number_that_a_reader_sees() -> None:
    text = with_body(f"<p>x{mark(SECOND)}</p><p>y{mark(UNKNOWN)} z{mark(UNKNOWN)}</p>")

    problems = check(text, this_year=2025)

    assert [(problem.code, problem.where) for problem in problems] == [
        ("dangling-citation", f"section:{DETAIL}")
    ]
    assert problems[0].message == (
        "Citation 3 in the section “Colchicine” has no reference."
        " Add the reference that it points at, or take the mark out."
    )


@pytest.mark.parametrize(
    ("support", "reference"),
    [(UNKNOWN, SECOND), (PASSAGE, FIRST)],
    ids=["no such passage", "a passage of another reference"],
)
def test_a_support_that_backs_nothing_is_an_error(support: UUID, reference: UUID) -> None:
    text = with_body(f"<p>x{mark(reference, support)}{mark(SECOND)}</p>")

    assert faults(text) == [("support-without-source", "error", f"section:{DETAIL}")]


@pytest.mark.parametrize(("identifier", "key"), [("10.1000/gout.1", FIRST), ("12345", SECOND)])
def test_a_retracted_source_is_an_error(identifier: str, key: UUID) -> None:
    assert faults(sound(), retracted=[identifier]) == [("retracted-reference", "error", f"reference:{key}")]


def test_text_that_the_sanitiser_would_change_is_an_error() -> None:
    text = with_body(f"<p onclick='x()'>x{mark(SECOND)}</p>")

    assert faults(text) == [("unclean-text", "error", f"section:{DETAIL}")]


def test_plain_language_is_asked_for_only_where_the_policy_does_and_there_is_text() -> None:
    text = replace(
        sound(),
        plain_summary="",
        sections=(sound().sections[0], replace(sound().sections[1], plain_body="")),
    )

    assert faults(text) == []
    assert faults(text, plain_language_required=True) == [
        ("plain-missing", "error", "plain_summary"),
        ("plain-missing", "error", f"section:{DETAIL}"),
    ]


def test_a_reference_that_nothing_cites_is_a_warning() -> None:
    assert faults(with_body("<p>x</p>")) == [("uncited-reference", "warning", f"reference:{SECOND}")]


def test_a_reference_older_than_the_policy_allows_is_a_warning() -> None:
    assert faults(sound(), reference_age_years=14) == [("old-reference", "warning", f"reference:{SECOND}")]


@pytest.mark.parametrize(
    ("dose", "code"),
    [("prednisone 40 daily", "dose-without-unit"), ("prednisone 40 mg", "dose-without-frequency")],
)
def test_an_incomplete_dose_is_a_warning_that_quotes_it(dose: str, code: str) -> None:
    problems = check(with_body(f"<p>Give {dose}.{mark(SECOND)}</p>"), this_year=2025)

    assert [(problem.code, problem.severity) for problem in problems] == [(code, "warning")]
    assert f"“{dose}” in the section “Colchicine”" in problems[0].message
