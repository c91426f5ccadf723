"""Verbs that need no more than a word, and what happens when they come twice, too late, or forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import clock, editing
from articles.models import User, Version
from reviews import workflow
from reviews.models import Approval, Event
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

#: Verb, the state in which it is done, by whom, and the state after it.
ACTS = [
    ("submit", "draft", "author", "submitted"),
    ("recall", "submitted", "author", "returned"),
    ("withdraw", "draft", "author", "withdrawn"),
    ("return_to_author", "submitted", "editor", "returned"),
    ("decline", "submitted", "editor", "declined"),
    ("revise", "approved", "author", "approved"),
    ("retract", "approved", "chief", "retracted"),
]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def address(version: Version, verb: str) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/do/{verb}/"


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def status_of(version: Version) -> str:
    return Version.objects.get(pk=version.pk).status


@pytest.mark.parametrize(("verb", "state", "person", "then"), ACTS)
def test_verb_is_done_once_and_a_second_click_is_told_so(
    client: Client, house: House, verb: str, state: str, person: str, then: str
) -> None:
    version = factories.in_state(state, house)
    client.force_login(getattr(house, person))

    first = client.post(address(version, verb), {"note": "Because."})
    events = Event.objects.count()
    second = client.post(address(version, verb), {"note": "Because."})

    assert (first.status_code, status_of(version)) == (302, then)
    assert second.status_code == 409
    assert Event.objects.count() == events
    assert second.context["attempt"].too_late != ""
    assert "Because." in second.content.decode()


@pytest.mark.parametrize(("verb", "state", "person", "then"), ACTS)
def test_opening_the_page_after_it_was_done_says_so_and_offers_no_button(
    client: Client, house: House, verb: str, state: str, person: str, then: str
) -> None:
    version = factories.in_state(state, house)
    client.force_login(getattr(house, person))
    client.post(address(version, verb), {"note": "Because."})

    answer = client.get(address(version, verb))

    assert answer.status_code == 409
    assert 'method="post" class="form"' not in answer.content.decode()


def test_message_says_what_was_done_on_the_newest_version(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.author)

    answer = client.post(address(version, "recall"), follow=True)

    assert answer.context["version"].number == 2
    assert said(answer) == ["Recalled. The next version is open as a draft."]


@pytest.mark.parametrize("verb", ["return_to_author", "decline"])
def test_letter_to_the_author_is_not_left_empty(client: Client, house: House, verb: str) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    answer = client.post(address(version, verb), {"note": "  "})

    assert (answer.status_code, status_of(version)) == (422, "submitted")
    assert answer.context["form"].errors == {"note": ["Write it first: nothing was done."]}


def test_text_with_errors_is_not_submitted_and_each_error_leads_to_its_place(
    client: Client, house: House
) -> None:
    text = replace(factories.a_text(), summary="")
    draft = factories.create_draft(house, text)
    client.force_login(house.author)

    shown = client.get(address(draft, "submit"))
    sent = client.post(address(draft, "submit"), {"note": "Please."})

    edit = f"/desk/articles/{draft.article.slug}/1/edit/#summary"
    assert f'href="{edit}"' in shown.content.decode()
    assert 'class="form"' not in shown.content.decode()
    assert (sent.status_code, status_of(draft)) == (409, "draft")
    assert "Please." in sent.content.decode()


def warned(house: House) -> Version:
    """A draft whose only fault is a reference that is not cited."""
    text = factories.a_text()
    more = replace(text.references[0], key=uuid4(), title="Not cited")
    return factories.create_draft(house, replace(text, references=(*text.references, more)))


def test_warning_is_overruled_with_a_reason_only(client: Client, house: House) -> None:
    draft = warned(house)
    client.force_login(house.author)

    without = client.post(address(draft, "submit"), {"note": ""})
    reasoned = client.post(address(draft, "submit"), {"note": "It is background."})

    assert (without.status_code, reasoned.status_code) == (422, 302)
    assert without.context["form"].errors == {
        "note": ["Say why this is right as it is; a sentence is enough. Nothing was submitted yet."]
    }
    assert "One reason for all of it is enough" in without.content.decode()
    assert status_of(draft) == "submitted"
    told = Event.objects.get(action="submit").note
    assert told.startswith("It is background. (overruled: ")


def test_draft_that_somebody_saved_meanwhile_is_not_submitted(client: Client, house: House) -> None:
    draft = factories.create_draft(house)
    client.force_login(house.author)
    seen = client.get(address(draft, "submit")).context["form"]["revision"].value()
    text = editing.text_of(draft)
    editing.save(draft, replace(text, title="Another title"), by=house.editor, revision=draft.revision)

    answer = client.post(address(draft, "submit"), {"note": "Ready.", "revision": seen})

    assert (answer.status_code, status_of(draft)) == (409, "draft")
    assert answer.context["attempt"].too_late.startswith("Somebody has saved this draft")
    assert "Ready." in answer.content.decode()


def test_reaffirmation_without_its_quorum_is_refused_with_what_is_missing(
    client: Client, house: House
) -> None:
    version = factories.approved(house)
    workflow.reaffirm(version, by=house.editor)
    client.force_login(house.editor)

    answer = client.post(address(version, "complete_reaffirmation"), {"note": "Still true."})

    assert answer.status_code == 409
    assert len(answer.context["form"].non_field_errors()) == 1
    assert answer.context["form"]["note"].value() == "Still true."


def test_reaffirmation_with_its_quorum_moves_the_review_date_and_says_so(
    client: Client, house: House
) -> None:
    version = factories.approved(house)
    review = workflow.reaffirm(version, by=house.editor)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
        factories.sign(review, member)
    client.force_login(house.editor)
    asked = client.get(address(version, "complete_reaffirmation"))

    answer = client.post(address(version, "complete_reaffirmation"), {"note": "Still true."}, follow=True)

    assert asked.context["blocked"] is False
    assert [str(told) for told in answer.context["messages"]] == ["Reaffirmed."]
    assert [row.kind for row in Approval.objects.order_by("pk")] == ["full", "reaffirm"]
    assert status_of(version) == "approved"


def test_role_that_ended_while_the_page_was_open_is_told(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)
    client.get(address(version, "decline"))
    workflow.end_grant(house.editor.grants.get(), by=house.chief)

    answer = client.post(address(version, "decline"), {"note": "Out of scope."})

    assert (answer.status_code, status_of(version)) == (403, "submitted")
    today = f"{clock.now():%-d %B %Y}"
    told = answer.content.decode()
    assert f"Your role here (editor) ended on {today}, and with it your desk." in told
    assert "What you wrote, to keep" in told
    assert "<p>Out of scope.</p>" in told


def test_whoever_never_had_a_role_is_told_nothing(client: Client, house: House) -> None:
    workflow.end_grant(house.editor.grants.get(), by=house.chief)
    client.force_login(house.stranger)

    answer = client.post("/desk/queue/", {"note": "Out of scope."})

    assert (answer.status_code, "Your role here" in answer.content.decode()) == (404, False)


def test_member_removed_while_the_page_was_open_is_told_that_nothing_was_done(
    client: Client, house: House
) -> None:
    version = factories.under_review(house)
    client.force_login(house.reviewers[0])
    at = f"/desk/articles/{version.article.slug}/1/review/"
    assert client.get(at).status_code == 200
    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared interests.")

    signed = {"verdict": "approve", "statement": "Read on the train.", "password": "an open secret"}
    pages = [client.get("/desk/"), client.get(at), client.post(f"{at}sign/", signed)]

    assert [page.status_code for page in pages] == [403, 403, 403]
    assert all("Your seat on the board ended on" in page.content.decode() for page in pages)
    assert ["<p>Read on the train.</p>" in page.content.decode() for page in pages] == [False, False, True]
    assert not any("open secret" in page.content.decode() for page in pages)


def test_removed_member_who_also_writes_keeps_that_desk_but_not_the_boards(
    client: Client, house: House
) -> None:
    factories.under_review(house)
    member = house.members[0]
    workflow.grant(by=house.chief, user=member.user, role="author")
    workflow.remove_member(member, by=house.chief, reason="Undeclared interests.")
    client.force_login(member.user)

    assert client.get("/desk/queue/").context["rows"] == []
    assert client.get("/desk/").context["groups"] == []


def test_words_written_before_the_login_ended_are_there_after_it(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)
    at = address(version, "return_to_author")
    writer = client.get(at).context["writer"]
    client.logout()

    sent = client.post(at, {"note": "A long letter.", "writer": writer})
    client.post("/accounts/login/", {"login": "editor", "password": factories.PASSWORD})
    back = client.get(at)

    assert sent.headers["Location"] == f"/accounts/login/?next={at}"
    assert status_of(version) == "submitted"
    assert back.context["form"]["note"].value() == "A long letter."
    assert "send it once more" in back.content.decode()
    client.post(at, {"note": "A long letter."})
    assert status_of(version) == "returned"


def test_words_of_one_are_not_shown_to_another_who_logs_in(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)
    at = address(version, "decline")
    writer = client.get(at).context["writer"]
    client.logout()
    client.post(at, {"note": "A long letter.", "writer": writer})
    client.post("/accounts/login/", {"login": "chief", "password": factories.PASSWORD})

    assert client.get(at).context["form"]["note"].value() == ""


@pytest.fixture
def strict() -> Callable[[User], Client]:
    """A browser whose forms must carry their token."""

    def logged_in(user: User) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        return client

    return logged_in


def test_forged_form_does_nothing_and_gets_the_sites_own_page(
    house: House, strict: Callable[[User], Client]
) -> None:
    version = factories.submitted(house)

    answer = strict(house.editor).post(address(version, "decline"), {"note": "Forged."})

    assert (answer.status_code, status_of(version)) == (403, "submitted")
    assert "This form has expired, and nothing was done" in answer.content.decode()


def test_form_of_an_earlier_login_is_kept_and_shown_again(
    house: House, strict: Callable[[User], Client]
) -> None:
    version = factories.submitted(house)
    client = strict(house.editor)
    at = address(version, "decline")
    writer = client.get(at).context["writer"]

    sent = client.post(at, {"note": "Out of scope.", "writer": writer, "csrfmiddlewaretoken": "x" * 64})

    assert (sent.status_code, sent.headers["Location"]) == (302, at)
    assert client.get(at).context["form"]["note"].value() == "Out of scope."
    assert status_of(version) == "submitted"


def test_login_without_cookies_says_that_they_are_needed(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    fields = {"login": "editor", "password": factories.PASSWORD, "csrfmiddlewaretoken": "x" * 64}

    answer = client.post("/accounts/login/", fields)

    assert answer.status_code == 403
    assert "Allow cookies for this site" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_much_is_wrong(
    client: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = factories.a_text()
    more = tuple(replace(text.references[0], key=uuid4()) for _ in range(count))
    draft = factories.create_draft(house, replace(text, references=(*text.references, *more)))
    client.force_login(house.author)

    # Session; user; grants; seat on the board; the version; for what is wrong: policy, text in three,
    # retractions; the house.
    with django_assert_num_queries(11):
        client.get(address(draft, "submit"))
