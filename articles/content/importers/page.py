"""A pasted page taken apart: its title, its body, its list of references, and the furniture around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from articles.content.importers import furniture
from articles.content.importers.gathering import Gathering
from articles.content.importers.lines import Line, ends_sentence, heads
from articles.content.problems import quoted

#: A longer line is text, whatever stands around it.
LONGEST_HEADING = 300

_UPDATED = re.compile(r"updated|modified|revised|reviewed", re.IGNORECASE)
_LONG_ENOUGH_FOR_SUMMARY = 100


@dataclass(slots=True)
class Page:
    """The parts of a page; every line of it is in one of them or has been left out."""

    title: str = ""
    stated_date: str = ""
    body: list[Line] = field(default_factory=list)
    references: list[Line] = field(default_factory=list)


def taken_apart(lines: list[Line], gathering: Gathering) -> Page:
    """The parts of a page; its furniture is left out."""
    page = Page()
    headings = [(at, lines[at].words) for at in range(1, len(lines) - 1) if not lines[at].marker]
    begin = furniture.place_of_references(headings)
    if begin is None:
        page.body = _without_disclaimers(_without_furniture(lines, page, gathering), gathering)
        return page
    end = next((at for at, words in headings if at > begin and _names_list(words)), len(lines))
    gathering.leave_out(lines[begin].number, lines[begin].text, furniture.REFERENCES)
    page.references = _references(lines[begin + 1 : end], page, gathering)
    body = [*lines[:begin], *lines[end:]]
    gathering.report_other_lists(
        [(line.number, line.words) for line in body if not line.marker], lines[begin].words
    )
    page.body = _without_disclaimers(_without_furniture(body, page, gathering), gathering)
    return page


def _names_list(words: str) -> bool:
    return furniture.names_references(words) or furniture.names_further_reading(words)


def _references(lines: list[Line], page: Page, gathering: Gathering) -> list[Line]:
    """The lines up to the page's footer; from a disclaimer or follow-up box on, all is footer."""
    kept: list[Line] = []
    footer = ""
    for line in lines:
        why = _why_at_bottom(line, footer)
        if why in (furniture.DISCLAIMER, furniture.FOLLOW_UP, furniture.UNPLACED):
            footer = why
        if not why and not footer:
            kept.append(line)
            continue
        if why == furniture.DATE:
            _state_date(line, page, gathering)
        gathering.leave_out(line.number, line.text, why or footer)
    return kept


def _why_at_bottom(line: Line, footer: str) -> str:
    if not line.marker and furniture.names_disclaimer(line.words) and heads(line.words):
        return furniture.DISCLAIMER
    why = furniture.why_furniture(line.text, zone="bottom")
    if not why and footer == furniture.DISCLAIMER and line.after_blank and heads(line.words):
        return furniture.UNPLACED
    return why


def _without_furniture(lines: list[Line], page: Page, gathering: Gathering) -> list[Line]:
    """The title found, and the lines of the body; a line after furniture begins a new paragraph."""
    kept: list[Line] = []
    zone: furniture.Zone = "top"
    gap = False
    for line in lines:
        why = _why_not_body(line, page, zone)
        if why == furniture.DATE:
            _state_date(line, page, gathering)
        if why:
            gathering.leave_out(line.number, line.text, why)
        elif not page.title and not kept and _is_title(line, gathering):
            page.title = line.words.strip("*_# ")
            gathering.use(0, line.words.replace(page.title, "", 1) if page.title else line.words)
        else:
            kept.append(replace(line, after_blank=True) if gap or not kept else line)
            if line.marker or _opens_summary(line.words):
                zone = "body"
        gap = bool(why)
    return kept


def _why_not_body(line: Line, page: Page, zone: furniture.Zone) -> str:
    if zone == "top" and page.title and line.words.strip("*_# ").casefold() == page.title.casefold():
        return "repeats the title"
    return furniture.why_furniture(line.text, zone=zone)


def _is_title(line: Line, gathering: Gathering) -> bool:
    if len(line.words) > LONGEST_HEADING:
        report_long(line, gathering)
        return False
    return not line.marker and (
        len(line.words) <= _LONG_ENOUGH_FOR_SUMMARY * 2 or not ends_sentence(line.words)
    )


def _opens_summary(words: str) -> bool:
    return len(words) >= _LONG_ENOUGH_FOR_SUMMARY or (words.count(" ") >= 7 and ends_sentence(words))


def _state_date(line: Line, page: Page, gathering: Gathering) -> None:
    """Keep the date of the last change before any other."""
    stated = furniture.stated_date(line.text)
    if not stated:
        message = (
            f"The date in line {line.number}, {quoted(line.text)}, could not be read for sure."
            f" Enter it by hand."
        )
        gathering.warn("unclear-date", f"line:{line.number}", message)
    elif not page.stated_date or _UPDATED.search(line.text):
        page.stated_date = stated


def _without_disclaimers(lines: list[Line], gathering: Gathering) -> list[Line]:
    """The lines without disclaimers: each a heading that says so, and all up to the next heading."""
    kept: list[Line] = []
    within = False
    for at, line in enumerate(lines):
        is_heading = not line.marker and line.after_blank and heads(line.words) and at + 1 < len(lines)
        if furniture.names_disclaimer(line.words) and not line.marker and heads(line.words):
            within = True
        elif is_heading:
            within = False
        if within:
            gathering.leave_out(line.number, line.text, furniture.DISCLAIMER)
        else:
            kept.append(line)
    return kept


def report_long(line: Line, gathering: Gathering) -> None:
    """Say that a line is too long to be the heading that it looks like."""
    message = (
        f"Line {line.number} stands where a heading does but has {len(line.words):,} characters;"
        f" it was taken as text. A heading has at most {LONGEST_HEADING}."
    )
    gathering.warn("long-heading", f"line:{line.number}", message)
