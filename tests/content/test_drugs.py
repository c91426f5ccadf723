"""Names of drugs and classes: known where they are drugs, not where ordinary words and tests are meant."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from articles.content.diff.synonyms import in_one_spelling
from articles.content.drugs import classes_in, drugs_in
from articles.content.respelling import two, words_two
from articles.content.respelling.words_one import ORDINARY, REAL, SPELLINGS
from articles.content.wordlists import words_in

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "cms" / "demo" / "content"
#: What the demo names, read through by a person. Whoever writes of another drug there adds it here.
REVIEWED = frozenset(
    words_in(
        "acarbose aciclovir acyclovir allopurinol amitriptyline amlodipine amoxicillin apixaban"
        " aspirin atorvastatin atovaquone azathioprine azithromycin benazepril bisoprolol calcium"
        " carbamazepine carbimazole carnitine carvedilol cefuroxime chlortalidone ciclosporin"
        " clarithromycin clavulanate clozapine co-trimoxazole codeine colchicine cortisol"
        " cyclophosphamide dabigatran dasiglucagon dexamethasone diltiazem doxazosin doxycycline"
        " edoxaban enalapril eplerenone erythromycin ezetimibe famciclovir febuxostat fludrocortisone"
        " folate fosfomycin gabapentin glargine glimepiride glucagon glucose hydrocortisone ibuprofen"
        " indapamide insulin iron ivig labetalol levofloxacin levothyroxine lidocaine liothyronine"
        " liquorice liraglutide lisinopril losartan metformin methenamine methotrexate methyldopa"
        " methylprednisolone metoprolol moxifloxacin mycophenolate naproxen nifedipine nitrofurantoin"
        " noradrenaline octreotide oestrogen oestrogens oxygen paracetamol penicillin"
        " phenoxymethylpenicillin phenytoin pivmecillinam potassium prednisolone prednisone ramipril"
        " rifampicin rituximab rivaroxaban rosuvastatin sacubitril sarilumab semaglutide simvastatin"
        " sodium spironolactone succinate sulfamethoxazole tacrolimus telmisartan tocilizumab"
        " trimethoprim upadacitinib valaciclovir valsartan verapamil warfarin"
    )
)


def demo_words() -> set[str]:
    said = " ".join(path.read_text("utf-8") for path in DEMO.rglob("*") if path.is_file())
    return set(re.findall(r"\w+(?:[-'’]\w+)*", said.lower()))


def test_nothing_in_the_demo_is_taken_for_a_drug_that_is_none() -> None:
    named = {name for word in demo_words() for name in drugs_in([word])}

    assert (sorted(named - REVIEWED), len(named) > 90) == ([], True)


def test_no_ordinary_word_is_a_drug() -> None:
    spelt = {word for pair in SPELLINGS for word in pair}
    common = words_in(
        "the patient dose rest balance patch focus support relief comfort antibody antibodies"
        " antigens ferritin transferrin angiotensin neprilysin calcineurin hla-b il-6 hba1c cd20 water"
        " food meal alcohol blood heart liver kidney muscle serum plasma urate creatinine bilirubin"
        " albumins enzyme receptor protein"
    )

    assert drugs_in(sorted((ORDINARY | REAL | spelt | set(common)) - {"abilify"})) == []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("paracetamol and acetaminophen", ["paracetamol", "acetaminophen"]),
        ("adrenaline or epinephrine", ["adrenaline", "epinephrine"]),
        ("folinic acid", ["folinic acid"]),
        ("sodium chloride", ["sodium chloride", "sodium"]),
        ("methotrexate-induced", ["methotrexate"]),
        ("Humira’s", ["humira"]),
        ("a JAK inhibitor", []),
        ("the antibody titre", []),
    ],
)
def test_drugs_are_found_by_any_of_their_names(said: str, names: list[str]) -> None:
    assert drugs_in(said.split()) == names


@pytest.mark.parametrize(
    ("said", "classes"),
    [
        ("an α-blocker", ["α-blocker"]),
        ("beta blockers", ["beta blockers"]),
        ("a JAK inhibitor", ["jak", "jak inhibitor"]),
        ("loop diuretics", ["loop diuretics"]),
        ("NSAIDs and SSRIs", ["nsaids", "ssris"]),
        ("a viral infection in hypertensive people", []),
        ("the patients", []),
    ],
)
def test_classes_are_found_with_the_word_before_them(said: str, classes: list[str]) -> None:
    assert classes_in(said.split()) == classes


def test_the_dictionary_is_read_by_the_first_comparison_and_its_package_never_imported() -> None:
    program = (
        "import sys; from articles.content import diff, drugs, editorial\n"
        "loaded = lambda: (drugs._names.cache_info().currsize, f'{drugs._PACKAGE}' in sys.modules)\n"
        "print(loaded()); diff.merged('<p>Rest it.</p>', '<p>Cool it.</p>'); print(loaded())"
    )

    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout.split("\n")[:2] == ["(0, False)", "(1, False)"]


def test_each_listed_pair_of_names_is_one_drug() -> None:
    assert (
        in_one_spelling("Paracetamol, adrenaline and ADRENALINE")
        == "Acetaminophen, epinephrine and ADRENALINE"
    )
    assert (
        in_one_spelling("azathioprine Imuran prednisone prednisolone")
        == "azathioprine Imuran prednisone prednisolone"
    )


@pytest.mark.thorough
def test_no_slip_of_an_ordinary_word_that_is_a_name_is_put_right() -> None:
    """The list of names is frozen with the rule; a newer dictionary that knows more asks for another rule."""
    taken = [
        (was, now)
        for now in sorted(ORDINARY)
        for was in {slip for slip in two.one_letter_away(now) if two.is_slip(slip, now)} - ORDINARY
        if drugs_in([was]) and two.is_put_right(was, now, frozenset())
    ]

    assert taken == []
    assert not words_two.NAMES & ORDINARY
