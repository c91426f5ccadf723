"""Signing: exactly the text that was on the screen, by the person who is there, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import clock
from articles.acting import acting
from articles.models import Version
from reviews import commenting, workflow
from reviews.models import Event, Review, SignOff, Withdrawal
from reviews.verification import verify
from tests import factories
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


def address(version: Version, what: str = "sign/") -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/review/{what}"


def filled(review: Review, **more: Any) -> dict[str, Any]:
    return {
        "verdict": "approve",
        "covers": "whole",
        "statement": "Read on the train.",
        "digest": review.digest,
        "review": str(review.pk),
        "standing": "",
        "password": PASSWORD,
        **more,
    }


def test_a_verdict_is_signed_and_its_receipt_shown(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(address(review.version), filled(review, covers="whole doses"))

    signed = SignOff.objects.get(review=review)
    assert (signed.verdict, signed.scope, signed.digest, signed.method, signed.statement) == (
        "approve", "whole doses", review.digest, "password", "Read on the train.",
    )  # fmt: skip
    assert answer.url == f"{address(review.version, '')}#receipt"  # type: ignore[attr-defined]
    html = client.get(address(review.version, "")).content.decode()
    event = Event.objects.get(record_table="reviews_signoff", record_id=signed.pk)
    assert f"{review.version.article.slug} {event.seq} {event.hash}" in html
    assert review.digest in html
    assert "Dr Reviewer1, MD" in html
    assert verify() == []


def test_named_sections_are_signed_for(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    key = str(review.version.sections.get().key)

    client.post(address(review.version), filled(review, covers="sections", sections=[key]))

    assert SignOff.objects.get().scope == key


@pytest.mark.parametrize(
    ("wrong", "place", "message"),
    [
        ({"password": "guess"}, "password", "That is not your password. Nothing was signed."),
        ({"password": ""}, "password", "Enter your password: being logged in is not enough."),
        ({"verdict": ""}, "verdict", "Choose your verdict."),
        ({"covers": "sections"}, "sections", "Name the sections that you sign for."),
        (
            {"verdict": "request_changes", "statement": ""},
            "statement",
            "Say what should change, here or in a comment on the text.",
        ),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(
    client: Client, house: House, review: Review, wrong: dict[str, str], place: str, message: str
) -> None:
    client.force_login(house.reviewers[0])

    refused = client.post(address(review.version), filled(review, **wrong))

    assert refused.status_code == 422
    errors = {**refused.context["sign"].errors, **refused.context["proof"].errors}
    assert errors[place] == [message]
    html = refused.content.decode()
    assert PASSWORD not in html
    assert wrong.get("statement") == "" or "Read on the train." in html
    assert SignOff.objects.count() == 0


def test_another_digest_is_not_signed(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    refused = client.post(address(review.version), filled(review, digest="0" * 64))

    assert refused.status_code == 409
    assert "The text is not the one that was on the screen." in refused.content.decode()
    assert "Read on the train." in refused.content.decode()
    assert SignOff.objects.count() == 0


@pytest.mark.parametrize("way", ["recall", "return", "decline"])
def test_a_text_that_moved_on_is_not_signed(client: Client, house: House, review: Review, way: str) -> None:
    client.force_login(house.reviewers[0])
    if way == "recall":
        workflow.recall(review.version, by=house.author)
    elif way == "return":
        workflow.return_to_author(review.version, by=house.editor, note="Shorten.")
    else:
        workflow.decline(review.version, by=house.editor, note="Out of scope.")

    refused = client.post(address(review.version), filled(review))

    assert refused.status_code == 409
    html = refused.content.decode()
    assert "Nothing was signed." in html
    assert "What you wrote, and was not signed" in html
    assert "Read on the train." in html
    assert SignOff.objects.count() == 0


def test_a_member_removed_meanwhile_signs_nothing(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    workflow.remove_member(house.members[0], by=house.chief, reason="Left the house.")

    refused = client.post(address(review.version), filled(review))

    assert refused.status_code == 403
    assert "Nothing that you sent after that was carried out." in refused.content.decode()
    assert "<p>Read on the train.</p>" in refused.content.decode()
    assert SignOff.objects.count() == 0


def test_a_member_whose_term_ended_meanwhile_signs_nothing(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.reviewers[0])
    member = house.members[0]
    with acting(house.chief):
        member.term_ends = clock.today() - timedelta(days=1)
        member.save()

    refused = client.post(address(review.version), filled(review))

    assert refused.status_code == 409
    assert "Dr Reviewer1 is not in office." in refused.content.decode()
    assert "Read on the train." in refused.content.decode()
    assert SignOff.objects.count() == 0


def test_a_member_who_declined_in_another_tab_signs_nothing(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.reviewers[0])
    workflow.decline_invitation(review.assignments.get(member=house.members[0]), by=house.reviewers[0])

    refused = client.post(address(review.version), filled(review))

    assert refused.status_code == 409
    assert "Read on the train." in refused.content.decode()
    assert SignOff.objects.count() == 0


def test_a_second_click_signs_nothing_twice(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    client.post(address(review.version), filled(review))

    again = client.post(address(review.version), filled(review))

    assert again.url == f"{address(review.version, '')}#receipt"  # type: ignore[attr-defined]
    page = client.get(address(review.version, ""))
    assert "You had signed already (approve); nothing was signed a second time." in page.content.decode()
    assert SignOff.objects.count() == 1


def test_another_verdict_can_be_signed_after_the_first(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    client.post(address(review.version), filled(review))
    first = SignOff.objects.get()

    client.post(address(review.version), filled(review, verdict="request_changes", standing=str(first.pk)))

    assert [row.verdict for row in SignOff.objects.order_by("pk")] == ["approve", "request_changes"]


def test_one_does_not_approve_over_ones_own_blocking_comment(
    client: Client, house: House, review: Review
) -> None:
    commenting.comment(review, by=house.reviewers[0], body="Wrong dose.", blocking=True)
    client.force_login(house.reviewers[0])

    refused = client.post(address(review.version), filled(review))

    assert refused.context["sign"].non_field_errors() == [
        "You left a comment that is to be settled first. Settle it, or ask for changes."
    ]
    assert SignOff.objects.count() == 0


def test_changes_may_be_asked_for_by_comments_alone(client: Client, house: House, review: Review) -> None:
    commenting.comment(review, by=house.reviewers[0], body="Wrong dose.", blocking=True)
    client.force_login(house.reviewers[0])

    client.post(address(review.version), filled(review, verdict="request_changes", statement=""))

    assert SignOff.objects.get().verdict == "request_changes"


def test_a_link_to_the_form_leads_to_the_page(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    opened = client.get(address(review.version))

    assert opened.url == f"{address(review.version, '')}#sign"  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["editor", "chief"])
def test_who_was_not_asked_does_not_sign(client: Client, house: House, review: Review, who: str) -> None:
    client.force_login(getattr(house, who))

    refused = client.post(address(review.version), filled(review))

    assert refused.status_code == 403
    assert "Only the members who were asked to review this text sign it." in refused.content.decode()


def test_a_signature_is_taken_back_with_a_reason(client: Client, house: House, review: Review) -> None:
    factories.sign(review, house.members[0])
    client.force_login(house.reviewers[0])

    refused = client.post(address(review.version, "withdraw/"), {"note": ""})
    assert refused.status_code == 422

    client.post(address(review.version, "withdraw/"), {"note": "I misread a dose."})
    assert [row.verdict for row in SignOff.objects.order_by("pk")] == ["approve", "withdrawn"]
    assert "You took your signature back" in client.get(address(review.version, "")).content.decode()


def test_taking_it_back_after_the_decision_withdraws_the_signature(client: Client, house: House) -> None:
    version = factories.approved(house)
    client.force_login(house.reviewers[0])

    client.post(address(version, "withdraw/"), {"note": "I misread a dose."})

    assert Version.objects.get(pk=version.pk).status == "approved"
    assert Withdrawal.objects.get().statement == "I misread a dose."
    page = client.get(address(version, "")).content.decode()
    assert "Your signature is withdrawn. The editors have been told, and readers are told." in page
    assert "You took your signature back" in page


@pytest.mark.parametrize("count", [1, 3])
def test_signing_costs_the_same_however_much_was_said_and_signed(
    client: Client, house: House, review: Review, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        commenting.comment(review, by=house.editor, body=f"Number {number}.")
    for member in house.members[1:count]:
        factories.ready_to_sign(review, member)
        factories.sign(review, member)
    client.force_login(house.reviewers[0])
    client.get(address(review.version, ""))

    # The screen that was signed, twelve besides session, user and grants; then the verb with its transaction.
    with django_assert_num_queries(37):
        client.post(address(review.version), filled(review))
