"""The sheet and a prepared verdict confirmed with a passkey, which signs all that the page showed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from reviews import preparing, workflow
from reviews.models import Event, Review, SignOff
from tests import factories
from tests.cms.test_people import Key, asked_of
from tests.desk.judging.test_as_shown import form_of, sheet_of
from tests.desk.judging.test_signing import address
from tests.desk.judging.test_signsheet import SHEET, left_out, prepared, titles
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def key(house: House, client: Client) -> Key:
    client.force_login(house.reviewers[0])
    return Key(house.reviewers[0])


def confirmed(client: Client, key: Key, shown: dict[str, Any]) -> dict[str, Any]:
    """The sheet with what the passkey answers to all that is ticked."""
    sent = {name: value for name, value in shown.items() if name != "password"}
    asked = client.post(f"{SHEET}passkey/", sent).json()["request_options"]["publicKey"]
    answer = key.answer(base64.urlsafe_b64decode(asked["challenge"] + "=="))
    return {**sent, "passkey": json.dumps(answer)}


def test_one_answer_signs_each_text_of_the_sheet(client: Client, house: House, key: Key) -> None:
    for number in range(3):
        prepared(house, f"Question {number}?")
    shown = sheet_of(client)

    page = client.post(SHEET, confirmed(client, key, shown), follow=True)

    assert titles(page) == ["Question 0?", "Question 1?", "Question 2?"]
    assert [row.method for row in SignOff.objects.all()] == ["passkey"] * 3
    assert len({row.proof for row in SignOff.objects.all()}) == 3


def test_answer_to_one_list_signs_no_other(client: Client, house: House, key: Key) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    shown = sheet_of(client)
    sent = confirmed(client, key, {**shown, "item": [first.pk]})

    refused = client.post(SHEET, {**sent, "item": [first.pk, second.pk]})

    assert (refused.status_code, SignOff.objects.count()) == (422, 0)
    assert Event.objects.filter(action="signing_failed").count() == 2


def test_answer_serves_once(client: Client, house: House, key: Key) -> None:
    review = prepared(house, "One?")
    sent = confirmed(client, key, sheet_of(client))
    client.post(SHEET, sent)
    preparing.prepare(review, by=house.reviewers[0], verdict="recuse", digest=review.digest, statement="No.")

    client.post(SHEET, sent)

    assert SignOff.objects.count() == 1


def test_verdict_prepared_anew_after_the_key_was_touched_is_left_out(
    client: Client, house: House, key: Key
) -> None:
    review = prepared(house, "One?")
    sent = confirmed(client, key, sheet_of(client))
    preparing.prepare(review, by=house.reviewers[0], verdict="recuse", digest=review.digest, statement="No.")

    page = client.post(SHEET, sent, follow=True)

    assert SignOff.objects.count() == 0
    assert left_out(page)[0][1].startswith("You prepared another verdict on it since you opened the sheet.")


def test_answer_for_the_old_verdict_does_not_confirm_the_new_one(
    client: Client, house: House, key: Key
) -> None:
    review = prepared(house, "One?")
    sent = confirmed(client, key, sheet_of(client))
    preparing.prepare(review, by=house.reviewers[0], verdict="recuse", digest=review.digest, statement="No.")
    anew = {name: value for name, value in sheet_of(client).items() if name.startswith("mark-")}

    refused = client.post(SHEET, {**sent, **anew})

    assert (refused.status_code, SignOff.objects.count()) == (422, 0)


def test_sheet_that_was_recalled_between_touch_and_sending_is_left_out(
    client: Client, house: House, key: Key
) -> None:
    review = prepared(house, "One?")
    sent = confirmed(client, key, sheet_of(client))
    workflow.recall(review.version, by=house.author)

    page = client.post(SHEET, sent, follow=True)

    assert ([title for title, _ in left_out(page)], SignOff.objects.count()) == (["One?"], 0)


def test_prepared_verdict_of_the_review_page_is_confirmed_by_its_mark(
    client: Client, house: House, key: Key
) -> None:
    review = prepared(house, "One?")
    shown = form_of(client, review)
    del shown["password"]

    by_digest = json.dumps(key.answer(asked_of(client, review.digest)))
    refused = client.post(address(review.version), {**shown, "passkey": by_digest})
    by_mark = json.dumps(key.answer(asked_of(client, shown["mark"])))
    client.post(address(review.version), {**shown, "passkey": by_mark})

    assert refused.status_code == 422
    assert [(row.review, row.method) for row in SignOff.objects.all()] == [(review, "passkey")]


def test_whoever_has_no_mark_confirms_nothing(client: Client, house: House, key: Key) -> None:
    review = Review.objects.get(pk=prepared(house, "One?").pk)
    shown = {"item": [review.pk], f"digest-{review.pk}": review.digest}

    page = client.post(SHEET, confirmed(client, key, shown), follow=True)

    assert (len(left_out(page)), SignOff.objects.count()) == (1, 0)
