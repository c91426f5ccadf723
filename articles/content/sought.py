"""Looking for a drug or a dose in a text, however it is written there: 1 mg, 1.0 mg, 1000 µg, 0.5-1 mg."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from articles.content.dose_amounts import measure_of
from articles.content.doses import Dose, find_doses
from articles.content.folding import fold, fold_with_places

#: How much of a long sentence is shown on either side of what was found.
MARGIN = 160
_THOUSAND = Decimal(1000)
#: What each measure is of, and in how many micrograms, units of activity or millilitres.
_UNITS: dict[str, tuple[str, Decimal]] = {
    "ng": ("mass", Decimal("0.001")),
    "µg": ("mass", Decimal(1)),
    "mg": ("mass", _THOUSAND),
    "g": ("mass", _THOUSAND * _THOUSAND),
    "milliunit": ("activity", 1 / _THOUSAND),
    "unit": ("activity", Decimal(1)),
    "IU": ("activity", Decimal(1)),
    "million unit": ("activity", _THOUSAND * _THOUSAND),
    "ml": ("volume", Decimal(1)),
    "dl": ("volume", Decimal(100)),
    "l": ("volume", _THOUSAND),
}
_MICROGRAM = "(?:[µμu]g|mcg|micrograms?)"
_GAP = "[\\s\u00a0\u202f\u2009\u2010-\u2013-]+"
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+|[^\s\w]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDS = re.compile(r"[.;:!?](?=\s)|\n")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What was found, in its sentence."""

    before: str
    match: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is looked for: words (a drug), an amount (a dose), or a drug with an amount."""

    words: str
    dose: Dose | None

    @property
    def anchors(self) -> list[str]:
        """Words that any text with it has: what a database can look for first; none where none is certain."""
        return [word for word in _WORD.findall(self.words) if measure_of(word) not in _UNITS]

    def in_text(self, text: str) -> list[Passage]:
        """Return each place of a plain text where it stands, in order; it is shown as it was written."""
        folded = fold_with_places(text)
        return [_passage(text, *folded.span(start, end)) for start, end in self._places(folded.text)]

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        pattern = _pattern(self.words) if self.words else None
        if self.dose is None:
            if pattern:
                yield from (match.span() for match in pattern.finditer(text))
            return
        named = pattern is None or pattern.search(text) is not None
        for dose in find_doses(text):
            if _same_amount(self.dose, dose) and (pattern is None or _of_drug(pattern, dose, text, named)):
                yield dose.start, dose.end


def read(query: str) -> Sought:
    """Understand what somebody typed: "colchicine", "colchicine 1 mg", "2,5 mg", "1 mg colchicine daily"."""
    query = " ".join(fold(query).split())
    dose = next(iter(find_doses(query)), None)
    if dose is None or not dose.measure:
        return Sought(words=query, dose=None)
    at = query.index(dose.amount, dose.start)
    before = query[:at].strip()
    if dose.comparator:
        before = before.removesuffix(dose.comparator).strip()
    return Sought(words=f"{before} {query[dose.end :]}".strip(" ,;."), dose=dose)


def _of_drug(pattern: re.Pattern[str], dose: Dose, text: str, named: bool) -> bool:
    """Whether a dose is one of that drug: by its name, by its sentence, or by the text when it names none."""
    if pattern.search(dose.drug):
        return True
    start, end = _sentence(text, dose.start, dose.end)
    return pattern.search(text, start, end) is not None or (named and not dose.drug)


def _same_amount(sought: Dose, found: Dose) -> bool:
    """Whether the amounts overlap, in whatever unit they are written. "1 mg" also finds "1 mg/kg"."""
    kind, factor, rate = _unit(sought.measure)
    other_kind, other_factor, other_rate = _unit(found.measure)
    if kind != other_kind or (rate and rate != other_rate):
        return False
    low, high = sorted((sought.low * factor, sought.high * factor))
    amounts = [sorted((found.low, found.high)), *([other, other] for other in found.others)]
    return any(
        low <= other_high * other_factor and other_low * other_factor <= high
        for other_low, other_high in amounts
    )


def _unit(measure: str) -> tuple[str, Decimal, str]:
    """What is measured, in how many of its base units, and per what."""
    base, _, rate = measure.partition("/")
    return *_UNITS.get(base, (base, Decimal(1))), rate


def _pattern(words: str) -> re.Pattern[str]:
    """The words side by side, in any case; numbers and micrograms however they are written."""
    parts = [_part(token) for token in _TOKEN.findall(words)]
    return re.compile(f"(?<![^\\W_]){_GAP.replace('+', '*').join(parts)}", re.IGNORECASE)


def _part(token: str) -> str:
    if token[0].isdigit():
        whole, _, fraction = token.replace(",", ".").partition(".")
        fraction = fraction.rstrip("0")
        rest = f"[.,]{fraction}0*" if fraction else "(?:[.,]0+)?"
        return f"(?<![0-9.,])0*{whole.lstrip('0') or '0'}{rest}(?![0-9]|[.,][0-9])"
    return _MICROGRAM if re.fullmatch(_MICROGRAM, token, re.IGNORECASE) else re.escape(token)


def _passage(text: str, start: int, end: int) -> Passage:
    first, last = _sentence(text, start, end)
    cut_before, cut_after = max(first, start - MARGIN), min(last, end + MARGIN)
    before, after = text[cut_before:start].lstrip(), text[end:cut_after].rstrip()
    return Passage(
        before=f"…{before}" if cut_before > first else before,
        match=text[start:end],
        after=f"{after}…" if cut_after < last else after,
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((match.end() for match in _ENDS.finditer(text, 0, start)), default=0)
    following = _ENDS.search(text, end)
    return first, following.end() if following else len(text)
