"""Second factors: who must have one, and how they are kept.

Whoever signs or administers needs one before anything at the desk or the admin site opens. The demo asks
nobody.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import clock
from articles.models import Grant, Publication, Role, User
from reviews.models import BoardMember

GUARDED = ("/desk/", "/admin/")
#: Stands in the query for the user's number.
_SOMEBODY = -1


class AccountBackend(AuthenticationBackend):
    """The login of django-allauth, which reads with each user whether a second factor is needed and there."""

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, with what the pages ask of every user; one query.

        ``second_factor`` and ``has_passkey`` say what is there, ``signs_or_rules`` who needs it.
        """
        sql, params = _reading()
        found = User.objects.raw(sql, [user_id if param == _SOMEBODY else param for param in params])
        user = next(iter(found), None)
        return user if user is not None and self.user_can_authenticate(user) else None


@cache
def _reading() -> tuple[str, tuple[Any, ...]]:
    """The query for a user, put together once: each request would pay ten times its answer for that."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    grants = Grant.objects.in_force(clock.Now()).filter(user=OuterRef("pk"))
    members = BoardMember.objects.filter(user=OuterRef("pk"), removals=None)
    people = User.objects.filter(pk=_SOMEBODY).annotate(
        second_factor=Exists(factors),
        has_passkey=Exists(factors.filter(type=Authenticator.Type.WEBAUTHN)),
        signs_or_rules=Q(is_staff=True)
        | Q(is_superuser=True)
        | Exists(grants.filter(role=Role.CHIEF))
        | Exists(members),
    )
    found: tuple[str, tuple[Any, ...]] = people.annotate(
        has_desk=Q(signs_or_rules=True) | Exists(grants)
    ).query.sql_with_params()
    return found


class SecondFactorMiddleware:
    """Sends who signs or administers, and has no second factor yet, to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and request.path.startswith(GUARDED) and _lacks_it(request.user):
            messages.info(
                request, "You sign or rule here, so a second factor comes first. It takes a minute."
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_it(user: Any) -> bool:
    if not user.is_authenticated:
        return False
    return bool(getattr(user, "signs_or_rules", True)) and not getattr(user, "second_factor", False)


def demo(request: HttpRequest) -> dict[str, bool]:
    """Context processor: whether a banner must say that this is a demonstration."""
    return {"demo": settings.DEMO}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted with the site's key."""

    def get_totp_issuer(self) -> str:
        """The house, as the authenticator app lists it."""
        return Publication.objects.current().name

    def encrypt(self, text: str) -> str:
        """Return the text as the database may hold it: a stolen backup gives no codes away."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text; after the site's key was changed without keeping the old one, nothing fits it."""
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return secrets.token_hex(20)


def _locks() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(sha256(b"imprimatur second factor\0" + str(key).encode()).digest()))
            for key in keys
        ]
    )
