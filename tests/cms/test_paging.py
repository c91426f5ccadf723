"""Where a list goes on is somebody's to type: nonsense is no place, and never an error."""

from __future__ import annotations

import pytest

from cms import paging


@pytest.mark.parametrize("said", ["", "²", "٣", "-1", "1.5", "x", "1" * 19, "9" * 400, " 7", "7\n", "\x00"])
def test_what_is_no_number_of_a_row_is_none(said: str) -> None:
    assert paging.row_number(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "",
        "x",
        "2026-13-45T99:99:99Z",
        "2026-01-01",
        "2026-01-01T10:00:00",
        "0001-01-01T00:00:00+14:00",
        "\x00",
    ],
)
def test_what_is_no_moment_is_none(said: str) -> None:
    assert paging.moment(said) is None


def test_a_place_in_a_list_is_read() -> None:
    moment = paging.moment("2026-12-01T06:00:00.000001+0000")

    assert (paging.row_number("17"), moment is not None and moment.isoformat()) == (
        17, "2026-12-01T06:00:00.000001+00:00",
    )  # fmt: skip
