"""Where each kind of person can go from every page of the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Role, User
from reviews import workflow
from tests.factories import House, create_granted, create_house, create_topic, create_user

pytestmark = pytest.mark.django_db(transaction=True)

#: Name, and the key that follows g.
PLACES = {
    "/desk/": ("My work", "w"),
    "/desk/sign/": ("Sign sheet", "s"),
    "/desk/queue/": ("Articles", "a"),
    "/desk/new/": ("New article", "n"),
    "/desk/questions/": ("Questions", "q"),
    "/desk/house/": ("House", "h"),
    "/desk/inbox/": ("Inbox", "i"),
}
ROLES = {
    "author": "/desk/ /desk/queue/ /desk/new/",
    "member": "/desk/ /desk/sign/ /desk/queue/",
    "editor": "/desk/ /desk/queue/ /desk/new/ /desk/questions/",
    "chief of a topic": "/desk/ /desk/queue/ /desk/new/ /desk/questions/",
    "chief": "/desk/ /desk/queue/ /desk/new/ /desk/questions/ /desk/house/",
    "member who edits": "/desk/ /desk/sign/ /desk/queue/ /desk/new/ /desk/questions/",
    "administrator": "/desk/ /desk/queue/",
}


@pytest.fixture
def house() -> House:
    return create_house()


def person(role: str, house: House) -> User:
    if role == "member who edits":
        workflow.grant(house.reviewers[0], Role.EDITOR, by=house.chief, topic=house.topic)
        return house.reviewers[0]
    if role == "chief of a topic":
        return create_granted("deputy", Role.CHIEF, topic=create_topic("cardiology", by=house.chief))
    if role == "administrator":
        return create_user("admin", is_superuser=True, is_staff=True)
    return house.reviewers[0] if role == "member" else getattr(house, role)


def entries(client: Client, user: User) -> list[tuple[str, tuple[str, str]]]:
    client.force_login(user)
    shown = client.get("/desk/keys/").context["places"]
    return [(place.url, (place.name, place.key)) for place in shown]


@pytest.mark.parametrize("role", ROLES)
def test_navigation_offers_what_the_role_may_open(client: Client, house: House, role: str) -> None:
    expected = [(address, PLACES[address]) for address in ROLES[role].split()]

    assert entries(client, person(role, house)) == expected


@pytest.mark.parametrize("role", ROLES)
def test_each_entry_opens_and_says_that_one_is_there(client: Client, house: House, role: str) -> None:
    client.force_login(person(role, house))

    pages = {address: client.get(address) for address in ROLES[role].split()}

    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(pages, 200)
    here = {
        address: [one.url for one in page.context["places"] if one.here] for address, page in pages.items()
    }
    assert here == {address: [address] for address in pages}


def test_inbox_is_in_the_navigation_of_the_demo_alone(client: Client, house: House, settings: Any) -> None:
    before = entries(client, house.author)
    settings.DEMO = True

    assert entries(client, house.author) == [*before, ("/desk/inbox/", PLACES["/desk/inbox/"])]


def test_entries_are_links_on_the_page(client: Client, house: House) -> None:
    client.force_login(house.chief)

    said = client.get("/desk/keys/").content.decode()

    assert [address for address in ROLES["chief"].split() if f'href="{address}"' not in said] == []
