"""The tables of addresses in the docs name every address of the desk, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from cms.desk.urls import urlpatterns

DOCS = Path(__file__).parents[2] / "docs"
TOLD_IN = ["desk.md", "writing.md", "reviewing.md", "operating.md"]
HEAD = "| address under `/desk/` |"


def told(text: str) -> list[str]:
    """The addresses in the first column of each table whose head says that it is one of addresses."""
    found = []
    for table in text.split(HEAD)[1:]:
        rows = table.partition("\n\n")[0].splitlines()[2:]
        for row in rows:
            first = row.split("|")[1]
            found += re.findall(r"`([^`]*)`", first) or [""]
    return found


def plain(address: str) -> str:
    """The address with every changing part as <>."""
    return re.sub(r"<[^>]*>", "<>", address.replace("articles/…/", "articles/<>/<>/"))


def test_docs_tell_each_address_of_the_desk_once_and_no_other() -> None:
    there = sorted(plain(str(each.pattern)) for each in urlpatterns if each.name != "nowhere")

    assert sorted(plain(one) for name in TOLD_IN for one in told((DOCS / name).read_text())) == there


def test_address_that_is_told_is_found_in_a_table() -> None:
    text = f"{HEAD} what |\n|---|---|\n| (nothing) | work |\n| `a/<n>/`, `b/` | `c/` |\n\n| `d/` | other |\n"

    assert [plain(one) for one in told(text)] == ["", "a/<>/", "b/"]
