"""Files that are text and no article are recognised; articles are never taken for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.content.importers import ImportRefused, read
from articles.content.importers.kinds import refusal_of

SAMPLES = sorted((Path(__file__).parents[1] / "samples").iterdir())

REFUSED = {
    "HTML": [
        "<!DOCTYPE html>\n<html><head><title>Gout</title></head><body><p>Rest.</p></body></html>",
        "<html lang='en'><body><h1>Gout</h1></body></html>",
        "\n  <!-- saved from the web -->\n<!doctype HTML>\n<title>Gout</title>",
        "<h1>How is gout treated?</h1>\n<p>Rest the joint.</p>\n<h2>Drugs</h2>\n<p>Colchicine.</p>",
        "<div class='article'><p>Rest the joint.</p></div>",
        "How is gout treated?\n<p>Rest the joint.</p>\n<p>Give colchicine.</p>\n<ul><li>Ice</li></ul>",
        "<table><tr><td>Drug</td><td>Dose</td></tr></table>",
        "<p>Rest the joint.</p>",
        "<meta charset='utf-8'><p>Rest.</p>",
    ],
    "JATS": [
        '<?xml version="1.0"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS">\n<article/>',
        '<article article-type="review-article"><front><article-meta/></front></article>',
        '<?xml version="1.0"?><pmc-articleset><article/></pmc-articleset>',
    ],
    "PubMed in XML": [
        '<?xml version="1.0" ?>\n<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>',
        "<PubmedArticle><MedlineCitation/></PubmedArticle>",
    ],
    "references in XML": [
        "<xml><records><record/></records></xml>",
        '<?xml version="1.0"?><xml><records/></xml>',
    ],
    "XML": ['<?xml version="1.0"?><root><a>Gout</a></root>', "<TEI><text>Gout</text></TEI>"],
    "RIS": ["TY  - JOUR\nAU  - Smith, A.\nTI  - Gout\nER  - \n", "\ufeffTY  - BOOK\nER  - "],
    "NBIB": [
        "PMID- 12345678\nOWN - NLM\nSTAT- MEDLINE\nDP  - 2020\nTI  - Gout.\nFAU - Smith, Anna\n",
        "PMID- 1\nTI  - Gout.\nAU  - Smith A\nSO  - Lancet. 2020;1:2.\n",
    ],
    "EndNote": ["%0 Journal Article\n%A Smith, A\n%T Gout\n%J Lancet\n%D 2020\n"],
    "BibTeX": [
        "@article{smith2020,\n  title = {Gout},\n  year = 2020\n}",
        "  @Book {a, title={Gout}}",
        "@misc(a, title = \"Gout\")",
        '@string{lancet = "Lancet"}\n@article{a, journal = lancet}',
    ],
    "JSON": [
        '{"title": "Gout"}',
        '[{"type": "article-journal", "title": "Gout"}]', '{\n "a": [1, 2]\n}\n', '[{"a": 1},]'],
    "PDF": ["%PDF-1.7\n1 0 obj\n<<>>\nendobj", "\n%PDF-1.4 rest"],
    "RTF": ["{\\rtf1\\ansi Gout}", " {\\rtf1 Gout}"],
    "LaTeX": ["\\documentclass{article}\n\\begin{document}\nGout\n\\end{document}"],
    "e-mail": ["From: a@b.c\nTo: d@e.f\nSubject: Gout\nMIME-Version: 1.0\n\nRest the joint."],
    "CSV": ["drug,dose,unit\ncolchicine,0.5,mg\nnaproxen,500,mg\n", "a;b;c\n1;2;3\n4;5;6\n"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in REFUSED.items() for text in texts]
)
def test_what_is_no_article_is_refused_with_what_to_do(kind: str, text: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(text.encode())

    assert kind in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", ["page.txt", "page.md"])
def test_the_name_of_a_file_does_not_make_html_an_article(name: str) -> None:
    with pytest.raises(ImportRefused, match="HTML"):
        read(b"<!doctype html><html><body><p>Rest.</p></body></html>", name=name)


@pytest.mark.parametrize(
    "text",
    [
        "# Gout?\n\nRest<sup>1</sup>.\n\n<div>\n\n## Drugs\n\n</div>\n\n<p>Ice.</p>\n\n<p>x</p>",
        '# Q?\n\n## <span id="dose">Dosing</span>\n\nRest.\n',
        "How is gout treated?\n\nGive > 5 mg if eGFR < 60. Then <b>wait</b>.",
        "[1]\n\nHow is gout treated?",
        "[1, 2]",
        "{Gout} is treated early.\n\nRest.",
        "@ home or @ work?\n\nRest.",
        "Drug, dose, unit\nColchicine, half a mg, daily.\nNaproxen, 500 mg, daily.\nRest, ice, wait.",
        "Subject: gout\n\nRest the joint.",
        "From: 5 mg\nTo: 10 mg\n\nRaise the dose.",
        "TY - not a record\n\nRest.",
        "---\ntitle: Q?\n---\n\nRest.",
        "% of patients\n\n%0 A\n\nRest.",
    ],
)
def test_an_article_is_taken_for_no_other_kind(text: str) -> None:
    assert refusal_of(text) == ""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_taken_for_no_other_kind(sample: Path) -> None:
    assert refusal_of(sample.read_text()) == ""
