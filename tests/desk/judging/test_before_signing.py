"""Approving while a remark of one's own lies unsent, or with no dose seen: it is said, the first is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reviews import preparing
from reviews.models import Preparation, Review, SignOff
from tests import factories
from tests.desk.judging.test_signing import address, filled
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "You wrote one comment on this text and did not send it. Send it, or approve without."
REMARK = {"comment:summary:body": "The dose is ten times too high."}


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    doses = "<p>Give colchicine 0.5 mg daily, or prednisolone 30 mg daily.</p>"
    opened = Review.objects.get(version=factories.under_review(house, factories.a_text(body=doses)))
    factories.ready_to_sign(opened, house.members[0])
    return opened


@pytest.fixture
def member(client: Client, house: House) -> Client:
    client.force_login(house.reviewers[0])
    return client


def typed(review: Review, house: House, words: dict[str, str]) -> None:
    preparing.save_typed(review, by=house.reviewers[0], words=words)


def on_the_sheet(review: Review, **more: str) -> dict[str, Any]:
    mark = preparing.mark_of(Preparation.objects.get())
    said = {"item": [str(review.pk)], "password": PASSWORD, f"digest-{review.pk}": review.digest}
    return {**said, f"mark-{review.pk}": mark, **more}


@pytest.mark.parametrize(
    "words",
    [
        REMARK,
        {"comment:summary:suggestion": "0.05 mg"},
        {"comment:section-1:body": "Wrong."},
        {"reply:7": "I still object."},
        {**REMARK, "comment:summary:quote": "30 mg"},
    ],
    ids=["comment", "suggestion", "comment on a section", "reply", "comment with a quote"],
)
def test_an_approval_is_asked_about_what_lies_unsent(
    member: Client, house: House, review: Review, words: dict[str, str]
) -> None:
    typed(review, house, words)

    refused = member.post(address(review.version), filled(review))
    unsigned = SignOff.objects.count()
    member.post(address(review.version), filled(review, anyway="on"))

    assert (refused.status_code, unsigned) == (422, 0)
    assert ASKED in refused.content.decode()
    assert SignOff.objects.get().verdict == "approve"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("request_changes", REMARK), ("approve", {}), ("approve", {"comment:summary:body": "  "})],
)
def test_nothing_is_asked_where_nothing_would_be_lost(
    member: Client, house: House, review: Review, verdict: str, words: dict[str, str]
) -> None:
    typed(review, house, words)

    member.post(address(review.version), filled(review, verdict=verdict))

    assert SignOff.objects.get().verdict == verdict


def test_the_bar_asks_before_it_prepares_an_approval(member: Client, house: House, review: Review) -> None:
    typed(review, house, REMARK)
    pressed = {"verdict": "approve", "digest": review.digest, "review": str(review.pk)}

    answer = member.post(address(review.version, "prepare/"), pressed, follow=True)

    assert answer.redirect_chain[-1][0].endswith("#sign")
    assert ASKED in answer.content.decode()
    assert not Preparation.objects.exclude(prepared_at=None).exists()


def test_the_bar_does_not_approve_over_an_objection_in_the_form(
    member: Client, house: House, review: Review
) -> None:
    typed(review, house, {"sign:verdict": "request_changes", "sign:statement": "Ten times too high."})
    pressed = {"verdict": "approve", "digest": review.digest, "review": str(review.pk)}

    answer = member.post(address(review.version, "prepare/"), pressed, follow=True)

    assert "with a reason that you have not sent" in answer.content.decode()
    assert not Preparation.objects.exclude(prepared_at=None).exists()


def test_the_sheet_leaves_out_what_has_a_remark_unsent_until_told(
    member: Client, house: House, review: Review
) -> None:
    preparing.prepare(review, by=house.reviewers[0], verdict="approve", digest=review.digest)
    typed(review, house, REMARK)

    shown = member.get("/desk/sign/").content.decode()
    left = member.post("/desk/sign/", on_the_sheet(review), follow=True).context["left"]
    unsigned = SignOff.objects.count()
    member.post("/desk/sign/", on_the_sheet(review, **{f"anyway-{review.pk}": "on"}))

    assert (ASKED in shown, [one["why"] for one in left], unsigned) == (True, [ASKED], 0)
    assert SignOff.objects.get().verdict == "approve"


@pytest.mark.parametrize("seen", [False, True])
def test_no_dose_marked_as_seen_is_said_and_not_forbidden(
    member: Client, house: House, review: Review, seen: bool
) -> None:
    page = member.get(address(review.version, ""))
    if seen:
        typed(review, house, {f"seen:{page.context['sheet'].cards[1].name}": "on"})
    pressed = {"verdict": "approve", "digest": review.digest, "review": str(review.pk)}
    member.post(address(review.version, "prepare/"), pressed)

    told = [
        "None of its 2 doses is marked as seen." in member.get(place).content.decode()
        for place in (address(review.version, ""), "/desk/sign/")
    ]
    member.post("/desk/sign/", on_the_sheet(review))

    assert told == [not seen] * 2
    assert SignOff.objects.get().verdict == "approve"


def test_the_sheet_shows_the_words_that_changed(client: Client, house: House) -> None:
    review = Review.objects.get(version=factories.corrected(house))
    factories.ready_to_sign(review, house.members[0])
    client.force_login(house.reviewers[0])
    pressed = {"verdict": "approve", "digest": review.digest, "review": str(review.pk)}
    client.post(address(review.version, "prepare/"), pressed)

    shown = " ".join(client.get("/desk/sign/").content.decode().split())

    assert "<del>treatmet</del>" in shown
    assert "<ins>treatment</ins>" in shown
