"""Signing with a passkey: what the authenticator signs names person and digest (WebAuthn Level 3, 7.2).

The challenge is a hash over a nonce, the signer and the digest of the text, so that the answer is itself a
signature of that text by that key and serves for no other. The nonce is kept by the caller and used once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from articles.content.digest import netstrings
from articles.models import User


class NotVerified(Exception):
    """The answer is not this person's signature of this text."""


@dataclass(frozen=True)
class Place:
    """Where the browser is: the host without its port, and the origin that it must report."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        """The checks of an answer that comes from this place."""
        party = PublicKeyCredentialRpEntity(id=self.host, name=self.host)
        return Fido2Server(party, verify_origin=lambda origin: str(origin) == self.origin)


def has_passkey(user: User) -> bool:
    """Whether the person has a key that could sign."""
    return bool(_keys(user).exists())


def options(user: User, *, digest: str, nonce: str, place: Place) -> dict[str, Any]:
    """Return what the browser's ``navigator.credentials.get`` is asked, as JSON.

    The key must verify its holder (a PIN, a finger, a face): that it lies about is not enough to sign.
    """
    asked, _ = _begin(_credentials(user), challenge(user, digest=digest, nonce=nonce), place)
    return dict(asked)


def challenge(user: User, *, digest: str, nonce: str) -> bytes:
    """Return the 32 bytes that the authenticator signs."""
    return sha256(netstrings("imprimatur-passkey-1", nonce, user.pk, digest)).digest()


def sheet_digest(marks: Iterable[str]) -> str:
    """Return what stands for several verdicts that are signed together: a hash over their marks, sorted."""
    return sha256(netstrings("imprimatur-sheet-1", *sorted(marks))).hexdigest()


def verify(user: User, answer: Mapping[str, Any], *, digest: str, nonce: str, place: Place) -> None:
    """Verify the browser's answer and note that the key was used.

    Raises:
        NotVerified: if any part of it is not as it must be.
    """
    known = _credentials(user)
    _, state = _begin(known, challenge(user, digest=digest, nonce=nonce), place)
    try:
        response = AuthenticationResponse.from_dict(answer)
        used = place.server().authenticate_complete(state, [key for _, key in known], response)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotVerified(str(error)) from error
    for authenticator, credential in known:
        if credential.credential_id == used.credential_id:
            authenticator.record_usage()


def _begin(
    known: list[tuple[Authenticator, AttestedCredentialData]], asked: bytes, place: Place
) -> tuple[Mapping[str, Any], Any]:
    return place.server().authenticate_begin(
        [key for _, key in known],
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=asked,
    )


def _keys(user: User) -> Any:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)


def _credentials(user: User) -> list[tuple[Authenticator, AttestedCredentialData]]:
    known = ((key, key.wrap().authenticator_data.credential_data) for key in _keys(user))
    return [(key, credential) for key, credential in known if credential is not None]
