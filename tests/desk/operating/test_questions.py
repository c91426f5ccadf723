"""Readers' questions at the desk: who sees which, in which order, and what each verb does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from procrastinate import testing
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock, questions
from articles.jobs import answer_reader
from articles.models import Article, Question, QuestionKind, Role, User, Version
from reviews import workflow
from reviews.models import Hold
from tests.conftest import GuardClock
from tests.factories import (
    House,
    approved,
    brought_live,
    create_draft,
    create_granted,
    create_house,
    create_topic,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return create_house()


def ask(text: str = "May I drink coffee?", **fields: Any) -> Question:
    return Question.objects.create(text=text, **fields)


def logged_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def test_questions_put_mistakes_first_and_the_oldest_first(client: Client, house: House) -> None:
    ask("First question")
    ask("Second question")
    ask("A mistake", kind=QuestionKind.MISTAKE)

    shown = logged_in(client, house.editor).get("/desk/questions/").context["questions"]

    assert [question.text for question in shown] == ["A mistake", "First question", "Second question"]


def test_questions_leave_out_closed_ones_unless_asked(client: Client, house: House) -> None:
    ask("Open")
    ask("Closed", closed_at=clock.now())
    logged_in(client, house.editor)

    open_ones = client.get("/desk/questions/").context["questions"]
    closed = client.get("/desk/questions/", {"closed": "on"}).context["questions"]

    assert [[q.text for q in open_ones], [q.text for q in closed]] == [["Open"], ["Closed"]]


def test_questions_of_another_topic_are_not_shown(client: Client, house: House) -> None:
    other = create_granted("other", Role.EDITOR, topic=create_topic("neurology", by=house.chief))
    question = ask(article=create_draft(house).article)
    logged_in(client, other)

    assert client.get("/desk/questions/").context["questions"] == []
    assert client.get(f"/desk/questions/{question.pk}/").status_code == 404


def test_questions_without_an_article_are_every_editors(client: Client, house: House) -> None:
    other = create_granted("other", Role.EDITOR, topic=create_topic("neurology", by=house.chief))
    ask()

    assert len(logged_in(client, other).get("/desk/questions/").context["questions"]) == 1


def test_questions_for_a_stranger_are_not_there(client: Client, house: House) -> None:
    assert logged_in(client, house.stranger).get("/desk/questions/").status_code == 404


@pytest.mark.parametrize("who", ["author", "reviewer"])
def test_questions_for_who_does_not_edit_are_forbidden(client: Client, house: House, who: str) -> None:
    question = ask()
    logged_in(client, house.author if who == "author" else house.reviewers[0])

    assert client.get("/desk/questions/").status_code == 403
    assert client.get(f"/desk/questions/{question.pk}/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_questions_take_as_many_queries_for_one_as_for_three(
    client: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    version = create_draft(house)
    for number in range(count):
        ask(f"Question {number}", article=version.article, version=version, assigned_to=house.editor)
    logged_in(client, house.editor)

    # Session, user; grants, member; the clock; the questions; the topics of the filter; the house's name.
    with django_assert_num_queries(8):
        client.get("/desk/questions/")


def test_questions_page_goes_on_after_the_last_shown(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.desk.operating.questions.PAGE", 2)
    ask("A mistake", kind=QuestionKind.MISTAKE)
    ask("First")
    ask("Second")
    logged_in(client, house.editor)

    first = client.get("/desk/questions/")
    second = client.get(f"/desk/questions/{first.context['next']}")

    assert [question.text for question in second.context["questions"]] == ["Second"]


def test_mistakes_stand_by_when_they_are_due_and_the_page_goes_on_so(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.desk.operating.questions.PAGE", 2)
    low, high = (create_draft(house, risk=risk) for risk in ("low", "high"))
    for version, text in ((low, "In three days"), (high, "In four hours"), (low, "A little later")):
        questions.receive(kind="mistake", version=version, text=text)
    logged_in(client, house.editor)

    first = client.get("/desk/questions/")
    second = client.get(f"/desk/questions/{first.context['next']}")

    assert [question.text for question in first.context["questions"]] == ["In four hours", "In three days"]
    assert [question.text for question in second.context["questions"]] == ["A little later"]


def test_overdue_mistakes_are_said_first(client: Client, house: House, guard_clock: GuardClock) -> None:
    questions.receive(kind="mistake", version=create_draft(house, risk="high"), text="The dose is wrong.")
    guard_clock.move(hours=7)

    page = logged_in(client, house.editor).get("/desk/questions/").content.decode()

    assert "1 reported mistake is overdue: look at it now." in page
    assert "overdue by 3 hours" in page


@pytest.fixture
def live(house: House) -> Version:
    return approved(house)


def reported(live: Version, text: str = "I think that this is wrong.", **fields: Any) -> Question:
    return questions.receive(kind="mistake", version=live, text=text, **fields)


def at(question: Question) -> str:
    return f"/desk/questions/{question.pk}/"


def test_one_press_in_the_report_holds_its_section(client: Client, house: House, live: Version) -> None:
    key = live.sections.get().key
    question = reported(live, "Colchicine 5 mg must be 0.5 mg.", section_key=key)
    page = logged_in(client, house.editor).get(at(question))
    preset = page.context["forms"]["hold"]["reason"].value()

    client.post(at(question), {"do": "hold", "reason": preset})

    hold = Hold.objects.get()
    assert (preset, hold.section_key, hold.reason, hold.laid_by) == ("dose", key, "dose", house.editor)
    assert hold.note == "Reported by a reader: “Colchicine 5 mg must be 0.5 mg.”"
    assert fresh(question).assigned_to == house.editor
    assert "is on hold: a dose may be wrong" in client.get(at(question)).content.decode()


def test_report_without_a_section_holds_the_page(client: Client, house: House, live: Version) -> None:
    question = reported(live)
    page = logged_in(client, house.editor).get(at(question))
    assert "Hold the page now" in page.content.decode()

    client.post(at(question), {"do": "hold", "reason": page.context["forms"]["hold"]["reason"].value()})

    assert (Hold.objects.get().section_key, Hold.objects.get().reason) == (None, "error")


def test_report_of_an_older_version_holds_what_readers_have_now(
    client: Client, house: House, live: Version
) -> None:
    question = reported(live, section_key=live.sections.get().key)
    newer = brought_live(workflow.revise(live, by=house.author), house)

    logged_in(client, house.editor).post(at(question), {"do": "hold", "reason": "error"})

    assert (Hold.objects.get().version, Hold.objects.get().section_key) == (newer, newer.sections.get().key)


def test_holding_it_twice_says_so(client: Client, house: House, live: Version) -> None:
    question = reported(live)
    logged_in(client, house.editor)
    client.post(at(question), {"do": "hold", "reason": "error"})

    again = client.post(at(question), {"do": "hold", "reason": "error"})

    assert again.status_code == 409
    assert "This is on hold already." in again.content.decode()
    assert Hold.objects.count() == 1


def test_hold_with_no_known_reason_is_refused(client: Client, house: House, live: Version) -> None:
    refused = logged_in(client, house.editor).post(at(reported(live)), {"do": "hold", "reason": "mood"})

    assert (refused.status_code, Hold.objects.count()) == (422, 0)


def test_report_of_what_was_retracted_has_nothing_to_hold(
    client: Client, house: House, live: Version
) -> None:
    question = reported(live)
    workflow.retract(live, by=house.chief, note="A dose was wrong.")
    logged_in(client, house.editor)

    refused = client.post(at(question), {"do": "hold", "reason": "error"})

    assert "Hold the page now" not in refused.content.decode()
    assert "Readers do not have this article any more" in refused.content.decode()


def test_editor_of_another_topic_holds_nothing_by_a_report(
    client: Client, house: House, live: Version
) -> None:
    other = create_granted("heart", Role.EDITOR, topic=create_topic("cardiology", by=house.chief))

    answer = logged_in(client, other).post(at(reported(live)), {"do": "hold", "reason": "error"})

    assert (answer.status_code, Hold.objects.count()) == (404, 0)


def test_question_offers_a_hold_on_its_section_of_the_live_version(client: Client, house: House) -> None:
    live = approved(house)
    section = live.sections.get()
    question = ask(kind=QuestionKind.MISTAKE, article=live.article, version=live, section_key=section.key)

    page = logged_in(client, house.editor).get(f"/desk/questions/{question.pk}/").content.decode()

    assert f"/desk/articles/{live.article.slug}/{live.number}/hold/?section={section.key}" in page


def test_assign_gives_it_to_an_editor_and_keeps_who_did(client: Client, house: House) -> None:
    question = ask()

    logged_in(client, house.chief).post(
        f"/desk/questions/{question.pk}/", {"do": "assign", "to": house.editor.pk}
    )

    assert fresh(question).assigned_to == house.editor
    newest = question.history.first()
    assert (newest.history_user_id, newest.history_change_reason) == (house.chief.pk, "assigned to Editor")


def test_assign_to_who_does_not_edit_is_refused(house: House) -> None:
    with pytest.raises(questions.Settled):
        questions.assign(ask(), by=house.editor, to=house.author)


def test_assign_by_an_author_is_denied(house: House) -> None:
    with pytest.raises(PermissionDenied):
        questions.assign(ask(), by=house.author, to=house.editor)


def test_answer_closes_and_keeps_the_words(client: Client, house: House) -> None:
    question = ask()

    answer = logged_in(client, house.editor).post(
        f"/desk/questions/{question.pk}/", {"do": "answer", "text": "Yes, in moderation."}
    )

    assert answer["Location"] == "/desk/questions/"
    assert (fresh(question).answer, fresh(question).closed_at is None) == ("Yes, in moderation.", False)


def test_answer_without_words_is_refused_on_the_page(client: Client, house: House) -> None:
    question = ask()

    page = logged_in(client, house.editor).post(
        f"/desk/questions/{question.pk}/", {"do": "answer", "text": " "}
    )

    assert (page.status_code, fresh(question).closed_at) == (422, None)


def test_answer_of_a_closed_one_keeps_what_was_typed(client: Client, house: House) -> None:
    question = ask(closed_at=clock.now())

    page = logged_in(client, house.editor).post(
        f"/desk/questions/{question.pk}/", {"do": "answer", "text": "Too late"}
    )

    assert page.status_code == 409
    assert page.context["forms"]["answer"]["text"].value() == "Too late"
    assert "Too late" in page.content.decode()


def test_answer_goes_to_a_reader_who_left_an_address_and_the_address_is_forgotten(house: House) -> None:
    question = ask(email="reader@example.org")
    with app.replace_connector(testing.InMemoryConnector()) as running:
        questions.answer(question, by=house.editor, text="Yes.")
        running.run_worker(wait=False, install_signal_handlers=False)

    assert [(message.to, "Yes." in message.body) for message in mail.outbox] == [
        (["reader@example.org"], True)
    ]
    assert fresh(question).email == ""


def test_answer_without_an_address_sends_nothing(house: House) -> None:
    questions.answer(ask(), by=house.editor, text="Yes.")

    assert ProcrastinateJob.objects.filter(task_name="answer_reader").count() == 0


def test_answer_that_was_sent_is_not_sent_again(house: House) -> None:
    question = ask(email="reader@example.org", answer="Yes.", closed_at=clock.now())

    answer_reader(question.pk)
    answer_reader(question.pk)

    assert len(mail.outbox) == 1


def test_close_keeps_the_reason_and_forgets_the_address(client: Client, house: House) -> None:
    question = ask(email="reader@example.org")

    logged_in(client, house.editor).post(
        f"/desk/questions/{question.pk}/", {"do": "close", "note": "Not medical"}
    )

    closed = fresh(question)
    assert (closed.closed_at is None, closed.email) == (False, "")
    assert question.history.first().history_change_reason == "closed: Not medical"


def test_reopen_opens_it_again(client: Client, house: House) -> None:
    question = ask(closed_at=clock.now())

    logged_in(client, house.editor).post(f"/desk/questions/{question.pk}/", {"do": "reopen"})

    assert fresh(question).closed_at is None


def test_draft_has_the_question_as_its_title_and_its_topic(house: House) -> None:
    asked_at = create_draft(house).article
    question = ask("Is tea safe?\nI drink three cups a day & sleep badly.", article=asked_at)

    version = questions.draft_of(question, by=house.editor)

    assert (version.title, version.summary, version.article.topic) == (
        "Is tea safe?",
        "<p>I drink three cups a day &amp; sleep badly.</p>",
        house.topic,
    )
    assert (fresh(question).article, fresh(question).assigned_to) == (asked_at, house.editor)


def test_draft_of_a_question_without_an_article_becomes_its_article(house: House) -> None:
    question = ask()

    version = questions.draft_of(question, by=house.editor)

    assert fresh(question).article == version.article


def test_draft_of_a_long_question_is_cut_at_a_word(house: House) -> None:
    version = questions.draft_of(ask("word " * 100), by=house.editor)

    assert (version.title, version.title.endswith("word")) == (" ".join(["word"] * 40), True)


def test_draft_is_made_once(client: Client, house: House) -> None:
    question = ask()
    address = f"/desk/questions/{question.pk}/"
    logged_in(client, house.editor).post(address, {"do": "draft"})

    second = client.post(address, {"do": "draft"})

    assert (second.status_code, Article.objects.count()) == (409, 1)


def test_an_unknown_deed_is_not_there(client: Client, house: House) -> None:
    question = ask()

    assert (
        logged_in(client, house.editor).post(f"/desk/questions/{question.pk}/", {"do": "burn"}).status_code
        == 404
    )


def test_looking_changes_nothing(client: Client, house: House) -> None:
    question = ask()
    before = question.history.count()

    logged_in(client, house.editor).get(f"/desk/questions/{question.pk}/?do=close&note=x")

    assert (fresh(question).closed_at, question.history.count()) == (None, before)
