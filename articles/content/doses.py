"""Doses in plain text, each recognised as one whole: what a reader must not misread.

"methotrexate 15-25 mg weekly", "≥20 mg daily for ≥4 weeks", "1 mg/kg/day (up to 60-80 mg daily)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from articles.content import dose_words as words

_CORE = re.compile(
    f"(?:(?P<comparator>{words.COMPARATOR}){words.GAP})?(?<![\\w.,/^–—-])"
    f"(?P<amount>(?:[0-9]{{1,2}}{words.GAP}[×x*]{words.GAP})?{words.NUMBER}"
    f"(?:(?:{words.GAP}{words.UNIT})?{words.GAP}(?:{words.DASH}|\\bto\\b|\\bor\\b){words.GAP}{words.NUMBER})?)"
    f"(?:[ \u00a0-]?{words.GAP}(?P<unit>{words.UNIT})|(?P<bare>))(?![\\w²³^])"
)
_TAIL = re.compile(
    f"[\\s,]{{0,3}}(?P<open>\\(?)(?:(?:given|taken|and|of body weight) )?"
    f"(?:(?P<ceiling>{words.CEILING})|(?P<duration>{words.DURATION})|(?P<once>{words.ONCE})"
    f"|(?P<frequency>{words.FREQUENCY})|(?P<route>{words.ROUTE})(?!\\w))"
)
_FREQUENCY_AT_ONCE = re.compile(f" (?:{words.ROUTE} )?(?P<frequency>{words.FREQUENCY})")
_FREQUENCY_BEFORE = re.compile(f"\\b(?:{words.FREQUENCY}|{words.ONCE})")
_UNIT_HOLDS_FREQUENCY = re.compile(
    r"/ ?(?:day|d|24 ?h|h|hr|hour|week|wk|month|min|minute)\b|\b(?:per|a|each) (?:day|hour|week|month)"
)
_SAID_TO_BE_A_DOSE = re.compile(
    r"(?i:\bdos(?:e|age)s?(?: is| of|:)?|\b(?:take|give|start(?: with)?|begin with"
    r"|increase to|reduce to|taper to))\s?\Z"
)
_A_STEP_OR_SUM = re.compile(
    r"(?i:\b(?:by|of|per|each|contain(?:s|ing)?|steps of|total|cumulative|than))\s?\Z"
)
_STRENGTH = re.compile(
    r"[ -](?i:tablets?|capsules?|vials?|ampoules?|patch(?:es)?|pens?|syringes?"
    r"|strength|more|less|or more|or less)\b"
)
_COUNTS_SOMETHING = re.compile(
    r" ?(?:[-–]|(?i:times|x|×|hours?|days?|weeks?|months?|years?|doses?|cycles?|or|to|of|mm|cm)\b|%|°)"
)
_GIVEN_OVER_HOURS = re.compile(r"(?i:(?:over|within) .*(?:minutes?|min|hours?))\Z")
#: A medicine that is named begins a thought of its own; a mere amount goes on with what was said before it.
_CLAUSE = re.compile(r"[.;:](?=\s)|[\n(]|, ")
_SENTENCE = re.compile(r"[.;](?=\s)|\n")
_MASS = re.compile(r"(?:mg|[µμu]g|mcg|ng|IU|iu|[mM]?U|units?)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One dose: where it stands in the text, its parts as written, and the amount as numbers.

    ``unit`` is empty where the text names none; ``lacks_frequency`` says that one is called for and missing.
    """

    start: int
    end: int
    text: str
    amount: str
    low: Decimal
    high: Decimal
    unit: str = ""
    drug: str = ""
    comparator: str = ""
    route: str = ""
    frequency: str = ""
    duration: str = ""
    ceiling: str = ""
    lacks_frequency: bool = False

    @property
    def lacks_unit(self) -> bool:
        """Whether it is an amount of nothing stated."""
        return not self.unit


def find_doses(text: str) -> list[Dose]:
    """The doses of a plain text, in order, none within another."""
    return list(_doses(text))


def _doses(text: str) -> Iterator[Dose]:
    at = 0
    while match := _CORE.search(text, at):
        dose = _dose(text, match, at)
        if dose:
            yield dose
        at = dose.end if dose else max(match.end(), match.start() + 1)


def _dose(text: str, match: re.Match[str], after: int) -> Dose | None:
    before = _Before.read(text, match.start(), after)
    if match["unit"] is None and not _is_dose_without_unit(text, match, before):
        return None
    parts, end, given_once = _tail(text, match.end(), opened=before.opened)
    low, high = _numbers(match["amount"])
    unit = match["unit"] or ""
    frequency = parts.get("frequency", "")
    given_once = given_once or bool(_GIVEN_OVER_HOURS.match(parts.get("duration", "")))
    return Dose(
        start=before.start,
        end=end,
        text=text[before.start : end],
        amount=match["amount"],
        low=low,
        high=high,
        unit=unit,
        drug=before.drug,
        comparator=match["comparator"] or "",
        route=parts.get("route", "") or before.route,
        frequency=frequency,
        duration=parts.get("duration", ""),
        ceiling=parts.get("ceiling", ""),
        lacks_frequency=not (frequency or given_once) and _calls_for_frequency(text, match, before, end),
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before an amount: the medicine and the route, where they can be told."""

    start: int
    drug: str = ""
    route: str = ""
    opened: int = 0

    @classmethod
    def read(cls, text: str, start: int, after: int) -> _Before:
        begin = max(after, start - 90)
        line = text.rfind("\n", begin, start) + 1
        window = text[max(begin, line) : start]
        match = words.DRUG_BEFORE.search(window)
        if not match or not words.is_drug(match["drug"]):
            return cls(start)
        begins = match.start("route") if match["route"] else match.start("drug")
        route = match["route"] or match["route2"] or ""
        opened = int("(" in (match["join"] or ""))
        return cls(start - len(window) + begins, match["drug"], route, opened)


def _is_dose_without_unit(text: str, match: re.Match[str], before: _Before) -> bool:
    """Whether a bare number is an amount: a medicine or "dose" before it, a frequency right after it."""
    rest = text[match.end() : match.end() + 60]
    if _COUNTS_SOMETHING.match(rest):
        return False
    said = _SAID_TO_BE_A_DOSE.search(text[max(0, match.start() - 30) : match.start()])
    if said and said[0].lower().startswith("dos") and said[0].rstrip()[-1] in "f:s":
        return not re.match(r" ?[^\W\d_]", rest) or bool(_FREQUENCY_AT_ONCE.match(rest))
    return bool((before.drug or said) and _FREQUENCY_AT_ONCE.match(rest))


def _tail(text: str, end: int, *, opened: int) -> tuple[dict[str, str], int, bool]:
    """Route, frequency, duration and ceiling after an amount, in any order, each once; where they end."""
    parts: dict[str, str] = {}
    given_once = False
    while match := _TAIL.match(text, end):
        kind = next(name for name in ("ceiling", "duration", "once", "frequency", "route") if match[name])
        if kind in parts or "\n" in match[0]:
            break
        parts[kind] = match[kind]
        given_once = given_once or kind == "once"
        end = match.end()
        opened += len(match["open"])
        if opened and text[end : end + 1] == ")":
            opened -= 1
            end += 1
    return parts, end, given_once


def _calls_for_frequency(text: str, match: re.Match[str], before: _Before, end: int) -> bool:
    unit = match["unit"] or ""
    if not unit or _UNIT_HOLDS_FREQUENCY.search(unit) or _STRENGTH.match(text[end : end + 20]):
        return False
    lead = text[max(0, before.start - 80) : before.start]
    clause = re.split(_CLAUSE if before.drug else _SENTENCE, lead)[-1]
    if _FREQUENCY_BEFORE.search(clause) or _A_STEP_OR_SUM.search(
        text[max(0, match.start() - 20) : match.start()]
    ):
        return bool(before.drug) and not _FREQUENCY_BEFORE.search(clause)
    return bool(before.drug) or (bool(_MASS.match(unit)) and not match["comparator"])


def _numbers(amount: str) -> tuple[Decimal, Decimal]:
    found = [
        _number(number) for number in re.findall(words.NUMBER, re.sub(r"\A[0-9]{1,2}\s?[×x*]\s?", "", amount))
    ]
    return found[0], found[-1]


def _number(written: str) -> Decimal:
    """15; 1,000 (a comma before three digits groups them); 2,5 (any other is a decimal one); 1/2; ½.

    80/400 mg are two substances in one tablet: the first amount counts.
    """
    if written in "½¼¾":
        return {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}[written]
    if "/" in written:
        above, below = written.split("/")
        return Decimal(above) / Decimal(below) if below in ("2", "3", "4") else Decimal(above)
    plain = re.sub("[\u202f\u2009\u00a0]", "", written)
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", plain):
        return Decimal(plain.replace(",", ""))
    return Decimal(plain.replace(",", "."))
