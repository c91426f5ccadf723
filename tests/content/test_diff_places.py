"""Where a change stands, how a new table is told, which marks changed: what a card is made of."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings

from articles.content import citations
from articles.content.citations import Citation
from articles.content.diff import Change, Weight, merged
from articles.content.diff.changes import Span
from articles.content.richtext import text_of
from tests.content.test_diff import pair

pytestmark = pytest.mark.thorough

ONE, OTHER = UUID(int=1), UUID(int=2)
MARK = {key: citations.written(Citation(key)) for key in (ONE, OTHER)}


def without_space(said: str) -> str:
    return "".join(said.split())


def at(html: str, span: Span) -> str:
    return without_space(text_of(html))[span.start : span.end]


def flat(said: str) -> str:
    """What was read, without what parts cells and lines, and its raised figures on the line."""
    low = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ–−", "0123456789+-()ni--")
    return without_space(said).replace("·", "").replace("/", "").translate(low)


@settings(max_examples=100, deadline=None)
@given(pair())
def test_each_change_says_where_it_stands(texts: tuple[str, str]) -> None:
    old, new = texts
    for change in merged(old, new).changes:
        if change.weight == Weight.ORDER:
            continue
        assert flat(at(old, change.old_at)) == flat(change.old)
        assert flat(at(new, change.new_at)) == flat(change.new)


TABLE = (
    "<table><thead><tr><th>Drug</th><th>Dose</th></tr></thead><tbody><tr><td>Colchicine</td>"
    "<td>0.5 mg twice daily</td></tr><tr><td>Naproxen</td><td>500 mg twice daily</td></tr></tbody></table>"
)
LIST = (
    "<ul><li>Give prednisolone 30 mg daily</li><li>Rest<ul><li>Give paracetamol 1 g daily</li></ul></li></ul>"
)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (
            TABLE,
            [
                ("CONTENT", "Drug · Dose"), ("DOSE", "Colchicine · 0.5 mg twice daily"),
                ("DOSE", "Naproxen · 500 mg twice daily"),
            ],
        ),
        (
            LIST,
            [
                ("DOSE", "Give prednisolone 30 mg daily"), ("CONTENT", "Rest"),
                ("DOSE", "Give paracetamol 1 g daily"),
            ],
        ),
        (
            "<p>Give 5 mg daily. Wait. Then give 10 mg daily.</p>",
            [("DOSE", "Give 5 mg daily. Wait."), ("DOSE", "Then give 10 mg daily.")],
        ),
        ("<ul><li>Rest</li><li>Cool the joint</li></ul>", [("CONTENT", "Rest · Cool the joint")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("came", [True, False])
def test_each_row_item_and_dose_of_a_block_that_came_or_went_is_told(
    block: str, told: list[tuple[str, str]], came: bool
) -> None:
    texts = ("<p>Rest.</p>", f"<p>Rest.</p>{block}")

    found = merged(*(texts if came else texts[::-1])).changes

    assert [(change.weight.name, change.new if came else change.old) for change in found] == told


def test_each_sentence_with_a_dose_that_came_into_a_paragraph_is_told() -> None:
    found = merged(
        "<p>Rest well. Drink much.</p>", "<p>Rest well. Give 5 mg daily. Then give 10 mg. Drink much.</p>"
    ).changes

    assert [(change.weight.name, change.before, change.new, change.after) for change in found] == [
        ("DOSE", "Rest well.", "Give 5 mg daily.", "Then give 10 mg."),
        ("DOSE", "Give 5 mg daily.", "Then give 10 mg.", "Drink much."),
    ]


def test_a_list_that_is_numbered_now_is_set_differently_and_its_one_dose_is_told() -> None:
    old = "<ul><li>Rest</li><li>Cool</li><li>Give 5 mg daily</li></ul>"
    new = "<ol><li>Rest</li><li>Cool</li><li>Give 10 mg daily</li></ol>"

    assert [(change.weight.name, change.old, change.new) for change in merged(old, new).changes] == [
        ("FORM", "Rest · Cool", "Rest · Cool"), ("DOSE", "Give 5 mg daily", "Give 10 mg daily"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        (MARK[ONE], MARK[OTHER], (ONE,), (OTHER,)),
        (MARK[ONE], "", (ONE,), ()),
        ("", MARK[OTHER], (), (OTHER,)),
        (MARK[ONE] + MARK[OTHER], MARK[OTHER], (ONE,), ()),
    ],
)
def test_a_changed_mark_says_which_source_it_named(
    old: str, new: str, was: tuple[UUID, ...], now: tuple[UUID, ...]
) -> None:
    found: tuple[Change, ...] = merged(f"<p>It helps{old}.</p>", f"<p>It helps{new}.</p>").changes

    assert [
        (tuple(one.ref for one in each.old_cited), tuple(one.ref for one in each.new_cited)) for each in found
    ] == [(was, now)]


def test_a_power_in_a_new_list_is_told_as_one() -> None:
    found = merged("<p>Rest.</p>", "<p>Rest.</p><ul><li>Count 10<sup>9</sup>/L</li></ul>").changes

    assert [change.new for change in found] == ["Count 10⁹/L"]
