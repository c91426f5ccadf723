"""Levels of headings that carry no mark: parents, children, and when a family ends."""

from __future__ import annotations

from articles.content.importers.outline import Rank, ranks


def levels(*headings: str) -> list[int]:
    """Headings with a colon have no text of their own."""
    return [
        rank.level for rank in ranks([(words.rstrip(":"), not words.endswith(":")) for words in headings])
    ]


def test_headings_with_text_are_all_main_parts() -> None:
    assert levels("Drugs", "Monitoring", "Prognosis") == [2, 2, 2]


def test_a_heading_that_another_follows_at_once_is_its_parent() -> None:
    assert levels("Opening:", "Steroid Therapy", "Steroid-Sparing Agents", "Monitoring the Response") == [
        2,
        3,
        3,
        2,
    ]


def test_children_that_are_all_drugs_take_in_further_drugs() -> None:
    assert levels("First-Line Options:", "Colchicine", "Naproxen", "Prednisolone", "Prevention") == [
        2,
        3,
        3,
        3,
        2,
    ]


def test_a_heading_that_speaks_of_the_parents_subject_is_of_its_rank() -> None:
    assert levels("Acute Treatment:", "Oral Agents", "Injected Agents", "Later Treatment") == [2, 3, 3, 2]


def test_a_second_family_begins_where_the_first_has_ended() -> None:
    assert levels("First Step:", "Oral Drugs", "Severe Disease:", "Infusions", "Prognosis") == [2, 3, 2, 3, 2]


def test_only_the_first_level_is_no_guess() -> None:
    assert ranks([("A", False), ("B", True)]) == [Rank(2, guessed=False), Rank(3, guessed=True)]
