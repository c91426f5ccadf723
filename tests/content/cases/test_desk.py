"""What a person types at the desk before figures: readers see it, and the form shows it again as it was."""

from __future__ import annotations

import pytest

from articles.content.plain_markup import CitationNames, read, write
from articles.content.richtext import text_of

NAMES = CitationNames({})


@pytest.mark.parametrize(
    "typed",
    [
        "> 60 kg: 300 mg daily",
        "> 60 kg: 300 mg daily\n> 80 kg: 400 mg daily",
        "By weight:\n> 60 kg: 300 mg daily",
        "> ULN: stop",
        "< 5 flares a year",
        ">= 3 flares",
        "HLA-B*58:01 and CYP2C19*2",
        "2*250 mg and 3 * 500 mg",
        "10^9/L, 5~10 days, x_y_z",
        "# 3 of them",
        "-5 °C and +5 °C",
        "1.5 mg daily",
    ],
)
def test_d1_a_sign_before_a_figure_stays_as_it_was_typed(typed: str) -> None:
    html = read(typed, NAMES).html

    assert (text_of(html), write(html, NAMES)) == (typed, typed)


@pytest.mark.parametrize("typed", ["5) ask first", "2. Go on\n3. Stop", "|x| < 5", "| 5", "10. Later"])
def test_d1_numbers_and_bars_that_are_no_list_or_table_stay(typed: str) -> None:
    html = read(typed, NAMES).html

    assert text_of(html) == typed
    assert read(write(html, NAMES), NAMES).html == html


@pytest.mark.parametrize("inner", ["60 kg is the limit", "words", "1.5 mg"])
def test_d1_a_quotation_that_begins_with_a_figure_can_be_written(inner: str) -> None:
    html = f"<blockquote><p>{inner}</p></blockquote>"

    assert read(write(html, NAMES), NAMES).html == html
