"""Text whose bytes were once read in the wrong encoding: "â‰¥" for "≥", "Ã©" for "é"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from articles.content.problems import Problem

#: The first signs of such a sequence by how many follow, in what the bytes were read as.
_READ_AS = ("cp1252", "mac_roman", "cp437")
_LEADS = {
    "cp1252": (("ÂÃÄÅÎÏÐÑ", 1), ("âï", 2), ("ð", 3)),
    "mac_roman": (("¬√", 1), ("‚", 2)),
    "cp437": (("┬├╬╧", 1), ("Γ", 2)),
}
_MOST_ROUNDS = 3


def _characters(encoding: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        try:
            found[bytes([byte]).decode(encoding)] = byte
        except UnicodeDecodeError:
            found[chr(byte)] = byte
    if encoding == "cp1252":  # Some programs read Latin-1 where they say Windows-1252.
        found |= {chr(byte): byte for byte in range(0x80, 0xA0)}
    return found


_BYTES = {encoding: _characters(encoding) for encoding in _READ_AS}


def _pattern(encoding: str) -> str:
    after = "".join(re.escape(sign) for sign, byte in _BYTES[encoding].items() if byte < 0xC0)
    return "|".join(f"[{leads}][{after}]{{{count}}}" for leads, count in _LEADS[encoding])


_SEQUENCES = {encoding: re.compile(_pattern(encoding)) for encoding in _READ_AS}
_ANY = re.compile("|".join(_pattern(encoding) for encoding in _READ_AS))
#: A ring or a capital of a name before a closing quote or a dash is just that.
_UNSURE = re.compile(r"(?<![^\W_])[ÄÅÎÏÐÑ][‘’“”„‚–—…‹›«»]|√[0-9]")


def with_encoding_mended(text: str) -> tuple[str, list[Problem]]:
    """The text with such sequences as the characters that they were, and a note on where they stood."""
    if not _ANY.search(text):
        return text, []
    lines: dict[int, str] = {}
    whole = []
    for number, line in enumerate(text.split("\n"), start=1):
        mended = _mended(line)
        if mended != line:
            lines[number] = next(_differing(line))
        whole.append(mended)
    return "\n".join(whole), [_note(lines)] if lines else []


def _mended(line: str) -> str:
    for _ in range(_MOST_ROUNDS):
        before = line
        for encoding, pattern in _SEQUENCES.items():
            line = pattern.sub(lambda match, encoding=encoding: _read(match, encoding), line)  # type: ignore[misc]
        if line == before:
            break
    return line


def _read(match: re.Match[str], encoding: str) -> str:
    if _UNSURE.match(match.string, match.start()):
        return match[0]
    try:
        found = bytes(_BYTES[encoding][sign] for sign in match[0]).decode()
    except UnicodeDecodeError:
        return match[0]
    return (
        found
        if unicodedata.category(found)[0] in "LMSPNZ" or found in "\u00ad\u200b\u200c\u200d\ufeff"
        else match[0]
    )


def _differing(line: str) -> Iterator[str]:
    for match in _ANY.finditer(line):
        yield match[0]


def _note(lines: dict[int, str]) -> Problem:
    first = next(iter(lines))
    shown = ", ".join(map(str, list(lines)[:10])) + (" and more" if len(lines) > 10 else "")
    message = (
        f"The file was once read in the wrong encoding: signs such as “{lines[first]}” were read as"
        f" “{_mended(lines[first])}” (line {shown}). Compare these lines with the original."
    )
    return Problem(code="encoding", severity="warning", where=f"line:{first}", message=message)
