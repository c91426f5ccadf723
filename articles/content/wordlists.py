"""Lists of words, written as text: a hundred words on ten lines instead of a hundred."""

from __future__ import annotations


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())
