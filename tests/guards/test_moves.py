"""G2 and G5: a status moves along the graph, together with its event; one version is live, one worked on."""

from __future__ import annotations

import pytest

from articles.content.awaited import awaited_key
from articles.models import Version
from articles.states import Status
from reviews.models import Event
from reviews.verification import LEGAL
from tests import databases
from tests.conftest import database_name
from tests.guards.arena import (
    Arena,
    approve,
    attempt,
    copied,
    refusal,
    refused,
    set_status,
    unchanged,
    write_event,
)

STATES = [status.value for status in Status]
ALONG = sorted((str(source), str(target)) for source, target in LEGAL if source)
# What the database asks for beside the event, and says when it is not there.
ASKED_FOR = {
    ("submitted", "under_review"): "IM003",
    ("under_review", "approved"): "IM004",
    ("under_review", "scheduled"): "IM003",
    ("scheduled", "approved"): "IM003",
    ("approved", "superseded"): "IM003",
    ("approved", "retracted"): "IM003",
}


@pytest.mark.parametrize("source", STATES)
def test_no_status_moves_without_an_event(arena: Arena, source: str) -> None:
    with unchanged():
        for target in STATES:
            if target != source:
                with refusal("IM003", by=arena.house.editor) as cursor:
                    set_status(cursor, arena.versions[source], target)


@pytest.mark.parametrize("source", STATES)
def test_no_status_leaves_the_graph_even_with_an_event(arena: Arena, source: str) -> None:
    with unchanged():
        for target in STATES:
            if target != source and (source, target) not in ALONG:
                with refusal("IM003", by=arena.house.editor) as cursor:
                    write_event(cursor, arena.versions[source], source, target)
                    set_status(cursor, arena.versions[source], target)


@pytest.mark.parametrize("field", ["summary", "plain_summary", "body", "plain_body"])
@pytest.mark.parametrize("support", ["", ' data-support="00000000-0000-4000-8000-000000000000"'])
def test_nothing_is_submitted_whose_marks_wait_for_their_source(
    arena: Arena, field: str, support: str
) -> None:
    draft = arena.versions["draft"]
    table = "section" if "body" in field else "version"
    with attempt(arena.house.author) as cursor:
        cursor.execute(
            f"UPDATE articles_{table} SET {field} = {field} || %s"
            f" WHERE {'version_id' if table == 'section' else 'id'} = %s",
            [f'<p>Ice.<cite data-ref="{awaited_key(7)}"{support}></cite></p>', draft.pk],
        )

    with refused("IM003", by=arena.house.author) as cursor:
        write_event(cursor, draft, "draft", "submitted")
        set_status(cursor, draft, "submitted")


def test_no_status_is_one_that_nobody_knows(arena: Arena) -> None:
    for status in ("", "published", "Approved", "approved "):
        with refused("IM003", by=arena.house.editor) as cursor:
            set_status(cursor, arena.versions["draft"], status)


def test_a_status_is_not_taken_away(arena: Arena) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        cursor.execute("UPDATE articles_version SET status = NULL WHERE status = 'draft'")


@pytest.mark.parametrize(("source", "target"), ASKED_FOR)
def test_an_event_is_not_enough_for_what_asks_for_more(arena: Arena, source: str, target: str) -> None:
    with refused(ASKED_FOR[source, target], by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions[source], source, target)
        set_status(cursor, arena.versions[source], target)


def test_a_version_is_not_scheduled_without_its_approval(arena: Arena) -> None:
    version = arena.versions["under_review"]

    with refused("IM004", by=arena.house.editor) as cursor:
        write_event(cursor, version, "under_review", "scheduled")
        cursor.execute(
            "UPDATE articles_version SET status = 'scheduled', go_live_at = now() + interval '1 day'"
            " WHERE id = %s",
            [version.pk],
        )


def test_an_event_of_another_version_serves_no_move(arena: Arena) -> None:
    other = arena.versions["returned"]

    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions["draft"], "draft", "withdrawn")
        set_status(cursor, other, "withdrawn")


@pytest.mark.parametrize(
    ("status", "source", "target"),
    [
        ("draft", "draft", "submitted"),
        ("draft", "submitted", "under_review"),
        ("submitted", "draft", "submitted"),
        ("approved", "scheduled", "approved"),
        ("approved", "returned", "approved"),
        ("approved", "", "approved"),
        ("under_review", "under_review", "approved"),
        ("superseded", "approved", "superseded"),
        ("retracted", "", "draft"),
    ],
)
def test_an_event_claims_no_move_that_does_not_happen(
    arena: Arena, status: str, source: str, target: str
) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions[status], source, target)


def test_an_event_of_a_move_is_of_a_version(arena: Arena) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        cursor.execute(
            "INSERT INTO reviews_event (action, source, target, note, record_table)"
            " VALUES ('publish', 'under_review', 'approved', '', '')"
        )


def test_an_event_taken_back_serves_no_move(arena: Arena) -> None:
    version = arena.versions["draft"]

    with refused("IM003", by=arena.house.author) as cursor:
        cursor.execute("SAVEPOINT before")
        write_event(cursor, version, "draft", "submitted")
        cursor.execute("ROLLBACK TO SAVEPOINT before")
        set_status(cursor, version, "submitted")


def test_two_moves_do_not_share_an_event(arena: Arena) -> None:
    version = arena.versions["draft"]

    with refused("IM003", by=arena.house.author) as cursor:
        write_event(cursor, version, "draft", "submitted")
        set_status(cursor, version, "submitted")
        set_status(cursor, version, "returned")


def test_a_move_is_not_recorded_twice(arena: Arena) -> None:
    version = arena.versions["draft"]

    with refused("23505", by=arena.house.author) as cursor:
        write_event(cursor, version, "draft", "submitted")
        write_event(cursor, version, "draft", "submitted")
        set_status(cursor, version, "submitted")


@pytest.mark.parametrize(
    "action", ["open", "write", "sign_off", "void", "policy", "grant", "reclassify", "lift"]
)
def test_events_that_the_database_writes_are_not_written_by_hand(arena: Arena, action: str) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions["approved"], action=action)


@pytest.mark.parametrize(
    "action",
    [
        "submit",
        "recall",
        "withdraw",
        "start_review",
        "publish",
        "go_live",
        "supersede",
        "return_to_author",
        "decline",
        "retract",
    ],
)
def test_an_event_of_a_moving_verb_without_its_move_is_refused(arena: Arena, action: str) -> None:
    for version in (arena.versions["under_review"], arena.versions["draft"]):
        with refused("IM003", by=arena.house.chief) as cursor:
            write_event(cursor, version, action=action)


def test_a_move_is_not_called_by_another_name(arena: Arena) -> None:
    version = arena.versions["draft"]

    with refused("IM003", by=arena.house.author) as cursor:
        write_event(cursor, version, "draft", "submitted", action="publish")
        set_status(cursor, version, "submitted")


@pytest.mark.parametrize("who", ["author", "editor", "chief", "stranger"])
@pytest.mark.parametrize(
    "action", ["accept", "decline_invitation", "alarm", "signing_failed", "held_back", "out_of_reach"]
)
def test_nobody_says_what_members_and_the_system_say(arena: Arena, action: str, who: str) -> None:
    for status in ("under_review", "approved"):
        with refused("IM003", by=getattr(arena.house, who)) as cursor:
            write_event(cursor, arena.versions[status], action=action)


def test_a_member_does_not_say_what_they_did_not_do(arena: Arena) -> None:
    """Invited and not more; and no signer of what is live there."""
    for action in ("accept", "decline_invitation", "alarm"):
        with refused("IM003", by=arena.house.reviewers[2]) as cursor:
            write_event(cursor, arena.versions["under_review"], action=action)


@pytest.mark.parametrize("action", ["reaffirm", "full_review", "complete_reaffirmation", "revise", "invite"])
def test_an_event_of_what_there_is_not_is_refused(arena: Arena, action: str) -> None:
    with refused("IM003", by=arena.house.author) as cursor:
        write_event(cursor, arena.versions["approved"], action=action)


def test_a_review_is_recorded_once(arena: Arena) -> None:
    version = arena.versions["under_review"]
    review = version.reviews.get()

    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, version, action="full_review", record=("reviews_review", review.pk))


@pytest.mark.parametrize("table", ["reviews_signoff", "articles_user", "reviews_policy", "pg_class", "x; --"])
def test_no_event_records_what_the_database_records(arena: Arena, table: str) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions["approved"], record=(table, 1))


def test_no_event_records_the_approval_of_another_version(arena: Arena) -> None:
    approval = arena.versions["approved"].approvals.get()

    with refused("IM003", by=arena.house.editor) as cursor:
        write_event(cursor, arena.versions["scheduled"], record=("reviews_approval", approval.pk))


def test_what_an_event_says_of_itself_is_overwritten(arena: Arena) -> None:
    version, other = arena.versions["returned"], arena.versions["draft"]
    last = Event.objects.filter(article=version.article).order_by("-seq")[0]

    with attempt(arena.house.author) as cursor:
        cursor.execute(
            "INSERT INTO reviews_event (article_id, version_id, seq, actor, actor_user_id, action, source,"
            " target, at, note, record_table, record_hash, txid, previous, hash) VALUES (%s, %s, 1,"
            " 'The chief', %s, 'attack', '', '', '2001-01-01', 'Forged.', '', 'f', 1, '', 'f')",
            [other.article_id, version.pk, arena.house.chief.pk],
        )

    event = Event.objects.filter(article=version.article).order_by("-seq")[0]
    assert (event.article_id, event.seq, event.previous) == (version.article_id, last.seq + 1, last.hash)
    assert (event.actor, event.actor_user_id) == ("Author", arena.house.author.pk)
    assert event.at.year > 2001
    assert "f" not in (event.record_hash, event.hash)


@pytest.mark.parametrize("status", [status for status in STATES if status != "draft"])
def test_no_version_begins_in_a_later_state(arena: Arena, status: str) -> None:
    with refused("IM003", by=arena.house.author) as cursor:
        number = copied(cursor, arena.versions["declined"], author=arena.house.author, status=status)
        assert number


@pytest.mark.parametrize("number", [0, 1, 3, 7])
def test_no_version_is_numbered_out_of_turn(arena: Arena, number: int) -> None:
    with refused("IM001", by=arena.house.author) as cursor:
        copied(cursor, arena.versions["declined"], author=arena.house.author, number=number)


def test_no_version_is_based_on_another_article(arena: Arena) -> None:
    with refused("IM001", by=arena.house.author) as cursor:
        copied(
            cursor, arena.versions["declined"], author=arena.house.author, based_on=arena.versions["approved"]
        )


@pytest.mark.parametrize("status", ["draft", "submitted", "under_review", "scheduled"])
def test_no_second_version_is_worked_on(arena: Arena, status: str) -> None:
    with refused("23505", by=arena.house.author) as cursor:
        copied(cursor, arena.versions[status], author=arena.house.author)


def test_a_superseded_version_does_not_come_back(arena: Arena) -> None:
    with refused("IM003", by=arena.house.editor) as cursor:
        set_status(cursor, arena.versions["superseded"], "approved")


def test_nobody_is_named_and_nothing_begins(arena: Arena) -> None:
    with refused("IM002") as cursor:
        copied(cursor, arena.versions["declined"], author=arena.house.author)


def test_an_approval_is_not_inserted_for_what_is_live_or_gone(arena: Arena) -> None:
    for status in ("approved", "scheduled", "superseded", "retracted", "returned"):
        review = arena.versions[status].reviews.first()
        if review:
            with refused("IM004", by=arena.house.editor) as cursor:
                approve(cursor, review)


def test_times_and_numbers_of_a_new_version_are_the_databases(arena: Arena) -> None:
    version = arena.versions["declined"]

    with attempt(arena.house.author) as cursor:
        number = copied(cursor, version, author=arena.house.author, digest="f" * 64, shown_with_caution=True)
        cursor.execute(
            "INSERT INTO articles_section (version_id, key, position, level, heading, body, plain_body)"
            " VALUES (%s, gen_random_uuid(), 1, 2, 'New', '<p>New.</p>', '')",
            [number],
        )

    opened = Version.objects.get(pk=number)
    assert (opened.digest, opened.shown_with_caution, opened.live_at) == ("", False, None)


def test_an_event_of_an_earlier_transaction_serves_no_later_move(arena: Arena) -> None:
    """Even if a superuser has put the version back to where it moved from."""
    version = arena.versions["withdrawn"]
    back = "UPDATE articles_version SET status = %s WHERE id = %s"
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(back, ["draft", version.pk])

        with refused("IM003", by=arena.house.editor) as cursor:
            set_status(cursor, version, "withdrawn")
        with refused("23505", by=arena.house.editor) as cursor:
            write_event(cursor, version, "draft", "withdrawn")

        superuser.execute(back, ["withdrawn", version.pk])
