"""What happens between two transactions: each waits where it must, and looks again at what was committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from articles.models import User
from reviews import workflow
from reviews.models import Event, Review
from reviews.verification import verify
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import attempt, publish, refused, sign, sqlstate

Session = psycopg.Connection[Any]
LOCKED = "55P03"


def _connect() -> Session:
    login = databases.login("app", database_name())
    return psycopg.connect(
        user=login.user,
        password=login.password,
        host=login.host,
        port=login.port or None,
        dbname=login.name,
        options="-c lock_timeout=150ms",
    )


@pytest.fixture
def session() -> Iterator[Callable[[User], Session]]:
    """Further sessions of the app's login; each in a transaction of a person's, and none waits long."""
    with ExitStack() as stack:

        def begin(by: User) -> Session:
            connection = stack.enter_context(_connect())
            connection.execute("SELECT set_config('imprimatur.actor', %s, true)", [str(by.pk)])
            return connection

        yield begin


def _code(session: Session, statement: str, params: list[object]) -> str | None:
    """Say how a statement is refused: its SQLSTATE; the session's transaction is over then."""
    with pytest.raises(psycopg.Error) as caught:
        session.execute(statement, params)
    session.rollback()
    return sqlstate(caught.value)


ADD = (
    "INSERT INTO articles_section (version_id, key, position, level, heading, body, plain_body)"
    " VALUES (%s, gen_random_uuid(), 9, 2, 'Late', '<p>Late.</p>', '')"
)
SUBMIT = "UPDATE articles_version SET status = 'submitted' WHERE id = %s"
SUBMITTED = (
    "INSERT INTO reviews_event (version_id, action, source, target, note, record_table)"
    " VALUES (%s, 'submit', 'draft', 'submitted', '', '')"
)


def test_a_submit_waits_for_a_section_that_is_being_written(
    house: House, session: Callable[[User], Session]
) -> None:
    draft = factories.create_draft(house)
    writer, submitter = session(house.author), session(house.author)

    writer.execute(ADD, [draft.pk])
    submitter.execute(SUBMITTED, [draft.pk])

    assert _code(submitter, SUBMIT, [draft.pk]) == LOCKED


def test_a_section_waits_for_a_submit_and_is_refused_by_it(
    house: House, session: Callable[[User], Session]
) -> None:
    draft = factories.create_draft(house)
    submitter, writer = session(house.author), session(house.author)
    submitter.execute(SUBMITTED, [draft.pk])
    submitter.execute(SUBMIT, [draft.pk])

    assert _code(writer, ADD, [draft.pk]) == LOCKED

    submitter.commit()
    with refused("IM001", by=house.author) as cursor:
        cursor.execute(ADD, [draft.pk])


def test_a_submit_from_an_old_picture_of_the_text_is_refused(
    house: House, session: Callable[[User], Session]
) -> None:
    """Else its digest would lack the section that was committed meanwhile."""
    draft = factories.create_draft(house)
    old = _connect()
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    old.execute(
        "SELECT set_config('imprimatur.actor', %s, true), count(*) FROM articles_section",
        [str(house.author.pk)],
    )
    with attempt(house.author) as cursor:
        cursor.execute(ADD, [draft.pk])

    assert _code(old, SUBMITTED, [draft.pk]) == "IM007"
    old.close()


def test_a_section_written_from_an_old_picture_of_its_version_is_refused(house: House) -> None:
    draft = factories.create_draft(house)
    old = _connect()
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    old.execute(
        "SELECT set_config('imprimatur.actor', %s, true), count(*) FROM articles_version",
        [str(house.author.pk)],
    )
    with attempt(house.author) as cursor:
        cursor.execute(SUBMITTED, [draft.pk])
        cursor.execute(SUBMIT, [draft.pk])

    assert _code(old, ADD, [draft.pk]) == "40001"
    old.close()


def test_a_first_contribution_waits_for_a_verb_on_its_article(
    house: House, session: Callable[[User], Session]
) -> None:
    """It locks in the order of the verbs, article then version, so that neither ends in a deadlock."""
    draft = factories.create_draft(house)
    verb, writer = session(house.editor), session(house.editor)
    verb.execute("SELECT 1 FROM articles_article WHERE id = %s FOR NO KEY UPDATE", [draft.article_id])

    assert _code(writer, ADD, [draft.pk]) == LOCKED
    verb.execute("SELECT 1 FROM articles_version WHERE id = %s FOR NO KEY UPDATE", [draft.pk])


SIGN = (
    "INSERT INTO reviews_signoff"
    " (review_id, member_id, verdict, scope, meaning, statement, digest, method, proof)"
    " VALUES (%s, %s, 'approve', 'whole', 'Read.', '', %s, 'password', gen_random_uuid())"
)
REMOVE = "INSERT INTO reviews_removal (member_id, reason) VALUES (%s, 'Undeclared interests.')"


def test_a_signature_waits_for_a_decision(
    house: House, review: Review, session: Callable[[User], Session]
) -> None:
    _two_sign(house, review)
    signer = session(house.members[2].user)

    with attempt(house.editor) as cursor:
        publish(cursor, review)
        assert _code(signer, SIGN, [review.pk, house.members[2].pk, review.digest]) == LOCKED


def test_a_removal_waits_for_a_decision_and_then_voids_what_it_counted(
    house: House, session: Callable[[User], Session]
) -> None:
    member = factories.create_member("leaving", by=house.chief)
    version = factories.submitted(house)

    workflow.start_review(version, by=house.editor, members=[member, house.members[0]])
    review = Review.objects.get(version=version)
    for one in (member, house.members[0]):
        factories.ready_to_sign(review, one)
        with attempt(one.user) as cursor:
            sign(cursor, review, one)
    remover = session(house.chief)
    remover.execute("SET LOCAL lock_timeout = '5s'")

    with ThreadPoolExecutor(1) as pool:
        with attempt(house.editor) as cursor:
            publish(cursor, review)
            removal = pool.submit(remover.execute, REMOVE, [member.pk])
            assert not removal.done()
        removal.result(5)
        remover.commit()

    assert review.signoffs.get(voiding__isnull=False).voiding.after_decision
    assert verify(slug=version.article.slug) == []


def test_a_removal_waits_for_a_signature_and_voids_it(
    house: House, session: Callable[[User], Session]
) -> None:
    member = factories.create_member("signing", by=house.chief)
    version = factories.submitted(house)

    workflow.start_review(version, by=house.editor, members=[member])
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, member)
    remover = session(house.chief)
    remover.execute("SET LOCAL lock_timeout = '5s'")

    with ThreadPoolExecutor(1) as pool:
        with attempt(member.user) as cursor:
            sign(cursor, review, member)
            removal = pool.submit(remover.execute, REMOVE, [member.pk])
        removal.result(5)
        remover.commit()

    assert review.signoffs.exclude(voiding=None).count() == 1


def test_two_changes_of_the_house_stand_in_line(house: House, session: Callable[[User], Session]) -> None:
    first, second = session(house.chief), session(house.chief)
    first.execute("UPDATE reviews_policy SET review_months = 23")

    assert _code(second, "UPDATE articles_topic SET description = 'x'", []) == LOCKED


def test_events_from_many_threads_make_one_line(house: House) -> None:
    draft = factories.create_draft(house)
    before = Event.objects.filter(article=draft.article).count()

    def write(_: int) -> None:
        with _connect() as session:
            for _ in range(10):
                session.execute("SET LOCAL lock_timeout = '10s'")
                session.execute("SELECT set_config('imprimatur.actor', %s, true)", [str(house.author.pk)])
                session.execute(
                    "INSERT INTO reviews_event (version_id, action, source, target, note, record_table)"
                    " VALUES (%s, 'note', '', '', '', '')",
                    [draft.pk],
                )
                session.commit()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))

    seqs = list(Event.objects.filter(article=draft.article).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, before + 61))
    assert verify(slug=draft.article.slug) == []


def _two_sign(house: House, review: Review) -> None:
    for member in house.members[:2]:
        with attempt(member.user) as cursor:
            sign(cursor, review, member)
