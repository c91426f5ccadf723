"""A source as forms show it: authors, volume, issue and pages, kept as CSL, are fields like others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from articles.content.importers.entry import read_pasted
from articles.content.importers.names import authors_of, authors_printed
from articles.content.text import ArticleText, ReferenceText, SectionText

CSL_FIELDS = ("authors", "volume", "issue", "page")
FIELDS = ("kind", "authors", "title", "source", "year", "volume", "issue", "page", "doi", "pmid", "url")

P = TypeVar("P", ArticleText, SectionText, ReferenceText)


def value_of(part: ArticleText | SectionText | ReferenceText, name: str) -> Any:
    """A field of a part as its form shows it."""
    if isinstance(part, ReferenceText) and name in CSL_FIELDS:
        return authors_printed(part.csl) if name == "authors" else str(part.csl.get(name) or "")
    return getattr(part, name)


def with_values(part: P, said: dict[str, Any]) -> P:
    """A part with these fields. What was not changed stays as it is kept, and so does all else of its CSL."""
    plain = {name: value for name, value in said.items() if name not in CSL_FIELDS}
    if not isinstance(part, ReferenceText):
        return replace(part, **plain)
    csl = dict(part.csl)
    for name in CSL_FIELDS:
        if name not in said or said[name] == value_of(part, name):
            continue
        key, value = ("author", authors_of(said[name])) if name == "authors" else (name, said[name])
        if value:
            csl[key] = value
        else:
            csl.pop(key, None)
    plain["csl"] = csl
    return replace(part, **plain)


def fields_of(reference: ReferenceText) -> dict[str, Any]:
    """All fields of a source's form."""
    return {name: value_of(reference, name) for name in FIELDS}


def said_of(reference: ReferenceText) -> dict[str, str]:
    """The fields of a source's form that say something, as they are typed."""
    return {name: str(value) for name, value in fields_of(reference).items() if value}


def whole_in_title(said: Mapping[str, str]) -> str:
    """The title, if it is a whole citation and nothing else was said of the source."""
    title = str(said.get("title") or "")
    if not title.strip() or any(said.get(name) for name in ("authors", "source", "year")):
        return ""
    found, understood = read_pasted(title)
    return title if understood and found.source and found.year else ""


def is_whole(reference: ReferenceText) -> bool:
    """Whether a source's title is a citation that nobody took apart."""
    return bool(whole_in_title(said_of(reference)))


def taken_apart(data: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """A form's data, with a whole citation in the title of one of its sources put into that one's fields."""
    whole = whole_in_title({name: str(data.get(f"{prefix}-{name}", "")) for name in FIELDS})
    if not whole:
        return data
    found = said_of(read_pasted(whole)[0])
    return {**dict(data.items()), **{f"{prefix}-{name}": said for name, said in found.items()}}
