"""Pages for what went wrong. The one for a broken server asks nothing of the database."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.models import Publication
from cms.access import public

_NEVER = ("password", "passkey", "csrfmiddlewaretoken", "writer")


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
    context = {"house": Publication(), "demo": settings.DEMO}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)


def written(request: HttpRequest) -> list[str]:
    """What a person wrote into a form that was refused, for them to keep: all that reads like words.

    Only from a form of this site; a forged one puts nothing on our pages. Never a password.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    said = [str(value).strip() for name, value in request.POST.items() if name not in _NEVER]
    return [value for value in said if len(value.split()) > 1]


def _page(request: HttpRequest, status: int, **said: str) -> HttpResponse:
    context = {**said, "written": written(request)}
    response = render(request, f"errors/{status}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
