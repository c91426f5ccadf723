"""Citation numbers: what is a mark, what is a number of the sentence, and what is left to the author."""

from __future__ import annotations

import pytest

from articles.content.importers.marks import Doubt, Mark, pieces


def marks(text: str, references: int = 4) -> list[tuple[int, ...]]:
    return [piece.numbers for piece in pieces(text, references=references) if isinstance(piece, Mark)]


def doubts(text: str, references: int = 4) -> list[str]:
    return [piece.number for piece in pieces(text, references=references) if isinstance(piece, Doubt)]


def words(text: str) -> str:
    return "".join(piece for piece in pieces(text, references=4) if isinstance(piece, str))


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("Treat early. 1", [(1,)], "Treat early."),
        ("Treat early 2", [(2,)], "Treat early"),
        ("Treat early. 1, 2", [(1, 2)], "Treat early."),
        ("Treat early. 1-3", [(1, 2, 3)], "Treat early."),
        ("Treat early. 1 2", [(1, 2)], "Treat early."),
        ("Treat early.3", [(3,)], "Treat early."),
        ("Treat early [2]", [(2,)], "Treat early"),
        ("Treat early [1, 3].", [(1, 3)], "Treat early."),
        ("Treat early (4)", [(4,)], "Treat early"),
        ("Treat early (4).", [(4,)], "Treat early."),
        ("Treat early¹", [(1,)], "Treat early"),
        ("Treat early.¹,³ Then wait", [(1, 3)], "Treat early. Then wait"),
        ("Treat early. 1 Then wait. 2", [(1,), (2,)], "Treat early. Then wait."),
        ("Give 2-3 g/day 1", [(1,)], "Give 2-3 g/day"),
        ("a mean of 27 months 2", [(2,)], "a mean of 27 months"),
        ("≥20 mg daily for ≥4 weeks 1", [(1,)], "≥20 mg daily for ≥4 weeks"),
        ("survival is approximately 95% 4", [(4,)], "survival is approximately 95%"),
        ("one of these options 1", [(1,)], "one of these options"),
        ("beyond the list 5", [(5,)], "beyond the list"),
        ("beyond the list [9]", [(9,)], "beyond the list"),
    ],
)
def test_marks_are_taken_out_of_the_text(text: str, numbers: list[tuple[int, ...]], rest: str) -> None:
    assert marks(text) == numbers
    assert words(text) == rest


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("diabetes mellitus type 2", "2"),
        ("a trial of phase 3", "3"),
        ("toxicity of grade 4", "4"),
        ("kidney disease from stage 1", "1"),
        ("on day 2", "2"),
        ("on days 1-3", "1-3"),
        ("evidence of level 3", "3"),
        ("repeat every 2", "2"),
        ("at least 3", "3"),
        ("a platelet count of ≥ 4", "4"),
        ("an INR between 2 and 3", "3"),
        ("see Table 1", "1"),
        ("the score was 10 4", "10 4"),
        ("reduce to 20", "20"),
        ("in patients with severe disease 40", "40"),
        ("follow-up of 18 months [12-24]", "[12-24]"),
        ("that is well known 2.", "2"),
    ],
)
def test_a_number_that_may_belong_to_the_sentence_is_kept_and_reported(text: str, number: str) -> None:
    assert (marks(text), doubts(text), words(text)) == ([], [number], text)


@pytest.mark.parametrize(
    "text",
    [
        "10⁹/l and m² and kg/m²",
        "Ca²⁺ and CO₂",
        "IL-6 and COVID-19",
        "in 2012",
        "0.5-1 mg",
        "a ratio [0.5–1.2] was found",
        "the year was 1982",
        "15-25 mg weekly",
        "Give 5. Wait.",
    ],
)
def test_a_number_that_is_no_mark_is_not_touched(text: str) -> None:
    assert (marks(text), doubts(text), words(text)) == ([], [], text)
