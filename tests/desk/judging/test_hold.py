"""Holds: laid in two presses, lifted by somebody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Version
from reviews import workflow
from reviews.models import Hold
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def live(house: House) -> Version:
    return factories.approved(house)


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/hold/"


def test_one_press_on_the_page_covers_everything(client: Client, house: House, live: Version) -> None:
    client.force_login(house.editor)

    client.post(address(live), {"section": "", "reason": "dose"})

    laid = Hold.objects.get()
    assert (laid.section_key, laid.reason, laid.laid_by) == (None, "dose", house.editor)


def test_a_link_from_a_report_names_the_section(client: Client, house: House, live: Version) -> None:
    key = live.sections.get().key
    client.force_login(house.reviewers[0])

    page = client.get(address(live), {"section": str(key)})
    assert page.context["form"]["section"].value() == str(key)

    client.post(
        f"{address(live)}?section={key}", {"section": key, "reason": "safety", "note": "See the letter."}
    )
    laid = Hold.objects.get()
    assert (laid.section_key, laid.note) == (key, "See the letter.")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"reason": "mood", "note": "A worry."}, "reason"),
        ({"note": "A worry."}, "reason"),
        ({"reason": "dose", "section": str(uuid4()), "note": "A worry."}, "section"),
    ],
)
def test_a_bad_choice_keeps_the_note(
    client: Client, house: House, live: Version, said: dict[str, str], place: str
) -> None:
    client.force_login(house.editor)

    refused = client.post(address(live), said)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [place]
    assert "A worry." in refused.content.decode()
    assert Hold.objects.count() == 0


def test_holding_twice_says_so(client: Client, house: House, live: Version) -> None:
    workflow.hold(live, by=house.chief, reason="dose")
    client.force_login(house.editor)

    refused = client.post(address(live), {"reason": "dose"})

    assert "This is on hold already." in refused.content.decode()
    assert Hold.objects.count() == 1


def test_only_what_is_live_is_held(client: Client, house: House) -> None:
    version = factories.under_review(house)
    client.force_login(house.editor)

    assert client.get(address(version)).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("author", 403), ("stranger", 404)])
def test_who_may_not_hold(client: Client, house: House, live: Version, who: str, status: int) -> None:
    client.force_login(getattr(house, who))

    assert client.post(address(live), {"reason": "dose"}).status_code == status
    assert Hold.objects.count() == 0


def test_a_member_who_did_not_sign_does_not_hold(client: Client, house: House, live: Version) -> None:
    client.force_login(house.reviewers[2])

    refused = client.get(address(live))

    assert refused.status_code == 403
    assert "a member who signed the live version" in refused.content.decode()


def test_somebody_else_lifts_it(client: Client, house: House, live: Version) -> None:
    laid = workflow.hold(live, by=house.editor, reason="dose")
    client.force_login(house.chief)

    client.post(f"/desk/holds/{laid.pk}/lift/", {"note": "Checked against the label."})

    lifted = Hold.objects.get()
    assert (lifted.lifted_by, lifted.lift_note) == (house.chief, "Checked against the label.")


def test_who_laid_it_is_told_why_not(client: Client, house: House, live: Version) -> None:
    laid = workflow.hold(live, by=house.editor, reason="dose")
    client.force_login(house.editor)

    page = client.get(f"/desk/holds/{laid.pk}/lift/")
    assert "You laid this hold, so somebody else has to lift it." in page.content.decode()

    refused = client.post(f"/desk/holds/{laid.pk}/lift/", {"note": "Fine."})
    assert refused.status_code == 409
    assert "A hold is lifted by another person than the one who laid it." in refused.content.decode()
    assert Hold.objects.get().lifted_at is None


def test_lifting_twice_says_who_did(client: Client, house: House, live: Version) -> None:
    laid = workflow.hold(live, by=house.editor, reason="dose")
    workflow.lift(laid, by=house.chief)
    client.force_login(house.chief)

    page = client.post(f"/desk/holds/{laid.pk}/lift/", {"note": "Fine."})

    assert page.status_code == 409
    assert "This hold was lifted on " in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("author", 403), ("stranger", 404)])
def test_who_may_not_lift(client: Client, house: House, live: Version, who: str, status: int) -> None:
    laid = workflow.hold(live, by=house.editor, reason="dose")
    client.force_login(getattr(house, who))

    assert client.post(f"/desk/holds/{laid.pk}/lift/", {"note": ""}).status_code == status
    assert Hold.objects.get().lifted_at is None
