"""Going back: the next draft begins from any earlier version; who was asked in error is asked no more."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import Client

from articles import editing
from articles.acting import acting
from articles.models import Contributor, Version
from reviews import workflow
from reviews.models import Assignment, Event, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.guards.arena import refused, unchanged
from tests.reviews import post

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT, WRONG = "<p>Cool the joint and rest it.</p>", "<p>Heat the joint and run.</p>"


@pytest.fixture
def house() -> House:
    return factories.create_house()


def two_versions(house: House) -> tuple[Version, Version]:
    """A live version that is wrong, by the editor, and the one before it by the author."""
    first = factories.approved(house, factories.a_text(body=RIGHT))
    draft = factories.edited(workflow.revise(first, by=house.editor), by=house.editor, bodies=WRONG)
    factories.grant(house.members[0].user, "author", topic=house.topic)
    second = factories.brought_live(draft, house)
    return Version.objects.get(pk=first.pk), second


def bodies(version: Version) -> list[str]:
    return [section.body for section in editing.text_of(version).sections]


def test_w1_next_draft_begins_from_a_superseded_version(house: House) -> None:
    first, second = two_versions(house)

    third = workflow.revise(first, by=house.author, note="The second one was wrong.")

    assert (third.number, third.status, third.based_on) == (3, "draft", first)
    assert bodies(third) == [RIGHT]
    assert Version.objects.get(pk=second.pk).status == "approved"
    assert verify() == []


def test_w1_page_of_an_earlier_version_offers_it(client: Client, house: House) -> None:
    first, _ = two_versions(house)
    client.force_login(house.author)
    at = f"/desk/articles/{first.article.slug}/{first.number}/"

    page = client.get(at)
    client.post(f"{at}do/revise/", {"note": "Back to the first."})

    assert "Begin the next version from this one" in page.content.decode()
    assert bodies(Version.objects.get(article=first.article, number=3)) == [RIGHT]


def test_text_brought_back_goes_live_through_the_board_again(house: House) -> None:
    first, second = two_versions(house)

    third = factories.brought_live(workflow.revise(first, by=house.author), house)

    assert third.status == "approved"
    assert Version.objects.get(pk=second.pk).status == "superseded"


@pytest.mark.parametrize("state", ["declined", "withdrawn", "returned", "retracted"])
def test_any_version_at_rest_begins_the_next_one(house: House, state: str) -> None:
    version = factories.in_state(state, house)
    if state == "returned":
        workflow.withdraw(Version.objects.get(article=version.article, number=2), by=house.author)

    following = workflow.revise(version, by=house.author)

    assert (following.based_on, bodies(following)) == (version, bodies(version))


def test_nothing_begins_while_a_version_is_in_work(house: House) -> None:
    first, second = two_versions(house)
    workflow.revise(second, by=house.author)

    with pytest.raises(workflow.Conflict, match="Version 3 is being worked on already"):
        workflow.revise(first, by=house.author)


def test_whoever_wrote_the_text_that_comes_back_cannot_sign_it(house: House) -> None:
    first, _ = two_versions(house)
    factories.grant(house.stranger, "author")

    third = workflow.revise(first, by=house.stranger)

    wrote = Contributor.objects.filter(version=third).values_list("user__username", flat=True)
    assert list(wrote) == ["author"]
    assert Event.objects.filter(version=third, action="write").count() == 1


def test_text_of_another_article_is_no_base(house: House) -> None:
    first, _ = two_versions(house)
    other = factories.approved(house, factories.a_text("What is a tophus?"))

    with unchanged(), pytest.raises(DatabaseError), acting(house.author):
        Version(article=other.article, number=2, author=house.author, based_on=first, title="Gout").save()


def seat(house: House, version: Version, member: int = 2) -> Assignment:
    return Assignment.objects.get(review__version=version, member=house.members[member])


def test_w2_editor_takes_an_invitation_back(house: House) -> None:
    version = factories.under_review(house)
    post.forget()

    workflow.withdraw_invitation(seat(house, version), by=house.editor, note="You were asked in error.")

    assert seat(house, version).status == "withdrawn"
    assert post.told() == {"Invitation withdrawn": ["reviewer3"]}
    assert "You were asked in error." in post.delivered()[0].body
    assert Event.objects.filter(version=version, action="withdraw_invitation").count() == 1
    assert verify() == []


def test_whose_invitation_was_taken_back_can_neither_accept_nor_sign(house: House) -> None:
    version = factories.under_review(house)
    workflow.withdraw_invitation(seat(house, version), by=house.editor, note="Asked in error.")
    member = house.members[2]

    with pytest.raises(workflow.Refused, match="taken back"):
        workflow.accept(seat(house, version), by=member.user)
    with pytest.raises(PermissionDenied):
        factories.sign(Review.objects.get(version=version), member)


def test_whose_invitation_was_taken_back_can_be_asked_again(house: House) -> None:
    version = factories.under_review(house)
    workflow.withdraw_invitation(seat(house, version), by=house.editor, note="Asked in error.")

    workflow.invite(version, by=house.editor, members=[house.members[2]])

    assert seat(house, version).status == "invited"


def test_invitation_of_a_signer_is_not_taken_back(house: House) -> None:
    version = factories.under_review(house)
    factories.signed(version, house, count=1)

    with pytest.raises(workflow.Conflict, match="has signed in this review"):
        workflow.withdraw_invitation(seat(house, version, 0), by=house.editor, note="Asked in error.")


def test_taking_back_says_why(house: House) -> None:
    version = factories.under_review(house)

    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.withdraw_invitation(seat(house, version), by=house.editor, note=" ")


TAKE_BACK = "UPDATE reviews_assignment SET status = 'withdrawn' WHERE id = %s"


@pytest.mark.parametrize("who", ["author", "stranger"])
def test_database_lets_only_editors_take_an_invitation_back(house: House, who: str) -> None:
    asked = seat(house, factories.under_review(house))

    with refused("IM005", by=getattr(house, who)) as cursor:
        cursor.execute(TAKE_BACK, [asked.pk])


def test_database_keeps_the_seat_of_a_signer(house: House) -> None:
    version = factories.under_review(house)
    factories.signed(version, house, count=1)

    with refused("IM005", by=house.editor) as cursor:
        cursor.execute(TAKE_BACK, [seat(house, version, 0).pk])


def test_database_keeps_who_was_not_asked_out(house: House) -> None:
    version = factories.under_review(house)
    asked = seat(house, version)
    workflow.withdraw_invitation(asked, by=house.editor, note="Asked in error.")

    with refused("IM005", by=house.members[2].user) as cursor:
        cursor.execute("UPDATE reviews_assignment SET status = 'accepted' WHERE id = %s", [asked.pk])


def test_w2_page_takes_an_invitation_back(client: Client, house: House) -> None:
    version = factories.under_review(house)
    asked = seat(house, version)
    client.force_login(house.editor)
    review = client.get(f"/desk/articles/{version.article.slug}/{version.number}/review/").content.decode()
    at = f"/desk/invitations/{asked.pk}/withdraw/"

    wordless = client.post(at, {"note": ""})
    client.post(at, {"note": "Asked in error."})
    client.force_login(asked.member.user)

    assert at in review
    assert wordless.status_code == 422
    assert seat(house, version).status == "withdrawn"
    assert "took this invitation back" in client.get(f"/desk/assignments/{asked.pk}/").content.decode()


OVER = {
    "decided": (lambda version, house: workflow.publish(version, by=house.editor), "Review over"),
    "returned": (
        lambda version, house: workflow.return_to_author(version, by=house.editor, note="Shorten it."),
        "Returned",
    ),
    "declined": (
        lambda version, house: workflow.decline(version, by=house.editor, note="Out of scope."),
        "Declined",
    ),
    "recalled": (lambda version, house: workflow.recall(version, by=house.author), "Recalled"),
}


@pytest.mark.parametrize("way", OVER)
def test_whoever_was_asked_is_told_when_it_is_over(house: House, way: str) -> None:
    version = factories.under_review(house)
    factories.signed(version, house)
    post.forget()
    act, subject = OVER[way]

    act(version, house)

    assert "reviewer3" in post.told()[subject]
