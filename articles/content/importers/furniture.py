"""What stands on a page around an article and is no part of it: banners, status steps, boxes, marketing.

Each rule is a pattern of such lines in general. What is recognised is left out and listed, never lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from articles.content.wordlists import words_in

BOARD = "a banner of the page"
STATUS = "the status of the text on the page that it came from; it has its own status here"
DATE = "a date that the page stated, kept as where the text came from, not as a review"
AUDIENCE = "the page's question to its reader"
DISCLAIMER = "a disclaimer; the publication has its own"
FOLLOW_UP = "a follow-up box of the page"
MARKETING = "marketing"
NAVIGATION = "navigation of the page"
REFERENCES = "the heading of the list of references"
SUMMARY = "names the summary, which has its own place"
UNPLACED = "could not be placed"

#: Before the summary, in the article, after its references: what is furniture here may be text there.
Zone = Literal["top", "body", "bottom"]

_MONTHS = words_in("jan feb mar apr may jun jul aug sep oct nov dec")
_MONTH = "(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\\.?"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    why: str
    zones: frozenset[Zone]


def _rule(pattern: str, why: str, *zones: Zone) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), why, frozenset(zones or ("top", "body", "bottom")))


_PEOPLE = "patient|carer|caregiver|doctor|physician|clinician|nurse|health\\w*|medical"

_BEFORE_DATE = rf"(?= (?:[0-9]{{1,4}}[-./ ]|{_MONTH} [0-9]))"

_RULES = (
    _rule(
        rf"\A(?:last |page |article |date )?(?:updated|reviewed|modified"
        rf"|revised)(?: on)?(?: ?:|{_BEFORE_DATE})",
        DATE,
    ),
    _rule(rf"\A(?:first )?(?:published|posted|created)(?: on)? ?:?{_BEFORE_DATE}", DATE),
    _rule(
        r"\A(?:medical|clinical|editorial|scientific) (?:advisory |review "
        r"|editorial )?board.{0,60}reviewed\b",
        BOARD,
    ),
    _rule(r"\A(?:all|our) (?:articles|content|pages) (?:are|is) (?:\w+ )?reviewed\b", BOARD),
    _rule(r"\A(?:medical|clinical|editorial) (?:advisory|review) board\Z", BOARD, "top"),
    _rule(
        r"\A(?:for )?(?:educational?|informational?|information|education)(?: and"
        r" \w+)? (?:purposes?|use)? ?only\b",
        BOARD,
    ),
    _rule(
        r"\b(?:pending|awaiting) (?:human |medical |expert |editorial )?review\b[^.]{0,20}\Z", BOARD, "top"
    ),
    _rule(r"\A(?:article |content |editorial )?review status\b.{0,20}\Z", STATUS),
    _rule(
        r"\A(?:\W|[0-9])*(?:draft|submitted|under review|in review|peer review|approved|published)\W*\Z",
        STATUS,
        "top",
    ),
    _rule(
        r"\A(?:written|authored|edited|(?:medically )?reviewed|fact[- ]checked) by\b.{0,120}\Z", STATUS, "top"
    ),
    _rule(r"\A(?:view |read |see )?(?:our |the )?editorial (?:policy|process|guidelines)\W*\Z", NAVIGATION),
    _rule(r"\Apersonali[sz]e\b.{0,40}\Z", AUDIENCE),
    _rule(r"\Ahelp us (?:to )?(?:tailor|improve|personali[sz]e|make|serve)\b.{0,120}\Z", AUDIENCE),
    _rule(r"\A(?:which|what) (?:of these |one )?best describes you\b", AUDIENCE),
    _rule(r"\byour (?:choice|answer|selection) (?:helps|lets|allows)\b.{0,160}\Z", AUDIENCE),
    _rule(rf"\A(?:i am|i'm|are you) (?:a|an) (?:{_PEOPLE})\b.{{0,60}}\Z", AUDIENCE, "top"),
    _rule(rf"\A(?:{_PEOPLE})(?: professional)?(?: or (?:{_PEOPLE}))?\Z", AUDIENCE, "top"),
    _rule(
        r"\A(?:do you )?(?:have|got) (?:a|any|another|more|further) (?:\w+[- ]?\w* )?questions?\b.{0,60}\Z",
        FOLLOW_UP,
    ),
    _rule(r"\Aask (?:a|any|your|us|our|the|another)\b.{0,40}\bquestions?\b.{0,200}\Z", FOLLOW_UP),
    _rule(
        r"\A(?:our|the|this) (?:\w+ ){0,3}(?:a\.?i\.?|assistant"
        r"|chatbot)(?!\w).{0,400}\b(?:answers?|questions?|doctors)\b",
        MARKETING,
        "top",
        "bottom",
    ),
    _rule(
        r"\b(?:trusted|used|loved) by (?:over |more than )?(?:[\w,]+ ){0,4}(?:doctors"
        r"|physicians|clinicians|professionals)\b",
        MARKETING,
        "top",
        "bottom",
    ),
    _rule(r"\b(?:world-class|guideline-backed|instant(?:ly)?) answers?\b", MARKETING, "top", "bottom"),
    _rule(
        r"\A(?:sign up|subscribe|log ?in|sign in|register|download (?:our|the) app|try"
        r" (?:it )?(?:for )?free)\b.{0,120}\Z",
        MARKETING,
        "top",
        "bottom",
    ),
    _rule(
        r"\A(?:get started|start (?:your )?free|join (?:us|now|our)|create (?:an|your) account)\b.{0,120}\Z",
        MARKETING,
        "top",
        "bottom",
    ),
    _rule(r"\A(?:get|receive) .{0,60}\b(?:newsletter|inbox)\b.{0,60}\Z", MARKETING, "top", "bottom"),
    _rule(
        r"\A(?:share|print|save|bookmark|copy link|cite)(?: this(?: article| page)?)?(?: on \w+)?\Z",
        NAVIGATION,
    ),
    _rule(
        r"\A(?:advertisement|sponsored|skip to (?:main )?content|back to top"
        r"|table of contents|on this page)\Z",
        NAVIGATION,
    ),
    _rule(
        r"\A(?:related (?:articles|questions|topics)|you may also like|read more|show"
        r" more|show less|menu|home)\W*\Z",
        NAVIGATION,
    ),
    _rule(r"\A[0-9]{1,3}[- ]min(?:ute)?s? read\Z", NAVIGATION),
    _rule(
        r"\A(?:©|\(c\)(?= ?(?:copyright|[12][0-9]{3}))|copyright)(?!\w).{0,160}\Z|\Aall rights reserved\W*\Z",
        NAVIGATION,
    ),
    _rule(
        r"\A(?:we use|this (?:web)?site uses) cookies\b|\A(?:accept|reject|manage)(?: all)? cookies\Z",
        NAVIGATION,
    ),
)
_LONGEST = 500
_DISCLAIMER = re.compile(r"\bdisclaimer\b", re.IGNORECASE)
_HEADING = r"(?:#+ ?)?\**(?:[0-9]{1,2}\.? )?"
_COUNT = r"\W*(?:\([0-9]+\))?\W*"
_REFERENCES = re.compile(
    rf"{_HEADING}(?:(?:list of |cited |key |literature )?references?(?: list| cited)?|bibliography|sources"
    r"|(?:cited )?literature(?: cited)?|works cited|citations|evidence sources"
    r"|(?:sources|notes) and references|references (?:and|&) (?:notes|sources|further reading)"
    r"|literatur(?:verzeichnis)?|quellen(?:verzeichnis)?|références(?: bibliographiques)?|bibliographie"
    r"|referencias(?: bibliográficas)?|bibliografía|riferimenti(?: bibliografici)?|bibliografia"
    rf"|referências(?: bibliográficas)?|(?:список )?литератур[аы]|источники){_COUNT}",
    re.IGNORECASE,
)
_FURTHER_READING = re.compile(
    rf"{_HEADING}(?:(?:suggested|recommended|additional|selected|general|background) (?:reading|resources)"
    r"|(?:suggestions for )?further (?:reading|resources|information)|reading list|(?:useful )?resources"
    rf"|(?:useful|external) links|see also){_COUNT}",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?:executive )?summary|overview|abstract|key points|(?:short|quick|brief)"
    r" answer|answer|in short|at a glance",
    re.IGNORECASE,
)
_DATES = (
    re.compile(r"(?P<year>[12][0-9]{3})-(?P<number>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[12][0-9]{{3}})", re.IGNORECASE),
    re.compile(
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH},? (?P<year>[12][0-9]{{3}})", re.IGNORECASE
    ),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[12][0-9]{3})"),
)


def why_furniture(words: str, *, zone: Zone) -> str:
    """Why a line is no part of the article; empty when it is one."""
    if len(words) > _LONGEST:
        return ""
    bare = words.strip("*_ ")
    for rule in _RULES:
        if zone in rule.zones and rule.pattern.search(bare):
            return rule.why
    return ""


def names_disclaimer(heading: str) -> bool:
    """Whether a heading is that of a disclaimer."""
    return len(heading) <= 100 and bool(_DISCLAIMER.search(heading))


def names_references(heading: str) -> bool:
    """Whether a heading is that of the list of references."""
    return len(heading) <= 60 and bool(_REFERENCES.fullmatch(heading))


def names_further_reading(heading: str) -> bool:
    """Whether a heading is that of a list that the text does not cite, such as further reading."""
    return len(heading) <= 60 and bool(_FURTHER_READING.fullmatch(heading))


def place_of_references(headings: Sequence[tuple[int, str]]) -> int | None:
    """Return the place of the heading whose list the text cites, among (place, words) in their order.

    Further reading is such a list only where no other list is. Of several, it is the one called references,
    else the last.
    """
    named = [(place, words) for place, words in headings if names_references(words)]
    plain = [place for place, words in named if "reference" in words.lower()]
    further = [place for place, words in headings if names_further_reading(words)]
    return next(iter([*plain[-1:], *(place for place, _ in named[-1:]), *further[-1:]]), None)


def names_summary(heading: str) -> bool:
    """Whether a heading is a label of the summary."""
    return len(heading) <= 60 and bool(_SUMMARY.fullmatch(heading.rstrip(": ")))


def stated_date(words: str) -> str:
    """The first whole date of a line in ISO 8601, or nothing where none can be read one way only."""
    for pattern in _DATES:
        if match := pattern.search(words):
            parts = match.groupdict()
            month = (
                int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"][:3].lower()) + 1
            )
            try:
                return date(int(parts["year"]), month, int(parts["day"])).isoformat()
            except ValueError:
                continue
    return ""
