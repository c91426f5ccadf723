"""Characters that are not seen, are written in parts or in a font of their own, or were lost on the way."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import normalize

import pytest

from articles.content.doses import find_doses
from tests.content.cases.pages import codes, page, said

FORMATS = pytest.mark.parametrize("format", ["text", "markdown"])


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("colchi\u00adcine", "colchicine"),
        ("allo\u200bpurinol", "allopurinol"),
        ("febuxo\u200dstat", "febuxostat"),
        ("predni\u2060solone", "prednisolone"),
        ("na\u200cproxen", "naproxen"),
        ("probe\u200e\u200fnecid", "probenecid"),
        ("ana\ufe00kinra", "anakinra"),
        ("cana\u00ad\u200bkinumab", "canakinumab"),
    ],
)
def test_05a_what_is_not_seen_goes_and_is_reported(written: str, read_as: str, format: str) -> None:
    imported = page(f"Give {written} for a week.", format=format)

    assert (said(imported), codes(imported)) == (f"Give {read_as} for a week.", {"invisible-characters"})


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("bene\ufb01t and e\ufb00ect", "benefit and effect"),
        ("o\ufb03ce in\ufb02ammation", "office inflammation"),
        ("５００ ｍｇ", "500 mg"),
        ("20 ㎎ and 5 ㎍", "20 mg and 5 μg"),
        ("𝐩 below 0.05", "p below 0.05"),
    ],
)
def test_05a_joined_and_wide_characters_become_plain_ones(written: str, read_as: str, format: str) -> None:
    imported = page(f"Known {written} here.", format=format)

    assert (said(imported), codes(imported)) == (f"Known {read_as} here.", {"compatible-characters"})


@FORMATS
@pytest.mark.parametrize("whole", ["Sjögren", "naïve", "Behçet", "Ménière", "Å", "Hashimoto’s Köln"])
def test_05a_letters_in_parts_become_one(whole: str, format: str) -> None:
    imported = page(f"The name is {normalize('NFD', whole)} here.", format=format)

    assert said(imported) == f"The name is {whole} here."


@FORMATS
@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\u200d", "\u200b\u200b", "\ufeff"])
def test_05d_a_dose_with_something_unseen_in_it_is_one(hidden: str, format: str) -> None:
    text = said(page(f"Give allopurinol 100{hidden} mg daily.", format=format))

    assert [dose.text for dose in find_doses(text)] == [
        dose.text for dose in find_doses("Give allopurinol 100 mg daily.")
    ]


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("\uf0b3 60", "≥ 60"),
        ("\uf0a3 60", "≤ 60"),
        ("\uf0b1 60", "± 60"),
        ("\uf06d g", "μ g"),
        ("\uf061-blockers", "α-blockers"),
        ("\uf0ae 60", "→ 60"),
        ("\uf0b9 60", "≠ 60"),
        ("\uf0bb 60", "≈ 60"),
        ("\uf03c 60", "< 60"),
        ("\uf03e 60", "> 60"),
        ("60 \uf0b0", "60 °"),
        ("60 \uf0b4 2", "60 × 2"),
    ],
)
def test_06a_signs_of_the_symbol_font_are_read(written: str, read_as: str, format: str) -> None:
    imported = page(f"Keep it {written} now.", format=format)

    assert (said(imported), codes(imported)) == (f"Keep it {read_as} now.", {"symbol-font"})


@FORMATS
def test_06a_a_sign_of_an_unknown_font_is_reported(format: str) -> None:
    imported = page("Keep it \ue123 60 now.", format=format)

    assert (said(imported), codes(imported)) == ("Keep it \ue123 60 now.", {"lost-character"})


@FORMATS
def test_06a_a_comparator_of_the_symbol_font_at_a_line_is_no_bullet(format: str) -> None:
    assert said(page("\uf0a3 60 kg: one tablet", format=format)) == "≤ 60 kg: one tablet"


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "Treat at an eGFR £30 mL/min.",
        "Stop at £ 10 points.",
        "A fraction £35% is low.",
        "Only in those £12 years.",
        "Weight £50 kg: half.",
        "With £3 flares a year, wait.",
    ],
)
def test_06c_a_pound_sign_that_is_no_money_is_reported(line: str, format: str) -> None:
    imported = page(line, format=format)

    assert (said(imported), codes(imported)) == (line, {"lost-sign"})


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "The drug costs £40 a month.",
        "It saved £1.2 million.",
        "A price of £20,000 per QALY.",
        "They paid £5.",
    ],
)
def test_06c_money_is_not_reported(line: str, format: str) -> None:
    assert codes(page(line, format=format)) == set()


@FORMATS
@pytest.mark.parametrize(
    "line",
    [
        "Give \ufffd60 mg.",
        "60 \ufffd 5 mg",
        "caf\ufffd",
        "\ufffd-blocker",
        "A picture \ufffc here.",
        "Pain \ufffd",
    ],
)
def test_06e_what_stands_for_a_lost_character_is_reported_with_its_line(line: str, format: str) -> None:
    imported = page(f"Take care of it: {line}", format=format)
    (problem,) = (problem for problem in imported.problems if problem.code == "lost-character")

    assert (problem.where, problem.message.startswith("Line 7 has ")) == ("line:7", True)
    assert line in said(imported)


@FORMATS
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Hold it below 100 x 109/L platelets.", 1),
        ("A count of 106 CFU/mL is high.", 1),
        ("Above 104 copies/mL, and 2 × 1012/L cells.", 2),
        ("Neutrophils 1.5x109/L are enough.", 1),
        ("The risk is 10-6 per infusion.", 1),
        ("White cells 4 x 103/µL or less.", 1),
        ("A pulse of 109/min is fast, and 105 patients died.", 0),
    ],
)
def test_06h_an_exponent_that_seems_lost_is_reported(line: str, count: int, format: str) -> None:
    imported = page(line, format=format)

    assert said(imported) == line
    assert [problem.code for problem in imported.problems].count("lost-exponent") == count


@FORMATS
@pytest.mark.parametrize(
    ("dose", "most"),
    [
        ("1·5 mg", "1.5"),
        ("2·25 g", "2.25"),
        ("0·5 mg", "0.5"),
        ("12·5 mg", "12.5"),
        ("2–2·5 mg", "2.5"),
        ("7·5 mg", "7.5"),
    ],
)
def test_07a_a_middle_dot_of_a_figure_stays_and_the_dose_is_whole(dose: str, most: str, format: str) -> None:
    text = said(page(f"Give colchicine {dose} daily.", format=format))

    assert text == f"Give colchicine {dose} daily."
    assert [found.high for found in find_doses(text)] == [Decimal(most)]


@FORMATS
@pytest.mark.parametrize(
    ("dose", "amount"),
    [
        ("20 000 IU", 20_000),
        ("20\u202f000 IU", 20_000),
        ("50 000 units", 50_000),
        ("1'000 mg", 1000),
        ("1 200 mg", 1200),
        ("400 000 IU", 400_000),
    ],
)
def test_07c_thousands_parted_by_a_space_stay_and_the_dose_is_whole(
    dose: str, amount: int, format: str
) -> None:
    text = said(page(f"Give vitamin D {dose} weekly.", format=format))

    assert text == f"Give vitamin D {dose} weekly."
    assert [found.high for found in find_doses(text)] == [amount]


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("5 Â± 2", "5 ± 2"),
        ("â‰¥ 5", "≥ 5"),
        ("â‰¤5", "≤5"),
        ("MÃ©niÃ¨re", "Ménière"),
        ("5â€“7", "5–7"),
        ("Âµg", "µg"),
        ("patientâ€™s", "patient’s"),
        ("37 Â°C", "37 °C"),
        ("Î²-blocker", "β-blocker"),
        ("5 Ã— 2", "5 × 2"),
        ("5 Ã‚Â± 2", "5 ± 2"),
        ("‚â• 5", "≥ 5"),
    ],
)
def test_05a_text_read_in_the_wrong_encoding_is_mended_and_reported(
    written: str, read_as: str, format: str
) -> None:
    imported = page(f"Keep it {written} now.", format=format)

    assert (said(imported), codes(imported)) == (f"Keep it {read_as} now.", {"encoding"})


@FORMATS
@pytest.mark.parametrize(
    "line", ["«Å» is a letter", "the unit is “5 Å”", "São João e irmã", "PÃO", "5 £ and 3 ¥"]
)
def test_05a_letters_that_only_look_so_stay(line: str, format: str) -> None:
    imported = page(f"Here {line} too.", format=format)

    assert (said(imported), codes(imported)) == (f"Here {line} too.", set())


@FORMATS
@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("&ge; 5", "≥ 5"),
        ("&lt; 5", "< 5"),
        ("&gt;5", ">5"),
        ("&#8805;5", "≥5"),
        ("&#x2264; 5", "≤ 5"),
        ("&amp;ge; 5", "≥ 5"),
        ("&amp;lt;5", "<5"),
        ("5 &plusmn; 2", "5 ± 2"),
        ("5&nbsp;mg", "5\u00a0mg"),
        ("R&amp;D", "R&D"),
        ("5 &micro;g", "5 µg"),
    ],
)
def test_05a_entities_are_read_and_reported(written: str, read_as: str, format: str) -> None:
    imported = page(f"Keep it {written} now.", format=format)

    assert (said(imported), codes(imported)) == (f"Keep it {read_as} now.", {"entities"})
