"""What an entry says after its place in a journal: corrections, comments, retractions, when it was online."""

from __future__ import annotations

import re

_YEAR = re.compile(r"\b(?:1[6-9]|20)[0-9]{2}\b")
_OTHER_PAPERS = (
    r"(?:published )?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addend(?:um|a))"
    r"(?: (?:appears?|appeared|published|notice))?(?: in| for| of| to)?(?: ?[:.]| (?=[A-Z\[]))"
    r"|comment(?:s|ary)? (?:in|on)\b|retract(?:ion|ed) (?:in|of|and republished|notice)\b|retracted\b"
    r"|(?:partial )?retraction(?: ?[:.]| (?=[A-Z]))|(?:corrected and )?republished (?:in|from)\b"
    r"|expression of concern\b|updated? (?:in|of)\b|summary for patients in\b"
    r"|original (?:report )?(?:in|of)\b|reprint(?:ed)? (?:in|of|from)\b|plain language summary\b"
    r"|editorial in\b|discussion in\b|reply in\b"
)
_OF_ITSELF = (
    r"epub\b|ecollection\b|published (?:online|ahead|(?:[0-9]{1,2} )?[A-Z][a-z]{2,8} [0-9]|[0-9]{4})"
    r"|online (?:first|ahead|now)|(?:e?pub )?ahead of print|advance (?:online|access)|in press\b"
    r"|available (?:from|at|online|in)\b"
    r"|accessed\b|retrieved\b|cited\b|last (?:updated|accessed|reviewed|modified|revised)\b"
    r"|updated (?:on )?(?:[A-Z0-9])|nihmsid\b|isbn\b|issn\b|first published\b|viewed\b"
    r"|date (?:accessed|of access)|zugriff|consulté|consultado"
)
_OF_OTHERS = re.compile(rf"\A[\[(]?(?:{_OTHER_PAPERS})", re.IGNORECASE)
_BEGINS = re.compile(
    rf"(?:(?<=[.;,\])>?])|(?<=[0-9])(?=\s+(?:[\[(]|epub|accessed|published online|retriev"
    r"|available|errat|corrig|retract)))"
    rf"\s+(?=[\[(]?(?:{_OTHER_PAPERS}|{_OF_ITSELF}))",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"\s*\[(?:published |see )?(?:errat|corrig|correct|retract|addend|expression of|comment"
    r"|republish)[^\[\]]{2,250}\]\.?",
    re.IGNORECASE,
)
_LITTLE_BEFORE = 12


def without_remarks(text: str) -> tuple[str, list[str]]:
    """The entry up to its first remark, and the remarks, each a whole one, in order."""
    inner = [match[0].strip() for match in _IN_BRACKETS.finditer(text)]
    text = _IN_BRACKETS.sub(lambda match: "." if match[0].endswith(".") else "", text)
    begins = [match for match in _BEGINS.finditer(text) if _may_begin(text, match)]
    if not begins:
        return text, inner
    starts = [match.end() for match in begins]
    pieces = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return text[: begins[0].start()].strip(), [*inner, *pieces]


def speaks_of_another(remark: str) -> bool:
    """Whether a remark is about another paper, whose identifiers are then not those of the entry."""
    return bool(_OF_OTHERS.search(remark) or _IN_BRACKETS.match(remark))


def year_online(remarks: list[str]) -> str:
    """The year in which it came online, where a remark says so."""
    for remark in remarks:
        of_itself = re.match(r"[\[(]?(?:e?pub|published|online|first|advance)", remark, re.IGNORECASE)
        if of_itself and (match := _YEAR.search(remark)):
            return match[0]
    return ""


def _may_begin(text: str, match: re.Match[str]) -> bool:
    """A title may begin like a remark; a remark on another paper comes after the year of this one."""
    before = text[: match.start()]
    lead = text[match.end()]
    if len(before) < _LITTLE_BEFORE or (lead.islower() and before[-1:] in ".?)]0123456789"):
        return False
    if _OF_OTHERS.match(text[match.end() :]):
        year = _YEAR.search(before)
        return bool(year) and before.rstrip()[-1:] != ")" and _after_place(before)
    return True


def _after_place(before: str) -> bool:
    """Whether what stands before tells the place in a journal, or ends with the year."""
    return bool(re.search(r"[0-9]{4}[^.]{0,30}[;,:(][^.]{0,40}[0-9A-Za-z)]|[0-9]\.?\Z|[\])]\.?\Z", before))
