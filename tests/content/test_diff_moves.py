"""What stands under another head, and what is cited for another claim: told with from and to."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from articles.content.diff import Comparison, Weight, compare, merged
from articles.content.richtext import sanitise
from articles.content.text import ArticleText, SectionText
from tests.content.test_diff import plainly, side

KEYS = [UUID(int=number) for number in (1, 2)]
MARK = '<cite data-ref="11111111-1111-4111-8111-111111111111"></cite>'


def items(*said: str) -> str:
    return "<ul>" + "".join(f"<li>{one}</li>" for one in said) + "</ul>"


def table(*rows: str) -> str:
    def cells(row: str, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row.split("|")) + "</tr>"

    return (
        f"<table><tbody>{cells(rows[0], 'th')}{''.join(cells(row, 'td') for row in rows[1:])}</tbody></table>"
    )


def told(old: str, new: str) -> list[tuple[str, str, str, str, bool]]:
    return [
        (change.weight.name, change.new, change.under_before, change.under_now, change.moved)
        for change in merged(old, new).changes
    ]


AVOID = "<p>Prefer:</p>{}<p>Avoid in pregnancy:</p>{}"
ROWS = "<p>First:</p>{}<p>Last:</p>{}"
PARENTS = "<ul><li>Avoid{}</li><li>Prefer{}</li></ul>"


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        (
            AVOID.format(items("heparin"), items("warfarin", "aspirin")),
            AVOID.format(items("heparin", "aspirin"), items("warfarin")),
            [("DRUG", "aspirin", "Avoid in pregnancy", "Prefer", True)],
        ),
        (
            PARENTS.format(items("codeine", "tramadol"), items("heparin")),
            PARENTS.format(items("codeine"), items("heparin", "tramadol")),
            [("DRUG", "tramadol", "Avoid", "Prefer", True)],
        ),
        (
            "<ul><li>Never in pregnancy" + items("warfarin", "codeine") + "</li></ul>",
            "<ul><li>Never in pregnancy" + items("warfarin") + "</li><li>codeine</li></ul>",
            [("DRUG", "codeine", "Never in pregnancy", "", True)],
        ),
        (
            AVOID.format(items("rest"), items("Give aspirin 75 mg daily", "alcohol")),
            AVOID.format(items("rest", "Give aspirin 75 mg daily"), items("alcohol")),
            [("DOSE", "Give aspirin 75 mg daily", "Avoid in pregnancy", "Prefer", True)],
        ),
        (
            AVOID.format(items("rest"), items("do not fast", "alcohol")),
            AVOID.format(items("rest", "do not fast"), items("alcohol")),
            [("NEGATION", "do not fast", "Avoid in pregnancy", "Prefer", True)],
        ),
        (
            AVOID.format(items("rest"), items("smoke", "alcohol")),
            AVOID.format(items("rest", "smoke"), items("alcohol")),
            [("CONTENT", "smoke", "Avoid in pregnancy", "Prefer", True)],
        ),
        (
            table("Safe|Unsafe", "aspirin|warfarin"),
            table("Safe|Unsafe", "warfarin|aspirin"),
            [
                ("DRUG", "warfarin", "Unsafe", "Safe", True),
                ("DRUG", "aspirin", "Safe", "Unsafe", True),
            ],
        ),
        (
            table("When|Safe|Unsafe", "early|heparin|warfarin or statins"),
            table("When|Safe|Unsafe", "early|warfarin or statins|heparin"),
            [
                ("DRUG", "warfarin or statins", "Unsafe · early", "Safe · early", True),
                ("DRUG", "heparin", "Safe · early", "Unsafe · early", True),
            ],
        ),
        (
            ROWS.format(table("Drug|Why", "a|b", "codeine|pain"), table("Drug|Why", "c|d")),
            ROWS.format(table("Drug|Why", "a|b"), table("Drug|Why", "c|d", "codeine|pain")),
            [("DRUG", "codeine · pain", "First", "Last", True)],
        ),
    ],
    ids=["list", "parent", "leaves", "dose", "negation", "words", "cells", "cells of three", "row"],
)  # fmt: skip
def test_what_stands_under_another_head_is_told_once_with_from_and_to(
    old: str, new: str, moves: list[tuple[str, str, str, str, bool]]
) -> None:
    assert told(old, new) == moves


def test_another_drug_beside_unchanged_doses_is_another_dose() -> None:
    old = table("Drug|Dose", "azathioprine|50 mg daily|with food", "aspirin|75 mg daily|with food")

    found = merged(old, old.replace("azathioprine", "azacitidine")).changes

    assert [(one.weight, one.old, one.new, one.under_before, one.under_now) for one in found] == [
        (
            Weight.DOSE, "azathioprine", "azacitidine",
            "azathioprine · 50 mg daily · with food", "azacitidine · 50 mg daily · with food",
        )
    ]  # fmt: skip


def article(avoid: str, prefer: str) -> ArticleText:
    sections = [
        SectionText(key=key, level=2, heading=heading, body=body)
        for key, heading, body in zip(
            KEYS, ("Drugs to avoid", "Drugs to prefer"), (avoid, prefer), strict=True
        )
    ]
    return ArticleText(title="Which drugs?", summary="<p>Some.</p>", sections=tuple(sections))


def test_a_drug_that_goes_to_another_section_is_told_with_both_headings() -> None:
    found = compare(
        article(items("warfarin", "aspirin"), items("heparin")),
        article(items("warfarin"), items("heparin", "aspirin")),
    )

    assert [
        (one.weight.name, one.old, one.new, one.under_before, one.under_now) for one in found.changes
    ] == [("DRUG", "aspirin", "aspirin", "Drugs to avoid", "Drugs to prefer")]
    assert [section.state for section in found.sections] == ["changed", "changed"]


def claims(found: Comparison) -> list[list[tuple[str, str]]]:
    return [[(move.lost_by, move.gained_by) for move in change.citation_moves] for change in found.changes]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"<p>It helps{MARK}. It is safe.</p>", f"<p>It helps. It is safe{MARK}.</p>"),
        (f"<p>It helps.{MARK} It is safe.</p>", f"<p>It helps. It is safe.{MARK}</p>"),
        (f"<p>It helps{MARK}.</p><p>It is safe.</p>", f"<p>It helps.</p><p>It is safe{MARK}.</p>"),
        (items(f"It helps{MARK}", "It is safe"), items("It helps", f"It is safe{MARK}")),
        (table("A|B", f"It helps{MARK}|It is safe"), table("A|B", f"It helps|It is safe{MARK}")),
    ],
    ids=["sentence", "behind the stop", "paragraph", "item", "cell"],
)  # fmt: skip
def test_a_citation_of_another_claim_says_which_lost_it_and_which_gained_it(old: str, new: str) -> None:
    found = compare(article(old, ""), article(new, ""))

    moves = [[(lost.rstrip("."), gained.rstrip(".")) for lost, gained in one] for one in claims(found)]
    assert moves == [[("It helps", "It is safe")]] * 2
    assert {change.weight for change in found.changes} == {Weight.CITATION}


def test_a_citation_that_goes_to_another_section_names_both_claims() -> None:
    found = compare(
        article(f"<p>It helps{MARK}.</p>", "<p>It is safe.</p>"),
        article("<p>It helps.</p>", f"<p>It is safe{MARK}.</p>"),
    )

    assert claims(found) == [[("It helps", "It is safe")]] * 2


def test_a_citation_that_stays_is_no_move() -> None:
    old, new = f"<p>It helps a lot{MARK}.</p>", f"<p>It helps a little{MARK}.</p>"

    assert claims(compare(article(old, ""), article(new, ""))) == [[]]


def test_a_correction_alone_is_no_change_of_the_text() -> None:
    text = article("<p>Rest.</p>", "")
    corrected = replace(text, correction_kind="erratum", correction_notice="The dose was 5 mg daily.")

    assert compare(text, text).more_than_wording is False
    assert compare(corrected, text).more_than_wording is False
    assert compare(text, replace(text, title="Which?")).more_than_wording is True


def test_d3_a_dose_with_a_raised_point_changes_with_its_number_whole() -> None:
    found = merged("<p>methotrexate 1·5 mg weekly</p>", "<p>methotrexate 2·5 mg weekly</p>")

    assert found.html == "<p>methotrexate <del>1·5 mg</del><ins>2·5 mg</ins> weekly</p>"
    assert [(one.weight, one.old, one.new) for one in found.changes] == [
        (Weight.DOSE, "methotrexate 1·5 mg weekly", "methotrexate 2·5 mg weekly")
    ]


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        ("aspirin 75 mg daily", "aspirin 75 mg weekly", "daily", "weekly"),
        ("aspirin 75-100 mg daily", "aspirin 75-150 mg daily", "75-100 mg", "75-150 mg"),
        ("at least 5 mg once", "at most 5 mg once", "at least 5 mg", "at most 5 mg"),
        ("1.5 mg daily", "1.5 g daily", "1.5 mg", "1.5 g"),
        ("1,000 mg orally", "1,000 mg intravenously", "orally", "intravenously"),
        ("1 g daily for 3 days", "1 g daily for 3 weeks", "for 3 days", "for 3 weeks"),
        ("prednisone 20 mg daily", "prednisolone 20 mg daily", "prednisone", "prednisolone"),
    ],
)  # fmt: skip
def test_a_changed_dose_marks_the_part_that_differs(old: str, new: str, was: str, now: str) -> None:
    (found,) = merged(f"<p>{old}</p>", f"<p>{new}</p>").changes

    assert [said.strip() for said, differs in found.old_parts if differs] == [was]
    assert [said.strip() for said, differs in found.new_parts if differs] == [now]
    assert "".join(said for said, _ in found.new_parts) == found.new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (table("Safe|Unsafe", "aspirin|warfarin"), table("Safe|Unsafe", "warfarin|aspirin")),
        (table("A|B", "<p>One.</p><p>Two.</p>|heat"), table("A|B", "heat|<p>One.</p><p>Two.</p>")),
        (table("A|B", "|heat"), table("A|B", "heat|")),
        (table("A|B|C", "rest|heat|ice"), table("A|B|C", "ice|rest|heat")),
        ("<p>aspirin 75 mg daily</p>", "<p>aspirin 75 mg orally  weekly for 3 days</p>"),
        ("<p>Give 1·5 mg bd, then rest.</p>", "<p>Give  2·5 mg tds, then rest.</p>"),
    ],
)  # fmt: skip
def test_exchanged_cells_and_parts_of_doses_still_give_both_texts(old: str, new: str) -> None:
    old, new = sanitise(old), sanitise(new)

    html = merged(old, new).html

    assert (side(html, "del", "ins"), side(html, "ins", "del")) == (plainly(old), plainly(new))
