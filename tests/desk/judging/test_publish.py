"""The decision: what is met, what is missing, now or at a time; objections answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Version
from reviews import commenting, workflow
from reviews.models import Answer, Review, SignOff
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/publish/"


def objected(house: House) -> tuple[Version, SignOff]:
    """Two approve and one objects."""
    version = factories.under_review(house)
    review = factories.signed(version, house)
    factories.ready_to_sign(review, house.members[2])
    return version, factories.sign(review, house.members[2], verdict="request_changes")


def test_without_a_quorum_there_is_no_button_and_the_reason(client: Client) -> None:
    house = factories.create_house(required_specialties=["nephrology"], required_scopes=["doses"])
    version = factories.under_review(house)
    factories.signed(version, house, count=1)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["sentence"] == "Not yet: three things are missing."
    assert page.context["panel"].progress.missing == [
        "One signature over the whole text.", "A signature for the doses.", "A signature from nephrology.",
    ]  # fmt: skip
    assert page.context["panel"].out_of_reach == ["None of them signs for nephrology."]
    assert 'class="form publish"' not in page.content.decode()


def test_publishing_without_a_quorum_is_refused_by_the_door(client: Client, house: House) -> None:
    version = factories.under_review(house)
    client.force_login(house.editor)

    refused = client.post(address(version), {"when": "now", "note": "Hurry."})

    assert refused.status_code == 409
    assert Version.objects.get(pk=version.pk).status == "under_review"


def test_publishing_now(client: Client, house: House) -> None:
    version = factories.under_review(house)
    factories.signed(version, house)
    client.force_login(house.editor)

    page = client.get(address(version))
    assert page.context["sentence"] == "Everything that the policy asks for is there. Publish it?"
    client.post(address(version), {"when": "now"})

    assert Version.objects.get(pk=version.pk).status == "approved"


def test_publishing_at_a_time(client: Client, house: House, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    version = factories.under_review(house)
    factories.signed(version, house)
    client.force_login(house.editor)
    at = timezone.localtime() + timedelta(days=1)

    page = client.get(address(version))
    assert page.context["zone"] == "Europe/Berlin"
    client.post(address(version), {"when": "later", "at": f"{at:%Y-%m-%dT%H:%M}"})

    waiting = Version.objects.get(pk=version.pk)
    assert waiting.status == "scheduled"
    assert waiting.go_live_at == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("at", "message"),
    [("", "Choose the day and the time."), ("2001-01-01T10:00", "Choose a moment that is still to come.")],
)
def test_a_time_must_be_to_come(client: Client, house: House, at: str, message: str) -> None:
    version = factories.under_review(house)
    factories.signed(version, house)
    client.force_login(house.editor)

    refused = client.post(address(version), {"when": "later", "at": at, "note": "After the congress."})

    assert refused.status_code == 422
    assert refused.context["form"].errors["at"] == [message]
    assert "After the congress." in refused.content.decode()


def test_unsettled_blocking_comments_ask_for_a_reason(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house)
    commenting.comment(review, by=house.editor, body="Check the dose.", blocking=True)
    client.force_login(house.editor)

    refused = client.post(address(version), {"when": "now"})
    assert refused.context["form"].errors["note"] == [
        "Say why it goes live with comments that were to be settled first."
    ]

    client.post(address(version), {"when": "now", "note": "Checked by phone."})
    assert Version.objects.get(pk=version.pk).status == "approved"


def test_publishing_twice_says_what_happened(client: Client, house: House) -> None:
    version = factories.approved(house)
    client.force_login(house.editor)

    again = client.post(address(version), {"when": "now"})

    assert again.status_code == 409
    assert "this version is approved" in again.content.decode()


def test_an_objection_stands_in_the_way(client: Client, house: House) -> None:
    version, objection = objected(house)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["panel"].progress.missing == ["An answer to the objection of Dr Reviewer3."]
    assert f"/desk/objections/{objection.pk}/answer/" not in page.content.decode()


def test_the_chief_answers_and_one_more_signature_is_needed(client: Client, house: House) -> None:
    version, objection = objected(house)
    client.force_login(house.chief)
    assert f"/desk/objections/{objection.pk}/answer/" in client.get(address(version)).content.decode()

    empty = client.post(f"/desk/objections/{objection.pk}/answer/", {"text": " "})
    assert empty.status_code == 422
    client.post(f"/desk/objections/{objection.pk}/answer/", {"text": "The guideline says so."})

    assert Answer.objects.get().text == "The guideline says so."
    progress = client.get(address(version)).context["panel"].progress
    assert (progress.given, progress.needed, progress.met) == (2, 3, False)


def test_answering_twice_says_so(client: Client, house: House) -> None:
    _, objection = objected(house)
    workflow.answer_objection(objection, by=house.chief, text="The guideline says so.")
    client.force_login(house.chief)

    again = client.post(f"/desk/objections/{objection.pk}/answer/", {"text": "Again."})

    assert again.status_code == 409
    assert "answered or taken back already" in again.content.decode()


@pytest.mark.parametrize("who", ["editor", "author"])
def test_only_a_chief_answers(client: Client, house: House, who: str) -> None:
    _, objection = objected(house)
    client.force_login(getattr(house, who))

    refused = client.get(f"/desk/objections/{objection.pk}/answer/")

    assert refused.status_code == 403
    assert "An objection is answered by an editor-in-chief who neither wrote" in refused.content.decode()


@pytest.mark.parametrize(("who", "status"), [("author", 403), ("stranger", 404)])
def test_who_may_not_publish(client: Client, house: House, who: str, status: int) -> None:
    version = factories.under_review(house)
    client.force_login(getattr(house, who))

    assert client.get(address(version)).status_code == status
    assert client.post(address(version), {"when": "now"}).status_code == status


def test_page_and_message_say_what_becomes_of_the_holds(client: Client, house: House) -> None:
    live = factories.approved(house)
    draft = factories.edited(
        workflow.revise(live, by=house.author), by=house.author, bodies="<p>Cool it.</p>"
    )
    workflow.submit(draft, by=house.author)
    workflow.start_review(draft, by=house.editor, members=house.members, in_full=True)
    factories.signed(draft, house)
    workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.get().key)
    workflow.hold(live, by=house.editor, reason="dose")
    client.force_login(house.editor)

    page = client.get(address(draft))
    done = client.post(address(draft), {"when": "now"}, follow=True)

    assert page.context["holds"] == [("First steps", True), ("The whole page", False)]
    assert [str(message) for message in done.context["messages"]] == [
        "Approved and live. Readers have it now. “First steps” is not on hold any more: it was changed. "
        "The whole page stays on hold until a second person lifts it."
    ]


@pytest.mark.parametrize("signatures", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_signatures(
    client: Client, house: House, django_assert_num_queries: Any, signatures: int
) -> None:
    version = factories.under_review(house)
    factories.signed(version, house, count=signatures)
    client.force_login(house.editor)

    # session, user, grants, seat on the board, version; review; comments; signatures, seats; the last
    # version that was live, who wrote since; what is on hold; sections, sources, passages; the house
    with django_assert_num_queries(16):
        client.get(address(version))


def test_a_review_of_the_live_text_is_confirmed_elsewhere(client: Client, house: House) -> None:
    version = factories.approved(house)
    workflow.reaffirm(version, by=house.editor)
    client.force_login(house.editor)

    assert client.get(address(version)).status_code == 409
    assert Review.objects.filter(version=version, closed_at=None).exists()
