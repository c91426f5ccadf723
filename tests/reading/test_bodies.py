"""Rich text on its way out."""

from __future__ import annotations

from uuid import UUID

from articles.content.richtext import text_of
from cms.pages.bodies import Bodies

KEY = UUID("11111111-1111-4111-8111-111111111111")
OTHER = UUID("22222222-2222-4222-8222-222222222222")


def test_marks_next_to_each_other_become_one_superscript() -> None:
    bodies = Bodies({KEY: 1, OTHER: 2})

    html = bodies.render(f'<p>So<cite data-ref="{KEY}"></cite><cite data-ref="{OTHER}"></cite>.</p>')

    assert html == (
        '<p>So<sup class="cite"><a id="c1" href="#r-1" data-citation aria-label="Reference 1">1</a>,'
        '<a id="c2" href="#r-2" data-citation aria-label="Reference 2">2</a></sup>.</p>'
    )
    assert bodies.places == {KEY: ["c1"], OTHER: ["c2"]}


def test_mark_without_a_reference_is_shown_as_missing() -> None:
    html = Bodies({}).render(f'<p>So<cite data-ref="{KEY}"></cite></p>')

    assert '<span class="cite-missing" title="This reference is missing">?</span>' in html


def test_what_got_past_the_door_does_not_run() -> None:
    html = Bodies({}).render('<p onclick="x()">A<script>alert(1)</script><a href="javascript:x()">b</a></p>')

    assert html == "<p>Ab</p>"


def test_tables_scroll_by_themselves_and_can_be_reached_by_keyboard() -> None:
    html = Bodies({}).render("<table><tbody><tr><td>1</td></tr></tbody></table>")

    assert html.startswith('<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>')


def test_amount_at_the_start_of_an_element_takes_nothing_of_its_tag() -> None:
    html = Bodies({}).render("<p>2-2.5 mg/kg daily</p>")

    assert html == '<p><span class="amount">2-2.5 mg/kg</span> daily</p>'


def test_amounts_are_kept_on_one_line_and_no_glyph_is_lost() -> None:
    said = "<p>Give 15-25 mg weekly, or ≥20 mg for ≥4 weeks; &lt;5 mmol/L.</p>"

    html = Bodies({}).render(said)

    assert html.count('<span class="amount">') == 4
    assert text_of(html) == text_of(said)
