"""The list of references, in the forms in which lists come."""

from __future__ import annotations

import pytest

from articles.content.importers import Imported, read
from articles.content.importers.entry import read_pasted
from articles.content.importers.names import authors_of, authors_printed

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


@pytest.mark.parametrize(
    ("entry", "title", "source", "year", "csl"),
    [
        (
            "Smaill FM, Vazquez JC. Antibiotics for asymptomatic bacteriuria in pregnancy. Cochrane"
            " Database Syst Rev. 2019;11:CD000490.",
            "Antibiotics for asymptomatic bacteriuria in pregnancy",
            "Cochrane Database Syst Rev",
            2019,
            {"volume": "11", "page": "CD000490"},
        ),
        (
            "Smaill FM. Antibiotics for bacteriuria. Cochrane Database Syst Rev. 2019(11):CD000490.",
            "Antibiotics for bacteriuria",
            "Cochrane Database Syst Rev",
            2019,
            {"issue": "11", "page": "CD000490"},
        ),
        (
            "Saag KG, Choi H. Risk factors for gout. Arthritis Res Ther. 2006;8 Suppl 1:S2.",
            "Risk factors for gout",
            "Arthritis Res Ther",
            2006,
            {"volume": "8 Suppl 1", "page": "S2"},
        ),
        (
            "Doe J. Gout. JAMA. 2019;321(12):1188-1194. Epub 2019 Mar 1.",
            "Gout",
            "JAMA",
            2019,
            {"volume": "321", "issue": "12", "page": "1188-1194", "note": "Epub 2019 Mar 1"},
        ),
        (
            "Doe J. Gout. BMJ. 2020;368:m689. Available from: https://example.org/m689",
            "Gout",
            "BMJ",
            2020,
            {"volume": "368", "page": "m689", "note": "Available from:"},
        ),
        (
            "Doe J. Gout [Internet]. Geneva: WHO; 2016 [cited 2020 May 3]. https://example.org/gout",
            "Gout [Internet]",
            "Geneva: WHO",
            2016,
            {"note": "[cited 2020 May 3]"},
        ),
    ],
)
def test_an_entry_as_the_databases_print_it_is_split(
    entry: str, title: str, source: str, year: int, csl: dict[str, str]
) -> None:
    result = imported(f"1. {entry}\n")
    (found,) = result.text.references

    assert (found.title, found.source, found.year) == (title, source, year)
    assert {name: said for name, said in found.csl.items() if name != "author"} == csl
    assert [problem.code for problem in result.problems] == ["guessed-kind"]


def test_an_entry_with_a_doi_that_could_not_be_split_is_reported() -> None:
    result = imported("1. something about gout without a form doi:10.1000/x\n")

    assert [problem.code for problem in result.problems] == ["unclear-reference"]
    assert result.text.references[0].doi == "10.1000/x"


def test_authors_are_no_title() -> None:
    (found,) = imported("1. Smith AB, Jones C. Gout explained. 2019.\n").text.references

    assert (found.title, found.source, found.year) == ("Gout explained", "", 2019)
    assert found.csl["author"] == [{"family": "Smith", "given": "AB"}, {"family": "Jones", "given": "C"}]


def test_a_citation_that_was_pasted_with_its_number_is_split() -> None:
    found, understood = read_pasted("5. Saag KG, Choi H. Gout.\nArthritis Res Ther. 2006;8:S2.")

    assert (found.title, found.year, understood) == ("Gout", 2006, True)


@pytest.mark.parametrize(
    "said",
    [
        "Janssens HJ, van der Berg C, et al",
        "Janssens Hein J, WHO Expert Group",
        "World Health Organization",
        "",
    ],
)
def test_authors_read_back_as_they_are_printed(said: str) -> None:
    assert authors_printed({"author": authors_of(said)}) == said


def test_authors_are_families_and_initials() -> None:
    assert authors_of("Janssens HJ; WHO Expert Group, Geneva") == [
        {"family": "Janssens", "given": "HJ"},
        {"literal": "WHO Expert Group, Geneva"},
    ]


def test_entries_numbered_like_definitions_are_entries_of_their_own() -> None:
    found = imported("[1]: Smith A. Gout. Lancet. 2001;1:2.\n[2]: https://example.org/gout\n").text.references

    assert [(reference.title, reference.url) for reference in found] == [
        ("Gout", ""),
        ("https://example.org/gout", "https://example.org/gout"),
    ]


def test_word_below_an_address_is_no_part_of_it() -> None:
    [found] = imported("1. https://example.org\nSubmitted\n").text.references

    assert (found.title, found.url) == ("Submitted", "https://example.org")
