"""A quorum that cannot be met any more is said at once to the editors, once, whatever brought it about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles import clock
from articles.models import User, Version
from cms.desk.judging.panel import panel_of
from reviews import falling_short, jobs, workflow
from reviews.models import Assignment, BoardMember, Review
from reviews.queries import for_list, lost_of, progress_of
from reviews.reach import members_left
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews import post

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = "Cannot be met any more"


def decline(house: House, review: Review, number: int) -> None:
    member = house.members[number]
    seat = Assignment.objects.get(review=review, member=member)
    workflow.decline_invitation(seat, by=member.user, reason="time")


def conflict(house: House, review: Review, number: int) -> None:
    member = house.members[number]
    seat = Assignment.objects.get(review=review, member=member)
    workflow.clear(seat, by=member.user, conflict=True, statement="I own the maker.")


def recuse(house: House, review: Review, number: int) -> None:
    factories.ready_to_sign(review, house.members[number])
    factories.sign(review, house.members[number], verdict="recuse")


def remove(house: House, review: Review, number: int) -> None:
    workflow.remove_member(house.members[number], by=house.chief, reason="Undeclared fees.")


LEAVING = [decline, conflict, recuse, remove]


@pytest.mark.parametrize("leave", LEAVING)
def test_editors_are_told_when_the_last_that_was_needed_leaves(
    leave: Callable[[House, Review, int], None],
) -> None:
    house = factories.create_house()
    review = Review.objects.get(version=factories.under_review(house))

    leave(house, review, 0)
    enough = SUBJECT in post.told()
    leave(house, review, 1)
    told = post.told().get(SUBJECT)
    post.forget()
    leave(house, review, 2)

    assert (enough, told, SUBJECT in post.told()) == (False, ["chief", "editor"], False)


def test_removal_of_who_has_signed_takes_the_signature_along() -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    factories.signed(version, house, count=1)
    post.forget()

    remove(house, Review.objects.get(version=version), 0)

    assert post.told()[SUBJECT] == ["chief", "editor"]


def test_mail_says_what_to_do() -> None:
    house = factories.create_house(members=2)
    review = Review.objects.get(version=factories.under_review(house))

    decline(house, review, 0)

    said = post.letter_to("editor", SUBJECT).body
    assert "only one member of those asked may still sign, and 2 more signatures are needed. Invite" in said


def test_specialty_that_nobody_left_covers_is_out_of_reach() -> None:
    house = factories.create_house(required_specialties=["rheumatology"])
    review = Review.objects.get(version=factories.under_review(house))
    house.members[1].specialties = house.members[2].specialties = ["cardiology"]
    for member in house.members[1:]:
        workflow.appoint(member.user, by=house.chief, specialties=["cardiology"])

    decline(house, review, 0)

    assert "none of them signs for rheumatology" in post.letter_to("editor", SUBJECT).body


def test_who_asked_for_changes_may_still_approve() -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], verdict="request_changes")

    assert members_left(review) == [house.members[1]]


def test_who_signed_the_doses_may_still_sign_the_whole_text() -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], scope="doses")

    row = for_list(Version.objects.all()).get(pk=version.pk)

    assert members_left(review) == [house.members[1]]
    assert lost_of(row, progress_of([row])[row.pk]) == ""
    assert panel_of(review, today=clock.today()).out_of_reach == []


def test_row_of_a_list_says_the_same_as_the_mail() -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    decline(house, Review.objects.get(version=version), 0)

    row = for_list(Version.objects.all()).get(pk=version.pk)

    assert lost_of(row, progress_of([row])[row.pk]) == (
        "Cannot be met any more: only one member of those asked may still sign, and 2 more signatures are "
        "needed. Invite another member."
    )


def test_answer_that_asks_for_one_signature_more_than_there_can_be_is_said() -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    objection = factories.sign(review, house.members[1], verdict="request_changes")
    post.forget()

    workflow.answer_objection(objection, by=house.chief, text="It was checked.")

    assert post.told()[SUBJECT] == ["chief", "editor"]


def test_answer_that_can_be_met_says_nothing_more() -> None:
    house = factories.create_house(members=3)
    review = factories.signed(factories.under_review(house), house, count=1)
    factories.ready_to_sign(review, house.members[1])
    objection = factories.sign(review, house.members[1], verdict="request_changes")
    post.forget()

    workflow.answer_objection(objection, by=house.chief, text="It was checked.")

    assert SUBJECT not in post.told()


def close(house: House, member: BoardMember) -> None:
    User.objects.filter(pk=member.user_id).update(is_active=False)


def end(house: House, member: BoardMember) -> None:
    factories.end_term(member, by=house.chief)


@pytest.mark.parametrize("leave", [end, close])
def test_term_that_ends_and_account_that_is_closed_are_told_once_until_somebody_is_asked(
    leave: Callable[[House, BoardMember], None],
) -> None:
    house = factories.create_house(members=2)
    version = factories.under_review(house)
    told = [falling_short.tell()]
    leave(house, house.members[0])
    post.forget()
    jobs.tell_what_fell_short(timestamp=0)
    mails = post.told()
    told.append(falling_short.tell())
    newcomer = factories.create_member("newcomer", by=house.chief)
    workflow.invite(version, by=house.editor, members=[newcomer])
    leave(house, newcomer)

    told.append(falling_short.tell())

    assert mails == {SUBJECT: ["chief", "editor"]}
    assert told == [[], [], [version]]
    assert verify() == []


def test_what_the_editors_were_told_as_a_member_left_is_not_told_again() -> None:
    house = factories.create_house(members=3)
    review = Review.objects.get(version=factories.under_review(house))
    decline(house, review, 0)
    decline(house, review, 1)
    end(house, house.members[2])

    assert falling_short.tell() == []
