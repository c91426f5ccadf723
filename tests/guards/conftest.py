"""What attacks begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import TransactionTestCase

from tests import databases
from tests.conftest import database_name
from tests.guards.arena import Arena, an_arena


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
