"""Pages for what went wrong belong to the site, and the broken one needs no database."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.test import Client, RequestFactory

from cms.reading import errors
from tests.reading.reader import Page


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


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_account_pages_belong_to_the_site(path: str) -> None:
    page = Page(path)

    assert (page.status, len(page.elements(".wordmark"))) == (200, 1)


@pytest.mark.django_db
def test_unsafe_methods_are_not_taken_by_pages() -> None:
    assert Client().post("/board/").status_code == 405
