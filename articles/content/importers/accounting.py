"""The last look: words of the file that are nowhere in what was understood of it are listed as not placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from articles.content.importers.base import Imported, LeftOut
from articles.content.importers.furniture import UNPLACED
from articles.content.problems import Problem, quoted
from articles.content.richtext import text_of

#: Words that name a field of a reference, and are that field afterwards.
_LABELS = frozenset(
    {"doi", "pmid", "pubmed", "https", "http", "dx", "org", "www", "id", "ncbi", "nlm", "nih", "gov"}
)


def with_lost_words(source: str, imported: Imported) -> Imported:
    """The same, with every word of the source that is nowhere in it added to what was left out."""
    lost = Counter(words(source)) - Counter(words("\n".join(_texts(imported))))
    if not lost:
        return imported
    text = " ".join(lost.elements())
    message = f"These words could not be placed: {quoted(text, limit=200)}. Look for them in the file."
    problem = Problem(code="unplaced-text", severity="warning", where="text", message=message)
    return replace(
        imported,
        problems=(*imported.problems, problem),
        left_out=(*imported.left_out, LeftOut(text=text, why=UNPLACED)),
    )


def words(text: str) -> Iterator[str]:
    """Runs of two letters or more: what no reading of marks, markers and numbers may take away."""
    spaced = "".join(character if character.isalpha() else " " for character in text.casefold())
    return (word for word in spaced.split() if len(word) > 1 and word not in _LABELS)


def _texts(imported: Imported) -> Iterator[str]:
    text = imported.text
    yield from (text.title, text.second_title, text_of(text.summary))
    for section in text.sections:
        yield from (section.heading, text_of(section.body))
    for reference in text.references:
        yield from (reference.kind, reference.title, reference.source)
        yield from (reference.doi, reference.pmid, reference.url, *_leaves(reference.csl))
    yield from (left.text for left in imported.left_out)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)
