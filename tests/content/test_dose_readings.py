"""The table of dose_readings.toml: each text is read as what it is, whoever reads it."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from articles.content.doses import find_doses

TABLE = tomllib.loads(Path(__file__).with_name("dose_readings.toml").read_text("utf-8"))
ROWS = [(row[0], row[1:]) for group in TABLE.values() for row in group["rows"]]


def read(text: str) -> list[tuple[Decimal, Decimal, str, str]]:
    return [(dose.low, dose.high, dose.measure, dose.frequency) for dose in find_doses(text)]


@pytest.mark.parametrize(("text", "doses"), ROWS)
def test_a_text_is_read_as_the_table_says(text: str, doses: list[list[str]]) -> None:
    assert read(text) == [(Decimal(low), Decimal(high), *rest) for low, high, *rest in doses]
