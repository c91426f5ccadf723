"""The forms of django-allauth in which a password is set or asked for anew, in the words of the house."""

from __future__ import annotations

from typing import Any

from allauth.account import forms


class _InTheHousesWords:
    """Labels in sentence case, and no placeholder that says them a second time."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(_InTheHousesWords, forms.ChangePasswordForm):
    """One's password, with the old one."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["oldpassword"].help_text = ""  # the page itself says what to do when it is forgotten


class SetPasswordForm(_InTheHousesWords, forms.SetPasswordForm):
    """A first password, by who logs in without one."""


class ResetPasswordKeyForm(_InTheHousesWords, forms.ResetPasswordKeyForm):
    """A new password, by who was sent a link."""


class ReauthenticateForm(_InTheHousesWords, forms.ReauthenticateForm):
    """One's password once more, before something grave."""


class ResetPasswordForm(_InTheHousesWords, forms.ResetPasswordForm):
    """The address to which a link is sent."""


LABELS = {
    "password": "Your password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password again",
    "email": "Mail address",
}
