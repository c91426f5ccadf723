"""Plain text as it is pasted from a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from articles.content.checks import check
from articles.content.citations import citations
from articles.content.importers import Imported, ImportRefused, read
from articles.content.richtext import text_of
from articles.content.wordlists import words_in
from tests.content.accounting import readable, words_of, words_out

SAMPLE = Path(__file__).parents[1] / "samples" / "pasted-page.txt"


@pytest.fixture(scope="module")
def sample() -> Imported:
    return read(SAMPLE.read_bytes(), name=SAMPLE.name)


def imported(text: str) -> Imported:
    return read(text.encode(), name="page.txt")


def bodies(result: Imported) -> list[str]:
    return [section.body for section in result.text.sections]


def codes(result: Imported) -> list[str]:
    return [problem.code for problem in result.problems]


def test_the_sample_has_its_titles_date_and_summary(sample: Imported) -> None:
    text = sample.text

    assert (text.title, text.second_title) == (
        "How should an acute gout flare be treated?",
        "Treatment of the Gout Flare",
    )
    assert (text.stated_date, text.drafting, sample.format) == ("2024-03-03", "unknown", "text")
    assert readable(sample, text.summary).startswith("Treat a gout flare as early as possible")
    assert readable(sample, text.summary).endswith("what helped before. 1")


def test_the_sample_has_its_outline_and_says_what_is_guessed(sample: Imported) -> None:
    assert [(info.heading, info.level, info.guessed) for info in sample.sections] == [
        ("First-Line Options", 2, False),
        ("Colchicine", 3, True),
        ("Anti-inflammatory Drugs", 3, True),
        ("Oral Glucocorticoids", 3, True),
        ("Flares That Do Not Respond or Rule Out All Three Options", 2, True),
        ("Supportive Measures", 2, True),
        ("Preventing the Next Flare", 2, True),
        ("Important Considerations", 2, True),
    ]
    assert codes(sample).count("guessed-level") == 7


def test_the_sample_has_its_references(sample: Imported) -> None:
    assert [(r.kind, r.source, r.year, r.pmid) for r in sample.text.references] == [
        ("guideline", "Arthritis Care & Research", 2020, ""),
        ("research", "Arthritis and Rheumatism", 2010, ""),
        ("research", "Lancet", 2008, ""),
        ("guideline", "Annals of the Rheumatic Diseases", 2017, "27457514"),
    ]


def test_the_sample_says_that_citation_5_has_no_reference(sample: Imported) -> None:
    dangling = [problem for problem in sample.problems if problem.code == "dangling-citation"]

    assert [(problem.severity, problem.where) for problem in dangling] == [
        ("error", f"section:{sample.sections[-1].key}")
    ]
    assert dangling[0].message.startswith(
        "Citation 5 in the section “Important Considerations” has no reference"
    )


def test_the_sample_keeps_numbers_that_may_belong_to_the_sentence(sample: Imported) -> None:
    uncertain = [problem.message for problem in sample.problems if problem.code == "uncertain-citation"]

    assert [re.findall(r"The number (\d) in “.* (\w+ \d)”", message) for message in uncertain] == [
        [("4", "stage 4")],
        [("2", "type 2")],
    ]


def test_the_sample_leaves_out_its_furniture(sample: Imported) -> None:
    assert [left.text.split()[0] for left in sample.left_out] == list(
        words_in(
            "Clinical For Review Submitted Under Approved Last Personalise Help Which"
            " References Disclaimer These Do Our"
        )
    )


def test_every_word_and_sign_of_the_sample_is_accounted_for(sample: Imported) -> None:
    source = re.sub(r"(?m)^ *(?:[•◦]|[0-9]\.) |\*\*|PMID:", "", SAMPLE.read_text())

    assert words_out(sample) == words_of(source)


@pytest.mark.parametrize(
    ("old", "new"), [("\n\n", "\n"), ("\n", "\r\n"), ("  ", "\t"), ("  ", "\u00a0\u00a0")]
)
def test_the_sample_reads_the_same_with_other_white_space(sample: Imported, old: str, new: str) -> None:
    other = read(SAMPLE.read_text().replace(old, new).encode(), name=SAMPLE.name)

    assert [(info.heading, info.level) for info in other.sections] == [
        (info.heading, info.level) for info in sample.sections
    ]
    assert [readable(other, html) for html in bodies(other)] == [
        readable(sample, html) for html in bodies(sample)
    ]
    assert len(other.text.references) == 4


def test_the_sample_fails_the_checks_for_its_dangling_citation_alone(sample: Imported) -> None:
    errors = [problem for problem in check(sample.text, this_year=2025) if problem.severity == "error"]

    assert [problem.code for problem in errors] == ["dangling-citation"]


def test_a_number_without_reference_has_one_key_wherever_it_stands() -> None:
    result = imported(
        "Q?\n\nTreat it early and well in every single case. 9\n\nDrugs\n\nGive them soon. 9\n\nMore [9].\n"
    )
    keys = {citation.ref for html in (result.text.summary, *bodies(result)) for citation in citations(html)}

    assert [result.numbers[key] for key in keys] == [9]


def test_bullets_are_nested_by_indent() -> None:
    result = imported("Q?\n\nA summary.\n\nDrugs\n\n- one\n  - two\n      - three\n  - four\n- five\n")

    assert bodies(result) == [
        "<ul><li>one<ul><li>two<ul><li>three</li></ul></li><li>four</li></ul></li><li>five</li></ul>"
    ]


def test_bullets_whose_indent_was_lost_are_nested_by_their_marker() -> None:
    result = imported("Q?\n\nA summary.\n\nDrugs\n\n• one\n◦ two\n◦ three\n• four\n")

    assert bodies(result) == ["<ul><li>one<ul><li>two</li><li>three</li></ul></li><li>four</li></ul>"]


def test_numbers_of_a_list_that_does_not_count_from_one_stay_in_the_text() -> None:
    result = imported(
        "Q?\n\nA summary.\n\nSteps\n\n1. one\n2. two\n\nThen go on as follows.\n\n3. three\na) four\n"
    )

    assert bodies(result) == [
        "<ol><li>one</li><li>two</li></ol><p>Then go on as follows.</p><ul><li>3."
        " three</li><li>a) four</li></ul>"
    ]


def test_lines_of_a_wrapped_paragraph_and_bullet_are_joined() -> None:
    result = imported(
        "Q?\n\nA summary that was wrapped at the end of its line by a program\nand goes on here.\n\n"
        "Drugs\n\n- a bullet that\n  goes on\n"
    )

    assert (
        result.text.summary
        == "<p>A summary that was wrapped at the end of its line by a program and goes on here.</p>"
    )
    assert bodies(result) == ["<ul><li>a bullet that goes on</li></ul>"]


def test_headings_are_found_without_blank_lines_too() -> None:
    result = imported(
        "Q?\nIt is treated with one of three drugs.\nDrugs\n- one\n- two\nMonitoring\n- three\n"
    )

    assert [info.heading for info in result.sections] == ["Drugs", "Monitoring"]


def test_numbered_headings_keep_their_numbers() -> None:
    result = imported("Q?\n\nA summary.\n\n1. Drugs\n\nGive one of them.\n\n2. Monitoring\n\n• Look again\n")

    assert [info.heading for info in result.sections] == ["1. Drugs", "2. Monitoring"]


def test_cells_parted_by_tabs_are_a_table() -> None:
    result = imported("Q?\n\nA summary.\n\nDoses\n\nDrug\tDose\nAspirin\t75 mg daily\n")

    assert bodies(result) == [
        "<table><tbody><tr><td>Drug</td><td>Dose</td></tr><tr><td>Aspirin</td><td>75 mg"
        " daily</td></tr></tbody></table>"
    ]


def test_a_label_above_the_summary_is_no_section() -> None:
    result = imported("Q?\n\nSummary\n\nIt is treated early.\n\nDrugs\n\nGive one of them.\n")

    assert (text_of(result.text.summary), [info.heading for info in result.sections]) == (
        "It is treated early.",
        ["Drugs"],
    )


def test_text_without_any_heading_is_a_section_that_wants_one() -> None:
    result = imported("Q?\n\nA summary.\n\nMore text follows here.\n\nAnd more.\n")

    assert result.text.summary == "<p>A summary.</p>"
    assert bodies(result) == ["<p>More text follows here.</p><p>And more.</p>"]
    assert codes(result) == ["no-heading"]


def test_many_short_lines_in_a_row_are_reported() -> None:
    result = imported("Q?\n\nA summary.\n\nDrugs\n\nAspirin\n\nNaproxen\n\nDosing\n\nGive one of them.\n")

    assert [info.heading for info in result.sections] == ["Drugs", "Dosing"]
    assert bodies(result)[0] == "<p>Aspirin</p><p>Naproxen</p>"
    assert "unclear-lines" in codes(result)


def test_a_heading_of_10000_characters_is_text_and_reported() -> None:
    result = imported(f"Q?\n\nA summary.\n\nDrugs\n\nText.\n\n{'Heading ' * 1250}\n\nText.\n")

    assert [info.heading for info in result.sections] == ["Drugs"]
    assert len(text_of(bodies(result)[0])) == 10_011
    assert [(problem.code, problem.where) for problem in result.problems] == [("long-heading", "line:9")]


def test_a_title_of_10000_characters_is_text_and_reported() -> None:
    result = imported(f"{'Title ' * 1700}\n\nText.\n")

    assert (result.text.title, codes(result)) == ("", ["long-heading", "no-heading"])


def test_scripts_stay_as_visible_text_and_are_reported() -> None:
    result = imported("Q?\n\nA <script>alert(1)</script> summary.\n\nDrugs\n\nGive <b>one</b>.\n")

    assert result.text.summary == "<p>A &lt;script&gt;alert(1)&lt;/script&gt; summary.</p>"
    assert codes(result) == ["html-in-text"]


def test_comparators_ranges_and_signs_lose_no_glyph() -> None:
    line = "≥20 mg, ≤5 µg, 2–3 g, 60-80 mg, ±0.5 °C, <30 mL/min, >1, 10⁹/L, 5 × 10\u202f000, ½ tablet, 95 %"
    result = imported(f"Q?\n\nA summary.\n\nSigns\n\n• {line}\n")

    assert text_of(bodies(result)[0]) == line


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Last updated: July 15, 2025", "2025-07-15"),
        ("Updated 15 July 2025", "2025-07-15"),
        ("Last reviewed on 2025-07-15 by Dr A", "2025-07-15"),
        ("Published: 15.07.2025", "2025-07-15"),
    ],
)
def test_a_stated_date_is_kept_as_provenance_and_left_out(line: str, date: str) -> None:
    result = imported(f"Q?\n\n{line}\n\nA summary.\n\nDrugs\n\nText.\n")

    assert (result.text.stated_date, [left.text for left in result.left_out]) == (date, [line])


def test_a_date_that_can_be_read_two_ways_is_reported() -> None:
    result = imported("Q?\n\nLast updated: 05/06/2025\n\nA summary.\n\nDrugs\n\nText.\n")

    assert (result.text.stated_date, codes(result)) == ("", ["unclear-date"])


@pytest.mark.parametrize(
    "line",
    [
        "Updated guidelines recommend treatment to target.",
        "The assistant surgeon should be told of the answer.",
        "Scores used by clinicians grade the severity.",
        "Approved drugs are listed in the table.",
        "Share decisions with the patient.",
    ],
)
def test_medical_text_is_not_taken_for_furniture(line: str) -> None:
    result = imported(f"Q?\n\nA summary of what is known about it, in a sentence.\n\nDrugs\n\n{line}\n")

    assert (result.left_out, text_of(bodies(result)[0])) == ((), line)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty"),
        (b"\n \t\n", "The file is empty"),
        (b"\x00\x01\x02\x03", "see byte 1 in line 1"),
        (b"some\ntext\x00", "see byte 10 in line 2"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"PK\x03\x04....", "is a Word document"),
        (b"\xff\xfea", "see byte 3"),
        (b"\x81\x8d" * 50, "neither UTF-8 nor Windows-1252"),
        (b"a" * (5 * 1024 * 1024), "has 5.0 MB; at most 2.0 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_what_and_where(data: bytes, message: str) -> None:
    with pytest.raises(ImportRefused, match=re.escape(message)):
        read(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read_without_a_word(encoding: str) -> None:
    result = read("Wie viel ≥20 µg?\n\nText.\n".encode(encoding))

    assert (result.text.title, codes(result)) == ("Wie viel ≥20 µg?", [])


def test_older_windows_text_is_read_with_a_note() -> None:
    result = read("What?\n\nGive 2–3 µg.\n".encode("cp1252"))

    assert (text_of(result.text.summary), codes(result)) == ("Give 2–3 µg.", ["encoding"])


def test_control_characters_are_removed_and_reported_with_their_lines() -> None:
    result = imported("What\x07?\n\nGive\x1b one\u202e.\n")

    assert (result.text.title, text_of(result.text.summary)) == ("What?", "Give one.")
    assert [problem.message for problem in result.problems] == [
        "3 control characters were removed (line 1, 3). Compare these lines with the original."
    ]


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(ImportRefused, match=r"“docx”\. The formats are: markdown, text\."):
        read(b"text", format="docx")


BRACKETED = (
    "Should bacteriuria be treated?\n\nYes, with a short course [1,2].\n\nScreening\n\n"
    "Screen from week 14\n\n- Once, by culture [1]\n- Again in those at risk, from week 2\n"
    "- And after treatment [2]\n\nReferences\n\n"
    "1. Smith A. Gout. Lancet. 2001;1:2.\n2. Jones B. More. Lancet. 2002;1:2.\n"
)


def test_a_text_with_marks_in_brackets_is_not_asked_about_its_numbers() -> None:
    codes = {problem.code for problem in imported(BRACKETED).problems}

    assert codes == {"guessed-kind", "guessed-level"}


def test_a_text_with_a_bracket_among_bare_marks_is_asked_about_its_numbers() -> None:
    text = (
        BRACKETED.replace("[1,2]", "1, 2")
        .replace("culture [1]", "culture 1")
        .replace("treatment [2]", "treatment 2")
    )

    codes = [problem.code for problem in imported(text + "\n").problems]

    assert "uncertain-citation" in codes
