"""Proof that a signer was there: password or passkey, in the very request that signs (21 CFR 11.200)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from articles.models import User
from reviews import passkeys
from reviews.refusals import Refused

_SECONDS = 120.0
_MADE_HERE = object()


class NotTheSigner(Refused):
    """The password or passkey is not this person's, or the proof is not for this signature."""


class TooManyAttempts(NotTheSigner):
    """There were so many failures that this attempt was not looked at."""


class Reauthentication:
    """One proof, for one person and one digest, good for one signature and two minutes.

    It is made only by verifying a password (``by_password``) or a passkey (``by_passkey``); a session never
    makes one.
    """

    def __init__(self, made_here: object, *, user: User, digest: str, method: str) -> None:
        if made_here is not _MADE_HERE:
            raise TypeError("A proof is made by verifying a password or passkey, not by calling the class.")
        self.number: UUID = uuid4()
        self.method = method
        self._user_id = user.pk
        self._digest = digest
        self._made = monotonic()
        self._used = False

    @classmethod
    def by_password(cls, user: User, password: str, *, digest: str) -> Reauthentication:
        """Verify the password against the account as it is in the database now.

        Raises:
            NotTheSigner: if it is wrong, or the account is closed.
        """
        account = User.objects.filter(pk=user.pk, is_active=True).first()
        if account is None or not account.check_password(password):
            raise NotTheSigner("That is not your password. Nothing was signed.")
        return cls(_MADE_HERE, user=account, digest=digest, method="password")

    @classmethod
    def by_passkey(
        cls,
        user: User,
        answer: Mapping[str, Any],
        *,
        digest: str,
        nonce: str,
        place: passkeys.Place,
        asked: str = "",
    ) -> Reauthentication:
        """Verify what the person's passkey signed: this digest, for the caller's nonce, at this place.

        ``asked`` is what it was asked to sign where that is more than the digest: the mark of a prepared
        verdict (``reviews.preparing.mark_of``), which covers the digest.

        Raises:
            NotTheSigner: if it is another's, for another text or moment, or the account is closed.
        """
        account = User.objects.filter(pk=user.pk, is_active=True).first()
        try:
            if account is None:
                raise passkeys.NotVerified("The account is closed.")
            passkeys.verify(account, answer, digest=asked or digest, nonce=nonce, place=place)
        except passkeys.NotVerified as error:
            raise NotTheSigner(
                "That passkey did not confirm this text. Nothing was signed; try again, or use your password."
            ) from error
        return cls(_MADE_HERE, user=account, digest=digest, method="passkey")

    @classmethod
    def for_sheet(cls, user: User, password: str, *, digests: Sequence[str]) -> list[Reauthentication]:
        """Verify the password once, for several texts: one proof for each, in their order.

        Raises:
            NotTheSigner: if it is wrong, or the account is closed.
        """
        first = cls.by_password(user, password, digest=passkeys.sheet_digest(digests))
        return first._split(digests)

    @classmethod
    def for_sheet_by_passkey(
        cls,
        user: User,
        answer: Mapping[str, Any],
        *,
        digests: Sequence[str],
        marks: Sequence[str],
        nonce: str,
        place: passkeys.Place,
    ) -> list[Reauthentication]:
        """Verify what the passkey signed, which is all of these verdicts together: one proof for each text.

        ``marks`` stand for the verdicts, in the order of their digests (``reviews.preparing.mark_of``).

        Raises:
            NotTheSigner: if it signed another list, or for another moment or person.
        """
        whole = passkeys.sheet_digest(marks)
        first = cls.by_passkey(user, answer, digest=whole, nonce=nonce, place=place)
        return first._split(digests)

    def _split(self, digests: Sequence[str]) -> list[Reauthentication]:
        """One proof for each text of a sheet; this one, which was for the sheet, is spent."""
        self._used = True
        user = User.objects.get(pk=self._user_id)
        return [type(self)(_MADE_HERE, user=user, digest=digest, method=self.method) for digest in digests]

    def use(self, user: User, digest: str) -> None:
        """Spend the proof on a signature.

        Raises:
            NotTheSigner: if it is another person's, for another text, too old, or spent.
        """
        if self._used:
            raise NotTheSigner("This confirmation was used already. Confirm anew.")
        self._used = True
        if self._user_id != user.pk:
            raise NotTheSigner("Nobody signs for somebody else.")
        if self._digest != digest:
            raise NotTheSigner("The text has changed since you confirmed. Nothing was signed.")
        if monotonic() - self._made > _SECONDS:
            raise NotTheSigner("That took too long. Confirm anew.")
