"""The list of references, in the forms in which lists come."""

from __future__ import annotations

from articles.content.importers import Imported, read

PAGE = "How is gout treated?\n\nTreat early. 1\n\nDrugs\n\nText of the section. 1\n\nReferences\n\n"


def imported(entries: str, *, name: str = "page.txt") -> Imported:
    return read((PAGE + entries).encode(), name=name)


def rows(entries: str) -> list[tuple[str, str, str, int | None]]:
    found = imported(entries).text.references
    return [(reference.kind, reference.title, reference.source, reference.year) for reference in found]


def test_kind_title_and_source_with_year_are_three_lines_of_an_entry() -> None:
    entries = (
        "Guideline\n\nA guideline.\n\nThe Society, 2020\n\nReview\n\nA review of it\n\nJournal"
        " of Gout, 2018\n"
    )

    assert rows(entries) == [
        ("guideline", "A guideline.", "The Society", 2020),
        ("review", "A review of it", "Journal of Gout", 2018),
    ]


def test_identifiers_under_an_entry_belong_to_it() -> None:
    found = imported(
        "Systematic review\n\nOn gout\n\nLancet, 2019\n\ndoi:10.1000/gout.1\n\nPMID: 1234567\n"
    ).text.references

    assert [(r.kind, r.doi, r.pmid, r.csl) for r in found] == [
        ("review", "10.1000/gout.1", "1234567", {"genre": "Systematic review"})
    ]


def test_a_line_that_belongs_to_no_entry_is_left_out_as_not_placed() -> None:
    result = imported("Book\n\nOn gout\n\nPress, 2019\n\nSomething else entirely\n")

    assert [(left.text, left.why) for left in result.left_out[1:]] == [
        ("Something else entirely", "could not be placed")
    ]
    assert [(problem.code, problem.where) for problem in result.problems] == [("unplaced-text", "line:17")]


def test_numbered_vancouver_entries_are_understood() -> None:
    found = imported(
        "1. Smith AB, van der Berg C, et al. Gout in adults: what to do? A trial. N"
        " Engl J Med. 2012 Mar 5;57(3):371-4."
        " doi: 10.1000/abc(1).2. PMID: 2345678\n"
        "2. Jones D. Gout.\n   Lancet 2001;1:2.\n"
    ).text.references

    assert [(r.title, r.source, r.year, r.doi, r.pmid) for r in found] == [
        ("Gout in adults: what to do? A trial", "N Engl J Med", 2012, "10.1000/abc(1).2", "2345678"),
        ("Gout", "Lancet", 2001, "", ""),
    ]
    assert found[0].csl == {
        "author": [
            {"family": "Smith", "given": "AB"},
            {"family": "van der Berg", "given": "C"},
            {"literal": "et al"},
        ],
        "volume": "57",
        "issue": "3",
        "page": "371-4",
        "note": "Mar 5",
    }


def test_author_date_entries_are_understood() -> None:
    entry = "Smith, A., & Jones, B. (2012). On gout and its end. Journal of Gout, 57(2), 371–374."

    assert rows(entry) == [("research", "On gout and its end", "Journal of Gout", 2012)]


def test_an_address_alone_is_a_website() -> None:
    found = imported("1. Gout explained. https://example.org/gout\n").text.references

    assert [(r.kind, r.title, r.url) for r in found] == [
        ("website", "Gout explained.", "https://example.org/gout")
    ]


def test_an_entry_that_no_rule_understands_is_kept_whole_and_reported() -> None:
    result = imported("1. personal letter from a colleague about gout\n")

    assert [reference.title for reference in result.text.references] == [
        "personal letter from a colleague about gout"
    ]
    assert [problem.code for problem in result.problems] == ["unclear-reference"]


def test_entries_without_numbers_are_paragraphs() -> None:
    assert len(rows("Smith A. Gout. Lancet. 2001;1:2.\n\nJones B. More gout. Lancet. 2002;1:2.\n")) == 2


def test_numbers_of_the_list_are_those_that_marks_mean() -> None:
    result = imported("7. Smith A. Gout. Lancet. 2001;1:2.\n1. Jones B. More gout. Lancet. 2002;1:2.\n")

    assert [result.numbers[reference.key] for reference in result.text.references] == [7, 1]
    assert [problem.code for problem in result.problems if problem.severity == "error"] == []


def test_repeated_numbers_are_counted_anew_and_reported() -> None:
    result = imported("1. Smith A. Gout. Lancet. 2001;1:2.\n1. Jones B. More gout. Lancet. 2002;1:2.\n")

    assert [result.numbers[reference.key] for reference in result.text.references] == [1, 2]
    assert result.problems[0].code == "reference-numbers"


def test_a_footer_after_the_list_is_no_entry() -> None:
    result = imported(
        "1. Smith A. Gout. Lancet. 2001;1:2.\n\nMedical Disclaimer\n\nNot advice.\n\nAbout us\n\nWe are.\n"
    )

    assert len(result.text.references) == 1
    assert [left.why for left in result.left_out] == [
        "the heading of the list of references",
        "a disclaimer; the publication has its own",
        "a disclaimer; the publication has its own",
        "could not be placed",
        "could not be placed",
    ]
