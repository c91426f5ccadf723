"""The preview: what readers will see, to those who may see the version, with no public claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles import editing
from articles.models import Version
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)
STATES = [
    "draft",
    "submitted",
    "under_review",
    "scheduled",
    "approved",
    "superseded",
    "retracted",
    "returned",
]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/preview/"


def test_draft_is_shown_to_each_audience_by_the_readers_own_page(client: Client, house: House) -> None:
    text = factories.a_text()
    section = replace(text.sections[0], plain_body="<p>Keep it cool.</p>")
    draft = factories.create_draft(house, replace(text, sections=(section,)))
    client.force_login(house.author)

    for_professionals = client.get(address(draft)).content.decode()
    for_patients = client.get(address(draft) + "?for=patient").content.decode()

    assert 'class="article wrap"' in for_professionals
    assert "Rest the joint and cool it." in for_professionals
    assert "Keep it cool." not in for_professionals
    assert "Keep it cool." in for_patients
    assert f'href="{address(draft)}?for=patient"' in for_professionals


@pytest.mark.parametrize("status", STATES)
def test_preview_claims_nothing_whatever_the_state(client: Client, house: House, status: str) -> None:
    version = factories.in_state(status, house)
    client.force_login(house.editor)

    answer = client.get(address(version))

    page = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert page.count('name="robots" content="noindex') == 1
    assert "application/ld+json" not in page
    assert 'rel="canonical"' not in page
    assert "A preview." in page


def test_draft_is_said_not_to_be_before_the_board(client: Client, house: House) -> None:
    draft = factories.create_draft(house)
    client.force_login(house.author)

    page = client.get(address(draft)).context["page"]

    assert page.mark.sentence == "A draft. It has not been submitted."
    assert [step.state for step in page.steps] == ["todo", "todo", "todo"]
    assert page.signatures == []


def test_preview_of_a_draft_is_for_those_who_write_in_it(client: Client, house: House) -> None:
    draft = factories.create_draft(house)

    for nobody in (house.stranger, house.reviewers[0]):
        client.force_login(nobody)
        assert client.get(address(draft)).status_code == 404


@pytest.mark.parametrize("parts", [1, 3])
def test_preview_asks_the_same_however_long_the_draft(
    client: Client, house: House, parts: int, django_assert_num_queries: Any
) -> None:
    text = factories.a_text()
    sections = tuple(replace(text.sections[0], key=uuid4()) for _ in range(parts))
    draft = editing.create_article(replace(text, sections=sections), by=house.author, topic=house.topic)
    client.force_login(house.author)

    # session, user, grants, member; version; text; judgement; retractions; house
    with django_assert_num_queries(9):
        client.get(address(draft))
