"""Rules and verdicts in the words that people use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from reviews.light import Way
from reviews.models import Review, ReviewKind, Verdict
from reviews.quorum import WHOLE, Asks

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
VERDICTS: Mapping[str, str] = {
    Verdict.APPROVE: "Approve",
    Verdict.REQUEST_CHANGES: "Ask for changes",
    Verdict.RECUSE: "Step back from this review",
}
ANSWERS: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_applicable": "Does not apply"}
#: What may be found in a source, as short as it stands on its button.
FOUND: Mapping[str, str] = {"supports": "Supports it", "does_not": "Does not", "unchecked": "Could not check"}


class Rule(Asks, Protocol):
    """What a review or a policy asks for, and for how long its approval is good."""

    review_months: int


def number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def counted(count: int, one: str, many: str = "") -> str:
    """The number and the thing: one change, three changes."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def day(at: date, today: date) -> str:
    """A day as people say it: without the year while it is this one."""
    return f"{at:%-d %B}" if at.year == today.year else f"{at:%-d %B %Y}"


def sentence(said: str) -> str:
    """The words with a capital at their start; the rest stays as it is."""
    return said[:1].upper() + said[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """The words as a list in a sentence: a, b and c."""
    every = list(words)
    return f" {last} ".join(filter(None, [", ".join(every[:-1]), every[-1]])) if every else ""


def rule_in_words(rule: Rule) -> str:
    """What a policy asks for, or a review by it, as a sentence or two."""
    if getattr(rule, "kind", "") == ReviewKind.EDITORIAL:
        return "One signature: that this text and the one reviewed in full mean the same. Its date stays."
    asked = f"{sentence(counted(rule.quorum, 'signature'))} over the whole text"
    if rule.required_specialties:
        asked += f", from {listed(rule.required_specialties)} among them"
    parts = [word for word in rule.required_scopes if word != WHOLE]
    if parts:
        asked += f", and somebody who signs for the {listed(parts)}"
    return f"{asked}. The next review falls due {months(rule.review_months)} after approval."


def way_in_words(way: Way) -> tuple[str, str]:
    """Which way a version goes to the board, and why: two sentences; the reasons stand by themselves."""
    if way.compared is None:
        return "A full review.", "No version before it was reviewed in full."
    compared = f"version {way.compared.number}, which was reviewed in full"
    if way.light:
        changed = sentence(counted(way.words, "word was", "words were"))
        return "A comparison by one member.", f"{changed} put right since {compared}, and nothing else."
    return "A full review.", f"A mere comparison with {compared}, is not enough:"


def made_full(review: Review) -> str:
    """What is said when a comparison became a full review."""
    return (
        f"This is a full review now, with {counted(review.quorum, 'signature')}. What was signed in the "
        "comparison does not count; whoever reviewed the text before has been asked."
    )


def months(count: int) -> str:
    """A span of months, in years where it is whole ones."""
    return counted(count // 12, "year") if count % 12 == 0 else counted(count, "month")


def scope_in_words(scope: str, headings: Mapping[str, str]) -> str:
    """What a signature covers. ``headings`` are the sections' by key."""
    known = {WHOLE: "the whole text", "doses": "the doses"}
    return listed(known.get(word) or f"“{headings.get(word, 'a section')}”" for word in scope.split())


def verdict_in_words(verdict: str, scope: str, headings: Mapping[str, str]) -> str:
    """A verdict with what it covers: "you approve the whole text"."""
    said = {
        Verdict.APPROVE.value: f"you approve {scope_in_words(scope, headings)}",
        Verdict.REQUEST_CHANGES.value: f"you ask for changes in {scope_in_words(scope, headings)}",
        Verdict.RECUSE.value: "you step back from this review",
    }
    return said.get(verdict, "")


def answers_in_words(checklist: list[list[str]] | None) -> list[tuple[str, str]]:
    """The lines of an answered checklist, each with its answer."""
    return [(line, ANSWERS.get(answer, answer)) for line, answer in checklist or []]
