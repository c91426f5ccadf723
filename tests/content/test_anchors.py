"""Words are found again where they were said of, in a text that has changed, and never anywhere else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.content.anchors import Anchor, Place, Reading, anchor_of, find, occurrences

pytestmark = pytest.mark.thorough

TEXT = (
    "Start methotrexate at 7.5 mg weekly, and raise it to 15 mg weekly if it is tolerated.\n"
    "Give folic acid on another day.\n"
    "Do not give it in pregnancy. Do not give it with trimethoprim."
)
SAID = "take not 5 2.5 mg daily, weekly. the the joint rest cool it ≥ é 漢字"
WORDS = st.lists(st.sampled_from([*SAID.split(), "", "\n\t"]), max_size=60)


def _anchored(quote: str, text: str = TEXT, *, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return anchor_of(text, start, start + len(quote))


def _found(quote: str, changed: str, *, nth: int = 0) -> str | None:
    place = find(_anchored(quote, nth=nth), changed)
    return changed[place.start : place.end] if place else None


def test_anchor_keeps_thirty_two_characters_of_context() -> None:
    anchor = _anchored(" 15 mg weekly ")

    assert anchor.quote == "15 mg weekly"
    assert anchor.prefix == " 7.5 mg weekly, and raise it to "
    assert anchor.suffix == " if it is tolerated.\nGive folic "


@given(WORDS, st.data())
def test_unchanged_quote_is_always_found_where_its_context_is(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    anchor = anchor_of(text, start, end)

    place = find(anchor, text)

    if not anchor.quote.strip():
        assert place is None
        return
    assert place is not None
    assert place.exact
    assert place.certain or not (anchor.prefix + anchor.suffix).strip()
    assert "".join(text[place.start : place.end].split()) == "".join(anchor.quote.split())
    before = "".join(text[: place.start].split())
    assert before.endswith("".join(anchor.prefix.split()))


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_sought_in_whatever_text_a_place_lies_in_it(
    text: str, quote: str, prefix: str, suffix: str
) -> None:
    place = find(Anchor(quote=quote, prefix=prefix, suffix=suffix), text)

    assert place is None or 0 <= place.start < place.end <= len(text)


def test_white_space_counts_for_nothing() -> None:
    changed = TEXT.replace(" ", "\u00a0").replace("\n", " ")

    assert _found("15 mg weekly if it is tolerated.\nGive folic", changed) == (
        "15 mg weekly if it is tolerated. Give folic".replace(" ", "\u00a0").replace(".\u00a0", ". ")
    )


def test_small_edits_around_the_words_do_not_lose_them() -> None:
    changed = TEXT.replace("and raise it to", "then increase to").replace("if it is", "when")

    assert _found("15 mg weekly", changed) == "15 mg weekly"


def test_context_decides_between_the_same_words() -> None:
    first, second = (find(_anchored("Do not give it", nth=nth), f"Attention. {TEXT}") for nth in (0, 1))

    assert first
    assert second
    assert first.start < second.start == 11 + TEXT.rindex("Do not give it")


def test_the_one_that_is_left_is_not_for_certain_the_one_that_was_meant() -> None:
    changed = TEXT.replace("Do not give it in pregnancy. ", "")
    gone, left = (find(_anchored(" not ", nth=nth), changed) for nth in (0, 1))

    assert gone is None or not gone.certain
    assert left
    assert left.exact


@pytest.mark.parametrize(
    "text", ["Give 2.5 mg daily.", "Give 25 mg daily.", "Give 2,5 mg daily.", "Give 5 mgs."]
)
def test_a_figure_is_not_found_inside_another(text: str) -> None:
    anchor = anchor_of("Give 5 mg daily.", 5, 9)

    place = find(anchor, text)

    assert place is None or not place.exact


def test_a_word_is_not_found_inside_another() -> None:
    assert find(anchor_of("Do not take it now.", 3, 6), "Do nothing; take it now.") is None


def test_half_a_word_that_was_chosen_is_found() -> None:
    text = "Give methotrexate weekly."

    assert find(anchor_of(text, 9, 13), text) == Place(9, 13, certain=True)


def test_words_that_were_changed_a_little_are_found_between_their_neighbours() -> None:
    changed = TEXT.replace("15 mg weekly", "12.5 mg weekly")
    place = find(_anchored("15 mg weekly"), changed)

    assert place
    assert (changed[place.start : place.end], place.exact) == ("12.5 mg weekly", False)


def test_a_sentence_that_moved_and_was_mended_is_found_by_its_likeness() -> None:
    changed = "Folic acid is given on another day than methotrexate. Something else stands here now. " * 2
    text = "First words. Folic acid is gven on another day than methotrexate. Last words."
    place = find(_anchored("Folic acid is gven on another day than methotrexate.", text), changed)

    assert place == Place(0, 53, exact=False)


def test_words_that_are_gone_are_not_found() -> None:
    assert _found("Give folic acid on another day.", "Rest the joint, and cool it for a week.") is None


def test_words_pasted_without_their_context_are_found() -> None:
    assert find(Anchor(quote="15 mg\nweekly"), TEXT) == Place(53, 65)
    assert occurrences("do not give it".replace("d", "D", 1), TEXT) == 2


@pytest.mark.parametrize(
    "quote", ["a" * 40, "a" * 2000, "a a a a a a a a a a", " ".join("a" * 300), "b", "aaaa b aaaa"]
)
@pytest.mark.parametrize("text", ["a" * 100_000, "a " * 50_000, "a\n" * 50_000, "ab " * 33_000])
def test_hostile_texts_take_no_longer_than_a_moment(text: str, quote: str) -> None:
    reading = Reading(text)
    began = time.perf_counter()

    find(Anchor(quote=quote, prefix="a" * 31 + "c", suffix="c" + "a" * 31), reading)

    assert time.perf_counter() - began < 1
