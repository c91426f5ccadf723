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

from articles import clock
from articles.models import User

_SESSION = "kept_words"
_ARRIVED = "arrived_form"
_SALT = "cms.desk.writing.kept"
_LONGEST = 2_000_000
_MOST = 3
#: What is never written down: the token of the form, and what confirms a signature.
_NEVER = ("csrfmiddlewaretoken", "password", "passkey")

View = Callable[..., HttpResponse]


def keeps_words(view: View) -> View:
    """Mark a view whose form is worth keeping when nobody is logged in any more."""
    view.keeps_words = True  # type: ignore[attr-defined]
    return view


def writer_token(request: HttpRequest, path: str = "") -> str:
    """The hidden field ``writer``: who fills in the form of this address, or one that goes to ``path``."""
    return signing.dumps([request.user.pk, path or request.path], salt=_SALT)


class KeepWords:
    """Middleware before the one that sends people to the login: keeps what they typed until they are back.

    Once the form has arrived, and leads on to another page, the words are forgotten.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 302 and _is_of_the_desk(request) and not _was_kept(request):
            forget(request)
        return response

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
    writer = _writer(request)
    words = request.POST.copy()
    for secret in _NEVER:
        words.pop(secret, None)
    body = words.urlencode()
    if writer is None or len(body) > _LONGEST:
        return False
    if request.user.is_authenticated and request.user.pk != writer:
        return False
    kept = dict(list(request.session.get(_SESSION, {}).items())[-_MOST + 1 :])
    request.session[_SESSION] = {
        **kept,
        request.path: {"writer": writer, "words": body, "at": clock.now().isoformat()},
    }
    request.kept_now = True  # type: ignore[attr-defined]
    return True


def _writer(request: HttpRequest) -> int | None:
    """Whose form for this address it is; a form with two ways to go carries a token for each."""
    for token in request.POST.getlist("writer"):
        try:
            writer, path = signing.loads(token, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        if path == request.path:
            return int(writer)
    return None


def _is_of_the_desk(request: HttpRequest) -> bool:
    """Whether somebody who is logged in has sent a form of the desk; others' sessions are not touched."""
    sent = request.method == "POST" and request.path.startswith(reverse("desk:work"))
    return sent and request.user.is_authenticated


def _was_kept(request: HttpRequest) -> bool:
    """Whether this very request put its form away."""
    return getattr(request, "kept_now", False)


def _ended(request: HttpRequest) -> HttpResponse:
    """What a script gets that asks for a part of a page after the login has ended."""
    response = HttpResponse("Your login has ended.", status=401)
    if request.resolver_match is None or request.resolver_match.view_name != "desk:look":
        # How a text reads is asked for as it is typed: nobody is sent away in the middle of a sentence.
        response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
    return response


def typed(request: HttpRequest, path: str = "") -> QueryDict | None:
    """What was sent; or what this person had typed here when the login ended, shown and not carried out.

    Args:
        path: where the form goes, if that is not this address.
    """
    if request.method == "POST":
        return request.POST
    words = kept_words(request, path)
    if words:
        messages.warning(
            request, "Your login had ended when you sent this. Look at it, and send it once more."
        )
    return words


def kept_words(request: HttpRequest, path: str = "") -> QueryDict | None:
    """What this person had typed when the login ended, here or in the form that goes to ``path``."""
    kept = request.session.get(_SESSION, {}).get(path or request.path)
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
