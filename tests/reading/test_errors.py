"""Pages for what went wrong belong to the site, and the broken one needs no database."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory

from cms.reading import errors
from tests import factories
from tests.reading.reader import Page

DEMONSTRATION = b"A demonstration: no second factor is asked for"


@pytest.mark.django_db
def test_missing_page_belongs_to_the_site() -> None:
    page = Page("/no/such/page/")

    assert (page.status, page.words("h1"), page.noindex) == (404, ["There is nothing here"], True)
    assert page.words(".menu a") == ["Topics", "Advisory board", "Editorial policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("handler", "error", "status"),
    [(errors.bad_request, SuspiciousOperation(), 400), (errors.permission_denied, PermissionDenied(), 403)],
)
def test_refusals_belong_to_the_site(
    handler: object, error: Exception, status: int, rf: RequestFactory
) -> None:
    response = handler(rf.get("/"), error)  # type: ignore[operator]

    assert (response.status_code, b"wordmark" in response.content) == (status, True)


def test_broken_server_is_told_without_a_database() -> None:
    response = errors.server_error(HttpRequest())

    assert (response.status_code, b"Something broke on our side" in response.content) == (500, True)
    assert DEMONSTRATION not in response.content


def test_broken_server_says_that_it_is_a_demonstration_without_a_database(settings: Any) -> None:
    settings.DEMO = True

    response = errors.server_error(HttpRequest())

    assert DEMONSTRATION in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/board/", "/no/such/page/", "/accounts/login/", "/accounts/", "/desk/", "/desk/queue/", "/admin/"],
)
def test_every_page_of_the_demonstration_says_what_it_is(settings: Any, client: Client, path: str) -> None:
    settings.DEMO = True
    client.force_login(factories.create_user("admin", is_superuser=True, is_staff=True))

    assert DEMONSTRATION in client.get(path, follow=True).content


@pytest.mark.django_db
def test_forged_form_puts_no_words_on_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/no/such/page/", {"note": "Call this number."})

    assert (answer.status_code, b"Call this number." in answer.content) == (404, False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_account_pages_belong_to_the_site(path: str) -> None:
    page = Page(path)

    assert (page.status, len(page.elements(".wordmark"))) == (200, 1)


@pytest.mark.django_db
def test_unsafe_methods_are_not_taken_by_pages() -> None:
    assert Client().post("/board/").status_code == 405
