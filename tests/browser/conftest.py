"""A real browser before the demo, served by a real server. All that tests add to it are readers' letters."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cms.demo.seed import seed

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Two browsers share the machine with their servers: what comes late has not failed.
expect.set_options(timeout=20_000)

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine: $CHROMIUM, else one on PATH; `scripts/chromium.py` knows more names."""
    named = ("chromium-headless-shell", "chromium", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, named)), None)
    assert found, "No Chromium: set $CHROMIUM, or install one (apt-get install chromium)."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server with the demo behind it."""
    with django_db_blocker.unblock():
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            seed(password="only-for-the-tests-of-the-demo")
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        TransactionTestCase()._fixture_teardown()


@pytest.fixture(autouse=True)
def fresh_limits(django_db_blocker: Any, site: str) -> None:
    """Letters are counted per sender; each test begins with a clean count."""
    with django_db_blocker.unblock():
        cache.clear()


class Visit:
    """One reader's visit: a page, and all that the browser complained of or fetched on the way."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.complaints: list[str] = []
        self.fetched: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.fetched.append(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def to(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Any]:
    """``visit(viewport=PHONE, color_scheme="dark", …)`` begins a visit with a browser of its own."""
    contexts: list[BrowserContext] = []

    def begin(**options: Any) -> Visit:
        contexts.append(browser.new_context(**{"viewport": WIDE, **options}))
        return Visit(contexts[-1], site)

    yield begin
    for context in contexts:
        context.close()
