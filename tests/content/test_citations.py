"""Citations: marks in reading order, numbers that follow from it."""

from __future__ import annotations

from uuid import UUID

from articles.content.citations import Citation, citations, numbering, render, written
from articles.content.richtext import sanitise

A, B, C = (UUID(int=number) for number in (0xA, 0xB, 0xC))


def test_citations_are_found_in_reading_order_with_their_support() -> None:
    html = f"<p>x{written(Citation(B))}</p><ul><li>y{written(Citation(A, C))}{written(Citation(B))}</li></ul>"

    assert citations(html) == [Citation(B), Citation(A, C), Citation(B)]


def test_citations_of_text_without_marks_are_none() -> None:
    assert citations("<p>see <cite>a book</cite> 1 [2]</p>") == []


def test_a_key_that_is_none_is_no_citation() -> None:
    broken = f'<cite data-ref="{"-" * 36}"></cite>'

    assert citations(broken) == []
    assert render(broken, lambda citation: "!") == broken


def test_numbering_counts_references_as_a_reader_meets_them() -> None:
    summary = f"<p>x{written(Citation(C))}</p>"
    body = f"<p>y{written(Citation(A))}{written(Citation(C))}{written(Citation(B))}</p>"

    assert numbering(summary, "", body) == {C: 1, A: 2, B: 3}


def test_render_replaces_each_mark_by_what_it_is_told() -> None:
    html = f"<p>x{written(Citation(A))} y{written(Citation(B, C))}</p>"

    assert render(html, lambda citation: f"[{citation.ref.int}]") == "<p>x[10] y[11]</p>"


def test_a_written_mark_is_canonical() -> None:
    html = f"<p>x{written(Citation(A, B))}</p>"

    assert sanitise(html) == html
