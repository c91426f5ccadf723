"""How alike two questions are, whatever words of asking they use."""

from __future__ import annotations

import re

from articles.content.wordlists import words_in

#: From here on two questions are likely one.
ALIKE = 0.5

_ASKING = frozenset(
    words_in(
        "a an the is are was be been being do does did what which who whom when where"
        " why how should can could may might"
        " must shall will would i we you it its in on at of for to from by with without"
        " and or not as if than then that"
        " this these those there have has had best right recommended usual used given"
        " patient patients people person"
        " adult adults"
    )
)
_SAME = (
    (re.compile(r"treat\w*|therap\w+|manag\w+"), "treat"),
    (re.compile(r"diagnos\w+"), "diagnos"),
    (re.compile(r"prevent\w*|prophyla\w+"), "prevent"),
    (re.compile(r"monitor\w*|follow-?up"), "monitor"),
)


def subject_of(question: str) -> frozenset[str]:
    """The words that say what a question is about, each in one form."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", question.casefold())
    return frozenset(_one_form(word) for word in words if word not in _ASKING)


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1: the share of their subjects' words that both have."""
    first, second = subject_of(one), subject_of(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def _one_form(word: str) -> str:
    for pattern, form in _SAME:
        if pattern.fullmatch(word):
            return form
    return word.removesuffix("s") if len(word) > 4 and not word.endswith(("ss", "is", "us")) else word
