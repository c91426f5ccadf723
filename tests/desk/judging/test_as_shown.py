"""What is signed is what the page showed: verdict, scope, words and meaning besides the text."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reviews import workflow
from reviews.models import Event, Review, SignOff
from reviews.workflow.signing import meaning_of
from tests import factories
from tests.desk.judging.test_preparing import kept
from tests.desk.judging.test_signing import address, filled
from tests.desk.judging.test_signsheet import RESULT, SHEET, left_out
from tests.factories import PASSWORD, House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


@pytest.fixture
def devices(house: House) -> tuple[Client, Client]:
    """A member's phone and laptop."""
    phone, laptop = Client(), Client()
    for device in (phone, laptop):
        device.force_login(house.reviewers[0])
    return phone, laptop


def prepare(device: Client, review: Review, verdict: str = "approve", **more: str) -> None:
    form = filled(review, verdict=verdict, standing="", **more)
    assert device.post(address(review.version, "prepare/"), form).status_code == 302


def form_of(device: Client, review: Review) -> dict[str, Any]:
    """The form of a prepared verdict as the review page shows it, the password filled in."""
    of_page = device.get(address(review.version, "")).context["of_page"]
    # A browser sends no box that is not ticked.
    shown = {field.name: field.value() for field in of_page if field.value() not in (None, False)}
    return {**shown, "password": PASSWORD}


def sheet_of(device: Client) -> dict[str, Any]:
    """The sheet as this device shows it, all of it ticked, the password filled in."""
    items = device.get(SHEET).context["items"]
    form: dict[str, Any] = {"item": [item.row.review_id for item in items], "password": PASSWORD}
    for item in items:
        form |= {f"digest-{item.row.review_id}": item.row.digest, f"mark-{item.row.review_id}": item.mark}
    return form


def said(signoff: SignOff) -> tuple[str, str, str]:
    return signoff.verdict, signoff.scope, signoff.statement


def failures(review: Review) -> list[str]:
    rows = Event.objects.filter(version=review.version, action="signing_failed").order_by("seq")
    return [row.note for row in rows]


# The review page


def test_words_typed_after_preparing_are_not_signed_under_its_heading(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, _ = devices
    prepare(phone, review, statement="Read.")
    kept(phone, review, {"sign:verdict": "request_changes", "sign:covers": "doses", "sign:statement": "No."})

    page = phone.get(address(review.version, ""))
    phone.post(address(review.version), form_of(phone, review))

    assert page.context["prepared_as"] == "you approve the whole text"
    assert 'name="verdict" value="request_changes"' not in page.content.decode()
    assert "You filled in the form otherwise after this" in page.content.decode()
    assert said(SignOff.objects.get()) == ("approve", "whole", "Read.")


def test_late_words_that_say_the_same_are_no_difference(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, _ = devices
    prepare(phone, review, statement="Read.")

    kept(phone, review, {"sign:verdict": "approve", "sign:statement": "Read."})

    assert not phone.get(address(review.version, "")).context["kept"].typed_since
    assert not phone.get(SHEET).context["items"][0].typed_since


def test_sheet_says_that_its_form_was_filled_in_otherwise_since(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, _ = devices
    prepare(phone, review)

    kept(phone, review, {"sign:covers": "doses"})

    assert "You filled in its form otherwise after this" in phone.get(SHEET).content.decode()


def test_what_was_prepared_can_be_changed_with_all_that_it_said(house: House) -> None:
    key = "sections"
    review = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(review, house.members[0])
    client = Client()
    client.force_login(house.reviewers[0])
    named = str(review.version.sections.get().key)
    prepare(client, review, "request_changes", covers=key, sections=named, statement="No.")

    client.post(address(review.version, "unprepare/"))

    begun = client.get(address(review.version, "")).context["sign"].initial
    assert (begun["verdict"], begun["covers"], begun["sections"], begun["statement"]) == (
        "request_changes", "sections", [named], "No.",
    )  # fmt: skip


def test_verdict_prepared_anew_on_another_device_is_not_signed_by_this_page(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, laptop = devices
    prepare(phone, review)
    shown = form_of(phone, review)
    prepare(laptop, review, "request_changes", statement="The dose is wrong.")

    refused = phone.post(address(review.version), shown)

    assert (refused.status_code, SignOff.objects.count()) == (409, 0)
    assert refused.context["prepared_as"] == "you ask for changes in the whole text"
    assert "You prepared another verdict on this text, on another page" in refused.content.decode()
    assert failures(review) == [
        "You prepared another verdict on this text, on another page, since you opened this one."
    ]


def test_wrong_password_shows_the_prepared_verdict_again(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, _ = devices
    prepare(phone, review)

    refused = phone.post(address(review.version), {**form_of(phone, review), "password": "guess"})

    assert refused.status_code == 422
    assert "Sign: you approve the whole text" in refused.content.decode()
    assert "That is not your password." in refused.content.decode()
    assert SignOff.objects.count() == 0


def test_second_click_on_a_prepared_verdict_shows_the_receipt(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, _ = devices
    prepare(phone, review)
    shown = form_of(phone, review)
    phone.post(address(review.version), shown)

    again = phone.post(address(review.version), shown, follow=True)

    assert again.redirect_chain == [(f"{address(review.version, '')}#receipt", 302)]
    assert "You had signed already (approve); nothing was signed a second time." in again.content.decode()
    assert SignOff.objects.count() == 1


def test_after_taking_it_back_elsewhere_the_form_is_shown_again(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, laptop = devices
    phone.post(address(review.version), filled(review))
    first = SignOff.objects.get()
    laptop.post(address(review.version, "withdraw/"), {"note": "Misread."})

    refused = phone.post(
        address(review.version), filled(review, verdict="request_changes", standing=str(first.pk))
    )

    assert refused.status_code == 409
    assert "You took your signature back on another page since you opened this one." in (
        refused.content.decode()
    )
    assert "Read on the train." in refused.content.decode()
    assert refused.context["of_page"]["standing"].value() == str(SignOff.objects.latest("pk").pk)
    assert SignOff.objects.count() == 2


def test_another_verdict_than_the_one_signed_meanwhile_is_asked_about(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, laptop = devices
    laptop.post(address(review.version), filled(review))

    refused = phone.post(address(review.version), filled(review, verdict="request_changes"))

    assert refused.status_code == 409
    assert "You signed another verdict on another page since you opened this one." in refused.content.decode()
    assert "Read on the train." in refused.content.decode()
    assert SignOff.objects.count() == 1


def test_page_of_a_comparison_does_not_sign_the_full_review_that_it_became(house: House) -> None:
    version = factories.corrected(house, members=house.members[:2])
    compared = Review.objects.open().get(version=version)
    for member in house.members[:2]:
        factories.ready_to_sign(compared, member)
    client = Client()
    client.force_login(house.reviewers[0])
    shown = filled(compared)
    full = workflow.ask_for_full_review(compared, by=house.reviewers[1])
    factories.ready_to_sign(full, house.members[0])

    refused = client.post(address(version), shown)

    assert refused.status_code == 409
    assert "The round that your page was opened in is over" in refused.content.decode()
    assert "Read on the train." in refused.content.decode()
    assert (SignOff.objects.filter(review=full).count(), len(failures(full))) == (0, 1)


# The sheet


@pytest.mark.parametrize(
    "anew",
    [
        {"verdict": "request_changes", "statement": "Wrong."},
        {"covers": "doses"},
        {"statement": "With reservations."},
    ],
    ids=["verdict", "scope", "statement"],
)
def test_sheet_of_the_phone_does_not_sign_what_the_laptop_prepared_since(
    devices: tuple[Client, Client], review: Review, anew: dict[str, str]
) -> None:
    phone, laptop = devices
    prepare(phone, review, statement="Read.")
    shown = sheet_of(phone)
    prepare(laptop, review, **anew)

    page = phone.post(SHEET, shown, follow=True)

    says = laptop.get(SHEET).context["items"][0].says
    assert SignOff.objects.count() == 0
    assert left_out(page) == [
        (
            "How is gout treated?",
            "You prepared another verdict on it since you opened the sheet. It says now that "
            f"{says}: read it there, and sign it if it is what you mean.",
        )
    ]
    assert failures(review) == [left_out(page)[0][1]]


def test_sheet_says_by_name_what_was_taken_off_elsewhere(
    devices: tuple[Client, Client], review: Review
) -> None:
    phone, laptop = devices
    prepare(phone, review)
    shown = sheet_of(phone)
    laptop.post(address(review.version, "unprepare/"))

    page = phone.post(SHEET, shown, follow=True)

    assert left_out(page) == [("How is gout treated?", "It is not on your sheet any more.")]
    assert SignOff.objects.count() == 0


def test_sheet_sent_twice_says_that_it_was_signed(devices: tuple[Client, Client], review: Review) -> None:
    phone, laptop = devices
    prepare(phone, review)
    shown, same = sheet_of(phone), sheet_of(laptop)
    phone.post(SHEET, shown)

    again = laptop.post(SHEET, same, follow=True)

    assert again.redirect_chain == [(RESULT, 302)]
    assert again.context["sentence"] == "You had signed this already."
    assert failures(review) == []


def test_verdict_whose_meaning_is_another_by_now_is_not_signed(house: House) -> None:
    version = factories.corrected(house)
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    client = Client()
    client.force_login(house.reviewers[0])
    prepare(client, review)
    shown = sheet_of(client)
    assert meaning_of(review, "approve").startswith("I have compared this text with version 1")
    workflow.retract(version.article.versions.get(number=1), by=house.chief, note="A dose was wrong.")

    page = client.post(SHEET, shown, follow=True)

    assert left_out(page)[0][1] == (
        "The version that this was compared with was retracted since. Ask for a full review instead."
    )
    assert SignOff.objects.filter(review=review).count() == 0


# What the sheet says was read


def test_reaffirmation_is_no_new_text_on_the_sheet(house: House) -> None:
    version = factories.approved(house)
    review = workflow.reaffirm(version, by=house.editor)
    factories.ready_to_sign(review, house.members[2])
    client = Client()
    client.force_login(house.reviewers[2])

    prepare(client, review)

    assert client.get(SHEET).context["items"][0].changes == "The live text, read anew"


def test_text_read_without_a_comparison_is_no_new_text_on_the_sheet(house: House) -> None:
    draft = workflow.revise(factories.approved(house), by=house.author)
    factories.edited(draft, by=house.author, bodies="<p>Give 1 mg.</p>")
    submitted = workflow.submit(draft, by=house.author)
    version = workflow.start_review(submitted, by=house.editor, members=house.members)
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    client = Client()
    client.force_login(house.reviewers[0])

    client.post(address(version, "prepare/?against=none"), filled(review))

    assert client.get(SHEET).context["items"][0].changes == "Read as a whole, version 2"
