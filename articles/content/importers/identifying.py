"""What identifies the source of an entry: its DOI, PMID, PMCID and address, whatever is glued to them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from articles.content.identifiers import doi_in

_DATABASES = (
    r"cross ?ref|pub ?med(?: central)?|medline|google ?scholar|google|scholar|web of science|wos|isi|scopus"
    r"|embase|ads|cas|mathscinet|researchgate|semantic scholar|europe ?pmc|pmc(?: free)?(?: article)?"
)
_VIEWS = (
    r"free full[- ]?text|free (?:pmc )?article|full[- ]?text(?: pdf| html)?"
    r"|view (?:article|abstract|in article)"
    r"|download pdf|article|abstract|pdf|doi|link|publisher(?: site)?"
)
_LABEL = re.compile(
    rf"[\[(] ?(?:{_DATABASES}|{_VIEWS})(?: ?[|/,] ?(?:{_DATABASES}|{_VIEWS}))*\.? ?[\])]", re.I
)
_PUBMED_LABEL = re.compile(r"\[ ?pub ?med ?: ?(?P<pmid>[0-9]{1,9}) ?\]", re.IGNORECASE)
_PMC_LABEL = re.compile(r"\[ ?pmc free article ?: ?(?P<pmc>PMC[0-9]{1,9}) ?\]", re.IGNORECASE)
#: Names of databases at the end, as copied from a page: "ArticleCASPubMedGoogle Scholar".
_RUN_OF_LABELS = re.compile(
    rf"(?<=[\s.)\]0-9/])(?:(?:{_VIEWS})[\s|·•,]*)*(?:{_DATABASES})(?:[\s|·•,]*(?:{_DATABASES}|{_VIEWS}))*[.\s]*\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(?:(?:https?|ftp)://|\bwww\.(?=[a-z0-9-]+\.))\S{3,700}", re.IGNORECASE)
_RESOLVER = re.compile(
    r"(?:\A|//|=|%2f)(?:[\w.-]*\.)?(?:dx[.-])?doi[.-]org(?:[.:][\w.-]+)?(?:/|%2f)", re.IGNORECASE
)
_PUBMED = re.compile(
    r"//(?:[\w-]+\.)*?(?:pubmed[.-]ncbi[.-]nlm[.-]nih[.-]gov[\w.-]*|ncbi[.-]nlm[.-]nih[.-]gov[\w.-]*/(?:m/)?pubmed)"
    r"/(?:\?term=)?(?P<pmid>[0-9]{1,9})(?![0-9])",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"\(?\[?(?:\b(?:doi|digital object identifier)(?: ?(?:no|number)\.?)?[\s:：.=]*)*(?:info:doi/|urn:doi:)?"
    r"(?:(?:dx\.|www\.)?doi\.org/)?(?P<doi>(?<![\w.])10\.[0-9]{4,9}(?:\.[0-9]+)*(?:/|%2[fF])\S{1,250})",
    re.IGNORECASE,
)
_PMID = re.compile(
    r"[\[(]?\b(?:pub ?med )?(?:pmid|pub ?med(?: id)?|medline id)[\s:=#.]*0*(?P<pmid>[1-9][0-9]{0,8})\b"
    r"(?![-–/(]) ?[\])]?[.;]?",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"[\[(]?\b(?:pub ?med central )?pmc(?:id)?[\s:：=#]*"
    r"(?P<pmc>PMC ?[0-9]{2,9}|(?<=: )[0-9]{4,9})\b ?[\])]?[.;]?",
    re.I,
)
_GLUED = re.compile(
    r"(?<=[\w)\]>.;,])(?=(?:PMID|PMCID|pmid:|Epub\b|https?://|\[(?:pub ?med|cross ?ref|google|pmc|medline)))"
)
_BROKEN = re.compile(r"(?P<before>\b10\.[0-9]{4,9}/(?:[^\s]*[-_/(<>:])?) +(?=[^\s\[])")
_BROKEN_NUMBER = re.compile(
    r"(\bdoi[:\s]*(?:https?://(?:dx\.)?doi\.org/)?10\.) +(?=[0-9]{4,9}/)", re.IGNORECASE
)
_MARKUP_BEGINS = re.compile(r"</|<(?:br|a|i|b|span|em|sup)\b", re.IGNORECASE)
#: A control character, which no text holds, where something was taken out.
_TAKEN = "\x1f"
_AROUND_TAKEN = re.compile(
    rf"\s*[(\[]*(?:\b(?:doi|pmid|pmcid)[\s:：]*)?{_TAKEN}(?:[\s;,.:]*{_TAKEN})*[)\]]*(?:\s*[;,.:]+(?=\s|\Z))?",
    re.IGNORECASE,
)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


@dataclass(slots=True)
class Identified:
    """An entry without what identifies it, and that: ``labels`` are names of links and belong to no field."""

    rest: str
    fields: dict[str, str] = field(default_factory=dict)
    pmcid: str = ""
    labels: list[str] = field(default_factory=list)

    def keep(self, name: str, value: str) -> bool:
        """Whether the value is that of the field now; a field keeps the first that it was given."""
        return self.fields.setdefault(name, value).lower() == value.lower()


def identified(text: str) -> Identified:
    """An entry taken apart into what identifies its source, and the rest of its words."""
    text = " ".join(text.split())
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc"))
    found = Identified(_GLUED.sub(" ", text))
    _take_labels(found)
    found.rest = _BROKEN.sub(r"\g<before>", _BROKEN_NUMBER.sub(r"\1", found.rest))
    addresses: list[str] = []
    found.rest = _ADDRESS.sub(lambda match: _of_address(match[0], found, addresses), found.rest)
    found.rest = _DOI.sub(lambda match: _of_doi(match, found), found.rest)
    found.rest = _PMCID.sub(lambda match: _of_pmcid(match, found), found.rest)
    found.rest = _PMID.sub(
        lambda match: _TAKEN if found.keep("pmid", match["pmid"]) else match[0], found.rest
    )
    for address in addresses:
        if not found.keep("url", address):
            found.rest = f"{found.rest} {address}"
        if doi := doi_in(address):
            found.fields.setdefault("doi", doi)
    found.rest = _tidied(found.rest)
    return found


def _take_labels(found: Identified) -> None:
    def taken(match: re.Match[str]) -> str:
        found.labels.append(match[0].strip())
        return _TAKEN

    rest = _PUBMED_LABEL.sub(r" PMID: \g<pmid> ", found.rest)
    rest = _PMC_LABEL.sub(r" PMCID: \g<pmc> ", rest)
    found.rest = _RUN_OF_LABELS.sub(taken, _LABEL.sub(taken, rest))


def _of_address(address: str, found: Identified, addresses: list[str]) -> str:
    """What stays of an address in the text: nothing, or what is glued to its end."""
    pointed = address.startswith("<")
    address = address.removeprefix("<")
    if _RESOLVER.search(address) and (doi := doi_in(address)):
        return _TAKEN if found.keep("doi", doi) else address
    whole = _without_end(address.partition(">")[0] if pointed else address)
    if match := _PUBMED.search(whole):
        return _TAKEN if found.keep("pmid", match["pmid"]) else address
    addresses.append(f"https://{whole}" if whole.lower().startswith("www.") else whole)
    rest = address[len(whole) :].strip(">")
    return _TAKEN + rest if any(sign.isalnum() for sign in rest) else _TAKEN


def _of_doi(match: re.Match[str], found: Identified) -> str:
    written = match["doi"]
    begins = _MARKUP_BEGINS.search(written)
    written, after = (written[: begins.start()], written[begins.start() :]) if begins else (written, "")
    doi = doi_in(written)
    if not doi:
        return match[0]
    return f"{_TAKEN}{after}" if found.keep("doi", doi) else match[0]


def _of_pmcid(match: re.Match[str], found: Identified) -> str:
    number = re.sub("[^0-9]", "", match["pmc"])
    if found.pmcid and found.pmcid != f"PMC{number}":
        return match[0]
    found.pmcid = f"PMC{number}"
    return _TAKEN


def _without_end(address: str) -> str:
    while address and (
        address[-1] in ".,;:'\"“”’"
        or (address[-1] in _PAIRS and address.count(address[-1]) > address.count(_PAIRS[address[-1]]))
    ):
        address = address[:-1]
    return address


def _tidied(rest: str) -> str:
    """The rest without the brackets, labels and points that stood around what was taken out."""
    rest = re.sub(_AROUND_TAKEN, " ", rest)
    rest = re.sub(r" +(?=[.,;])", "", " ".join(rest.split())).strip(" ;,")
    return "" if re.fullmatch(r"[\W_]*", rest) else rest
