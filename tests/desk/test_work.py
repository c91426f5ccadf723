"""My work: each role finds what waits for it, the most pressing first, and one sentence says what that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import clock, questions
from articles.models import Question, Role, User
from cms.desk import waiting
from cms.desk.waiting import KINDS
from reviews import jobs, preparing, workflow
from reviews.models import Assignment, Review
from reviews.reach import SHORT
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def my_work(client: Client, user: User) -> dict[str, list[str]]:
    """What the page lists for this person: the titles of each kind, in order."""
    client.force_login(user)
    answer = client.get("/desk/")
    assert answer.status_code == 200
    keys = {kind.name: key for key, kind in KINDS.items()}
    return {keys[group.kind.name]: [task.title for task in group.tasks] for group in answer.context["groups"]}


def sentence(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/desk/").context["sentence"]


def titled(title: str) -> factories.ArticleText:
    return factories.a_text(title)


def test_stranger_finds_no_desk(client: Client, house: House) -> None:
    client.force_login(house.stranger)

    assert client.get("/desk/").status_code == 404


def test_nobody_waits_for_a_superuser_without_grants(client: Client, house: House) -> None:
    factories.submitted(house)
    admin = factories.create_user("admin", is_superuser=True, is_staff=True)

    assert my_work(client, admin) == {}
    assert sentence(client, admin) == "Nothing waits for you."


@pytest.mark.parametrize(("most", "told"), [(1, True), (2, False)])
def test_page_says_what_it_neither_lists_nor_counts(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch, most: int, told: bool
) -> None:
    monkeypatch.setattr(waiting, "MOST", most)
    factories.create_draft(house)
    factories.create_draft(house)
    client.force_login(house.author)

    page = client.get("/desk/").content.decode()

    said = f"There are more texts than are listed and counted here: these are the first {most}."
    assert (said in page) is told


def test_author_finds_drafts_before_what_is_with_the_board(client: Client, house: House) -> None:
    factories.under_review(house, titled("Read by the board"))
    factories.create_draft(house, titled("Begun"))

    assert my_work(client, house.author) == {"drafts": ["Begun"], "yours": ["Read by the board"]}
    assert sentence(client, house.author) == "Finish your draft and submit it."


def test_author_with_everything_before_the_board_is_told_to_wait(client: Client, house: House) -> None:
    factories.submitted(house)
    factories.under_review(house)

    said = "Nothing to do now. Two texts of yours are with the editors or the board."
    assert sentence(client, house.author) == said


def test_author_finds_a_returned_text_with_its_letter(client: Client, house: House) -> None:
    factories.create_draft(house)
    version = factories.submitted(house, titled("Sent back"))
    workflow.return_to_author(version, by=house.editor, note="Name the maximum dose.")

    assert list(my_work(client, house.author)) == ["returned", "drafts"]
    said = "One text came back to you with a letter. One more thing waits for you."
    answer = client.get("/desk/")
    assert answer.context["sentence"] == said
    assert answer.context["groups"][0].tasks[0].says == "Name the maximum dose."


def test_author_finds_a_recalled_text_among_the_drafts(client: Client, house: House) -> None:
    workflow.recall(factories.submitted(house, titled("Recalled")), by=house.author)

    assert my_work(client, house.author) == {"drafts": ["Recalled"]}


def test_other_author_finds_nothing_of_it(client: Client, house: House) -> None:
    factories.create_draft(house)
    factories.submitted(house)

    assert my_work(client, factories.create_granted("other", Role.AUTHOR)) == {}


def test_editor_finds_each_stage_in_the_order_of_what_is_to_be_done(client: Client, house: House) -> None:
    factories.create_draft(house, titled("Somebody's draft"))
    factories.scheduled(house, titled("Goes live"))
    factories.under_review(house, titled("Being read"))
    factories.submitted(house, titled("Just submitted"))
    factories.signed(factories.under_review(house, titled("Signed")), house)

    assert my_work(client, house.editor) == {
        "decide": ["Signed"],
        "start": ["Just submitted"],
        "running": ["Being read"],
        "soon": ["Goes live"],
    }
    said = "One text has every signature: publish it. One more thing waits for you."
    assert sentence(client, house.editor) == said


def test_editor_of_another_topic_finds_nothing_of_it(client: Client, house: House) -> None:
    factories.submitted(house)
    other = factories.create_topic("cardiology", by=house.chief)

    assert my_work(client, factories.create_granted("heart", Role.EDITOR, topic=other)) == {}


def test_editor_who_wrote_it_finds_it_where_editors_do(client: Client, house: House) -> None:
    text = titled("By the editor")
    house.author = house.editor
    factories.submitted(house, text)

    assert my_work(client, house.editor) == {"start": ["By the editor"]}


def test_withdrawn_signature_does_not_count(client: Client, house: House) -> None:
    review = factories.signed(factories.under_review(house, titled("One took it back")), house)
    workflow.withdraw_signoff(review, by=house.reviewers[0], note="I was too quick.")

    assert my_work(client, house.editor) == {"running": ["One took it back"]}


def test_signature_of_a_part_does_not_make_up_the_quorum(client: Client, house: House) -> None:
    review = factories.signed(factories.under_review(house), house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], scope="doses")

    assert list(my_work(client, house.editor)) == ["running"]


def test_objection_is_the_chiefs_to_answer_and_the_editors_to_return(client: Client, house: House) -> None:
    review = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="request_changes")

    client.force_login(house.chief)
    told_chief = client.get("/desk/").context["groups"][0]
    client.force_login(house.editor)
    told_editor = client.get("/desk/").context["groups"][0]

    assert told_chief.tasks[0].what == "Answer, or return"
    assert told_editor.tasks[0].what == "Return, or wait for the editor-in-chief"
    assert told_chief.kind == told_editor.kind == KINDS["objected"]


def test_review_that_those_in_it_cannot_complete_asks_for_more_members(client: Client, house: House) -> None:
    review = Review.objects.get(version=factories.under_review(house))
    for member in house.members[:2]:
        seat = Assignment.objects.get(review=review, member=member)
        workflow.decline_invitation(seat, by=member.user, reason="time")

    factories.signed(factories.under_review(house, titled("Signed")), house, count=1)
    assert list(my_work(client, house.editor)) == ["short", "running"]
    task = client.get("/desk/").context["groups"][0].tasks[0]
    assert task.warns.startswith("Cannot be met any more: ")


def test_objection_does_not_hide_that_more_members_are_needed(client: Client, house: House) -> None:
    version = factories.under_review(house, titled("Short"))
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="request_changes")
    for member in house.members[1:]:
        seat = Assignment.objects.get(review=review, member=member)
        workflow.decline_invitation(seat, by=member.user, reason="time")

    assert my_work(client, house.editor) == {"short": ["Short"]}
    task = client.get("/desk/").context["groups"][0].tasks[0]
    assert task.what == "Invite another member, or return it: there is an objection too"


def test_author_is_told_that_another_member_is_needed(client: Client, house: House) -> None:
    version = factories.under_review(house)
    for member in house.members[:2]:
        seat = Assignment.objects.get(review__version=version, member=member)
        workflow.decline_invitation(seat, by=member.user, reason="time")
    client.force_login(house.author)

    assert client.get("/desk/").context["groups"][0].tasks[0].warns == SHORT


def test_correction_of_what_is_on_hold_comes_before_everything_but_mistakes(
    client: Client, house: House
) -> None:
    live = factories.approved(house, titled("On hold"))
    draft = workflow.revise(live, by=house.author)
    workflow.hold(live, by=house.editor, reason="dose")
    factories.submitted(house, titled("Not urgent"))
    assert next(iter(my_work(client, house.author))) == "pressing"

    workflow.submit(draft, by=house.author)
    assert list(my_work(client, house.editor)) == ["pressing", "held", "start"]

    workflow.start_review(draft, by=house.editor, members=house.members)
    assert list(my_work(client, house.reviewers[0])) == ["pressing"]
    assert list(my_work(client, house.editor)) == ["held", "start", "running"]


def test_mistake_says_by_when_it_is_looked_at(client: Client, house: House, guard_clock: GuardClock) -> None:
    live = factories.approved(house)
    questions.receive(kind="mistake", version=live, text="The dose is wrong.")
    guard_clock.move(hours=2, minutes=30)
    client.force_login(house.editor)
    assert "due in 21 hours" in client.get("/desk/").content.decode()

    guard_clock.move(hours=25)
    assert "overdue by 3 hours" in client.get("/desk/").content.decode()


def test_version_that_was_held_back_is_urgent(client: Client, house: House, guard_clock: GuardClock) -> None:
    factories.scheduled(house, titled("Held back"))
    guard_clock.move(days=2)

    assert my_work(client, house.editor) == {"back": ["Held back"]}


def test_live_article_comes_up_thirty_days_before_its_review_date(
    client: Client, house: House, guard_clock: GuardClock
) -> None:
    version = factories.approved(house, titled("Live"))
    due = version.approvals.get().next_review_due
    days = (due - clock.today()).days

    guard_clock.move(days=days - 30)
    early = my_work(client, house.editor)
    guard_clock.move(days=1)

    assert early == {}
    assert my_work(client, house.editor) == {"due": ["Live"]}


def test_live_article_that_is_being_reaffirmed_is_with_the_board(client: Client, house: House) -> None:
    version = factories.approved(house, titled("Live"))
    workflow.reaffirm(version, by=house.editor)
    reading = my_work(client, house.editor)
    factories.signed(version, house)

    assert reading == {"running": ["Live"]}
    assert my_work(client, house.editor) == {"decide": ["Live"]}
    assert client.get("/desk/").context["groups"][0].tasks[0].what == "Confirm unchanged"


def test_held_article_stands_before_everything_else_of_the_house(client: Client, house: House) -> None:
    version = factories.approved(house, titled("Dangerous"))
    workflow.hold(version, by=house.editor, reason="dose")
    factories.submitted(house)

    assert list(my_work(client, house.editor)) == ["held", "start"]


def test_member_answers_then_declares_then_signs_then_is_done(client: Client, house: House) -> None:
    version = factories.under_review(house, titled("For the board"))
    member = house.members[0]
    seat = Assignment.objects.get(member=member)

    def now() -> list[tuple[str, str, str]]:
        client.force_login(member.user)
        groups = client.get("/desk/").context["groups"]
        return [(group.kind.name, task.what, task.url) for group in groups for task in group.tasks]

    asked = now()
    workflow.accept(seat, by=member.user)
    accepted = now()
    workflow.declare(seat, by=member.user, none_to_declare=True)
    workflow.clear(seat, by=member.user)
    cleared = now()
    factories.sign(seat.review, member)

    at = f"/desk/assignments/{seat.pk}/"
    assert asked == [("Asked of you", "Say yes or no", at)]
    assert accepted == [("Yours to read and sign", "Declare, then read", at)]
    reading = f"/desk/articles/{version.article.slug}/1/review/"
    assert cleared == [("Yours to read and sign", "Read and sign", reading)]
    assert now() == []


def test_prepared_verdict_waits_to_be_signed_and_not_to_be_read(client: Client, house: House) -> None:
    version = factories.under_review(house, titled("For the board"))
    review, member = Review.objects.get(version=version), house.members[0]
    factories.ready_to_sign(review, member)
    preparing.prepare(review, by=member.user, verdict="approve", digest=version.digest)
    client.force_login(member.user)

    answer = client.get("/desk/")

    (group,) = answer.context["groups"]
    signing = f"/desk/articles/{version.article.slug}/1/review/#sign"
    assert [(task.what, task.url) for task in group.tasks] == [("Sign: your verdict is ready", signing)]
    assert answer.context["sentence"] == "Your verdict on one text is ready: sign it."


def test_member_with_a_conflict_has_nothing_to_sign(client: Client, house: House) -> None:
    factories.under_review(house)
    seat = Assignment.objects.get(member=house.members[0])
    workflow.accept(seat, by=house.reviewers[0])
    workflow.clear(seat, by=house.reviewers[0], conflict=True, statement="My own trial.")

    assert my_work(client, house.reviewers[0]) == {}


def test_member_who_declined_or_whose_review_ended_is_asked_nothing(client: Client, house: House) -> None:
    factories.under_review(house)
    workflow.decline_invitation(Assignment.objects.get(member=house.members[0]), by=house.reviewers[0])
    workflow.return_to_author(factories.under_review(house), by=house.editor, note="Not yet.")

    assert my_work(client, house.reviewers[0]) == {}


def test_member_reads_the_most_pressing_first(client: Client, house: House) -> None:
    for title, days in (("Later", 9), ("Sooner", 2)):
        version = factories.submitted(house, titled(title))
        due = clock.today() + timedelta(days=days)
        workflow.start_review(version, by=house.editor, members=house.members, answer_due=due, review_due=due)

    assert my_work(client, house.reviewers[0]) == {"asked": ["Sooner", "Later"]}


def test_reported_mistake_stands_first_and_a_question_last(client: Client, house: House) -> None:
    article = factories.approved(house).article
    Question.objects.create(article=article, text="May I swim?")
    Question.objects.create(article=article, kind="mistake", text="The dose is wrong.")
    factories.submitted(house)

    found = my_work(client, house.editor)
    assert list(found) == ["mistakes", "start", "questions"]
    assert found["mistakes"] == ["The dose is wrong."]


def test_question_about_another_topic_is_not_the_editors(client: Client, house: House) -> None:
    article = factories.approved(house).article
    Question.objects.create(article=article, text="May I swim?")
    Question.objects.create(text="About nothing in particular?")
    other = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=other)

    assert my_work(client, heart) == {"questions": ["About nothing in particular?"]}


@pytest.mark.parametrize("count", [1, 3])
def test_editors_work_costs_nine_queries_whatever_waits(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        factories.submitted(house)
        factories.signed(factories.under_review(house), house)
        workflow.hold(factories.approved(house), by=house.editor, reason="dose")
        Question.objects.create(text="May I swim?")
    client.force_login(house.editor)

    # Session; user; grants; seat on the board; clock; questions; versions; their signatures; the house.
    with django_assert_num_queries(9):
        client.get("/desk/")


@pytest.mark.parametrize("count", [1, 3])
def test_members_work_costs_eight_queries_whatever_waits(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        factories.under_review(house)
    client.force_login(house.reviewers[0])

    # Session; user; grants; seat on the board; clock; assignments; versions; the house.
    with django_assert_num_queries(8):
        client.get("/desk/")


@pytest.mark.parametrize("count", [1, 3])
def test_work_of_who_edits_and_judges_costs_ten_queries(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    judge = house.reviewers[0]
    workflow.grant(by=house.chief, user=judge, role=Role.CHIEF)
    for _ in range(count):
        factories.under_review(house)
        workflow.hold(factories.approved(house), by=house.editor, reason="dose")
    client.force_login(judge)

    # As the editor's, and the assignments.
    with django_assert_num_queries(10):
        client.get("/desk/")


def test_live_text_that_lost_a_signature_is_work_until_the_board_has_read_it_again(
    client: Client, house: House
) -> None:
    live = factories.approved(house)
    workflow.withdraw_signoff(live.reviews.get(), by=house.reviewers[0], note="Misread.")

    assert list(my_work(client, house.editor)) == ["weakened"]
    assert sentence(client, house.editor) == (
        "One live article has lost a signature: ask the board again, or put it on hold."
    )

    workflow.reaffirm(live, by=house.editor, members=house.members[1:])
    assert list(my_work(client, house.editor)) == ["running"]
    factories.signed(live, replace(house, members=house.members[1:]))
    workflow.complete_reaffirmation(live, by=house.editor)
    assert my_work(client, house.editor) == {}


def test_scheduled_text_that_cannot_go_live_is_work_before_its_time(client: Client, house: House) -> None:
    version = factories.scheduled(house)
    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")
    client.force_login(house.editor)

    (group,) = client.get("/desk/").context["groups"]

    assert (group.kind, group.tasks[0].warns) == (KINDS["back"], "The quorum is 2 and 1 signed.")
    page = client.get(f"/desk/articles/{version.article.slug}/1/").content.decode()
    assert "Dr Reviewer1 was removed from the board on" in page
    assert "It does not go live. The quorum is 2 and 1 signed. Return this version" in page


def test_what_was_held_back_says_why(client: Client, house: House, guard_clock: GuardClock) -> None:
    version = factories.scheduled(house)
    workflow.set_policy(house.topic, "standard", by=house.chief, quorum=3)
    guard_clock.move(days=2)
    jobs.go_live(version_id=version.pk)
    client.force_login(house.editor)

    (group,) = client.get("/desk/").context["groups"]

    assert group.tasks[0].warns == "By the policy now in force: The quorum is 3 and 2 signed."


def test_author_of_a_weakened_text_is_not_asked_to_do_anything(client: Client, house: House) -> None:
    live = factories.approved(house)
    workflow.withdraw_signoff(live.reviews.get(), by=house.reviewers[0], note="Misread.")

    assert my_work(client, house.author) == {}
