"""The list of references: which lines are one entry, and which number the text calls it by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

from articles.content.importers.entry import read_entry, read_identifiers
from articles.content.importers.furniture import UNPLACED
from articles.content.importers.gathering import Gathering
from articles.content.importers.lines import Line, heads
from articles.content.problems import in_reference, quoted
from articles.content.text import ReferenceText

_KINDS = {
    "guideline": "guideline,guidelines,practice guideline,clinical guideline,consensus,consensus statement",
    "research": "research,research article,study,trial,clinical trial,randomized"
    " controlled trial,original research"
    ",original article,cohort study,case report,article,journal article,preprint",
    "review": "review,reviews,review article,systematic review,meta-analysis,narrative review",
    "book": "book,books,textbook,book chapter,chapter",
    "website": "website,websites,web,web page,webpage,web site,online,internet,drug label",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split(",")}
_SOURCE_AND_YEAR = re.compile(r"(?P<source>.+?)[,.;]? \(?(?P<year>(?:1[6-9]|20)[0-9]{2})\)?\.?")
_YEAR_ONLY = re.compile(r"\(?(?P<year>(?:1[6-9]|20)[0-9]{2})\)?\.?")
_NUMBERED = re.compile(
    r"(?:\[(?P<square>[0-9]{1,3})\]:?|(?P<round>[0-9]{1,3})[.)]|\((?P<full>[0-9]{1,3})\))(?: |\Z)"
)
#: The end of a line within a DOI or an address: a sign that none ends with, or that begins one.
_OPEN_END = re.compile(r"(?:\b10\.[0-9]{4,9}/\S*[-./_(:;<]|\b10\.[0-9]{4,9}/|https?://\S*[-/_=?&%])\Z")
_ENDS_IN_IDENTIFIER = re.compile(r"(?:\b10\.[0-9]{4,9}/\S+|https?://\S+)(?<![.;,])\Z")


_TAG = re.compile(
    r"</?(?:a|span|sup|sub|i|em|b|strong|u|br|p|cite|div|li|small|font)\b[^<>]{0,200}>", re.IGNORECASE
)
_PARTING_TAG = re.compile(r"</?(?:br|p|div|li)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    number: int
    lines: list[Line]


def kind_of(line: str) -> str:
    """The kind that a line names, when it does nothing else."""
    return _KIND_OF.get(line.strip(" *_:[]()").lower(), "") if len(line) <= 40 else ""


def read_references(lines: list[Line], gathering: Gathering) -> None:
    """Take in the references of a list; what belongs to none of them is left out as not placed."""
    if groups := _group_names(lines):
        for at in groups:
            gathering.leave_out(lines[at].number, lines[at].text, "the name of a group of references")
        _read_entries([line for at, line in enumerate(lines) if at not in groups], gathering)
        return
    first_kind = next((at for at, line in enumerate(lines) if _names_kind(line)), None)
    if first_kind is None:
        _read_entries(lines, gathering)
        return
    _read_entries(lines[:first_kind], gathering)
    for group in _groups(lines[first_kind:]):
        _read_group(group, gathering)


def _group_names(lines: list[Line]) -> set[int]:
    """Where the lines stand that name a group of numbered entries: short, and an entry follows at once."""
    return {
        at
        for at, line in enumerate(lines[:-1])
        if not line.marker and _number(line) is None and _may_name_group(line)
        if _number(lines[at + 1]) is not None or lines[at + 1].marker
    }


def _may_name_group(line: Line) -> bool:
    bare = line.text.strip("*_: ")
    return len(bare) <= 60 and (bool(kind_of(bare)) or (line.after_blank and heads(bare)))


def _names_kind(line: Line) -> bool:
    return bool(kind_of(line.words)) and not line.counts


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if _names_kind(line) and len(group) != 1:
            if group:
                yield group
            group = []
        group.append(line)
    if group:
        yield group


def _read_group(group: list[Line], gathering: Gathering) -> None:
    """A line that names the kind, then the title, then source and year, then perhaps identifiers."""
    kind_line, *rest = group
    if not rest:
        gathering.leave_out(kind_line.number, kind_line.text, UNPLACED)
        gathering.warn(
            "unclear-reference",
            f"line:{kind_line.number}",
            f"Line {kind_line.number} names a kind of reference,"
            f" {quoted(kind_line.text)}, but no reference follows it.",
        )
        return
    kind = kind_of(kind_line.words)
    csl: dict[str, object] = {} if kind_line.words.lower() == kind else {"genre": kind_line.words}
    (title, _), *details = _paragraphs(rest)
    reference = ReferenceText(key=uuid4(), kind=kind, title=title, csl=csl)
    for text, line in details:
        reference = _with_detail(reference, text, line, gathering)
    gathering.add_reference(len(gathering.references) + 1, reference)
    if not details:
        _report_unclear(reference, rest[0].number, gathering)


def _paragraphs(lines: list[Line]) -> list[tuple[str, Line]]:
    """The lines of an entry; lines of one paragraph are joined where blank lines part its paragraphs."""
    parted = any(line.after_blank for line in lines[1:])
    paragraphs: list[tuple[str, Line]] = []
    for line in lines:
        if paragraphs and parted and not line.after_blank and not _is_detail(line.text):
            text, first = paragraphs[-1]
            paragraphs[-1] = (f"{text} {line.text}", first)
        else:
            paragraphs.append((line.text, line))
    return paragraphs


def _is_detail(text: str) -> bool:
    rest, _ = read_identifiers(text)
    return not rest or bool(_SOURCE_AND_YEAR.fullmatch(rest))


def _with_detail(reference: ReferenceText, text: str, line: Line, gathering: Gathering) -> ReferenceText:
    rest, found = read_identifiers(text)
    reference = replace(
        reference,
        doi=reference.doi or found.get("doi", ""),
        pmid=reference.pmid or found.get("pmid", ""),
        url=reference.url or found.get("url", ""),
    )
    if not rest:
        return reference
    if reference.source or reference.year:
        gathering.leave_out(line.number, rest, UNPLACED)
        message = (
            f"Line {line.number}, {quoted(rest)}, follows a reference and could not be placed."
            f" Put it where it belongs."
        )
        gathering.warn("unplaced-text", f"line:{line.number}", message)
        return reference
    if match := _SOURCE_AND_YEAR.fullmatch(rest):
        return replace(reference, source=match["source"], year=int(match["year"]))
    if match := _YEAR_ONLY.fullmatch(rest):
        return replace(reference, year=int(match["year"]))
    return replace(reference, source=rest)


def _read_entries(lines: list[Line], gathering: Gathering) -> None:
    entries = list(_entries(lines))
    numbers = [entry.number for entry in entries]
    if len(set(numbers)) < len(numbers):
        where = f"line:{entries[0].lines[0].number}"
        message = (
            "The numbers of the list of references repeat; its entries were counted from 1."
            " Check the citations."
        )
        gathering.warn("reference-numbers", where, message)
        entries = [_Entry(at, entry.lines) for at, entry in enumerate(entries, start=1)]
    for entry in entries:
        if re.search("[^\\W\\d_]", marker := entry.lines[0].marker):
            gathering.leave_out(entry.lines[0].number, marker, "the letter of an entry; the list counts it")
        text = _joined([line.words for line in entry.lines])
        read_note(text, number=entry.number, line=entry.lines[0].number, gathering=gathering)


def _joined(lines: list[str]) -> str:
    """The lines of an entry as one; a DOI or address that was broken at the end of a line is whole again."""
    text = ""
    for line in lines:
        first = line.split(" ", 1)[0]
        open_end = _OPEN_END.search(text)
        alone = first.rstrip(".,;") == line.rstrip(".,; ") and not re.match(r"pm(?:id|c)|https?:", line, re.I)
        goes_on = open_end and re.search("[0-9]", first) and not re.fullmatch(r"[12][0-9]{3}[.;,]?", first)
        part = alone and re.search("[0-9/_=-]", first) and _ENDS_IN_IDENTIFIER.search(text)
        text += line if text and (goes_on or part) else f" {line}"
    return text.strip()


def _without_tag(tag: re.Match[str]) -> str:
    return " " if _PARTING_TAG.match(tag[0]) else ""


def read_note(text: str, *, number: int, line: int, gathering: Gathering) -> None:
    """Take in the reference of one entry that the file calls by this number."""
    if tags := _TAG.findall(text):
        gathering.leave_out(line, " ".join(tags), "HTML in the list of references")
        text = " ".join(_TAG.sub(_without_tag, text).split())
    entry = read_entry(text)
    reference = entry.reference
    gathering.add_reference(number, reference)
    if entry.labels:
        gathering.leave_out(
            line, " ".join(entry.labels), "names of links of the page that the list came from"
        )
    if not entry.understood:
        _report_unclear(reference, line, gathering)
    else:
        message = (
            f"The kind of the reference {quoted(reference.title)} was guessed: {reference.kind}. Check it."
        )
        gathering.warn("guessed-kind", in_reference(reference.key), message)


def _entries(lines: list[Line]) -> Iterator[_Entry]:
    """Numbered entries if the first line is; else bullets; else paragraphs, or lines where none part."""
    numbered = bool(lines) and _number(lines[0]) is not None
    bulleted = bool(lines) and bool(lines[0].marker) and not numbered
    parted = any(line.after_blank for line in lines[1:])
    entry: _Entry | None = None
    for line in lines:
        number = _number(line) if numbered else None
        begins = (
            number is not None
            if numbered
            else bool(line.marker)
            if bulleted
            else line.after_blank or not parted
        )
        if begins or entry is None:
            if entry:
                yield entry
            entry = _Entry(number or (entry.number + 1 if entry else 1), [_without_number(line, number)])
        else:
            entry.lines.append(replace(line, words=line.text))
    if entry:
        yield entry


def _number(line: Line) -> int | None:
    match = _NUMBERED.match(line.text)
    return int(match["square"] or match["round"] or match["full"]) if match else None


def _without_number(line: Line, number: int | None) -> Line:
    if number is None:
        return line
    match = _NUMBERED.match(line.text)
    return replace(line, words=line.text[match.end() :] if match else line.text)


def _report_unclear(reference: ReferenceText, line: int, gathering: Gathering) -> None:
    message = (
        f"The reference {quoted(reference.title)} (line {line}) was not understood"
        f" and kept as it is, as a title."
        " Fill in its source, year and identifiers."
    )
    gathering.warn("unclear-reference", in_reference(reference.key), message)
