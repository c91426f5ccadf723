"""Whole articles compared: taking all that came gives the new one, taking it back the old one."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content.diff import Comparison, SectionDiff, compare
from articles.content.richtext import sanitise
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from tests.content.test_diff import KEYS, WORDS, block, plainly, side

pytestmark = pytest.mark.thorough

words = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
marks = st.sampled_from(
    [
        "10<sup>9</sup> cells ",
        "H<sub>2</sub> ",
        '<a href="https://example.org/a?b=1&amp;c=2">the register</a> ',
        "<strong>never</strong> ",
        f'<cite data-ref="{KEYS[0]}" data-support="{KEYS[1]}"></cite>',
    ]
)
rich_line = st.lists(
    st.one_of(marks, st.sampled_from(["take ", "15 mg ", "not "])), min_size=1, max_size=5
).map("".join)
cell = st.tuples(st.sampled_from(["td", 'th scope="row"', 'td colspan="2"']), rich_line).map(
    lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0][:2]}>"
)
table = st.tuples(
    rich_line, rich_line, st.lists(st.lists(cell, min_size=1, max_size=2), min_size=1, max_size=3)
).map(
    lambda parts: (
        f'<table><caption>{parts[0]}</caption><thead><tr><th scope="col">{parts[1]}</th></tr></thead>'
        f"<tbody>{''.join('<tr>' + ''.join(row) + '</tr>' for row in parts[2])}</tbody></table>"
    )
)
body = st.lists(st.one_of(block, table, rich_line.map(lambda line: f"<p>{line}</p>")), max_size=3).map(
    lambda blocks: sanitise("".join(blocks))
)
references = st.lists(
    st.builds(
        ReferenceText,
        key=st.sampled_from(KEYS),
        kind=st.sampled_from(["book", "guideline"]),
        title=words.map(lambda said: f"On {said}"),
        year=st.sampled_from([None, 2020, 2024]),
        url=st.sampled_from(["", "https://example.org/"]),
    ),
    max_size=4,
    unique_by=lambda reference: reference.key,
).map(tuple)
supports = st.lists(
    st.builds(SupportText, key=st.sampled_from(KEYS), reference=st.sampled_from(KEYS), passage=words),
    max_size=3,
    unique_by=lambda support: support.key,
).map(tuple)


def article(bodies: list[str]) -> st.SearchStrategy[ArticleText]:
    """Articles that have these rich texts somewhere: two of them share some."""
    rich = st.sampled_from(bodies)
    section = st.builds(
        SectionText,
        key=st.sampled_from(KEYS),
        level=st.integers(2, 4),
        heading=st.tuples(st.sampled_from(KEYS), words).map(lambda pair: f"{pair[0].int} {pair[1]}".strip()),
        body=rich,
        plain_body=rich,
    )
    sections = st.lists(section, max_size=4, unique_by=(lambda one: one.key, lambda one: one.heading))
    return st.builds(
        ArticleText,
        title=words,
        second_title=words,
        summary=rich,
        plain_summary=rich,
        condition_name=words,
        correction_notice=words,
        drafting=st.sampled_from(["unknown", "machine"]),
        sections=sections.map(tuple),
        references=references,
        supports=supports,
    )


@st.composite
def two(draw: st.DrawFn) -> tuple[ArticleText, ArticleText]:
    """An article and a later state of it: sections moved, taken out, rewritten; or another one altogether."""
    bodies = draw(st.lists(body, min_size=1, max_size=5))
    old, other = draw(article(bodies)), draw(article(bodies))
    if draw(st.booleans()):
        return old, other
    kept = draw(st.permutations(old.sections))[: draw(st.integers(0, 4))]
    rewritten = tuple(replace(one, body=draw(st.sampled_from(bodies))) for one in kept)
    new = replace(
        other, sections=rewritten, references=draw(st.sampled_from([old.references, other.references]))
    )
    return old, new


def line(said: str) -> str:
    return escape(" ".join(said.split()), quote=False)


def rows(found: Comparison, state: str) -> list[SectionDiff]:
    return [row for row in found.sections if row.state != state]


def said_by(row: SectionDiff, keep: str, drop: str) -> tuple[str, str, str]:
    return side(row.heading, keep, drop), side(row.body, keep, drop), side(row.plain_body, keep, drop)


def written_in(section: SectionText) -> tuple[str, str, str]:
    return line(section.heading), plainly(section.body), plainly(section.plain_body)


@settings(max_examples=30, deadline=None)
@given(two())
def test_accepting_all_gives_the_new_article(texts: tuple[ArticleText, ArticleText]) -> None:
    old, new = texts

    found = compare(old, new)

    there = rows(found, "removed")
    assert [row.key for row in there] == [section.key for section in new.sections]
    assert [row.level for row in there] == [section.level for section in new.sections]
    assert [said_by(row, "ins", "del") for row in there] == [written_in(section) for section in new.sections]
    for name in ("summary", "plain_summary"):
        assert side(getattr(found, name), "ins", "del") == plainly(getattr(new, name))
    for name in ("title", "second_title"):
        assert side(getattr(found, name), "ins", "del") == line(getattr(new, name))
    assert tuple(row.new for row in found.references if row.new) == new.references


@settings(max_examples=30, deadline=None)
@given(two())
def test_rejecting_all_gives_the_old_article(texts: tuple[ArticleText, ArticleText]) -> None:
    old, new = texts

    found = compare(old, new)

    there = rows(found, "added")
    assert sorted(said_by(row, "del", "ins") for row in there) == sorted(map(written_in, old.sections))
    stayed = [said_by(row, "del", "ins") for row in there if not row.moved]
    assert stayed == [said for said in map(written_in, old.sections) if said in stayed]
    for name in ("summary", "plain_summary"):
        assert side(getattr(found, name), "del", "ins") == plainly(getattr(old, name))
    for name in ("title", "second_title"):
        assert side(getattr(found, name), "del", "ins") == line(getattr(old, name))
    sources = {row.old.key: row.old for row in found.references if row.old}
    assert sources == {reference.key: reference for reference in old.references}


@settings(max_examples=30, deadline=None)
@given(two())
def test_two_articles_have_changes_exactly_if_they_differ(texts: tuple[ArticleText, ArticleText]) -> None:
    old, new = texts

    assert bool(compare(old, new).changes) == (old != new)
    assert compare(new, new).changes == ()
