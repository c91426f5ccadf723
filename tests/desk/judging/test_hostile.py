"""Hostile text that somebody put into old versions past every door: it comes out as nothing, on each page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import Client

from articles.models import Version
from tests import factories
from tests.desk.judging.test_screen import house, page_of, second_round, with_dose
from tests.factories import House

__all__ = ["house"]

pytestmark = pytest.mark.django_db(transaction=True)

BODIES = (
    '<p onclick="steal()">Give 9 mg daily.<script>steal()</script><img src=x onerror="steal()"></p>',
    '<p>Give <a href="javascript:steal()">9 mg</a> daily.</p>'
    '<iframe srcdoc="steal()"></iframe><svg onload=steal()>',
)
ADDRESS = "javascript:steal()"


def put_past_the_door(superuser: psycopg.Connection[Any], version: Version, body: str) -> None:
    superuser.execute("SET session_replication_role = replica")
    said = {"body": body, "version": version.pk, "url": ADDRESS}
    superuser.execute(
        "UPDATE articles_section SET body = %(body)s, plain_body = %(body)s WHERE version_id = %(version)s",
        said,
    )
    superuser.execute("UPDATE articles_version SET summary = %(body)s WHERE id = %(version)s", said)
    superuser.execute("UPDATE articles_reference SET url = %(url)s WHERE version_id = %(version)s", said)
    superuser.execute("SET session_replication_role = origin")


def pages(client: Client, house: House, version: Version) -> Iterator[str]:
    yield page_of(client, house, version).content.decode()
    yield page_of(client, house, version, "?view=side").content.decode()
    yield client.get(f"/desk/articles/{version.article.slug}/{version.number}/").content.decode()


def harm_in(html: str) -> list[str]:
    signs = ("<script>steal", "onclick=", "onerror=", 'href="javascript', "srcdoc", "<svg onload", "<iframe")
    return [sign for sign in signs if sign in html.lower()]


@pytest.mark.parametrize("body", BODIES)
def test_hostile_text_in_a_first_version_comes_out_harmless(
    client: Client, house: House, superuser: psycopg.Connection[Any], body: str
) -> None:
    version = factories.under_review(house, with_dose("0.5 mg daily"))
    factories.ready_to_sign(version.reviews.get(), house.members[2])
    put_past_the_door(superuser, version, body)

    found = list(pages(client, house, version))

    assert [harm_in(html) for html in found] == [[], [], []]
    assert ["9 mg" in html for html in found] == [True, True, True]


@pytest.mark.parametrize("body", BODIES)
def test_hostile_text_in_the_version_before_comes_out_harmless(
    client: Client, house: House, superuser: psycopg.Connection[Any], body: str
) -> None:
    version = second_round(house, with_dose("0.5 mg daily"), with_dose("1 mg daily"))
    put_past_the_door(superuser, version.article.versions.get(number=1), body)

    found = list(pages(client, house, version))

    assert [harm_in(html) for html in found] == [[], [], []]
    assert ["9 mg" in html for html in found] == [True, True, False]
