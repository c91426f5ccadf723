"""Every view says who may see it; one that does not is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from cms.access import CHIEF, INSIDER, PUBLIC

#: Views that are not ours: who may see them is decided by their own packages, as said here.
FOREIGN = {
    "accounts/": "django-allauth: login for everybody, the rest for whoever is logged in",
    "admin/": "django.contrib.admin: staff",
    "static/": "files of this repository, in development",
}
#: Asked by machines of operators; they tell nothing of what is stored.
OPERATORS = {"healthz", "readyz"}


def views_of(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views_of(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here, pattern.callback


def unmarked(patterns: list[Any]) -> list[str]:
    return [
        where
        for where, view in views_of(patterns)
        if not where.lstrip("^").startswith(tuple(FOREIGN))
        and where not in OPERATORS
        and getattr(view, "access", None) not in (PUBLIC, INSIDER, CHIEF)
    ]


def test_every_view_says_who_may_see_it() -> None:
    assert unmarked(get_resolver().url_patterns) == []


def test_unmarked_view_is_found() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unmarked([path("desk/forgotten/", forgotten)]) == ["desk/forgotten/"]


def test_who_is_not_logged_in_meets_the_login_before_every_unmarked_view() -> None:
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
