"""What stands around the bodies of two texts: part of the first and second rule, and frozen with them."""

from __future__ import annotations

from collections.abc import Iterator

from articles.content.text import ArticleText


def frame(old: ArticleText, new: ArticleText) -> Iterator[str]:
    """Why two texts differ in more than wording, told without reading their bodies; a sentence each."""
    if not (old.language == new.language and new.language.split("-")[0] == "en"):
        yield "The light path is for texts in English whose language stays."
    if (old.title, old.second_title) != (new.title, new.second_title):
        yield "The title changed."
    if (old.condition_name, old.condition_code) != (new.condition_name, new.condition_code):
        yield "The condition changed."
    if _drafting(old) != _drafting(new):
        yield "What is said of its drafting changed."
    if (new.correction_kind or new.correction_notice) and _correction(old) != _correction(new):
        yield "It carries a correction notice."
    if old.references != new.references:
        yield "The sources changed."
    if set(old.supports) != set(new.supports):
        yield "A passage that backs a citation changed."
    yield from _sections(old, new)


def _sections(old: ArticleText, new: ArticleText) -> Iterator[str]:
    outlines = [[(part.key, part.level, part.heading) for part in text.sections] for text in (old, new)]
    if [key for key, _, _ in outlines[0]] != [key for key, _, _ in outlines[1]]:
        yield "Sections were added, taken out or moved."
        return
    if outlines[0] != outlines[1]:
        yield "A heading changed."
    if _audiences(old) != _audiences(new):
        yield "A text for an audience appeared or went."


def _audiences(text: ArticleText) -> list[bool]:
    parts = [(part.body, part.plain_body) for part in text.sections]
    return [bool(said) for pair in [(text.summary, text.plain_summary), *parts] for said in pair]


def _drafting(text: ArticleText) -> tuple[str, str, str]:
    return text.drafting, text.drafting_note, text.stated_date


def _correction(text: ArticleText) -> tuple[str, str]:
    return text.correction_kind, text.correction_notice
