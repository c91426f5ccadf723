"""Starting a review: which way a version goes, said with its reasons; and a comparison made a full review."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Version
from reviews import workflow
from reviews.models import Event, Review
from tests import factories
from tests.desk.judging.test_start_review import address, choice
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

BODY = "<p>The treatmet is rest, and the joint is cooled as soon as it hurts.</p>"
RIGHT = BODY.replace("treatmet", "treatment")


@pytest.fixture
def house() -> House:
    return factories.create_house()


def next_version(house: House, body: str, *, first: str = BODY) -> Version:
    live = factories.approved(house, factories.a_text(body=first))
    draft = workflow.revise(live, by=house.author)
    factories.edited(draft, by=house.author, bodies=body)
    return workflow.submit(draft, by=house.author)


def test_a_first_version_is_reviewed_in_full_and_the_page_says_why(client: Client, house: House) -> None:
    client.force_login(house.editor)

    page = client.get(address(factories.submitted(house)))

    assert page.context["way_in_words"] == (
        "A full review.",
        "No version before it was reviewed in full.",
    )
    assert "in_full" not in page.context["form"].fields


def test_mere_wording_is_said_to_be_so_and_one_member_is_chosen(client: Client, house: House) -> None:
    version = next_version(house, RIGHT)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["way_in_words"] == (
        "A comparison by one member.",
        "One word was put right since version 1, which was reviewed in full, and nothing else.",
    )
    assert "Choose who compares the wording." in page.content.decode()
    assert sum(chosen for _, chosen in page.context["able"]) == 1


def test_one_member_is_enough_for_a_comparison(client: Client, house: House) -> None:
    version = next_version(house, RIGHT)
    client.force_login(house.editor)

    answer = client.post(address(version), choice(house.members[0]))

    assert answer.status_code == 302
    assert Review.objects.get(version=version).kind == "editorial"


def test_an_editor_may_have_it_reviewed_in_full(client: Client, house: House) -> None:
    version = next_version(house, RIGHT)
    client.force_login(house.editor)

    refused = client.post(address(version), choice(house.members[0], in_full="on"))
    assert refused.context["form"].lacking == ["One signature more than these members can give is needed."]

    client.post(address(version), choice(*house.members, in_full="on"))
    assert Review.objects.get(version=version).kind == "full"


def test_anything_more_is_reviewed_in_full_with_the_reasons(client: Client, house: House) -> None:
    version = next_version(house, RIGHT.replace("rest", "5 mg of rest"))
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["way_in_words"] == (
        "A full review.",
        "A mere comparison with version 1, which was reviewed in full, is not enough:",
    )
    assert page.context["way"].reasons == ("A dose was added: “5 mg of”.",)
    assert "A dose was added: “5 mg of”." in page.content.decode()


def test_the_class_is_not_the_callers_to_declare(client: Client, house: House) -> None:
    version = next_version(house, RIGHT.replace("as soon as", "before"))
    client.force_login(house.editor)

    client.post(address(version), choice(*house.members, kind="editorial", light="on", in_full=""))

    assert Review.objects.get(version=version).kind == "full"


def test_markup_in_a_reason_is_text(client: Client, house: House) -> None:
    hostile = RIGHT.replace("rest", "&lt;script&gt;alert(1)&lt;/script&gt;")
    version = next_version(house, hostile)
    client.force_login(house.editor)

    page = client.get(address(version)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def full_review(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/review/full/"


def test_a_member_makes_it_a_full_review_with_one_press(client: Client, house: House) -> None:
    version = factories.corrected(house)
    factories.ready_to_sign(Review.objects.open().get(version=version), house.members[0])
    client.force_login(house.reviewers[0])

    answer = client.post(full_review(version), {"note": "A dose stands beside it."})

    assert answer.url == f"/desk/articles/{version.article.slug}/2/review/"  # type: ignore[attr-defined]
    kinds = list(Review.objects.filter(version=version).order_by("pk").values_list("kind", "outcome"))
    assert kinds == [("editorial", "full"), ("full", "")]
    assert Event.objects.get(version=version, action="full_review").note == "A dose stands beside it."
    said = [str(message) for message in client.get("/desk/").context["messages"]]
    assert said[0].startswith("This is a full review now, with two signatures.")


def test_who_objected_to_the_wording_makes_it_a_full_review_and_is_asked_again(
    client: Client, house: House
) -> None:
    version = factories.corrected(house)
    comparison, member = Review.objects.open().get(version=version), house.members[0]
    factories.ready_to_sign(comparison, member)
    factories.sign(comparison, member, verdict="request_changes", statement="It was rest, not treatment.")
    client.force_login(member.user)

    answer = client.post(full_review(version))

    assert answer.status_code == 302
    full = Review.objects.open().get(version=version)
    assert [(said.body, said.blocking) for said in full.comments.all()] == [
        ("Dr Reviewer1 asked for changes when the wording was compared: “It was rest, not treatment.”", True)
    ]
    assert [seat.status for seat in full.assignments.filter(member=member)] == ["accepted"]


def test_objection_without_a_statement_goes_on_too(client: Client, house: House) -> None:
    version = factories.corrected(house)
    comparison = Review.objects.open().get(version=version)
    factories.ready_to_sign(comparison, house.members[0])
    factories.sign(comparison, house.members[0], verdict="request_changes")
    client.force_login(house.editor)

    client.post(full_review(version), follow=True)

    full = Review.objects.open().get(version=version)
    assert [said.body for said in full.comments.all()] == [
        "Dr Reviewer1 asked for changes when the wording was compared."
    ]
    assert [seat.status for seat in full.assignments.filter(member=house.members[0])] == ["invited"]


def test_opening_the_address_changes_nothing(client: Client, house: House) -> None:
    version = factories.corrected(house)
    client.force_login(house.editor)

    assert client.get(full_review(version)).status_code == 302
    assert Review.objects.get(version=version).kind == "editorial"


def test_who_may_not_is_told_who_does(client: Client, house: House) -> None:
    version = factories.corrected(house)

    client.force_login(house.author)
    refused = client.post(full_review(version))
    assert refused.status_code == 403
    assert "The members who were asked and the editors of this topic" in refused.content.decode()

    client.force_login(house.stranger)
    assert client.post(full_review(version)).status_code == 404


def test_pressing_twice_says_what_happened(client: Client, house: House) -> None:
    version = factories.corrected(house)
    client.force_login(house.editor)
    client.post(full_review(version))

    again = client.post(full_review(version))

    assert again.status_code == 409
    assert "No comparison of wording is open here." in again.content.decode()
    assert Review.objects.filter(version=version).count() == 2


@pytest.mark.parametrize("more", [0, 2])
def test_choosing_for_a_correction_costs_the_same_for_any_board(
    client: Client, django_assert_num_queries: Any, more: int
) -> None:
    house = factories.create_house(members=2 + more)
    version = next_version(house, RIGHT)
    client.force_login(house.editor)

    # as for a first version (13); who took part in the last review; whose wording was taken; whether it
    # corrects what is held; the last full review, whether anything was retracted since, whether anything is
    # held; each of the two texts with sections, references, supports
    with django_assert_num_queries(25):
        client.get(address(version))
