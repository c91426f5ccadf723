"""How a signer proves to be there. Each way is a form that makes a proof for a digest; a password is one."""

from __future__ import annotations

from django import forms
from django.core.cache import cache

from articles.models import User
from reviews.reauthentication import NotTheSigner, Reauthentication

_TRIES = 10
_MINUTES = 10


class ByPassword(forms.Form):
    """The password, entered again. It is never put back into the page."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password: being logged in is not enough to sign."},
    )

    def proof(self, user: User, digest: str) -> Reauthentication:
        """Verify it for this digest.

        Raises:
            NotTheSigner: if it is wrong, or was wrong too often.
        """
        key = f"wrong-at-signing-{user.pk}"
        wrong = cache.get(key, 0)
        if wrong >= _TRIES:
            raise NotTheSigner(f"Too many wrong passwords. Wait {_MINUTES} minutes; nothing was signed.")
        try:
            return Reauthentication.by_password(user, self.cleaned_data["password"], digest=digest)
        except NotTheSigner:
            cache.set(key, wrong + 1, _MINUTES * 60)
            raise
