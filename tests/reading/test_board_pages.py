"""The board as readers see it: nobody is listed as serving who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles import accounts, clock
from articles.acting import acting
from articles.models import User
from cms.pages import wording
from cms.reading import lists
from reviews import workflow
from reviews.models import BoardMember
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


def removed(house: House, member: BoardMember) -> None:
    workflow.remove_member(member, by=house.chief, reason="An interest that was not declared.")


def closed(house: House, member: BoardMember) -> None:
    accounts.close_account(member.user, by=house.chief)


def removed_and_closed(house: House, member: BoardMember) -> None:
    removed(house, member)
    closed(house, member)


def closed_by_itself(house: House, member: BoardMember) -> None:
    accounts.close_account(member.user, by=member.user)


def closed_with_a_term_to_come(house: House, member: BoardMember) -> None:
    with acting(house.chief):
        member.term_ends = clock.today() + timedelta(days=300)
        member.save()
    closed(house, member)


def ended(house: House, member: BoardMember) -> None:
    factories.end_term(member, by=house.chief)


def closed_after_the_term(house: House, member: BoardMember) -> None:
    ended(house, member)
    closed(house, member)


LEAVES = {
    removed: "; taken off the board {today}",
    removed_and_closed: "; taken off the board {today}",
    closed: "; served until {today}",
    closed_by_itself: "; served until {today}",
    closed_with_a_term_to_come: "; served until {today}",
    ended: " to {month}",
    closed_after_the_term: " to {month}",
}


@pytest.mark.parametrize("leave", LEAVES, ids=lambda leave: leave.__name__)
def test_whoever_left_is_listed_as_former_and_says_until_when(house: House, leave) -> None:
    member = house.members[0]
    leave(house, member)

    board = lists.board_page()
    [former] = board.former

    yesterday = clock.today() - timedelta(days=1)
    until = LEAVES[leave].format(today=wording.day(clock.today()), month=wording.month(yesterday))
    assert member.printed_name not in [each.name for each in board.members]
    assert (former.name, former.term.endswith(until)) == (member.printed_name, True)
    assert lists.member_page(member.slug).term == former.term


def test_whoever_serves_is_listed_as_serving(house: House) -> None:
    board = lists.board_page()

    assert (len(board.members), board.former) == (len(house.members), [])
    assert {each.term[:6] for each in board.members} == {"Since "}


def test_closed_account_is_not_counted_as_in_office(house: House) -> None:
    before = BoardMember.objects.in_office(clock.today()).count()
    closed(house, house.members[0])

    assert BoardMember.objects.in_office(clock.today()).count() == before - 1
    assert User.objects.get(pk=house.members[0].user_id).closed_at is not None
