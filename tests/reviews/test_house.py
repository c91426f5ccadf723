"""The house itself: who changes grants, board, policies, topics and publication, and what that leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from articles import clock
from articles.models import Grant, Publication, User
from reviews import workflow
from reviews.models import Event
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews.doing import picture
from tests.reviews.people import ROLES, everybody

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[House, User], object]

DEEDS: dict[str, Deed] = {
    "grant": lambda house, by: workflow.grant(house.stranger, "editor", by=by, topic=house.topic),
    "end_grant": lambda house, by: workflow.end_grant(house.editor.grants.get(), by=by),
    "appoint": lambda house, by: workflow.appoint(
        house.stranger,
        by=by,
        slug="stranger",
        printed_name="Dr Stranger",
        credentials="MD",
        term_starts=clock.today(),
    ),
    "remove_member": lambda house, by: workflow.remove_member(house.members[1], by=by, reason="Fees."),
    "set_policy": lambda house, by: workflow.set_policy(house.topic, "high", by=by, quorum=3),
    "set_topic": lambda house, by: workflow.set_topic("gout", by=by, name="Gout"),
    "set_publication": lambda house, by: workflow.set_publication(by=by, name="The Gazette"),
}
# What the house's chain says of each.
RECORDED = {
    "grant": "grant",
    "end_grant": "grant",
    "appoint": "board",
    "remove_member": "remove_member",
    "set_policy": "policy",
    "set_topic": "topic",
    "set_publication": "publication",
}


@pytest.mark.parametrize("verb", DEEDS)
def test_editor_in_chief_changes_the_house_and_it_is_on_record(verb: str) -> None:
    house = factories.create_house()
    before = Event.objects.filter(article=None).count()

    DEEDS[verb](house, house.chief)

    events = list(Event.objects.filter(article=None).order_by("seq"))[before:]
    assert [(event.action, event.actor_user) for event in events] == [(RECORDED[verb], house.chief)]
    assert verify() == []


@pytest.mark.parametrize("verb", DEEDS)
def test_nobody_else_changes_the_house(verb: str) -> None:
    house = factories.create_house()
    people = everybody(house)
    before = picture()

    for role in sorted(set(ROLES) - {"chief"}):
        with pytest.raises(PermissionDenied):
            DEEDS[verb](house, people[role])
        assert (role, picture()) == (role, before)


def test_superuser_names_the_first_editor_in_chief_and_no_second() -> None:
    admin = factories.create_user("admin", is_superuser=True, is_staff=True)
    first, second = factories.create_user(), factories.create_user()

    workflow.grant(first, "chief", by=admin)

    with pytest.raises(PermissionDenied):
        workflow.grant(second, "chief", by=admin)
    assert Grant.objects.get().granted_by == admin


def test_ended_grant_stays_on_record_and_ends_no_later() -> None:
    house = factories.create_house()
    ended = workflow.end_grant(house.editor.grants.get(), by=house.chief)

    again = workflow.end_grant(ended, by=house.chief)

    assert again.ends_at == ended.ends_at
    assert house.editor.grants.count() == 1


def test_grant_that_has_not_begun_is_ended_before_it_begins() -> None:
    house = factories.create_house()
    begins = clock.now() + timedelta(days=3)
    given = workflow.grant(house.stranger, "editor", by=house.chief, starts_at=begins)

    assert workflow.end_grant(given, by=house.chief).ends_at == begins


def test_field_that_the_publication_does_not_have_is_refused() -> None:
    house = factories.create_house()

    with pytest.raises(TypeError, match="has no tagline"):
        workflow.set_publication(by=house.chief, tagline="Answers.")
    assert not Publication.objects.exists()


def test_member_is_appointed_once_and_changed_afterwards() -> None:
    house = factories.create_house()
    user = house.members[0].user

    member = workflow.appoint(user, by=house.chief, credentials="MD PhD")

    assert (member.pk, member.credentials, member.printed_name) == (
        house.members[0].pk,
        "MD PhD",
        "Dr Reviewer1",
    )
