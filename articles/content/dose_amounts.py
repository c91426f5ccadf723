"""What the amounts of doses are as numbers, and what is measured by their units, however both are written."""

from __future__ import annotations

import re
from decimal import Decimal

from articles.content.dose_words import NUMBER, VULGAR, WORDED
from articles.content.folding import fold

_VULGAR = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal(1) / 3,
    "⅔": Decimal(2) / 3,
    "⅛": Decimal("0.125"),
    "⅜": Decimal("0.375"),
    "⅝": Decimal("0.625"),
    "⅞": Decimal("0.875"),
}
_WORDS = {
    word: Decimal(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        start=1,
    )
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"\s*[×x*·]\s*10(?P<power>[⁰¹²³⁴-⁹]{1,2}|\^[0-9]{1,2})")
_TIMES = re.compile(r"\A[0-9]{1,2}\s?[×x*]\s?+(?!10[⁰¹²³⁴-⁹^])")
_MIXED = re.compile(rf"(?P<whole>[0-9]{{1,3}})(?: ?(?P<vulgar>{VULGAR})| (?P<above>[1-3])/(?P<below>[2-4]))")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<parted>[ '])[0-9]{3}(?:(?P=parted)[0-9]{3})*(?P<fraction>\.[0-9]+)?")
_WORDED = re.compile(
    rf"(?P<half>half)|(?P<number>{WORDED}|[0-9]{{1,2}})(?P<and_half> and a half)?", re.IGNORECASE
)
_IS_WORDED = re.compile(rf"(?:half|{WORDED})\b|[0-9]+ and a half", re.IGNORECASE)

_BASES = {
    name: base
    for base, names in {
        "mg": "mg milligram",
        "g": "g gram",
        "µg": "μg ug mcg microgram",
        "ng": "ng nanogram",
        "IU": "iu international_unit",
        "unit": "u unit",
        "million unit": "million_unit million_iu",
        "ml": "ml millilitre milliliter",
        "l": "l litre liter",
        "tablet": "tablet tab",
        "capsule": "capsule cap",
        "puff": "puff inhalation actuation",
        "meq": "meq",
    }.items()
    for name in (one.replace("_", " ") for one in names.split())
}
_RATES = {
    name: rate
    for rate, names in {
        "kg": "kg kilogram",
        "m2": "m2 m^2 m²",
        "day": "day d",
        "24 h": "24h",
        "h": "h hr hour",
        "min": "min minute",
        "week": "week wk",
        "5 ml": "5ml",
    }.items()
    for name in names.split()
} | {"square metre": "m2", "square meter": "m2"}
_PER = re.compile(
    r"\s*/\s*|\s+(?:per|a|each)\s+|(?:\s*[·.]\s*|\s+)(?=(?:kg|m|day|d|hr|h|min|week|wk)(?:⁻[¹²]|\^?-[12]))"
)
_EXPONENT = re.compile(r"(?:⁻|\^?-)[1¹2²]\Z")
_BODY_WEIGHT = re.compile(r"\s+(?:of\s+)?(?:body\s?weight|bw)\b")
_PLURALS = {"patches": "patch", "suppositories": "suppository", "pessaries": "pessary"}


def numbers_of(amount: str) -> tuple[Decimal, Decimal]:
    """The least and the most: of "2–2·5" 2 and 2.5; of "2 × 500" 500; of "one or two" 1 and 2."""
    written = _TIMES.sub("", fold(amount))
    factor = Decimal(1)
    if power := _POWER.search(written):
        factor = Decimal(10) ** int(power["power"].translate(_RAISED).lstrip("^"))
        written = _POWER.sub("", written)
    if _IS_WORDED.match(written):
        worded = list(_WORDED.finditer(written))
        return _worded(worded[0]), _worded(worded[-1])
    found = [_number(number) * factor for number in re.findall(NUMBER, written)]
    return found[0], found[-1]


def others_of(amount: str) -> tuple[Decimal, ...]:
    """What else stands behind a stroke: of 500/125, two substances in one tablet, the second."""
    match = re.fullmatch(r"([0-9.,]+)/([0-9.,]+)", fold(amount).strip())
    return (_plain(match[2]),) if match and match[2] not in ("2", "3", "4") else ()


def measure_of(unit: str) -> str:
    """What is measured, in one way of writing: "mg·kg⁻¹·day⁻¹" and "mg per kg per day" are mg/kg/day."""
    said = _BODY_WEIGHT.sub("", " ".join(fold(unit).split()))
    if said.startswith("%"):
        return f"% {said[1:].strip().lower()}".strip()
    base, *rates = _PER.split(said)
    return "/".join([_base(base), *map(_rate, rates)])


def _base(written: str) -> str:
    if written in ("MU", "mU"):
        return {"MU": "million unit", "mU": "milliunit"}[written]
    name = written.strip().lower()
    name = _PLURALS.get(name, name)
    single = name.removesuffix("s") if len(name) > 3 else name
    return _BASES.get(name) or _BASES.get(single) or single


def _rate(written: str) -> str:
    name = _EXPONENT.sub("", written.strip().lower())
    if name == "m":
        return "m2"
    return _RATES.get(name) or _RATES.get(name.replace(" ", "")) or name


def _worded(match: re.Match[str]) -> Decimal:
    if match["half"]:
        return Decimal("0.5")
    said = match["number"].lower()
    return (Decimal(said) if said.isdigit() else _WORDS[said]) + (Decimal("0.5") if match["and_half"] else 0)


def _number(written: str) -> Decimal:
    """15; 1,000 and 1 000 (three digits parted off); 2,5 (any other comma is a decimal one); 1/2; 1½.

    80/400 mg are two substances in one tablet: the first amount counts.
    """
    if written in _VULGAR:
        return _VULGAR[written]
    if mixed := _MIXED.fullmatch(written):
        part = (
            _VULGAR[mixed["vulgar"]] if mixed["vulgar"] else Decimal(mixed["above"]) / Decimal(mixed["below"])
        )
        return Decimal(mixed["whole"]) + part
    if "/" in written:
        above, below = written.split("/")
        return Decimal(above) / Decimal(below) if below in ("2", "3", "4") else _plain(above)
    if grouped := _GROUPED.fullmatch(written):
        return Decimal(written.replace(grouped["parted"], ""))
    return _plain(written)


def _plain(written: str) -> Decimal:
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", written):
        return Decimal(written.replace(",", ""))
    return Decimal(written.replace(",", ".").replace("·", "."))
