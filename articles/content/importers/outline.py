"""The levels of headings that carry no mark of their level: guesses, each said to be one but the first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.content.dose_words import is_drug
from articles.content.wordlists import words_in

TOP = 2
_DEEPEST = 4

#: Words by which pages of this kind name their main parts, rather than a part of a part.
_MAIN_PART = re.compile(
    r"\b(?:monitor\w*|follow-?up|duration|prognosis|outcomes?|considerations?"
    r"|complications?|(?:side|adverse) effects?"
    r"|safety|prevention|prophylaxis|diagnos\w+|evaluation|assessment|work-?up|special"
    r" (?:populations?|situations?|groups?)"
    r"|pregnancy|breast-?feeding|pitfalls?|caveats?|conclusions?|summary|key"
    r" (?:points|messages)|take-?home\b.*"
    r"|referral|when to|red flags?|algorithm|severe|refractory|resistant|maintenance"
    r"|long-term|chronic|manag(?:ement|ing)"
    r"|treatment (?:of|for)|evidence|overview|background|introduction|epidemiology"
    r"|causes?|symptoms?|life-?style)\b",
    re.IGNORECASE,
)
_LITTLE_WORDS = frozenset(
    words_in("with from that this when what which your their other after before during between")
)


@dataclass(frozen=True, slots=True)
class Rank:
    """The level of a heading, 2 to 6, and whether it is a guess."""

    level: int
    guessed: bool


def ranks(headings: list[tuple[str, bool]]) -> list[Rank]:
    """The rank of each heading, given as its words and whether text of its own follows it.

    A heading that another follows at once is the parent of that one. Which of the later headings still
    belong to it cannot be known; it is guessed by what they share with it, with its first children, and
    with the names that main parts have.
    """
    found: list[Rank] = []
    family: list[_Parent] = []
    for at, (heading, has_text) in enumerate(headings):
        if at == 0:
            found.append(Rank(TOP, guessed=False))
            continue
        if not headings[at - 1][1]:
            if found[-1].level < _DEEPEST:
                family.append(_Parent(headings[at - 1][0], found[-1].level))
        else:
            while family and not family[-1].adopts(heading, leads=not has_text):
                family.pop()
        if family:
            family[-1].children.append(heading)
        found.append(Rank(family[-1].level + 1 if family else TOP, guessed=True))
    return found


class _Parent:
    def __init__(self, heading: str, level: int) -> None:
        self.heading = heading
        self.level = level
        self.children: list[str] = []

    def adopts(self, heading: str, *, leads: bool) -> bool:
        """Whether a heading that comes after text is likelier a further child than of the parent's rank.

        ``leads`` says that a heading follows it at once, so that it is itself a parent.
        """
        like_child = 2 if len(self.children) == 1 else 0
        like_child += any(_share_a_word(heading, child) for child in self.children)
        like_child += 2 * (self._all_short and _is_short(heading)) + 2 * (
            self._all_drugs and _names_drug(heading)
        )
        like_parent = (
            4 * bool(_MAIN_PART.search(heading)) + 2 * _share_a_word(heading, self.heading) + 2 * leads
        )
        return like_child > like_parent + (len(self.children) > 1 and like_child == 0)

    @property
    def _all_short(self) -> bool:
        return all(_is_short(child) for child in self.children)

    @property
    def _all_drugs(self) -> bool:
        return all(_names_drug(child) for child in self.children)


def _is_short(heading: str) -> bool:
    return heading.count(" ") <= 1


def _names_drug(heading: str) -> bool:
    return any(is_drug(word.removesuffix("s")) for word in re.findall(r"[\w-]+", heading))


def _share_a_word(first: str, second: str) -> bool:
    """Whether two headings share a word or the greater part of one: steroid, corticosteroid."""
    words = _words(second)
    return any(one in other or other in one for one in _words(first) for other in words)


def _words(heading: str) -> set[str]:
    found = re.findall(r"[^\W\d_]{4,40}", heading.lower())
    return {
        word[:7] if len(word) < 10 else word.removesuffix("s") for word in found if word not in _LITTLE_WORDS
    }
