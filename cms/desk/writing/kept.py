"""What is typed into a long form when the login has ended: kept in the session, and shown after the login.

A form that is kept this way carries the signed number of the person for whom it was made. Only a form with a
true signature is kept, and it is shown to that person alone, never carried out by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError

from articles.models import User

_SESSION = "kept_words"
_ARRIVED = "arrived_form"
_SALT = "cms.desk.writing.kept"
_LONGEST = 2_000_000
_MOST = 3

View = Callable[..., HttpResponse]


def keeps_words(view: View) -> View:
    """Mark a view whose form is worth keeping when nobody is logged in any more."""
    view.keeps_words = True  # type: ignore[attr-defined]
    return view


def writer_token(request: HttpRequest) -> str:
    """The hidden field ``writer``: who is filling in the form at this address."""
    return signing.dumps([request.user.pk, request.path], salt=_SALT)


class KeepWords:
    """Middleware before the one that sends people to the login: keeps what they typed until they are back."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Keep the form of somebody whose login has ended; never put the login into a part of a page."""
        if request.user.is_authenticated:
            return None
        if request.method == "POST" and _is_kept(view):
            keep(request)
        if "HX-Request" in request.headers and request.path.startswith(reverse("desk:work")):
            return _ended(request)
        return None


def keep(request: HttpRequest) -> bool:
    """Put the posted form into the session; whether it was one of ours."""
    try:
        writer, path = signing.loads(request.POST["writer"], salt=_SALT)
    except (signing.BadSignature, MultiValueDictKeyError, ValueError, TypeError):
        return False
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    body = words.urlencode()
    if path != request.path or len(body) > _LONGEST:
        return False
    if request.user.is_authenticated and request.user.pk != writer:
        return False
    kept = dict(list(request.session.get(_SESSION, {}).items())[-_MOST + 1 :])
    request.session[_SESSION] = {
        **kept,
        path: {"writer": writer, "words": body, "at": timezone.now().isoformat()},
    }
    return True


def _ended(request: HttpRequest) -> HttpResponse:
    """What a script gets that asks for a part of a page after the login has ended."""
    response = HttpResponse("Your login has ended.", status=401)
    if request.resolver_match is None or request.resolver_match.view_name != "desk:look":
        # How a text reads is asked for as it is typed: nobody is sent away in the middle of a sentence.
        response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
    return response


def kept_words(request: HttpRequest) -> QueryDict | None:
    """What this person had typed at this address when the login ended."""
    kept = request.session.get(_SESSION, {}).get(request.path)
    if not kept or not isinstance(request.user, User) or kept["writer"] != request.user.pk:
        return None
    return QueryDict(kept["words"])


def has_arrived(request: HttpRequest, form: str) -> None:
    """A form of which the browser keeps the words was carried out; the next page tells it to forget them."""
    request.session[_ARRIVED] = form[:40]


def arrived(request: HttpRequest) -> str:
    """The form that arrived on the way to this page. It is told once."""
    return str(request.session.pop(_ARRIVED, "")) if _ARRIVED in request.session else ""


def forget(request: HttpRequest) -> None:
    """The words have arrived, or are not wanted."""
    kept = request.session.get(_SESSION, {})
    if kept.pop(request.path, None):
        request.session[_SESSION] = kept


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not belong to this login. Nothing is carried out.

    After a login in another window every form that was open before comes here: a long one is kept and shown
    again, to be sent once more. Any other gets a page that says what to do.
    """
    view = request.resolver_match.func if request.resolver_match else None
    if view and _is_kept(view) and keep(request):
        if request.user.is_authenticated:
            messages.warning(request, "You logged in again since you opened this form. Save it once more.")
        return HttpResponseRedirect(request.path)
    return render(request, "desk/writing/not_yours.html", {"cookies": bool(request.COOKIES)}, status=403)


def _is_kept(view: View) -> bool:
    return getattr(view, "keeps_words", False)
