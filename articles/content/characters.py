"""Characters that no text of ours may hold."""

from __future__ import annotations

import re

#: Control characters but tab and newline; marks that reverse the reading order unseen; byte order marks;
#: halves of surrogate pairs, which no database stores.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)

_NEWLINES = re.compile("\r\n?|[\u2028\u2029\x85]")


def with_plain_newlines(text: str) -> str:
    """The text with every kind of line end written as a newline."""
    return _NEWLINES.sub("\n", text)


def without_forbidden(text: str) -> str:
    """The text without the characters that are not text; every kind of line end becomes a newline."""
    return FORBIDDEN.sub("", with_plain_newlines(text))
