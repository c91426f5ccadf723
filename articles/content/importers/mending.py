"""A text as its author meant it: signs that are written in another way are read, and each kind is reported.

What is invisible goes, what was composed of parts becomes one, entities and signs of the Symbol font become
the signs that they stand for. No line moves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from articles.content.characters import FORBIDDEN
from articles.content.importers.latex import with_formulas_read
from articles.content.importers.lost_signs import lost_signs
from articles.content.importers.symbols import BULLET, BULLETS, SYMBOL, SYMBOLS
from articles.content.problems import Problem

#: Nothing is seen of these. Joiners stay between letters of scripts that need them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufff9-\ufffb\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
    "|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u2600-\u27bf\U0001f000-\U0001faff])"
)
_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
#: Ligatures, units in one square, letters and figures as wide as Chinese ones or of formulas.
_COMPATIBLE = re.compile("[\ufb00-\ufb06\u3380-\u33df\uff01-\uff5e\U0001d400-\U0001d7ff]")
_COMPOSED = re.compile("[^\\W_]?[\u0300-\u036f]+|[\u1100-\u11ff]+")


@dataclass(frozen=True, slots=True)
class _Mend:
    code: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], str]
    what: str


def _entity(match: re.Match[str]) -> str:
    """The character of an entity; one that nobody knows, or that is no text, stays."""
    found = unescape(f"&{match[1]};")
    return match[0] if found == f"&{match[1]};" or FORBIDDEN.search(found) else found


_MENDS = (
    _Mend("entities", _ENTITY, _entity, "{count} HTML {entity} {was} read, such as {first} as {read}"),
    _Mend(
        "invisible-characters",
        _INVISIBLE,
        lambda match: "",
        "{count} invisible {character} such as {first} {was} removed",
    ),
    _Mend("bullets", BULLET, lambda match: match["lead"] + BULLETS[match["sign"]], ""),
    _Mend(
        "symbol-font",
        SYMBOL,
        lambda match: SYMBOLS.get(match[0], match[0]),
        "{count} {sign} of the Symbol font {was} read, such as {first} as {read}",
    ),
    _Mend(
        "compatible-characters",
        _COMPATIBLE,
        lambda match: unicodedata.normalize("NFKC", match[0]),
        "{count} joined or wide {character} {was} written in plain letters, such as {first} as {read}",
    ),
)


def mended(text: str) -> tuple[str, list[Problem]]:
    """The text as it was meant, and what was done to it or is likely wrong with it."""
    problems: list[Problem] = []
    for mend in _MENDS:
        if mend.pattern.search(text):
            text, found = _with(mend, text)
            problems += found
    if not unicodedata.is_normalized("NFC", text):
        text = _COMPOSED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    text, formulas = with_formulas_read(text)
    return text, [*problems, *formulas, *lost_signs(text)]


def _with(mend: _Mend, text: str) -> tuple[str, list[Problem]]:
    found: list[tuple[int, str, str]] = []

    def read(match: re.Match[str]) -> str:
        meant = mend.read(match)
        if meant != match[0]:
            found.append((match.start(), match[0], meant))
        return meant

    after = mend.pattern.sub(read, text)
    return after, list(_told(mend, text, found)) if mend.what else []


def _told(mend: _Mend, text: str, found: list[tuple[int, str, str]]) -> Iterator[Problem]:
    if not found:
        return
    several = len(found) > 1
    lines = lines_at(text, [at for at, _, _ in found])
    said = mend.what.format(
        count=f"{len(found):,}",
        first=shown(found[0][1]),
        read=f"“{found[0][2]}”",
        was="were" if several else "was",
        **{name: name if not several else plural for name, plural in _PLURALS.items()},
    )
    message = f"{said} (line {counted(lines)}). Compare these lines with the original."
    yield Problem(code=mend.code, severity="warning", where=f"line:{lines[0]}", message=message)


_PLURALS = {"entity": "entities", "character": "characters", "sign": "signs"}


def shown(sign: str) -> str:
    """A sign as a message shows it: by its code point where it cannot be seen."""
    seen = sign.isprintable() and not (len(sign) == 1 and unicodedata.category(sign) in ("Mn", "Co", "Cf"))
    return f"“{sign}”" if seen else " ".join(f"U+{ord(character):04X}" for character in sign)


def lines_at(text: str, places: list[int]) -> list[int]:
    """The numbers of the lines where these places are, which come in order; each line once."""
    lines: list[int] = []
    at, line = 0, 1
    for place in places:
        line += text.count("\n", at, place)
        at = place
        if not lines or lines[-1] != line:
            lines.append(line)
    return lines


def counted(lines: list[int]) -> str:
    """The numbers of some lines, as a message has them."""
    return ", ".join(map(str, lines[:10])) + (" and more" if len(lines) > 10 else "")
