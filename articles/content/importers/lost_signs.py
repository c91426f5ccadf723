"""Signs that a program lost on the way: what is certain is mended and said so, what is likely is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from articles.content.problems import Problem, quoted

#: More of one kind say nothing new.
_MOST_OF_A_KIND = 40
_UNITS = (
    r"%|‰|°|[kmµμn]?g\b|mcg|m?[Ll]\b|dL|m?mol|µmol|[cm]?m\b|mm ?Hg|years?|months?|weeks?|days?|hours?|min\b|"
    r"IU|U\b|points?|copies|cells|[x×] ?10|/"
)
_MONEY = re.compile(
    r"cost|pric|pay|paid|fee\b|charg|saving|budget|spen[dt]|fund|QALY|GBP|pound|sterling|worth|million|billion"
    r"|willing|economic|expens|cheap|\bper (?:pack|tablet|month|year|dose|patient|person)",
    re.IGNORECASE,
)
_LIKELY = (
    (
        "lost-sign",
        re.compile(r"(?:(?<=[\s(\[=:,;])|\A|(?<=[A-Za-z]))³ ?(?=[0-9])"),
        "a figure after “³”, which is how a lost “≥” shows itself",
    ),
    ("lost-sign", re.compile(r"£ ?(?=[0-9])"), "“£” before a figure of no money, likely a lost “≤”"),
    (
        "lost-exponent",
        re.compile(
            r"(?<![0-9.,])10 ?(?:[3-9]|1[0-2])(?= ?/ ?(?:m?[Ll]|[dµμu]L|mm[3³]|hpf)\b"
            r"| ?(?:copies|cells|CFU|cfu|PFU|organisms|spores|bacteria|IU/m)\b)"
            r"|(?<=[x×*·] )10(?:[3-9]|1[0-2])(?![0-9.,%])|(?<=[0-9][x×])10(?:[3-9]|1[0-2])(?![0-9.,%])"
        ),
        "a power of ten whose exponent seems to be lost (10⁹ as 109)",
    ),
    (
        "lost-exponent",
        re.compile(r"(?<![0-9.,])10[-−–](?:[2-9]|1[0-2])(?= ?(?:M|mol|per|mol/L|cm/s|g/m[Ll])\b)"),
        "a power of ten whose exponent seems to be lost (10⁻⁶ as 10-6)",
    ),
    ("lost-character", re.compile("\ufffd"), "“\ufffd”, which stands where a character was lost"),
    (
        "lost-character",
        re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]"),
        "a sign of a font of its own, which other programs do not show",
    ),
    ("lost-character", re.compile("\ufffc"), "“\ufffc”, which stands where a picture or formula was lost"),
)


def lost_signs(text: str) -> Iterator[Problem]:
    """A warning for each place where a sign was likely lost."""
    for code, pattern, what in _LIKELY:
        for match in islice(pattern.finditer(text), _MOST_OF_A_KIND):
            if not (match[0].startswith("£") and _is_money(text, match)):
                yield _problem(code, text, match, what)


def _is_money(text: str, match: re.Match[str]) -> bool:
    after = re.compile(rf"[0-9.,]+(?:[-–][0-9.,]+)? ?(?:{_UNITS})")
    if after.match(text, match.end()):
        return False
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    line = text[max(start, match.start() - 60) : min(len(text) if end < 0 else end, match.end() + 60)]
    return bool(_MONEY.search(line))


def _problem(code: str, text: str, match: re.Match[str], what: str) -> Problem:
    line = text.count("\n", 0, match.start()) + 1
    message = f"Line {line} has {what}: {quoted(_line_around(text, match))}. Compare it with the original."
    return Problem(code=code, severity="warning", where=f"line:{line}", message=message)


def _line_around(text: str, match: re.Match[str]) -> str:
    """Some words of the line on both sides of the sign."""
    before = text[max(0, match.start() - 30) : match.start()].rpartition("\n")[2]
    after = text[match.start() : match.end() + 25].partition("\n")[0]
    before = before if len(before) < 30 else before.partition(" ")[2] or before
    return before + after
