"""What attacks begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import TransactionTestCase

from reviews.models import Review
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import Arena, an_arena, attempt, sign


@pytest.fixture(scope="module")
def arena(django_db_setup: None, django_db_blocker: Any) -> Iterator[Arena]:
    """A house with a version in every state, made once for a module whose attacks all fail."""
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]
        yield an_arena()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


@pytest.fixture
def owner(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the owner, whom the app can never become."""
    login = databases.login("owner", database_name())
    with psycopg.connect(
        user=login.user,
        password=login.password,
        host=login.host,
        port=login.port or None,
        dbname=login.name,
        autocommit=True,
    ) as connection:
        yield connection


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """A house with three members, made once for a module; each of its tests brings an article of its own."""
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]
        yield factories.create_house()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


def _review_of_all(house: House) -> Review:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    for member in house.members:
        factories.ready_to_sign(review, member)
    return review


@pytest.fixture
def review(house: House) -> Review:
    """A version under review; its three members have accepted, declared and cleared."""
    return _review_of_all(house)


@pytest.fixture(scope="module")
def untouched(house: House) -> Review:
    """The same, made once: for what is refused."""
    return _review_of_all(house)


@pytest.fixture(scope="module")
def signed(house: House) -> Review:
    """The same with its quorum of two signatures, made once: for what is refused."""
    review = _review_of_all(house)
    for member in house.members[:2]:
        with attempt(member.user) as cursor:
            sign(cursor, review, member)
    return review
