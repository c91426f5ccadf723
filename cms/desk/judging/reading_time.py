"""How long a member will be reading: stated as minutes, so that it fits between two patients or does not.

The rule: 200 words a minute, as of technical prose, over what is to be read, and half a minute more for each
dose, which is looked up and not only read. To be read is all of a new text; of one that was read before,
every section in which something changed, whole, and the cards of its changes. Rounded up, at least one.
"""

from __future__ import annotations

import math
import re

from articles.content.diff import Comparison
from articles.content.doses import find_doses
from articles.content.text import ArticleText

WORDS_A_MINUTE = 200
MINUTES_A_DOSE = 0.5
_TAG = re.compile(r"<[^<>]*>")


def minutes(words: int, doses: int) -> int:
    """Return whole minutes for so much to read."""
    return max(1, math.ceil(words / WORDS_A_MINUTE + doses * MINUTES_A_DOSE))


def words_in(html: str) -> int:
    """Return how many words are read of a rich text."""
    return len(_TAG.sub(" ", html).split())


def words_of(text: ArticleText) -> int:
    """Return how many words a whole text has, its sources apart."""
    return sum(words_in(said) for said in _bodies(text))


def doses_of(text: ArticleText) -> int:
    """Return how many doses a whole text names."""
    return sum(len(find_doses(_TAG.sub(" ", said))) for said in _bodies(text))


def of_changes(comparison: Comparison, text: ArticleText) -> int:
    """Return the minutes for what changed, in the sections as they are now."""
    changed = {section.key for section in comparison.sections if section.state != "same"}
    bodies = [section for section in text.sections if section.key in changed]
    words = sum(words_in(section.body) + words_in(section.plain_body) for section in bodies)
    if any(change.where == "summary" for change in comparison.changes):
        words += words_in(text.summary) + words_in(text.plain_summary)
    words += sum(len(f"{change.old} {change.new}".split()) for change in comparison.changes)
    return minutes(words, comparison.doses)


def of_text(text: ArticleText) -> int:
    """Return the minutes for a text that is read for the first time."""
    return minutes(words_of(text), doses_of(text))


def _bodies(text: ArticleText) -> list[str]:
    said = [text.title, text.second_title, text.summary, text.plain_summary]
    for section in text.sections:
        said += [section.heading, section.body, section.plain_body]
    return said
