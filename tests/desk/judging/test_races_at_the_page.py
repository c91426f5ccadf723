"""The pages that sign, with another page in the same moment: each waits for the article's lock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from reviews import preparing, workflow
from reviews.models import Event, Preparation, Review, SignOff
from reviews.verification import verify
from tests import factories
from tests.desk.judging.test_as_shown import form_of, sheet_of
from tests.desk.judging.test_signing import address, filled
from tests.desk.judging.test_signsheet import RESULT, SHEET, left_out, prepared
from tests.factories import House
from tests.reviews.racing import PATIENCE
from tests.reviews.test_races_signing import held, in_line, until_it_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    return prepared(house, "One?")


def device(house: House, like: Client | None = None) -> Client:
    """A browser of the first member's: of its own, or another tab of one."""
    begun = Client()
    if like is None:
        begun.force_login(house.reviewers[0])
    else:
        begun.cookies = like.cookies
    return begun


def sending(client: Client, where: str, form: dict[str, Any], answers: list[Any]) -> Callable[[], object]:
    return lambda: answers.append(client.post(where, form))


def told(client: Client) -> tuple[str, list[tuple[str, str]]]:
    page = client.get(RESULT)
    return page.context["sentence"], left_out(page)


def verdicts() -> list[str]:
    return [row.verdict for row in SignOff.objects.order_by("pk")]


def failures() -> int:
    return Event.objects.filter(action="signing_failed").count()


@pytest.mark.parametrize("order", list(permutations(("sheet", "recall"))))
def test_sheet_and_recall(house: House, review: Review, order: tuple[str, ...]) -> None:
    client = device(house)
    deeds = {
        "sheet": sending(client, SHEET, sheet_of(client), []),
        "recall": lambda: workflow.recall(review.version, by=house.author),
    }

    in_line(review.version.article, {name: deeds[name] for name in order})

    late = "Someone was faster, or it is too late: version 1 is now returned."
    expected = {
        "sheet": ("You have signed one verdict.", []),
        "recall": ("Nothing was signed.", [("One?", late)]),
    }
    assert told(client) == expected[order[0]]
    assert (verdicts(), failures()) == ((["approve"], 0) if order[0] == "sheet" else ([], 1))
    assert verify() == []


def test_sheets_of_two_devices(house: House, review: Review) -> None:
    phone, laptop = device(house), device(house)
    deeds = {
        name: sending(one, SHEET, sheet_of(one), [])
        for name, one in {"phone": phone, "laptop": laptop}.items()
    }

    in_line(review.version.article, deeds)

    assert told(phone) == ("You have signed one verdict.", [])
    assert told(laptop) == ("You had signed this already.", [])
    assert (verdicts(), failures()) == (["approve"], 0)


def test_second_click_on_the_sheet_never_says_that_nothing_was_signed(house: House, review: Review) -> None:
    first = device(house)
    second = device(house, like=first)
    shown = sheet_of(first)
    deeds = {name: sending(one, SHEET, shown, []) for name, one in (("first", first), ("second", second))}

    in_line(review.version.article, deeds)

    sentence, left = told(first)
    assert sentence in ("You have signed one verdict.", "You had signed this already.")
    assert (left, verdicts(), failures()) == ([], ["approve"], 0)


@pytest.mark.parametrize("kind", ["by hand", "prepared"])
def test_second_click_on_the_page_leads_to_the_receipt(house: House, review: Review, kind: str) -> None:
    first = device(house)
    second = device(house, like=first)
    shown = filled(review) if kind == "by hand" else form_of(first, review)
    answers: list[Any] = []
    place = address(review.version)
    deeds = {name: sending(one, place, shown, answers) for name, one in (("a", first), ("b", second))}

    in_line(review.version.article, deeds)

    assert [answer.url for answer in answers] == [f"{address(review.version, '')}#receipt"] * 2
    assert (verdicts(), failures()) == (["approve"], 0)


@pytest.mark.parametrize("order", list(permutations(("page", "sheet"))))
def test_page_and_sheet(house: House, review: Review, order: tuple[str, ...]) -> None:
    phone, laptop = device(house), device(house)
    deeds = {
        "page": sending(phone, address(review.version), form_of(phone, review), []),
        "sheet": sending(laptop, SHEET, sheet_of(laptop), []),
    }

    in_line(review.version.article, {name: deeds[name] for name in order})

    expected = "You have signed one verdict." if order[0] == "sheet" else "You had signed this already."
    assert told(laptop) == (expected, [])
    assert (verdicts(), failures()) == (["approve"], 0)


@pytest.mark.parametrize("where", ["page", "sheet"])
def test_verdict_prepared_anew_while_the_old_one_waits_in_line(
    house: House, review: Review, where: str
) -> None:
    phone = device(house)
    pages = {"sheet": (SHEET, sheet_of(phone)), "page": (address(review.version), form_of(phone, review))}
    anew = {"verdict": "request_changes", "digest": review.digest, "statement": "No."}

    with ThreadPoolExecutor(1) as pool:
        with held(review.version.article):
            running = pool.submit(posted, phone, *pages[where])
            until_it_waits(1, running)
            preparing.prepare(review, by=house.reviewers[0], **anew)
        running.result(timeout=PATIENCE)

    assert (verdicts(), failures()) == ([], 1)
    assert Preparation.objects.get().verdict == "request_changes"


def posted(client: Client, place: str, form: dict[str, Any]) -> Any:
    try:
        return client.post(place, form)
    finally:
        connection.close()


@pytest.mark.parametrize("order", list(permutations(("sign", "withdraw"))))
def test_another_verdict_and_taking_the_first_one_back(
    house: House, review: Review, order: tuple[str, ...]
) -> None:
    first = factories.sign(review, house.members[0])
    phone = device(house)
    shown = filled(review, verdict="request_changes", standing=str(first.pk))
    answers: list[Any] = []
    deeds = {
        "sign": sending(phone, address(review.version), shown, answers),
        "withdraw": lambda: workflow.withdraw_signoff(review, by=house.reviewers[0], note="Misread."),
    }

    in_line(review.version.article, {name: deeds[name] for name in order})

    if order[0] == "sign":
        assert verdicts() == ["approve", "request_changes", "withdrawn"]
        return
    assert (answers[0].status_code, verdicts()) == (409, ["approve", "withdrawn"])
    assert "You took your signature back on another page" in answers[0].content.decode()
