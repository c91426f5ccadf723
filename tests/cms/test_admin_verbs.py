"""The verbs as actions of the admin site: through the one door, as who is logged in, refusals in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from articles.models import User, Version
from reviews import workflow
from reviews.models import Event, Hold
from reviews.rules import VERBS
from tests.factories import House, approved, create_house, create_user, in_state
from tests.reviews import doing

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

#: The verbs that are actions on versions, and a state from which each goes.
FROM = {
    "submit": "draft",
    "withdraw": "draft",
    "recall": "submitted",
    "return_to_author": "submitted",
    "decline": "submitted",
    "publish": "under_review",
    "revise": "approved",
    "reaffirm": "approved",
    "complete_reaffirmation": "approved",
    "hold": "approved",
    "retract": "approved",
}
VERSIONS, HOLDS = "/admin/articles/version/", "/admin/reviews/hold/"


@pytest.fixture
def house() -> House:
    made = create_house()
    doing.gather(made)
    return made


def on_the_site(client: Client, user: User) -> None:
    """The person may open the admin site, and has no other right by it."""
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=user.pk))


def do(client: Client, verb: str, row: Version | Hold, **fields: str) -> list[tuple[str, str]]:
    """Do the action on the row; return the messages, each with its level."""
    place = HOLDS if isinstance(row, Hold) else VERSIONS
    chosen = {"action": verb, "_selected_action": [row.pk], **fields}
    page: Any = client.post(place, chosen, follow=True)
    return [(said.level_tag, str(said)) for said in page.context["messages"]]


def label(verb: str) -> str:
    return VERBS[verb].label.lower()


def test_actions_are_these_verbs() -> None:
    on_versions = [action.__name__ for action in admin.site._registry[Version].actions]
    on_holds = [action.__name__ for action in admin.site._registry[Hold].actions]

    assert (set(on_versions), on_holds) == (set(FROM), ["lift"])


@pytest.mark.parametrize("verb", FROM)
def test_action_does_the_verb_as_who_is_logged_in(client: Client, house: House, verb: str) -> None:
    version, doer = doing.scene(verb, FROM[verb], house), doing.doer(verb, house)
    on_the_site(client, doer)
    before = Event.objects.filter(article=version.article).count()

    said = do(client, verb, version, note="As agreed.", reason="dose")

    since = Event.objects.filter(article=version.article).order_by("seq")[before:]
    assert [event.actor_user for event in since if event.action == verb] == [doer]
    assert said == [("success", f"{version}: {label(verb)}, done.")]


@pytest.mark.parametrize("verb", FROM)
def test_action_by_who_has_no_role_is_refused_and_changes_nothing(
    client: Client, house: House, verb: str
) -> None:
    version = doing.scene(verb, FROM[verb], house)
    on_the_site(client, create_user("operator"))
    before = doing.picture()

    said = do(client, verb, version, note="As agreed.", reason="dose")

    assert [level for level, _ in said] == ["error"]
    assert doing.picture() == before


@pytest.mark.parametrize("verb", FROM)
def test_action_that_does_not_belong_to_the_state_is_refused(client: Client, house: House, verb: str) -> None:
    version = in_state("approved" if FROM[verb] == "draft" else "draft", house)
    on_the_site(client, doing.doer(verb, house))
    before = doing.picture()

    said = do(client, verb, version, note="As agreed.", reason="dose")

    assert [level for level, _ in said] == ["error"]
    assert doing.picture() == before


@pytest.mark.parametrize("verb", ["return_to_author", "decline", "retract"])
def test_action_without_the_words_that_go_with_it_is_refused(client: Client, house: House, verb: str) -> None:
    version = doing.scene(verb, FROM[verb], house)
    on_the_site(client, doing.doer(verb, house))
    before = doing.picture()

    said = do(client, verb, version)

    verb_said = VERBS[verb].label
    assert said == [("error", f"{version}: {verb_said} needs words to go with it: fill in the note.")]
    assert doing.picture() == before


def test_hold_without_a_reason_is_refused(client: Client, house: House) -> None:
    version = approved(house)
    on_the_site(client, house.editor)

    said = do(client, "hold", version)

    assert said == [("error", f"{version}: Choose a reason from the list: readers are shown it.")]
    assert not Hold.objects.exists()


def test_hold_is_lifted_by_somebody_else(client: Client, house: House) -> None:
    laid = workflow.hold(approved(house), by=house.editor, reason="dose")
    on_the_site(client, house.chief)

    said = do(client, "lift", laid, note="Checked.")

    assert said == [("success", f"{laid}: lift the hold, done.")]
    assert Hold.objects.get().lifted_by == house.chief


@pytest.mark.parametrize("who", ["editor", "author"])
def test_hold_is_not_lifted_by_who_laid_it_or_may_not(client: Client, house: House, who: str) -> None:
    laid = workflow.hold(approved(house), by=house.editor, reason="dose")
    on_the_site(client, getattr(house, who))
    before = doing.picture()

    said = do(client, "lift", laid, note="Checked.")

    assert [level for level, _ in said] == ["error"]
    assert doing.picture() == before
