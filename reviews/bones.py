"""The bones of a text: what no change of wording touches, so that no light path may touch it either.

The floor below the rule of ``articles.content.editorial``. The database holds it itself, by the same words
and classes of characters (``reviews_bones``, ``reviews_words_changed`` in guards.sql). Whatever the rule lets
pass, a word beside a figure apart, passes here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from articles.content.text import ArticleText
from articles.content.wordlists import words_in

#: Words that turn a sense: negations, directions, strengths, times, numbers, units.
TURNING = words_in(
    "no not never none nor neither without cannot except unless until if when while although though"
    " despite only but before after during with than more less above below over under within least"
    " most maximum minimum max min increase increases increased increasing decrease decreases"
    " decreased decreasing raise raises raised lower lowers lowered higher high low reduce reduces"
    " reduced reducing start starts started stop stops stopped begin begins began continue continues"
    " continued discontinue withhold hold avoid avoids avoided use uses used using give gives given"
    " take takes taken add adds added remove removed should must may might can could will would shall"
    " need needs always often rarely sometimes usually seldom or either both instead for against all"
    " any some few many left right positive negative safe safely unsafe harmful effective ineffective"
    " indicated contraindicated recommended advised allowed forbidden permitted prohibited include"
    " includes included exclude excludes excluded daily weekly monthly yearly hourly nightly"
    " fortnightly once twice thrice every each per alternate other hour hours day days night nights"
    " week weeks month months year years minute minutes morning evening noon midnight bedtime zero one"
    " two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    " thousand million half third quarter single double triple dozen first second milligram milligrams"
    " microgram micrograms gram grams kilogram kilograms millilitre millilitres milliliter milliliters"
    " litre litres liter liters unit units percent tablet tablets capsule capsules oral orally"
    " intravenous intravenously subcutaneous intramuscular topical"
)
#: More words than this do not change on the light path.
MOST_WORDS = 20

_SPACE = r" \t\n\r\f\v"
_OTHER_SPACE = "\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
_BONES = re.compile(
    rf"<[^>]*>|&[a-z]+;|[0-9]+(?:[.,][0-9]+)*[{_SPACE}]*[A-Za-z]*"
    rf"|[^A-Za-z0-9{_SPACE}{_OTHER_SPACE}.,;:()\"<&]+"
    rf"|(?<![A-Za-z0-9_])(?:{'|'.join(TURNING)})(?![A-Za-z0-9_])",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile("[A-Za-z]+")


def within_floor(old: ArticleText, new: ArticleText) -> bool:
    """Whether the light path is open for such a change, as far as the database can tell."""
    return bones(old) == bones(new) and words_changed(old, new) <= MOST_WORDS


def bones(text: ArticleText) -> tuple[object, ...]:
    """Return what has to be the same in both texts."""
    return (
        text.language,
        text.title,
        text.second_title,
        text.condition_name,
        text.condition_code,
        text.drafting,
        bones_in(text.summary),
        bones_in(text.plain_summary),
        [(s.key, s.level, s.heading, bones_in(s.body), bones_in(s.plain_body)) for s in text.sections],
        text.references,
        text.supports,
    )


def bones_in(said: str) -> list[str] | None:
    """Return the bones of a piece of rich text, in order; None if there is no text."""
    return _BONES.findall(said) if said else None


def words_changed(old: ArticleText, new: ArticleText) -> int:
    """Return how many words differ between two texts with the same sections, wherever they stand in them."""
    return sum(words_changed_in(was, becomes) for was, becomes in _pairs(old, new))


def words_changed_in(was: str, becomes: str) -> int:
    """Return how many words one text has that the other has not; the greater number of the two."""
    before, after = (Counter(word.lower() for word in _WORD.findall(said)) for said in (was, becomes))
    return max((before - after).total(), (after - before).total())


def _pairs(old: ArticleText, new: ArticleText) -> Iterator[tuple[str, str]]:
    yield old.summary, new.summary
    yield old.plain_summary, new.plain_summary
    before = {section.key: section for section in old.sections}
    for section in new.sections:
        if was := before.get(section.key):
            yield was.body, section.body
            yield was.plain_body, section.plain_body
