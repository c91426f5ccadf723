"""What has waited too long is told to the editors-in-chief: each day, once, in one mail, nothing lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from articles import clock, questions
from articles.models import Question, QuestionKind, Role, Version
from reviews import jobs, sweeping, workflow
from reviews.escalating import escalate
from reviews.models import Escalation, Hold
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reviews import post
from tests.reviews.racing import course

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
NOON = datetime(2031, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(guard_clock: GuardClock) -> House:
    guard_clock.set(NOON - timedelta(days=30))  # what is told in the mornings only is not left to chance
    return factories.create_house()


@pytest.fixture
def live(house: House) -> Version:
    return factories.approved(house)


def hold(live: Version, house: House) -> Hold:
    return workflow.hold(live, by=house.editor, reason="dose")


def report(version: Version, text: str = "The dose is too high.") -> Question:
    return questions.receive(kind=QuestionKind.MISTAKE, version=version, text=text)


def letters() -> list[tuple[str, str]]:
    """Who was told under which subject, since the last look."""
    from articles.models import User

    found = [
        (User.objects.get(pk=letter["user_id"]).username, str(letter["subject"])) for letter in post.waiting()
    ]
    post.forget()
    return found


def escalated() -> list[tuple[str, str]]:
    post.forget()
    jobs.escalate(timestamp=0)
    return letters()


@pytest.mark.parametrize(("risk", "hours"), [("high", 4), ("standard", 24), ("low", 72)])
def test_mistake_is_due_by_the_risk_of_its_article(house: House, risk: str, hours: int) -> None:
    version = factories.create_draft(house, risk=risk)

    question = report(version)

    assert abs(question.due_at - clock.now() - timedelta(hours=hours)) < timedelta(minutes=1)


def test_question_has_no_due_time(live: Version) -> None:
    asked = questions.receive(kind=QuestionKind.QUESTION, version=live, text="May I swim?")

    assert asked.due_at is None


def test_hold_of_less_than_a_day_is_told_to_nobody(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    hold(live, house)
    guard_clock.move(hours=23)

    assert escalated() == []


def test_hold_older_than_a_day_is_told_each_day_once(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    guard_clock.set(NOON)
    hold(live, house)

    guard_clock.move(hours=25)
    assert [escalated(), escalated()] == [[("chief", "Overdue: 1 hold")], []]
    guard_clock.move(hours=24)
    assert [escalated(), escalated()] == [[("chief", "Overdue: 1 hold")], []]
    assert Escalation.objects.count() == 2


def test_nights_that_were_missed_are_caught_up_with_one_mail(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    guard_clock.set(NOON)
    hold(live, house)
    hold(factories.approved(house), house)
    report(live)
    guard_clock.move(days=5)

    assert escalated() == [("chief", "Overdue: 1 reported mistake and 2 holds")]
    assert escalated() == []


def test_daily_letter_waits_for_the_morning(house: House, live: Version, guard_clock: GuardClock) -> None:
    guard_clock.set(NOON)
    hold(live, house)
    guard_clock.set(NOON + timedelta(days=1, hours=15))

    assert escalated() == []
    guard_clock.move(hours=3)
    assert escalated() == [("chief", "Overdue: 1 hold")]


def test_mistake_is_told_at_once_when_it_becomes_overdue_even_at_night(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    guard_clock.set(NOON - timedelta(hours=10))
    report(live)

    guard_clock.move(hours=23, minutes=59)
    assert escalated() == []
    guard_clock.move(minutes=2)
    assert escalated() == [("chief", "Overdue: 1 reported mistake")]
    guard_clock.move(hours=5)
    assert escalated() == []
    guard_clock.move(hours=19)
    assert escalated() == []
    guard_clock.move(hours=5)
    assert escalated() == [("chief", "Overdue: 1 reported mistake")]


def test_what_was_settled_is_not_told(house: House, live: Version, guard_clock: GuardClock) -> None:
    workflow.lift(hold(live, house), by=house.chief)
    questions.close(report(live), by=house.editor, note="It is right.")
    guard_clock.move(days=3)

    assert escalated() == []


def test_hold_on_a_retracted_article_is_not_told(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    hold(live, house)
    workflow.retract(live, by=house.chief, note="A dose was wrong.")
    guard_clock.move(days=3)

    assert escalated() == []


def test_chief_of_another_topic_is_not_told(house: House, live: Version, guard_clock: GuardClock) -> None:
    other = factories.create_topic("cardiology", by=house.chief)
    factories.create_granted("heart", Role.CHIEF, topic=other)
    factories.create_granted("joints", Role.CHIEF, topic=house.topic)
    hold(live, house)
    guard_clock.move(days=3)

    assert sorted(who for who, _ in escalated()) == ["chief", "joints"]


def test_what_nobody_can_be_told_of_stays_due(house: House, live: Version, guard_clock: GuardClock) -> None:
    hold(live, house)
    workflow.end_grant(house.chief.grants.get(), by=house.chief)
    guard_clock.move(days=3)

    assert escalated() == []
    assert Escalation.objects.count() == 0


def test_letter_names_each_thing_and_where_it_is(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    hold(live, house)
    question = report(live)
    guard_clock.move(days=3)
    post.forget()

    escalate()

    text = post.letter_to("chief", "Overdue").body
    assert "How is gout treated?" in text
    assert "a dose may be wrong" in text
    assert f"/desk/questions/{question.pk}/" in text
    assert f"/desk/articles/{live.article.slug}/" in text


def test_letter_tells_what_a_sweep_found_from_what_readers_reported(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    report(live)
    hold(live, house)
    places = [(live.pk, section.key) for section in live.sections.all()]
    sweep = sweeping.begin(by=house.editor, query="rest", reason="dose", deed="task", places=places, note="")
    sweeping.see_to_some(sweep.pk, "task")
    guard_clock.move(days=3)
    post.forget()

    escalate()

    letter = post.letter_to("chief", "Overdue")
    assert letter.subject == "Overdue: 1 reported mistake, 1 place of a safety sweep and 1 hold"
    assert [line.partition(" in “")[0] for line in letter.body.splitlines() if ", due " in line] == [
        "Reported", "To be looked at since a safety sweep",
    ]  # fmt: skip


def test_two_workers_at_once_tell_it_once(house: House, live: Version, guard_clock: GuardClock) -> None:
    hold(live, house)
    guard_clock.move(days=3)
    post.forget()

    def tell() -> None:
        with suppress(IntegrityError):
            escalate()

    with course() as race:
        race.outcomes(tell, tell)

    assert letters() == [("chief", "Overdue: 1 hold")]


def test_command_tells_and_says_whom(
    house: House, live: Version, guard_clock: GuardClock, capsys: pytest.CaptureFixture[str]
) -> None:
    hold(live, house)
    guard_clock.move(days=3)

    call_command("escalate")
    call_command("escalate")

    assert capsys.readouterr().out == "Chief: 1 holds, 0 mistakes\n"
