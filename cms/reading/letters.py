"""Readers' letters: whether one may be sent, and keeping it for the editors."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from articles import questions
from articles.models import Question, QuestionKind, Version
from cms.pages.audience import chosen
from cms.reading.forms import LetterForm

MOST = 6
_WINDOW = 15 * 60


def came_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site sent this. The pages carry no token, so this is the guard."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def too_many(request: HttpRequest) -> bool:
    """Count this letter, and say whether its sender has sent more than ``MOST`` in a quarter of an hour."""
    key = f"letters:{_sender(request)}"
    cache.add(key, 0, _WINDOW)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it ran out between the two lines
        return False


def _sender(request: HttpRequest) -> str:
    # Of an address only a keyed hash is kept, and only for the quarter of an hour.
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # behind our own proxy, which adds the last hop
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return hashlib.blake2b(
        address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()


def keep(form: LetterForm, *, kind: QuestionKind, version: Version, request: HttpRequest) -> Question:
    """Store a letter for the editors of the article."""
    return questions.receive(
        kind=kind,
        version=version,
        section_key=form.cleaned_data["section"],
        audience=chosen(request).value,
        text=form.cleaned_data["text"],
        email=form.cleaned_data["email"],
    )
