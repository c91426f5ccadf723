"""The cards of a comparison: each change with its sentence and source, and nothing said that is not so."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from articles.content import citations
from articles.content.diff import Span, compare
from articles.content.text import ArticleText
from cms.desk.judging.cards import ChangeCard, Looking, cards_of
from cms.desk.judging.claims import prose_of
from cms.desk.judging.kept import Kept
from cms.desk.judging.remarks import Remarks
from cms.desk.judging.sheet import Sheet, sheet_of
from cms.desk.judging.sources import Checks
from tests.desk.judging.test_screen import CITED, OTHER, PASSAGE, text, with_dose


def looking(text: ArticleText, old: ArticleText) -> Looking:
    numbers, before = (
        citations.numbering(one.summary, *(section.body for section in one.sections)) for one in (text, old)
    )
    return Looking(numbers=numbers, numbers_before=before, checks=Checks(), kept=Kept())


def cards_between(old: ArticleText, new: ArticleText) -> list[ChangeCard]:
    return cards_of(new, looking(new, old), old=old, comparison=compare(old, new))


def shown(card: ChangeCard) -> str:
    return render_to_string("desk/judging/_change_said.html", {"card": card})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Above 10<sup>8</sup>/L stop it.", "Above 10<sup>9</sup>/L stop it."),
        ("Give 5 mg/m<sup>2</sup> daily.", "Give 10 mg/m<sup>2</sup> daily."),
        ("Take H<sub>2</sub> blockers twice.", "Take H<sub>1</sub> blockers twice."),
        ("Give 5 mg daily<br>or less.", "Give 10 mg daily<br>or less."),
    ],
)
def test_a_claim_with_raised_figures_has_its_source(old: str, new: str) -> None:
    cards = cards_between(text(f"<p>{old}{CITED}</p>"), text(f"<p>{new}{CITED}</p>"))

    assert [([one.reference.title for one in card.backings], card.unsourced) for card in cards] == [
        (["Gout guideline"], False)
    ]


@pytest.mark.parametrize(
    ("block", "sources"),
    [
        (
            f"<table><tr><td>Colchicine</td><td>0.5 mg daily{CITED}</td></tr>"
            f'<tr><td>Naproxen</td><td>500 mg daily<cite data-ref="{OTHER}"></cite></td></tr></table>',
            [["Gout guideline"], ["A book"]],
        ),
        (
            f"<ul><li>Colchicine 0.5 mg daily{CITED}</li><li>Naproxen 500 mg daily</li></ul>",
            [["Gout guideline"], []],
        ),
    ],
)
def test_each_row_and_item_of_a_new_block_has_its_own_source(block: str, sources: list[list[str]]) -> None:
    cards = cards_between(text("<p>Rest.</p>"), text(f"<p>Rest.</p>{block}"))

    assert [[one.reference.title for one in card.backings] for card in cards] == sources
    assert [card.unsourced for card in cards] == [not titles for titles in sources]


def test_a_whole_sentence_stands_without_halves_of_its_neighbours() -> None:
    cards = cards_between(
        text("<p>Rest the joint well. Drink.</p>"),
        text("<p>Rest the joint well. Give 5 mg daily. Drink.</p>"),
    )

    assert [(card.before, card.change.new, card.after) for card in cards] == [("", "Give 5 mg daily.", "")]


def test_a_dose_is_never_cut_off() -> None:
    long = " ".join(f"word{number}" for number in range(120))
    cards = cards_between(text("<p>Rest.</p>"), text(f"<p>Rest.</p><p>If {long}, give 5 mg daily.</p>"))

    (card,) = cards
    assert f"<ins>If {long}, give 5 mg daily.</ins>" in shown(card)


def test_a_changed_citation_names_both_sources() -> None:
    cards = cards_between(
        text(f"<p>Rest helps.{CITED}</p>"),
        text(f'<p>Rest helps.<cite data-ref="{OTHER}"></cite></p>'),
    )

    (card,) = cards
    assert (card.kind, card.how, card.before) == ("Citation", "changed", "Rest helps. ")
    assert [(one.number, one.reference.title) for one in card.cited_before] == [(1, "Gout guideline")]
    assert [(one.number, one.reference.title) for one in card.cited_now] == [(1, "A book")]
    assert "<del>[1] Gout guideline, 2020</del>" in shown(card)


def test_a_citation_of_another_passage_names_both_passages() -> None:
    old, other = text(f"<p>Rest helps.{CITED}</p>"), UUID(int=25)
    passage = replace(old.supports[0], key=other, passage="High-dose colchicine.")
    new = text(f"<p>Rest helps.{CITED.replace(str(PASSAGE), str(other))}</p>")

    cards = cards_between(old, replace(new, supports=(*new.supports, passage)))

    assert [(card.sources_before, card.sources_now) for card in cards if card.kind == "Citation"] == [
        (
            ["[1] Gout guideline, 2020: “Low-dose colchicine.”"],
            ["[1] Gout guideline, 2020: “High-dose colchicine.”"],
        )
    ]


def test_a_citation_of_a_source_that_is_not_listed_is_not_called_missing() -> None:
    marked = f'<cite data-ref="{UUID(int=99)}"></cite>'
    text_with = (text(f"<p>Give {dose} daily.{marked}</p>") for dose in ("1 mg", "2 mg"))
    cards = cards_between(*text_with)

    (card,) = cards
    assert (card.unsourced, card.unlisted) == (False, True)


def test_a_changed_source_says_which_field_changed() -> None:
    old = with_dose("1 mg daily")
    newer = replace(old.references[0], year=2024, title="Gout guideline, second edition")
    cards = cards_between(old, replace(old, references=(newer, old.references[1])))

    assert [(card.kind, card.how, card.before, card.change.old, card.change.new) for card in cards] == [
        ("Source", "changed", "Title: ", "Gout guideline", "Gout guideline, second edition"),
        ("Source", "changed", "Year: ", "2020", "2024"),
    ]


def test_a_dose_in_the_passage_of_a_source_is_a_dose() -> None:
    old = with_dose("1 mg daily")
    old = replace(old, supports=(replace(old.supports[0], passage="Colchicine 1 mg daily suffices."),))
    new = replace(old, supports=(replace(old.supports[0], passage="Colchicine 2 mg daily suffices."),))
    cards = cards_between(old, new)

    (card,) = cards
    assert (card.kind, card.place) == ("Dose", "Passage of Gout guideline")
    assert (card.change.old, card.change.new) == ("Colchicine 1 mg daily", "Colchicine 2 mg daily")


def test_a_dose_in_a_correction_notice_comes_first_and_word_by_word() -> None:
    old = replace(
        with_dose("1 mg daily"),
        correction_kind="correction",
        correction_notice="We wrote 10 mg daily for 1 mg.",
    )
    new = replace(
        text(f"{old.sections[0].body}<p>Drink water.</p>"),
        correction_kind="correction",
        correction_notice="We wrote 100 mg daily for 1 mg.",
    )
    cards = cards_between(old, new)

    card = cards[0]
    assert (card.kind, card.place, card.before) == ("Dose", "About the text", "Correction notice: We wrote ")
    assert (card.change.old, card.change.new) == ("10 mg daily", "100 mg daily")


@pytest.mark.parametrize(
    ("html", "said", "before", "after"),
    [
        ("<p>One. Give 5 mg. Two.</p>", "5 mg", "Give ", "."),
        ("<p>Give 5 mg e.g. at night. Two.</p>", "5 mg", "Give ", " e.g. at night."),
        ("<ul><li>A</li><li>Give 5 mg</li></ul>", "5 mg", "Give ", ""),
        ("<p>Below &lt; 5 mg &amp; more</p>", "5 mg", "Below < ", " & more"),
        ("<p>Above 10<sup>9</sup>/L give 5 mg daily.</p>", "5 mg", "Above 10⁹/L give ", " daily."),
    ],
)
def test_a_claim_is_the_sentence_around_it(html: str, said: str, before: str, after: str) -> None:
    prose = prose_of(html)
    start = len("".join(prose.words[: prose.words.index(said)].split()))

    claim = prose.claim(said, Span(start, start + len("".join(said.split()))))

    assert claim is not None
    assert (claim.before, claim.after) == (before, after)


def whole(card: ChangeCard) -> str:
    said = render_to_string("desk/judging/_change.html", {"card": card})
    return " ".join(unescape(re.sub(r"<[^<>]+>", " ", said)).split())


def test_a_moved_drug_says_from_where_to_where() -> None:
    lists = "<p>Prefer:</p><ul><li>heparin</li>{}</ul><p>Avoid:</p><ul>{}<li>warfarin</li></ul>"

    (card,) = cards_between(
        text(lists.format("", "<li>aspirin</li>")), text(lists.format("<li>aspirin</li>", ""))
    )

    assert (card.kind, card.how, card.placed) == ("Drug", "moved", "from “Avoid” to “Prefer”")
    assert (
        whole(card)
        == "Drug moved Flares Moved: aspirin From “Avoid” to “Prefer” Nothing is cited for it here."
    )


def test_a_citation_of_another_claim_says_which_lost_it_and_which_gained_it() -> None:
    cards = cards_between(
        text(f"<p>Rest helps{CITED}. Heat helps.</p>"), text(f"<p>Rest helps. Heat helps{CITED}.</p>")
    )

    assert [card.claim_moves for card in cards] == [
        [("[1] Gout guideline, 2020", "Rest helps", "Heat helps")],
        [("[1] Gout guideline, 2020", "Rest helps", "Heat helps")],
    ]
    assert "[1] Gout guideline, 2020: lost by Rest helps , gained by Heat helps" in whole(cards[0])


def test_of_a_dose_the_part_that_differs_is_marked() -> None:
    (card,) = cards_between(
        text("<p>Give aspirin 75 mg daily.</p>"), text("<p>Give aspirin 75 mg weekly.</p>")
    )

    assert "<del>aspirin 75 mg <mark>daily</mark></del>" in shown(card)
    assert "<ins>aspirin 75 mg <mark>weekly</mark></ins>" in shown(card)


def sheet_between(old: ArticleText, new: ArticleText) -> Sheet:
    return sheet_of(new, Remarks(), checks=Checks(), kept=Kept(), old=old, comparison=compare(old, new))


def test_nothing_is_folded_away_that_is_not_known_to_be_harmless() -> None:
    grave = [f"<p>Sign {number} is {{}} in the kidney.</p>" for number in range(12)]
    light = [f"<p>Number {number} is an {{}} of the skin.</p>" for number in range(3)]
    old = text("".join(light).format(*["oedema"] * 3) + "".join(grave).format(*["renal"] * 12))
    new = text("".join(light).format(*["edema"] * 3) + "".join(grave).format(*["hepatic"] * 12))

    sheet = sheet_between(old, new)

    assert [card.kind for card in sheet.open_cards] == ["Content"] * 12
    assert [card.kind for card in sheet.folded_cards] == ["Wording"] * 3
