"""A password that somebody else set, or had reset, signs nothing until its owner has set another."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from articles.models import User
from reviews import workflow
from reviews.models import Review, SignOff
from reviews.reauthentication import Reauthentication
from tests import factories
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = "given-by-somebody-else"
OWN = "an-own-one-of-mine"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


@pytest.fixture
def signer(house: House) -> User:
    return house.reviewers[0]


def set_by_another(user: User) -> None:
    user.set_password(GIVEN)
    user.save()


def sign(review: Review, user: User, password: str) -> None:
    proof = Reauthentication.by_password(user, password, digest=review.digest)
    workflow.sign_off(review, by=user, verdict="approve", digest=review.digest, proof=proof)


def test_password_given_by_somebody_else_signs_nothing(review: Review, signer: User) -> None:
    set_by_another(signer)

    with pytest.raises(workflow.Refused) as refusal:
        sign(review, signer, GIVEN)

    assert str(refusal.value) == "Somebody else has set your password. Set one of your own, then sign."
    assert SignOff.objects.count() == 0


def test_owner_signs_after_changing_it(client: Client, review: Review, signer: User) -> None:
    set_by_another(signer)
    client.force_login(signer)

    client.post("/accounts/password/change/", {"oldpassword": GIVEN, "password1": OWN, "password2": OWN})
    sign(review, signer, OWN)

    assert SignOff.objects.get().member.user == signer


def test_reset_by_an_administrator_blocks_signing_and_tells_the_owner(
    client: Client, house: House, review: Review, signer: User
) -> None:
    signer.email = "signer@example.org"
    signer.save()
    client.force_login(factories.create_user("operator", is_staff=True, is_superuser=True))

    client.post("/admin/articles/user/", {"action": "send_link", "_selected_action": [signer.pk]})

    with pytest.raises(workflow.Refused):
        sign(review, signer, PASSWORD)
    told = mail.outbox[-1]
    assert told.to == ["signer@example.org"]
    assert "Until you have set one yourself, nothing can be signed with your account" in told.body


def test_link_of_that_mail_lets_the_owner_sign_again(
    client: Client, house: House, review: Review, signer: User
) -> None:
    signer.email = "signer@example.org"
    signer.save()
    operator = Client()
    operator.force_login(factories.create_user("operator", is_staff=True, is_superuser=True))
    operator.post("/admin/articles/user/", {"action": "send_link", "_selected_action": [signer.pk]})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)
    assert link

    page = client.get(link[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": OWN, "password2": OWN})
    sign(review, signer, OWN)

    assert SignOff.objects.count() == 1


def test_desk_says_why_one_cannot_sign(client: Client, signer: User) -> None:
    set_by_another(signer)
    client.force_login(signer)

    assert b"until then you cannot sign." in client.get("/desk/").content


def test_logging_in_leaves_a_given_password_given(client: Client, signer: User) -> None:
    set_by_another(signer)

    client.post("/accounts/login/", {"login": signer.username, "password": GIVEN})

    assert User.objects.get(pk=signer.pk).password_given_at is not None
