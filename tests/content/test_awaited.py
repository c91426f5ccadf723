"""Citations typed before their source: what they wait for, and which source takes them."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from articles.content.awaited import awaited_key, awaited_number, taken
from articles.content.citations import Citation, citations
from articles.content.plain_markup import CitationNames, read, write
from articles.content.text import ArticleText, SectionText
from cms.desk.writing import restructuring
from tests.factories import a_text

ONE, TWO = uuid4(), uuid4()


def typed(said: str) -> str:
    return read(said, CitationNames.of([ONE, TWO])).html


def text_with(said: str) -> ArticleText:
    return replace(a_text(), summary=typed(said))


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("a [3]", [3]),
        ("a[3]. b[4]", [3, 4]),
        ("a [1, 3]", [None, 3]),
        ("a [1; 12]", [None, 12]),
        ("a [2-4]", [None, 3, 4]),
        ("a [2–3]", [None, 3]),
        ("a [999]", [999]),
        ("| a |\n| b [3] |", [3]),
        ("- one\n  - two **[5]**", [5]),
        ("> quoted [3]", [3]),
    ],
)
def test_number_beyond_the_list_waits_for_its_reference(said: str, waits: list[int | None]) -> None:
    html = typed(said)

    assert [awaited_number(cited.ref) for cited in citations(html)] == waits


@pytest.mark.parametrize("said", ["a [3]", "a [1, 3]", "a [2-4]", "a \\[3]", "| a [7] |\n|---|\n| b |"])
def test_what_waits_is_written_as_it_was_typed_and_reads_the_same(said: str) -> None:
    html = typed(said)

    again = write(html, CitationNames.of([ONE, TWO], (), [html]))

    assert typed(again) == html


def test_bracket_after_a_backslash_is_no_citation() -> None:
    assert citations(typed("a \\[3]")) == []


def test_source_takes_the_marks_with_its_number_and_no_others() -> None:
    text = taken(text_with("a [3] b [4] c [3]"), 3, by=(new := uuid4()))

    assert [cited.ref for cited in citations(text.summary)] == [new, awaited_key(4), new]


def test_marks_of_a_source_that_was_taken_out_wait_for_no_number() -> None:
    gone = uuid4()
    html = typed("a [3]").replace(str(awaited_key(3)), str(gone))

    names = CitationNames.of([ONE, TWO], (), [html])

    assert write(html, names) == "a [?1]"
    assert typed("a [3]") != html


def test_mark_whose_number_another_source_has_meanwhile_is_told_apart() -> None:
    names = CitationNames.of([ONE, TWO, uuid4()], (), [typed("a [3]")])

    assert names.label(Citation(awaited_key(3) or ONE)) == "?1"


def test_source_that_is_put_back_at_the_end_takes_what_waits_for_its_number() -> None:
    text = replace(a_text(), summary=read("a [2]", CitationNames.of([ONE])).html)
    back = replace(text.references[0], key=TWO)

    with_it, _ = restructuring.put_back(text, back, 1)

    assert [cited.ref for cited in citations(with_it.summary)] == [TWO]


def test_every_rich_text_is_looked_at() -> None:
    html = typed("a [3]")
    text = ArticleText(
        title="Q?",
        summary=html,
        plain_summary=html,
        sections=(SectionText(key=uuid4(), level=2, heading="H", body=html, plain_body=html),),
    )

    text = taken(text, 3, by=ONE)

    section = text.sections[0]
    rich = [text.summary, text.plain_summary, section.body, section.plain_body]
    assert rich == [html.replace(str(awaited_key(3)), str(ONE))] * 4
