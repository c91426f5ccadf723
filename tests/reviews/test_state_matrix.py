"""Every state and every verb: legal pairs move as the graph says, all others change nothing and say why."""

from __future__ import annotations

import pytest

from articles.models import Version
from articles.states import Status
from reviews import rules, workflow
from reviews.models import Assignment, Event
from tests import factories
from tests.reviews import doing
from tests.reviews.doing import ANSWERS, DEEDS, doer, picture, scene

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

# From, verb, to; and the lines that it leaves in the trail of this very version.
LEGAL = [
    ("draft", "submit", "submitted", ["submit"]),
    ("draft", "withdraw", "withdrawn", ["withdraw"]),
    ("submitted", "recall", "returned", ["recall"]),
    ("submitted", "start_review", "under_review", ["start_review"]),
    ("submitted", "return_to_author", "returned", ["return_to_author"]),
    ("submitted", "decline", "declined", ["decline"]),
    ("under_review", "recall", "returned", ["recall"]),
    ("under_review", "ask_for_full_review", "under_review", ["full_review"]),
    ("under_review", "invite", "under_review", ["invite"]),
    ("under_review", "withdraw_invitation", "under_review", ["withdraw_invitation"]),
    ("under_review", "sign_off", "under_review", ["sign_off"]),
    ("under_review", "withdraw_signoff", "under_review", ["sign_off"]),
    ("under_review", "answer_objection", "under_review", ["answer_objection"]),
    ("under_review", "publish", "approved", ["publish"]),
    ("under_review", "return_to_author", "returned", ["return_to_author"]),
    ("under_review", "decline", "declined", ["decline"]),
    ("scheduled", "go_live", "approved", ["go_live"]),
    ("scheduled", "return_to_author", "returned", ["return_to_author"]),
    ("approved", "invite", "approved", ["invite"]),
    ("approved", "withdraw_invitation", "approved", ["withdraw_invitation"]),
    ("approved", "sign_off", "approved", ["sign_off"]),
    ("approved", "withdraw_signoff", "approved", ["sign_off"]),
    ("approved", "reaffirm", "approved", ["reaffirm"]),
    ("approved", "complete_reaffirmation", "approved", ["complete_reaffirmation"]),
    ("approved", "hold", "approved", ["hold"]),
    ("approved", "lift", "approved", ["lift"]),
    ("approved", "retract", "retracted", ["notice", "retract"]),
    ("approved", "revise", "approved", []),
    ("superseded", "revise", "superseded", []),
    ("retracted", "revise", "retracted", []),
    ("returned", "revise", "returned", []),
    ("declined", "revise", "declined", []),
    ("withdrawn", "revise", "withdrawn", []),
]
STATES = [status.value for status in Status]
# After the decision a withdrawal is an alarm, which has a test of its own.
ALARMS = [("scheduled", "withdraw_signoff")]


def test_table_holds_every_pair_that_rules_know() -> None:
    known = [(source, name) for name, verb in rules.VERBS.items() for source in verb.sources]

    assert sorted(known) == sorted([(source, verb) for source, verb, _, _ in LEGAL] + ALARMS)


@pytest.mark.parametrize(("source", "verb", "target", "trail"), LEGAL)
def test_legal_verb_moves_and_leaves_one_event_and_one_history_row(
    source: str, verb: str, target: str, trail: list[str], request: pytest.FixtureRequest
) -> None:
    house = factories.create_house()
    version = scene(verb, source, house)
    if verb == "go_live":
        request.getfixturevalue("guard_clock").move(days=2)
    events = Event.objects.filter(version=version)
    before = set(events.values_list("pk", flat=True))
    history = version.history.count()
    unchanged = dict(vars(version))

    answer = DEEDS[verb](version, house, doer(verb, house))

    now = Version.objects.get(pk=version.pk)
    assert now.status == target
    assert list(events.exclude(pk__in=before).values_list("action", flat=True)) == trail
    assert version.history.count() == history + (source != target)
    assert vars(version) == unchanged
    assert answer is not version


@pytest.mark.parametrize("status", STATES)
def test_verb_that_does_not_belong_to_the_state_is_a_conflict_and_changes_nothing(status: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    doing.gather(house)
    before = picture()

    for verb, deed in DEEDS.items():
        if status not in rules.VERBS[verb].sources:
            with pytest.raises(workflow.Conflict) as refusal:
                deed(version, house, doer(verb, house))
            assert (verb, picture()) == (verb, before)
            told = refusal.value.version
            assert told.status == Version.objects.get(pk=told.pk).status


# What belongs to the state and yet has nothing to do there, in a version with no more than the state.
IDLE = [
    ("approved", "invite", "The review was closed in the meantime."),
    ("approved", "sign_off", "The review was closed in the meantime."),
    ("approved", "complete_reaffirmation", "No review of the live version is open."),
    ("approved", "lift", "Nothing is on hold here any more."),
    ("under_review", "ask_for_full_review", "No comparison of wording is open here."),
    ("under_review", "withdraw_signoff", "You have no verdict here to withdraw."),
    ("under_review", "answer_objection", "No objection stands here."),
]


@pytest.mark.parametrize(("status", "verb", "words"), IDLE)
def test_verb_with_nothing_to_do_is_a_conflict(status: str, verb: str, words: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    doing.gather(house)
    before = picture()

    with pytest.raises(workflow.Conflict, match=words):
        DEEDS[verb](version, house, doer(verb, house))

    assert picture() == before


ANSWERED = [
    ("accept", "accepted", ["accept"]),
    ("decline_invitation", "declined", ["decline_invitation"]),
    ("declare", "invited", []),
    ("clear", "invited", ["clear"]),
]


@pytest.mark.parametrize(("verb", "status", "trail"), ANSWERED)
def test_member_answers_while_the_review_is_open(verb: str, status: str, trail: list[str]) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    events = Event.objects.filter(version=version)
    before = events.count()

    ANSWERS[verb](version, house, house.members[0].user)

    assert Assignment.objects.get(member=house.members[0]).status == status
    assert [event.action for event in events][before:] == trail


@pytest.mark.parametrize("status", ["scheduled", "approved", "superseded", "retracted"])
@pytest.mark.parametrize("verb", ["accept", "decline_invitation", "clear"])
def test_member_who_answers_after_the_review_is_told_and_nothing_changes(verb: str, status: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    before = picture()

    with pytest.raises(workflow.Conflict, match="closed in the meantime"):
        ANSWERS[verb](version, house, house.members[2].user)

    assert picture() == before


@pytest.mark.parametrize("ending", ["recall", "return_to_author", "decline"])
@pytest.mark.parametrize("verb", ["accept", "decline_invitation", "clear"])
def test_member_who_answers_after_the_version_was_taken_away_is_told(verb: str, ending: str) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    DEEDS[ending](version, house, doer(ending, house))

    with pytest.raises(workflow.Conflict, match="closed in the meantime"):
        ANSWERS[verb](version, house, house.members[0].user)


def test_disclosure_is_made_whatever_became_of_the_review() -> None:
    house = factories.create_house()
    version = factories.approved(house)

    ANSWERS["declare"](version, house, house.members[2].user)

    assert house.members[2].disclosures.count() == 1


@pytest.mark.parametrize("verb", ["accept", "decline_invitation"])
def test_same_answer_twice_is_a_conflict(verb: str) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    ANSWERS[verb](version, house, house.members[0].user)
    before = picture()

    with pytest.raises(workflow.Conflict, match="already"):
        ANSWERS[verb](version, house, house.members[0].user)

    assert picture() == before


def test_superseding_leaves_one_event_and_one_history_row_for_each_version() -> None:
    house = factories.create_house()
    first = factories.approved(house)
    second = workflow.submit(workflow.revise(first, by=house.author), by=house.author)
    second = workflow.start_review(second, by=house.editor)
    factories.signed(second, house)
    before = Event.objects.filter(article=first.article).count()
    histories = [version.history.count() for version in (first, second)]

    workflow.publish(second, by=house.editor)

    moves = list(Event.objects.filter(article=first.article).order_by("seq"))[before:]
    assert [(move.version_id, move.action, move.target) for move in moves] == [
        (first.pk, "supersede", "superseded"),
        (second.pk, "publish", "approved"),
    ]
    assert [version.history.count() for version in (first, second)] == [count + 1 for count in histories]


def test_scheduling_leaves_one_event() -> None:
    house = factories.create_house()
    version = scene("publish", "under_review", house)
    before = Event.objects.filter(version=version).count()

    scheduled = doing.schedule(version, house, house.editor)

    assert scheduled.status == "scheduled"
    assert [e.action for e in Event.objects.filter(version=version).order_by("seq")][before:] == ["publish"]
