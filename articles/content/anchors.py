"""Where words stand in a text, told so that they are found again after the text was changed.

As the TextQuoteSelector of W3C's Web Annotation Data Model (section 4.2.4) does: the words themselves, with
what stands before and after them. White space counts for nothing: the same words are the same in a browser's
selection, in a pasted quote and in the plain text of a rich text (``richtext.text_of``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from uuid import UUID

#: How many characters of what stands before and after are kept.
CONTEXT = 32

#: Letters of quote and context together that have to be the same, so that a short word is not found anywhere.
_ENOUGH = 12
#: Letters on each side, or of the words themselves where they stand once, that leave no doubt what is meant.
_ON_EACH_SIDE = 10
_BY_ITSELF = 20
#: How much of the changed words has to be the same: between their old neighbours, and without them.
_ALIKE_BETWEEN = 0.5
_ALIKE = 0.75
#: Bounds on the work, so that no text makes it slow.
_MOST_PLACES = 2_000
_MOST_NEIGHBOURS = 50
_MOST_WINDOWS = 5
_LONGEST_BY_LETTER = 300
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Words in one part of a text: ``section_key`` None is the head (title, summary)."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    section_key: UUID | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """From ``start`` up to ``end`` in the plain text.

    ``exact``: the words are the same, but for white space. ``certain``: and so are their neighbours on both
    sides, or nothing else can be meant; so that other words may be put in their place.
    """

    start: int
    end: int
    exact: bool = True
    certain: bool = False


class Reading:
    """A plain text made ready to be searched many times."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters = _letters(text)

    @cached_property
    def at(self) -> list[int]:
        """Where each letter stands in the text."""
        return [place for place, letter in enumerate(self.text) if not letter.isspace()]

    @cached_property
    def words(self) -> list[re.Match[str]]:
        return list(re.finditer(r"\S+", self.text))

    def place(self, start: int, end: int, *, exact: bool, certain: bool = False) -> Place:
        """The place in the text of the letters from ``start`` up to ``end``; there is one at least."""
        return Place(self.at[start], self.at[end - 1] + 1, exact, certain)


def anchor_of(text: str, start: int, end: int, *, section_key: UUID | None = None, part: str = "") -> Anchor:
    """The anchor of the words from ``start`` up to ``end`` in a plain text, less white space around them."""
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    quote = quote.strip()
    end = start + len(quote)
    return Anchor(
        quote=quote,
        prefix=text[max(start - CONTEXT, 0) : start],
        suffix=text[end : end + CONTEXT],
        section_key=section_key,
        part=part,
    )


def find(anchor: Anchor, text: str | Reading) -> Place | None:
    """Where the anchored words stand in the plain text of that part now; None if they are gone.

    Where the same words stand several times, what is around them decides. Words that were changed a little
    are found by their neighbours, or by being like the old ones, and are not ``exact``.
    """
    reading = text if isinstance(text, Reading) else Reading(text)
    sought = _Sought(anchor)
    if not sought.quote or not reading.letters:
        return None
    return _same(sought, reading) or _between(sought, reading) or _alike(sought, reading)


def occurrences(quote: str, text: str | Reading) -> int:
    """How many times these words stand in a text, one after the other."""
    reading = text if isinstance(text, Reading) else Reading(text)
    letters = _letters(quote)
    return reading.letters.count(letters) if letters else 0


class _Sought:
    """An anchor by its letters."""

    def __init__(self, anchor: Anchor) -> None:
        self.anchor = anchor
        self.quote, self.prefix, self.suffix = (
            _letters(said) for said in (anchor.quote, anchor.prefix, anchor.suffix)
        )
        self.has_context = bool(self.prefix or self.suffix)
        everything = len(self.prefix) + len(self.quote) + len(self.suffix)
        self.enough = min(_ENOUGH, everything)

    def context_at(self, letters: str, start: int, end: int) -> tuple[int, int]:
        """How many letters of the context stand before and after these, counted from the words outwards."""
        before = letters[max(start - len(self.prefix), 0) : start]
        after = letters[end : end + len(self.suffix)]
        return _shared(reversed(before), reversed(self.prefix)), _shared(after, self.suffix)

    def is_certain(self, known: tuple[int, int], times: int) -> bool:
        """Whether no other words can be meant than those with this context, standing there so many times."""
        sides = zip(known, (self.prefix, self.suffix), strict=True)
        both = all(count >= min(_ON_EACH_SIDE, len(said)) for count, said in sides)
        once = times == 1 and len(self.quote) >= _BY_ITSELF
        return (both and self.has_context) or once


def _letters(text: str) -> str:
    return "".join(text.split())


def _shared(some: Iterator[str] | str, others: Iterator[str] | str) -> int:
    count = 0
    for one, other in zip(some, others, strict=False):
        if one != other:
            break
        count += 1
    return count


def _same(sought: _Sought, reading: Reading) -> Place | None:
    size = len(sought.quote)
    around = reading.letters.find(sought.prefix + sought.quote + sought.suffix)
    if around >= 0 and len(sought.anchor.prefix) >= CONTEXT <= len(sought.anchor.suffix):
        start = around + len(sought.prefix)
        return reading.place(start, start + size, exact=True, certain=True)
    best, most, around_it, times = -1, -1, (0, 0), 0
    for start in _places(sought, reading):
        times += 1
        known = sought.context_at(reading.letters, start, start + size)
        if (count := sum(known) + _at_the_end(sought, reading, start)) > most:
            best, most, around_it = start, count, known
    if best < 0 or (sought.has_context and size + most < sought.enough):
        return None
    return reading.place(best, best + size, exact=True, certain=sought.is_certain(around_it, times))


def _at_the_end(sought: _Sought, reading: Reading, start: int) -> int:
    """One more for words that began the text, or ended it, and still do."""
    if not sought.has_context:
        return 0
    first = len(sought.anchor.prefix) < CONTEXT and start == len(sought.prefix)
    rest = len(reading.letters) - start - len(sought.quote)
    return first + (len(sought.anchor.suffix) < CONTEXT and rest == len(sought.suffix))


def _places(sought: _Sought, reading: Reading) -> Iterator[int]:
    start = reading.letters.find(sought.quote)
    for _ in range(_MOST_PLACES):
        if start < 0:
            return
        if _is_cut_alike(sought, reading, start, start + len(sought.quote)):
            yield start
        start = reading.letters.find(sought.quote, start + 1)


def _is_cut_alike(sought: _Sought, reading: Reading, start: int, end: int) -> bool:
    """Whether no word is found inside a longer one, no figure inside a longer figure ("5 mg" in "2.5 mg")."""
    if not sought.has_context:
        return True
    anchor = sought.anchor
    first, last = reading.at[start], reading.at[end - 1] + 1
    before, after = reading.text[max(first - 2, 0) : first], reading.text[last : last + 2]
    return (_runs_on(anchor.prefix[-2:], anchor.quote) or not _runs_on(before, anchor.quote)) and (
        _runs_on(anchor.quote, anchor.suffix[:2]) or not _runs_on(anchor.quote, after)
    )


def _runs_on(before: str, after: str) -> bool:
    """Whether no word ends between the two."""
    if not before or not after:
        return False
    if before[-1].isalnum() and after[0].isalnum():
        return True
    left, right = before[-2:], after[:2]
    return bool(re.fullmatch(r"\d[.,]", left) and right[0].isdigit()) or bool(
        left[-1].isdigit() and re.fullmatch(r"[.,]\d", right)
    )


def _between(sought: _Sought, reading: Reading) -> Place | None:
    """What stands now between the old neighbours, if it is like what stood there."""
    before, after = sought.prefix[-16:], sought.suffix[:16]
    if len(before) < 8 or len(after) < 8:
        return None
    furthest = 2 * len(sought.quote) + 40
    at = reading.letters.find(before)
    for _ in range(_MOST_NEIGHBOURS):
        if at < 0:
            return None
        start = at + len(before)
        end = reading.letters.find(after, start, start + furthest + len(after))
        if end > start:
            place = reading.place(start, end, exact=False)
            if _likeness(sought.anchor.quote, reading.text[place.start : place.end]) >= _ALIKE_BETWEEN:
                return place
        at = reading.letters.find(before, at + 1)
    return None


def _alike(sought: _Sought, reading: Reading) -> Place | None:
    """The words that are most like the old ones, if any are like them at all."""
    quote = sought.anchor.quote
    if len(sought.quote) < _ENOUGH:
        return None
    best, most = None, _ALIKE
    for place in _windows(quote.split(), reading):
        likeness = _likeness(quote, reading.text[place.start : place.end])
        if likeness >= most:
            best, most = place, likeness + 1e-9
    return best


def _windows(quote: list[str], reading: Reading) -> list[Place]:
    """The stretches of as many words as the quote has that share most words with it; the best few."""
    words, size = reading.words, len(quote)
    if not 2 <= size <= _MOST_WORDS or len(words) < size:
        return []
    missing = Counter(quote)
    shared, found = 0, []
    for place, word in enumerate(words):
        shared += missing[word[0]] > 0
        missing[word[0]] -= 1
        if place >= size:
            gone = words[place - size][0]
            missing[gone] += 1
            shared -= missing[gone] > 0
        if place >= size - 1 and 2 * shared >= size:
            found.append((-shared, place - size + 1))
    return [
        Place(words[start].start(), words[start + size - 1].end(), exact=False)
        for _, start in sorted(found)[:_MOST_WINDOWS]
    ]


def _likeness(old: str, new: str) -> float:
    """From 0 to 1: letter by letter, long ones word by word."""
    if max(len(old), len(new)) <= _LONGEST_BY_LETTER:
        return SequenceMatcher(None, old, new, autojunk=False).ratio()
    some, others = old.split(), new.split()
    if max(len(some), len(others)) > _MOST_WORDS:
        return 1.0 if some == others else 0.0
    return SequenceMatcher(None, some, others, autojunk=False).ratio()
