"""What is stored is found however it was typed: the database matches a text as Python does."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from articles.content.folding import ALIKE, fold

pytestmark = pytest.mark.django_db(transaction=True)

SIGNS = (
    "abcgmé .,·^-\n019½²³⁹⁰µ"
    "\u0301\u0323\u0308\u00ad\u200b\u200d\u2060\ufeff\u061c\ufe0f"
    "\ufb01\ufb06\uff15\uff2d\u3392\U0001d7d3\u2113" + "".join(random.Random(1).sample(sorted(ALIKE), 60))
)
TEXTS = ["".join(random.Random(seed).choices(SIGNS, k=seed % 40)) for seed in range(1500)]


def test_the_database_folds_a_text_as_python_does() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT articles_folded(said) FROM unnest(%s::text[]) WITH ORDINALITY AS texts (said, place)"
            " ORDER BY place",
            [TEXTS],
        )
        folded = [row[0] for row in cursor.fetchall()]

    assert [(text, there) for text, there in zip(TEXTS, folded, strict=True) if there != fold(text)] == []


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>metho<em>trexate</em></p>", "methotrexate "),
        ('<p>5<cite data-ref="x"></cite>&lt; 6 &amp; 7</p>', "5< 6 & 7 "),
        ("<ul><li>re</li><li>nal</li></ul>", "re nal "),
    ],
)
def test_the_database_reads_a_rich_text_without_its_marks(html: str, read: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT articles_read(%s)", [html])

        assert cursor.fetchone() == (read,)
