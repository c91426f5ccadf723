"""The house's name and wording, for every template: ``house``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from articles.models import Publication


def house_of(request: HttpRequest) -> Publication:
    """Return the publication, read once a request."""
    if not hasattr(request, "_house"):
        request._house = Publication.objects.current()  # type: ignore[attr-defined]
    house: Publication = request._house  # type: ignore[attr-defined]
    return house


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is read until a template asks."""
    return {"house": SimpleLazyObject(lambda: house_of(request))}
