"""The first rule for wording alone. Never altered: what was judged by it is judged by it again for ever.

Two texts are walked side by side, word by word, sign by sign, tag by tag. Where they part, the difference
must be one of a few that are known to change nothing that is said: an ordinary word put right, the other
spelling of it, "a" and "an", a verb that agrees, a word that was written twice, a full stop at a paragraph's
end, a capital. Whatever else is found, a moved word, a tag, a letter that only looks the same, ends the
walk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.content.markup import tokens
from articles.content.respelling.words_one import (
    AGREEMENTS,
    OPENINGS,
    ORDINARY,
    REAL,
    SAID_TWICE,
    SLIPS,
    SPELLINGS,
)
from articles.content.text import ArticleText

#: More than this is a rewriting, which nobody takes in at a glance: about two lines of print.
MOST_WORDS = 20
#: Nor may it be more than this share of the text, so that a short text is not rewritten within the number.
MOST_SHARE = 20

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_SHORTEST = 6
_WORD = re.compile(r"(?P<space>\s*)(?P<said>\w+(?:[-'’]\w+)*|\S)")
_PLAIN = re.compile("[A-Za-z]+")
_SAME_SPELLING = frozenset(SPELLINGS) | {(american, british) for british, american in SPELLINGS}
_KNOWN = ORDINARY | REAL | {word for pair in SPELLINGS for word in pair}
_BLOCK_END = re.compile(r"</(?:p|li|td|th|blockquote|caption)>")
_STARTS = re.compile(r"</?(?:p|li|ul|ol|td|th|tr|blockquote|caption)\b.*|[.?!]")


class Token(NamedTuple):
    """A tag, a word or a sign, and whether space stands before it."""

    said: str
    spaced: bool


@dataclass
class Walk:
    """How far two texts were found to say the same: the words that differ harmlessly, and where it ended."""

    changed: int = 0
    ended: tuple[str, str] | None = None
    words: set[str] = field(default_factory=set)
    misspelt: set[str] = field(default_factory=set)


#: How many tokens two texts go on by, at these places of them, where they part without saying anything else.
Judge = Callable[[Sequence[Token], int, Sequence[Token], int, Walk], tuple[int, int] | None]


def walk(old: ArticleText, new: ArticleText, judge: Judge | None = None) -> Walk:
    """Walk through summaries and bodies of two texts with the same sections, by this rule or another."""
    found = Walk()
    pairs = [(list(_read(one)), list(_read(other))) for one, other in _texts(old, new)]
    for sides in pairs:
        found.words |= {token.said.lower() for side in sides for token in side}
    for before, after in pairs:
        _side_by_side(before, after, found, judge or _harmless)
        if found.ended:
            return found
    still = {token.said.lower() for _, after in pairs for token in after}
    if left := sorted(found.misspelt & still):
        found.ended = (left[0], left[0])
    return found


def words_in_all(text: ArticleText) -> int:
    """How many words summaries and bodies have."""
    return sum(token.said[0].isalnum() for said in _bodies(text) for token in _read(said))


def _bodies(text: ArticleText) -> list[str]:
    return [
        text.summary,
        text.plain_summary,
        *(body for section in text.sections for body in (section.body, section.plain_body)),
    ]


def _texts(old: ArticleText, new: ArticleText) -> Iterator[tuple[str, str]]:
    return zip(_bodies(old), _bodies(new), strict=True)


def _read(html: str) -> Iterator[Token]:
    space = False
    for token in tokens(html):
        if token.kind in ("start", "end"):
            said = "".join(f' {name}="{value}"' for name, value in sorted(token.attrs))
            yield Token(f"<{'/' if token.kind == 'end' else ''}{token.tag}{said}>", space)
            space = False
            continue
        end = 0
        for match in _WORD.finditer(token.text):
            yield Token(match["said"], space or bool(match["space"]))
            space, end = False, match.end()
        space = space or end < len(token.text)


def _side_by_side(old: Sequence[Token], new: Sequence[Token], found: Walk, judge: Judge) -> None:
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
            continue
        step = judge(old, i, new, j, found)
        if step is None:
            found.ended = (_around(old, i), _around(new, j))
            return
        i, j = i + step[0], j + step[1]
        found.changed += 1


def _harmless(
    old: Sequence[Token], i: int, new: Sequence[Token], j: int, found: Walk
) -> tuple[int, int] | None:
    """How many tokens the two texts go on by, where they part without saying anything else; or None."""
    if _added_sign(new, j, old[i : i + 1]):
        return 0, 1
    if _added_sign(old, i, new[j : j + 1]):
        return 1, 0
    if 0 < i < len(old) and old[i].said in SAID_TWICE and old[i - 1].said == old[i].said and old[i].spaced:
        return 1, 0
    if i == len(old) or j == len(new) or old[i].spaced != new[j].spaced:
        return None
    was, now = old[i].said, new[j].said
    if not (_PLAIN.fullmatch(was) and _PLAIN.fullmatch(now)):
        return None
    at_start = i == 0 or bool(_STARTS.fullmatch(old[i - 1].said))
    return (1, 1) if _same_word(was, now, at_start, found) else None


def _added_sign(side: Sequence[Token], at: int, other: Sequence[Token]) -> bool:
    """A full stop at a paragraph's end, or a comma after a word that opens a sentence."""
    if not (0 < at < len(side)) or side[at].spaced:
        return False
    sign, before = side[at].said, side[at - 1].said
    if sign == ".":
        ends = bool(other) and bool(_BLOCK_END.fullmatch(other[0].said))
        return ends and len(before) > 2 and bool(_PLAIN.fullmatch(before))
    opens = at == 1 or bool(_STARTS.fullmatch(side[at - 2].said))
    return sign == "," and before in OPENINGS and opens and bool(other) and other[0].spaced


def _same_word(was: str, now: str, at_start: bool, found: Walk) -> bool:
    low_was, low_now = was.lower(), now.lower()
    if low_was == low_now:
        return was[1:] == now[1:] and low_now in ORDINARY
    if not _set_alike(was, now, at_start):
        return False
    pair = (low_was, low_now)
    if pair in _SAME_SPELLING or pair in AGREEMENTS or pair[::-1] in AGREEMENTS or {*pair} == {"a", "an"}:
        return True
    if SLIPS.get(low_was) == low_now or _put_right(low_was, low_now, found.words):
        found.misspelt.add(low_was)
        return True
    return False


def _set_alike(was: str, now: str, at_start: bool) -> bool:
    """Both small, or both with a capital where a sentence starts: names and acronyms are left alone."""
    if was.islower():
        return now.islower()
    return at_start and was.istitle() and now.istitle()


def _put_right(was: str, now: str, words: set[str]) -> bool:
    """Whether a misspelt word became the one ordinary word that it can have been."""
    if len(now) < _SHORTEST or now not in ORDINARY or was in _KNOWN:
        return False
    if was[0] != now[0] or not _slip(was, now):
        return False
    one_letter_away = set(_near(was))
    return not (one_letter_away & (_KNOWN | words)) - {now, was}


def _slip(was: str, now: str) -> bool:
    """A letter left out, one too many, two that changed places, or a vowel for another."""
    if len(was) != len(now):
        longer, shorter = (was, now) if len(was) > len(now) else (now, was)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    parted = [at for at in range(len(was)) if was[at] != now[at]]
    if len(parted) == 1:
        return {was[parted[0]], now[parted[0]]} <= _VOWELS
    swapped = len(parted) == 2 and parted[1] == parted[0] + 1
    return swapped and was[parted[0]] == now[parted[1]] and was[parted[1]] == now[parted[0]]


def _near(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _around(side: Sequence[Token], at: int) -> str:
    words = [token.said for token in side[max(0, at - 3) : at + 4] if not token.said.startswith("<")]
    return re.sub(r" ([.,;:)])", r"\1", " ".join(words))
