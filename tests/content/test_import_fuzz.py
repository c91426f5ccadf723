"""Whatever comes in: nothing raised but a refusal, no word lost, no text that takes long."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.content.importers import FORMATS, ImportRefused, read
from articles.content.importers.decoding import decode
from articles.content.importers.mending import mended
from articles.content.richtext import sanitise
from tests.content.accounting import letters_of, letters_out

pytestmark = pytest.mark.thorough

LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "What is the treatment of gout?",
            "Treatment of gout",
            "Medical Advisory BoardAll articles are reviewed",
            "Submitted",
            "Under Review",
            "Last updated: July 15, 2025",
            "Initial Approach",
            "Monitoring",
            "1. Diagnosis",
            "2. Therapy",
            "Summary",
            "Use one of:",
            "Colchicine should be given early to all patients with a flare of gout. 1",
            "The second sentence follows the first and cites two sources. 1, 2",
            "• Adults: 1 mg/kg/day (up to 60-80 mg daily) 1",
            "    ◦ Nested point",
            "  - Dash point [2]",
            "1. numbered item",
            "2) numbered item",
            "a) lettered item",
            "o sub",
            "•",
            "diabetes mellitus type 2",
            "Drug\tDose\tRoute",
            "Aspirin\t75 mg\toral",
            "**Bold** word and **bold:**",
            "<script>alert(1)</script> text",
            "References",
            "Guideline",
            "Review",
            "A title of a paper.",
            "Lancet, 2008",
            "1. Smith A, Jones B. On gout. Lancet. 2012;57:371-4. doi:10.1000/x PMID: 12345678",
            "[2] Someone wrote something https://example.org/x",
            "Smith, A., & Jones, B. (2012). On gout. Journal of Gout, 57, 371–374.",
            "Professional Medical Disclaimer",
            "Have a follow-up question?",
            "## Section",
            "# Title",
            "### Deep",
            "[^1]: Note one",
            "[1]: https://example.org",
            "text with mark[^1] and [3]",
            "| a | b |",
            "|---|---|",
            "```",
            "> quoted",
            "---",
            "title: Front matter",
        ]
    ),
    st.text("ab 12•-.:()[]*≥\t\u00a0éA", max_size=30),
    st.text(max_size=20),
)
TEXTS = st.lists(LINES, max_size=30).map("\n".join)


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.sampled_from(FORMATS))
@example("A\n\nReferences\n\nGuideline\nReview\n", "text")
@example("•\n•\n", "text")
def test_read_of_any_text_loses_no_word(text: str, format: str) -> None:
    try:
        data = text.encode()
        imported = read(data, format=format)
    except (ImportRefused, UnicodeEncodeError):
        return

    assert format != "text" or all(problem.where != "text" for problem in imported.problems)
    meant, _ = mended(decode(data)[0])
    lost = letters_of(re.sub("</?su[bp]>", " ", meant)) - letters_out(imported)
    bodies = [imported.text.summary, *(section.body for section in imported.text.sections)]

    assert not lost
    assert [sanitise(body) for body in bodies] == bodies


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-16"))))
def test_read_of_any_bytes_raises_nothing_but_a_refusal(data: bytes) -> None:
    try:
        said = read(data).format
    except ImportRefused as refusal:
        said = str(refusal)

    assert said in FORMATS or re.search(r"\w+.*\.\Z", said)


BIG = 100_000
HOSTILE = {
    "one long line": "word " * (BIG // 5),
    "one long word": "a" * BIG,
    "digits": "1" * BIG,
    "spaces": "a" + " " * (BIG - 2) + "b",
    "brackets": "[" * BIG,
    "marks": "[1]" * (BIG // 3),
    "stars": "*" * BIG,
    "bold": "**a" * (BIG // 3),
    "short lines": "Ab\n" * (BIG // 3),
    "headings": "Heading\n\n" * (BIG // 9),
    "bullets": "• a 1\n" * (BIG // 8),
    "stairs": "".join(" " * (n % 900) + "- a\n" for n in range(4000)),
    "references": "T\n\nReferences\n\n" + "1. A B. C. D. 2012;1:2.\n" * (BIG // 30),
    "one reference": "T\n\nReferences\n\n1. " + "A b. " * (BIG // 6),
    "kinds": "T\n\nReferences\n\n" + "Guideline\n\nX\n\nY, 2012\n\n" * (BIG // 30),
    "sentences": "A b. 1 " * (BIG // 7),
    "tags": "<p>" * (BIG // 3),
    "tabs": "a\tb\n" * (BIG // 4),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_much_of_anything_is_read_in_seconds(kind: str, format: str) -> None:
    begun = time.process_time()
    with suppress(ImportRefused):  # which is an answer too
        read(HOSTILE[kind].encode(), format=format)

    assert time.process_time() - begun < 8
