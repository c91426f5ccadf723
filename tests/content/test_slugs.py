"""Addresses of titles in any alphabet, and the language that a text is likely in."""

from __future__ import annotations

import pytest

from articles.content.importers import Imported, read
from articles.content.languages import language_of
from articles.content.slugs import is_transliterated, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How is gout treated?", "how-is-gout-treated"),
        ("Чем лечат артрит?", "chem-lechat-artrit"),
        ("Як лікувати подагру?", "yak-likuvati-podagru"),
        ("Πώς θεραπεύεται η αρθρίτιδα;", "pos-therapeyetai-i-arthritida"),
        ("痛风如何治疗？", "tong-feng-ru-he-zhi-liao"),
        ("통풍 치료", "tongpung-chilyo"),
        ("ツウフウ", "tsuufuu"),
        ("كيف يعالج النقرس؟", "kyf-ylj-lnqrs"),
        ("איך מטפלים?", "ykh-mtflym"),
        ("Điều trị bệnh gút thế nào?", "dieu-tri-benh-gut-the-nao"),
        ("Ağrı nasıl tedavi edilir?", "agri-nasil-tedavi-edilir"),
        ("Größe und Übelkeit", "grosse-und-ubelkeit"),
        ("Anti-TNF-α or β-blockers?", "anti-tnf-alpha-or-beta-blockers"),
        ("Crohn's disease: 500/125 or 1.5 mg?", "crohns-disease-500-125-or-1-5-mg"),
        ("?!", ""),
    ],
)
def test_a_title_becomes_an_address_that_says_something(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("title", "transliterated"),
    [
        ("Gout?", False),
        ("β-blockers", False),
        ("Größe", False),
        ("Điều trị", False),
        ("Подагра", True),
        ("ουρική", True),
    ],
)
def test_it_is_known_whether_a_title_was_transliterated(title: str, transliterated: bool) -> None:
    assert is_transliterated(title) is transliterated


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("How is gout treated? The joint is rested, and the patient is given colchicine.", "en"),
        ("Gout. Colchicine 5 mg.", "en"),
        ("In vitro, in vivo, de novo and à la carte", "en"),
        ("Чем лечат подагру?", "ru"),
        ("Як лікувати подагру?", "uk"),
        ("Πώς θεραπεύεται;", "el"),
        ("痛风如何治疗？", "zh"),
        ("痛風はどう治療しますか", "ja"),
        ("통풍 치료", "ko"),
        ("كيف يعالج النقرس؟", "ar"),
        ("نقرس چگونه درمان می‌شود؟", "fa"),
        ("איך מטפלים בשיגדון?", "he"),
        ("Wie wird die Gicht behandelt? Der Arzt gibt bei einem Anfall nicht mehr als 5 mg.", "de"),
        ("Comment traiter la goutte ? Les patients sont traités par la colchicine.", "fr"),
        ("¿Cómo se trata la gota en los pacientes?", "es"),
        ("Gut hastalığı nasıl tedavi edilir ve ne olur?", "tr"),
        ("Điều trị bệnh gút như thế nào?", "vi"),
    ],
)
def test_the_language_of_a_text_is_guessed(text: str, tag: str) -> None:
    assert language_of(text).tag == tag


def imported(title: str, body: str) -> Imported:
    return read(f"{title}\n\n{body}\n\nDrugs\n\n{body}\n".encode())


def test_a_title_in_another_alphabet_is_a_question_to_the_author() -> None:
    result = imported(
        "Чем лечат артрит?", "Rest the joint and wait for the swelling to go before it is moved."
    )

    assert [problem.code for problem in result.problems] == ["address", "guessed-language"]
    assert "chem-lechat-artrit" in result.problems[0].message
    assert result.text.language == "en"


def test_a_text_in_another_language_is_not_called_english() -> None:
    result = imported(
        "Wie wird die Gicht behandelt?", "Der Arzt gibt bei einem Anfall nicht mehr als die Dosis."
    )

    assert result.text.language == "de"
    assert [problem.code for problem in result.problems] == ["guessed-language"]


def test_the_language_that_a_file_states_is_kept() -> None:
    result = read(b"---\ntitle: Wie wird die Gicht behandelt?\nlanguage: de-CH\n---\n\nDer Arzt.\n")

    assert (result.text.language, [problem.code for problem in result.problems]) == ("de-CH", [])
