"""Files that are text and no article: pages in HTML, articles in XML, records of references, tables, sources.

Each is recognised by what it begins with or is built of, and answered with what to do instead.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

_COPY = "Open it in a browser, copy what belongs to the article, and paste that."
_EXPORT = (
    "It holds references and no article. Begin with the text of the article, and list the references under it"
    " as text: reference managers export them so, in the style “Vancouver”."
)
_SAVE = "Open it in the program that wrote it, and save it as plain text or Markdown."

_BLOCK_TAG = re.compile(
    r"</(?:html|head|body|div|p|section|article|main|header|footer|nav|h[1-6]|ul|ol|li|table|tr|td|th|pre)>"
    r"|<(?:br|hr|p)\s*/?>",
    re.IGNORECASE,
)
_HTML_BEGINS = re.compile(
    r"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p|section|main|article|header|h[1-6]|table"
    r"|ul|ol|font|center|style|script|link|base)\b[^<>]{0,500}>",
    re.IGNORECASE | re.DOTALL,
)
_XML_BEGINS = re.compile(r"<\?xml\b|<!DOCTYPE\s+(?!html)|<!ELEMENT\b", re.IGNORECASE)
_ROOT = re.compile(
    r"(?:<\?[^>]*\?>\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?>\s*|<!--.*?-->\s*)*<(?P<name>[A-Za-z][\w:.-]{0,60})\b",
    re.DOTALL,
)
_JATS = re.compile(
    r"<(?:article-meta|front|journal-meta|pmc-articleset)\b|\bJATS\b|//NLM//DTD|article-type=", re.I
)
_PUBMED = re.compile(
    r"<(?:PubmedArticle(?:Set)?|MedlineCitation|DocumentSummary)\b|DTD PubMed", re.IGNORECASE
)
_RECORDS = re.compile(r"<(?:xml><records|record><database|modsCollection|mods|b:Sources)\b", re.IGNORECASE)
_RIS = re.compile(r"^TY {1,2}- ?[A-Z]{2,6}\s*$|^ER {1,2}-", re.MULTILINE)
_MEDLINE = re.compile(r"^(?:PMID|OWN |STAT|DP  |TI  |FAU |AU  |JT  |SO  |LID |AB  )- ?\S", re.MULTILINE)
_ENDNOTE = re.compile(r"^%[0-9A-Z@~!] \S", re.MULTILINE)
_WEB_OF_SCIENCE = re.compile(r"\AFN (?:Clarivate|Thomson|ISI)|^PT [JBSP]\s*$", re.MULTILINE)
_BIBTEX = re.compile(
    r"^\s*@(?:article|book|booklet|conference|inbook|incollection|inproceedings|manual|mastersthesis|misc|online"
    r"|phdthesis|proceedings|techreport|report|unpublished|thesis|string|comment|preamble)\s*[{(]",
    re.IGNORECASE | re.MULTILINE,
)
_LATEX = re.compile(r"\\documentclass\b|\\begin\{document\}")
_MAIL = re.compile(
    r"^(?:From|To|Subject|Date|Received|MIME-Version|Message-ID|Content-Type|Return-Path): ", re.M | re.I
)
_SENTENCE_END = re.compile(r"[.!?]\s*\Z")
_FEWEST_TAGS = 3
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is, as the end of a sentence, and what to do with it."""

    name: str
    advice: str
    recognises: Callable[[str], bool]


def refusal_of(text: str) -> str:
    """Return why a text is no article and what to do, in whole sentences; "" for what may be one."""
    text = text.lstrip("\ufeff \t\n\x0c")
    for kind in _KINDS:
        if kind.recognises(text):
            return f"This is {kind.name}, not the text of an article. {kind.advice}"
    return ""


def _is_html(text: str) -> bool:
    """A page or a piece of one; Markdown may hold a few tags."""
    tags = len(_BLOCK_TAG.findall(text))
    if text[:4] == "MIME" and "text/html" in text[:2000]:
        return True
    if _HTML_BEGINS.match(text):
        return tags >= 1 or bool(re.match(r"(?:<!--.*?-->\s*)*<(?:!doctype|html|head)", text, re.I | re.S))
    marked = re.search(r"^#{1,6} +\S", text, re.MULTILINE)
    return not marked and tags >= _FEWEST_TAGS and tags * 400 > len(text)


def _is_xml(text: str) -> bool:
    if _XML_BEGINS.match(text):
        return True
    root = _ROOT.match(text)
    return bool(root) and f"</{root['name']}>" in text[-200:] if root else False


def _is_json(text: str) -> bool:
    if text[:1] not in "{[" or text.rstrip()[-1:] not in "}]":
        return False
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return bool(re.match(r"\{\s*\"[\w@-]+\"\s*:|\[\s*\{\s*\"", text)) and "\n\n" not in text.strip()
    return isinstance(found, (dict, list)) and not (isinstance(found, list) and _are_numbers(found))


def _are_numbers(found: list[object]) -> bool:
    """[1] and [1, 2] are citations."""
    return all(isinstance(one, int) for one in found)


def _is_csv(text: str) -> bool:
    """Rows of as many cells each, parted by commas or semicolons, that are no sentences."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < _FEWEST_ROWS:
        return False
    for delimiter in ",;":
        try:
            rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        if len(rows[0]) > 2 and len({len(row) for row in rows}) == 1 and not _read_as_sentences(rows):
            return True
    return False


def _read_as_sentences(rows: list[list[str]]) -> bool:
    ends = sum(bool(_SENTENCE_END.search(row[-1])) for row in rows)
    spaced = sum(cell.startswith(" ") for row in rows for cell in row[1:])
    return ends > len(rows) / 3 or spaced > len(rows) * (len(rows[0]) - 1) / 2


def _many(pattern: re.Pattern[str], least: int, *, of: float = 0.0) -> Callable[[str], bool]:
    """Whether at least so many lines match, and so great a share of all."""

    def recognises(text: str) -> bool:
        lines = sum(bool(line.strip()) for line in text.split("\n"))
        found = len(pattern.findall(text))
        return found >= least and found >= of * lines

    return recognises


def _begins(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.match(text))


def _xml_of(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: _is_xml(text) and bool(pattern.search(text[:20_000]))


_KINDS = (
    Kind("a list of records of PubMed in XML", _EXPORT, _xml_of(_PUBMED)),
    Kind("a list of references in XML", _EXPORT, _xml_of(_RECORDS)),
    Kind("an article in the XML that journals exchange (JATS)", f"{_COPY}", _xml_of(_JATS)),
    Kind("HTML, the source of a web page", _COPY, _is_html),
    Kind("XML", _SAVE, _is_xml),
    Kind("a list of references in the format RIS", _EXPORT, _many(_RIS, 1, of=0.01)),
    Kind("a list of references as PubMed exports it (NBIB)", _EXPORT, _many(_MEDLINE, 4, of=0.2)),
    Kind("a list of references as EndNote exports it", _EXPORT, _many(_ENDNOTE, 3, of=0.5)),
    Kind("a list of references as Web of Science exports it", _EXPORT, _many(_WEB_OF_SCIENCE, 1, of=0.01)),
    Kind("a list of references in the format BibTeX", _EXPORT, _begins(_BIBTEX)),
    Kind("JSON", _SAVE, _is_json),
    Kind("a PDF document", "Open it, copy its text, and paste that.", lambda text: text.startswith("%PDF-")),
    Kind("an RTF document", _SAVE, lambda text: text.startswith("{\\rtf")),
    Kind(
        "the source of a LaTeX document",
        "Open what it makes, copy the text, and paste that.",
        _many(_LATEX, 1),
    ),
    Kind(
        "the source of an e-mail",
        "Open it in a mail program, copy the text, and paste that.",
        _many(_MAIL, 4, of=0.02),
    ),
    Kind("a table in the format CSV", "Paste the table into the text that it belongs to.", _is_csv),
)
