"""The second rule for wording alone. Never altered: what was judged by it is judged by it again for ever.

It walks as the first does and lets less pass. A verb may agree only where its whole sentence so far is its
subject; "a" and "an" only where they can be no letter; a capital only where a sentence begins; and nothing
is put right that may have been a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.content.editorial.rule_one import Token, Walk, walk
from articles.content.respelling.two import (
    is_agreement,
    is_article,
    is_put_right,
    is_respelt,
    set_alike,
)
from articles.content.respelling.words_one import OPENINGS, ORDINARY
from articles.content.respelling.words_two import NEVER_LAST, SAID_TWICE
from articles.content.text import ArticleText

_PLAIN = re.compile("[A-Za-z]+")
_TAG = re.compile(r"</?(?:p|li|ul|ol|td|th|tr|table|tbody|thead|blockquote|caption)\b.*")
#: What a paragraph without a full stop introduces.
_LEADS_IN = re.compile("<(?:ul|ol|table)>")
_BLOCK_END = re.compile(r"</(?:p|li|td|th|blockquote|caption)>")


def walk_two(old: ArticleText, new: ArticleText) -> Walk:
    """Walk through summaries and bodies of two texts with the same sections, by the second rule."""
    return walk(old, new, _harmless)


def _harmless(
    old: Sequence[Token], i: int, new: Sequence[Token], j: int, found: Walk
) -> tuple[int, int] | None:
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
    if {was, now} == {"a", "an"}:
        return (1, 1) if _is_article(old, i, new, j) else None
    return (1, 1) if _same_word(was, now, new, j, found) else None


def _is_article(old: Sequence[Token], i: int, new: Sequence[Token], j: int) -> bool:
    if not 0 < j < len(new) - 1 or old[i + 1 : i + 2] != new[j + 1 : j + 2]:
        return False
    return is_article(old[i].said, new[j].said, new[j - 1].said, new[j + 1].said)


def _same_word(was: str, now: str, new: Sequence[Token], j: int, found: Walk) -> bool:
    starts = _starts(new, j)
    low_was, low_now = was.lower(), now.lower()
    if low_was == low_now:
        return starts and was.islower() and now == was.capitalize() and low_now in ORDINARY
    if not set_alike(was, now, starts=starts):
        return False
    if is_respelt(low_was, low_now) or is_agreement(was, now, _sentence(new, j)):
        return True
    if is_put_right(low_was, low_now, found.words):
        found.misspelt.add(low_was)
        return True
    return False


def _added_sign(side: Sequence[Token], at: int, other: Sequence[Token]) -> bool:
    """A full stop at a paragraph's end, or a comma after a word that opens a sentence."""
    if not (0 < at < len(side)) or side[at].spaced:
        return False
    sign, before = side[at].said, side[at - 1].said
    if sign == ".":
        return bool(other) and bool(_BLOCK_END.fullmatch(other[0].said)) and _may_end(side, at)
    return sign == "," and before in OPENINGS and _starts(side, at - 1) and bool(other) and other[0].spaced


def _may_end(side: Sequence[Token], at: int) -> bool:
    """Whether a sentence can end here: behind a whole word, with no small letter after the next tags."""
    before = side[at - 1].said
    if len(before) < 3 or not _PLAIN.fullmatch(before) or before.lower() in NEVER_LAST:
        return False
    for token in side[at + 1 :]:
        if _LEADS_IN.fullmatch(token.said):
            return False
        if not _TAG.fullmatch(token.said):
            return not token.said[:1].islower()
    return True


def _starts(side: Sequence[Token], at: int) -> bool:
    """Whether a sentence starts here: after a tag, or after a full stop that no small letter follows."""
    if at == 0 or _TAG.fullmatch(side[at - 1].said):
        return True
    return side[at - 1].said in (".", "?", "!") and side[at].spaced and _ends_one(side, at - 2)


def _ends_one(side: Sequence[Token], at: int) -> bool:
    """Whether the word before a full stop is a whole one, and no "e.g", "approx" or letter."""
    return (
        at >= 0
        and len(side[at].said) > 3
        and side[at].said.islower()
        and side[at].said not in ("approx", "resp")
    )


def _sentence(side: Sequence[Token], at: int) -> list[str]:
    """The words from the beginning of the sentence to here, up to three: more are too many to be sure of."""
    words: list[str] = []
    for index in range(at, max(-1, at - 3), -1):
        if _starts(side, index):
            return words
        words.insert(0, side[index - 1].said)
    return [*words, "", "", ""]
