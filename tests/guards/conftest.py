"""What attacks begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import TransactionTestCase

from articles.models import Version
from reviews import workflow
from reviews.models import Review, SignOff
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import Arena, an_arena, attempt, sign

Superuser = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def arena(django_db_setup: None, django_db_blocker: Any) -> Iterator[Arena]:
    """A house with a version in every state, made once for a module whose attacks all fail."""
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]
        yield an_arena()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


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


@pytest.fixture(scope="module")
def full(django_db_setup: None, django_db_blocker: Any) -> Iterator[Arena]:
    """A version in every state, and a row of every kind that events record."""
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]
        arena = an_arena()
        _fill(arena.house, arena.versions)
        with databases.superuser_connection(database_name()) as superuser:
            _keep(superuser)
        yield arena
        with databases.superuser_connection(database_name()) as superuser:
            superuser.execute("DROP SCHEMA kept CASCADE")
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


def _fill(house: House, versions: dict[str, Version]) -> None:
    live = versions["approved"]
    workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.all()[0].key)
    workflow.set_publication(by=house.chief, contact="office@example.org")
    member = factories.create_member("leaving", by=house.chief)
    workflow.invite(versions["under_review"], by=house.editor, members=[member])
    review = Review.objects.get(version=versions["under_review"])
    factories.ready_to_sign(review, member)
    factories.ready_to_sign(review, house.members[0])
    with attempt(member.user) as cursor:
        sign(cursor, review, member)
    with attempt(house.members[0].user) as cursor:
        objection = sign(cursor, review, house.members[0], verdict="request_changes")
    workflow.answer_objection(SignOff.objects.get(pk=objection), by=house.chief, text="It was checked.")
    workflow.remove_member(member, by=house.chief, reason="Undeclared interests.")
    decided = Review.objects.get(version=versions["scheduled"])
    workflow.withdraw_signoff(decided, by=house.reviewers[1], note="I misread a dose.")


def _tables(superuser: Superuser) -> list[str]:
    rows = superuser.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relname ~ '^(articles|reviews)_' AND relname !~ 'historical'"
    )
    return [name for (name,) in rows.fetchall()]


def _keep(superuser: Superuser) -> None:
    superuser.execute("CREATE SCHEMA kept")
    for table in _tables(superuser):
        superuser.execute(f"CREATE TABLE kept.{table} AS SELECT * FROM public.{table}")


@pytest.fixture
def behind(full: Arena) -> Iterator[Superuser]:
    """A superuser for whom no trigger fires; what is done to rows is undone afterwards."""
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        yield superuser
        for table in _tables(superuser):
            same = (
                f"SELECT NOT EXISTS ((TABLE public.{table} EXCEPT TABLE kept.{table})"
                f" UNION ALL (TABLE kept.{table} EXCEPT TABLE public.{table}))"
            )
            if superuser.execute(same).fetchone() != (True,):
                superuser.execute(f"DELETE FROM public.{table}")
                superuser.execute(f"INSERT INTO public.{table} SELECT * FROM kept.{table}")
