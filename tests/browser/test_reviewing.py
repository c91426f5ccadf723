"""The review screen in a real browser: a thumb, a keyboard, no script, two devices, no network."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, WIDE
from tests.browser.people import PASSWORD, logged_in

FIBRILLATION = "/desk/articles/atrial-fibrillation-stroke-prevention/1/review/"
PRESSURE = "/desk/articles/hypertension-first-drugs/2/review/"


def saved(page: Page) -> None:
    expect(page.locator("[data-keep-told]")).to_contain_text("Saved")


def wrong_with(page: Page) -> list[Any]:
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in found] + ["too wide"] * wide


def taken_off(page: Page, address: str) -> None:
    """Take back what a test before this one prepared."""
    page.goto(address)
    if page.locator(".at-hand button:has-text('Change it')").count():
        page.click(".at-hand button:has-text('Change it')")
        expect(page.locator(".at-hand")).to_contain_text("Ready to sign")


def test_what_is_typed_follows_to_another_device(visit: Any, site: str) -> None:
    phone = logged_in(visit, "reviewer2", viewport=PHONE)
    laptop = logged_in(visit, "reviewer2", viewport=WIDE)
    page = phone.page
    taken_off(page, site + FIBRILLATION)

    page.fill("textarea[name=statement]", "Half-written between two pati")
    page.locator("[data-change-card] .looked-at input").first.check()
    saved(page)
    other = laptop.to(FIBRILLATION)

    expect(other.locator("textarea[name=statement]")).to_have_value("Half-written between two pati")
    expect(other.locator("[data-change-card] .looked-at input").first).to_be_checked()
    expect(other.locator("[data-keep-told]")).to_contain_text("Kept from")
    other.fill("textarea[name=statement]", "")
    saved(other)
    assert phone.complaints == laptop.complaints == []


def test_without_a_network_the_words_wait_and_are_sent_later(visit: Any, site: str) -> None:
    begun = logged_in(visit, "reviewer2", viewport=PHONE)
    page = begun.page
    taken_off(page, site + FIBRILLATION)

    page.context.set_offline(True)
    page.fill("textarea[name=statement]", "In the lift")
    expect(page.locator("[data-keep-told]")).to_contain_text("Offline. It is kept in this browser")
    page.context.set_offline(False)
    saved(page)

    page.reload()
    expect(page.locator("textarea[name=statement]")).to_have_value("In the lift")
    page.fill("textarea[name=statement]", "")
    saved(page)


def test_words_that_never_reached_the_server_come_back_in_this_browser(visit: Any, site: str) -> None:
    begun = logged_in(visit, "reviewer2", viewport=PHONE)
    page = begun.page
    taken_off(page, site + FIBRILLATION)
    page.context.set_offline(True)
    page.fill("textarea[name=statement]", "The phone died")
    expect(page.locator("[data-keep-told]")).to_contain_text("Offline")
    page.context.set_offline(False)
    page.goto("about:blank")

    page.goto(site + FIBRILLATION)

    expect(page.locator("textarea[name=statement]")).to_have_value("The phone died")
    saved(page)
    page.fill("textarea[name=statement]", "")
    saved(page)


def test_changes_are_walked_and_judged_by_keyboard(visit: Any, site: str) -> None:
    begun = logged_in(visit, "reviewer2")
    page = begun.page
    taken_off(page, site + FIBRILLATION)
    page.locator("[data-change-card] .looked-at input").first.wait_for()
    keys = page.keyboard

    keys.press("n")
    keys.press("n")
    expect(page.locator("[data-change-card]").nth(1).locator("[data-row]")).to_be_focused()
    keys.press("s")
    expect(
        page.locator("[data-change-card]").nth(1).locator("details[open] .check-button").first
    ).to_be_focused()
    keys.press("Enter")
    expect(page.locator("[data-change-card]").nth(1).locator(".backing-found")).to_have_text("Supports it")
    page.locator("[data-change-card] .looked-at input").first.check()
    keys.press("p")
    expect(page.locator("[data-change-card]").first.locator("[data-row]")).to_be_focused()
    keys.press("r")
    page.wait_for_url("**#sign")
    expect(page.locator("#sign-title")).to_have_text("Sign: you approve the whole text")
    assert begun.complaints == []
    taken_off(page, site + FIBRILLATION)


@pytest.mark.parametrize("key", ["c", "w"])
def test_key_that_opens_a_field_is_not_written_into_it(visit: Any, site: str, key: str) -> None:
    page = logged_in(visit, "reviewer2").to(FIBRILLATION)

    page.keyboard.press("n")
    page.keyboard.press(key)

    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    assert page.evaluate("document.activeElement.value") == ""


def test_single_keys_can_be_switched_off(visit: Any, site: str) -> None:
    page = logged_in(visit, "reviewer2").to("/desk/keys/")
    page.uncheck("[data-keys-switch]")
    page.goto(site + PRESSURE)

    page.keyboard.press("n")
    page.keyboard.press("r")

    expect(page.locator("[data-row]").first).not_to_be_focused()
    assert page.url == site + PRESSURE


def test_verdicts_are_prepared_and_signed_together_on_a_phone(visit: Any, site: str) -> None:
    begun = logged_in(visit, "reviewer3", viewport=PHONE, bypass_csp=True)
    page = begun.to(FIBRILLATION)
    page.click(".at-hand button:has-text('Ready to sign')")
    expect(page.locator("#sign input[type=password]")).to_be_focused()
    assert wrong_with(page) == []

    page.goto(site + "/desk/")
    page.click("nav >> text=Sign sheet")
    expect(page.locator("h1")).to_have_text("One verdict is ready: sign it.")
    assert wrong_with(page) == []
    page.fill("input[name=password]", "not this one")
    page.click(".prove button:has-text('Sign')")
    expect(page.locator(".error-summary")).to_contain_text("Nothing was signed.")
    page.fill("input[name=password]", PASSWORD)
    page.click(".prove button:has-text('Sign')")

    expect(page.locator("h1")).to_have_text("You have signed one verdict.")
    assert wrong_with(page) == []
    page.emulate_media(color_scheme="dark")
    assert wrong_with(page) == []
    assert begun.complaints == []


def test_a_source_is_checked_and_a_verdict_prepared_without_script(visit: Any, site: str) -> None:
    page = logged_in(visit, "reviewer2", viewport=PHONE, java_script_enabled=False).to(FIBRILLATION)
    card = page.locator("[data-change-card]").first

    card.locator("summary").first.click()
    card.locator("button:has-text('Could not check')").first.click()
    expect(card.locator(".backing-found").first).to_have_text("Could not check")
    page.click(".at-hand button:has-text('Ready to sign')")
    expect(page.locator("#sign-title")).to_have_text("Sign: you approve the whole text")
    page.click(".at-hand button:has-text('Change it')")
    expect(page.locator(".message-success")).to_contain_text("Taken off your sign sheet")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_side_by_side_is_open_to_everybody(visit: Any, viewport: dict[str, int], look: str) -> None:
    begun = logged_in(visit, "editor", viewport=viewport, color_scheme=look, bypass_csp=True)
    page = begun.to(PRESSURE + "?view=side")
    page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")

    assert wrong_with(page) == []
    expect(page.locator(".sides").first).to_be_visible(visible=viewport == WIDE)


def test_buttons_at_hand_are_large_enough_for_a_thumb(visit: Any, site: str) -> None:
    page = logged_in(visit, "reviewer2", viewport=PHONE).page
    taken_off(page, site + FIBRILLATION)

    heights = page.eval_on_selector_all(
        ".at-hand .button", "all => all.map((one) => one.getBoundingClientRect().height)"
    )

    assert len(heights) == 3
    assert [height for height in heights if height < 44] == []
