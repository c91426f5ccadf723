"""Pages for what went wrong. The one for a broken server asks nothing of the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.models import Publication
from cms.access import public


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@public
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, reason=str(exception))


@public
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Render without request, session or database; the house has its default name."""
    return HttpResponse(render_to_string("errors/500.html", {"house": Publication()}), status=500)


def _page(request: HttpRequest, status: int, **said: str) -> HttpResponse:
    response = render(request, f"errors/{status}.html", said, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
