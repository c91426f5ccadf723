"""How grave a change is: harmless only where it is known to be, content where nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from itertools import pairwise

from articles.content.diff.harmless import is_harmless
from articles.content.diff.synonyms import in_one_spelling
from articles.content.diff.turning import is_sense, negates, negations, prohibitions
from articles.content.diff.words import Word
from articles.content.drugs import classes_in, drugs_in
from articles.content.wordlists import words_in

#: Among so few words any "not" turns the sentence round, even where both sides have one.
_A_FEW = 8
_ENDS = frozenset((".", "!", "?"))
#: What makes a word a figure: a comparator, a digit; or it is a Roman number.
_OF_A_FIGURE = re.compile(r"[<>≤≥≦≧⩽⩾≪≫=≠±~≈+−×÷%°0-9]|\A[IVX]{1,4}(?<!\AI)\Z")
#: Words that a figure counts or that count by themselves: units, times of day, how often.
_COUNTING = frozenset(
    words_in(
        "mg g kg µg μg mcg ng pg mL ml L dL dl µL μL mmol µmol μmol nmol pmol mol mEq IU U kU kPa Pa"
        " mmHg bpm cm mm m Hz kcal kJ C F seconds second minutes minute hours hour days day weeks week"
        " months month years year nights night mornings morning evenings evening noon midnight decades"
        " decade mane nocte om od bd bid tds tid qds qid qod stat prn ac pc"
    )
)


#: Within what counts as a figure: before meals, after food.
_WHEN = frozenset(("before", "after", "with", "between", "morning", "evening", "night", "mane", "nocte"))


class Weight(IntEnum):
    """What kind of change it is; the lower, the sooner it is shown.

    A dose; a negation that came or went; another drug, another class of drugs; the sense turned, or its
    strength changed, by another word; a figure that is no dose; anything else that is not known to be
    harmless; a claim with another source; something in another place; a source. Then what is known to be
    harmless: the wording (spelling, another name of the same drug) and the markup.
    """

    DOSE = 1
    NEGATION = 2
    DRUG = 3
    CLASS = 4
    SENSE = 5
    FIGURE = 6
    CONTENT = 7
    CITATION = 8
    ORDER = 9
    REFERENCE = 10
    WORDING = 11
    FORM = 12


#: What may come last and be folded away.
HARMLESS = (Weight.WORDING, Weight.FORM)


def weigh(
    old: Sequence[Word],
    new: Sequence[Word],
    *,
    before: Sequence[Word] = (),
    after: Sequence[Word] = (),
    sentence: Sequence[Word] | None = None,
) -> Weight:
    """Weigh the change of some words into others, between those before and after them."""
    was, now = ([word.read for word in words if word.read] for words in (old, new))
    if was == now:
        return _set_anew(old, new)
    if _all(_dose, old) != _all(_dose, new):
        return Weight.DOSE
    if _cites(old) == _cites(new) and is_harmless(_uncited(old), _uncited(new), sentence, after):
        return Weight.WORDING
    few = len(old) <= _A_FEW and len(new) <= _A_FEW
    if _turned(old, new, few=few) or negates(_only(was, now), _only(now, was)):
        return Weight.NEGATION
    if named := _another_drug(_read(before[-1:]), was, now, _read(after[:1])):
        return named
    if few and _senses(old) != _senses(new):
        return Weight.SENSE
    return Weight.FIGURE if _all(_figure, old) != _all(_figure, new) else Weight.CONTENT


def _set_anew(old: Sequence[Word], new: Sequence[Word]) -> Weight:
    """The same words: with other citations, with links to another address, or marked in another way."""
    if _cites(old) != _cites(new):
        return Weight.CITATION
    before, after = _addresses(old), _addresses(new)
    return Weight.CONTENT if before and after and before != after else Weight.FORM


def _another_drug(before: list[str], was: list[str], now: list[str], after: list[str]) -> Weight | None:
    """Whether another drug or class is named; a name can begin before the change and end behind it."""
    old, new = [*before, *was, *after], [*before, *now, *after]
    if _names(drugs_in, old) != _names(drugs_in, new):
        return Weight.DRUG
    return Weight.CLASS if _names(classes_in, old) != _names(classes_in, new) else None


def _names(named: Callable[[Sequence[str]], list[str]], words: Sequence[str]) -> list[str]:
    return [in_one_spelling(name) for name in named(words)]


def _turned(old: Sequence[Word], new: Sequence[Word], *, few: bool) -> bool:
    """Whether a negation came or went. A whole sentence that did turns nothing unless it forbids."""
    was, now = (" ".join(_read(words)) for words in (old, new))
    before, after = negations(was), negations(now)
    if few:
        return bool(before or after)
    both = bool(old and new)
    return prohibitions(was) != prohibitions(now) or (before != after and (both or not _whole(old or new)))


def _whole(words: Sequence[Word]) -> bool:
    """Whether they are a sentence of their own, and not a part cut out of one or put into it."""
    return next((word.text for word in reversed(words) if word.kind != "cite"), "") in _ENDS


def _read(words: Iterable[Word]) -> list[str]:
    return [word.read for word in words if word.read]


def _uncited(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.kind != "cite"]


def _only(these: Iterable[str], others: Iterable[str]) -> set[str]:
    return set(these) - set(others)


def _all(kind: Callable[[Word], str], words: Iterable[Word]) -> list[str]:
    """What some words say of a kind, in order: two doses that change places are another text."""
    return [found for found in map(kind, words) if found]


def _cites(words: Iterable[Word]) -> list[str]:
    return [piece.value for word in words for piece in word.pieces if piece.kind == "cite"]


def _addresses(words: Iterable[Word]) -> list[str]:
    return [
        value
        for word in words
        for piece in word.pieces
        for tag, attrs in piece.path
        for name, value in attrs
        if (tag, name) == ("a", "href")
    ]


def _dose(word: Word) -> str:
    return word.read if word.kind == "dose" else ""


def _sensible(word: Word) -> list[str]:
    """What of a word may turn the sense: of "before meals", which counts as a figure, where it stands."""
    if word.kind in ("word", "sign"):
        return [word.read.lower()]
    return [part for part in word.read.lower().split() if part in _WHEN] if word.kind == "figure" else []


def _senses(words: Sequence[Word]) -> list[str]:
    """The words that can turn the sense; "a few" and "a little" are more than few and little."""
    said = ["", *(part for word in words for part in _sensible(word))]
    return [
        f"a {word}" if word in ("few", "little") and before == "a" else word
        for before, word in pairwise(said)
        if is_sense(word)
    ]


def _figure(word: Word) -> str:
    if word.kind == "figure" or word.text in _COUNTING:
        return word.read
    text = word.text
    plain = text.isalpha() and not text.isupper()  # most words are: nothing to search them for
    return "" if plain or not _OF_A_FIGURE.search(text) else word.read
