"""Relatives of the pairs, made by chance and always the same: what changes the sense is never light.

Words of one kind change places in sentences of many shapes; names are misspelt, and put right; verbs agree
after a relative clause or with two subjects. Honest slips of ordinary words still take the light path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from random import Random

import pytest

from articles.content import drugs
from articles.content.diff import compare
from articles.content.editorial import RULE, is_wording_by, wording_only
from articles.content.respelling import two, words_two
from articles.content.respelling.words_one import ORDINARY
from articles.content.wordlists import words_in
from tests.content.test_diff_pairs import html_of, text_with

Pair = tuple[str, str]
#: Words of one kind: each can stand where another stood, and says something else there.
KINDS = {
    "class": "α-blocker β-blocker statin fibrate opioid NSAID SSRI SNRI diuretic vaccine steroid antibiotic",
    "organ": "renal hepatic cardiac gastric retinal cerebral pulmonary thyroid adrenal ovarian splenic",
    "direction": "up down before after above below over under upstream downstream forwards backwards",
    "change": "increases decreases raises lowers improves worsens starts stops doubles halves",
    "side": "left right medial lateral proximal distal anterior posterior ipsilateral contralateral",
    "often": "daily weekly monthly hourly nightly twice once thrice mane nocte bd tds qds",
    "time": "seconds minutes hours days weeks months years",
    "how sure": "may might must should will can could never always rarely often usually",
    "who": "adults children neonates women men smokers pregnant elderly infants carers",
    "way": "oral intravenous intrathecal subcutaneous rectal topical inhaled intramuscular",
    "unit": "mg micrograms mL mmol g kg IU units drops tablets",
    "condition": "if unless until when although because while despite",
    "eponym": "Crohn Graves Addison Cushing Hashimoto Wilson Still Paget Behçet Sjögren",
    "comparator": "> < ≥ ≤ = ±",
    "number": "1 2 3 5 7 10 15 25 50 100 1.5 0.5 two three four ten",
    "letter": "a b c d e k A B C D E K",
}
FRAMES = (
    "The {} value is checked.",
    "In this case {} is what matters.",
    "Patients who were asked said {} at once.",
    "<ul><li>Rest</li><li>Think of {} first</li></ul>",
    "<table><tbody><tr><th>What</th><th>Why</th></tr><tr><td>{}</td><td>It helps</td></tr></tbody></table>",
    "<p>Treatment is <strong>{}</strong> in most people.</p>",
    "Rest, {}, and heat are tried.",
    "Choose {} (see below).",
    "{} comes first.",
    "<blockquote><p>We advise {} here.</p></blockquote>",
)
SUBJECTS = ("vaccine", "medicine", "treatment", "muscle", "method", "symptom", "patient", "tissue")
JOINED = (
    "The live {0} and the other {0} {1} safe.",
    "The first {0} or the second {0} {1} safe.",
    "The {0} with the adjuvant {1} safe.",
    "Live {0}s and the {0}, which {1} safe, are given.",
    "The {0} of those who smoke {1} safe.",
    "The {0} that was named {1} safe.",
    "Neither the {0} nor the placebo {1} safe.",
    "The {0}, whose effects last, {1} safe.",
    "The {0} together with rest {1} safe.",
    "There {1} a {0} and a placebo.",
    "The {0}s we gave, as well as rest, {1} safe.",
)
VERBS = (("is", "are"), ("was", "were"), ("has", "have"), ("does", "do"))


@cache
def names() -> list[str]:
    known = (name for name in drugs._names()[0] if name.isascii() and name.isalpha())
    return Random(5).sample(sorted(known), 400)


@cache
def names_near_words() -> list[Pair]:
    near = ((name, word) for name in sorted(words_two.NAMES) for word in two.one_letter_away(name))
    return [(name, word) for name, word in near if word in ORDINARY]


def exchanged(chance: Random) -> Pair:
    kind = chance.choice(sorted(KINDS))
    was, now = chance.sample(KINDS[kind].split(), 2)
    frame = chance.choice(FRAMES)
    return frame.format(marked(was, frame)), frame.format(marked(now, frame))


def marked(said: str, frame: str) -> str:
    return said.replace("<", "&lt;").replace(">", "&gt;") if frame.startswith("<") else said


def other_drug(chance: Random) -> Pair:
    was, now = chance.sample(names(), 2)
    frame = chance.choice(FRAMES)
    return frame.format(was), frame.format(now)


def misspelt_name(chance: Random) -> Pair:
    """A name that a slip makes or unmakes; a capital at the beginning or none."""
    name = chance.choice(names())
    slip = chance.choice(sorted(word for word in two.one_letter_away(name) if len(word) > 3 and word != name))
    pair = (name, slip) if chance.random() < 0.5 else (slip, name)
    frame = chance.choice(FRAMES)
    if frame.startswith("{}"):
        return frame.format(pair[0].capitalize()), frame.format(pair[1].capitalize())
    return frame.format(pair[0]), frame.format(pair[1])


def near_a_name(chance: Random) -> Pair:
    """A brand or an eponym that is one letter away from an ordinary word, and the word."""
    was, now = chance.choice(names_near_words())
    frame = chance.choice(FRAMES)
    return frame.format(was), frame.format(now)


def agreement(chance: Random) -> Pair:
    verbs = chance.choice(VERBS)
    verbs = verbs if chance.random() < 0.5 else verbs[::-1]
    frame, subject = chance.choice(JOINED), chance.choice(SUBJECTS)
    return frame.format(subject, verbs[0]), frame.format(subject, verbs[1])


def letters(chance: Random) -> Pair:
    """Vitamin a, hepatitis a, group a: no articles, and never said twice."""
    before = chance.choice(
        ("vitamin", "hepatitis", "group", "type", "protein", "grade", "influenza", "factor")
    )
    after = chance.choice(
        ("infection", "disease", "early", "patients", "day later", "important", "a day later")
    )
    was, now = chance.choice((("a", "an"), ("an", "a"), ("a a", "a"), ("A a", "A"), ("a", "A")))
    return f"It is {before} {was} {after}.", f"It is {before} {now} {after}."


MAKERS: tuple[Callable[[Random], Pair], ...] = (
    *(exchanged,) * 4, other_drug, misspelt_name, agreement, agreement, letters, near_a_name,
)  # fmt: skip


def relatives(count: int) -> Iterator[Pair]:
    chance = Random(9)
    seen: set[Pair] = set()
    while len(seen) < count:
        pair = chance.choice(MAKERS)(chance)
        if pair not in seen and pair[0] != pair[1]:
            seen.add(pair)
            yield pair


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(relatives(600))


def test_no_relative_of_a_pair_that_changes_the_sense_is_light(pairs: list[Pair]) -> None:
    texts = [(pair, text_with(pair[0]), text_with(pair[1])) for pair in pairs]

    light = [
        pair for pair, old, new in texts if wording_only(old, new).light or is_wording_by(RULE, old, new)
    ]

    assert (light, len(texts)) == ([], 600)


def test_no_relative_of_a_pair_that_changes_the_sense_is_mere_wording(pairs: list[Pair]) -> None:
    folded = [pair for pair in pairs if not compare(text_with(pair[0]), text_with(pair[1])).more_than_wording]

    assert folded == []


def test_none_hides_among_honest_corrections(pairs: list[Pair]) -> None:
    around = "<p>The {} is given.</p>{}<p>Many {} fade.</p>"
    hidden = [
        pair
        for pair in pairs[::5]
        if wording_only(
            text_with(around.format("treatmet", html_of(pair[0]), "symtpoms")),
            text_with(around.format("treatment", html_of(pair[1]), "symptoms")),
        ).light
    ]

    assert hidden == []


SLIPS = words_in(
    "abdomnal headaces approches additonal articel assesment attenton backgrond becuase beleived"
    " challanges cholestrol circumstences collegues confidance decisons demonstated diagnsis"
    " documantation evidance examinaton excercise guidlines hosptal inflamation informaton laboratry"
    " literture managment monitering pysician questionaire recomendation rehabilitaton reserchers"
    " sympthoms techniqe temperatur understnding"
)
MEANT = words_in(
    "abdominal headaches approaches additional article assessment attention background because"
    " believed challenges cholesterol circumstances colleagues confidence decisions demonstrated"
    " diagnosis documentation evidence examination exercise guidelines hospital inflammation"
    " information laboratory literature management monitoring physician questionnaire recommendation"
    " rehabilitation researchers symptoms technique temperature understanding"
)


@pytest.mark.parametrize(("slip", "meant"), list(zip(SLIPS, MEANT, strict=True)), ids=SLIPS)
def test_an_honest_slip_still_is(slip: str, meant: str) -> None:
    old, new = (text_with(f"It is said of the {word} in this place.") for word in (slip, meant))

    verdict = wording_only(old, new)

    assert (verdict.light, compare(old, new).more_than_wording) == (True, False)
