"""Doses in plain text, each recognised as one whole: what a reader must not misread.

"methotrexate 15-25 mg weekly", "≥20 mg daily for ≥4 weeks", "1 mg/kg/day (up to 60-80 mg daily)".
Checks, sweeps, comparisons and the cards of a review read doses here, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from articles.content import dose_patterns as patterns
from articles.content import dose_words as words
from articles.content.dose_amounts import measure_of, numbers_of, others_of
from articles.content.folding import Folded, fold_with_places

#: Where a part of a dose stands in the text as it is matched.
_Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One dose: where it stands in the text, its parts as written, and the amount as numbers.

    ``measure`` says what is measured in one way of writing ("mg/kg/day"), ``unit`` as the text has it;
    ``others`` are further amounts behind a stroke (of 500/125 mg the second). ``measure`` is empty where the
    text names none; ``lacks_frequency`` says that a frequency is called for and missing.
    """

    start: int
    end: int
    text: str
    amount: str
    low: Decimal
    high: Decimal
    others: tuple[Decimal, ...] = ()
    unit: str = ""
    measure: str = ""
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
        return not self.measure


def find_doses(text: str) -> list[Dose]:
    """The doses of a plain text, in order, none within another; figures raised are read as such (10⁶)."""
    return list(_doses(text, fold_with_places(text)))


def _doses(written: str, folded: Folded) -> Iterator[Dose]:
    at = 0
    while start := patterns.START.search(folded.text, at):
        found = _found(folded.text, start.start(), at)
        if found:
            yield _dose(written, folded, found)
        at = found.end if found else _past(folded.text, start.end())


def _past(text: str, end: int) -> int:
    """Where the number ends that is no dose."""
    while end < len(text) and text[end].isdigit():
        end += 1
    return end


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A dose in the text as it is matched: its parts by where they stand."""

    start: int
    end: int
    parts: dict[str, _Span]
    low: Decimal
    high: Decimal
    others: tuple[Decimal, ...] = ()
    measure: str
    lacks_frequency: bool = False


def _dose(written: str, folded: Folded, found: _Found) -> Dose:
    def as_written(start: int, end: int) -> str:
        first, last = folded.span(start, end)
        return written[first:last]

    start, end = folded.span(found.start, found.end)
    return Dose(
        start=start,
        end=end,
        text=written[start:end],
        low=found.low,
        high=found.high,
        others=found.others,
        measure=found.measure,
        lacks_frequency=found.lacks_frequency,
        **{name: as_written(*span) for name, span in found.parts.items()},
    )


def _found(text: str, start: int, after: int) -> _Found | None:
    return _diluted(text, start, after) or _in_figures(text, start, after) or _in_words(text, start, after)


def _in_figures(text: str, start: int, after: int) -> _Found | None:
    match = _amount_at(text, start)
    if match is None or not (match["unit"] or _may_be_without_unit(text, match)):
        return None
    before = _Before.read(text, match.start(), after)
    measure = measure_of(match["unit"] or "")
    if match["unit"]:
        return None if _is_measured(text, match, before, measure) else _whole(text, match, before, measure)
    if _is_combination(text, match, before):
        return _whole(text, match, before, "mg")
    return _whole(text, match, before, "") if _is_dose_without_unit(text, match, before) else None


def _may_be_without_unit(text: str, match: re.Match[str]) -> bool:
    """Whether it is worth the while to read what stands before a bare number: for most it is not."""
    return bool(
        patterns.FREQUENCY_AT_ONCE.match(text, match.end())
        or patterns.TWO_STRENGTHS.fullmatch(match["amount"])
        or patterns.SAID_TO_BE_A_DOSE.search(text, max(0, match.start() - 30), match.start())
    )


def _amount_at(text: str, start: int) -> re.Match[str] | None:
    """The amount that begins here. "day 1 500 mg" and "2 500 mg tablets" are no thousands."""
    between = patterns.BETWEEN.search(text, max(0, start - 12), start)
    core = patterns.CORE_BETWEEN if between else patterns.CORE
    match = core.match(text, start)
    if match and (parted := patterns.PARTED.match(match["amount"])):
        counted = patterns.STRENGTH.match(text, match.end()) and parted["last"] != "000"
        if counted or patterns.LABEL.search(text, max(0, start - 12), start):
            return core.match(text, start + parted.start("last"))
    return match


def _in_words(text: str, start: int, after: int) -> _Found | None:
    match = patterns.IN_WORDS.match(text, start)
    if match is None:
        return None
    if match["weak"]:
        rest = patterns.OFTEN_OR_PLACE.match(text, match.end())
        asked = patterns.TAKE.search(text, max(0, start - 30), start)
        if not (rest or (asked and not match["weak"].lower().startswith("dose"))):
            return None
    before = _Before.read(text, start, after)
    return _whole(text, match, before, measure_of(match["unit"]))


def _diluted(text: str, start: int, after: int) -> _Found | None:
    match = patterns.DILUTION.match(text, start)
    if match is None:
        return None
    before = patterns.DILUTED_BEFORE.search(text, max(after, start - 60), start)
    behind = patterns.DILUTED_AFTER.match(text, match.end())
    if not (before or behind):
        return None
    drug = (before or behind).span("drug")  # type: ignore[union-attr]
    parts, end, _ = _tail(text, behind.end() if behind and not before else match.end(), opened=0)
    below = numbers_of(match["below"])[0]
    return _Found(
        start=drug[0] if before else start,
        end=end,
        parts={**parts, "amount": match.span(), "drug": drug},
        low=1 / below,
        high=1 / below,
        measure="dilution",
    )


def _whole(text: str, match: re.Match[str], before: _Before, measure: str) -> _Found:
    parts, end, given_once = _tail(text, match.end(), opened=before.opened)
    if duration := parts.get("duration"):
        given_once = given_once or bool(patterns.GIVEN_OVER_HOURS.match(text[slice(*duration)]))
    low, high = numbers_of(match["amount"])
    calls = not ("frequency" in parts or given_once) and _calls_for_frequency(
        text, match, before, end, measure
    )
    return _Found(
        start=before.start,
        end=end,
        parts={**before.parts, **parts, "amount": match.span("amount"), "unit": match.span("unit")}
        if match["unit"]
        else {**before.parts, **parts, "amount": match.span("amount")},
        low=low,
        high=high,
        others=others_of(match["amount"]),
        measure=measure,
        lacks_frequency=calls,
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before an amount: a comparator, the medicine and the route, where they can be told."""

    start: int
    parts: dict[str, _Span]
    opened: int = 0

    @classmethod
    def read(cls, text: str, start: int, after: int) -> _Before:
        parts: dict[str, _Span] = {}
        if compared := patterns.COMPARATOR_BEFORE.search(text, max(after, start - 32), start):
            parts["comparator"] = compared.span("comparator")
            start = compared.start()
        begin = max(after, start - 90)
        line = text.rfind("\n", begin, start) + 1
        window = max(begin, line)
        match = words.DRUG_BEFORE.search(text[window:start])
        if not match or not words.is_drug(match["drug"]):
            return cls(start, parts)
        parts["drug"] = _moved(match.span("drug"), window)
        route = "route" if match["route"] else "route2" if match["route2"] else ""
        if route:
            parts["route"] = _moved(match.span(route), window)
        begins = match.start("route") if match["route"] else match.start("drug")
        return cls(window + begins, parts, int("(" in (match["join"] or "")))

    def named(self, text: str) -> str:
        """The medicine."""
        return text[slice(*self.parts["drug"])] if "drug" in self.parts else ""


def _moved(span: _Span, by: int) -> _Span:
    return span[0] + by, span[1] + by


def _is_combination(text: str, match: re.Match[str], before: _Before) -> bool:
    """Whether it is the strength of two substances in one tablet, which is told in mg without saying so."""
    drug = before.named(text)
    if not drug or not patterns.TWO_STRENGTHS.fullmatch(match["amount"]):
        return False
    first = before.parts["drug"][0]
    return drug.lower().startswith("co-") or text[first - 1 : first] in ("/", "-") or "-" in drug


def _is_measured(text: str, match: re.Match[str], before: _Before, measure: str) -> bool:
    """Whether it was measured in somebody, or is a share of something, and not given to anybody."""
    if measure == "%":
        return not ("drug" in before.parts and patterns.GIVEN_AS_SHARE.match(text, match.end()))
    if "/" not in measure:
        return False
    window = max(0, match.start() - 70), match.start()
    if patterns.MEASURED_BEFORE.search(text, *window):
        return True
    return measure.startswith("ml/min") and not patterns.INFUSED_BEFORE.search(text, *window)


def _is_dose_without_unit(text: str, match: re.Match[str], before: _Before) -> bool:
    """Whether a bare number is an amount: a medicine or "dose" before it, a frequency right after it."""
    rest = text[match.end() : match.end() + 60]
    if patterns.COUNTS_SOMETHING.match(rest):
        return False
    often = patterns.FREQUENCY_AT_ONCE.match(rest)
    said = patterns.SAID_TO_BE_A_DOSE.search(text[max(0, match.start() - 30) : match.start()])
    if said and said[0].lower().startswith("dos") and said[0].rstrip()[-1] in "f:s":
        return not re.match(r" ?[^\W\d_]", rest) or bool(often)
    return bool(("drug" in before.parts or said) and often)


def _tail(text: str, end: int, *, opened: int) -> tuple[dict[str, _Span], int, bool]:
    """Route, frequency, duration and ceiling after an amount, in any order; where they end.

    Each once, but for frequencies: "bd prn" is one.
    """
    parts: dict[str, _Span] = {}
    given_once = False
    while match := patterns.TAIL.match(text, end):
        kind = next(name for name in patterns.KINDS if match[name])
        name = {"shorthand": "frequency", "few": "duration"}.get(kind, kind)
        again = name == "frequency" and name in parts and parts[name][1] == end and kind == "shorthand"
        if "\n" in match[0] or (name in parts and not again):
            break
        parts[name] = (parts[name][0], match.end(kind)) if again else match.span(kind)
        given_once = given_once or kind == "once"
        end = match.end()
        opened += len(match["open"])
        if opened and text[end : end + 1] == ")":
            opened -= 1
            end += 1
    parts.pop("once", None)
    return parts, end, given_once


def _calls_for_frequency(text: str, match: re.Match[str], before: _Before, end: int, measure: str) -> bool:
    unit = match["unit"] or ""
    held = patterns.HOLDS_FREQUENCY.search(measure) or measure.startswith("%")
    if not unit or held or patterns.STRENGTH.match(text, end):
        return False
    lead = text[max(0, before.start - 80) : before.start]
    named = "drug" in before.parts
    clause = re.split(patterns.CLAUSE if named else patterns.SENTENCE, lead)[-1]
    often = patterns.HINT_OF_FREQUENCY.search(clause) and patterns.FREQUENCY_BEFORE.search(clause)
    start = match.start() if "comparator" not in before.parts else before.parts["comparator"][0]
    if often or patterns.A_STEP_OR_SUM.search(text[max(0, start - 20) : start]):
        return named and not often
    return named or (bool(patterns.MASS.match(unit)) and "comparator" not in before.parts)
