"""People of the demo before a browser: logging in with a password, and with a second factor of their own."""

from __future__ import annotations

import hmac
import struct
import time
from base64 import b32decode
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

PASSWORD = "only-for-the-tests-of-the-demo"
TICK = 30


def logged_in(visit: Any, name: str, **options: Any) -> Visit:
    """A visit of this person's, at their desk."""
    begun: Visit = visit(**options)
    begun.to("/accounts/login/?next=/desk/")
    _give_password(begun.page, name)
    begun.page.wait_for_url("**/desk/")
    return begun


def logged_in_with_app(visit: Any, name: str, **options: Any) -> Visit:
    """A visit of this person's, who sets up an authenticator app, logs out, and comes back with its code."""
    begun: Visit = visit(**options)
    page = begun.to("/accounts/login/?next=/accounts/2fa/totp/activate/")
    _give_password(page, name)
    page.wait_for_url("**/reauthenticate/**")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form.form >> nth=0 >> button")
    page.wait_for_url("**/totp/activate/")
    secret = page.locator("code.secret").inner_text()
    page.fill("input[name=code]", totp(secret))
    page.click("main form.form button[type=submit]")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    begun.to("/accounts/logout/").click("main form.form button")
    begun.to("/accounts/login/?next=/desk/")
    _give_password(page, name)
    page.wait_for_url("**/2fa/authenticate/**")
    page.fill("input[name=code]", totp(secret, later=TICK))  # a code is good once
    page.click("main form.form button >> nth=0")
    page.wait_for_url("**/desk/")
    return begun


def totp(secret: str, *, later: int = 0) -> str:
    """The six digits that an app shows for this secret (RFC 6238), ``later`` seconds from now."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time() + later) // TICK), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def _give_password(page: Page, name: str) -> None:
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form.form >> nth=0 >> button")
