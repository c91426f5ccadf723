"""Every page of the site costs a fixed number of queries, whatever it lists: one table, walked in a crowd."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from articles.models import Role
from reviews import workflow
from tests.desk import crowd
from tests.desk.addresses import DESK as DESK_ADDRESSES
from tests.desk.addresses import PUBLIC as PUBLIC_ADDRESSES
from tests.desk.counts import ELSEWHERE, LISTS, TABLE, Row
from tests.desk.test_addresses import names_in
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

#: What is a page in the demo alone, and what is one only after something was done.
PAGES_NOW_AND_THEN = {"desk:inbox", "desk:letter", "desk:signed-sheet"}


def pages() -> set[str]:
    """The names of all addresses of the desk and of the public that somebody gets a page from."""
    looked = [*DESK_ADDRESSES, *PUBLIC_ADDRESSES]
    return {row.name for row in looked if "200" in row.expected.split()} | PAGES_NOW_AND_THEN


def without_a_count(names: set[str]) -> set[str]:
    return names - {row.name for row in TABLE} - set(ELSEWHERE)


def address_of(row: Row, places: dict[str, Any]) -> str:
    words = row.args.split()
    query = words.pop() if words and words[-1].startswith("?") else ""
    return reverse(row.name, args=[places.get(word, word) for word in words]) + query


def clients_of(house: House) -> dict[str, Client]:
    """Browsers, each logged in; `both` judges and edits."""
    both = house.reviewers[1]
    workflow.grant(by=house.chief, user=both, role=Role.CHIEF)
    people = {"author": house.author, "member": house.reviewers[0], "editor": house.editor}
    found = {"nobody": Client()}
    for name, user in {**people, "chief": house.chief, "both": both}.items():
        found[name] = Client()
        found[name].force_login(user)
    return found


def cost(client: Client, address: str) -> int:
    """How many queries; the first visit also learns what a process or a session learns once."""
    first = client.get(address)
    assert first.status_code in (200, 302, 410), address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("n", [1, 3])
def test_each_page_costs_what_the_table_says(n: int) -> None:
    house, places = crowd.scene(n)
    clients = clients_of(house)

    wrong = []
    for row in TABLE:
        found = cost(clients[row.who], address_of(row, places))
        if found != row.queries:
            wrong.append(f"{row.name} {row.args} for {row.who}: {found}, not {row.queries}")

    assert "\n".join(wrong) == ""


def test_every_page_of_the_desk_and_of_the_public_is_counted() -> None:
    assert without_a_count(pages()) == set()
    assert without_a_count({"desk:forgotten"}) == {"desk:forgotten"}


def test_every_row_speaks_of_an_address_and_what_is_counted_elsewhere_is() -> None:
    known = set(names_in(get_resolver().url_patterns))
    here = Path(__file__).parent

    def is_there(place: str) -> bool:
        file, _, test = place.partition("::")
        return re.search(rf"^def {test}\(", (here / file).read_text(), re.M) is not None

    assert {row.name for row in TABLE} - known == set()
    assert [place for place in ELSEWHERE.values() if not is_there(place)] == []


def test_no_list_takes_more_than_ten_and_the_review_screen_sixteen() -> None:
    most: dict[str, int] = {}
    for row in TABLE:
        most[row.name] = max(row.queries, most.get(row.name, 0))

    assert LISTS - set(most) == set()
    assert {name: most[name] for name in LISTS if most[name] > 10} == {}
    assert most["desk:review"] == 16
