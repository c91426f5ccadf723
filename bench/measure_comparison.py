"""The comparison: sixty sections have to be compared in under a second, whatever changed in them."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from articles.content.diff import compare
from articles.content.text import ArticleText
from bench.stopwatch import say
from tests.content.test_diff import alien, long_text

WORDS = 300


def test_comparison() -> None:
    sixty, many = long_text(60, WORDS), long_text(200, WORDS)

    for what, old, new in (
        ("60 sections, a dose and a word changed in each (budget 1)", sixty, retouched(sixty)),
        ("60 sections, every paragraph written anew (budget 1)", sixty, long_text(60, WORDS, seed=1)),
        ("200 sections, a dose and a word changed in each", many, retouched(many)),
        ("200 sections that share nothing", alien("a", 200), alien("b", 200)),
    ):
        say(what, f"{seconds(old, new):.2f} s")


def seconds(old: ArticleText, new: ArticleText) -> float:
    """The best of three: what else the machine does only adds to it."""
    found = []
    for _ in range(3):
        began = perf_counter()
        compare(old, new)
        found.append(perf_counter() - began)
    return min(found)


def retouched(text: ArticleText) -> ArticleText:
    sections = (
        replace(section, body=section.body.replace("5 mg", "7 mg").replace("w12 ", "x12 "))
        for section in text.sections
    )
    return replace(text, sections=tuple(sections))
