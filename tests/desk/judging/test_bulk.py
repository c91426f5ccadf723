"""Publishing several at once: only what was opened, each by itself, and a reason for each refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from articles.models import Role, Version
from cms.desk.judging import bulk
from reviews import commenting, workflow
from reviews.models import Review
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
PAGE = "/desk/publish/"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def editor(client: Client, house: House) -> Client:
    client.force_login(house.editor)
    return client


def ready(house: House, title: str) -> Version:
    version = factories.under_review(house, factories.a_text(title))
    factories.signed(version, house)
    return version


def look(client: Client, version: Version, page: str = "") -> None:
    """Open its page, or its review."""
    client.get(f"/desk/articles/{version.article.slug}/{version.number}/{page}")


def publish(client: Client, versions: Sequence[Version]) -> HttpResponse:
    return client.post(PAGE, {"version": [version.pk for version in versions]})


def said(answer: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def status(version: Version) -> str:
    return Version.objects.get(pk=version.pk).status


def listed(client: Client) -> dict[str, str]:
    """What the page lists: each title, and why it cannot be ticked."""
    rows = client.get(PAGE).context["rows"]
    return {row.version.title: row.why_not for row in rows}


def test_page_lists_what_has_its_quorum_and_what_was_opened(editor: Client, house: House) -> None:
    first, second = ready(house, "Opened"), ready(house, "Reviewed")
    ready(house, "Not opened")
    factories.signed(factories.under_review(house, factories.a_text("Half signed")), house, count=1)
    look(editor, first)
    look(editor, second, "review/")

    assert listed(editor) == {"Opened": "", "Reviewed": "", "Not opened": "Open it first"}


def test_publish_page_itself_is_not_enough_of_a_look(editor: Client, house: House) -> None:
    version = ready(house, "Only decided on")
    look(editor, version, "publish/")

    assert listed(editor) == {"Only decided on": "Open it first"}


def test_what_was_ticked_goes_live_and_nothing_else(editor: Client, house: House) -> None:
    versions = [ready(house, title) for title in ("First", "Second", "Third")]
    for version in versions:
        look(editor, version)

    answer = publish(editor, versions[:2])

    assert [status(version) for version in versions] == ["approved", "approved", "under_review"]
    assert said(answer) == ["Two texts published and live: “First”; “Second”."]


def test_forged_tick_of_what_was_not_opened_is_refused_by_name(editor: Client, house: House) -> None:
    opened, forged = ready(house, "Opened"), ready(house, "Forged")
    look(editor, opened)

    answer = publish(editor, [opened, forged])

    assert (status(opened), status(forged)) == ("approved", "under_review")
    assert said(answer) == [
        "“Forged” was not published. Open it first: nobody publishes what they have not looked at.",
        "One text published and live: “Opened”.",
    ]


def test_one_that_is_refused_does_not_keep_the_others_back(editor: Client, house: House) -> None:
    recalled, withdrawn, fine = (ready(house, title) for title in ("Recalled", "Withdrawn", "Fine"))
    for version in (recalled, withdrawn, fine):
        look(editor, version)
    workflow.recall(recalled, by=house.author)
    review = Review.objects.get(version=withdrawn)
    workflow.withdraw_signoff(review, by=house.reviewers[0])

    answer = publish(editor, [recalled, withdrawn, fine])

    assert [status(each) for each in (recalled, withdrawn, fine)] == ["returned", "under_review", "approved"]
    recall, withdrawal, done = said(answer)
    assert recall == (
        "“Recalled” was not published. Someone was faster, or it is too late: version 1 is now returned."
    )
    assert withdrawal.startswith("“Withdrawn” was not published. ")
    assert done == "One text published and live: “Fine”."


def test_unsettled_comment_sends_it_to_its_own_page(editor: Client, house: House) -> None:
    version = factories.under_review(house, factories.a_text("Unsettled"))
    review = factories.signed(version, house)
    commenting.comment(review, by=house.editor, body="Which dose?", blocking=True)
    look(editor, version)

    assert listed(editor) == {"Unsettled": "One comment to be settled first: publish it on its own page."}
    answer = publish(editor, [version])
    assert status(version) == "under_review"
    assert "with the reason" in said(answer)[0]


def test_new_version_is_another_text_than_the_one_that_was_opened(editor: Client, house: House) -> None:
    version = ready(house, "Returned")
    look(editor, version)
    workflow.return_to_author(version, by=house.editor, note="Shorten.")
    draft = Version.objects.get(article=version.article, number=2)
    workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    factories.signed(draft, house)

    assert listed(editor) == {"Returned": "Open it first"}


def test_nothing_ticked_says_so(editor: Client, house: House) -> None:
    assert said(editor.post(PAGE, {})) == ["Nothing was ticked, so nothing was published."]
    assert said(editor.post(PAGE, {"version": ["x", "-1", "²"]}))[-1].startswith("Nothing was ticked")


def test_tick_of_what_is_not_theirs_any_more_is_named(editor: Client, house: House) -> None:
    version = ready(house, "Still theirs")
    look(editor, version)

    answer = editor.post(PAGE, {"version": [version.pk, "99999999"]})
    several = editor.post(PAGE, {"version": ["99999998", "99999999", "9" * 30]})

    assert said(answer) == [
        "One text that you ticked is not among yours any more; nothing was done about it.",
        "One text published and live: “Still theirs”.",
    ]
    assert said(several)[-1] == (
        "Three texts that you ticked are not among yours any more; nothing was done about them."
    )


def test_correction_of_what_was_put_on_hold_since_is_published_on_its_own_page(
    editor: Client, house: House
) -> None:
    live = factories.approved(house, factories.a_text("Held"))
    draft = factories.edited(
        workflow.revise(live, by=house.author), by=house.author, bodies="<p>Rest it.</p>"
    )
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members, in_full=True)
    factories.signed(version, house)
    look(editor, version)
    before = listed(editor)
    workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.get().key)

    answer = publish(editor, [version])

    assert (before, status(version)) == ({"Held": ""}, "under_review")
    assert listed(editor) == {"Held": bulk.ON_HOLD}
    assert said(answer) == [
        "“Held” was not published. Readers see it on hold: publish it on its own page, which says what "
        "becomes of the hold."
    ]


def test_editor_of_another_topic_neither_sees_nor_publishes_it(client: Client, house: House) -> None:
    version = ready(house, "Of the joints")
    other = factories.create_topic("cardiology", by=house.chief)
    client.force_login(factories.create_granted("heart", Role.EDITOR, topic=other))
    look(client, version)

    assert listed(client) == {}
    publish(client, [version])
    assert status(version) == "under_review"


@pytest.mark.parametrize(("who", "code"), [("author", 403), ("stranger", 404)])
def test_who_does_not_edit_may_not(client: Client, house: House, who: str, code: int) -> None:
    version = ready(house, "Not theirs")
    client.force_login(getattr(house, who))

    assert (client.get(PAGE).status_code, publish(client, [version]).status_code) == (code, code)
    assert status(version) == "under_review"


def test_member_does_not_publish_what_they_signed(client: Client, house: House) -> None:
    version = ready(house, "Signed by them")
    client.force_login(house.reviewers[0])
    look(client, version, "review/")

    assert publish(client, [version]).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_it_lists(
    editor: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        look(editor, ready(house, f"Number {number}"))

    # Session; user; grants; seat on the board; versions; signatures; what is unsettled; clock; the house.
    with django_assert_num_queries(9):
        editor.get(PAGE)
