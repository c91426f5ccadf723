"""Entries of lists of references as people paste them: identifiers, remarks, names and styles."""

from __future__ import annotations

import pytest

from articles.content.importers import Imported, read
from articles.content.importers.entry import read_entry
from articles.content.importers.names import authors_of, authors_printed
from articles.content.text import ReferenceText

PAGE = "How is gout treated?\n\nTreat it early. 1\n\nDrugs\n\nText of the section. 1\n\nReferences\n\n"


def imported(entry: str) -> Imported:
    return read(f"{PAGE}1. {entry}\n".encode(), name="page.txt")


def reference(entry: str) -> ReferenceText:
    (found,) = imported(entry).text.references
    return found


def parts(entry: str) -> tuple[str, str, str, int | None, str]:
    found = read_entry(entry).reference
    place = ";".join(str(found.csl.get(name, "")) for name in ("volume", "issue", "page"))
    return authors_printed(found.csl), found.title, found.source, found.year, place


def test_doi_with_angle_brackets_is_whole() -> None:
    found = reference(
        "Weber K, Lang P. Joints of the hand. J Morphol. 1997;231:101-20."
        " doi:10.1002/(SICI)1097-4687(199702)231:2<101::AID-JMOR1>3.0.CO;2-W"
    )

    assert found.doi == "10.1002/(SICI)1097-4687(199702)231:2<101::AID-JMOR1>3.0.CO;2-W"
    assert (found.source, found.csl["page"]) == ("J Morphol", "101-20")


def test_labels_of_links_are_left_out_of_a_doi() -> None:
    result = imported("Weber K. Diet. Nutrients. 2021;13:5-9. doi:10.3390/nu13020002. [CrossRef] [PubMed]")

    assert result.text.references[0].doi == "10.3390/nu13020002"
    assert "[CrossRef] [PubMed]" in [left.text for left in result.left_out]


def test_no_invisible_character_is_in_a_doi() -> None:
    assert (
        reference("Weber K. Diet. J Ex. 2021;1:1-2. doi:10.1000/a\u200bbc\u2060\u00ad").doi == "10.1000/abc"
    )


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("doi:10.1016/S0140-6736(19)30038-1.", "10.1016/S0140-6736(19)30038-1"),
        ("(doi:10.1016/S0140-6736(19)30038-1)", "10.1016/S0140-6736(19)30038-1"),
        ("DOI 10.1000/182).", "10.1000/182"),
        ("doi: 10.3899/jrheum.190000;", "10.3899/jrheum.190000"),
        ("[doi:10.1000/xyz]", "10.1000/xyz"),
        ("10.1000/xyz[PubMed]", "10.1000/xyz"),
        ("doi:10.1000/xyz.[Crossref][Google Scholar]", "10.1000/xyz"),
        ("doi:10.1000/xyz. Article CAS PubMed Google Scholar", "10.1000/xyz"),
        ("doi:10.1000/xyz.CrossrefMedlineGoogle Scholar", "10.1000/xyz"),
        ("doi:10.1000/xyzPMID:123", "10.1000/xyz"),
        (
            "https://doi.org/10.1002/%28SICI%291097%3A2%3C101%3A%3AAID%3E3.0.CO%3B2-W",
            "10.1002/(SICI)1097:2<101::AID>3.0.CO;2-W",
        ),
        ("http://dx.doi.org/10.1136/ard-2016.1", "10.1136/ard-2016.1"),
        ("https://doi-org.proxy.example.edu/10.1136/ard-2016.1", "10.1136/ard-2016.1"),
        ("https://proxy.example.edu/login?url=https://doi.org/10.1136/ard-2016.1", "10.1136/ard-2016.1"),
        ("doi: 10.1136/ ard-2016.1", "10.1136/ard-2016.1"),
        ("doi:10.1136/ard- 2016-209133", "10.1136/ard-2016-209133"),
        ("doi:\n   10.1136/ard.2016.1", "10.1136/ard.2016.1"),
        ("doi:10.1136/\n   ard.2016.1", "10.1136/ard.2016.1"),
        ("doi:10.1016/j.ard.\n   2019.01.001", "10.1016/j.ard.2019.01.001"),
        ("doi:10.1136/annrheum\n   dis-2016-209133.", "10.1136/annrheumdis-2016-209133"),
        ("doi:10.1000/abc&lt;1&gt;2", "10.1000/abc<1>2"),
        ("doi:10.1000/abc</a>", "10.1000/abc"),
    ],
)
def test_doi_is_freed_of_what_is_glued_to_it(written: str, doi: str) -> None:
    found = reference(f"Weber K. Diet. J Ex. 2021;1:1-2. {written}")

    assert (found.doi, found.title, found.source, found.year) == (doi, "Diet", "J Ex", 2021)


@pytest.mark.parametrize(
    "written",
    [
        "PMID: 28408345",
        "PMID:28408345.",
        "PubMed PMID: 28408345; PubMed Central PMCID: PMC5550943.",
        "[PubMed: 28408345]",
        "PMID 28408345 [PubMed]",
        "pmid=28408345",
        "https://pubmed.ncbi.nlm.nih.gov/28408345/",
        "https://www.ncbi.nlm.nih.gov/pubmed/28408345",
        "https://www.ncbi.nlm.nih.gov/pubmed/?term=28408345",
    ],
)
def test_pmid_is_read_in_each_form(written: str) -> None:
    found = reference(f"Weber K. Diet. J Ex. 2021;1:1-2. {written}")

    assert (found.pmid, found.source, found.csl["page"]) == ("28408345", "J Ex", "1-2")


@pytest.mark.parametrize(
    "written", ["PMCID: PMC5550943", "[PMC free article: PMC5550943]", "PMCID:PMC5550943."]
)
def test_pmcid_is_a_field_of_its_own(written: str) -> None:
    assert reference(f"Weber K. Diet. J Ex. 2021;1:1-2. {written}").csl["PMCID"] == "PMC5550943"


def test_an_erratum_is_a_note_and_not_the_place() -> None:
    found = reference(
        "Weber KD, Lang N, et al. 2019 recommendations for gout. Arthritis Rheumatol (Boston). 2019 Mar;"
        "71(3):401-418. doi: 10.1002/art.40001. Epub 2019 Jan. Erratum in: Arthritis Rheumatol (Boston). 2019"
        " May;71(5):830. doi: 10.1002/art.40999. PMID: 30000001."
    )

    assert (found.title, found.source) == ("2019 recommendations for gout", "Arthritis Rheumatol (Boston)")
    assert (found.year, found.csl["volume"], found.csl["page"]) == (2019, "71", "401-418")
    assert (found.doi, found.pmid) == ("10.1002/art.40001", "30000001")
    assert found.csl["note"] == (
        "Mar. Epub 2019 Jan. Erratum in: Arthritis Rheumatol (Boston). 2019 May;71(5):830."
        " doi: 10.1002/art.40999"
    )


@pytest.mark.parametrize(
    "remark",
    [
        "Corrigendum in: Lancet. 2021;396:10",
        "Correction in: Lancet. 2021;396(2):10",
        "Published erratum appears in Lancet. 2021;396:10",
        "Comment in: Nat Rev Rheumatol. 2021;16:5. Comment on: BMJ. 2018;3:1",
        "Retraction in: Lancet. 2021 Jun 5;1:1",
        "Retracted",
        "Expression of concern in: Lancet. 2022;1:1",
        "Republished in: Ann Rheum Dis. 2022;1:1",
        "Update in: Cochrane Database Syst Rev. 2022;3:CD000001",
        "Summary for patients in: Ann Intern Med. 2021;1:I20",
        "Online ahead of print",
    ],
)
def test_a_remark_after_the_pages_is_a_note(remark: str) -> None:
    found = reference(f"Weber K. Diet. Lancet. 2020;395(10239):1771-8. {remark}.")

    assert (found.title, found.source, found.year) == ("Diet", "Lancet", 2020)
    assert found.csl == {
        "author": [{"family": "Weber", "given": "K"}],
        "volume": "395",
        "issue": "10239",
        "page": "1771-8",
        "note": remark,
    }


def test_a_correction_in_brackets_is_a_note() -> None:
    found = reference(
        "Weber K. Diet [published correction appears in JAMA. 2021;325(1):1]. JAMA. 2020;324(3):1-9."
    )

    assert (found.title, found.source, found.csl["page"]) == ("Diet", "JAMA", "1-9")
    assert found.csl["note"] == "[published correction appears in JAMA. 2021;325(1):1]"


@pytest.mark.parametrize(
    "title",
    ["Erratum: diet in gout", "Retraction—Diet in gout", "Comment on: Diet in gout", "Correction to: Diet"],
)
def test_a_title_that_begins_like_a_remark_stays_a_title(title: str) -> None:
    assert parts(f"Weber K. {title}. Lancet. 2020;1:2.")[1:] == (title, "Lancet", 2020, "1;;2")


def test_names_that_are_not_ascii_are_authors() -> None:
    found = reference("Søndergård L, Bjørn-Åkesson T. Does rest help? Scand J Rheumatol. 2013;42(1):7.")

    assert found.csl["author"] == [
        {"family": "Søndergård", "given": "L"},
        {"family": "Bjørn-Åkesson", "given": "T"},
    ]
    assert (found.title, found.source) == ("Does rest help?", "Scand J Rheumatol")


@pytest.mark.parametrize(
    "authors",
    [
        "Çelik S, d'Agostino MA, van der Heijde D",
        "O'Brien P, Ó Súilleabháin M, al-Rashid K Jr",
        "McCarthy DJ 3rd, St. Clair EW, L'Ami MJ",
        "Dupont J-P, Lefèvre É, de la Cruz y García M",
        "Şahin İ, Čapek Š, Łukasiewicz Ż, Đorđević Ž",
        "Насонов ЕЛ, Денисов ЛН",
        "Παπαδόπουλος Γ, Γεωργίου Α",
        "Nguyễn Văn A, Trần TH, et al",
        "Weber K, RECOVERY Collaborative Group",
        "Weber K, on behalf of the EULAR Task Force",
        "World Health Organization",
        "Centers for Disease Control and Prevention",
        "Smith A.B., Jones C.D.",
        "王伟, 李娜",
    ],
)
def test_authors_are_taken_apart_and_read_back(authors: str) -> None:
    printed, title, source, year, place = parts(f"{authors.rstrip('.')}. Is it gout? Lancet. 2020;1(2):3-4.")

    assert (printed, title, source, year, place) == (authors, "Is it gout?", "Lancet", 2020, "1;2;3-4")
    assert authors_printed({"author": authors_of(printed)}) == authors


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "Weber, K. A. & Lang, P. Care of gout. Nat. Rev. Rheumatol. 14, 201–210 (2018).",
            ("Weber K. A., Lang P.", "Care of gout", "Nat. Rev. Rheumatol", 2018, "14;;201–210"),
        ),
        (
            "Weber, K. A. et al. Care of gout. Nature 14, 201 (2018).",
            ("Weber K. A., et al", "Care of gout", "Nature", 2018, "14;;201"),
        ),
        (
            "Weber, K., & Lang, P. (2018). Care of gout: A trial. Journal of Gout, 14(2), 201–210.",
            ("Weber K., Lang P.", "Care of gout: A trial", "Journal of Gout", 2018, "14;2;201–210"),
        ),
        (
            "Weber, K. and Lang, P. (2018) ‘Care of gout’, Journal of Gout, 14(2), pp. 201–210.",
            ("Weber K., Lang P.", "Care of gout", "Journal of Gout", 2018, "14;2;201–210"),
        ),
        (
            "Weber K, Lang P (2018) Care of gout. J Gout 14:201–210",
            ("Weber K, Lang P", "Care of gout", "J Gout", 2018, "14;;201–210"),
        ),
        (
            "Weber K, Lang P: Care of gout. Lancet 2018, 1:2-3.",
            ("Weber K, Lang P", "Care of gout", "Lancet", 2018, "1;;2-3"),
        ),
        (
            "K. A. Weber and P. Lang, “Care of gout,” J. Gout, vol. 14, no. 2, pp. 201–210, 2018.",
            ("Weber K. A., Lang P.", "Care of gout", "J. Gout", 2018, "14;2;201–210"),
        ),
        (
            "Weber K. Role of vitamin D. N. Engl. J. Med. 2018;1:2.",
            ("Weber K", "Role of vitamin D", "N. Engl. J. Med", 2018, "1;;2"),
        ),
        (
            "Weber K. Gout. Rheumatology. 2012;72(Suppl 1):S12–S18.",
            ("Weber K", "Gout", "Rheumatology", 2012, "72;Suppl 1;S12–S18"),
        ),
        (
            "Weber K. Gout. Lancet. 2012;57(3 Suppl 2):S5-9.",
            ("Weber K", "Gout", "Lancet", 2012, "57;3 Suppl 2;S5-9"),
        ),
        (
            "Weber K. Gout. PLoS One. 2020;15(3):e0229445.",
            ("Weber K", "Gout", "PLoS One", 2020, "15;3;e0229445"),
        ),
        ("Weber K. Gout. JAMA. Published online May 3, 2020.", ("Weber K", "Gout", "JAMA", 2020, ";;")),
        (
            "Weber K. Gout. Ann Rheum Dis. 2020 May 11:annrheumdis-2020-217160.",
            ("Weber K", "Gout", "Ann Rheum Dis", 2020, ";;annrheumdis-2020-217160"),
        ),
        (
            "Weber K, Lang P, editors. Textbook of Gout. 10th ed. Philadelphia: Elsevier; 2017.",
            ("Weber K, Lang P", "Textbook of Gout", "Philadelphia: Elsevier", 2017, ";;"),
        ),
        (
            "Weber K. Gout. In: Lang P, editor. Textbook. 2nd ed. London: Press; 2012. p. 12–34.",
            ("Weber K", "Gout", "In: Lang P, editor. Textbook. 2nd ed. London: Press", 2012, ";;"),
        ),
        (
            "National Institute for Health and Care Excellence. Gout: care. NICE guideline [NG219]."
            " London: NICE; 2022.",
            (
                "National Institute for Health and Care Excellence",
                "Gout: care. NICE guideline [NG219]",
                "London: NICE",
                2022,
                ";;",
            ),
        ),
        (
            "Weber K. Gout. Cochrane Database of Systematic Reviews 2014, Issue 8. Art. No.: CD006190.",
            ("Weber K", "Gout", "Cochrane Database of Systematic Reviews", 2014, ";8;CD006190"),
        ),
        (
            "Weber K, et al. 2012 guides for gout. Part 1: diet. Arthritis Care Res (Boston) 2012;64:1–6.",
            (
                "Weber K, et al",
                "2012 guides for gout. Part 1: diet",
                "Arthritis Care Res (Boston)",
                2012,
                "64;;1–6",
            ),
        ),
    ],
)
def test_an_entry_of_each_style_is_taken_apart(entry: str, expected: tuple[object, ...]) -> None:
    assert parts(entry) == expected
    assert read_entry(entry).understood


def test_a_page_on_the_web_has_publisher_title_and_the_day_of_access() -> None:
    found = reference(
        "Centers for Disease Control and Prevention. Gout. Updated July 27, 2020. Accessed May 3, 2021."
        " https://www.cdc.gov/gout.html"
    )

    assert (found.kind, found.title, found.url) == ("website", "Gout", "https://www.cdc.gov/gout.html")
    assert found.csl["note"] == "Updated July 27, 2020. Accessed May 3, 2021"


@pytest.mark.parametrize(
    "entry",
    [
        "Kuperman. Diet. Lancet 2001;1:2",
        "Smith, Anna and Jones, Carl. Diet. Lancet 2019;1:2.",
        "Weber K., Lang P., On diet, Lancet 395 (2020) 1771–1784.",
        "Weber K. Diet. Lancet. In press 2020.",
        "Weber K. Diet. Preprint at (2020).",
        "כהן א, לוי ב. טיפול בשיגדון. הרפואה. 2019;158:1-5.",
        "personal letter of a colleague, 2019, about 12, 101–110 (2020)",
        'Smith, John, and Ann Jones. "Diet." Annals of Gout, vol. 12, no. 3, 2019, pp. 1–10.',
    ],
)
def test_what_no_style_covers_is_kept_whole_and_reported(entry: str) -> None:
    result = imported(entry)
    (found,) = result.text.references

    assert (found.title, found.source, found.year) == (entry, "", None)
    assert [problem.code for problem in result.problems] == ["unclear-reference"]


def test_the_address_of_a_publisher_stays_whole() -> None:
    found = reference("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577")

    assert (found.url, found.doi) == (
        "https://www.nejm.org/doi/full/10.1056/NEJMoa2034577",
        "10.1056/NEJMoa2034577",
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://www.thelancet.com/journals/lancet/article/PIIS0140-6736(19)30038-1/fulltext",
        "https://academic.oup.com/rheumatology/article/56/7/e1/3855179",
        "https://onlinelibrary.wiley.com/doi/abs/10.1002/art.40999",
        "https://link.springer.com/article/10.1007/s00296-019-04300-0",
        "https://ard.bmj.com/content/76/1/29.full.pdf",
        "https://jamanetwork.com/journals/jama/fullarticle/2758612",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5550943/",
        "https://www.nice.org.uk/guidance/ng219/chapter/Recommendations#diagnosis",
    ],
)
@pytest.mark.parametrize("around", ["{}.", "<{}>", "Available from: {}"])
def test_an_address_is_kept_whole(address: str, around: str) -> None:
    assert reference(f"Weber K. Diet. J Ex. 2021;1:1-2. {around.format(address)}").url == address
