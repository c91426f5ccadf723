"""A Markdown file before its parsing: front matter, and the definitions of notes and links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.content.importers.furniture import UNPLACED, stated_date
from articles.content.importers.gathering import Gathering

_FIELD = re.compile(r"(?P<name>[A-Za-z][\w -]{0,40}?)\s?: ?(?P<value>.*)")
_LONGEST_FRONT_MATTER = 60
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
_FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(slots=True)
class Note:
    """A note that the text refers to by a label: a number, or ``^`` and a number or word."""

    label: str
    line: int
    text: str


def front_matter(lines: list[str], gathering: Gathering) -> dict[str, str]:
    """The fields at the top of a file between lines of dashes; those lines become blank."""
    end = _end_of_front_matter(lines)
    fields: dict[str, str] = {}
    for at in range(1, end):
        line, lines[at] = lines[at].strip(), ""
        match = _FIELD.fullmatch(line)
        if match and not _placed(match["name"], match["value"].strip().strip("\"'"), fields):
            message = (
                f"The field “{match['name']}” in line {at + 1} is not known, or not its value."
                f" It was left out."
            )
            gathering.warn("unknown-field", f"line:{at + 1}", message)
            gathering.leave_out(at + 1, line, UNPLACED)
        elif not match and line:
            gathering.leave_out(at + 1, line, UNPLACED)
    if end:
        lines[0] = lines[end] = ""
    return fields


def _end_of_front_matter(lines: list[str]) -> int:
    if not lines or lines[0].rstrip() != "---":
        return 0
    for at, line in enumerate(lines[1:_LONGEST_FRONT_MATTER], start=1):
        if line.rstrip() in ("---", "..."):
            return at
        if line.strip() and not line.startswith("#") and not _FIELD.fullmatch(line.strip()):
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
        elif open_note and line.strip() and line.startswith(("  ", "\t")):
            notes[-1].text = f"{notes[-1].text} {line.strip()}".strip()
        else:
            open_note = open_note and not line.strip()
            continue
        open_note = True
        lines[at] = ""
    return notes


def without_markup(text: str) -> str:
    """A line of Markdown as plain words: no emphasis, links as their words and addresses."""
    text = re.sub(r"!?\[([^\[\]]{0,500})\]\(([^()\s]{0,500})(?: \"([^\"]{0,200})\")?\)", r"\1 \2 \3", text)
    text = re.sub(r"<(https?://[^<>\s]{1,500}|[^<>\s@]{1,100}@[^<>\s]{1,100})>", r"\1", text)
    text = re.sub(r"(?<![\w*])[*_]{1,3}(?=[^\s*_])|(?<=[^\s*_])[*_]{1,3}(?![\w*])", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace("`", "")
