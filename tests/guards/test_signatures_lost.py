"""A signature that a decision counted is lost by rows of its own, and nothing goes live on what is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.backends.utils import CursorWrapper

from articles.models import User, Version
from reviews import workflow
from reviews.models import Assignment, Review, SignOff, Withdrawal
from reviews.verification import verify
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.guards.arena import attempt, refused, set_status, write_event

pytestmark = pytest.mark.django_db(transaction=True)

TAKE_BACK = "INSERT INTO reviews_withdrawal (signoff_id, reason, statement) VALUES (%s, %s, '')"
REMOVE = "INSERT INTO reviews_removal (member_id, reason) VALUES (%s, 'Undeclared interests.')"
CLEAR = "INSERT INTO reviews_clearance (assignment_id, conflict, statement) VALUES (%s, %s, %s)"


def go_live(cursor: CursorWrapper, version: Version) -> None:
    write_event(cursor, version, "scheduled", "approved", action="go_live")
    set_status(cursor, version, "approved")


def signed_by(version: Version, house: House, place: int = 0) -> SignOff:
    return SignOff.objects.get(review__version=version, member=house.members[place])


def removed(cursor: CursorWrapper, version: Version, house: House) -> None:
    cursor.execute(REMOVE, [house.members[0].pk])


def withdrawn(cursor: CursorWrapper, version: Version, house: House) -> None:
    cursor.execute(TAKE_BACK, [signed_by(version, house).pk, "withdrawn"])


def conflicted(cursor: CursorWrapper, version: Version, house: House) -> None:
    seat = Assignment.objects.get(review__version=version, member=house.members[0])
    cursor.execute(CLEAR, [seat.pk, True, "Shares."])


LOSSES = {"removed": removed, "withdrawn": withdrawn, "conflicted": conflicted}


@pytest.mark.parametrize("loss", LOSSES)
def test_no_version_moves_to_live_on_a_signature_that_is_lost(loss: str, guard_clock: GuardClock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    with attempt(house.chief if loss == "removed" else house.reviewers[0]) as cursor:
        LOSSES[loss](cursor, version, house)
    guard_clock.move(days=2)

    with refused("IM008", by=User.objects.system()) as cursor:
        go_live(cursor, version)


@pytest.mark.parametrize("loss", ["removed", "withdrawn"])
def test_it_is_counted_also_within_the_transaction_of_the_move(loss: str, guard_clock: GuardClock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    guard_clock.move(days=2)

    with refused("IM008", by=house.chief if loss == "removed" else house.reviewers[0]) as cursor:
        LOSSES[loss](cursor, version, house)
        go_live(cursor, version)


def test_no_version_moves_to_live_by_less_than_the_policy_of_that_day(guard_clock: GuardClock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    workflow.set_policy(house.topic, "standard", by=house.chief, quorum=3)
    guard_clock.move(days=2)

    with refused("IM008", by=User.objects.system()) as cursor:
        go_live(cursor, version)


def test_nobody_states_later_that_there_is_no_conflict() -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    seat = Assignment.objects.get(review__version=version, member=house.members[0])

    with refused("IM005", by=house.reviewers[0]) as cursor:
        cursor.execute(CLEAR, [seat.pk, False, ""])


WHO: dict[str, Callable[[House], User]] = {
    "chief": lambda house: house.chief,
    "editor": lambda house: house.editor,
    "colleague": lambda house: house.reviewers[1],
    "author": lambda house: house.author,
}


@pytest.mark.parametrize("who", WHO)
def test_nobody_takes_back_the_signature_of_somebody_else(who: str) -> None:
    house = factories.create_house()
    version = factories.approved(house)

    with refused("IM005", by=WHO[who](house)) as cursor:
        cursor.execute(TAKE_BACK, [signed_by(version, house).pk, "withdrawn"])


@pytest.mark.parametrize("reason", ["withdrawn", "conflict"])
def test_what_no_decision_has_counted_is_not_withdrawn_from_one(reason: str) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    factories.signed(version, house)

    with refused("IM005", by=house.reviewers[0]) as cursor:
        cursor.execute(TAKE_BACK, [signed_by(version, house).pk, reason])


def test_a_conflict_that_was_not_stated_withdraws_nothing() -> None:
    house = factories.create_house()
    version = factories.approved(house)

    with refused("IM005", by=house.reviewers[0]) as cursor:
        cursor.execute(TAKE_BACK, [signed_by(version, house).pk, "conflict"])


def test_a_member_who_was_removed_has_nothing_left_to_take_back() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared interests.")

    with refused("IM005", by=house.reviewers[0]) as cursor:
        cursor.execute(TAKE_BACK, [signed_by(version, house).pk, "withdrawn"])


def test_a_voiding_says_whether_a_decision_had_counted_it() -> None:
    house = factories.create_house()
    decided, open_one = factories.approved(house), factories.under_review(house)
    factories.signed(open_one, house)

    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared interests.")

    said = {row: row.voiding.after_decision for row in SignOff.objects.exclude(voiding=None)}
    assert said == {signed_by(decided, house): True, signed_by(open_one, house): None}
    assert verify() == []


def test_a_later_conflict_is_kept_beside_the_signature_that_counted() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    with attempt(house.reviewers[0]) as cursor:
        conflicted(cursor, version, house)

    assert Withdrawal.objects.get().signoff == signed_by(version, house)
    assert Review.objects.get(version=version).outcome == "approved"
    assert verify() == []


def test_a_move_that_counted_what_was_lost_is_found(guard_clock: GuardClock, superuser) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    workflow.withdraw_signoff(Review.objects.get(version=version), by=house.reviewers[0])
    guard_clock.move(days=2)
    superuser.execute("ALTER TABLE articles_version DISABLE TRIGGER reviews_move")
    with attempt(User.objects.system()) as cursor:
        go_live(cursor, version)
    superuser.execute("ALTER TABLE articles_version ENABLE TRIGGER reviews_move")
    guard_clock.restore()

    assert [fault.message for fault in verify()] == ["It needed 2 signatures as it went live, and 1 stood."]
