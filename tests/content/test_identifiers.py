"""DOI and PMID: read out of what people paste, and compared in one form."""

from __future__ import annotations

import pytest

from articles.content.identifiers import canonical_doi, canonical_pmid, doi_in, identifiers_of, pmid_in
from articles.content.text import ReferenceText

SICI = "10.1002/1529-0131(199902)42:2<113::AID-ANR9>3.0.CO;2-6"
ONE_DOI = [
    "10.1000/abc.7",
    "10.1000/ABC.7",
    " 10.1000/abc.7. ",
    "doi:10.1000/abc.7",
    "DOI: 10.1000/abc.7",
    "doi: https://doi.org/10.1000/abc.7",
    "https://doi.org/10.1000/abc.7",
    "http://dx.doi.org/10.1000/ABC.7",
    "https://doi-org.proxy.example.edu/10.1000/abc.7",
    "https://www.doi.org/10.1000/abc.7/",
    "doi.org/10.1000/abc.7",
    "10.1000/abc.7\u200b",
    "\ufeff10.1000/a\u00adbc.7",
    "10.1000/ab\u2060c.7\u200e",
    "10.1000/abc.7[PubMed]",
    "10.1000/abc.7 [PubMed] [Google Scholar]",
    "10.1000/abc.7[CrossRef][Google Scholar]",
    "10.1000/abc.7 [Medline: 12345]",
    "10.1000%2Fabc.7",
    "https://doi.org/10.1000%2FABC.7",
    "10.1000/abc.7;",
    "(10.1000/abc.7)",
    "<10.1000/abc.7>",
    "\u201c10.1000/abc.7\u201d",
    "10.1000/abc.7?utm_source=mail",
    "https://onlinelibrary.example.com/doi/full/10.1000/abc.7",
    "https://journal.example.com/doi/10.1000/abc.7/full",
    "https://journal.example.com/doi/pdf/10.1000/abc.7/epdf",
    "\uff11\uff10.1000/abc.7",
    "10.1000 / abc.7",
    "10.1000&#47;abc.7",
]
ANOTHER_DOI = ["10.1000/abc.8", "10.1000/abc", "10.10001/abc.7", "10.1000/xabc.7", "10.1000.1/abc.7"]
ONE_PMID = ["123456", " 123456 ", "PMID: 123456", "pmid:0123456", "PMID 123456.", "123456\u200b", "0123456"]
ONE_PMID += ["123456 [PubMed]", "https://pubmed.ncbi.nlm.nih.gov/123456/", "PubMed ID: 123456"]
ONE_PMID += [
    "https://www.ncbi.nlm.nih.gov/pubmed/123456",
    "\uff11\uff12\uff13\uff14\uff15\uff16",
    "12\u00ad3456",
]


@pytest.mark.parametrize("written", ONE_DOI)
def test_one_doi_has_one_form(written: str) -> None:
    assert canonical_doi(written) == "10.1000/abc.7"


@pytest.mark.parametrize("written", ANOTHER_DOI)
def test_another_doi_has_another(written: str) -> None:
    assert canonical_doi(written) != "10.1000/abc.7"


@pytest.mark.parametrize(
    "written",
    [
        SICI,
        SICI.replace("<", "%3C").replace(">", "%3E"),
        SICI.replace("<", "&lt;").replace(">", "&gt;"),
        f"https://doi.org/{SICI}",
        f"doi:{SICI}.",
        f"({SICI})",
        f"{SICI}[PubMed]",
        SICI.replace("-", "\u2010"),
    ],
)
def test_doi_with_brackets_stays_whole_and_keeps_its_letters(written: str) -> None:
    assert doi_in(written) == SICI


@pytest.mark.parametrize(
    "doi",
    ["10.1890/0012-9658(2006)87[2869:ETICOT]2.0.CO;2", "10.1016/S0140-6736(20)30183-5", "10.1000/a(b)c"],
)
def test_brackets_that_are_of_the_doi_stay(doi: str) -> None:
    assert doi_in(f"{doi}.") == doi


@pytest.mark.parametrize("written", ["", "no doi", "version 10.2", "10.1/2", "see 2010.1000/x"])
def test_no_doi_is_found_where_none_is(written: str) -> None:
    assert doi_in(written) == ""


@pytest.mark.parametrize("written", ONE_PMID)
def test_one_pmid_has_one_form(written: str) -> None:
    assert canonical_pmid(written) == "123456"


@pytest.mark.parametrize("written", ["", "PMC123456", "1234567890123", "2019; 12: 4", "no number"])
def test_no_pmid_is_found_where_none_is(written: str) -> None:
    assert pmid_in(written) == ""


def test_source_is_known_by_its_address_too() -> None:
    source = ReferenceText(key=None, kind="research", title="", url="https://doi.org/10.1000/ABC")  # type: ignore[arg-type]

    assert identifiers_of(source) == {"10.1000/abc"}
