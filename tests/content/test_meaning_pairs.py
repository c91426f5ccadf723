"""The table of meaning_pairs.toml: what may change the sense is never mere wording, and never light."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from articles.content.diff import Weight, compare
from articles.content.editorial import RULE, is_wording_by, wording_only
from tests.content.test_diff_pairs import html_of, text_with

TABLE = tomllib.loads(Path(__file__).with_name("meaning_pairs.toml").read_text("utf-8"))
ROWS = [
    (kind, group["weight"], group.get("light", False), *row)
    for kind, group in TABLE.items()
    for row in group["rows"]
]
NAMES = [f"{row[0]}: {row[3]}" for row in ROWS]
HARMLESS = (Weight.WORDING, Weight.FORM)


@pytest.mark.parametrize(("kind", "least", "light", "name", "old", "new"), ROWS, ids=NAMES)
def test_a_change_weighs_what_the_table_says(
    kind: str, least: str, light: bool, name: str, old: str, new: str
) -> None:
    found = compare(text_with(old), text_with(new))

    gravest, weight = found.by_weight()[0].weight, Weight[least.upper()]

    assert gravest == weight if weight in HARMLESS else gravest <= weight, found.changes
    assert found.more_than_wording is (weight not in HARMLESS)


@pytest.mark.parametrize(("kind", "least", "light", "name", "old", "new"), ROWS, ids=NAMES)
def test_the_light_path_takes_what_the_table_gives_it(
    kind: str, least: str, light: bool, name: str, old: str, new: str
) -> None:
    before, after = text_with(old), text_with(new)

    assert wording_only(before, after).light is light
    assert is_wording_by(RULE, before, after) is light


@pytest.mark.parametrize(("old", "new"), [row[4:] for row in ROWS if not row[2]])
def test_nothing_grave_is_light_beside_honest_corrections(old: str, new: str) -> None:
    before = text_with(f"<p>The treatmet is given.</p>{html_of(old)}<p>Many symtpoms fade.</p>")
    after = text_with(f"<p>The treatment is given.</p>{html_of(new)}<p>Many symptoms fade.</p>")

    assert not wording_only(before, after).light
    assert not is_wording_by(RULE, before, after)
