"""The table of comparison_pairs.toml: each pair is compared, and the first change is the one that matters."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path
from uuid import UUID

import pytest

from articles.content.diff import Change, compare
from articles.content.editorial import RULE, is_wording_by, wording_only
from articles.content.richtext import sanitise
from articles.content.text import ArticleText, ReferenceText, SectionText

TABLE = tomllib.loads(Path(__file__).with_name("comparison_pairs.toml").read_text("utf-8"))
GROUPS = (
    *("dose", "negation", "drug", "sense", "figure", "content"),
    *("wording", "light", "citation", "order", "form"),
)
KEYS = [UUID(int=number) for number in (1, 2)]
SOURCES = [UUID(f"{number}{number * 1111111:07}-1111-4111-8111-111111111111") for number in (1, 2)]
ROWS = [(group, *row) for group in GROUPS for row in TABLE[group]["rows"]]


def html_of(said: str) -> str:
    for number, source in enumerate(SOURCES, 1):
        said = said.replace(f"{{{number}}}", f'<cite data-ref="{source}"></cite>')
    return said if said.startswith("<") else f"<p>{escape(said, quote=False)}</p>"


def text_with(said: str, above: str = TABLE["decoy"][0]) -> ArticleText:
    """An article whose second section holds the sentence, between two others."""
    bodies = (above, TABLE["before"] + html_of(said) + TABLE["after"])
    return ArticleText(
        title="How is inflammation of the muscles treated?",
        summary="<p>Treat early, and write down why.</p>",
        sections=tuple(
            SectionText(key=key, level=2, heading=heading, body=sanitise(body))
            for key, heading, body in zip(KEYS, ("First steps", "Course"), bodies, strict=True)
        ),
        references=tuple(ReferenceText(key=key, kind="guideline", title=f"Source {key}") for key in SOURCES),
    )


def first_change(old: str, new: str, *, decoy: bool) -> Change:
    before, after = TABLE["decoy"]
    found = compare(text_with(old, before), text_with(new, after if decoy else before))
    return found.by_weight()[0]


def shows(said: str, words: str) -> bool:
    """Whether the words stand in what is shown, whole, and no more than ``room`` words beside them."""
    padded, wanted = f" {said.lower()} ", words.lower()
    at = padded.find(wanted)
    while at > 0 and wanted and (padded[at - 1].isalnum() or padded[at + len(wanted)].isalnum()):
        at = padded.find(wanted, at + 1)
    return at >= 0 and len(said.split()) <= len(words.split()) + TABLE["room"]


@pytest.mark.parametrize(("group", "name", "old", "new", "was", "now"), ROWS, ids=[row[1] for row in ROWS])
def test_what_matters_is_shown_first(group: str, name: str, old: str, new: str, was: str, now: str) -> None:
    ahead = group in ("dose", "negation", "drug", "sense", "figure")

    change = first_change(old, new, decoy=ahead)

    assert change.weight.name == ("wording" if group == "light" else group).upper()
    assert (shows(change.old, was) or not was, shows(change.new, now) or not now) == (True, True), change


@pytest.mark.parametrize(("group", "name", "old", "new", "was", "now"), ROWS, ids=[row[1] for row in ROWS])
def test_light_path_takes_what_the_table_gives_it_and_nothing_else(
    group: str, name: str, old: str, new: str, was: str, now: str
) -> None:
    verdict = wording_only(text_with(old), text_with(new))

    assert (verdict.light, bool(verdict.reasons)) == (group == "light", group != "light"), verdict
    assert is_wording_by(RULE, text_with(old), text_with(new)) is (group == "light")


@pytest.mark.parametrize(("name", "old", "new"), [row[1:4] for row in ROWS if row[0] != "light"])
def test_light_path_takes_nothing_that_hides_among_typos(name: str, old: str, new: str) -> None:
    """Two honest corrections on either side make no grave change lighter."""
    before = text_with(f"<p>The treatmet is given.</p>{html_of(old)}<p>Many symtpoms fade.</p>")
    after = text_with(f"<p>The treatment is given.</p>{html_of(new)}<p>Many symptoms fade.</p>")

    assert not wording_only(before, after).light
    assert not is_wording_by(RULE, before, after)
