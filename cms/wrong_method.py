"""A page for whoever opens an address that only takes forms: by a bookmark, a reload, a link."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[[HttpRequest], HttpResponse]


class WrongMethodMiddleware:
    """Puts the site's own page into an empty answer 405; status and ``Allow`` stay."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == 405 and not answer.content:
            shown = render(request, "errors/405.html", status=405)
            answer.content, answer["Content-Type"] = shown.content, shown["Content-Type"]
        return answer
