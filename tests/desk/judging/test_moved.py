"""A text that moved on while it was read: nothing is signed, and what changed is shown, or one tap away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from articles import editing
from articles.models import Version
from articles.states import Status
from reviews import workflow
from reviews.models import Review, SignOff
from tests import factories
from tests.desk.judging.test_as_shown import form_of, prepare, sheet_of
from tests.desk.judging.test_signing import address, filled
from tests.desk.judging.test_signsheet import SHEET
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


@pytest.fixture
def signer(client: Client, house: House) -> Client:
    client.force_login(house.reviewers[0])
    return client


def brought_back(review: Review, house: House, *, summary: str = "", members: slice = slice(None)) -> Version:
    """Recalled, changed if a summary is given, and before the board again."""
    workflow.recall(review.version, by=house.author)
    draft = review.version.article.versions.get(status=Status.DRAFT)
    if summary:
        text = replace(editing.text_of(draft), summary=summary)
        draft = editing.save(draft, text, by=house.author, revision=draft.revision)
    return workflow.start_review(
        workflow.submit(draft, by=house.author), by=house.editor, members=house.members[members]
    )


def test_difference_is_shown_where_another_text_has_taken_its_place(
    signer: Client, house: House, review: Review
) -> None:
    newest = brought_back(review, house, summary="<p>Treat the flare late, then prevent the next one.</p>")

    refused = signer.post(address(review.version), filled(review))

    moved, html = refused.context["moved"], refused.content.decode()
    assert (refused.status_code, SignOff.objects.count()) == (409, 0)
    assert moved.said == "Version 2 has taken its place: one change since version 1."
    assert "<del>early</del> <ins>late</ins>" in html
    assert moved.url == f"{address(newest, '')}?against=1#changes"
    assert signer.get(moved.url).context["screen"].base.version == review.version
    assert "Read on the train." in html


def test_same_text_in_another_version_is_said_to_be_the_same(
    signer: Client, house: House, review: Review
) -> None:
    newest = brought_back(review, house)

    refused = signer.post(address(review.version), filled(review))

    moved = refused.context["moved"]
    assert moved.said == "The text did not change: that round ended (recalled), and it is version 2 now."
    assert (moved.url, moved.link) == (f"{address(newest, '')}#sign", "Go to it, and sign there")


def test_draft_of_the_next_version_is_not_shown(signer: Client, house: House, review: Review) -> None:
    workflow.recall(review.version, by=house.author)

    refused = signer.post(address(review.version), filled(review))

    moved = refused.context["moved"]
    assert (moved.url, moved.changes) == ("", [])
    assert moved.said == (
        "That round ended (recalled), and there is no newer text to read yet. "
        "You will be asked again when it is before the board."
    )


def test_who_was_not_asked_again_is_led_to_the_text(signer: Client, house: House, review: Review) -> None:
    newest = brought_back(review, house, summary="<p>Wait.</p>", members=slice(1, 3))

    refused = signer.post(address(review.version), filled(review))

    moved = refused.context["moved"]
    place = f"/desk/articles/{newest.article.slug}/2/"
    assert (moved.url, moved.link) == (place, "Read version 2")
    assert signer.get(place).status_code == 200


def test_digest_that_is_no_text_of_the_article_is_said_so_without_a_detour(
    signer: Client, review: Review
) -> None:
    refused = signer.post(address(review.version), filled(review, digest="0" * 64))

    assert refused.context["moved"].said == "The text on this page is the newest one."
    assert refused.context["of_page"]["digest"].value() == review.digest


def test_prepared_verdict_shows_the_difference_and_its_statement(
    signer: Client, house: House, review: Review
) -> None:
    prepare(signer, review, statement="Read at the bedside.")
    shown = form_of(signer, review)
    brought_back(review, house, summary="<p>Wait.</p>")

    refused = signer.post(address(review.version), shown)

    assert refused.context["moved"].said.startswith("Version 2 has taken its place")
    assert "Read at the bedside." in refused.content.decode()


def test_sheet_leads_to_what_changed(signer: Client, house: House, review: Review) -> None:
    prepare(signer, review)
    shown = sheet_of(signer)
    newest = brought_back(review, house, summary="<p>Wait.</p>")

    page = signer.post(SHEET, shown, follow=True)

    left = page.context["left"][0]
    assert left["moved"].startswith("Version 2 has taken its place")
    assert left["there"] == f"{address(newest, '')}?against=1#changes"
    assert left["there"].replace("&", "&amp;") in page.content.decode()
