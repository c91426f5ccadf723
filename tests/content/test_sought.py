"""A drug or a dose is found however it is written, and nothing else is."""

from __future__ import annotations

import pytest

from articles.content.sought import read


def matches(query: str, text: str) -> list[str]:
    return [passage.match for passage in read(query).in_text(text)]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("colchicine", "Start Colchicine early.", ["Colchicine"]),
        ("COLCHICINE", "colchicine-induced", ["colchicine"]),
        ("colchicine", "Give nothing.", []),
        ("mycophenolate mofetil", "mycophenolate\u00a0mofetil or Mycophenolate-mofetil", 2),
        ("statin", "Rosuvastatin is one.", []),
        ("colchicine 1 mg", "Give colchicine 1 mg at once.", ["colchicine 1 mg at once"]),
        ("colchicine 1 mg", "Colchicine 1.0 mg daily", ["Colchicine 1.0 mg daily"]),
        ("colchicine 1 mg", "colchicine 1,0 mg once", ["colchicine 1,0 mg once"]),
        ("colchicine 1 mg", "colchicine 1000 µg daily", ["colchicine 1000 µg daily"]),
        ("colchicine 1000 mcg", "colchicine 1 mg daily", ["colchicine 1 mg daily"]),
        ("colchicine 0.5 mg", "colchicine 500 μg twice daily", ["colchicine 500 μg twice daily"]),
        ("colchicine 1 mg", "colchicine 0.5-1 mg daily", ["colchicine 0.5-1 mg daily"]),
        ("colchicine 1mg", "colchicine 1 mg daily", ["colchicine 1 mg daily"]),
        ("1 mg colchicine", "colchicine 1 mg daily", ["colchicine 1 mg daily"]),
        ("colchicine 1 mg", "colchicine 10 mg daily", []),
        ("colchicine 1 mg", "colchicine 0.1 mg daily", []),
        ("colchicine 1 mg", "colchicine 1 g daily", []),
        ("colchicine 1 mg", "prednisolone 1 mg daily", []),
        ("colchicine 1 mg", "Colchicine: begin low.\nThen 1 mg daily.", ["1 mg daily"]),
        ("colchicine 1 mg", "Colchicine first.\nPrednisolone 1 mg daily.", []),
        ("1 mg", "prednisolone 1 mg daily", ["prednisolone 1 mg daily"]),
        ("methotrexate 20 mg", "methotrexate 15-25 mg weekly", ["methotrexate 15-25 mg weekly"]),
        ("prednisolone 1 mg/kg", "prednisolone 1 mg per kg", ["prednisolone 1 mg per kg"]),
        ("prednisolone 1 mg/kg", "prednisolone 1 mg daily", []),
        ("heparin 5000 units", "heparin 5,000 IU twice daily", ["heparin 5,000 IU twice daily"]),
        ("insulin 10 ml", "insulin 10 mg", []),
    ],
)
def test_query_finds_what_means_the_same(query: str, text: str, found: list[str] | int) -> None:
    got = matches(query, text)

    assert len(got) == found if isinstance(found, int) else got == found


def test_passage_is_the_sentence_around_it() -> None:
    [passage] = read("colchicine").in_text("Rest the joint. Start colchicine early; cool it. Then wait.")

    assert (passage.before, passage.match, passage.after) == ("Start ", "colchicine", " early;")


def test_long_sentence_is_cut_and_says_so() -> None:
    [passage] = read("colchicine").in_text(f"{'very ' * 100}colchicine {'much ' * 100}")

    assert passage.before.startswith("…")
    assert passage.after.endswith("…")
    assert len(passage.before + passage.after) < 330


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("colchicine 1 mg", ["colchicine"]),
        ("1 mg", []),
        ("mycophenolate mofetil", ["mycophenolate", "mofetil"]),
        ("10 units", []),
    ],
)
def test_anchors_are_the_words_that_are_there_however_it_is_written(query: str, anchors: list[str]) -> None:
    assert read(query).anchors == anchors


@pytest.mark.parametrize("query", ["", "((", "% _", "\\", "µ", "0", "a" * 5000, "1 mg " * 50])
def test_any_query_is_taken(query: str) -> None:
    assert isinstance(matches(query, "Give colchicine 1 mg (a µ of it) 100 %."), list)
