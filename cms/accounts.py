"""How people come by accounts, and how one is closed: an editor-in-chief makes them, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles import accounts, clock
from articles.acting import acting
from articles.models import Publication, User
from cms.access import Insider


class AccountAdapter(DefaultAccountAdapter):
    """The login of django-allauth, with signing up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a role on the desk is granted, not taken."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk, for whoever has one; else to one's own account."""
        insider = Insider(request)
        has_desk = bool(insider.roles.grants or insider.member or request.user.is_superuser)
        return reverse("desk:work") if has_desk else reverse("account")

    def get_login_stages(self) -> list[str]:
        """What comes after the password. In the demo nothing: else one visitor could lock the others out."""
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if not (settings.DEMO and stage.startswith("allauth.mfa."))]

    def post_login(self, request: HttpRequest, user: User, **said: Any) -> HttpResponse:
        """Whoever logs in has the address of the account as a confirmed one: the house gave it."""
        settle_address(user)
        response: HttpResponse = super().post_login(request, user, **said)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Set a password. Every way here is its owner's: with the old one, or by a link to their address."""
        user.own_password(password)
        with acting(user):
            user.save()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account, where a message says that it is done."""
        return reverse("account")


def settle_address(user: User) -> None:
    """Make the account's address its confirmed primary one; else changing it would drop it at once.

    An address that another account has confirmed stays theirs.
    """
    address = user.email.lower()
    known = EmailAddress.objects.filter(email=address)
    if not address or known.filter(user=user, verified=True, primary=True).exists():
        return
    if known.filter(verified=True).exclude(user=user).exists():
        return
    with transaction.atomic():
        EmailAddress.objects.filter(user=user, primary=True).exclude(email=address).update(primary=False)
        EmailAddress.objects.update_or_create(
            user=user, email=address, defaults={"verified": True, "primary": True}
        )


def invite(request: HttpRequest, user: User, *, by: User) -> None:
    """Send the owner of a new account the link with which they set their first password."""
    _send_link(request, user, "account/email/invitation", by=by)


def _send_link(request: HttpRequest, user: User, template: str, *, by: User) -> None:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    adapter = get_adapter(request)
    context = {
        "user": user,
        "by": by,
        "house": Publication.objects.current(),
        "password_reset_url": adapter.get_reset_password_from_key_url(key),
    }
    adapter.send_mail(template, user.email, context)


def reset(request: HttpRequest, user: User, *, by: User) -> None:
    """Have the owner of an account set a new password. Until they have, nothing is signed with it."""
    with acting(by):
        changed = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        changed.password_given_at = clock.now()
        changed.save(update_fields=["password_given_at"])
        transaction.on_commit(lambda: _send_link(request, changed, "account/email/reset_by_another", by=by))


def tell_of_new_address(user: User, before: str) -> None:
    """Tell an account's old address that somebody on the admin site gave it a new one."""
    adapter = get_adapter()
    context = {"user": user, "house": Publication.objects.current()}
    adapter.send_mail("account/email/address_given", before, context)


def close(user: User, *, by: User) -> User:
    """Close an account with its addresses and second factors; its sessions end by themselves.

    Raises:
        PermissionDenied, CannotClose: as ``articles.accounts.close_account`` does; then nothing has changed.
    """
    with transaction.atomic():
        closed = accounts.close_account(user, by=by)
        EmailAddress.objects.filter(user=closed).delete()
        Authenticator.objects.filter(user=closed).delete()
    return closed
