"""Around judging: who settles a comment, what one keeps while reading, links for outside, safety sweeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from articles import clock
from articles.models import Role, User, Version
from reviews import commenting, preparing, sharing, sweeping, workflow
from reviews.models import Comment, Preparation, Review, Share, Sweep, SweepItem
from tests import factories
from tests.factories import House
from tests.guards.arena import attempt, refused
from tests.guards.test_judging import insert

pytestmark = pytest.mark.thorough

# Comments


@pytest.fixture
def said(house: House, review: Review) -> Comment:
    """A member's comment that is to be settled first."""
    return commenting.comment(review, by=house.reviewers[0], body="Which joint?", blocking=True)


def settle(cursor: CursorWrapper, said: Comment, by: User) -> None:
    cursor.execute(
        "UPDATE reviews_comment SET resolved_by_id = %s, resolved_at = now() WHERE id = %s", [by.pk, said.pk]
    )


@pytest.mark.parametrize("who", ["author", "stranger", "another member", "editor elsewhere", "system"])
def test_comment_is_not_settled_by_bystanders(house: House, said: Comment, who: str) -> None:
    by = {
        "another member": lambda: house.reviewers[1],
        "editor elsewhere": lambda: editor_elsewhere(house),
        "system": User.objects.system,
    }.get(who, lambda: getattr(house, who))()

    with refused("IM005", by=by) as cursor:
        settle(cursor, said, house.editor)


@pytest.mark.parametrize("who", ["writer", "editor", "chief"])
def test_comment_is_settled_by_its_writer_and_by_editors(house: House, said: Comment, who: str) -> None:
    by = house.reviewers[0] if who == "writer" else getattr(house, who)

    with attempt(by) as cursor:
        settle(cursor, said, house.stranger)

    assert Comment.objects.get(pk=said.pk).resolved_by == by


def editor_elsewhere(house: House) -> User:
    found = User.objects.filter(username="elsewhere").first()
    return found or factories.create_granted(
        "elsewhere", Role.EDITOR, topic=factories.create_topic("elsewhere", by=house.chief)
    )


# What is kept while reading


@pytest.fixture
def kept(house: House, review: Review) -> Preparation:
    """Words and a verdict that the first member keeps."""
    by = house.reviewers[0]
    preparing.save_typed(review, by=by, words={"comment:": "Which", "note": "Two"})
    return preparing.prepare(review, by=by, verdict="approve", digest=review.digest, statement="Well said.")


def test_nobody_throws_away_what_somebody_else_prepared(house: House, kept: Preparation) -> None:
    for by in (house.reviewers[1], house.chief):
        with refused("IM005", by=by) as cursor:
            cursor.execute("DELETE FROM reviews_preparation WHERE id = %s", [kept.pk])

    with attempt(house.reviewers[0]) as cursor:
        cursor.execute("DELETE FROM reviews_preparation WHERE id = %s", [kept.pk])
    assert not Preparation.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    "change",
    [
        'typed = typed || \'{"more": "words"}\'',
        'typed = \'{"note": "Three"}\'',
        "verdict = 'request_changes'",
        "statement = 'Otherwise.'",
        "prepared_at = now()",
    ],
)
def test_nothing_more_is_prepared_once_the_review_is_closed(
    house: House, kept: Preparation, change: str
) -> None:
    workflow.return_to_author(kept.review.version, by=house.editor, note="Shorter.")

    with refused("IM005", by=house.reviewers[0]) as cursor:
        cursor.execute(f"UPDATE reviews_preparation SET {change} WHERE id = %s", [kept.pk])
    with refused("IM005", by=house.reviewers[1]) as cursor:
        insert(
            cursor,
            "reviews_preparation",
            review_id=kept.review_id,
            member_id=house.members[1].pk,
            typed="{}",
            verdict="",
            scope="whole",
            statement="",
            digest="",
            saved_at=clock.now(),
        )


def test_what_was_prepared_is_taken_away_after_the_review_too(house: House, kept: Preparation) -> None:
    workflow.return_to_author(kept.review.version, by=house.editor, note="Shorter.")
    by = house.reviewers[0]

    preparing.sent(kept.review, by=by, names=["note"])
    preparing.unprepare(kept.review, by=by)

    row = Preparation.objects.get(pk=kept.pk)
    assert (row.prepared_at, row.verdict) == (None, "")
    assert row.typed["sign:statement"] == "Well said."
    assert [name for name in row.typed if not name.startswith("sign:")] == ["comment:"]


# Links for readers outside


def link(cursor: CursorWrapper, version: Version, *, days: int) -> int:
    return insert(
        cursor,
        "reviews_share",
        version_id=version.pk,
        invitee="Dr Outside",
        purpose="",
        token_digest=uuid4().hex * 2,
        expires_at=clock.now() + timedelta(days=days),
    )


def test_link_is_made_by_an_editor_of_the_topic(house: House, review: Review) -> None:
    for by in (house.author, house.reviewers[0], house.stranger, editor_elsewhere(house)):
        with refused("IM005", by=by) as cursor:
            link(cursor, review.version, days=1)


def test_link_does_not_work_for_ever(house: House, review: Review) -> None:
    with refused("IM005", by=house.editor) as cursor:
        link(cursor, review.version, days=sharing.MOST_DAYS + 1)
    with attempt(house.editor) as cursor:
        made = link(cursor, review.version, days=sharing.MOST_DAYS)

    assert Share.objects.get(pk=made).created_by == house.editor


def test_link_is_revoked_by_an_editor_of_the_topic(house: House, review: Review) -> None:
    shared, _ = sharing.share(review.version, by=house.editor, invitee="Dr Outside")

    for by in (house.author, house.reviewers[0]):
        with refused("IM005", by=by) as cursor:
            cursor.execute("UPDATE reviews_share SET revoked_by_id = %s WHERE id = %s", [by.pk, shared.pk])


# Safety sweeps


@pytest.fixture
def swept(house: House) -> SweepItem:
    """A place that the editor ticked, in a live text."""
    live = factories.approved(house)
    place = (live.pk, live.sections.get().key)
    sweep = sweeping.begin(by=house.editor, query="gout", reason="dose", deed=sweeping.HOLD, places=[place])
    return sweep.items.get()


def test_sweep_is_whose_who_begins_it_and_stays_as_it_was(house: House, swept: SweepItem) -> None:
    with attempt(house.chief) as cursor:
        number = insert(
            cursor, "reviews_sweep", query="x", reason="dose", note="", started_by_id=house.editor.pk,
            started_at="2001-01-01",
        )  # fmt: skip
    made = Sweep.objects.get(pk=number)
    assert (made.started_by, made.started_at.year > 2001) == (house.chief, True)

    for change in ("query = 'y'", "started_by_id = started_by_id + 1", "note = 'y'"):
        with refused("IM006", by=house.chief) as cursor:
            cursor.execute(f"UPDATE reviews_sweep SET {change} WHERE id = %s", [number])


def ticked(cursor: CursorWrapper, sweep: Sweep, version: Version, **values: Any) -> int:
    told = {"problem": "", **values}
    return insert(cursor, "reviews_sweepitem", sweep_id=sweep.pk, version_id=version.pk, **told)


def test_place_is_ticked_by_whoever_began_the_sweep_in_a_text_that_they_edit(
    house: House, swept: SweepItem
) -> None:
    with refused("IM005", by=house.chief) as cursor:
        ticked(cursor, swept.sweep, swept.version)
    with refused("IM003", by=house.editor) as cursor:
        ticked(cursor, swept.sweep, swept.version, section_key=uuid4())
    with attempt(editor_elsewhere(house)) as cursor:
        number = insert(
            cursor, "reviews_sweep", query="x", reason="dose", note="", started_at="2001-01-01",
            started_by_id=house.editor.pk,
        )  # fmt: skip
    with refused("IM005", by=editor_elsewhere(house)) as cursor:
        ticked(cursor, Sweep.objects.get(pk=number), swept.version)


def test_place_is_not_ticked_as_seen_to(house: House, swept: SweepItem) -> None:
    with attempt(house.editor) as cursor:
        number = ticked(
            cursor, swept.sweep, swept.version, problem="Done.", settled_at="2001-01-01",
            settled_by_id=house.chief.pk,
        )  # fmt: skip

    row = SweepItem.objects.get(pk=number)
    assert (row.problem, row.settled_at, row.settled_by) == ("", None, None)


@pytest.mark.parametrize(
    "change", ["version_id = version_id + 1", "section_key = NULL", "sweep_id = sweep_id + 1"]
)
def test_place_stays_where_it_is(house: House, swept: SweepItem, change: str) -> None:
    with refused("IM006", by=house.editor) as cursor:
        cursor.execute(f"UPDATE reviews_sweepitem SET {change} WHERE id = %s", [swept.pk])


def test_what_was_made_of_a_place_stays(house: House, swept: SweepItem) -> None:
    sweeping.see_to_some(swept.sweep_id, sweeping.HOLD)

    with refused("IM006", by=house.editor) as cursor:
        cursor.execute("UPDATE reviews_sweepitem SET hold_id = NULL WHERE id = %s", [swept.pk])


def test_what_is_made_of_a_place_is_there_and_by_whoever_began(house: House, swept: SweepItem) -> None:
    other = factories.approved(house)
    elsewhere = workflow.hold(other, by=house.editor, reason="dose")

    with refused("IM005", by=house.editor) as cursor:
        cursor.execute("UPDATE reviews_sweepitem SET hold_id = %s WHERE id = %s", [elsewhere.pk, swept.pk])
    there = workflow.hold(swept.version, by=house.editor, reason="dose", section_key=swept.section_key)
    with refused("IM005", by=house.chief) as cursor:
        cursor.execute("UPDATE reviews_sweepitem SET hold_id = %s WHERE id = %s", [there.pk, swept.pk])
    with refused("IM005", by=house.author) as cursor:
        cursor.execute("UPDATE reviews_sweepitem SET problem = 'No.' WHERE id = %s", [swept.pk])


def test_place_is_settled_by_an_editor_and_in_nobody_elses_name(house: House, swept: SweepItem) -> None:
    settling = "UPDATE reviews_sweepitem SET settled_by_id = %s, settled_at = '2001-01-01' WHERE id = %s"
    for by in (house.author, house.reviewers[0], editor_elsewhere(house)):
        with refused("IM005", by=by) as cursor:
            cursor.execute(settling, [by.pk, swept.pk])

    with attempt(house.chief) as cursor:
        cursor.execute(settling, [house.editor.pk, swept.pk])

    row = SweepItem.objects.get(pk=swept.pk)
    assert (row.settled_by, row.settled_at.year > 2001) == (house.chief, True)
