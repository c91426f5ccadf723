"""What is known to change nothing that is said. Whatever is not known to be harmless is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from articles.content.diff.synonyms import in_one_spelling
from articles.content.diff.words import Word
from articles.content.respelling.two import is_agreement, is_article, is_put_right, set_alike
from articles.content.respelling.words_one import OPENINGS, ORDINARY
from articles.content.respelling.words_two import NEVER_LAST, SAID_TWICE

_PLAIN = re.compile("[A-Za-z]+")
#: So many words in a row do not change their spelling alone.
_A_LOT = 40
_READ = ("word", "sign", "space")


def is_harmless(
    old: Sequence[Word], new: Sequence[Word], sentence: Sequence[Word] | None, after: Sequence[Word]
) -> bool:
    """Whether some words became others that say the same.

    ``sentence`` are the words from the beginning of their sentence up to them, None where it is not known;
    ``after`` the words that follow, none at the end of a block.
    """
    if not all(word.kind in _READ for word in (*old, *new)):
        return False
    if old and new and max(len(old), len(new)) < _A_LOT and _in_one(old) == _in_one(new):
        return True
    if sentence is None:
        return False
    if old and new:
        return len(old) == len(new) and all(
            _same(was, now, [*sentence, *new[:at]], [*new[at + 1 :], *after])
            for at, (was, now) in enumerate(zip(old, new, strict=True))
        )
    return len(old or new) == 1 and _says_nothing((old or new)[0], sentence, after, gone=bool(old))


def _in_one(words: Iterable[Word]) -> str:
    """What is read of some words, in one spelling; the space before the first is not theirs."""
    return in_one_spelling(
        "".join((" " if index and word.space else "") + word.read for index, word in enumerate(words))
    )


def _same(was: Word, now: Word, sentence: Sequence[Word], after: Sequence[Word]) -> bool:
    if was.read == now.read or in_one_spelling(was.read) == in_one_spelling(now.read):
        return bool(was.space) == bool(now.space)
    return was.kind == now.kind == "word" and _same_word(was.read, now.read, sentence, after)


def _same_word(was: str, now: str, sentence: Sequence[Word], after: Sequence[Word]) -> bool:
    if not (_PLAIN.fullmatch(was) and _PLAIN.fullmatch(now)):
        return False
    if was.lower() == now.lower():
        return not sentence and was.islower() and now == was.capitalize() and was in ORDINARY
    if not set_alike(was, now, starts=not sentence):
        return False
    said = [word.read for word in sentence]
    following = after[0].read if after else ""
    return (
        is_put_right(was.lower(), now.lower(), frozenset())
        or is_agreement(was, now, said)
        or is_article(was, now, said[-1] if said else "", following)
    )


def _says_nothing(word: Word, sentence: Sequence[Word], after: Sequence[Word], *, gone: bool) -> bool:
    """A word said twice; a comma behind one that opens a sentence; a full stop at a block's end."""
    before = sentence[-1].read if sentence else ""
    if word.kind == "word":
        return gone and word.read in SAID_TWICE and before == word.read and bool(word.space)
    if word.space:
        return False
    if word.text == ",":
        return len(sentence) == 1 and before in OPENINGS and bool(after) and bool(after[0].space)
    ends = len(before) > 2 and bool(_PLAIN.fullmatch(before)) and before.lower() not in NEVER_LAST
    return word.text == "." and not after and ends
