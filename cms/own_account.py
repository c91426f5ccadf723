"""One's own account: name, address, second factors; closing it; and what a passkey is asked to confirm."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import clock
from articles.accounts import CannotClose
from articles.acting import acting
from articles.models import Grant, Role, User
from cms import accounts, signing
from cms.access import personal
from reviews.models import BoardMember
from reviews.reauthentication import NotTheSigner

_DIGEST = re.compile(r"[0-9a-f]{64}")


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Your name"}
        help_texts = {"name": "As colleagues see it, and as it is printed in the record of what you do."}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].required = True


class ClosingForm(signing.ProofForm):
    understood = forms.BooleanField(label="I understand that this cannot be undone.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = True  # no passkey is asked here


@never_cache
@personal
def account(request: HttpRequest) -> HttpResponse:
    user = _user_of(request)
    form = NameForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        with acting(user):
            form.instance.save(update_fields=["name"])
        messages.success(request, "Your name is changed. What bears the old one keeps it.")
        return HttpResponseRedirect(reverse("account"))
    context = {"form": form, "factors": _factors_of(user), **_standing(user)}
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


@never_cache
@personal
def close(request: HttpRequest) -> HttpResponse:
    user = _user_of(request)
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            # The digest of nothing: this proof confirms that its owner is here, and can sign no text.
            form.proof(request, user, digest="")
            accounts.close(user, by=user)
        except (NotTheSigner, CannotClose) as refusal:
            form.add_error(None, _in_words(refusal))
        else:
            logout(request)
            return render(request, "account/closed.html")
    context = {"form": form, **_standing(user)}
    return render(request, "account/close.html", context, status=422 if form.errors else 200)


@never_cache
@personal
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """What a passkey is asked so as to confirm the digest in the form; see ``cms.signing``."""
    digest = request.POST.get("digest", "")
    if not _DIGEST.fullmatch(digest):
        return JsonResponse({"error": "There is no text of that digest."}, status=400)
    options = signing.passkey_options(request, _user_of(request), digest=digest)
    return JsonResponse({"request_options": options})


def _user_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied("Log in first.")
    return request.user


def _standing(user: User) -> dict[str, object]:
    """What a person is here: what remains of them after closing depends on it."""
    grants = Grant.objects.in_force(clock.now()).filter(user=user).select_related("topic").order_by("pk")
    return {
        "member": BoardMember.objects.filter(user_id=user.pk).first(),
        "rules": any(given.role == Role.CHIEF for given in grants),
        "roles": [
            f"{given.get_role_display()} ({given.topic})" if given.topic else given.get_role_display()
            for given in grants
        ],
    }


def _factors_of(user: User) -> dict[str, object]:
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    kinds = {kind: [row for row in rows if row.type == kind] for kind in Authenticator.Type.values}
    return {
        "totp": bool(kinds["totp"]),
        "passkeys": [str(row) for row in kinds["webauthn"]],
        "codes": len(kinds["recovery_codes"][0].wrap().get_unused_codes()) if kinds["recovery_codes"] else 0,
        "any": bool(kinds["totp"] or kinds["webauthn"]),
    }


def _in_words(refusal: Exception) -> str:
    return str(refusal).replace("Nothing was signed.", "Nothing was changed.")
