"""How a form confirms a signature: with the password, or with a passkey that signs the very digest.

What a page with a sign form needs is in docs/people.md.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from articles.models import User
from reviews import jobs, passkeys
from reviews.reauthentication import NotTheSigner, Reauthentication, TooManyAttempts

log = logging.getLogger("imprimatur.signing")
NONCES = "signing_nonces"
NONCE_SECONDS = 300
MOST_FAILURES = 8
FAILURES_SECONDS = 300
_MOST_NONCES = 10


def place_of(request: HttpRequest) -> passkeys.Place:
    """Where the browser must say that it is, for a passkey to confirm anything."""
    host = request.get_host()
    return passkeys.Place(host=host.partition(":")[0], origin=f"{request.scheme}://{host}")


def passkey_options(request: HttpRequest, user: User, *, digest: str) -> dict[str, Any]:
    """Return what a passkey is asked so as to confirm a digest; good for one answer within five minutes."""
    nonce = secrets.token_hex(16)
    now = int(time.time())
    standing = request.session.get(NONCES, {})
    fresh = {said: kept for said, kept in standing.items() if now - kept[1] <= NONCE_SECONDS}
    newest = sorted(fresh.items(), key=lambda item: item[1][1])[-(_MOST_NONCES - 1) :]
    request.session[NONCES] = {**dict(newest), digest: [nonce, now]}
    return passkeys.options(user, digest=digest, nonce=nonce, place=place_of(request))


class Unkept(forms.HiddenInput):
    """A hidden field that comes back empty: an answer is good for one request."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was sent."""
        return


class ProofForm(forms.Form):
    """The password entered again, or a passkey's answer. Neither is ever put back into the page."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        required=False,
        max_length=500,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "required": True, "data-passkey-instead": True}
        ),
    )
    passkey = forms.CharField(required=False, max_length=20_000, widget=Unkept)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("password") or said.get("passkey") or self.errors):
            self.add_error("password", "Enter your password: being logged in is not enough.")
        return said

    def proof(self, request: HttpRequest, user: User, digest: str, *, mark: str = "") -> Reauthentication:
        """Verify what was entered, for this digest. A passkey was asked for the ``mark``, if there is one.

        Raises:
            NotTheSigner: if it does not confirm, or too much has not in the last minutes.
        """
        with _counting_failures(user):
            said = self.cleaned_data
            if not said["passkey"]:
                return Reauthentication.by_password(user, said["password"], digest=digest)
            answer = self._answer(request, mark or digest)
            return Reauthentication.by_passkey(user, digest=digest, asked=mark, **answer)

    def proofs(
        self, request: HttpRequest, user: User, digests: Sequence[str], marks: Sequence[str]
    ) -> list[Reauthentication]:
        """Verify what was entered once, for several digests together; one proof for each, in their order.

        A passkey was asked for the marks of all these verdicts.

        Raises:
            NotTheSigner: as ``proof`` does.
        """
        with _counting_failures(user):
            said = self.cleaned_data
            if not said["passkey"]:
                return Reauthentication.for_sheet(user, said["password"], digests=digests)
            answer = self._answer(request, passkeys.sheet_digest(marks))
            return Reauthentication.for_sheet_by_passkey(user, digests=digests, marks=marks, **answer)

    def _answer(self, request: HttpRequest, digest: str) -> dict[str, Any]:
        """The passkey's answer with what it was asked for this digest, which is asked once."""
        nonces = request.session.get(NONCES, {})
        nonce, asked_at = nonces.pop(digest, ("", 0))
        request.session[NONCES] = nonces
        if not nonce or time.time() - asked_at > NONCE_SECONDS:
            raise NotTheSigner("That took too long. Nothing was signed; confirm anew.")
        answer = _read(self.cleaned_data["passkey"])
        return {"answer": answer, "nonce": nonce, "place": place_of(request)}


@contextmanager
def _counting_failures(user: User) -> Iterator[None]:
    """Let nobody guess for long: so many failures, then a wait."""
    failures = f"signing-failures:{user.pk}"
    if cache.get(failures, 0) >= MOST_FAILURES:
        raise TooManyAttempts("Too many attempts. Wait five minutes, then confirm anew. Nothing was signed.")
    try:
        yield
    except NotTheSigner:
        cache.add(failures, 0, FAILURES_SECONDS)
        _tell_of_failures(user, cache.incr(failures))
        raise


def _tell_of_failures(user: User, count: int) -> None:
    """Failed signatures are logged, and their owner is told when there were too many (21 CFR 11.300)."""
    log.warning("user %s failed to confirm a signature, attempt %s", user.pk, count)
    if count == MOST_FAILURES:
        lines = [
            "Somebody who is logged in as you failed several times to confirm a signature. None was made.",
            "If it was not you, change your password now: that logs out every other browser.",
        ]
        link = settings.SITE_URL + reverse("account_change_password")
        jobs.mail.defer(
            user_id=user.pk, subject="Failed signatures in your name", lines=lines, link=link, facts=[]
        )


def _read(said: str) -> dict[str, Any]:
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise NotTheSigner("Your browser's answer could not be read. Nothing was signed; confirm anew.")
    return answer
