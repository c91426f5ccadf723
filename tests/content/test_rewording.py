"""Other words in the place of some, and everything else as it was."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content.anchors import Anchor, anchor_of
from articles.content.citations import citations
from articles.content.rewording import CannotReword, reword, reword_plain
from articles.content.richtext import sanitise, text_of

CITE = '<cite data-ref="0a4a4b4c-1111-4111-8111-111111111111"></cite>'
BODY = (
    f"<p>Start <strong>methotrexate</strong> at <em>7.5 mg</em> weekly{CITE}, "
    "and raise it to 15 mg weekly.</p>"
    f"<ul><li>Give folic acid{CITE} on another day.</li><li>Measure AST &amp; ALT if x &lt; 3.</li></ul>"
)


def _anchor(quote: str, html: str = BODY) -> Anchor:
    text = text_of(html)
    start = text.index(quote)
    return anchor_of(text, start, start + len(quote))


@pytest.mark.parametrize(
    ("quote", "wording", "old", "new"),
    [
        ("15 mg weekly", "12.5 mg weekly", "15 mg", "12.5 mg"),
        ("7.5 mg weekly", "10 mg weekly", "7.5 mg", "10 mg"),
        ("methotrexate at 7.5 mg weekly, and", "methotrexate at 5 mg weekly, then", None, None),
        (
            "Give folic acid on another day.",
            "Give folic acid on the day after.",
            "another day",
            "the day after",
        ),
        ("folic acid on", "folic acid 5 mg on", "</cite> on", "</cite> 5 mg on"),
        ("weekly, and raise it to 15 mg weekly", "weekly", None, None),
        ("AST & ALT if x < 3", "AST & ALT if x > 4", "&lt; 3", "&gt; 4"),
        ("Give", "Always give", "<li>Give", "<li>Always give"),
        ("Start methotrexate", "Begin methotrexate", "Start", "Begin"),
        ("another day. Measure AST".replace(". ", ".\n"), "another day. Look at AST", "Measure", "Look at"),
    ],
)
def test_only_what_differs_is_replaced(quote: str, wording: str, old: str | None, new: str | None) -> None:
    reworded = reword(BODY, _anchor(quote), wording)

    if old and new:
        assert reworded == BODY.replace(old, new, 1)
    said = "".join(text_of(BODY).replace(quote, wording, 1).split())
    assert "".join(text_of(reworded).split()) == said
    assert citations(reworded) == citations(BODY)


def test_words_that_are_to_go_leave_one_space() -> None:
    assert reword(BODY, _anchor("on another"), "").count("  ") == 0
    assert "</cite> day." in reword(BODY, _anchor("on another"), "")


@pytest.mark.parametrize(
    ("quote", "wording", "why"),
    [
        ("folic acid on another", "nothing", "A citation stands"),
        ("methotrexate at 7.5 mg weekly", "it", "Emphasis, a link or the end of a paragraph"),
        ("day.\nMeasure AST", "day", "Emphasis, a link or the end of a paragraph"),
    ],
)
def test_what_would_be_lost_is_said(quote: str, wording: str, why: str) -> None:
    with pytest.raises(CannotReword, match=why):
        reword(BODY, _anchor(quote), wording)


def test_words_that_are_gone_are_not_replaced() -> None:
    with pytest.raises(CannotReword, match="not in the text any more"):
        reword("<p>Something else altogether.</p>", _anchor("15 mg weekly"), "12.5 mg weekly")


def test_words_that_were_changed_meanwhile_are_not_replaced() -> None:
    with pytest.raises(CannotReword, match="not in the text any more"):
        reword(BODY.replace("15 mg", "20 mg"), _anchor("15 mg weekly"), "12.5 mg weekly")


def test_words_that_may_be_others_are_not_replaced() -> None:
    twice = "<p>Do not give it in pregnancy. Do not give it with trimethoprim.</p>"

    with pytest.raises(CannotReword, match="others may be meant"):
        reword(twice.replace("Do not give it in pregnancy. ", ""), _anchor("not", twice), "never")


@pytest.mark.parametrize(
    "wording", ["<script>alert(1)</script>", "a < b & c", "<cite data-ref='x'></cite>", "</p>"]
)
def test_a_hostile_wording_ends_as_text(wording: str) -> None:
    reworded = reword(BODY, _anchor("15 mg weekly"), wording)

    assert "".join(wording.split()) in "".join(text_of(sanitise(reworded)).split())
    assert "<script" not in reworded
    assert citations(reworded) == citations(BODY)


@given(
    st.text("abc ,.<>&\n", max_size=40),
    st.text("abc ,.<>&\n", max_size=40),
    st.text("abc ,.<>&", max_size=40),
)
def test_any_words_in_plain_paragraphs_are_replaced_by_any(before: str, quote: str, wording: str) -> None:
    html = sanitise(
        f"<p>{CITE}{before.replace('<', '&lt;')}</p><p>It is {quote.replace('<', '&lt;')} here.</p>"
    )
    text = text_of(html)
    start = text.rindex("It is") + 6
    anchor = anchor_of(text, start, len(text) - 6)

    try:
        reworded = reword(html, anchor, wording)
    except CannotReword:
        return

    said = "".join((text[:start] + wording + text[len(text) - 6 :]).split())
    assert "".join(text_of(sanitise(reworded)).split()) == said


def test_a_title_is_reworded() -> None:
    title = "How is gout treated?"

    assert reword_plain(title, _anchor("gout", title), "acute <gout>") == "How is acute <gout> treated?"


def test_a_long_text_takes_no_longer_than_a_moment() -> None:
    html = f"<p>{'a b ' * 25_000}. Start here: {'a ' * 1_000}, and then stop.</p>"
    text = text_of(html)
    start = text.index("Start")
    began = time.perf_counter()

    reword(html, anchor_of(text, start, start + 1_900), "b " * 1_000)

    assert time.perf_counter() - began < 3
