"""How people come by accounts: an editor makes them, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """The login of django-allauth, with signing up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a role on the desk is granted, not taken."""
        return False
