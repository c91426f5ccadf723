"""One entry of a list of references: Vancouver style (NLM, "Citing Medicine") and the forms near it.

Every word of an entry is in the reference that comes of it: in its fields, or in the CSL fields ``author``,
``volume``, ``issue``, ``page`` and ``note``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from uuid import uuid4

from articles.content.text import ReferenceText

#: Longer entries are no references; looking for parts in them would take long.
_LONGEST = 2000

_DOI = re.compile(
    r"(?:\(?\bdoi ?:? ?)?(?:https?://(?:dx\.)?doi\.org/)?(?P<doi>\b10\.[0-9]{4,9}/[^\s\"<>]{1,200})",
    re.IGNORECASE,
)
_PMID = re.compile(r"\b(?:PMID|PubMed(?: ID)?) ?:? ?(?P<pmid>[0-9]{4,9})\b\.?", re.IGNORECASE)
_PUBMED_URL = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(?P<pmid>[0-9]{1,9})/?"
)
_URL = re.compile(r"(?P<url>https?://[^\s<>\"]{3,500})")

_YEAR = r"(?P<year>(?:1[6-9]|20)[0-9]{2})"
_PAGE = r"(?: ?[:,] ?(?P<page>[A-Za-z]{0,4}[0-9]\w{0,12}(?:[-–]\w{1,12})?))?"
_WHERE_IN_IT = (
    r"(?:(?P<issued> (?:[A-Z][a-z]{2,8}(?:[-–/][A-Z][a-z]{2,8})?)(?: [0-9]{1,2})?)?"
    r"(?: ?[;,] ?(?P<volume>[A-Za-z]?[0-9]{1,5}[A-Za-z]?(?: Suppl\.?(?: [0-9]{1,2})?)?)?"
    rf" ?(?:\((?P<issue>[^()]{{1,30}})\))?{_PAGE})?)"
)
#: Databases add when it was put online, or seen there.
_AFTER_IT = (
    r"(?:\.? (?P<after>\[[^\[\]]{3,60}\]"
    r"|(?:Epub|Published|Available|Accessed|Retrieved|Erratum|Correction|In press)\b[^.]{0,150}))?"
)
_ISSUE_WITH_YEAR = (
    r"(?:(?<=[0-9])\((?P<year_issue>[^()]{1,30})\): ?(?P<year_page>[A-Za-z]{0,4}[0-9]\w{0,12}))?"
)
_JOURNAL_YEAR = re.compile(
    rf"(?P<journal>[^.;]{{2,150}}?)[.,;]? \(?{_YEAR}\)?(?:{_ISSUE_WITH_YEAR}){_WHERE_IN_IT}{_AFTER_IT}\.?"
)
_YEAR_ALONE = re.compile(rf"\(?{_YEAR}\)?\.?")
_ITS_NUMBER = re.compile(r"\A\s*(?:\[[0-9]{1,3}\]|[0-9]{1,3}[.)]|\([0-9]{1,3}\))\s+")
_AUTHOR_DATE = re.compile(
    rf"(?P<authors>[^()]{{3,600}}?)\.? \({_YEAR}[^()]{{0,20}}\)[.,:]?"
    rf" (?P<title>.{{3,400}}?[.?!]) (?P<journal>[^.;0-9]{{2,150}}?)"
    r"(?:, (?P<volume>[0-9]{1,5})(?: ?\((?P<issue>[^()]{1,20})\))?(?:[,:]"
    r" ?(?P<page>[\w]{1,12}(?:[-–][\w]{1,12})?))?)?\.?"
)
_AUTHOR = re.compile(
    r"(?:(?:van|von|de|der|den|di|da|la|le|el|al|bin) ){0,3}[A-Z][\w'’-]{0,40}(?:"
    r" [A-Z][\w'’-]{1,40}){0,2} [A-Z]{1,4}"
    r"(?: (?:Jr|Sr|2nd|3rd|III?))?|et al"
)
_TITLE_END = re.compile(r"(?<=[.?!]) (?=[A-Z0-9])")

_GUIDELINE = re.compile(
    r"\b(?:guidelines?|recommendations?|consensus|position (?:statement|paper)|practice parameter)\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"\b(?:review|meta-analysis|metaanalysis|overview|state of the art)\b", re.IGNORECASE)
_BOOK = re.compile(
    r"\b(?:[0-9](?:st|nd|rd|th) ed(?:ition)?|ISBN|textbook|handbook|eds?\.\)?)(?!\w)", re.IGNORECASE
)


def read_entry(text: str) -> tuple[ReferenceText, bool]:
    """A reference of one entry, and whether a rule understood it. Its kind is a guess from its words."""
    rest, found = read_identifiers(text) if len(text) <= _LONGEST else (text, {})
    fields = _understood(rest) or {"title": rest or found.get("url") or found.get("doi") or text}
    kind = _kind(text[:_LONGEST], fields, found)
    csl = fields.pop("csl", {})
    reference = ReferenceText(key=uuid4(), kind=kind, csl=csl, **{**fields, **found})  # type: ignore[arg-type]
    return reference, "year" in fields or kind == "website"


def read_pasted(text: str) -> tuple[ReferenceText, bool]:
    """As ``read_entry``, of words that somebody pasted: over several lines, perhaps with their number."""
    return read_entry(_ITS_NUMBER.sub("", " ".join(text.split()), count=1))


def authors_of(said: str) -> list[dict[str, str]]:
    """The CSL names in a line such as "Smith AB, Jones C"; semicolons part names that hold commas."""
    parts = said.split(";") if ";" in said else re.split(r", | and | & ", said)
    names = (" ".join(part.split()).rstrip(".") for part in parts)
    return [_author(name) if _AUTHOR.fullmatch(name) else {"literal": name} for name in names if name]


def authors_said(csl: Mapping[str, object]) -> str:
    """The line that ``authors_of`` reads as the names in CSL fields."""
    named = csl.get("author")
    names = (
        [_name_said(name) for name in named if isinstance(name, Mapping)] if isinstance(named, list) else []
    )
    return ("; " if any("," in name for name in names) and len(names) > 1 else ", ").join(filter(None, names))


def _name_said(name: Mapping[str, object]) -> str:
    return str(name.get("literal") or f"{name.get('family') or ''} {name.get('given') or ''}".strip())


def _understood(text: str) -> dict[str, object] | None:
    return (_author_date(text) or _vancouver(text)) if len(text) <= _LONGEST else None


def read_identifiers(text: str) -> tuple[str, dict[str, str]]:
    """The text without the DOI, PMID and address in it, and those."""
    found: dict[str, str] = {}

    def keep(name: str) -> Callable[[re.Match[str]], str]:
        def kept(match: re.Match[str]) -> str:
            value = match[name].rstrip(".,;")
            if value.endswith(")") and "(" not in value:
                value = value.rstrip(").")
            if name in found:
                return match[0] if found[name].lower() != value.lower() else ""
            found[name] = value
            return ""

        return kept

    for pattern, name in ((_DOI, "doi"), (_PUBMED_URL, "pmid"), (_PMID, "pmid"), (_URL, "url")):
        text = pattern.sub(keep(name), text)
    rest = re.sub(r"\( ?\)|\[ ?\]", "", re.sub(r" +(?=[ ,;])", "", text)).strip(" ;,")
    return ("" if re.fullmatch(r"[\W_]*", rest) else rest), found


def _vancouver(text: str) -> dict[str, object] | None:
    """Authors. Title. Journal. Year;volume(issue):pages."""
    parts = _TITLE_END.split(text)
    for at in range(1, len(parts)):
        rest = " ".join(parts[at:])
        for pattern in (_YEAR_ALONE, _JOURNAL_YEAR):
            match = pattern.fullmatch(rest)
            if match and (fields := _titled(parts[:at], match)):
                return fields
    return None


def _titled(before: list[str], match: re.Match[str]) -> dict[str, object] | None:
    csl: dict[str, object] = {}
    names = _names(before[0])
    if len(before) > 1 and all(_AUTHOR.fullmatch(name) for name in names):
        csl["author"] = [_author(name) for name in names]
        before = before[1:]
    elif len(before) == 2 and before[0].endswith("."):
        csl["author"] = [{"literal": before[0].rstrip(".")}]
        before = before[1:]
    elif len(before) == 1 and all(_AUTHOR.fullmatch(name) for name in names):
        return None  # Names and what seems to be a journal: that is the title, and more follows.
    title = " ".join(before)
    return _fields(title, match, csl) if title else None


def _author_date(text: str) -> dict[str, object] | None:
    """Authors (year). Title. Journal, volume(issue), pages."""
    match = _AUTHOR_DATE.fullmatch(text)
    if not match:
        return None
    return _fields(match["title"], match, {"author": [{"literal": match["authors"]}]})


def _fields(title: str, match: re.Match[str], csl: dict[str, object]) -> dict[str, object]:
    parts = match.groupdict(default="")
    for name in ("volume", "issue", "page"):
        if said := parts.get(name) or parts.get(f"year_{name}"):
            csl[name] = said
    if note := " ".join(filter(None, (parts.get(name, "").strip() for name in ("issued", "after")))):
        csl["note"] = note
    return {
        "title": title.removesuffix("."),
        "source": parts.get("journal", "").strip(" ,"),
        "year": int(parts["year"]),
        "csl": csl,
    }


def _names(text: str) -> list[str]:
    return re.split(r", | and | & ", re.sub(r",? et al\b", ", et al", text.rstrip(".")))


def _author(name: str) -> dict[str, str]:
    family, _, given = name.rpartition(" ")
    return {"literal": name} if name == "et al" or not family else {"family": family, "given": given}


def _kind(text: str, fields: dict[str, object], found: dict[str, str]) -> str:
    for pattern, kind in ((_GUIDELINE, "guideline"), (_BOOK, "book"), (_REVIEW, "review")):
        if pattern.search(text):
            return kind
    only_an_address = "source" not in fields and "url" in found and not found.keys() & {"doi", "pmid"}
    return "website" if only_an_address else "research"
