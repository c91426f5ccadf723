"""The desk's list of links for readers outside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles.models import Version
from reviews import sharing
from reviews.models import Share
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def version(house: House) -> Version:
    return factories.under_review(house)


@pytest.fixture
def editor(client: Client, house: House) -> Client:
    client.force_login(house.editor)
    return client


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/shares/"


def test_link_is_shown_once_and_works(editor: Client, version: Version) -> None:
    made = editor.post(address(version), {"invitee": "Dr Outside", "purpose": "", "days": "7"}, follow=True)
    shown = re.search(r"https?://[^/\"]+(/shared/[^/\"]+/)", made.content.decode())

    assert shown
    assert Client().get(shown[1]).status_code == 200
    assert shown[1] not in editor.get(address(version)).content.decode()


def test_link_for_nobody_is_refused_in_words(editor: Client, version: Version) -> None:
    page = editor.post(address(version), {"invitee": "", "days": "7"})

    assert (page.status_code, Share.objects.count()) == (422, 0)
    assert b"Say for whom the link is." in page.content


def test_revoking_is_one_press(editor: Client, house: House, version: Version) -> None:
    made, secret = sharing.share(version, by=house.editor, invitee="Dr Outside")

    editor.post(f"/desk/shares/{made.pk}/revoke/")

    assert Client().get(f"/shared/{secret}/").status_code == 410


def test_each_opening_is_listed(
    editor: Client, house: House, version: Version, guard_clock: GuardClock
) -> None:
    _, secret = sharing.share(version, by=house.editor, invitee="Dr Outside")
    Client().get(f"/shared/{secret}/")
    guard_clock.move(hours=2)
    Client().get(f"/shared/{secret}/")

    page = editor.get(address(version))

    assert "Opened 2 times, last on" in page.content.decode()
    visits = [visit.at for visit in page.context["shares"][0].log]
    assert visits[0] - visits[1] > timedelta(hours=1)


def test_member_of_the_review_is_told_who_shares(client: Client, house: House, version: Version) -> None:
    client.force_login(house.reviewers[0])

    page = client.get(address(version))

    assert page.status_code == 403
    assert b"The editors of this topic share a text with readers outside." in page.content


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    editor: Client, house: House, version: Version, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        sharing.visited(sharing.share(version, by=house.editor, invitee=f"Dr {number}")[0])
    editor.get(address(version))

    # Session; user; grants; seat; the version; its links; when they were opened; topics; the house.
    with django_assert_num_queries(9):
        editor.get(address(version))
