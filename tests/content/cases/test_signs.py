"""Exponents, comparators and stars: what looks like a mark of the markup or a citation, and is none."""

from __future__ import annotations

import pytest

from tests.content.cases.pages import body_of, codes, page, said

FORMATS = pytest.mark.parametrize("format", ["text", "markdown"])


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "The hazard is under 10⁻⁵ for each infusion.",
        "Infuse 3 µg kg⁻¹ min⁻¹ at first.",
        "Clearance below 30 mL min⁻¹ 1.73 m⁻² needs half.",
        "Heterogeneity was high (I² = 81 %).",
        "The pool showed I² 40 % and τ² 0.2.",
        "The fit was R² 0.93, χ² 4.1.",
        "An area over 25 cm² or 3 m³ counts.",
        "Leukocytes under 4 × 10⁹/L or 10³/µL.",
        "Give 2 g m⁻² week⁻¹ of it.",
        "Keep Ca²⁺ and HCO₃⁻ normal.",
    ],
)
def test_01a_an_exponent_is_no_citation(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (body_of(imported), codes(imported)) == (f"<p>{line}</p>", set())


@FORMATS
@pytest.mark.parametrize(
    "line",
    ["Treat type I² at once.", "The group A² does well.", "Replace vitamin D³ in all."],
)
def test_01a_a_raised_figure_after_a_letter_that_names_a_kind_is_asked_about(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (said(imported), codes(imported)) == (line, {"uncertain-citation"})


@FORMATS
@pytest.mark.parametrize(
    "line", ["It was shown before.²", "Colchicine helps²,³ and is cheap.", "As in trials⁴ of it."]
)
def test_01a_a_raised_figure_after_a_word_still_cites(line: str, format: str) -> None:
    assert "<cite" in body_of(page(line, format=format))


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "Give half to people ³ 70 years.",
        "Stop when creatinine is ³2 mg/dL.",
        "A score of ³ 5 is high.",
        "Those with (³ 3 flares) need more.",
        "³ 60 kg: two tablets daily.",
        "Age ³ 18 and weight ³ 50 kg.",
    ],
)
def test_01d_a_cube_before_a_figure_is_a_lost_sign(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (said(imported), codes(imported)) == (line, {"lost-sign"})


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "> 60 kg: 300 mg daily",
        ">60 kg: 300 mg daily",
        "> 0.5 mg is too much",
        ">= 3 flares a year: treat",
        "> −5 °C is warm enough",
        "> ½ tablet is never needed",
        "> 3 x ULN: stop",
        "< 60 kg: 150 mg daily",
    ],
)
def test_02a_a_comparator_at_the_beginning_of_a_line_stays(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (said(imported), codes(imported)) == (line, set())
    assert "blockquote" not in body_of(imported)


@FORMATS
@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "·\t", "o\t", "▪ "])
def test_02a_a_comparator_in_an_item_stays(bullet: str, format: str) -> None:
    imported = page(f"{bullet}> 60 kg: 300 mg\n{bullet}< 60 kg: 150 mg", format=format)

    assert body_of(imported) == "<ul><li>&gt; 60 kg: 300 mg</li><li>&lt; 60 kg: 150 mg</li></ul>"


def test_02a_a_figure_within_a_quotation_is_asked_about() -> None:
    imported = page("> The dose was at most\n> 60 mg daily", format="markdown")

    assert (said(imported), codes(imported)) == ("The dose was at most 60 mg daily", {"unclear-sign"})


def test_02a_a_quotation_of_words_stays_one() -> None:
    imported = page("> She took it daily.", format="markdown")

    assert body_of(imported) == "<blockquote><p>She took it daily.</p></blockquote>"


@pytest.mark.parametrize(
    "line",
    [
        "> 70 years: 2.5 mg daily",
        "≥ 70 years: 2.5 mg daily",
        "≤ 12 years: ask a specialist",
        "< 30 mL/min: halve it",
        "± 2 days is near enough",
        "= 3 points: likely gout",
        "Adults: 10 mg daily",
    ],
)
def test_02d_a_line_that_compares_or_doses_is_no_heading(line: str) -> None:
    imported = page(f"By age:\n\n{line}\n\nall others: ask first")

    assert [info.heading for info in imported.sections] == ["Dosing"]
    assert line in said(imported)


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "Look for HLA-B*58:01 first, and for HLA-A*31:01 too.",
        "CYP2C19*2 and CYP2C19*17 matter.",
        "TPMT*3A, NUDT15*2 and UGT1A1*28 slow it.",
        "The diplotype CYP2D6 *1/*4 is common.",
        "Give 5*10^9 cells and 2*10^6 more.",
        "HLA-DRB1*04:01/*04:04 was found.",
        "A dose of 3*500 mg and 2*250 mg.",
    ],
)
def test_03a_a_star_in_a_name_or_between_figures_stays(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (body_of(imported), codes(imported)) == (f"<p>{line}</p>", set())
