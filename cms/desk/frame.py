"""What every page of the desk has around it: who is here, where they can go, and what an action did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from cms.access import Insider


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; ``key`` is the letter that follows g on the keyboard.

    ``count``: how much waits there, where that is told.
    """

    name: str
    url: str
    key: str
    here: bool
    count: int = 0


def places(insider: Insider, here: str) -> list[Place]:
    """Return where this person can go, by role."""
    entries = [
        ("work", "My work", "desk:work", "w", True),
        ("sign-sheet", "Sign sheet", "desk:sign-sheet", "s", insider.member is not None),
        ("queue", "Articles", "desk:queue", "a", True),
        ("new", "New article", "desk:new", "n", insider.writes),
        ("questions", "Questions", "desk:questions", "q", insider.edits),
        ("house", "House", "desk:house", "h", insider.rules),
        ("inbox", "Inbox", "desk:inbox", "i", settings.DEMO),
    ]
    counts = {"sign-sheet": insider.prepared}
    return [
        Place(name, reverse(url), key, key_name == here, counts.get(key_name, 0))
        for key_name, name, url, key, open_ in entries
        if open_
    ]


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return a page of the desk. ``here`` is the entry of the navigation that it belongs to."""
    insider: Insider = request.insider  # type: ignore[attr-defined]
    around = {
        "insider": insider,
        "places": places(insider, here),
        "demo": settings.DEMO,
    }
    return TemplateResponse(request, template, {**around, **(context or {})}, status=status)
