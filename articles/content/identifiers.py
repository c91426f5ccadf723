"""What names a source everywhere: its DOI and its PMID, read out of what people paste, compared in one form.

A DOI is compared without regard to case (DOI Handbook, 3.4). What stands around it in the wild is not of it:
the resolver's address, a label such as ``[PubMed]``, percent encoding, entities, characters that nobody sees.

``articles_identifiers`` in ``guards.sql`` says the same in SQL, and a test compares the two sign by sign. So
only such patterns are used as both languages read alike: no classes of letters, and case for ASCII alone.
"""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Protocol

_DOI = re.compile(r"(?<![0-9A-Za-z_.])10\.[0-9]{4,9}(?:\.[0-9]+)*/[^ ]+")
#: Characters that nobody sees: control and format characters, fillers, variation selectors, private use.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_SPACES = re.compile(
    "[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
)
_SLASHES = re.compile("[\u2044\u2215]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_ENTITY = re.compile(r"&(?:#([0-9]{1,6})|#[xX]([0-9A-Fa-f]{1,5})|([A-Za-z]{2,31}));?")
_NAMED = {
    **{"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "thinsp": " ", "sol": "/"},
    **{"lpar": "(", "rpar": ")", "lsqb": "[", "rsqb": "]", "colon": ":", "semi": ";", "period": "."},
    **{
        "ndash": "-",
        "mdash": "-",
        "minus": "-",
        "hyphen": "-",
        "dash": "-",
        "shy": "",
        "zwnj": "",
        "zwj": "",
    },
    **{"lrm": "", "rlm": ""},
}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_LABELS = re.compile(
    r"\[ *(?:pub ?med|medline|cross ?ref|google|scholar|free|full|pmc|pmid|uid|doi|abstract|pdf"
    r"|web of science|scopus|embase|ads|cas *\]|isi *\]|article|internet|accessed|epub).*$"
    r"|(?:pubmed|crossref|google ?scholar|medline)(?: *(?:pubmed|crossref|google ?scholar|medline))*[ .,;]*$",
    re.IGNORECASE | re.ASCII,
)
_AFTER_IT = re.compile(
    r"(?:</[a-z]|<(?:a|b|i|em|br|p|span|sup|sub|strong)[ />]|\]\(|[\"'] *>|[.,;]?pmc?i?d:|;jsessionid=|\|"
    r"|[,;](?:https?:|doi:|10\.[0-9]{4,9}/)|[?&#](?:utm_|ref=|src=|via=|source=|needaccess|casa_token|download)"
    r").*$",
    re.IGNORECASE | re.ASCII,
)
_OF_THE_ADDRESS = re.compile(r"(?:\?|(?<!;2-)#).*$")
_VIEW = re.compile(
    r"/(?:full(?:text)?(?:\.html?)?|abstract|e?pdf|epub|meta|summary)$", re.IGNORECASE | re.ASCII
)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_AT_THE_END = ".,;:/'\"\u2018\u2019\u201c\u201d\u00ab\u00bb|*\\"
_PUBMED = re.compile(
    r"(?:pmid|pub ?med(?: id)?|medline|/pubmed/|\.gov/|/med/)(?:[^0-9a-z]{0,4}|/?\?(?:term|uid)=)"
    r"0*([1-9][0-9]{0,8})(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_ONLY_A_NUMBER = re.compile(r"0*([1-9][0-9]{0,8})(?:\.0+)?")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
#: What lists of retractions write where a notice has no DOI or no PMID.
_NONE = ("0", "-", "n/a", "na", "none", "null", "unavailable", "unknown")


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
    doi = _AFTER_IT.sub("", found[0])
    if "://" in found.string[: found.start()]:
        doi = _VIEW.sub("", _without_end(_OF_THE_ADDRESS.sub("", doi)))
    return _without_end(doi)


def canonical_doi(text: str) -> str:
    """Return the form in which two DOIs are compared; of what is no DOI, its characters without spaces."""
    return _compared(_VIEW.sub("", doi_in(text)) or _legible(text))


def pmid_in(text: str) -> str:
    """Return the PMID that a text names or consists of, without leading zeros; "" without one."""
    seen = _legible(text)
    alone = _ONLY_A_NUMBER.fullmatch(_LABELS.sub("", seen).strip(" .,;:#()[]"))
    found = alone or _PUBMED.search(seen)
    return found[1] if found else ""


def canonical_pmid(text: str) -> str:
    """Return the form in which two PMIDs are compared; of what is no PMID, its characters without spaces."""
    return pmid_in(text) or _compared(_legible(text))


def identifiers_of(source: Source) -> frozenset[str]:
    """Return what a source is known by, in the form in which it is compared; its address may name it too."""
    dois = {canonical_doi(source.doi), _compared(_VIEW.sub("", doi_in(source.url)))}
    named = source.url.translate(_LOWER)
    pmids = {
        canonical_pmid(source.pmid),
        pmid_in(source.url) if "pubmed" in named or "/med/" in named else "",
    }
    return frozenset((dois | pmids) - {""})


def _compared(text: str) -> str:
    written = text.replace(" ", "").translate(_LOWER)
    return "" if written in _NONE else written


def _legible(text: str) -> str:
    """The text without entities, percent encoding, or characters that nobody sees; every dash a hyphen."""
    for read in (_entities, _entities, _percent, _percent, _entities):
        text = read(text)
    plain = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", _UNSEEN.sub("", _SLASHES.sub("/", _DASHES.sub("-", plain))))


def _entities(text: str) -> str:
    return _ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return _NAMED.get(name, "" if entity[0].endswith(";") else entity[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code > 0 and not 0xD800 <= code <= 0xDFFF else ""


def _percent(text: str) -> str:
    return _PERCENT.sub(_decoded, text)


def _decoded(run: re.Match[str]) -> str:
    try:
        said = bytes.fromhex(run[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return run[0]
    return run[0] if "\0" in said else said


def _without_end(doi: str) -> str:
    while doi:
        last = doi[-1]
        if last in _PAIRS and doi.count(last) <= doi.count(_PAIRS[last]):
            break
        if last not in _AT_THE_END and last not in _PAIRS:
            break
        doi = doi[:-1]
    return doi
