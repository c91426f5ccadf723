"""A phone between two patients: from the link in the mail to a signed verdict, with a second factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import Page, expect

from articles.models import User
from cms import letterbox
from reviews import jobs
from reviews.models import SignOff
from tests.browser.conftest import PHONE
from tests.browser.people import PASSWORD, logged_in, totp
from tests.reviews import post

FIBRILLATION = "/desk/articles/atrial-fibrillation-stroke-prevention/1"
SECRET = "JBSWY3DPEHPK3PXP"
WHO = "reviewer4"


class Thumb:
    """One thumb on one page: what it taps and presses is counted, what it types is not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def opens(self, link: str) -> None:
        self.count += 1
        self.page.goto(link)

    def taps(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def presses(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def types(self, words: str, into: str) -> None:
        """Into what has the focus already: to reach a field by a tap would count."""
        expect(self.page.locator(into)).to_be_focused()
        self.page.keyboard.type(words)


@pytest.fixture
def box(site: str, settings: Any, tmp_path: Path) -> None:
    """Letters are kept, and lead to the server of this test."""
    settings.EMAIL_BACKEND = "cms.letterbox.LetterboxBackend"
    settings.LETTERBOX = tmp_path / "box" / "mail"
    settings.LETTERBOX.parent.mkdir()
    settings.SITE_URL = site


@pytest.fixture
def with_app(site: str, django_db_blocker: Any) -> Iterator[None]:
    """The member has an authenticator app, for as long as this test runs."""
    with django_db_blocker.unblock():
        TOTP.activate(User.objects.get(username=WHO), SECRET)
        yield
        Authenticator.objects.filter(user__username=WHO).delete()


def link_in_the_mail() -> str:
    """What the invitation leads to, as it arrived."""
    member = User.objects.get(username=WHO)
    for letter in post.waiting():
        if letter["user_id"] == member.pk and str(letter["subject"]).startswith("Review asked"):
            jobs.mail(**letter)
    arrived = letterbox.letter(next(letterbox.letters(to=member.email)).name)
    assert arrived is not None
    found = re.findall(r"https?://\S+/desk/assignments/[0-9]+/", arrived.text)
    assert len(found) == 1, arrived.text
    return found[0]


def test_from_the_mail_to_a_signature_with_a_second_factor(visit: Any, box: None, with_app: None) -> None:
    editor = logged_in(visit, "editor").to(f"{FIBRILLATION}/invite/")
    editor.get_by_text("Lucía Ferrante-Mora").click()
    editor.get_by_role("button", name="Ask them").click()
    expect(editor.locator(".message-success")).to_contain_text("Lucía Ferrante-Mora has been asked.")
    begun = visit(viewport=PHONE)
    page, thumb = begun.page, Thumb(begun.page)

    thumb.opens(link_in_the_mail())
    thumb.types(WHO, into="#id_login")
    thumb.presses("Tab")
    thumb.types(PASSWORD, into="#id_password")
    thumb.presses("Enter")
    page.wait_for_url("**/2fa/authenticate/**")
    thumb.types(totp(SECRET), into="#id_code")
    thumb.presses("Enter")
    page.wait_for_url("**/desk/assignments/**")
    thumb.taps("Accept")
    expect(page.locator("[aria-current=step]")).not_to_have_text("Answer")
    if page.get_by_role("button", name="I have nothing to declare").count():
        thumb.taps("I have nothing to declare")
    thumb.taps("No conflict with this article")
    thumb.taps("Ready to sign")
    thumb.types(PASSWORD, into="#sign input[type=password]")
    thumb.presses("Enter")

    expect(page.locator("#receipt")).to_contain_text("Lucía Ferrante-Mora")
    expect(page.locator("h1")).to_contain_text("You approved this text on")
    signed = SignOff.objects.filter(member__user__username=WHO).latest("pk")
    assert (signed.verdict, signed.method) == ("approve", "password")
    assert thumb.count < 12
    assert begun.complaints == []
