"""Bytes as text, or a clear word on why they are none."""

from __future__ import annotations

import codecs

from articles.content.characters import FORBIDDEN, with_plain_newlines
from articles.content.importers.base import ImportRefused
from articles.content.importers.mojibake import with_encoding_mended
from articles.content.problems import Problem

MOST_BYTES = 2 * 1024 * 1024

_MARKED = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NOT_TEXT = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a Word document or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_SAVE_AS_TEXT = "Save it as plain text or Markdown and import that."


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, with plain newlines and no forbidden characters, and notes on what was done to it.

    Raises:
        ImportRefused: if it is empty, longer than ``MOST_BYTES``, or not text.
    """
    if len(data) > MOST_BYTES:
        size, limit = _megabytes(len(data)), _megabytes(MOST_BYTES)
        raise ImportRefused(
            f"The file has {size}; at most {limit} are read. Split it into one file for each article."
        )
    for signature, name in _NOT_TEXT:
        if data.startswith(signature):
            raise ImportRefused(f"The file is {name}, not text: its first bytes say so. {_SAVE_AS_TEXT}")
    text, notes = _decoded(data)
    text, mends = with_encoding_mended(text)
    notes = [*notes, *mends]
    text = with_plain_newlines(text)
    notes += _control_characters(text)
    text = FORBIDDEN.sub("", text)
    if not text.strip():
        raise ImportRefused("The file is empty: there is no word in it.")
    return text, notes


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


def _decoded(data: bytes) -> tuple[str, list[Problem]]:
    for mark, encoding, name in _MARKED:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), []
            except UnicodeDecodeError as error:
                raise _undecodable(data, len(mark) + error.start, f"it is marked as {name}, but") from None
    if (nul := data.find(0)) >= 0:
        raise _undecodable(
            data, nul, "text holds no zero byte, but there is one: it is binary, or UTF-16 unmarked;"
        )
    try:
        return data.decode(), []
    except UnicodeDecodeError as error:
        return _western(data, error.start)


def _western(data: bytes, at: int) -> tuple[str, list[Problem]]:
    """Text of older Windows programs, which is all that text in no Unicode encoding here can be."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, "it is neither UTF-8 nor Windows-1252:") from None
    if (
        sum(text.count(character) for character in map(chr, range(1, 32)) if character not in "\t\n\r\f")
        > len(text) // 100
    ):
        raise _undecodable(data, at, "it is neither UTF-8 nor, by its control characters, any text:")
    line = data.count(b"\n", 0, at) + 1
    message = (
        f"The file is not UTF-8 (line {line}) and was read as Windows-1252."
        " Look at signs such as ≥, µ and dashes, and at accented letters."
    )
    return text, [Problem(code="encoding", severity="warning", where=f"line:{line}", message=message)]


def _undecodable(data: bytes, at: int, what: str) -> ImportRefused:
    line = data.count(b"\n", 0, at) + 1
    return ImportRefused(
        f"The file is not text: {what} see byte {at + 1:,} in line {line:,}. {_SAVE_AS_TEXT}"
    )


def _control_characters(text: str) -> list[Problem]:
    lines: list[int] = []
    count = at = 0
    line = 1
    for match in FORBIDDEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        count += 1
        if not lines or lines[-1] != line:
            lines.append(line)
    if not lines:
        return []
    shown = ", ".join(map(str, lines[:10])) + (" and more" if len(lines) > 10 else "")
    what = "1 control character was" if count == 1 else f"{count:,} control characters were"
    message = f"{what} removed (line {shown}). Compare these lines with the original."
    return [Problem(code="control-characters", severity="warning", where=f"line:{lines[0]}", message=message)]
