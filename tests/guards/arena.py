"""How an attack is made: as the app's own login, past the ORM, for real; and it must leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import User, Version
from articles.states import Status
from reviews import workflow
from reviews.models import BoardMember, Review
from reviews.workflow.signing import meaning_of
from tests import factories
from tests.factories import House


def name(cursor: CursorWrapper, user: User | None) -> None:
    """Name who acts, for this transaction."""
    cursor.execute("SELECT set_config('imprimatur.actor', %s, true)", [str(user.pk) if user else ""])


@contextmanager
def attempt(by: User | None = None, *, isolation: str = "") -> Iterator[CursorWrapper]:
    """A transaction of the app's login that commits; what is done in it is ``by``'s."""
    with transaction.atomic(), connection.cursor() as cursor:
        if isolation:
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
        name(cursor, by)
        yield cursor


@contextmanager
def refused(code: str, *, by: User | None = None, isolation: str = "") -> Iterator[CursorWrapper]:
    """What is done inside is refused with that SQLSTATE, at once or at commit, and changes no row."""
    with unchanged(), refusal(code, by=by, isolation=isolation) as cursor:
        yield cursor


@contextmanager
def unchanged() -> Iterator[None]:
    """Whatever is tried inside, every row of every table is afterwards as it was."""
    before = everything()
    yield
    assert everything() == before


@contextmanager
def refusal(code: str, *, by: User | None = None, isolation: str = "") -> Iterator[CursorWrapper]:
    """What is done inside is refused with that SQLSTATE, at once or at commit."""
    with (
        pytest.raises((DatabaseError, psycopg.Error)) as caught,
        attempt(by, isolation=isolation) as cursor,
    ):
        yield cursor
    assert sqlstate(caught.value) == code, str(caught.value)


def sqlstate(error: BaseException) -> str:
    """The five characters with which PostgreSQL, or a guard, says what is wrong."""
    return str(getattr(error if isinstance(error, psycopg.Error) else error.__cause__, "sqlstate", ""))


def everything() -> str:
    """A hash of all rows of all tables, as they are committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('SELECT md5(string_agg(said, '''' ORDER BY said)) FROM (%s) AS rows',"
            " string_agg(format('SELECT t::text AS said FROM public.%I t', relname), ' UNION ALL '))"
            " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        cursor.execute(cursor.fetchone()[0])
        return str(cursor.fetchone()[0])


def a_full_text(title: str = "How is a wasp sting treated?") -> ArticleText:
    """A text with two sections, two references and a support."""
    first, second, support = uuid4(), uuid4(), uuid4()
    return ArticleText(
        title=title,
        second_title="Stings",
        summary="<p>Cool the sting.</p>",
        plain_summary="<p>Cool it.</p>",
        condition_name="Sting",
        condition_code="T63.4",
        sections=(
            SectionText(
                key=uuid4(),
                level=2,
                heading="At once",
                body=f'<p>For 10 minutes.<cite data-ref="{first}" data-support="{support}"></cite></p>',
                plain_body="<p>Put something cold on it.</p>",
            ),
            SectionText(
                key=uuid4(),
                level=2,
                heading="Later",
                body=f'<p>Watch the breathing.<cite data-ref="{second}"></cite></p>',
            ),
        ),
        references=(
            ReferenceText(key=first, kind="guideline", title="Stings", source="A journal", year=2021),
            ReferenceText(key=second, kind="review", title="Venoms", source="B journal", csl={"volume": "3"}),
        ),
        supports=(
            SupportText(key=support, reference=first, passage="Ten minutes of cooling.", locator="p. 2"),
        ),
    )


@dataclass(frozen=True)
class Arena:
    """A house, and a version in every state."""

    house: House
    versions: dict[str, Version]


def an_arena() -> Arena:
    """Walk a version of an article of its own into every state."""
    house = factories.create_house()
    versions = {
        status.value: in_state(status.value, house, a_full_text(f"What is known of {status.value}?"))
        for status in Status
    }
    return Arena(house, versions)


def in_state(status: str, house: House, text: ArticleText) -> Version:
    """A version with this text in any state, brought there by the verbs."""
    if status == "superseded":
        first = factories.approved(house, text)
        factories.brought_live(workflow.revise(first, by=house.author), house)
        return Version.objects.get(pk=first.pk)
    ways = {
        "draft": lambda: factories.create_draft(house, text),
        "submitted": lambda: factories.submitted(house, text),
        "under_review": lambda: factories.under_review(house, text),
        "scheduled": lambda: factories.scheduled(house, text),
        "approved": lambda: factories.approved(house, text),
        "retracted": lambda: workflow.retract(factories.approved(house, text), by=house.chief, note="Wrong."),
        "returned": lambda: workflow.return_to_author(
            factories.submitted(house, text), by=house.editor, note="Shorter."
        ),
        "declined": lambda: workflow.decline(factories.submitted(house, text), by=house.editor, note="No."),
        "withdrawn": lambda: workflow.withdraw(factories.create_draft(house, text), by=house.author),
    }
    return ways[status]()


def write_event(
    cursor: CursorWrapper,
    version: Version,
    source: str = "",
    target: str = "",
    *,
    action: str = "attack",
    record: tuple[str, int | None] = ("", None),
) -> None:
    """Add a line to the chain by hand."""
    cursor.execute(
        "INSERT INTO reviews_event (version_id, action, source, target, note, record_table, record_id)"
        " VALUES (%s, %s, %s, %s, '', %s, %s)",
        [version.pk, action, source, target, *record],
    )


def set_status(cursor: CursorWrapper, version: Version, status: str) -> None:
    """Set a status by hand."""
    cursor.execute("UPDATE articles_version SET status = %s WHERE id = %s", [status, version.pk])


def sign(
    cursor: CursorWrapper,
    review: Review,
    member: BoardMember,
    *,
    verdict: str = "approve",
    scope: str = "whole",
    digest: str | None = None,
    number: int | None = None,
    meaning: str = "",
) -> int:
    """Insert a sign-off by hand, with the meaning that it has there or another; returns its number."""
    columns, values = "", ""
    if number is not None:
        columns, values = "id, ", f"{int(number)}, "
    cursor.execute(
        f"INSERT INTO reviews_signoff ({columns}review_id, member_id, verdict, scope, meaning, statement,"
        f" digest, method, proof)"
        f" VALUES ({values}%s, %s, %s, %s, %s, '', %s, 'password', %s) RETURNING id",
        [
            review.pk,
            member.pk,
            verdict,
            scope,
            meaning or (meaning_of(review, verdict) if verdict == "approve" else "I have read it."),
            review.digest if digest is None else digest,
            uuid4(),
        ],
    )
    return int(cursor.fetchone()[0])


def approve(
    cursor: CursorWrapper,
    review: Review,
    *,
    digest: str | None = None,
    kind: str = "",
    version: int | None = None,
) -> int:
    """Insert an approval by hand; returns its number."""
    cursor.execute(
        "INSERT INTO reviews_approval (review_id, version_id, digest, kind)"
        " VALUES (%s, %s, %s, %s) RETURNING id",
        [
            review.pk,
            version or review.version_id,
            review.digest if digest is None else digest,
            kind or review.kind,
        ],
    )
    return int(cursor.fetchone()[0])


def publish(cursor: CursorWrapper, review: Review) -> None:
    """Approve and move by hand, as the verb does."""
    number = approve(cursor, review)
    write_event(
        cursor,
        review.version,
        "under_review",
        "approved",
        action="publish",
        record=("reviews_approval", number),
    )
    set_status(cursor, review.version, "approved")


def copied(
    cursor: CursorWrapper,
    version: Version,
    *,
    author: User,
    status: str = "draft",
    number: int | None = None,
    based_on: Version | None = None,
    digest: str = "",
    shown_with_caution: bool = False,
) -> int:
    """Insert the row of the next version by hand, saying the same as ``version``; returns its number.

    Of what the database sets itself, one may claim something else.
    """
    said = ", ".join((*editing.VERSION_FIELDS, "content_format"))
    cursor.execute(
        "INSERT INTO articles_version (article_id, number, status, author_id, based_on_id, created_at,"
        f" revision, digest, digest_scheme, shown_with_caution, {said})"
        f" SELECT article_id, coalesce(%s, number + 1), %s, %s, %s, now(), 0, %s, 1, %s, {said}"
        " FROM articles_version WHERE id = %s RETURNING id",
        [number, status, author.pk, (based_on or version).pk, digest, shown_with_caution, version.pk],
    )
    return int(cursor.fetchone()[0])


def insert_review(cursor: CursorWrapper, version: Version, kind: str = "full") -> int:
    cursor.execute(
        "INSERT INTO reviews_review (version_id, kind, quorum, required_scopes, required_specialties,"
        " review_months, round, digest, opened_at, opened_by_id, outcome, letter)"
        " VALUES (%s, %s, 1, '{}', '{}', 120, 9, 'f', '2001-01-01', 1, '', '') RETURNING id",
        [version.pk, kind],
    )
    return int(cursor.fetchone()[0])


def light_review(house: House, version: Version) -> Review:
    """A comparison of a submitted version, begun by hand; the first member is ready to sign in it."""
    with attempt(house.editor) as cursor:
        number = insert_review(cursor, version, "editorial")
        write_event(cursor, version, "submitted", "under_review", record=("reviews_review", number))
        set_status(cursor, version, "under_review")
    review = Review.objects.get(pk=number)
    workflow.invite(review.version, by=house.editor, members=[house.members[0]])
    factories.ready_to_sign(review, house.members[0])
    return review


def next_version(house: House, was: str, becomes: str) -> Version:
    """The submitted second version of a live article, with another beginning of its one section."""
    text = factories.a_text()
    cite, section = f'<cite data-ref="{text.references[0].key}"></cite></p>', text.sections[0]
    first = replace(text, sections=(replace(section, body=was + cite),))
    then = replace(text, sections=(replace(section, body=becomes + cite),))
    draft = workflow.revise(factories.approved(house, first), by=house.author)
    draft = editing.save(draft, then, by=house.author, revision=draft.revision)
    return workflow.submit(draft, by=house.author)
