"""Doses: each one whole, with its parts as they are written."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.content.doses import Dose, find_doses

pytestmark = pytest.mark.thorough


def only(text: str) -> Dose:
    doses = find_doses(text)
    assert len(doses) == 1, [dose.text for dose in doses]
    return doses[0]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Methotrexate: 15-25 mg weekly", "Methotrexate: 15-25 mg weekly"),
        ("give methotrexate 15–25 mg weekly with food", "methotrexate 15–25 mg weekly"),
        ("Azathioprine: 2-3 mg/kg/day", "Azathioprine: 2-3 mg/kg/day"),
        ("Mycophenolate mofetil: 2-3 g/day", "Mycophenolate mofetil: 2-3 g/day"),
        ("when prednisone dose is ≥20 mg daily for ≥4 weeks", "prednisone dose is ≥20 mg daily for ≥4 weeks"),
        ("Adults: 1 mg/kg/day (up to 60-80 mg daily) at first", "1 mg/kg/day (up to 60-80 mg daily)"),
        (
            "intravenous methylprednisolone (1000 mg daily for 3-5 days) first",
            "intravenous methylprednisolone (1000 mg daily for 3-5 days)",
        ),
        (
            "amoxicillin 500 mg orally every 8 hours for 7 days.",
            "amoxicillin 500 mg orally every 8 hours for 7 days",
        ),
        ("naproxen 500 mg twice daily", "naproxen 500 mg twice daily"),
        ("ibuprofen 400 mg three times a day with food", "ibuprofen 400 mg three times a day"),
        ("Take 2 tablets BID.", "2 tablets BID"),
        ("vitamin D 1,000 IU daily", "vitamin D 1,000 IU daily"),
        ("insulin 0.2 units/kg/day", "insulin 0.2 units/kg/day"),
        ("heparin 5000 IU SC every 12 h", "heparin 5000 IU SC every 12 h"),
        ("folic acid 5 mg weekly", "folic acid 5 mg weekly"),
        ("2,5 mg täglich", "2,5 mg"),
        ("levothyroxine 50 µg daily", "levothyroxine 50 µg daily"),
        ("levothyroxine 50 μg daily", "levothyroxine 50 μg daily"),
        ("desmopressin 10 mcg nightly", "10 mcg nightly"),
        ("rituximab 375 mg/m² weekly for 4 weeks", "rituximab 375 mg/m² weekly for 4 weeks"),
        ("rituximab 2 × 1 g on day 1 and 15", "rituximab 2 × 1 g on day 1"),
        ("immunoglobulin 2 g/kg over 2-5 days monthly", "immunoglobulin 2 g/kg over 2-5 days monthly"),
        ("hydrocortisone 1% cream twice daily", "hydrocortisone 1% cream twice daily"),
        ("aspirin at least 75 mg once daily", "aspirin at least 75 mg once daily"),
        ("colchicine 15 mg to 25 mg daily", "colchicine 15 mg to 25 mg daily"),
        ("5 ml per hour", "5 ml per hour"),
        ("allopurinol 100 mg/day, max 800 mg daily", "allopurinol 100 mg/day, max 800 mg daily"),
        ("½ tablet at night", "½ tablet at night"),
        ("triamcinolone acetonide 40 mg once", "triamcinolone acetonide 40 mg once"),
        ("isosorbide mononitrate 20 mg twice daily", "isosorbide mononitrate 20 mg twice daily"),
        ("alendronate 70 mg by mouth once weekly", "alendronate 70 mg by mouth once weekly"),
    ],
)
def test_a_dose_is_found_whole(text: str, whole: str) -> None:
    assert only(text).text == whole


@pytest.mark.parametrize(
    "text",
    [
        "5-year survival is approximately 95%",
        "urate below 6 mg/dL (360 µmol/L)",
        "eGFR < 30 mL/min/1.73 m²",
        "within 24 months of onset",
        "type 2 diabetes, phase 3, grade 4, IL-6, COVID-19, vitamin B12",
        "27 months in 107 patients, 1982",
        "CK of 2000 U/L",
        "three of 12 trials",
        "temperature of 39.5 °C and 120 mm Hg",
        "visits 2 to 4 times weekly",
        "10⁹ cells",
        "patients of ≤60 kg",
    ],
)
def test_what_is_measured_or_counted_is_no_dose(text: str) -> None:
    assert find_doses(text) == []


def test_the_parts_of_a_dose_are_as_written() -> None:
    dose = only("Start oral prednisone ≥0.5–1 mg/kg/day (up to 60-80 mg daily) for at least 4 weeks.")

    assert (dose.route, dose.drug, dose.comparator) == ("oral", "prednisone", "≥")
    assert (dose.amount, dose.low, dose.high) == ("0.5–1", Decimal("0.5"), Decimal(1))
    assert (dose.unit, dose.ceiling, dose.duration) == (
        "mg/kg/day",
        "up to 60-80 mg daily",
        "for at least 4 weeks",
    )


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1,000 mg daily", "1000", "1000"),
        ("2,5 mg daily", "2.5", "2.5"),
        ("0,125 mg daily", "0.125", "0.125"),
        ("1,250.5 mg daily", "1250.5", "1250.5"),
        ("2–3 g/day", "2", "3"),
        ("2—3 g/day", "2", "3"),
        ("10 to 20 mg daily", "10", "20"),
        ("½ tablet daily", "0.5", "0.5"),
        ("1/2 tablet daily", "0.5", "0.5"),
        ("2 × 500 mg daily", "500", "500"),
        ("80/400 mg daily", "80", "80"),
    ],
)
def test_amounts_are_numbers_too(text: str, low: str, high: str) -> None:
    dose = only(text)

    assert (dose.low, dose.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "prednisone 40 daily",
        "methotrexate 15-25 weekly",
        "reduce to 10 daily",
        "Dose: 300.",
        "take 2 twice daily",
    ],
)
def test_an_amount_of_nothing_stated_lacks_a_unit(text: str) -> None:
    assert [dose.lacks_unit for dose in find_doses(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "prednisone 40 mg",
        "Adults: 1 mg/kg",
        "methotrexate 15 mg, with folic acid 5 mg weekly",
        "colchicine ≥2 mg for 5 days",
    ],
)
def test_a_dose_without_frequency_lacks_it(text: str) -> None:
    assert find_doses(text)[0].lacks_frequency


@pytest.mark.parametrize(
    "text",
    [
        "prednisone 40 mg daily",
        "azathioprine 2 mg/kg/day",
        "colchicine 1.2 mg at onset",
        "then colchicine 0.6 mg one hour later",
        "a single dose of methylprednisolone 120 mg",
        "once daily prednisone 40 mg",
        "taper by 5 mg",
        "the 5 mg tablets",
        "for doses above 20 mg",
        "a total of 1.8 mg",
        "hydrocortisone 100 mg intravenously at once",
        "hydrocortisone 200 mg by continuous infusion over 24 hours",
        "prednisolone at 0.5-1 mg/kg daily, as a rule 40-60 mg",
    ],
)
def test_a_dose_that_needs_no_frequency_lacks_none(text: str) -> None:
    assert not any(dose.lacks_frequency for dose in find_doses(text))


def test_doses_stay_on_their_line() -> None:
    texts = [dose.text for dose in find_doses("Azathioprine\n2 mg/kg\ndaily for all")]

    assert texts == ["2 mg/kg"]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "5",
                "15-25",
                " ",
                "mg",
                "daily",
                "≥",
                "(",
                ")",
                "up to",
                "/kg",
                ",",
                "methotrexate",
                "\n",
                "½",
                "×",
                "for",
                "weeks",
                "%",
            ]
        )
    ).map(" ".join)
)
def test_doses_of_anything_are_in_order_and_as_the_text_has_them(text: str) -> None:
    doses = find_doses(text)

    assert all(text[dose.start : dose.end] == dose.text for dose in doses)
    assert all(first.end <= second.start for first, second in pairwise(doses))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 300_000,
        "1 " * 150_000,
        "at least " * 30_000,
        "(" * 300_000,
        "a" * 300_000,
        "1 mg " * 40_000,
        "5 daily " * 40_000,
    ],
)
def test_finding_doses_is_quick_on_any_text(text: str) -> None:
    assert all(dose.text for dose in find_doses(text))
