"""Addresses made of titles, in letters that any address may hold, whatever alphabet a title is in."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_LONGEST = 180
_EAST_ASIAN = re.compile("([\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
#: 1.5 is not 15, and 500/125 is no single figure.
_BETWEEN_FIGURES = re.compile("(?<=[0-9])[.,/·](?=[0-9])")
_GREEK_LETTER = re.compile("[\u0370-\u03ff\u1f00-\u1fffµ]")


def slug_of(title: str) -> str:
    """Return a title as an address: words of small letters and figures; "" where it has none.

    Other alphabets are transliterated. A Greek letter in a title in Latin letters is called by its name.
    """
    text = title if _mostly_greek(title) else _GREEK_LETTER.sub(lambda match: _name(match[0]), title)
    parted = _BETWEEN_FIGURES.sub("-", _EAST_ASIAN.sub(r" \1 ", text))
    words = re.sub(r"[^\w\s-]", "", anyascii(parted).lower())
    return re.sub(r"[-\s]+", "-", words)[:_LONGEST].strip("-_")


def is_transliterated(title: str) -> bool:
    """Whether letters of the title are of an alphabet that an address cannot hold."""
    plain = _GREEK_LETTER.sub("", title) if not _mostly_greek(title) else title
    return any(sign.isalpha() and not unicodedata.name(sign, "").startswith(_LATIN) for sign in plain)


_LATIN = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO", "FULLWIDTH LATIN", "MODIFIER LETTER")


def _mostly_greek(title: str) -> bool:
    letters = [sign for sign in title if sign.isalpha()]
    return 2 * sum(bool(_GREEK_LETTER.match(sign)) for sign in letters) > len(letters)


def _name(letter: str) -> str:
    """A Greek letter by its name, as in TNF-alpha; its accents go."""
    found = re.search(r"LETTER (?:FINAL )?(\w+)", unicodedata.name(letter, ""))
    return "micro" if letter == "µ" else found[1].lower() if found else ""
