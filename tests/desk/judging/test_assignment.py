"""An invitation and what follows: each answer is saved by itself, and opening a page changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock
from reviews import workflow
from reviews.models import Assignment, Clearance, Disclosure, Event
from reviews.signatures import lost_under
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def asked(house: House) -> Assignment:
    version = factories.under_review(house)
    return Assignment.objects.get(review__version=version, member=house.members[0])


def address(asked: Assignment, answer: str = "") -> str:
    return f"/desk/assignments/{asked.pk}/{answer + '/' if answer else ''}"


def test_the_whole_way_is_three_presses(client: Client, house: House, asked: Assignment) -> None:
    client.force_login(house.reviewers[0])
    assert client.get(address(asked)).context["step"] == "answer"

    client.post(address(asked, "accept"))
    assert client.get(address(asked)).context["step"] == "declare"

    client.post(address(asked, "declare"), {"none": "on"})
    assert client.get(address(asked)).context["step"] == "clear"

    last = client.post(address(asked, "clear"), {"clear": "on"})
    version = asked.review.version
    assert last.url == f"/desk/articles/{version.article.slug}/1/review/"  # type: ignore[attr-defined]
    assert client.get(last.url).context["screen"].may_sign  # type: ignore[attr-defined]
    assert client.get(address(asked)).context["step"] == "ready"


@pytest.mark.parametrize("answer", ["", "accept"])
def test_forwarded_link_says_whose_it_is_not_and_tells_nothing(
    client: Client, house: House, asked: Assignment, answer: str
) -> None:
    client.force_login(house.reviewers[1])

    theirs = client.post(address(asked, answer))
    nobodys = client.post(address(Assignment(pk=987654), answer))

    page = theirs.content.decode()
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert page.partition("<main")[2] == nobodys.content.decode().partition("<main")[2]
    assert "This invitation is for somebody else, or does not exist." in page
    assert "You are logged in as Reviewer2." in page
    assert (asked.review.version.title in page, house.members[0].printed_name in page) == (False, False)
    assert Assignment.objects.get(pk=asked.pk).status == "invited"


@pytest.mark.parametrize("answer", ["accept", "decline", "declare", "clear"])
def test_opening_a_link_changes_nothing(client: Client, house: House, asked: Assignment, answer: str) -> None:
    client.force_login(house.reviewers[0])
    before = Event.objects.count()

    opened = client.get(address(asked, answer))

    assert opened.url == address(asked)  # type: ignore[attr-defined]
    assert Event.objects.count() == before
    assert Assignment.objects.get(pk=asked.pk).status == "invited"


def test_declining_takes_a_reason_a_day_and_a_word(client: Client, house: House, asked: Assignment) -> None:
    client.force_login(house.reviewers[0])
    again = clock.today() + timedelta(days=30)

    client.post(address(asked, "decline"), {"reason": "not_now", "ask_again_on": again, "note": "On leave."})

    declined = Assignment.objects.get(pk=asked.pk)
    assert (declined.status, declined.decline_reason, declined.ask_again_on) == ("declined", "not_now", again)
    assert client.get(address(asked)).context["step"] == "declined"


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ({"note": "On leave."}, "reason", "This field is required."),
        ({"reason": "not_now", "note": "On leave."}, "ask_again_on", "Say when to ask again."),
        (
            {"reason": "not_now", "ask_again_on": "2001-01-01", "note": "On leave."},
            "ask_again_on",
            "Choose a day that is still to come.",
        ),
        ({"reason": "boredom", "note": "On leave."}, "reason", None),
    ],
)
def test_declining_badly_keeps_what_was_typed(
    client: Client, house: House, asked: Assignment, said: dict[str, str], place: str, message: str | None
) -> None:
    client.force_login(house.reviewers[0])

    refused = client.post(address(asked, "decline"), said)

    assert refused.status_code == 422
    errors = refused.context["forms"]["decline"].errors[place]
    assert message is None or errors == [message]
    assert "On leave." in refused.content.decode()
    assert Assignment.objects.get(pk=asked.pk).status == "invited"


def test_having_declined_a_member_can_after_all(client: Client, house: House, asked: Assignment) -> None:
    workflow.decline_invitation(asked, by=house.reviewers[0], reason="time")
    client.force_login(house.reviewers[0])

    client.post(address(asked, "accept"))

    assert Assignment.objects.get(pk=asked.pk).status == "accepted"


def test_accepting_twice_is_accepting_once(client: Client, house: House, asked: Assignment) -> None:
    client.force_login(house.reviewers[0])
    client.post(address(asked, "accept"))

    again = client.post(address(asked, "accept"))

    assert again.status_code == 302
    assert Event.objects.filter(action="accept").count() == 1


def test_interests_are_put_on_file(client: Client, house: House, asked: Assignment) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    client.force_login(house.reviewers[0])

    client.post(address(asked, "declare"), {"interests": "Acme: speaker's fee"})

    kept = Disclosure.objects.get(member=house.members[0])
    assert (kept.none_to_declare, kept.statement) == (False, "Acme: speaker's fee")
    page = client.get(address(asked))
    assert page.context["step"] == "clear"
    assert "Acme: speaker&#x27;s fee" in page.content.decode()


def test_an_empty_declaration_is_no_declaration(client: Client, house: House, asked: Assignment) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    client.force_login(house.reviewers[0])

    refused = client.post(address(asked, "declare"), {"interests": "  "})

    assert refused.status_code == 422
    assert Disclosure.objects.count() == 0


def test_a_disclosure_in_force_is_not_asked_for_again(
    client: Client, house: House, asked: Assignment
) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    workflow.declare(asked, by=house.reviewers[0], none_to_declare=True)
    client.force_login(house.reviewers[0])

    assert client.get(address(asked)).context["step"] == "clear"


def test_an_expired_disclosure_is_asked_for_again(
    client: Client, house: House, asked: Assignment, guard_clock: Any
) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    workflow.declare(asked, by=house.reviewers[0], none_to_declare=True)
    guard_clock.move(days=400)
    client.force_login(house.reviewers[0])

    page = client.get(address(asked))

    assert page.context["step"] == "declare"
    assert "Please renew it." in page.content.decode()


def test_a_conflict_is_told_and_bars_from_signing(client: Client, house: House, asked: Assignment) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    workflow.declare(asked, by=house.reviewers[0], none_to_declare=True)
    client.force_login(house.reviewers[0])

    client.post(address(asked, "clear"), {"conflict": "I led the trial."})

    assert Clearance.objects.get(assignment=asked).conflict
    assert client.get(address(asked)).context["step"] == "conflict"
    version = asked.review.version
    page = client.get(f"/desk/articles/{version.article.slug}/1/review/")
    assert page.context["sentence"] == "You stated a conflict of interest, so you cannot sign this text."
    assert not page.context["screen"].may_sign


def test_a_conflict_without_words_is_refused(client: Client, house: House, asked: Assignment) -> None:
    workflow.accept(asked, by=house.reviewers[0])
    client.force_login(house.reviewers[0])

    refused = client.post(address(asked, "clear"), {"conflict": ""})

    assert refused.status_code == 422
    assert Clearance.objects.count() == 0


def test_an_answer_to_a_closed_review_says_so(client: Client, house: House, asked: Assignment) -> None:
    workflow.recall(asked.review.version, by=house.author)
    client.force_login(house.reviewers[0])

    refused = client.post(address(asked, "accept"))

    assert refused.status_code == 422
    assert "The review was closed in the meantime." in refused.content.decode()
    assert client.get(address(asked)).context["step"] == "closed"


@pytest.mark.parametrize("who", ["editor", "stranger", "author"])
def test_an_invitation_is_its_members_alone(
    client: Client, house: House, asked: Assignment, who: str
) -> None:
    client.force_login(getattr(house, who))

    assert client.get(address(asked)).status_code == 404
    assert client.post(address(asked, "accept")).status_code == 404
    assert Assignment.objects.get(pk=asked.pk).status == "invited"


def test_there_is_no_other_answer(client: Client, house: House, asked: Assignment) -> None:
    client.force_login(house.reviewers[0])

    assert client.post(address(asked, "perhaps")).status_code == 404


def test_the_mail_leads_to_the_invitation(house: House, asked: Assignment) -> None:
    mails = ProcrastinateJob.objects.filter(task_name="mail", args__user_id=house.reviewers[0].pk)

    links = [mail.args["link"] for mail in mails if mail.args["subject"].startswith("Review asked")]

    assert links == [f"{settings.SITE_URL}{address(asked)}"]


@pytest.mark.parametrize(("step", "queries"), [("answer", 10), ("ready", 9)])
def test_each_step_costs_a_fixed_number_of_queries(
    client: Client,
    house: House,
    asked: Assignment,
    django_assert_num_queries: Any,
    step: str,
    queries: int,
) -> None:
    if step == "ready":
        factories.ready_to_sign(asked.review, house.members[0])
    client.force_login(house.reviewers[0])

    # session, user, grants, seat on the board; assignment, today, disclosure, clearance; the house; who asked
    with django_assert_num_queries(queries):
        assert client.get(address(asked)).context["step"] == step


def test_who_signed_states_a_conflict_that_has_come_up_since(client: Client, house: House) -> None:
    version = factories.approved(house)
    seat = Assignment.objects.get(review__version=version, member=house.members[0])
    client.force_login(house.reviewers[0])
    assert "A conflict of interest has come up since" in client.get(address(seat)).content.decode()

    client.post(address(seat, "clear"), {"conflict": "Shares since last week."})

    page = client.get(address(seat)).content.decode()
    assert "Your signature does not count any more." in page
    assert "A conflict of interest has come up since" not in page
    assert [row.printed_name for row in lost_under(version)] == ["Dr Reviewer1"]


def test_who_did_not_sign_states_nothing_once_it_is_decided(client: Client, house: House) -> None:
    version = factories.approved(house)
    seat = Assignment.objects.get(review__version=version, member=house.members[2])
    client.force_login(house.reviewers[2])

    answer = client.post(address(seat, "clear"), {"conflict": "Shares."})

    assert answer.status_code == 422
    assert "The review was closed in the meantime." in answer.content.decode()
