"""One entry of a list of references: its authors, title, journal and place, in the styles that are in use.

Every word of an entry is in the reference that comes of it: in its fields, or in the CSL fields ``author``,
``volume``, ``issue``, ``page``, ``edition``, ``PMCID`` and ``note``; only names of links are left out.
What no style covers is kept as a title and said not to be understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from articles.content.importers.identifying import Identified, identified
from articles.content.importers.names import Name, names_in, role_in
from articles.content.importers.remarks import speaks_of_another, without_remarks, year_online
from articles.content.importers.styles import Fields, is_one_sentence, published, titled
from articles.content.text import ReferenceText

#: Longer entries are no references; looking for parts in them would take long.
_LONGEST = 2000
_LONGEST_AUTHORS = 900
_MOST_ENDS = 80

_YEAR = re.compile(r"\b(?:1[6-9]|20)[0-9]{2}\b")
_ITS_NUMBER = re.compile(r"\A\s*(?:\[[0-9]{1,3}\]|[0-9]{1,3}[.)]|\([0-9]{1,3}\))\s+")
_END_OF_AUTHORS = re.compile(
    r"[.:]\s+(?!\((?:1[6-9]|20))|(?= \(?(?:(?:1[6-9]|20)[0-9]{2}|n\.? ?d\.?)[a-z]?[,).])\s|,(?= [“‘\"'])\s"
)
_ANY_AUTHORS = re.compile(r"(?P<authors>[^()]{3,600}?)\.? (?=\((?:1[6-9]|20)[0-9]{2}[^()]{0,30}\))")

_GUIDELINE = re.compile(
    r"\b(?:guidelines?|guidance|recommendations?|consensus|position (?:statement|paper)"
    r"|practice parameter)\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"\b(?:review|meta-analysis|metaanalysis|overview|state of the art)\b", re.IGNORECASE)
_BOOK = re.compile(
    r"\b(?:[0-9]{1,2}(?:st|nd|rd|th) ed(?:ition|n)?|ISBN|textbook|handbook"
    r"|(?<=\()eds?\.?\)|(?<=, )eds?\.|editors?)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference, whether a style was recognised in its entry, and the names of links that it had."""

    reference: ReferenceText
    understood: bool
    labels: tuple[str, ...] = ()


def read_entry(text: str) -> Entry:
    """The reference of one entry. Its kind is a guess from its words."""
    if len(text) > _LONGEST:
        return Entry(ReferenceText(key=uuid4(), kind="research", title=text), understood=False)
    found = _identified_with_remarks(text)
    fields = _fields(found.whole.rest, found.remarks) or _of_page(found.whole) or {}
    understood = bool(fields)
    if not fields:
        rest = " ".join((found.whole.rest, *found.remarks)).strip()
        known = found.whole.fields
        fields = {
            "title": rest or known.get("url") or known.get("doi") or known.get("pmid") or text,
            "csl": {},
        }
    csl = dict(fields.pop("csl"))  # type: ignore[call-overload]
    if understood and (note := _note(csl, found.remarks)):
        csl["note"] = note
    if found.whole.pmcid:
        csl["PMCID"] = found.whole.pmcid
    kind = _kind(text, fields, found.whole.fields)
    reference = ReferenceText(key=uuid4(), kind=kind, csl=csl, **{**fields, **found.whole.fields})  # type: ignore[arg-type]
    is_page = kind == "website" and bool(found.whole.rest)
    return Entry(reference, understood or is_page, tuple(found.whole.labels))


def read_pasted(text: str) -> tuple[ReferenceText, bool]:
    """As ``read_entry``, of words that somebody pasted: over several lines, perhaps with their number."""
    entry = read_entry(_ITS_NUMBER.sub("", " ".join(text.split()), count=1))
    return entry.reference, entry.understood


def read_identifiers(text: str) -> tuple[str, dict[str, str]]:
    """The text without the DOI, PMID and address in it, and those."""
    found = identified(text)
    return found.rest, found.fields


@dataclass(slots=True)
class _Apart:
    whole: Identified
    remarks: list[str]


def _identified_with_remarks(text: str) -> _Apart:
    """The entry without identifiers and remarks; what a remark on another paper names is not the entry's."""
    head, remarks = without_remarks(text)
    whole = identified(head)
    kept: list[str] = []
    for at, remark in enumerate(remarks):
        other = speaks_of_another(remark)
        found = identified(remark)
        of_entry = (
            {"pmid"} if other and at == len(remarks) - 1 else set() if other else {"doi", "pmid", "url"}
        )
        if found.fields.keys() <= of_entry and all(whole.keep(*pair) for pair in found.fields.items()):
            remark = found.rest
        elif other and "pmid" in of_entry and "pmid" in found.fields and "pmid" not in whole.fields:
            whole.keep("pmid", found.fields["pmid"])
            remark = re.sub(r"[;,.]?\s*(?:PubMed )?PMID:? ?[0-9]+\.?", ".", remark)
        whole.pmcid = whole.pmcid or found.pmcid
        if found.pmcid:
            remark = re.sub(rf"[;,.]?\s*PMCID:? ?{found.pmcid}\.?", ".", remark)
        whole.labels += found.labels if remark == found.rest else []
        kept.append(remark.strip(" ;,"))
    return _Apart(whole, [remark for remark in kept if remark.strip(".")])


def _note(csl: Fields, remarks: list[str]) -> str:
    parts = [part.strip().removesuffix(".") for part in (str(csl.get("note") or ""), *remarks)]
    return ". ".join(filter(None, parts)).replace(":. ", ": ")


def _fields(text: str, remarks: list[str]) -> Fields | None:
    authors, end = _authors(text)
    rest = text[end:].strip()
    if authors is None and (match := _ANY_AUTHORS.match(text)):
        authors, rest = [{"literal": match["authors"]}], text[match.end() :]
    fields = published(rest, authors=authors is not None)
    if fields is None and not _YEAR.search(rest) and (year := year_online(remarks)):
        fields = published(f"{rest.rstrip('.')}. {year}", authors=authors is not None)
    if fields is None:
        return None
    return _with_authors(fields, authors, role_in(text[:end].rstrip(" .:,")))


def _of_page(found: Identified) -> Fields | None:
    """The fields of a page on the web that names its publisher and its title, and no year."""
    authors, end = _authors(found.rest)
    title = found.rest[end:]
    if not authors or "url" not in found.fields or found.fields.keys() & {"doi", "pmid"}:
        return None
    return {"title": titled(title), "csl": {"author": authors}} if is_one_sentence(title) else None


def _with_authors(fields: Fields, authors: list[Name] | None, role: str) -> Fields:
    csl = dict(fields["csl"])  # type: ignore[call-overload]
    if authors:
        csl = {"author": authors, **csl}
    if role:
        csl["note"] = ". ".join(filter(None, (role, csl.get("note"))))
    return {**fields, "csl": csl}


def _authors(text: str) -> tuple[list[Name] | None, int]:
    """The names that the text begins with, and where they end: the longest beginning that is names alone."""
    found: list[Name] | None = None
    end = 0
    for match in islice(_END_OF_AUTHORS.finditer(text[:_LONGEST_AUTHORS]), _MOST_ENDS):
        if names := names_in(text[: match.start()]):
            found, end = names, match.end()
    if (
        found
        and len(found) > 1
        and found[-2].get("given", "").endswith(".")
        and len(found[-1].get("given", "")) == 1
    ):
        found[-1]["given"] += "."
    return found, end


def _kind(text: str, fields: Fields, found: dict[str, str]) -> str:
    for pattern, kind in ((_GUIDELINE, "guideline"), (_BOOK, "book"), (_REVIEW, "review")):
        if pattern.search(text[:_LONGEST]):
            return kind
    only_an_address = not fields.get("source") and "url" in found and not found.keys() & {"doi", "pmid"}
    return "website" if only_an_address else "research"
