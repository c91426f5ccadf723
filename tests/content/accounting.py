"""Every word that came in, counted against every word that came out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from articles.content.citations import render
from articles.content.importers import Imported
from articles.content.richtext import text_of

WORD = re.compile(r"\w+|[≥≤<>±°%–×/]")
#: Words that name a field of a reference, and are that field afterwards.
LABELS = frozenset(
    {"doi", "pmid", "pubmed", "https", "http", "dx", "org", "www", "id", "ncbi", "nlm", "nih", "gov"}
)


def words_of(text: str) -> Counter[str]:
    """Words, numbers, and the signs that change what a number means."""
    return Counter(word for word in WORD.findall(text.casefold()) if word not in LABELS)


def words_out(imported: Imported) -> Counter[str]:
    return words_of("\n".join(_texts(imported)))


def letters_of(text: str) -> Counter[str]:
    """Runs of two letters or more: what no reading of marks, markers and numbers may take away."""
    spaced = "".join(character if character.isalpha() else " " for character in text.casefold())
    return Counter(word for word in spaced.split() if len(word) > 1 and word not in LABELS)


def letters_out(imported: Imported) -> Counter[str]:
    return letters_of("\n".join(_texts(imported)))


def _texts(imported: Imported) -> Iterator[str]:
    text = imported.text
    yield from (text.title, text.second_title, readable(imported, text.summary))
    for section in text.sections:
        yield from (section.heading, readable(imported, section.body))
    for reference in text.references:
        yield from (reference.kind, reference.title, reference.source, str(reference.year or ""))
        yield from (reference.doi, reference.pmid, reference.url, *_leaves(reference.csl))
    yield from (left.text for left in imported.left_out)


def readable(imported: Imported, html: str) -> str:
    """The text with each citation mark as the number that the file used."""
    return text_of(render(html, lambda citation: f" {imported.numbers[citation.ref]} "))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)
