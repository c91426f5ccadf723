"""A version as insiders see it: its text, where it stands, what may be done, at a fixed cost."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import editing
from articles.content import checks
from articles.models import Role, User, Version
from cms.desk.telling import WARNINGS, noted
from reviews import workflow
from reviews.models import Assignment, Event, Hold, Review
from reviews.reach import SHORT
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def at(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/"


def buttons(client: Client, version: Version, user: User) -> list[str]:
    client.force_login(user)
    return [action.label for action in client.get(at(version)).context["actions"]]


def test_article_leads_to_the_newest_version_that_one_may_read(client: Client, house: House) -> None:
    version = factories.under_review(house)
    workflow.return_to_author(version, by=house.editor, note="Shorten it.")
    slug = version.article.slug

    def led_to(user: User) -> str:
        client.force_login(user)
        return client.get(f"/desk/articles/{slug}/").headers["Location"]

    assert led_to(house.author) == led_to(house.editor) == f"/desk/articles/{slug}/2/"
    assert led_to(house.reviewers[0]) == f"/desk/articles/{slug}/1/"


def test_draft_is_invisible_to_everybody_but_its_writers_and_editors(client: Client, house: House) -> None:
    live = factories.approved(house)
    draft = workflow.revise(live, by=house.author)
    other_topic = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=other_topic)
    other = factories.create_granted("other", Role.AUTHOR)
    people = (house.author, house.editor, house.chief, house.reviewers[0], heart, other, house.stranger)

    def status(user: User) -> int:
        client.force_login(user)
        return client.get(at(draft)).status_code

    assert [status(user) for user in people] == [200, 200, 200, 404, 404, 404, 404]


def test_siblings_are_those_that_one_may_read(client: Client, house: House) -> None:
    live = factories.approved(house)
    workflow.revise(live, by=house.author)

    def numbers(user: User) -> list[int]:
        client.force_login(user)
        return [version.number for version in client.get(at(live)).context["siblings"]]

    assert numbers(house.editor) == [2, 1]
    assert numbers(house.reviewers[0]) == [1]


def test_buttons_are_what_one_may_do_the_next_step_first_and_the_grave_last(
    client: Client, house: House
) -> None:
    draft = factories.create_draft(house)
    submitted = factories.submitted(house)
    reading = factories.under_review(house)
    signed = factories.under_review(house)
    factories.signed(signed, house)
    live = factories.approved(house)

    assert buttons(client, draft, house.author) == ["Submit", "Withdraw"]
    assert buttons(client, submitted, house.author) == ["Recall"]
    assert buttons(client, submitted, house.editor) == ["Start review", "Return to author", "Decline"]
    assert buttons(client, reading, house.reviewers[0]) == ["Sign"]
    assert buttons(client, reading, house.editor) == [
        "Invite more members",
        "Return to author",
        "Decline",
    ]
    assert buttons(client, signed, house.editor)[0] == "Publish"
    assert buttons(client, live, house.chief) == ["Revise", "Reaffirm", "Hold", "Retract"]


def test_every_button_leads_to_a_page(client: Client, house: House) -> None:
    states = ("draft", "submitted", "under_review", "approved", "retracted", "returned", "declined")
    versions = [factories.in_state(state, house) for state in states]
    reaffirmed = factories.approved(house)
    workflow.reaffirm(reaffirmed, by=house.editor)

    led: dict[str, int] = {}
    for user in (house.author, house.editor, house.chief, house.reviewers[0]):
        client.force_login(user)
        for version in [*versions, reaffirmed]:
            answer = client.get(at(version))
            for action in answer.context["actions"] if answer.status_code == 200 else []:
                led[action.url] = client.get(action.url).status_code

    assert {url: status for url, status in led.items() if status != 200} == {}
    assert len(led) > 10


def test_rounds_say_who_was_asked_what_they_said_and_what_is_missing(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    client.force_login(house.editor)

    shown = client.get(at(version)).context["rounds"]

    assert [(each.review, each.progress.given, each.progress.needed) for each in shown] == [(review, 1, 2)]
    assert [signoff.verdict if signoff else "" for _, signoff in shown[0].seats] == ["approve", "", ""]
    assert shown[0].progress.missing == ["One signature over the whole text."]


def test_author_is_told_how_many_have_signed_and_not_who(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], verdict="request_changes")
    client.force_login(house.author)

    answer = client.get(at(version))

    assert answer.context["rounds"][0].missing == ["One signature over the whole text."]
    page = answer.content.decode()
    assert "1 of 2 signatures." in page
    assert [name for name in ("Reviewer1", "Reviewer2", "objection", "conflict:") if name in page] == []


def test_quorum_out_of_reach_is_said_to_all_and_why_to_the_editors(client: Client, house: House) -> None:
    version = factories.under_review(house)
    for member in house.members[1:]:
        workflow.decline_invitation(
            Assignment.objects.get(review__version=version, member=member), by=member.user, reason="time"
        )

    def told(user: User) -> str:
        client.force_login(user)
        return client.get(at(version)).context["next_step"]

    why = "only one member of those asked may still sign, and 2 more signatures are needed"
    assert told(house.editor) == f"Cannot be met any more: {why}. Invite another member."
    assert told(house.author) == SHORT
    assert told(house.reviewers[0]) == "Your verdict is asked for."
    assert "needed." in client.get(at(version)).context["rounds"][0].lost
    assert f"{version.number}/invite/" not in client.get(at(version)).content.decode()


def test_correction_of_what_is_on_hold_is_marked_urgent(client: Client, house: House) -> None:
    live = factories.approved(house)
    draft = workflow.revise(live, by=house.author)
    client.force_login(house.editor)
    before = client.get(at(draft)).context["urgent"]
    workflow.hold(live, by=house.editor, reason="dose")

    after = [client.get(at(version)).context["urgent"] for version in (draft, live)]

    assert (before, after) == (False, [True, False])


def test_answered_objection_is_shown_with_its_answer_and_raises_the_quorum(
    client: Client, house: House
) -> None:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    objection = factories.sign(review, house.members[0], verdict="request_changes")
    workflow.answer_objection(objection, by=house.chief, text="The guideline says so.")
    client.force_login(house.editor)

    answer = client.get(at(version))

    assert answer.context["rounds"][0].progress.needed == 3
    assert "Chief answered: The guideline says so." in answer.content.decode()


def test_draft_of_a_returned_text_stands_beside_its_letter(client: Client, house: House) -> None:
    version = factories.submitted(house)
    workflow.return_to_author(version, by=house.editor, note="Name the maximum dose.")
    client.force_login(house.author)

    draft = client.get(f"/desk/articles/{version.article.slug}/2/")
    returned = client.get(at(version))

    assert draft.context["letter"].note == "Name the maximum dose."
    assert returned.context["letter"] is None


def test_next_step_is_said_to_each_in_their_own_words(client: Client, house: House) -> None:
    reading = factories.under_review(house)
    review = factories.signed(reading, house, count=1)
    live = factories.approved(house)
    workflow.hold(live, by=house.editor, reason="dose")

    def told(user: User, version: Version) -> str:
        client.force_login(user)
        return client.get(at(version)).context["next_step"]

    assert told(house.editor, reading) == "With the board: 1 of 2 signatures so far."
    assert told(house.reviewers[0], reading) == "With the board: 1 of 2 signatures so far."
    assert told(house.reviewers[1], reading) == "Your verdict is asked for."
    assert told(house.author, reading) == "With the board: 1 of 2 signatures so far."
    assert told(house.editor, live) == "On hold: correct what was held, or lift the hold."
    assert told(house.author, live) == "Readers see it on hold."
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1])
    assert told(house.editor, reading) == "Every signature is there: publish it."


def test_nothing_that_happened_to_a_draft_is_told_to_who_may_not_see_it(client: Client, house: House) -> None:
    live = factories.approved(house)
    workflow.revise(live, by=house.author)

    def versions_told(user: User) -> set[int]:
        client.force_login(user)
        return {row[0].version.number for row in client.get(at(live)).context["events"] if row[0].version}

    assert versions_told(house.editor) == {1, 2}
    assert versions_told(house.reviewers[0]) == {1}


def test_what_happened_is_told_in_words(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    section = str(version.sections.get().key)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="request_changes", scope=f"doses {section}")
    seat = review.assignments.get(member=house.members[1])
    workflow.decline_invitation(seat, by=house.reviewers[1], reason="topic")
    client.force_login(house.editor)

    told = [(event.actor, says, note) for event, says, note in client.get(at(version)).context["events"]]

    assert told[:2] == [
        ("Reviewer2", "declined the review", "Outside my field"),
        ("Reviewer1", "signed", "Asks for changes: the doses and 1 section"),
    ]


def test_citation_without_a_reference_is_marked(client: Client, house: House) -> None:
    nowhere = uuid4()
    body = f'<p>Cool it.<cite data-ref="{nowhere}"></cite></p>'
    draft = factories.create_draft(house, factories.a_text(body=body))
    client.force_login(house.author)

    assert f'<a class="cite missing" href="#ref-{nowhere}">1</a>' in client.get(at(draft)).content.decode()


def test_words_of_people_are_escaped(client: Client, house: House) -> None:
    draft = factories.create_draft(house, factories.a_text("<script>alert(1)</script>"))
    workflow.submit(draft, by=house.author, note="<b>Please</b>")
    client.force_login(house.editor)

    shown = client.get(at(draft)).content.decode()

    assert "<script>alert" not in shown
    assert "&lt;b&gt;Please&lt;/b&gt;" in shown


def long_story(house: House, count: int) -> Version:
    """A live version after ``count`` others, each with sections, references and a hold."""
    reference = factories.a_text().references[0]
    text = factories.a_text()
    more = tuple(replace(reference, key=uuid4()) for _ in range(count))
    parts = tuple(replace(text.sections[0], key=uuid4()) for _ in range(count))
    version = factories.create_draft(
        house, replace(text, references=text.references + more, sections=text.sections + parts)
    )
    for _ in range(count):
        version = factories.brought_live(version, house)
        hold = workflow.hold(version, by=house.editor, reason="dose", section_key=parts[0].key)
        workflow.lift(Hold.objects.get(pk=hold.pk), by=house.chief)
        version = workflow.revise(version, by=house.author)
    version = workflow.submit(version, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    factories.signed(version, house, count=min(count, 2))
    return version


@pytest.mark.parametrize("count", [1, 3])
def test_version_page_costs_the_same_however_long_its_story(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = long_story(house, count)
    client.force_login(house.editor)
    client.get(at(version))  # that it was opened is kept in the session, once

    # Session; user; grants; seat on the board; the version; its siblings; reviews, sign-offs, seats, who is
    # left to sign; clock; events; holds; the approval; the text in three; for the buttons: open review, a
    # seat in it; the house.
    with django_assert_num_queries(20):
        client.get(at(version))


@pytest.mark.parametrize("count", [1, 3])
def test_article_page_costs_six_queries(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = factories.approved(house)
    for _ in range(count):
        version = factories.brought_live(workflow.revise(version, by=house.author), house)
    client.force_login(house.author)

    # Session; user; grants; seat on the board; the article; its newest version.
    with django_assert_num_queries(6):
        client.get(f"/desk/articles/{version.article.slug}/")


def test_text_is_shown_as_it_is_stored(client: Client, house: House) -> None:
    draft = factories.create_draft(house)
    client.force_login(house.author)

    shown = client.get(at(draft)).context["layout"]

    assert [section.heading for section in shown.sections] == ["First steps"]
    assert [(row.number, row.reference.title) for row in shown.references] == [(1, "Gout guideline")]
    assert shown.summary == editing.text_of(draft).summary


def test_warnings_that_were_overruled_are_told_in_words() -> None:
    event = Event(action="submit", note="Both hold. (overruled: dose-without-frequency, old-reference)")

    assert noted(event) == (
        "Both hold. (left as it is: a dose that does not say how often,"
        " a source older than the policy asks for)"
    )
    assert noted(Event(action="submit", note="Ready.")) == "Ready."


def test_every_warning_of_the_checks_has_words() -> None:
    source = Path(checks.__file__).read_text()

    assert set(WARNINGS) == set(re.findall(r'_warning\(\s*"([a-z-]+)"', source))
