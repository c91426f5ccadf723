"""Addresses made of titles, in letters that any address may hold, whatever alphabet a title is in."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_LONGEST = 180
_EAST_ASIAN = re.compile("([\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_APOSTROPHE = re.compile("(?<=\\w)['’ʼ‘`](?=\\w)")
_NO_LETTER_OR_FIGURE = re.compile("[^0-9a-z]+")
_GREEK_LETTER = re.compile("[\u0370-\u03ff\u1f00-\u1fffµ]")


def slug_of(title: str) -> str:
    """Return a title as an address: words of small letters and figures; "" where it has none.

    Other alphabets are transliterated. A Greek letter in a title in Latin letters is called by its name.
    """
    text = title if _mostly_greek(title) else _GREEK_LETTER.sub(lambda match: _name(match[0]), title)
    ascii_only = anyascii(_EAST_ASIAN.sub(r" \1 ", _APOSTROPHE.sub("", text)))
    words = _NO_LETTER_OR_FIGURE.sub("-", _APOSTROPHE.sub("", ascii_only).lower())
    return words[:_LONGEST].strip("-")


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
