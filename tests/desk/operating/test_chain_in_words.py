"""The house chain as people read it: who made whom what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from articles import clock
from articles.accounts import close_account
from articles.acting import acting
from articles.models import Grant, Role
from reviews import workflow
from tests.factories import House, create_house, create_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return create_house()


@pytest.fixture
def chief(client: Client, house: House) -> Client:
    client.force_login(house.chief)
    return client


def test_what_is_ruled_is_told_in_plain_words(chief: Client, house: House) -> None:
    by, ada = house.chief, create_user("ada")
    editor = workflow.grant(ada, Role.EDITOR, by=by, topic=house.topic)
    workflow.grant(ada, Role.AUTHOR, by=by, ends_at=clock.now() + timedelta(days=9))
    workflow.grant(ada, Role.CHIEF, by=by, stands_in_for=house.chief)
    workflow.end_grant(editor, by=by)
    workflow.set_policy(house.topic, "high", by=by, quorum=3)
    workflow.remove_member(house.members[0], by=by, reason="Cause")

    lines = chief.get("/desk/house/").context["events"][:6]

    assert [f"{line.what} {line.named}" for line in reversed(lines)] == [
        "made Ada an editor of Rheumatology",
        "made Ada an author",
        "made Ada editor-in-chief, standing in for Chief",
        "ended the role of Ada as an editor of Rheumatology",
        "set the policy for Rheumatology, high risk",
        "removed Dr Reviewer1 from the board for cause",
    ]


def test_changed_and_forgotten_are_told_in_plain_words(chief: Client, house: House) -> None:
    given = Grant.objects.get(user=house.editor)
    with acting(house.chief):
        given.ends_at = clock.now() + timedelta(days=30)
        given.save()
    changed = chief.get("/desk/house/").context["events"][0]
    close_account(house.editor, by=house.chief)
    ended = chief.get("/desk/house/").context["events"][0]

    assert (changed.what, changed.named) == ("changed the role of", "Editor as an editor of Rheumatology")
    assert (ended.what, ended.named) == (
        "ended the role of",
        "the owner of a closed account as an editor of Rheumatology",
    )
