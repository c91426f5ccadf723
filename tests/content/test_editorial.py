"""What may count as wording alone: the frame around the text, the number of words, tries to slip through."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content.editorial import is_wording_by, wording_only
from articles.content.respelling import words_two
from articles.content.respelling.words_one import (
    AGREEMENTS,
    OPENINGS,
    ORDINARY,
    REAL,
    SAID_TWICE,
    SLIPS,
    SPELLINGS,
)
from articles.content.richtext import sanitise
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.content.wordlists import words_in

KEYS = [UUID(int=number) for number in range(1, 6)]
FILLER = "The people who were seen in the clinic described the same picture, and the studies agree on it. "
SOURCE = ReferenceText(key=KEYS[3], kind="guideline", title="Myositis guideline", year=2021)
SUPPORT = SupportText(key=KEYS[4], reference=KEYS[3], passage="Treat early.")


def text(body: str, *, filler: int = 20, **more: object) -> ArticleText:
    """A text with one section of that body, behind some four hundred words."""
    html = f"<p>{FILLER * filler}</p>{body if body.startswith('<') else f'<p>{body}</p>'}"
    fields: dict[str, object] = {
        "title": "How is myositis treated?",
        "summary": "<p>Treat early.</p>",
        "sections": (
            SectionText(key=KEYS[0], level=2, heading="First steps", body=sanitise(html)),
            SectionText(key=KEYS[1], level=2, heading="Course", body="<p>It relapses.</p>"),
        ),
        "references": (SOURCE,),
        "supports": (SUPPORT,),
    }
    return ArticleText(**{**fields, **more})  # type: ignore[arg-type]


OLD = text("The treatmet helps.")
NEW = text("The treatment helps.")


def test_one_honest_typo_is_light() -> None:
    verdict = wording_only(OLD, NEW)

    assert (verdict.light, verdict.words, verdict.rule, verdict.reasons) == (True, 1, 2, ())


def with_section(**more: object) -> tuple[SectionText, ...]:
    return (replace(NEW.sections[0], **more), NEW.sections[1])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"title": "How is myositis treated"}, "The title changed."),
        ({"second_title": "Treatment"}, "The title changed."),
        ({"language": "en-US"}, "The light path is for texts in English whose language stays."),
        ({"condition_name": "Myositis"}, "The condition changed."),
        ({"condition_code": "M60"}, "The condition changed."),
        ({"drafting": "machine"}, "What is said of its drafting changed."),
        ({"drafting_note": "Drafted by hand"}, "What is said of its drafting changed."),
        ({"stated_date": "May 2024"}, "What is said of its drafting changed."),
        ({"correction_kind": "erratum", "correction_notice": "Misspelt."}, "It carries a correction notice."),
        ({"references": ()}, "The sources changed."),
        ({"references": (replace(SOURCE, year=2022),)}, "The sources changed."),
        ({"references": (replace(SOURCE, title="Myositis guidelines"),)}, "The sources changed."),
        ({"supports": ()}, "A passage that backs a citation changed."),
        (
            {"supports": (replace(SUPPORT, passage="Treat late."),)},
            "A passage that backs a citation changed.",
        ),
        ({"plain_summary": "<p>Early.</p>"}, "A text for an audience appeared or went."),
        ({"sections": with_section(plain_body="<p>Rest.</p>")}, "A text for an audience appeared or went."),
        ({"sections": with_section(heading="First step")}, "A heading changed."),
        ({"sections": with_section(level=3)}, "A heading changed."),
        ({"sections": with_section(key=KEYS[2])}, "Sections were added, taken out or moved."),
        ({"sections": NEW.sections[:1]}, "Sections were added, taken out or moved."),
        ({"sections": NEW.sections[::-1]}, "Sections were added, taken out or moved."),
    ],
)
def test_whatever_stands_around_the_wording_is_for_the_board(changed: dict[str, object], reason: str) -> None:
    new = replace(NEW, **changed)

    assert wording_only(OLD, new).reasons == (reason,)
    assert not wording_only(OLD, new).light
    assert not is_wording_by(1, OLD, new)


def test_texts_in_another_language_are_for_the_board() -> None:
    assert not wording_only(replace(OLD, language="de"), replace(NEW, language="de")).light


def test_a_text_without_a_change_is_for_the_board() -> None:
    assert wording_only(OLD, OLD).reasons == ("Nothing in the wording changed.",)


def test_plain_language_bodies_are_read_as_closely() -> None:
    def both(said: str) -> ArticleText:
        parts = (replace(NEW.sections[0], plain_body=f"<p>{said}</p>"), NEW.sections[1])
        return replace(NEW, sections=parts)

    assert wording_only(both("The treatmet helps."), both("The treatment helps.")).light
    assert not wording_only(both("You may stop it."), both("You must stop it.")).light


TYPOS = words_in(
    "abdomnal accompaned headaces approches additonal appearence articel assesment assocation attenton"
    " availible backgrond becuase helpfull beleived brougt caculated cardilogist challanges"
    " charcteristic cholestrol circumstences clincally collegues comparision confidance hosptal"
    " conversaton decisons demonstated"
)
MEANT = words_in(
    "abdominal accompanied headaches approaches additional appearance article assessment association"
    " attention available background because helpful believed brought calculated cardiologist challenges"
    " characteristic cholesterol circumstances clinically colleagues comparison confidence hospital"
    " conversation decisions demonstrated"
)


def corrected(count: int) -> ArticleText:
    return text("Words: " + " ".join([*MEANT[:count], *TYPOS[count:]]) + ".", filler=40)


def test_honest_typos_are_light_up_to_the_number_and_not_beyond() -> None:
    light = [wording_only(corrected(0), corrected(count)).light for count in range(31)]

    assert light == [False, *[True] * 20, *[False] * 10]
    assert wording_only(corrected(0), corrected(21)).reasons == (
        "21 words have changed since the last full review; up to 20 are for the light path.",
    )


def test_a_short_text_is_not_rewritten_within_the_number() -> None:
    old = text("The treatmet of the dissease and its symtpoms.", filler=1)
    new = text("The treatment of the disease and its symptoms.", filler=1)

    assert wording_only(old, new).reasons == (
        "3 words have changed since the last full review; up to 2 are for the light path.",
    )


# What somebody might try who wants a change of meaning to pass with one signature.
ATTACKS = {
    "places of two drugs": ("Take aspirin and not ibuprofen.", "Take ibuprofen and not aspirin."),
    "places of two ordinary words": ("The muscles before the joints.", "The joints before the muscles."),
    "rows of a table": (
        "<table><tbody><tr><td>Adults</td></tr><tr><td>Children</td></tr></tbody></table>",
        "<table><tbody><tr><td>Children</td></tr><tr><td>Adults</td></tr></tbody></table>",
    ),
    "cells of a table": (
        "<table><tbody><tr><td>Rest</td><td>Heat</td></tr></tbody></table>",
        "<table><tbody><tr><td>Heat</td><td>Rest</td></tr></tbody></table>",
    ),
    "a header made a cell": (
        "<table><tbody><tr><th>Rest</th></tr></tbody></table>",
        "<table><tbody><tr><td>Rest</td></tr></tbody></table>",
    ),
    "numbered list to bullets": ("<ol><li>Rest</li></ol>", "<ul><li>Rest</li></ul>"),
    "emphasis on not": ("It is not safe.", "It is <strong>not</strong> safe."),
    "emphasis within a word": ("The treatment.", "The treat<em>ment</em>."),
    "a struck word in a link": ("See the register.", '<a href="https://example.org/">See</a> the register.'),
    "address of a link": ('<a href="https://a.example/">See</a>', '<a href="https://b.example/">See</a>'),
    "a line break": ("Rest. Then stop.", "Rest.<br>Then stop."),
    "a dose split by markup": ("Give 10 mg daily.", "Give 1<strong></strong>0 mg daily of it."),
    "a space in a figure": ("Give 10 mg daily.", "Give 1 0 mg daily."),
    "a space before the unit": ("Give 10 mg daily.", "Give 10mg daily."),
    "a space in not able": ("They are not able to.", "They are notable to."),
    "words parted": ("It is insensitive.", "It is in sensitive."),
    "words joined": ("They may be.", "They maybe."),
    "Cyrillic a": ("The treatment may help.", "The treatment m\u0430y help."),
    "Greek o in an ordinary word": ("The treatmet.", "The treatm\u0435nt."),
    "wide letters": ("The treatment.", "The \uff54reatment."),
    "ligature": ("The finding.", "The \ufb01nding."),
    "soft hyphen": ("It is unsafe.", "It is un\u00adsafe."),
    "zero-width joiner": ("Do not stop.", "Do no\u200dt stop."),
    "word joiner": ("Do not stop.", "Do no\u2060t stop."),
    "accent composed": ("In café society.", "In cafe\u0301 society."),
    "dotless i": ("It is in the liver.", "It \u0131s in the liver."),
    "letter that upper-cases to two": ("The disease.", "The di\u017fease."),
    "drug for drug": ("Give hydroxyzine.", "Give hydralazine."),
    "typo into a drug": ("Give prednisolon.", "Give prednisolone."),
    "typo out of a drug": ("Give prednisone.", "Give prednisne."),
    "brand to word": ("Give Diabeta early.", "Give diabetes early."),
    "a new typo in a safe word": ("The treatment helps.", "The treatmet helps."),
    "a real word near an ordinary one": ("The patents improve.", "The patients improve."),
    "medial to medical": ("The medial side.", "The medical side."),
    "one of two ordinary words": ("The medcal side.", "The medical side."),
    "varices to varies": ("The varices course.", "The varies course."),
    "renally to really": ("It is renally cleared.", "It is really cleared."),
    "unsure which": ("The symptos are seen.", "The symptoms are seen."),
    "one ordinary word to another": ("The muscles hurt.", "The joints hurt."),
    "plural": ("The muscle hurts.", "The muscles hurt."),
    "misspelling that stays elsewhere": (
        "The treatmet helps. Treatmet is named so.",
        "The treatment helps. Treatmet is named so.",
    ),
    "may be to must be": ("It may be stopped.", "It must be stopped."),
    "an 'a' that counts": ("Few patients respond.", "A few patients respond."),
    "vitamin A": ("Give vitamin A early.", "Give vitamin An early."),
    "that that": ("It is that that matters.", "It is that matters."),
    "is is": ("What it is is unclear.", "What it is unclear."),
    "as as": ("It is as as before.", "It is as before."),
    "no no": ("There is no no.", "There is no."),
    "a comma between drugs": ("Give aspirin, heparin.", "Give aspirin heparin."),
    "a comma in a figure": ("Give 1,000 once.", "Give 1000 once."),
    "a full stop that parts": ("Stop it if pregnant.", "Stop it. If pregnant."),
    "a full stop behind a figure": ("Give it for 5", "Give it for 5."),
    "brackets": ("Rest (in adults) helps.", "Rest in adults helps."),
    "question": ("It helps.", "It helps?"),
    "acronym": ("It causes aids.", "It causes AIDS."),
    "Polish": ("They polish it.", "They Polish it."),
    "May in the middle": ("In may it starts.", "In May it starts."),
    "tense": ("It is treated.", "It was treated."),
    "number word": ("In two clinics.", "In three clinics."),
    "side": ("The left muscles.", "The right muscles."),
    "word added": ("The treatment helps.", "The treatment always helps."),
    "word taken out": ("The treatment rarely helps.", "The treatment helps."),
    "sentence added": ("It helps.", "It helps. Stop it."),
    "paragraph taken out": ("<p>It helps.</p><p>Stop it.</p>", "<p>It helps.</p>"),
    "gray": ("Give grey light.", "Give gray light."),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_of_meaning_does_not_slip_through(name: str) -> None:
    old, new = (text(said) for said in ATTACKS[name])

    verdict = wording_only(old, new)

    assert not verdict.light
    assert verdict.reasons
    assert not is_wording_by(1, old, new)


def test_words_may_not_move_between_sections_under_cover_of_typos() -> None:
    one = replace(OLD.sections[0], body="<p>The treatmet.</p>"), replace(OLD.sections[1], body="<p>Rest.</p>")
    two = (
        replace(OLD.sections[0], body="<p>The treatment. Rest.</p>"),
        replace(OLD.sections[1], body="<p></p>"),
    )

    assert not wording_only(replace(OLD, sections=one), replace(OLD, sections=two)).light


GRAVE = st.sampled_from(
    words_in(
        "not no never without may must should before after increase decrease hypotension hypertension"
        " methotrexate mercaptopurine 5 10 mg daily weekly left right and or all some adults children ≥"
        " ≤ , ; ( intravenous oral treatment patients disease symptoms the a"
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(GRAVE, min_size=4, max_size=12), st.data())
def test_no_grave_word_comes_goes_or_is_exchanged_lightly(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(GRAVE)
    changed = data.draw(
        st.sampled_from([[*words[:at], other, *words[at:]], [*words[:at], *words[at + 1 :]], words[::-1]])
    )
    exchanged = [*words[:at], other, *words[at + 1 :]]
    old = text(" ".join(words).replace("<", "&lt;"))

    for said in (changed, exchanged):
        new = text(" ".join(said).replace("<", "&lt;"))
        if wording_only(old, new).light:
            assert harmless(words, said)


def harmless(words: list[str], said: list[str]) -> bool:
    """All that a light change of these words can be: one of two equal small words in a row gone."""
    return any(
        words[at] == words[at + 1] and words[at] in SAID_TWICE and said == [*words[:at], *words[at + 1 :]]
        for at in range(len(words) - 1)
    )


def test_whatever_is_judged_wording_by_the_first_rule_stays_so() -> None:
    """The lists of the first rule are frozen: approvals rest on them. Better lists are another rule."""
    lists = [sorted(ORDINARY), sorted(REAL), sorted(SPELLINGS), sorted(SLIPS.items()), sorted(AGREEMENTS)]
    said = repr([*lists, sorted(SAID_TWICE), sorted(OPENINGS)])

    assert sha256(said.encode()).hexdigest() == (
        "e1a98f166677a0377c72c787239ecea112092c029f5a3539b0651d0b0f6feb0d"
    )


def test_whatever_is_judged_wording_by_the_second_rule_stays_so() -> None:
    lists = [
        sorted(one)
        for one in (
            words_two.NAMES, words_two.PROTEINS, words_two.SAID_TWICE, words_two.BEFORE_AN_ARTICLE,
            words_two.DETERMINERS, words_two.NEVER_LAST,
        )
    ]  # fmt: skip

    assert sha256(repr(lists).encode()).hexdigest() == (
        "1df67c26bf4c9e1710f9eadad6f1f9ab28555b94f40e17e852ca44432594b6b8"
    )


def test_a_rule_that_never_was_allows_nothing() -> None:
    assert not is_wording_by(0, OLD, NEW)
    assert not is_wording_by(3, OLD, NEW)


NEVER_ORDINARY = set(
    words_in(
        "not no never none without avoid may must should can could always rarely increase decrease"
        " raise lower reduce before after above below left right more less daily weekly hours days weeks"
        " months years tablet tablets dose doses one two three half twice once adult adults child"
        " children pregnant oral intravenous start stop safe unsafe"
    )
)


def test_no_word_that_matters_is_ordinary() -> None:
    assert not ORDINARY & NEVER_ORDINARY
    assert not ORDINARY & REAL
    assert all(word.isascii() and word.islower() and len(word) >= 6 for word in ORDINARY)
