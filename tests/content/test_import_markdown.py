"""Markdown: what is marked is taken at its word."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.content.importers import Imported, read
from articles.content.richtext import text_of
from tests.content.accounting import readable

SAMPLE = Path(__file__).parents[1] / "samples" / "article.md"


@pytest.fixture(scope="module")
def sample() -> Imported:
    return read(SAMPLE.read_bytes(), name=SAMPLE.name)


def imported(text: str) -> Imported:
    return read(text.encode(), name="article.md")


def codes(result: Imported) -> list[str]:
    return [problem.code for problem in result.problems]


def test_the_sample_has_the_fields_of_its_front_matter(sample: Imported) -> None:
    text = sample.text

    assert text.title.startswith("When should adults with community-acquired pneumonia")
    assert (text.second_title, text.language) == ("Oral Switch in Community-Acquired Pneumonia", "en")
    assert (text.condition_name, text.condition_code) == ("Community-acquired pneumonia", "CA40")
    assert (text.drafting, text.stated_date, sample.format) == ("human", "2024-11-05", "markdown")


def test_the_sample_has_its_levels_as_marked(sample: Imported) -> None:
    assert [(info.heading, info.level, info.guessed) for info in sample.sections] == [
        ("Criteria of Stability", 2, False),
        ("What Does Not Count", 3, False),
        ("Choice of Drug", 2, False),
    ]


def test_the_sample_cites_by_notes(sample: Imported) -> None:
    last = readable(sample, sample.text.sections[-1].body)

    assert [(r.kind, r.year, r.doi or r.pmid or r.url) for r in sample.text.references] == [
        ("guideline", 2019, "10.1164/rccm.201908-1581ST"),
        ("research", 2021, "33773631"),
        ("guideline", None, "https://www.nice.org.uk/guidance/ng250"),
    ]
    assert last.endswith(
        "Treat for ≥5 days in all. 1 In patients stable by day 3, 3 days of a"
        " β-lactam were not inferior to 8. 2 7"
    )


def test_the_sample_says_what_is_wrong_with_it(sample: Imported) -> None:
    assert sorted(codes(sample)) == [
        "dangling-citation",
        *["guessed-kind"] * 2,
        "unclear-reference",
        "unknown-field",
    ]


def test_the_sample_leaves_out_what_is_no_article(sample: Imported) -> None:
    assert [left.text for left in sample.left_out] == [
        "ward: 7 East",
        "Disclaimer",
        "This sample is for testing only.",
        "References",
        "^nice",
    ]


def test_a_heading_of_the_first_level_is_the_title() -> None:
    result = imported("# Q?\n\nA summary.\n\n## Drugs\n\n*Give* **one**.\n\n#### Deep\n\n- a\n    - b\n")

    assert (result.text.title, result.text.summary) == ("Q?", "<p>A summary.</p>")
    assert [(section.heading, section.level, section.body) for section in result.text.sections] == [
        ("Drugs", 2, "<p><em>Give</em> <strong>one</strong>.</p>"),
        ("Deep", 4, "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ]


def test_a_second_heading_of_the_first_level_is_a_section_with_a_guessed_level() -> None:
    result = imported("# Q?\n\nA summary.\n\n# Drugs\n\nText.\n")

    assert [(info.heading, info.level, info.guessed) for info in result.sections] == [("Drugs", 2, True)]


def test_a_list_of_references_is_read_and_cited_by_number() -> None:
    result = imported(
        "# Q?\n\nA summary.[1]\n\n## Drugs\n\nText [1, 2] type 2\n\n## References\n\n"
        "1. Smith A. *Gout*. Lancet. 2001;1:2.\n2. Jones B. More gout. Lancet. 2002;1:2.\n"
    )

    assert [(r.title, r.source, r.year) for r in result.text.references] == [
        ("Gout", "Lancet", 2001),
        ("More gout", "Lancet", 2002),
    ]
    assert readable(result, result.text.sections[0].body) == "Text 1 2 type 2"


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("H~2~O and 10^9^/L", "<p>H<sub>2</sub>O and 10<sup>9</sup>/L</p>"),
        ("10<sup>9</sup>/L", "<p>10<sup>9</sup>/L</p>"),
        ("3. three\n4. four", "<ul><li>3. three</li><li>4. four</li></ul>"),
        ("[x](https://example.org)", '<p><a href="https://example.org">x</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("> quoted", "<blockquote><p>quoted</p></blockquote>"),
        ("≥20 mg -- 60-80 'mg' ... (c)", "<p>≥20 mg -- 60-80 'mg' ... (c)</p>"),
    ],
)
def test_markup_becomes_rich_text(source: str, body: str) -> None:
    result = imported(f"# Q?\n\nA summary.\n\n## Drugs\n\n{source}\n")

    assert result.text.sections[0].body == body


def test_a_picture_is_left_out_and_its_description_kept() -> None:
    result = imported("# Q?\n\nA summary.\n\n## Drugs\n\n![A swollen toe](toe.png)\n")

    assert text_of(result.text.sections[0].body) == "A swollen toe"
    assert ([left.text for left in result.left_out], codes(result)) == (["toe.png"], ["picture"])


def test_a_note_that_is_not_defined_dangles_or_is_reported() -> None:
    result = imported("# Q?\n\nA summary.[^4] More.[^x]\n\n## Drugs\n\nText.\n")

    assert text_of(result.text.summary) == "A summary. More.[^x]"
    assert sorted(codes(result)) == ["dangling-citation", "unknown-note"]


def test_a_heading_of_10000_characters_is_text_and_reported() -> None:
    result = imported(f"# Q?\n\nA summary.\n\n## Drugs\n\n## {'Heading ' * 1250}\n\nText.\n")

    assert [(problem.code, problem.where) for problem in result.problems] == [("long-heading", "line:7")]
    assert len(text_of(result.text.sections[0].body)) == 10_005


def test_furniture_is_left_out() -> None:
    result = imported(
        "# Q?\n\nEducational purposes only\n\nLast updated: July 15, 2025\n\nA"
        " summary.\n\n## Drugs\n\nText.\n\n"
        "## Have a question?\n\nAsk us.\n"
    )

    assert ([info.heading for info in result.sections], result.text.stated_date) == (["Drugs"], "2025-07-15")
    assert [left.text for left in result.left_out] == [
        "Educational purposes only",
        "Last updated: July 15, 2025",
        "Have a question?",
        "Ask us.",
    ]


def test_text_with_markdown_headings_is_markdown_whatever_its_name() -> None:
    assert read(b"# Q?\n\nText.\n\n## Drugs\n\nText.\n", name="pasted.txt").format == "markdown"
    assert read(b"Q?\n\nText.\n", name="article.md").format == "markdown"
