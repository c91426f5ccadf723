"""A reader's question and report: kept for the editors, guarded without a token, nothing typed lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from articles.models import Question, Version
from cms.reading import letters
from tests import factories
from tests.reading.reader import Page

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

ASKED = "Is colchicine safe with my kidneys?"


@pytest.fixture
def live() -> Version:
    cache.clear()
    return factories.approved(factories.create_house())


def send(version: Version, kind: str = "question", headers: dict[str, str] | None = None, **said: str) -> Any:
    data = {"text": ASKED, **said}
    return Client(enforce_csrf_checks=True).post(
        f"/articles/{version.article.slug}/{kind}/",
        data,
        headers=headers or {"Sec-Fetch-Site": "same-origin"},
    )


def test_question_is_kept_for_the_editors(live: Version) -> None:
    response = send(live, email="reader@example.org")

    kept = Question.objects.get()
    assert (response.status_code, response["Location"]) == (
        302,
        "/articles/how-is-gout-treated/thanks/?for=question",
    )
    assert (kept.kind, kept.version, kept.text, kept.email) == ("question", live, ASKED, "reader@example.org")
    assert response.cookies == {}


def test_thanks_leads_back_to_the_article(live: Version) -> None:
    page = Page(f"/articles/{live.article.slug}/thanks/")

    assert (page.status, page.words("h1"), page.noindex) == (200, ["Thank you"], True)
    assert page.elements("main a[class=button]")[0].get("href") == f"/articles/{live.article.slug}/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?for=question", "Your question is with"),
        ("?for=mistake", "Your report is with"),
        ("", "What you wrote is with"),
        ("?for=nonsense", "What you wrote is with"),
        ("?for=", "What you wrote is with"),
    ],
)
def test_thanks_speak_of_what_was_sent(live: Version, address: str, words: str) -> None:
    page = Page(f"/articles/{live.article.slug}/thanks/{address}")

    assert page.word(".lead").startswith(words)


def test_report_names_its_section(live: Version) -> None:
    key = live.sections.get().key
    [link] = Page(f"/articles/{live.article.slug}/").elements("a.report")
    form = Page(link.get("href"))
    send(live, "report", section=str(key))

    kept = Question.objects.get()
    assert form.words(".lead") == ["In the section “First steps”"]
    assert (kept.kind, kept.section_key) == ("mistake", key)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_letter_from_another_site_is_refused_with_its_text(live: Version, headers: dict[str, str]) -> None:
    response = send(live, headers=headers)

    assert (response.status_code, Question.objects.count()) == (403, 0)
    assert ASKED in response.content.decode()


def test_letter_from_our_own_origin_is_taken(live: Version) -> None:
    assert send(live, headers={"Origin": "http://testserver"}).status_code == 302


def test_bad_address_keeps_what_was_typed(live: Version) -> None:
    response = send(live, email="not-an-address")

    said = response.content.decode()
    assert (response.status_code, Question.objects.count()) == (422, 0)
    assert (ASKED in said, "not-an-address" in said, "does not look like a mail address" in said) == (
        True,
    ) * 3


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_letter_without_a_readable_text_is_not_kept(live: Version, text: str) -> None:
    assert (send(live, text=text).status_code, Question.objects.count()) == (422, 0)


def test_machine_that_fills_the_hidden_field_is_thanked_and_forgotten(live: Version) -> None:
    assert (send(live, website="https://spam.example").status_code, Question.objects.count()) == (302, 0)


def test_many_letters_from_one_sender_are_stopped_with_the_text_kept(live: Version) -> None:
    for _ in range(letters.MOST):
        send(live)

    response = send(live)

    assert (response.status_code, Question.objects.count()) == (429, letters.MOST)
    assert ASKED in response.content.decode()


@pytest.mark.parametrize("section", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_section_that_is_not_there_is_a_report_on_the_article(live: Version, section: str) -> None:
    page = Page(f"/articles/{live.article.slug}/report/?section={section}")
    send(live, "report", section=section)

    assert (page.status, page.words(".lead")) == (200, [])
    assert Question.objects.get().section_key is None


@pytest.mark.parametrize("kind", ["question", "report", "thanks"])
@pytest.mark.parametrize("status", ["draft", "under_review", "retracted", "declined"])
def test_nothing_can_be_asked_where_nothing_is_shown(kind: str, status: str) -> None:
    version = factories.in_state(status, factories.create_house())

    assert Page(f"/articles/{version.article.slug}/{kind}/").status == 404


def test_markup_in_a_letter_stays_text(live: Version) -> None:
    response = send(live, text="<script>alert(1)</script>", email="x")

    assert "<script>alert(1)" not in response.content.decode()
