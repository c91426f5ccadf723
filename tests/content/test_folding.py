"""Text as it is matched, and the places in the text as it was written."""

from __future__ import annotations

import random

import pytest

from articles.content.folding import ALIKE, fold, fold_with_places

_SIGNS = "abmgé 1\u00b7.5⁹-\u0301\u0308\u00ad\u200b\ufb01\uff15\u3392" + "".join(sorted(ALIKE)[::5])


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("metho\u00adtrexate 1\u200b5\u00a0mg", "methotrexate 15 mg"),
        ("\ufb01ve o\ufb00ers", "five offers"),
        ("Sjo\u0308gren’s – “dry”", 'Sjögren\'s - "dry"'),
        ("１５ ㎎", "15 mg"),
        ("1·5, 2•5, 5·10⁹ and mg·kg⁻¹", "1.5, 2.5, 5·10⁹ and mg·kg⁻¹"),
        ("\uf0b3 50 \uf06dg \uf0a3 20", "≥ 50 μg ≤ 20"),
        ("½ and m² and 10⁹ and … stay", "½ and m² and 10⁹ and … stay"),
    ],
)
def test_a_text_is_folded(text: str, matched: str) -> None:
    assert fold(text) == matched


def test_every_character_that_is_matched_has_its_place_in_the_text() -> None:
    for seed in range(500):
        text = "".join(random.Random(seed).choices(_SIGNS, k=seed % 30))
        folded = fold_with_places(text)

        assert len(folded.places) == len(folded.text) + 1, text
        assert list(folded.places) == sorted(folded.places), text
        assert fold(folded.text) == folded.text, text


def test_a_stretch_stands_where_it_was_written() -> None:
    text = "Give metho\u00adtrexa\u0301te\u200b \ufb01rst."
    folded = fold_with_places(text)
    start = folded.text.index("methotrexáte")

    first, last = folded.span(start, start + len("methotrexáte"))

    assert text[first:last].rstrip("\u200b") == "metho\u00adtrexa\u0301te"
