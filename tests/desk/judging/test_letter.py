"""The letter with which a text goes back: what the board said is in it already."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Version
from reviews import commenting
from reviews.models import Review
from reviews.reauthentication import Reauthentication
from reviews.workflow import sign_off
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_letter_begins_with_what_the_board_said(client: Client) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    member = house.members[0]
    factories.ready_to_sign(review, member)
    proof = Reauthentication.by_password(member.user, PASSWORD, digest=review.digest)
    sign_off(
        review,
        by=member.user,
        verdict="request_changes",
        statement="The dose is for adults.",
        digest=review.digest,
        proof=proof,
    )
    key = version.sections.get().key
    commenting.comment(review, by=member.user, body="Say for whom.", section_key=key, blocking=True)
    client.force_login(house.editor)
    address = f"/desk/articles/{version.article.slug}/1/do/return_to_author/"

    page = client.get(address)
    assert page.context["form"]["note"].value() == (
        "Dr Reviewer1 asks for changes: The dose is for adults.\n\n"
        "First steps:\n- Say for whom. (to be settled first)"
    )

    client.post(address, {"note": "Please say for whom the dose is."})
    assert Version.objects.get(pk=version.pk).status == "returned"
    assert Review.objects.get().letter == "Please say for whom the dose is."


def test_a_text_without_comments_goes_back_with_an_empty_letter(client: Client) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    client.force_login(house.editor)

    page = client.get(f"/desk/articles/{version.article.slug}/1/do/return_to_author/")

    assert page.context["form"]["note"].value() == ""
