"""What a source is known by: SQL and Python give the same answer, sign by sign."""

from __future__ import annotations

import random
import unicodedata

import pytest
from django.db import connection

from articles.content.identifiers import canonical_doi, canonical_pmid, identifiers_of
from articles.content.text import ReferenceText
from tests.content.test_identifiers import ANOTHER_DOI, ONE_DOI, ONE_PMID

pytestmark = pytest.mark.django_db(transaction=True)

PIECES = (
    *(
        "10.1000/",
        "10.",
        "1000",
        "/",
        "abc",
        "XYZ",
        "<113::AID>",
        "(SICI)",
        "[0538:A]",
        "3.0.CO;2-#",
        " ",
        ".",
        ",",
    ),
    *(
        "doi:",
        "https://doi.org/",
        "?x=1",
        "#s",
        "/full",
        "/pdf",
        "[PubMed]",
        "PubMed",
        "Google Scholar",
        "[CAS]",
    ),
    *(
        "%3C",
        "%253E",
        "%E2%80%8B",
        "%FF",
        "%00",
        "%",
        "&lt;",
        "&amp;gt;",
        "&#8203;",
        "&#x2010;",
        "&#0;",
        "&shy",
        "&",
    ),
    *(
        "PMID: ",
        "pubmed/",
        "0",
        "32391934",
        "?term=",
        ".0",
        "PMC",
        "\u200b",
        "\u00ad",
        "\u00a0",
        "\uff11",
        "\u2013",
    ),
    *(
        ")",
        "]",
        ">",
        "</a>",
        '">',
        ";10.1000/",
        "|",
        "\u201d",
        "Unavailable",
        "n/a",
        "é",
        "I\u0307",
        "\u2044",
    ),
)


def made(count: int) -> list[str]:
    chance = random.Random(9)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(count)]


def in_sql(function: str, texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        said = f"SELECT {function}(raw) FROM unnest(%s::text[]) WITH ORDINALITY AS t (raw, n) ORDER BY n"
        cursor.execute(said, [texts])
        return [form for (form,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("function", "python"),
    [("articles_canonical_doi", canonical_doi), ("articles_canonical_pmid", canonical_pmid)],
)
def test_both_languages_compare_identifiers_in_one_form(function: str, python: object) -> None:
    texts = [*ONE_DOI, *ANOTHER_DOI, *ONE_PMID, *made(1200)]

    found = in_sql(function, texts)

    differ = [(text, one) for text, one in zip(texts, found, strict=True) if one != python(text)]  # type: ignore[operator]
    assert differ == []


def test_both_languages_see_the_same_of_every_character() -> None:
    signs = [chr(code) for code in (*range(1, 0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0200))]
    known = [sign for sign in signs if unicodedata.category(sign) != "Cn"]
    texts = ["x".join(known[at : at + 64]) for at in range(0, len(known), 64)]

    found = in_sql("articles_canonical_doi", texts)

    assert [t for t, one in zip(texts, found, strict=True) if one != canonical_doi(t)] == []


def test_both_languages_know_a_source_by_the_same() -> None:
    texts = made(900)
    sources = [(texts[n], texts[n + 300], texts[n + 600]) for n in range(300)]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT articles_identifiers(d, p, u) FROM unnest(%s::text[], %s::text[], %s::text[])"
            " WITH ORDINALITY AS t (d, p, u, n) ORDER BY n",
            [list(said) for said in zip(*sources, strict=True)],
        )
        found = [row for (row,) in cursor.fetchall()]

    known = [
        ReferenceText(key=None, kind="book", title="", doi=doi, pmid=pmid, url=url)  # type: ignore[arg-type]
        for doi, pmid, url in sources
    ]
    assert found == [sorted(identifiers_of(one)) for one in known]
