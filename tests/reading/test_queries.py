"""Pages cost a fixed number of queries, whatever they hold."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.content.text import SectionText
from articles.models import Version
from reviews import workflow
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house(visibility="with_caution")


def long_article(house: House, sections: int) -> Version:
    text = factories.a_text()
    key = text.references[0].key
    source = type(text.references[0])(**{**vars(text.references[0]), "doi": "10.5555/1"})
    more = tuple(
        SectionText(
            key=uuid4(), level=2, heading=f"Part {n}", body=f'<p>Said.<cite data-ref="{key}"></cite></p>'
        )
        for n in range(sections)
    )
    return factories.approved(
        house, type(text)(**{**vars(text), "sections": (*text.sections, *more), "references": (source,)})
    )


@pytest.mark.parametrize("count", [1, 30])
def test_cold_article_page_costs_five_queries_whatever_its_length(
    house: House, count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = long_article(house, count)

    # The house; the versions for the gate; the text; the judgement; retractions of its sources.
    with django_assert_num_queries(5):
        client.get(f"/articles/{version.article.slug}/")


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_four_queries(
    house: House, count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = factories.approved(house)
    for _ in range(count):
        version = factories.brought_live(workflow.revise(version, by=house.author), house)

    # The house; the versions; what each says and who signed it; the notice.
    with django_assert_num_queries(4):
        client.get(f"/articles/{version.article.slug}/history/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 3),  # the house; recent articles; topics
        ("/topics/rheumatology/", 3),  # the house; the topic; its articles
        ("/board/", 3),  # the house; the clock; members with what they signed
        ("/board/reviewer1/", 5),  # the house; the member, removal, disclosure, signatures
        ("/editorial-policy/", 2),  # the house; the policies
    ],
)
def test_lists_cost_the_same_for_one_and_for_three(
    house: House,
    path: str,
    queries: int,
    count: int,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        factories.approved(house)
        factories.submitted(house)

    with django_assert_num_queries(queries):
        client.get(path)
