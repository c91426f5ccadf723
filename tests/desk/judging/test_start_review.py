"""Choosing who reviews: start, invite, reaffirm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from articles import clock
from articles.acting import acting
from articles.models import Version
from reviews import workflow
from reviews.models import Assignment, Review
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


def address(version: Version, what: str = "start-review") -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/{what}/"


def choice(*members: Any, **more: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "members": [member.pk for member in members],
        "answer_due": today + timedelta(days=2),
        "review_due": today + timedelta(days=9),
        **more,
    }


def test_page_says_what_the_policy_asks(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["rule"] == (
        "Two signatures over the whole text. The next review falls due two years after approval."
    )
    assert [str(one.member) for one, _ in page.context["able"]] == [
        "Dr Reviewer1, MD", "Dr Reviewer2, MD", "Dr Reviewer3, MD",
    ]  # fmt: skip
    assert Version.objects.get(pk=version.pk).status == "submitted"


def test_starting_asks_the_chosen_members(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    answer = client.post(address(version), choice(*house.members[:2], note="Mind the doses."))

    assert answer.url == f"/desk/articles/{version.article.slug}/1/"  # type: ignore[attr-defined]
    review = Review.objects.get(version=version)
    asked = list(Assignment.objects.filter(review=review).order_by("pk").values_list("member", "review_due"))
    due = clock.today() + timedelta(days=9)
    assert asked == [(member.pk, due) for member in house.members[:2]]
    assert version.events.get(action="start_review").note == "Mind the doses."


def test_starting_with_too_few_members_is_confirmed_first(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    refused = client.post(address(version), choice(house.members[0], note="Mind the doses."))
    assert refused.status_code == 422
    assert refused.context["form"].lacking == ["One signature more than these members can give is needed."]
    chosen = [one.member for one, chosen in refused.context["able"] if chosen]
    assert chosen == [house.members[0]]
    assert "Mind the doses." in refused.content.decode()

    client.post(address(version), choice(house.members[0], sure="on"))
    assert Version.objects.get(pk=version.pk).status == "under_review"


def test_starting_without_the_required_specialty_is_confirmed_first(client: Client) -> None:
    house = factories.create_house(required_specialties=["nephrology"])
    version = factories.submitted(house)
    client.force_login(house.editor)

    refused = client.post(address(version), choice(*house.members))

    assert refused.context["form"].lacking == ["None of them signs for nephrology."]
    assert refused.context["beyond_the_board"] == ["None of them signs for nephrology."]


def test_who_has_a_field_that_the_policy_asks_for_stands_first(client: Client) -> None:
    house = factories.create_house(required_specialties=["Nephrology"])
    factories.create_member("zoe", by=house.chief, specialties=("Internal medicine", "Nephrology"))
    client.force_login(house.editor)

    page = client.get(address(factories.submitted(house)))

    assert [(one.member.printed_name, one.wanted) for one, _ in page.context["able"]] == [
        ("Dr Zoe", ["Nephrology"]),
        ("Dr Reviewer1", []),
        ("Dr Reviewer2", []),
        ("Dr Reviewer3", []),
    ]


def test_starting_without_members_is_refused(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    refused = client.post(address(version), choice())

    assert refused.context["form"].errors["members"] == ["Choose the members who are to review this."]
    assert Version.objects.get(pk=version.pk).status == "submitted"


def test_due_dates_must_be_possible(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)
    yesterday = clock.today() - timedelta(days=1)

    refused = client.post(
        address(version), {**choice(*house.members), "answer_due": yesterday, "review_due": yesterday}
    )

    assert refused.context["form"].errors["answer_due"] == ["That day has passed."]


def test_whoever_wrote_the_text_is_listed_with_the_reason(client: Client, house: House) -> None:
    member = factories.create_member("writer", by=house.chief)
    version = factories.create_draft(house)
    with acting(member.user):
        section = version.sections.get()
        section.plain_body = "<p>Rest.</p>"
        section.save()
    past = factories.create_member("past", by=house.chief)
    with acting(house.chief):
        past.term_ends = clock.today() - timedelta(days=1)
        past.save()
    version = workflow.submit(version, by=house.author)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert {one.member.slug: one.barred for one in page.context["barred"]} == {
        "writer": "wrote or edited this text",
        "past": f"no longer in office since {past.term_ends:%-d %B %Y}",
    }
    posted = client.post(address(version), choice(*house.members, member))
    assert "wrote or edited this text and cannot review it" in posted.content.decode()
    assert Version.objects.get(pk=version.pk).status == "submitted"


def test_a_resubmission_goes_to_the_same_members(client: Client, house: House) -> None:
    first = factories.submitted(house)
    first = workflow.start_review(first, by=house.editor, members=house.members[1:])
    workflow.return_to_author(first, by=house.editor, note="Please shorten.")
    second = workflow.submit(first.article.versions.get(number=2), by=house.author)
    client.force_login(house.editor)

    page = client.get(address(second))

    chosen = {one.member.pk for one, chosen in page.context["able"] if chosen}
    assert chosen == {member.pk for member in house.members[1:]}


def test_a_resubmission_does_not_choose_who_would_or_could_not_sign(client: Client, house: House) -> None:
    house.members.append(factories.create_member("reviewer4", by=house.chief))
    first = factories.under_review(house)
    review = Review.objects.get(version=first)
    declined, conflicted, recused, _ = house.members
    seats = {seat.member_id: seat for seat in Assignment.objects.filter(review=review)}
    workflow.decline_invitation(seats[declined.pk], by=declined.user, reason="time")
    workflow.clear(seats[conflicted.pk], by=conflicted.user, conflict=True, statement="I own the maker.")
    factories.ready_to_sign(review, recused)
    factories.sign(review, recused, verdict="recuse")
    workflow.return_to_author(first, by=house.editor, note="Shorter.")
    second = workflow.submit(first.article.versions.get(status="draft"), by=house.author)
    client.force_login(house.editor)

    page = client.get(address(second))

    chosen = [str(one.member) for one, is_chosen in page.context["able"] if is_chosen]
    assert chosen == ["Dr Reviewer4, MD"]


def test_open_load_is_shown(client: Client, house: House) -> None:
    factories.under_review(house)
    done = factories.under_review(house, factories.a_text("How is asthma treated?"))
    review = Review.objects.get(version=done)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    version = factories.submitted(house, factories.a_text("How is croup treated?"))
    client.force_login(house.editor)

    page = client.get(address(version))

    loads = {one.member.slug: one.load for one, _ in page.context["able"]}
    assert loads == {"reviewer1": 1, "reviewer2": 2, "reviewer3": 2}


def test_without_a_policy_there_is_nothing_to_press(client: Client, house: House) -> None:
    version = workflow.submit(factories.create_draft(house, risk="high"), by=house.author)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert "There is no policy yet for Rheumatology at high risk." in page.content.decode()
    assert page.context["form"] is None


def test_starting_twice_says_what_happened(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)
    client.post(address(version), choice(*house.members))

    again = client.post(address(version), choice(*house.members))

    assert again.status_code == 409
    assert "this one is under review" in again.content.decode()
    assert Review.objects.count() == 1


def test_inviting_asks_more_members_and_those_in_it_are_not_asked_again(client: Client, house: House) -> None:
    version = factories.submitted(house)
    version = workflow.start_review(version, by=house.editor, members=house.members[:2])
    client.force_login(house.editor)

    page = client.get(address(version, "invite"))
    assert [one.barred for one in page.context["barred"]] == ["asked already", "asked already"]

    client.post(address(version, "invite"), choice(house.members[2]))
    assert Assignment.objects.filter(review__version=version).count() == 3


def test_inviting_into_a_closed_review_says_so(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    assert client.get(address(version, "invite")).status_code == 409


def test_a_live_text_is_sent_to_chosen_members_again(client: Client, house: House) -> None:
    version = factories.approved(house)
    client.force_login(house.editor)

    client.post(address(version), choice(*house.members[:2], note="Two years on."))

    review = Review.objects.get(version=version, closed_at=None)
    assert review.kind == "reaffirm"
    assert client.get(address(version)).status_code == 409


@pytest.mark.parametrize("what", ["start-review", "invite"])
def test_who_may_not_choose_is_told_who_does(client: Client, house: House, what: str) -> None:
    version = factories.under_review(house)

    client.force_login(house.author)
    refused = client.get(address(version, what))
    assert refused.status_code == 403
    assert "The editors of this topic choose who reviews it." in refused.content.decode()

    client.force_login(house.stranger)
    assert client.get(address(version, what)).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_choosing_costs_the_same_for_any_board(
    client: Client, django_assert_num_queries: Any, more: int
) -> None:
    house = factories.create_house(members=1 + more)
    version = factories.submitted(house)
    client.force_login(house.editor)

    # session, user, grants, seat on the board, version, an open reaffirmation, policy, today; the last
    # version that was live, who wrote since, who was asked before, the board; whether it is urgent; the house
    with django_assert_num_queries(14):
        client.get(address(version))
