"""The sign sheet: one entry of the password, one signature each; what moved is left out by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import User
from cms.desk.judging import signsheet
from reviews import commenting, passkeys, preparing, workflow
from reviews.models import Preparation, Review, SignOff
from reviews.verification import verify
from tests import factories
from tests.factories import PASSWORD, House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
SHEET, RESULT = "/desk/sign/", "/desk/sign/signed/"


@pytest.fixture
def house() -> House:
    return factories.create_house()


def prepared(house: House, title: str, *, who: int = 0, verdict: str = "approve", **more: Any) -> Review:
    """A text that a member has read, with a verdict prepared on it."""
    review = Review.objects.get(version=factories.under_review(house, factories.a_text(title)))
    factories.ready_to_sign(review, house.members[who])
    said = {"statement": "No." if verdict != "approve" else "", **more}
    preparing.prepare(review, by=house.reviewers[who], verdict=verdict, digest=review.digest, **said)
    return review


def sheet(*reviews: Review, password: str = PASSWORD, **digests: str) -> dict[str, Any]:
    """The form as the page sends it, with these ticked; ``d<review>=…`` puts another digest in it."""
    lines = {f"digest-{one.pk}": digests.get(f"d{one.pk}", one.digest) for one in reviews}
    marks = {f"mark-{one.pk}": mark(one) for one in reviews}
    return {"item": [str(one.pk) for one in reviews], "password": password, **lines, **marks}


def mark(review: Review) -> str:
    """What the page shows for the verdict that the first member has prepared."""
    row = Preparation.objects.filter(review=review, member__slug="reviewer1").first()
    return preparing.mark_of(row) if row else ""


def left_out(page: Any) -> list[tuple[str, str]]:
    return [(one["title"], one["why"]) for one in page.context["left"]]


def titles(page: Any) -> list[str]:
    return [one.signoff.review.version.title for one in page.context["signed"]]


def test_six_verdicts_are_signed_and_the_one_that_moved_is_left_out(client: Client, house: House) -> None:
    reviews = [prepared(house, f"Question {number}?") for number in range(1, 7)]
    client.force_login(house.reviewers[0])
    workflow.recall(reviews[3].version, by=house.author)

    answer = client.post(SHEET, sheet(*reviews), follow=True)

    assert answer.redirect_chain == [(RESULT, 302)]
    assert titles(answer) == [f"Question {number}?" for number in (1, 2, 3, 5, 6)]
    today = Review.objects.get(pk=reviews[3].pk).closed_at
    assert left_out(answer) == [("Question 4?", f"Its review is over since {today:%-d %B %Y}: recalled.")]
    assert answer.context["sentence"] == "You have signed five verdicts. One text was left out."
    signed = SignOff.objects.order_by("pk")
    assert [row.review_id for row in signed] == [review.pk for review in reviews if review != reviews[3]]
    assert len({row.proof for row in signed}) == 5
    assert Preparation.objects.exclude(prepared_at=None).get().review == reviews[3]
    assert verify() == []


def test_each_signature_says_what_was_prepared(client: Client, house: House) -> None:
    approved = prepared(house, "One?", scope="whole doses", statement="Read.")
    objected = prepared(house, "Two?", verdict="request_changes")
    stepped_back = prepared(house, "Three?", verdict="recuse")
    client.force_login(house.reviewers[0])

    client.post(SHEET, sheet(approved, objected, stepped_back))

    assert [
        (row.verdict, row.scope, row.statement, row.method) for row in SignOff.objects.order_by("pk")
    ] == [
        ("approve", "whole doses", "Read.", "password"),
        ("request_changes", "whole", "No.", "password"),
        ("recuse", "whole", "No.", "password"),
    ]


def test_a_checklist_is_signed_as_it_was_answered(client: Client) -> None:
    house = factories.create_house(checklist=["Doses checked?"])
    review = prepared(house, "One?", checklist=[["Doses checked?", "yes"]])
    client.force_login(house.reviewers[0])

    assert client.get(SHEET).context["items"][0].answers == [("Doses checked?", "Yes")]
    client.post(SHEET, sheet(review))

    assert SignOff.objects.get().checklist == [["Doses checked?", "yes"]]


def test_a_wrong_password_signs_nothing_and_keeps_the_ticks(client: Client, house: House) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    client.force_login(house.reviewers[0])

    refused = client.post(SHEET, sheet(first, password="guess"))

    assert refused.status_code == 422
    assert refused.context["proof"].errors["password"] == ["That is not your password. Nothing was signed."]
    assert refused.context["left_out"] == {second.pk}
    assert SignOff.objects.count() == 0
    assert Preparation.objects.exclude(prepared_at=None).count() == 2


@pytest.mark.parametrize("sent", [{}, {"item": []}, {"item": ["x", "-1", "1" * 40]}])
def test_nothing_ticked_is_said(client: Client, house: House, sent: dict[str, Any]) -> None:
    prepared(house, "One?")
    client.force_login(house.reviewers[0])

    refused = client.post(SHEET, {**sent, "password": PASSWORD})

    assert (refused.status_code, refused.context["wrong"]) == (422, "Tick what you want to sign.")
    assert SignOff.objects.count() == 0


@pytest.mark.parametrize("digest", ["0" * 64, "", "nonsense"])
def test_a_digest_swapped_in_the_form_is_left_out(client: Client, house: House, digest: str) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    client.force_login(house.reviewers[0])

    page = client.post(SHEET, sheet(first, second, **{f"d{first.pk}": digest}), follow=True)

    assert titles(page) == ["Two?"]
    assert left_out(page) == [
        ("One?", "The text in the form is not the one that you prepared. Open it and look again.")
    ]
    assert SignOff.objects.get().review == second


def test_a_digest_of_another_text_of_the_sheet_is_left_out(client: Client, house: House) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    client.force_login(house.reviewers[0])
    swapped = {f"d{first.pk}": second.digest, f"d{second.pk}": first.digest}

    page = client.post(SHEET, sheet(first, second, **swapped), follow=True)

    assert (titles(page), len(left_out(page))) == ([], 2)
    assert SignOff.objects.count() == 0


def test_what_is_not_ticked_stays_on_the_sheet(client: Client, house: House) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    client.force_login(house.reviewers[0])

    client.post(SHEET, sheet(first))

    assert SignOff.objects.get().review == first
    assert [item.row.review for item in client.get(SHEET).context["items"]] == [second]


def test_another_members_verdicts_are_neither_shown_nor_signed(client: Client, house: House) -> None:
    mine, theirs = prepared(house, "Mine?"), prepared(house, "Theirs?", who=1, statement="Between us")
    client.force_login(house.reviewers[0])

    shown = client.get(SHEET)
    page = client.post(SHEET, sheet(mine, theirs), follow=True)

    assert [item.title for item in shown.context["items"]] == ["Mine?"]
    assert "Between us" not in shown.content.decode()
    assert titles(page) == ["Mine?"]
    assert left_out(page) == [("Theirs?", "It is not on your sheet any more.")]
    assert [row.review for row in SignOff.objects.all()] == [mine]


def test_sending_it_twice_signs_nothing_twice(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    client.force_login(house.reviewers[0])
    client.post(SHEET, sheet(review))

    again = client.post(SHEET, sheet(review), follow=True)

    assert titles(again) == []
    assert [one.signoff.review for one in again.context["before"]] == [review]
    assert "Signed before; nothing was signed a second time" in again.content.decode()
    assert SignOff.objects.count() == 1


def test_what_was_signed_on_the_review_page_is_off_the_sheet(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    factories.sign(review, house.members[0])
    client.force_login(house.reviewers[0])

    assert client.get(SHEET).context["items"] == []


def test_a_review_that_was_handed_back_is_left_out(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    workflow.decline_invitation(review.assignments.get(member=house.members[0]), by=house.reviewers[0])
    client.force_login(house.reviewers[0])

    page = client.post(SHEET, sheet(review), follow=True)

    assert left_out(page) == [("One?", "You handed this review back.")]


def test_an_own_comment_to_be_settled_first_is_in_the_way(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    commenting.comment(review, by=house.reviewers[0], body="Wrong dose.", blocking=True)
    client.force_login(house.reviewers[0])

    page = client.post(SHEET, sheet(review), follow=True)

    assert left_out(page)[0][1].startswith("You left a comment that is to be settled first.")
    assert SignOff.objects.count() == 0


def test_a_member_whose_term_ended_is_told_so_line_by_line(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    factories.end_term(house.members[0], by=house.chief)
    client.force_login(house.reviewers[0])

    page = client.post(SHEET, sheet(review), follow=True)

    assert left_out(page) == [("One?", "Dr Reviewer1 is not in office.")]


def test_a_recall_between_two_signatures_leaves_out_the_second(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    sign_prepared = workflow.sign_prepared

    def recalled_after_the_first(review: Review, **said: Any) -> SignOff:
        signed = sign_prepared(review, **said)
        workflow.recall(second.version, by=house.author)
        return signed

    monkeypatch.setattr(signsheet.workflow, "sign_prepared", recalled_after_the_first)
    client.force_login(house.reviewers[0])

    page = client.post(SHEET, sheet(first, second), follow=True)

    assert titles(page) == ["One?"]
    assert [title for title, _ in left_out(page)] == ["Two?"]
    assert [row.review for row in SignOff.objects.all()] == [first]
    assert verify() == []


def test_a_verdict_is_taken_off_the_sheet(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    client.force_login(house.reviewers[0])

    answer = client.post(
        f"/desk/articles/{review.version.article.slug}/1/review/unprepare/", {"from": "sheet"}
    )

    assert answer.url == SHEET  # type: ignore[attr-defined]
    assert client.get(SHEET).context["items"] == []


def test_the_count_of_prepared_verdicts_is_in_the_navigation(client: Client, house: House) -> None:
    prepared(house, "One?")
    over = prepared(house, "Two?")
    workflow.recall(over.version, by=house.author)
    client.force_login(house.reviewers[0])

    counts = {place.name: place.count for place in client.get("/desk/").context["places"]}

    assert counts["Sign sheet"] == 1


@pytest.mark.parametrize("who", ["author", "editor"])
def test_whoever_is_no_member_has_no_sheet_in_the_navigation(client: Client, house: House, who: str) -> None:
    client.force_login(getattr(house, who))

    assert "Sign sheet" not in [place.name for place in client.get("/desk/").context["places"]]
    assert client.get(SHEET).context["sentence"] == "Nothing waits on your sign sheet."


def test_a_result_is_only_ones_own(client: Client, house: House) -> None:
    review = prepared(house, "One?")
    factories.sign(review, house.members[0])
    client.force_login(house.reviewers[1])
    session = client.session
    session[signsheet.SESSION] = {"signed": [SignOff.objects.get().pk], "before": [], "left": []}
    session.save()

    assert client.get(RESULT).context["signed"] == []


def test_a_passkey_is_asked_for_all_that_is_ticked(client: Client, house: House) -> None:
    first, second = prepared(house, "One?"), prepared(house, "Two?")
    client.force_login(house.reviewers[0])

    asked = client.post(f"{SHEET}passkey/", sheet(first, second))
    nothing = client.post(f"{SHEET}passkey/", {})

    whole = passkeys.sheet_digest([mark(first), mark(second)])
    nonce = client.session["signing_nonces"][whole][0]
    user = User.objects.get(pk=house.reviewers[0].pk)
    challenge = passkeys.options(user, digest=whole, nonce=nonce, place=PLACE)["publicKey"]["challenge"]
    assert asked.json()["request_options"]["publicKey"]["challenge"] == challenge
    assert nothing.status_code == 400


PLACE = passkeys.Place(host="testserver", origin="http://testserver")


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_with_one_and_three(
    client: Client, house: House, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        review = prepared(house, f"Question {number}?")
        preparing.prepare(
            review,
            by=house.reviewers[0],
            verdict="approve",
            digest=review.digest,
            scope=str(review.version.sections.get().key),
        )
    client.force_login(house.reviewers[0])
    client.get(SHEET)

    # session and user, grants, seat on the board; prepared, sections, sources, passages; the house
    with django_assert_num_queries(9):
        client.get(SHEET)


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_signed_costs_the_same_for_any_number(
    client: Client, house: House, django_assert_num_queries: Any, count: int
) -> None:
    reviews = [prepared(house, f"Question {number}?") for number in range(count)]
    client.force_login(house.reviewers[0])
    client.post(SHEET, sheet(*reviews))
    client.get(RESULT)

    # session and user, grants, seat on the board; signatures, with what became of their reviews; the house
    with django_assert_num_queries(6):
        assert len(client.get(RESULT).context["signed"]) == count
