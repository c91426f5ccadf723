"""Tables, lists, lines and formulas as other programs leave them."""

from __future__ import annotations

import pytest

from articles.content.markup import tree
from tests.content.cases.pages import body_of, codes, page, said

FORMATS = pytest.mark.parametrize("format", ["text", "markdown"])


def rows(html: str) -> list[list[str]]:
    """The cells of the one table."""
    (table,) = tree(html, deepest=60).children
    assert table.tag == "table"
    lines = [row for part in table.children for row in part.children]
    return [["".join(map(str, cell.children)) for cell in row.children] for row in lines]


def test_04a_rows_longer_than_the_head_lose_no_cell() -> None:
    imported = page(
        "| Sign | Points |\n|---|---|\n| Toe |\n| | first flare | 1 |\n| | second flare | 2 |",
        format="markdown",
    )

    assert rows(body_of(imported)) == [
        ["Sign", "Points", ""],
        ["Toe", "", ""],
        ["", "first flare", "1"],
        ["", "second flare", "2"],
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Sign | Points\n--- | ---\nToe | 1 | at night",
        "| Sign | Points |\n| --- | --- | --- |\n| Toe | 1 | at night |",
        "| Sign | Points | More |\n| --- | --- |\n| Toe | 1 | at night |",
        "| Sign | Points |\n| :-- | --: |\n| Toe | 1 | at night |",
        "| Sign | Points |\n| --- | --- |\n| Toe | 1 | at night",
        "| Sign |\n| --- |\n| Toe | 1 | at night | Points |",
    ],
)
def test_04a_a_cell_beside_the_head_is_in_the_table(table: str) -> None:
    imported = page(table, format="markdown")

    assert {"Toe", "1", "at night", "Points"} <= {cell for row in rows(body_of(imported)) for cell in row}
    assert codes(imported) == set()


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("Drug\tDose\nA\t5 mg\nB\t", [["Drug", "Dose"], ["A", "5 mg"], ["B", ""]]),
        (
            "Drug\tDose\tNote\nA\t5 mg\t\nB\t\tlate",
            [["Drug", "Dose", "Note"], ["A", "5 mg", ""], ["B", "", "late"]],
        ),
        ("Drug\tDose\nA\t5 mg\tdaily", [["Drug", "Dose", ""], ["A", "5 mg", "daily"]]),
        ("\tAdults\tChildren\nA\t5 mg\t2 mg", [["", "Adults", "Children"], ["A", "5 mg", "2 mg"]]),
        ("Drug\tDose\nAll of them\nA\t5 mg", [["Drug", "Dose"], ["All of them", ""], ["A", "5 mg"]]),
        ("Drug\tDose\n-\t5 mg\nA\t-", [["Drug", "Dose"], ["-", "5 mg"], ["A", "-"]]),
        ("Drug\tDose\nA\t> 5 mg\nB\t< 2 mg", [["Drug", "Dose"], ["A", "&gt; 5 mg"], ["B", "&lt; 2 mg"]]),
    ],
)
def test_04c_lines_with_tabs_are_one_table_with_its_empty_cells(table: str, cells: list[list[str]]) -> None:
    imported = page(table)

    assert [[cell.replace("&gt;", ">").replace("&lt;", "<") for cell in row] for row in cells] == rows(
        body_of(imported)
    )
    assert codes(imported) == set()


@FORMATS
@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("| A | 5 mg |\n| B | 2 mg |", [["A", "5 mg"], ["B", "2 mg"]]),
        ("|A|5 mg|\n|B|2 mg|\n|C|1 mg|", [["A", "5 mg"], ["B", "2 mg"], ["C", "1 mg"]]),
        ("| A | 5 mg |\n| B | | late |", [["A", "5 mg", ""], ["B", "", "late"]]),
        ("| A | |\n| | 2 mg |", [["A", ""], ["", "2 mg"]]),
        ("| A | > 5 mg |\n| B | < 5 mg |", [["A", "> 5 mg"], ["B", "< 5 mg"]]),
        ("| A | a \\| b |\n| B | 2 |", [["A", "a | b"], ["B", "2"]]),
    ],
)
def test_04e_rows_between_bars_without_a_rule_are_a_table(
    table: str, cells: list[list[str]], format: str
) -> None:
    imported = page(table, format=format)

    assert (rows(body_of(imported)), codes(imported)) == (cells, set())


@pytest.mark.parametrize(
    ("lines", "html"),
    [
        (
            "1. Begin\n   i. low\n   ii. slow\n   iii. so\n2. Go on",
            "<ol><li>Begin<ul><li>i. low</li><li>ii. slow</li><li>iii. so</li></ul></li><li>Go on</li></ol>",
        ),
        (
            "1. Begin\ni. low\nii. slow\n2. Go on",
            "<ol><li>Begin<ul><li>i. low</li><li>ii. slow</li></ul></li><li>Go on</li></ol>",
        ),
        (
            "1. Begin\n  (i) low\n  (ii) slow\n2. Go on",
            "<ol><li>Begin<ul><li>(i) low</li><li>(ii) slow</li></ul></li><li>Go on</li></ol>",
        ),
        (
            "a) Begin\n   iv) x\n   v) y\n   vi) z\nb) Go on",
            "<ul><li>a) Begin<ul><li>iv) x</li><li>v) y</li><li>vi) z</li></ul></li><li>b) Go on</li></ul>",
        ),
        (
            "II. Begin\nIII. Go on",
            "<ul><li>II. Begin</li><li>III. Go on</li></ul>",
        ),
        (
            "g. seven\nh. eight\ni. nine\nj. ten",
            "<ul><li>g. seven</li><li>h. eight</li><li>i. nine</li><li>j. ten</li></ul>",
        ),
        (
            "1. Begin\n1.1 Low dose\n1.2 Slowly\n2. Go on",
            "<ol><li>Begin<ul><li>1.1 Low dose</li><li>1.2 Slowly</li></ul></li><li>Go on</li></ol>",
        ),
        (
            "1.1 Begin\n1.1.1 Low\n1.1.2 Slowly\n1.2 Go on",
            "<ul><li>1.1 Begin<ul><li>1.1.1 Low</li><li>1.1.2 Slowly</li></ul></li><li>1.2 Go on</li></ul>",
        ),
    ],
)
def test_10a_items_that_count_in_letters_or_outlines_are_nested(lines: str, html: str) -> None:
    assert body_of(page(lines)) == html


@pytest.mark.parametrize(
    "line", ["1.5 mg daily is enough.", "2.5 to 5 mg daily will do.", "1.1 million people have it."]
)
def test_10a_a_dose_is_no_number_of_an_outline(line: str) -> None:
    assert said(page(line)) == line


@FORMATS
@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("·\t", "o\t"),
        ("•\t", "o\t"),
        ("\uf0b7\t", "o\t"),
        ("●\t", "○\t"),
        ("•\t", "▪\t"),
        ("• ", "◦ "),
        ("·\t", "§\t"),
    ],
)
def test_10c_bullets_of_word_processors_are_nested(outer: str, inner: str, format: str) -> None:
    lines = f"{outer}Men\n{inner}Once 1 mg\n{inner}Then 0.5 mg\n{outer}Women\n{inner}Once 0.5 mg"

    assert body_of(page(lines, format=format)) == (
        "<ul><li>Men<ul><li>Once 1 mg</li><li>Then 0.5 mg</li></ul></li>"
        "<li>Women<ul><li>Once 0.5 mg</li></ul></li></ul>"
    )


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[the leaflet](https://example.org/gout-and-you/)", "the leaflet"),
        ("[*the* leaflet](https://example.org/a_b_c?x=one&y=two)", "the leaflet"),
        ("<https://example.org/gout-flare>", "https://example.org/gout-flare"),
        ("[leaflet][gout]\n\n[gout]: https://example.org/flare-care", "leaflet"),
        ("[write](mailto:gout@example.org)", "write"),
        ("[a](https://example.org/a%20b) and [b](https://example.org/b(c))", "a and b"),
        ('[leaflet](https://example.org/x "its title")', "leaflet"),
    ],
)
def test_12a_the_words_of_an_address_in_a_link_are_not_lost(link: str, words: str) -> None:
    imported = page(f"Read {link}", format="markdown")

    assert (said(imported), codes(imported)) == (f"Read {words}", set())


@FORMATS
@pytest.mark.parametrize(
    "lines",
    [
        ["< 60 kg: 150 mg daily", "> 60 kg: 300 mg daily", "any other: ask"],
        ["Adults: 10 mg daily", "Children: 5 mg daily"],
        ["Week 1: 0.5 mg", "Week 2: 1 mg", "Week 3: 1.5 mg"],
        ["≥ 70 years 5 mg", "< 70 years 10 mg"],
        ["eGFR 30–60: half", "eGFR < 30: a quarter"],
    ],
)
def test_14b_lines_of_doses_stay_lines(lines: list[str], format: str) -> None:
    imported = page("By weight or age:\n\n" + "\n".join(lines), format=format)

    assert said(imported).split("\n")[1:] == lines


@FORMATS
def test_14b_a_wrapped_sentence_is_one(format: str) -> None:
    lines = "Give the lower dose of 5 mg daily to all whose kidneys are weak, in whom\n> 2 stones were seen."

    assert "\n" not in said(page(lines, format=format))


@FORMATS
@pytest.mark.parametrize(
    ("written", "comment"),
    [
        ("Give it. <!-- is it so? --> Then stop.", "<!-- is it so? -->"),
        ("Give it.\n\n<!-- two\nlines -->\n\nThen stop.", "<!-- two lines -->"),
        ("<!--\n## Hidden\n-->\n\nGive it. Then stop.", "<!-- ## Hidden -->"),
        ("Give it.<!---->\nThen stop.", "<!---->"),
        ("Give it. <!-- > 5 mg --> Then stop.", "<!-- > 5 mg -->"),
        ("Give it. <!-- <b>really</b> --> Then stop.", "<!-- <b>really</b> -->"),
    ],
)
def test_09g_a_comment_is_left_out_and_listed(written: str, comment: str, format: str) -> None:
    imported = page(written, format=format)

    assert said(imported).split() == ["Give", "it.", "Then", "stop."]
    assert comment in [left.text for left in imported.left_out]


@FORMATS
@pytest.mark.parametrize(
    "written", ["Give <p>it.", "Give it.</div>", "Give <!-- it.", "<font size=2>Give</font> it."]
)
def test_09g_a_tag_that_readers_would_see_is_reported(written: str, format: str) -> None:
    imported = page(written, format=format)

    assert (said(imported), codes(imported)) == (written, {"html-in-text"})


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"$\geq 6$ mg/dL", "≥6 mg/dL"),
        (r"$< 30$ mL", "< 30 mL"),
        (r"\(\leq 2\) flares", "≤2 flares"),
        (r"$5 \times 10^{9}$/L", "5 ×10⁹/L"),
        (r"$\alpha = 0.05$", "α= 0.05"),
        (r"$10^{-6}$ or so", "10⁻⁶ or so"),
        (r"$\text{CO}_2$ and $37^{\circ}\mathrm{C}$", "CO₂ and 37°C"),
        (r"$5 \pm 2\,\mathrm{mg}$", "5 ±2 mg"),
        (r"$50\%$ of it", "50% of it"),
        (r"5 $\mu$g of it", "5 μg of it"),
    ],
)
def test_09j_a_formula_is_read_and_reported(written: str, read_as: str, format: str) -> None:
    imported = page(f"Keep {written}.", format=format)

    assert (said(imported), codes(imported)) == (f"Keep {read_as}.", {"formula"})


@FORMATS
@pytest.mark.parametrize("written", [r"$\int_0^1 x dx$", r"$\frac{a}{b}$", r"$\sqrt{2}$", r"$\sum_i x_i$"])
def test_09j_a_formula_that_is_not_understood_is_reported(written: str, format: str) -> None:
    imported = page(f"Keep {written} in mind.", format=format)

    assert (said(imported), codes(imported)) == (f"Keep {written} in mind.", {"formula"})


@FORMATS
@pytest.mark.parametrize("written", ["It costs $5 or $6 a day.", "From $10 to $20.", "US$ 5 and US$ 6."])
def test_09j_dollars_are_no_formula(written: str, format: str) -> None:
    assert (said(page(written, format=format)), codes(page(written, format=format))) == (written, set())
