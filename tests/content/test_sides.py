"""The comparison side by side: the same two texts as inline, block beside block."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from articles.content.diff import merged, side_by_side
from articles.content.markup import tree, written
from tests.content.test_diff import pair, plainly

pytestmark = pytest.mark.thorough


def test_changed_words_stand_on_their_own_side() -> None:
    marked = merged("<p>Rest.</p><p>Give 5 mg daily.</p>", "<p>Rest.</p><p>Give 10 mg daily.</p>").html

    rows = side_by_side(marked)

    assert rows == [
        ("<p>Rest.</p>", "<p>Rest.</p>"),
        ("<p>Give <del>5 mg</del> daily.</p>", "<p>Give <ins>10 mg</ins> daily.</p>"),
    ]
    assert [row.same for row in rows] == [True, False]


def test_a_block_that_came_or_went_stands_alone_in_its_row() -> None:
    came = side_by_side(merged("<p>Rest.</p>", "<p>Rest.</p><blockquote><p>Cool it.</p></blockquote>").html)
    went = side_by_side(merged("<p>Rest.</p><ul><li>Cool it.</li></ul>", "<p>Rest.</p>").html)

    assert came[1] == ("", '<blockquote data-change="ins"><p><ins>Cool it.</ins></p></blockquote>')
    assert went[1] == ('<ul data-change="del"><li><del>Cool it.</del></li></ul>', "")


def test_an_item_that_came_leaves_no_hole_in_the_old_list() -> None:
    marked = merged("<ul><li>Rest</li></ul>", "<ul><li>Rest</li><li>Cool it</li></ul>").html

    assert side_by_side(marked)[0].old == "<ul><li>Rest</li></ul>"


def test_a_heading_is_one_row() -> None:
    assert side_by_side("First <del>steps</del><ins>things</ins>") == [
        ("First <del>steps</del>", "First <ins>things</ins>")
    ]


def test_nothing_is_no_row() -> None:
    assert side_by_side("") == []


@settings(max_examples=100, deadline=None)
@given(pair())
def test_each_side_is_its_text(texts: tuple[str, str]) -> None:
    old, new = texts

    rows = side_by_side(merged(old, new).html)

    assert without_marks("".join(row.old for row in rows)) == plainly(old)
    assert without_marks("".join(row.new for row in rows)) == plainly(new)


def without_marks(html: str) -> str:
    plain = re.sub(r"</?(?:ins|del)>| data-change=\"(?:ins|del)\"", "", html)
    return plainly(written(tree(plain, deepest=60)))
