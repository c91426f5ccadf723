"""Which words of two texts say the same, by the second rule. Frozen with it.

Light means provably harmless: wherever a respelling, a plural or an article can be taken for something
else, it is not harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from articles.content.respelling.words_one import AGREEMENTS, ORDINARY, REAL, SLIPS, SPELLINGS
from articles.content.respelling.words_two import BEFORE_AN_ARTICLE, DETERMINERS, NAMES, PROTEINS

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_SHORTEST = 6
_SAME_SPELLING = frozenset(SPELLINGS) | {(american, british) for british, american in SPELLINGS}
_KNOWN = ORDINARY | REAL | {word for pair in SPELLINGS for word in pair}
#: Said with the sound that their first letter has: "an hour" and "a unit" are none of them.
_VOWEL_FIRST = re.compile("[aei](?!u)[a-z]{3,}|o(?!n)[a-z]{4,}")
_CONSONANT_FIRST = re.compile("[bcdfgjklmnpqrstvwyz][a-z]{3,}")


def set_alike(was: str, now: str, *, starts: bool) -> bool:
    """Both small, or both with a capital where a sentence starts: names and acronyms are left alone."""
    if was.islower():
        return now.islower()
    return starts and was.istitle() and now.istitle()


def is_respelt(was: str, now: str) -> bool:
    """Whether a word stands in its other spelling, British or American, or a small one was put right."""
    return (was, now) in _SAME_SPELLING or SLIPS.get(was) == now


def is_put_right(was: str, now: str, words: Set[str]) -> bool:
    """Whether a misspelt word became the one ordinary word that it can be, ``words`` being those around."""
    if len(now) < _SHORTEST or now not in ORDINARY or was in _KNOWN or was in PROTEINS:
        return False
    if was[0] != now[0] or not is_slip(was, now):
        return False
    near = {was, *one_letter_away(was)}
    taken_for = near - {was, now}
    return not (near & NAMES or taken_for & _KNOWN or taken_for & words)


def is_article(was: str, now: str, before: str, after: str) -> bool:
    """Whether "a" became "an" or the other way round before a word that is said so, and can be no letter."""
    if {was, now} != {"a", "an"} or before.lower() not in BEFORE_AN_ARTICLE:
        return False
    right = _VOWEL_FIRST if now == "an" else _CONSONANT_FIRST
    return after in ORDINARY and bool(right.fullmatch(after))


def is_agreement(was: str, now: str, sentence: Sequence[str]) -> bool:
    """Whether a verb now agrees with its subject, which is all that stands before it.

    ``sentence`` are the words from its beginning to the verb. A clause, a second subject or anything else
    between leaves open what the verb belongs to, and a singular noun may itself have lost its "s".
    """
    if not 1 <= len(sentence) <= 2 or not sentence[0].istitle():
        return False
    if len(sentence) == 2 and sentence[0].lower() not in DETERMINERS:
        return False
    noun = sentence[-1].lower()
    named = noun in ORDINARY and noun.endswith("s") and noun.removesuffix("s") in ORDINARY
    return named and (was, now) in AGREEMENTS


def is_slip(was: str, now: str) -> bool:
    """A letter left out, one too many, two that changed places, or a vowel for another."""
    if len(was) != len(now):
        longer, shorter = (was, now) if len(was) > len(now) else (now, was)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    parted = [at for at in range(len(was)) if was[at] != now[at]]
    if len(parted) == 1:
        return {was[parted[0]], now[parted[0]]} <= _VOWELS
    swapped = len(parted) == 2 and parted[1] == parted[0] + 1
    return swapped and was[parted[0]] == now[parted[1]] and was[parted[1]] == now[parted[0]]


def one_letter_away(word: str) -> Iterator[str]:
    """Every spelling that is a letter less, more or other than this one, or has two changed places."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
