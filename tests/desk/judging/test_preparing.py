"""Words kept as they are typed, and a verdict prepared from the bar or from the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Version
from reviews import workflow
from reviews.models import Preparation, Review, SignOff
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    return opened(house)


def opened(house: House) -> Review:
    review = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(review, house.members[0])
    return review


def address(version: Version, what: str = "") -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/review/{what}"


def kept(client: Client, review: Review, words: Any, **more: Any) -> Any:
    said = {"words": words, **more}
    return client.post(address(review.version, "keep/"), said, content_type="application/json")


def test_what_is_typed_on_one_device_stands_on_another(house: House, review: Review) -> None:
    phone, laptop = Client(), Client()
    for device in (phone, laptop):
        device.force_login(house.reviewers[0])

    answer = kept(phone, review, {"sign:statement": "Half a sent", "sign:verdict": "request_changes"})

    assert sorted(answer.json()) == ["elsewhere", "saved"]
    page = laptop.get(address(review.version))
    assert page.context["sign"].initial["statement"] == "Half a sent"
    assert page.context["sign"].initial["verdict"] == "request_changes"
    assert f"Kept from {answer.json()['saved']}" in page.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        "\x00",
        '{"words": []}',
        '{"words": {"sign:statement": 1}}',
        '{"words": {"sign:statement": null}}',
        '{"words": {"sign:statement": "a"}, "over": ["a"]}',
        '{"words": {"sign:statement": "a"}, "over": {"sign:statement": 1}}',
    ],
)
def test_what_cannot_be_read_is_refused(client: Client, house: House, review: Review, body: str) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(address(review.version, "keep/"), body, content_type="application/json")

    assert (answer.status_code, sorted(answer.json())) == (409, ["error"])
    assert Preparation.objects.count() == 0


def test_page_that_was_left_open_is_told_what_another_device_wrote(
    client: Client, house: House, review: Review
) -> None:
    client.force_login(house.reviewers[0])
    kept(client, review, {"comment:a": "Written there"}, over={"comment:a": [""]})

    answer = kept(client, review, {"comment:a": "Written here"}, over={"comment:a": [""]})

    assert (answer.status_code, answer.json()["elsewhere"]) == (200, {"comment:a": "Written there"})
    assert Preparation.objects.get().typed == {"comment:a": "Written there"}


def test_too_much_is_refused_with_a_sentence(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answer = kept(client, review, {"comment:a": "x" * 70_000})

    assert answer.status_code == 409
    assert "more than can be kept for you (64 KB)" in answer.json()["error"]


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("author", 403), ("stranger", 404)])
def test_nobody_keeps_words_in_a_review_of_others(
    client: Client, house: House, review: Review, who: str, status: int
) -> None:
    client.force_login(getattr(house, who))

    assert kept(client, review, {"comment:a": "x"}).status_code == status


def test_one_members_words_are_never_shown_to_another(house: House, review: Review) -> None:
    factories.ready_to_sign(review, house.members[1])
    mine, theirs = Client(), Client()
    mine.force_login(house.reviewers[0])
    theirs.force_login(house.reviewers[1])

    kept(mine, review, {"sign:statement": "Between us"})

    assert "Between us" not in theirs.get(address(review.version)).content.decode()


def test_ready_to_sign_prepares_and_shows_the_form(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(
        address(review.version, "prepare/"),
        {"verdict": "approve", "digest": review.digest, "review": review.pk},
    )

    assert answer.url == f"{address(review.version)}#sign"  # type: ignore[attr-defined]
    row = Preparation.objects.get()
    assert (row.verdict, row.scope, row.digest, row.typed) == (
        "approve",
        "whole",
        review.digest,
        {
            "_changes": "A new text",
            "_doses": "[]",
            "_meaning": "I have read this text and approve it as a reviewer.",
        },
    )  # fmt: skip
    page = client.get(address(review.version))
    assert page.context["prepared_as"] == "you approve the whole text"
    assert page.context["sign"].initial["verdict"] == "approve"
    assert SignOff.objects.count() == 0


def test_what_was_typed_goes_along(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    kept(client, review, {"sign:statement": "Checked at the bedside.", "sign:covers": "doses"})

    client.post(
        address(review.version, "prepare/"),
        {"verdict": "approve", "digest": review.digest, "review": review.pk},
    )

    row = Preparation.objects.get()
    assert (row.scope, row.statement) == ("doses", "Checked at the bedside.")


@pytest.mark.parametrize(
    ("verdict", "lacking"),
    [
        ("request_changes", ["Say what should change, here or in a comment on the text."]),
        ("recuse", ["Say why, so that the editor can ask somebody else."]),
    ],
)
def test_a_verdict_that_needs_words_is_chosen_and_asks_for_them(
    client: Client, house: House, review: Review, verdict: str, lacking: list[str]
) -> None:
    client.force_login(house.reviewers[0])

    answer = client.post(
        address(review.version, "prepare/"),
        {"verdict": verdict, "digest": review.digest, "review": review.pk},
    )

    assert answer.url == f"{address(review.version)}#sign"  # type: ignore[attr-defined]
    assert Preparation.objects.get().prepared_at is None
    page = client.get(address(review.version))
    assert page.context["sign"].initial["verdict"] == verdict
    assert page.context["sign"].lacking == lacking


def test_the_form_is_left_on_the_sheet(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    filled = {
        "verdict": "approve",
        "covers": "whole doses",
        "statement": "Read.",
        "digest": review.digest,
        "review": review.pk,
    }

    answer = client.post(address(review.version, "prepare/"), filled)

    assert answer.url == "/desk/"  # type: ignore[attr-defined]
    assert Preparation.objects.get().scope == "whole doses"


def test_a_form_that_lacks_something_is_shown_again(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    filled = {
        "verdict": "approve",
        "covers": "sections",
        "statement": "Read.",
        "digest": review.digest,
        "review": review.pk,
    }

    refused = client.post(address(review.version, "prepare/"), filled)

    assert refused.status_code == 422
    assert refused.context["sign"].errors["sections"] == ["Name the sections that you sign for."]
    assert Preparation.objects.count() == 0


@pytest.mark.parametrize("covers", [{}, {"covers": "whole"}], ids=["bar", "form"])
def test_a_text_that_was_recalled_is_not_prepared(
    client: Client, house: House, review: Review, covers: dict[str, str]
) -> None:
    client.force_login(house.reviewers[0])
    workflow.recall(review.version, by=house.author)

    refused = client.post(
        address(review.version, "prepare/"),
        {"verdict": "approve", "digest": review.digest, "review": review.pk, **covers},
    )

    assert refused.status_code == 409
    assert "This review is closed." in refused.content.decode()
    assert Preparation.objects.count() == 0


def test_another_digest_is_not_prepared(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])

    refused = client.post(
        address(review.version, "prepare/"), {"verdict": "approve", "digest": "0" * 64, "review": review.pk}
    )

    assert "The text is not the one that was on the screen." in refused.content.decode()
    assert Preparation.objects.filter(prepared_at=None).count() == Preparation.objects.count()


def test_a_prepared_verdict_can_be_changed(client: Client, house: House, review: Review) -> None:
    client.force_login(house.reviewers[0])
    filled = {
        "verdict": "approve",
        "covers": "whole",
        "statement": "Read.",
        "digest": review.digest,
        "review": review.pk,
    }
    client.post(address(review.version, "prepare/"), filled)

    client.post(address(review.version, "unprepare/"))

    page = client.get(address(review.version))
    assert page.context["kept"].prepared is None
    assert page.context["sign"].initial["statement"] == "Read."


@pytest.mark.parametrize("what", ["prepare/", "unprepare/"])
@pytest.mark.parametrize("who", ["editor", "chief"])
def test_who_was_not_asked_prepares_nothing(
    client: Client, house: House, review: Review, who: str, what: str
) -> None:
    client.force_login(getattr(house, who))

    assert client.post(address(review.version, what), {"verdict": "approve"}).status_code == 403


def test_a_checklist_is_answered_before_an_approval_is_ready(client: Client) -> None:
    house = factories.create_house(checklist=["Doses checked?", "Sources opened?"])
    review = opened(house)
    client.force_login(house.reviewers[0])
    kept(client, review, {"sign:check:0": "yes"})

    client.post(
        address(review.version, "prepare/"),
        {"verdict": "approve", "digest": review.digest, "review": review.pk},
    )

    assert Preparation.objects.get().prepared_at is None
    assert client.get(address(review.version)).context["sign"].lacking == [
        "One line of the checklist is still to be answered."
    ]

    kept(client, review, {"sign:check:1": "not_applicable"})
    client.post(
        address(review.version, "prepare/"),
        {"verdict": "approve", "digest": review.digest, "review": review.pk},
    )

    assert Preparation.objects.get().checklist == [
        ["Doses checked?", "yes"], ["Sources opened?", "not_applicable"],
    ]  # fmt: skip


def test_a_signed_checklist_is_kept_with_the_signature(client: Client) -> None:
    house = factories.create_house(checklist=["Doses checked?", "Sources opened?"])
    review = opened(house)
    client.force_login(house.reviewers[0])
    filled = {
        "verdict": "approve",
        "digest": review.digest,
        "review": review.pk,
        "password": factories.PASSWORD,
        "check-0": "yes",
    }

    refused = client.post(address(review.version, "sign/"), filled)
    assert refused.context["sign"].errors["check-1"] == ["Answer this line."]
    assert SignOff.objects.count() == 0

    client.post(address(review.version, "sign/"), {**filled, "check-1": "no"})
    assert SignOff.objects.get().checklist == [["Doses checked?", "yes"], ["Sources opened?", "no"]]


def test_changes_are_asked_for_without_the_checklist(client: Client) -> None:
    house = factories.create_house(checklist=["Doses checked?"])
    review = opened(house)
    client.force_login(house.reviewers[0])
    filled = {"verdict": "request_changes", "statement": "No.", "digest": review.digest, "review": review.pk}

    client.post(address(review.version, "sign/"), {**filled, "password": factories.PASSWORD})

    assert SignOff.objects.get().checklist is None


def policy_form(lines: str) -> dict[str, Any]:
    return {"quorum": "2", "review_months": "24", "checklist": lines, "show_verdicts": "on"}


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("Doses checked?\r\n\r\n  Sources   opened? \n", ["Doses checked?", "Sources opened?"]),
        ("", None),
        ("\n \n", None),
    ],
)
def test_the_editor_in_chief_writes_the_checklist(
    client: Client, house: House, lines: str, kept: list[str] | None
) -> None:
    client.force_login(house.chief)
    address = "/desk/house/topics/rheumatology/standard/"

    client.post(address, policy_form(lines))

    house.policy.refresh_from_db()
    assert house.policy.checklist == kept
    shown = client.get(address).context["form"]["checklist"].value() or ""
    assert shown == "\n".join(kept or [])


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("\n".join("abcdef"), "5 lines at most: what nobody reads is not answered."),
        ("x" * 201, "A line has 200 letters at most."),
        ("Same?\nSame?", "Two lines are the same."),
    ],
)
def test_a_checklist_is_short(client: Client, house: House, lines: str, wrong: str) -> None:
    client.force_login(house.chief)

    refused = client.post("/desk/house/topics/rheumatology/standard/", policy_form(lines))

    assert refused.context["form"].errors["checklist"] == [wrong]
    assert refused.context["form"]["checklist"].value() == lines
