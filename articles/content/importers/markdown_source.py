"""A Markdown file before its parsing: front matter, and the definitions of notes and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from articles.content.comparing import COMPARED
from articles.content.importers.furniture import UNPLACED, stated_date
from articles.content.importers.gathering import Gathering
from articles.content.problems import quoted as said

_FIELD = re.compile(r"(?P<name>[A-Za-z][\w.-]*(?: [\w-]+){0,4}?)\s?(?::(?: |\Z)|=) ?(?P<value>.*)")
_LONGEST_FRONT_MATTER = 200
_FENCES = ("---", "+++")
#: A value that goes on in the lines below, as YAML writes it.
_GOES_ON = re.compile(r"[>|][+-]?[0-9]?|")
_NAMES = {
    "title": "title",
    "question": "title",
    "second_title": "second_title",
    "subtitle": "second_title",
    "language": "language",
    "lang": "language",
    "condition": "condition_name",
    "condition_name": "condition_name",
    "condition_code": "condition_code",
    "drafting": "drafting",
    "drafting_note": "drafting_note",
}
_DATES = frozenset({"date", "stated_date", "updated", "last_updated", "modified", "published"})
_DRAFTINGS = frozenset({"human", "machine", "machine_assisted", "unknown"})
_DEFINITION = re.compile(r" {0,3}\[(?P<label>\^[^\]\s]{1,40}|[0-9]{1,3})\]: ?(?P<text>.*)")
#: A sign of comparison at the beginning of a line, perhaps of an item: no quotation begins with a figure.
_COMPARATOR = re.compile(
    r"(?P<before>(?:[ \t]|[-*+](?=[ \t])|[0-9]{1,3}[.)](?=[ \t]))*)(?P<sign>>)" rf"(?=[ \t]{{0,3}}{COMPARED})"
)
#: Bullets of word processors, which Markdown does not know; how deep each is where indents do not say it.
_BULLET = re.compile(r"(?P<lead>[ \t]*)(?P<sign>[•●‣▪■◦○▫□▶►➢✓❖∙·§–]|o(?=\t))[ \t\xa0]+(?=\S)")
_INNER = frozenset("◦○o")
_INNERMOST = frozenset("▪§▫□")
_QUOTED = re.compile(r"[ \t]*>")
_STAR_IN_WORD = re.compile(r"(?<=[^\W_])\*(?=[^\W_])")
#: No text that was decoded holds these.
_STAND_IN = {"*": "\x01", ">": "\x02"}
_MEANT = {ord(stand_in): sign for sign, stand_in in _STAND_IN.items()}
_ANCHOR = re.compile(
    r"<a (?:id|name)=[\"']?[^<>\"']{1,100}[\"']?(?: ?/>|>\s?</a>)|</?span\b[^<>]{0,200}>", re.IGNORECASE
)
_RAISED_LINKS = re.compile(
    r"<sup>((?:[,;\s]{0,2}\[[0-9]{1,3}\]\(#[^()\s]{1,100}\)){1,12})</sup>", re.IGNORECASE
)
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(slots=True)
class Note:
    """A note that the text refers to by a label: a number, or ``^`` and a number or word."""

    label: str
    line: int
    text: str
    lines: set[int] = field(default_factory=set)


def front_matter(lines: list[str], gathering: Gathering) -> dict[str, str]:
    """The fields at the top of a file between lines of dashes; those lines become blank."""
    end = _end_of_front_matter(lines)
    fields: dict[str, str] = {}
    for first, last in _blocks(lines, end):
        block, lines[first:last] = lines[first:last], [""] * (last - first)
        match = _FIELD.fullmatch(block[0].rstrip())
        value = _value(match["value"], block[1:]) if match else ""
        if match and _placed(match["name"], value, fields):
            gathering.use(0, _beside_titles("".join(block), fields))
            continue
        if match:
            message = (
                f"The field “{match['name']}” in line {first + 1} is not known, or not its value."
                f" It was left out."
            )
            gathering.warn("unknown-field", f"line:{first + 1}", message)
        for number, line in enumerate(block, start=first + 1):
            if line.strip():
                gathering.leave_out(number, line.strip(), UNPLACED)
    if end:
        gathering.use(0, lines[0] + lines[end])
        lines[0] = lines[end] = ""
    return fields


def _blocks(lines: list[str], end: int) -> list[tuple[int, int]]:
    """Where the fields stand, each with the lines that are set in under it or list its values."""
    begins = [at for at in range(1, end) if _FIELD.fullmatch(lines[at].rstrip()) or at == 1]
    return list(pairwise([*begins, end])) if end > 1 else []


def _value(said: str, below: list[str]) -> str:
    """The value of a field in one line: quotes go, and what goes on below is joined; a list is none."""
    below = [line.strip() for line in below if line.strip() and not line.startswith("#")]
    if below and _GOES_ON.fullmatch(said.strip()) and not below[0].startswith(("- ", "[", "{")):
        said = " ".join(below)
    elif below:
        return ""
    return said.strip().strip("\"'")


def _beside_titles(block: str, fields: dict[str, str]) -> str:
    """What a field's lines say beside a title, which is compared with the draft as its text is."""
    squeezed = "".join(block.split())
    for name in ("title", "second_title"):
        value = "".join(fields.get(name, "").split())
        if value and value in squeezed:
            return squeezed.replace(value, "", 1)
    return squeezed


def _end_of_front_matter(lines: list[str]) -> int:
    """Where front matter ends: after a first field, fields, comments, lists and lines that are set in."""
    if len(lines) < 3 or lines[0].rstrip() not in _FENCES or not _FIELD.fullmatch(lines[1].rstrip()):
        return 0
    for at, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], start=1):
        if line.rstrip() in (lines[0].rstrip(), "..."):
            return at
        if (
            line.strip()
            and not line.startswith(("#", " ", "\t", "- ", "]", "}"))
            and not _FIELD.fullmatch(line.rstrip())
        ):
            return 0
    return 0


def _placed(name: str, value: str, fields: dict[str, str]) -> bool:
    key = re.sub(r"[ -]", "_", name.strip().lower())
    if key in _DATES and (stated := stated_date(value)):
        fields.setdefault("stated_date", stated)
        return stated == value
    if key not in _NAMES or _NAMES[key] in fields or not value:
        return False
    if key == "drafting" and (value := re.sub(r"[ -]", "_", value.lower())) not in _DRAFTINGS:
        return False
    fields[_NAMES[key]] = value
    return True


def without_anchors(lines: list[str], gathering: Gathering) -> None:
    """Take out of the lines what only marks a place or raises links that are marks; both are left out."""
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        if fenced or "<" not in line:
            continue
        if tags := [match[0] for match in _ANCHOR.finditer(line)]:
            gathering.leave_out(at + 1, " ".join(tags), "HTML that only marks a place")
        line = _ANCHOR.sub("", line)
        line, raised = _RAISED_LINKS.subn(r"\1", line)
        gathering.use(at + 1 if at + 1 in gathering.listed else 0, "<sup></sup>" * raised)
        lines[at] = line


def notes_of(lines: list[str]) -> list[Note]:
    """The notes that are defined, as ``[^1]: text`` or ``[1]: text``; their lines become blank."""
    notes: list[Note] = []
    open_note = fenced = False
    for at, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        match = None if fenced else _DEFINITION.fullmatch(line.rstrip())
        if match:
            notes.append(Note(match["label"], at + 1, match["text"].strip()))
            notes[-1].lines.add(at + 1)
        elif open_note and line.strip() and line.startswith(("  ", "\t")):
            notes[-1].text = f"{notes[-1].text} {line.strip()}".strip()
            notes[-1].lines.add(at + 1)
        else:
            open_note = open_note and not line.strip()
            continue
        open_note = True
        lines[at] = ""
    return notes


def with_stand_ins(lines: list[str], gathering: Gathering) -> list[str]:
    """The lines, with a stand-in for each sign that is text here though Markdown would take it.

    A ``>`` before a figure compares, unless it goes on with a quotation; a star within a word, as in the
    name of an allele, begins no emphasis.
    """
    parsed: list[str] = []
    quoted = fenced = False
    outer: int | None = None
    for number, line in enumerate(lines, start=1):
        fenced ^= bool(_FENCE.match(line))
        if bullet := None if fenced else _BULLET.match(line):
            outer = _depth(bullet) if outer is None else outer
            line = _with_dash(bullet, outer)
            gathering.use(0, bullet["sign"])
        elif not line.startswith(" "):
            outer = None
        match = None if fenced else _COMPARATOR.match(line)
        if match and quoted:
            _report_comparator(number, line, gathering)
        elif match:
            line = f"{match['before']}{_STAND_IN['>']}{line[match.end('sign') :]}"
        quoted = bool(_QUOTED.match(line))
        parsed.append(line if fenced or "*" not in line else _STAR_IN_WORD.sub(_STAND_IN["*"], line))
    return parsed


def _depth(bullet: re.Match[str]) -> int:
    """How deep programs use this bullet in lists."""
    return 2 if bullet["sign"] in _INNERMOST else int(bullet["sign"] in _INNER)


def _with_dash(bullet: re.Match[str], outer: int) -> str:
    """The line with the dash of Markdown, set in by how much deeper its bullet is than the list's first."""
    inner = 0 if bullet["lead"] else max(_depth(bullet) - outer, 0)
    return f"{bullet['lead']}{'  ' * inner}- {bullet.string[bullet.end() :]}"


def restore(tokens: Iterable[Token]) -> None:
    """Put the signs back for which stand-ins were parsed."""
    for token in tokens:
        token.content = token.content.translate(_MEANT)
        token.attrs = {
            name: value.translate(_MEANT) if isinstance(value, str) else value
            for name, value in token.attrs.items()
        }
        restore(token.children or [])


def _report_comparator(number: int, line: str, gathering: Gathering) -> None:
    message = (
        f"Line {number}, {said(line)}, goes on with a quotation, so that its “>” was taken for the sign of"
        " one. If it compares, put it back."
    )
    gathering.warn("unclear-sign", f"line:{number}", message)


def without_markup(text: str) -> str:
    """A line of Markdown as plain words: no emphasis, links as their words and addresses."""
    text = re.sub(r"!?\[([^\[\]]{0,500})\]\(([^()\s]{0,500})(?: \"([^\"]{0,200})\")?\)", r"\1 \2 \3", text)
    text = re.sub(r"<(https?://[^<>\s]{1,500}|[^<>\s@]{1,100}@[^<>\s]{1,100})>", r"\1", text)
    text = re.sub(r"(?<![\w*])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![\w*])", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace("`", "")
