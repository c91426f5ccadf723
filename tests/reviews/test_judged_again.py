"""What takes effect later than it was decided is judged again then, by the signatures that stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from articles import clock
from articles.models import Version
from articles.states import Status
from reviews import jobs, workflow
from reviews.models import Assignment, BoardMember, Event, Voiding, Withdrawal
from reviews.signatures import lost_under
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews import post

pytestmark = pytest.mark.django_db(transaction=True)

Loses = Callable[[House, Version, BoardMember], object]


def remove(house: House, version: Version, member: BoardMember) -> object:
    return workflow.remove_member(member, by=house.chief, reason="Undeclared interests.")


def withdraw(house: House, version: Version, member: BoardMember) -> object:
    review = version.reviews.latest("pk")
    return workflow.withdraw_signoff(review, by=member.user, note="I misread a dose.")


def state_a_conflict(house: House, version: Version, member: BoardMember) -> object:
    seat = Assignment.objects.get(review=version.reviews.latest("pk"), member=member)
    return workflow.clear(seat, by=member.user, conflict=True, statement="Shares since last week.")


WAYS = pytest.mark.parametrize("loses", [remove, withdraw, state_a_conflict])
SAID = {
    remove: "was removed from the board on",
    withdraw: "withdrew their signature on",
    state_a_conflict: "stated a conflict of interest on",
}


def status_of(version: Version) -> str:
    return Version.objects.get(pk=version.pk).status


@WAYS
def test_scheduled_version_that_lost_a_signature_does_not_go_live(loses: Loses, guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    loses(house, version, house.members[0])
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    event = Event.objects.filter(version=version).latest("seq")
    assert (status_of(version), event.action) == ("scheduled", "held_back")
    assert f"Dr Reviewer1 {SAID[loses]}" in event.note
    assert event.note.endswith(
        "The quorum is 2 and 1 signed. Return this version, so that the board looks at it again."
    )
    guard_clock.restore()
    assert verify() == []


@WAYS
def test_editors_are_told_at_once_what_becomes_of_a_scheduled_version(loses: Loses) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    post.forget()

    loses(house, version, house.members[0])

    (letter,) = [each for each in post.waiting() if each["user_id"] == house.editor.pk]
    assert "It does not go live. The quorum is 2 and 1 signed." in " ".join(letter["lines"])


@WAYS
def test_live_version_that_lost_a_signature_stays_and_its_editors_are_told(loses: Loses) -> None:
    house = factories.create_house()
    version = factories.approved(house)
    post.forget()

    loses(house, version, house.members[0])

    assert status_of(version) == "approved"
    people = {each["user_id"] for each in post.waiting()}
    assert people == {house.editor.pk, house.chief.pk}
    assert verify() == []


@WAYS
def test_spare_signature_that_is_lost_keeps_nothing_back(loses: Loses, guard_clock) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    factories.signed(version, house, count=3)
    version = workflow.publish(version, by=house.editor, at=clock.now() + timedelta(days=1))
    loses(house, version, house.members[0])
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "approved"


def test_both_signers_withdraw_and_nothing_goes_live(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    for member in house.members[:2]:
        withdraw(house, version, member)
    guard_clock.move(days=2)

    jobs.go_live_when_due(timestamp=0)
    jobs.go_live(version_id=version.pk)
    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "scheduled"
    assert Event.objects.filter(version=version, action="held_back").count() == 1


def test_policy_that_asks_for_more_by_then_keeps_it_back(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    workflow.set_policy(house.topic, "standard", by=house.chief, quorum=3)
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    event = Event.objects.filter(version=version).latest("seq")
    assert (status_of(version), event.action) == ("scheduled", "held_back")
    assert "By the policy now in force: The quorum is 3 and 2 signed." in event.note


def test_comparison_does_not_go_live_on_a_review_that_lost_its_quorum() -> None:
    house = factories.create_house()
    second = factories.corrected(house, members=[house.members[2]])
    factories.signed(second, replace(house, members=house.members[2:]), count=1)
    first = second.article.versions.get(number=1)
    withdraw(house, first, house.members[0])

    with pytest.raises(workflow.QuorumMissing, match="does not stand any more"):
        workflow.publish(second, by=house.editor)

    assert status_of(second) == "under_review"


def test_removal_voids_what_a_decision_has_counted() -> None:
    house = factories.create_house()
    factories.approved(house)
    factories.scheduled(house)

    remove(house, factories.under_review(house), house.members[0])

    assert list(Voiding.objects.values_list("after_decision", flat=True)) == [True, True]


def test_signature_is_withdrawn_once() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    state_a_conflict(house, version, house.members[0])

    with pytest.raises(PermissionDenied, match="No signature of yours"):
        withdraw(house, version, house.members[0])

    assert Withdrawal.objects.count() == 1


def test_reaffirmed_text_rests_on_its_new_signatures() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    withdraw(house, version, house.members[0])
    workflow.reaffirm(version, by=house.editor, members=house.members[1:])
    factories.signed(version, replace(house, members=house.members[1:]))
    workflow.complete_reaffirmation(version, by=house.editor)

    assert lost_under(Version.objects.get(status=Status.APPROVED)) == []
    assert verify() == []
