"""Every role and every verb, from one table; and what is offered is what can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles import clock
from articles.acting import acting
from articles.models import Grant, Role, User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import rules, workflow
from reviews.models import Review
from reviews.reauthentication import NotTheSigner
from tests import factories
from tests.factories import House, create_topic, create_user
from tests.reviews import doing
from tests.reviews.doing import ANSWERS, DEEDS, picture, scene
from tests.reviews.people import ROLES, everybody, person

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

# Who may do what to a version that is in the right state. Whoever is not named may not.
MAY = {
    "submit": "author editor chief",
    "recall": "author",
    "withdraw": "author editor chief",
    "start_review": "editor chief",
    "ask_for_full_review": "assigned signer editor chief",
    "invite": "editor chief",
    "withdraw_invitation": "editor chief",
    "sign_off": "assigned signer",
    "withdraw_signoff": "signer",
    "answer_objection": "chief",
    "publish": "editor chief",
    "go_live": "system",
    "return_to_author": "editor chief",
    "decline": "editor chief",
    "revise": "author other_author editor chief",
    "reaffirm": "editor chief",
    "complete_reaffirmation": "editor chief",
    "hold": "editor chief signer",
    "lift": "editor chief signer",
    "retract": "chief",
}
WHERE = {"withdraw_signoff": "under_review", "recall": "under_review"}


def stage(verb: str, house: House) -> Version:
    """A version to which the verb can be done, with two members who signed and one who only accepted."""
    source = WHERE.get(verb, rules.VERBS[verb].sources[0])
    version = scene(verb, source, house)
    if verb == "sign_off":
        factories.sign(doing.newest_review(version), house.members[0], scope="doses")
    if verb == "lift":
        laid = version.article.holds.get()
        workflow.lift(laid, by=house.chief)
        workflow.hold(version, by=house.members[1].user, reason="dose")
    return version


def test_table_names_every_verb() -> None:
    assert sorted(MAY) == sorted(rules.VERBS)


@pytest.mark.parametrize("verb", MAY)
def test_whoever_is_not_named_is_denied_and_changes_nothing(verb: str) -> None:
    house = factories.create_house()
    version = stage(verb, house)
    people = everybody(house)
    doing.gather(house)
    before = picture()

    for role in sorted(set(ROLES) - set(MAY[verb].split())):
        with pytest.raises((PermissionDenied, NotTheSigner, workflow.Conflict)) as refusal:
            DEEDS[verb](version, house, people[role])
        # Who has signed nothing has nothing to withdraw; all others are denied as persons.
        assert (role, refusal.type is workflow.Conflict) == (role, verb == "withdraw_signoff")
        assert rules.may(verb, version, people[role]) is (verb == "withdraw_signoff" and role == "assigned")
        assert (role, picture()) == (role, before)


@pytest.mark.parametrize(("verb", "role"), [(verb, role) for verb in MAY for role in MAY[verb].split()])
def test_whoever_is_named_may(verb: str, role: str, request: pytest.FixtureRequest) -> None:
    house = factories.create_house()
    version = stage(verb, house)
    by = person(role, house)
    if verb == "go_live":
        request.getfixturevalue("guard_clock").move(days=2)

    DEEDS[verb](version, house, by)

    assert rules.may(verb, version, by)


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_what_is_offered_is_what_can_be_done(status: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    people = everybody(house)
    doing.gather(house)

    for role, by in people.items():
        offered = {offer.verb for offer in workflow.offers(version, by)}
        assert (role, offered) == (role, {verb for verb in DEEDS if is_open(verb, version, house, by)})


def is_open(verb: str, version: Version, house: House, by: User) -> bool:
    """Whether the verb gets past the state and the person when it is tried; what it does is rolled back."""
    with transaction.atomic():
        try:
            DEEDS[verb](version, house, by)
        except workflow.Conflict as conflict:
            return "Its time has not come" in str(conflict)
        except (PermissionDenied, NotTheSigner):
            return False
        except workflow.Refused:
            return True
        else:
            return True
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", ANSWERS)
def test_only_the_member_who_was_asked_answers(verb: str) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    people = everybody(house)
    asked = doing.newest_review(version).assignments.get(member=house.members[0])
    before = picture()

    for role in sorted(set(ROLES) - {"signer"}):
        with pytest.raises(PermissionDenied):
            _answer(verb, asked, people[role])
        assert (role, picture()) == (role, before)


def _answer(verb: str, asked: object, by: User) -> None:
    if verb == "declare":
        workflow.declare(asked, by=by, none_to_declare=True)
    else:
        getattr(workflow, verb)(asked, by=by)


# Grants count from their moment to their moment, whatever the object in hand says.


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(-10, None, True), (-10, 10, True), (-10, -1, False), (1, None, False), (1, 10, False)],
)
def test_grant_counts_only_in_its_time(starts: int, ends: int | None, counts: bool) -> None:
    user, now = create_user("somebody"), clock.now()
    with acting(user):
        Grant.objects.create(
            user=user,
            role=Role.EDITOR,
            starts_at=now + timedelta(days=starts),
            ends_at=None if ends is None else now + timedelta(days=ends),
        )

    assert Roles.of(user).is_editor(None) is counts


def test_stand_in_edits_until_the_last_moment_of_the_grant(guard_clock) -> None:
    house = factories.create_house()
    version = factories.submitted(house)
    stand_in = create_user("stand_in")
    workflow.grant(
        stand_in,
        Role.EDITOR,
        by=house.chief,
        topic=house.topic,
        ends_at=clock.now() + timedelta(days=7),
        stands_in_for=house.editor,
        note="on leave",
    )

    assert rules.may("start_review", version, stand_in)
    guard_clock.move(days=7)
    assert not rules.may("start_review", version, stand_in)
    assert rules.may("start_review", version, house.editor)


def test_stand_in_for_a_topic_does_not_stand_in_elsewhere() -> None:
    house = factories.create_house()
    elsewhere = create_topic("cardiology", by=house.chief)
    version = factories.submitted(house)
    stand_in = create_user("stand_in")
    workflow.grant(stand_in, Role.EDITOR, by=house.chief, topic=elsewhere, stands_in_for=house.editor)

    assert not rules.may("start_review", version, stand_in)


def test_grant_that_was_ended_counts_no_longer() -> None:
    house = factories.create_house()
    version = factories.submitted(house)

    workflow.end_grant(house.editor.grants.get(), by=house.chief)

    with pytest.raises(PermissionDenied):
        workflow.start_review(version, by=house.editor, members=house.members)


def test_account_closed_since_it_was_loaded_may_nothing() -> None:
    house = factories.create_house()
    version = factories.submitted(house)
    loaded = User.objects.get(pk=house.editor.pk)
    User.objects.filter(pk=loaded.pk).update(is_active=False)

    with pytest.raises(PermissionDenied):
        workflow.start_review(version, by=loaded, members=house.members)


def test_user_who_calls_himself_system_is_not_the_system(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    guard_clock.move(days=2)
    house.stranger.username = "system"

    with pytest.raises(PermissionDenied):
        workflow.go_live(version, by=house.stranger)


def test_nobody_logged_in_is_denied() -> None:
    from django.contrib.auth.models import AnonymousUser

    house = factories.create_house()
    version = factories.create_draft(house)

    with pytest.raises(PermissionDenied):
        workflow.submit(version, by=AnonymousUser())
    assert workflow.offers(version, AnonymousUser()) == []


def test_removed_member_who_signed_may_not_hold() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")

    assert not rules.may("hold", version, house.members[0].user)
    assert rules.may("hold", version, house.members[1].user)


def test_member_who_declined_is_offered_nothing() -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    seat = Review.objects.get(version=version).assignments.get(member=house.members[0])
    workflow.decline_invitation(seat, by=house.members[0].user, reason="time")

    assert workflow.offers(version, house.members[0].user) == []
