"""The list of references as readers see it: numbered by reading order, with kind, links and passages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from articles.content.citations import citations
from articles.content.identifiers import identifiers_of
from articles.content.text import ReferenceText, SupportText
from articles.models import ReferenceKind
from cms.pages.bodies import passage_anchor

_AUTHORS_SHOWN = 3
#: Parts of a name or a date, which say what they are by themselves.
_NAMED = frozenset({"family", "given", "literal", "suffix", "date-parts"})


@dataclass(frozen=True, kw_only=True)
class Link:
    address: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage of the source that backs a claim, word for word, and where it stands there."""

    anchor: str
    text: str
    locator: str


@dataclass(frozen=True, kw_only=True)
class Return:
    """The way back to a place where a reference is cited."""

    anchor: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A source. ``number`` is None when nothing on the page cites it."""

    anchor: str
    number: int | None
    kind: str
    authors: str
    title: str
    published: str
    links: tuple[Link, ...]
    passages: tuple[Passage, ...]
    returns: tuple[Return, ...]
    retracted: bool


def listed(
    references: Sequence[ReferenceText],
    supports: Sequence[SupportText],
    *,
    numbers: Mapping[UUID, int],
    places: Mapping[UUID, Sequence[str]],
    retracted: Collection[str],
) -> tuple[Reference, ...]:
    """Return the references in the order of their numbers, those that are not cited last.

    Args:
        numbers: by reference key.
        places: the anchors of the citations on the page, by reference key.
        retracted: what retracted sources are known by (``identifiers_of``).
    """
    order = sorted(references, key=lambda reference: numbers.get(reference.key, len(references) + 1))
    return tuple(
        Reference(
            anchor=f"r-{numbers[reference.key]}"
            if reference.key in numbers
            else f"r-{reference.key.hex[:8]}",
            number=numbers.get(reference.key),
            kind=ReferenceKind(reference.kind).label,
            authors=authors_shown(reference.csl),
            title=reference.title,
            published=published_in(reference),
            links=tuple(_links(reference)),
            passages=tuple(
                Passage(anchor=passage_anchor(said.key), text=said.passage, locator=said.locator)
                for said in supports
                if said.reference == reference.key
            ),
            returns=tuple(
                Return(anchor=anchor, place=place)
                for place, anchor in enumerate(places.get(reference.key, ()), 1)
            ),
            retracted=is_retracted(reference, retracted),
        )
        for reference in order
    )


def is_retracted(reference: ReferenceText, retracted: Collection[str]) -> bool:
    return not identifiers_of(reference).isdisjoint(retracted)


def shown_supports(supports: Sequence[SupportText], htmls: Sequence[str]) -> list[SupportText]:
    """Return the passages that these texts cite: what is covered takes its passages with it."""
    cited = {citation.support for html in htmls for citation in citations(html)}
    return [support for support in supports if support.key in cited]


def published_in(reference: ReferenceText) -> str:
    said = ", ".join(part for part in (reference.source, str(reference.year or "")) if part)
    where = _in_the_volume(reference.csl)
    return f"{said}; {where}" if said and where else said or where


def _in_the_volume(csl: Mapping[str, Any]) -> str:
    volume, issue, page = (str(csl.get(name) or "") for name in ("volume", "issue", "page"))
    said = volume + (f"({issue})" if issue else "")
    return f"{said}: {page}" if said and page else said or page


def all_authors(csl: Mapping[str, Any]) -> str:
    return ", ".join(_names(csl))


def further_fields(reference: ReferenceText) -> list[tuple[str, str]]:
    """Return what is recorded of a source and does not stand, word for word, in its full citation."""
    said = (
        all_authors(reference.csl),
        reference.title,
        published_in(reference),
        reference.doi,
        reference.url,
    )
    line = f" {' '.join([*said, reference.pmid])} "
    left = {
        name: [word for word in _leaves(value) if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line)]
        for name, value in reference.csl.items()
    }
    return [(_called(name), ", ".join(words)) for name, words in left.items() if words]


def recorded(csl: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return all that the further fields of a source say, by name."""
    found = []
    for name, value in csl.items():
        each = value if isinstance(value, list) else [value]
        found.append((_called(name), "; ".join(" ".join(_leaves(one)) for one in each)))
    return found


def _called(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (word if name in _NAMED else f"{name}: {word}" for word in _leaves(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    elif value not in (None, ""):
        yield str(value)


def _names(csl: Mapping[str, Any]) -> list[str]:
    named = csl.get("author")
    return [name for name in map(_name, named if isinstance(named, list) else []) if name]


def authors_shown(csl: Mapping[str, Any]) -> str:
    names = _names(csl)
    shown = names if len(names) <= 2 * _AUTHORS_SHOWN else [*names[:_AUTHORS_SHOWN], "et al."]
    return ", ".join(shown)


def _name(author: Any) -> str:
    if not isinstance(author, Mapping):
        return ""
    if author.get("literal"):
        return str(author["literal"])
    # "Hein Jan" is HJ, and "HJ" are initials already.
    given = str(author.get("given") or "").split()
    initials = "".join(part if part.isupper() and len(part) <= 4 else part[0] for part in given)
    return " ".join(part for part in (str(author.get("family") or ""), initials) if part)


def _links(reference: ReferenceText) -> Iterator[Link]:
    if reference.doi:
        yield Link(address=f"https://doi.org/{quote(reference.doi, safe='/')}", words=f"doi:{reference.doi}")
    if reference.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{quote(reference.pmid, safe='')}/"
        yield Link(address=address, words=f"PubMed {reference.pmid}")
    host = urlsplit(reference.url)
    if host.scheme in ("http", "https") and host.netloc and not (reference.doi or reference.pmid):
        yield Link(address=reference.url, words=host.netloc)
