"""What names a source everywhere: its DOI and its PMID, read out of what people paste, compared in one form.

A DOI is compared without regard to case (DOI Handbook, 3.4). What stands around it in the wild is not of it:
the resolver's address, a label such as ``[PubMed]``, percent encoding, entities, characters that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Protocol
from urllib.parse import unquote

_DOI = re.compile(r"(?<![\w.])10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_LABELS = re.compile(
    r"\[ *(?:pub ?med|medline|cross ?ref|google|scholar|free|full|pmc|doi|abstract|pdf|web of science|scopus"
    r"|embase|ads|cas\b|isi\b|article|internet|accessed|epub)[^\]]*(?:\].*|$)",
    re.IGNORECASE,
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_OF_THE_ADDRESS = re.compile(
    r"[?&#](?:utm_|ref=|src=|via=|source=|needaccess|casa_token|download).*$", re.IGNORECASE
)
_VIEWS = re.compile(r"/(?:full(?:text)?|abstract|e?pdf|meta)$", re.IGNORECASE)
_RESOLVERS = re.compile(r"https?://(?:[\w-]+\.)*doi[.-]", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_PUBMED = re.compile(
    r"(?:pmid|pub ?med(?: id)?|medline|/pubmed/|\.gov/)[^0-9a-z]{0,4}0*([1-9][0-9]{0,8})(?![0-9])",
    re.IGNORECASE,
)
_ONLY_A_NUMBER = re.compile(r"0*([1-9][0-9]{0,8})")


class Source(Protocol):
    """What a source may be known by."""

    @property
    def doi(self) -> str: ...
    @property
    def pmid(self) -> str: ...
    @property
    def url(self) -> str: ...


def doi_in(text: str) -> str:
    """Return the first DOI in a text as it is written there, freed of what is not of it; "" without one."""
    seen = _LABELS.sub("", _legible(text))
    found = _DOI.search(re.sub(r"(?<=[0-9]) */ *", "/", seen))
    if found is None:
        return ""
    doi = _OF_THE_ADDRESS.sub("", found[0])
    if "://" in seen[: found.start()] and not _RESOLVERS.search(seen[: found.start()]):
        doi = _VIEWS.sub("", doi)
    return _without_end(doi)


def canonical_doi(text: str) -> str:
    """Return the form in which two DOIs are compared; of what is no DOI, its characters without spaces."""
    return (doi_in(text) or "".join(_legible(text).split())).lower()


def pmid_in(text: str) -> str:
    """Return the PMID that a text names or consists of, without leading zeros; "" without one."""
    seen = _legible(text)
    alone = _ONLY_A_NUMBER.fullmatch(_LABELS.sub("", seen).strip(" .,;"))
    found = alone or _PUBMED.search(seen)
    return found[1] if found else ""


def canonical_pmid(text: str) -> str:
    """Return the form in which two PMIDs are compared; of what is no PMID, its characters without spaces."""
    return pmid_in(text) or "".join(_legible(text).split()).lower()


def identifiers_of(source: Source) -> frozenset[str]:
    """Return what a source is known by, in the form in which it is compared; its address may name it too."""
    dois = {canonical_doi(source.doi), doi_in(source.url).lower()}
    pmids = {canonical_pmid(source.pmid), pmid_in(source.url) if "pubmed" in source.url.lower() else ""}
    return frozenset((dois | pmids) - {""})


def _legible(text: str) -> str:
    """The text without entities, percent encoding, or characters that nobody sees; every dash a hyphen."""
    decoded = unquote(unescape(unescape(text)))
    plain = unicodedata.normalize("NFKC", decoded).translate(_DASHES)
    return "".join(sign for sign in plain if sign.isspace() or unicodedata.category(sign)[0] != "C")


def _without_end(doi: str) -> str:
    while doi:
        last = doi[-1]
        if last in _PAIRS and doi.count(last) <= doi.count(_PAIRS[last]):
            break
        if last not in ".,;:/'\"\u2018\u2019\u201c\u201d\u00bb\u00ab|*\\" and last not in _PAIRS:
            break
        doi = doi[:-1]
    return doi
