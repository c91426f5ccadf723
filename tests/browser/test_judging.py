"""Judging in a real browser: from the invitation to a signature on a phone; without script; what is kept."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

PASSWORD = "only-for-the-tests-of-the-demo"
REVIEW = "/desk/articles/hypertension-first-drugs/2/review/"
PNEUMONIA = "/desk/articles/community-acquired-pneumonia-outpatients/1/review/"


def logged_in(visit: Any, name: str, **options: Any) -> Any:
    begun = visit(**options)
    page = begun.to("/accounts/login/?next=/desk/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/")
    return begun


def test_from_invitation_to_signature_on_a_phone(visit: Any) -> None:
    editor = logged_in(visit, "editor").to("/desk/articles/hypertension-first-drugs/2/invite/")
    editor.get_by_text("Lucía Ferrante-Mora").click()
    editor.get_by_role("button", name="Ask them").click()
    expect(editor.locator(".message-success")).to_contain_text("Lucía Ferrante-Mora has been asked.")

    member = logged_in(visit, "reviewer4", viewport=PHONE)
    page = member.page
    taps = [
        "a:has-text('Which drugs come first for high blood pressure')",
        "button:has-text('Accept')",
        "button:has-text('No conflict with this article')",
        ".at-hand button:has-text('Ready to sign')",
    ]
    for tap in taps:
        page.locator(tap).first.click()
    expect(page.locator(".lacking-here")).to_contain_text("Three lines of the checklist are still to be")
    for line in range(3):
        page.locator(".check-line").nth(line).locator("label:has-text('Yes')").click()
    page.fill("input[name=password]", PASSWORD)
    page.locator("#sign button[type=submit]").first.click()

    expect(page.locator("#receipt")).to_contain_text("Lucía Ferrante-Mora")
    expect(page.locator("h1")).to_contain_text("You approved this text on")
    assert member.complaints == []


def test_reading_commenting_and_signing_without_script(visit: Any) -> None:
    page = logged_in(visit, "reviewer5", java_script_enabled=False).to(PNEUMONIA)
    section = page.locator(".passage").nth(1)

    section.locator("summary:has-text('Comment')").click()
    section.locator("textarea[name=body]").fill("Which severity score do we mean?")
    section.locator("button:has-text('Add the comment')").click()
    expect(page.locator(".remark")).to_contain_text("Which severity score do we mean?")

    page.click("label:has-text('Ask for changes')")
    page.fill("input[name=password]", "not this one")
    page.locator("#sign button[type=submit]").first.click()
    expect(page.locator("#not-signed")).to_contain_text("Nothing was signed.")
    expect(page.locator("input[value=request_changes]")).to_be_checked()
    page.fill("input[name=password]", PASSWORD)
    page.locator("#sign button[type=submit]").first.click()
    expect(page.locator("#receipt")).to_contain_text("Asks for changes")


def test_a_comment_outlives_a_session_that_ended(visit: Any) -> None:
    page = logged_in(visit, "editor").to(REVIEW)
    section = page.locator("#summary")
    section.locator("summary:has-text('Comment')").click()
    section.locator("textarea[name=body]").fill("Typed while the session ran out.")
    page.context.clear_cookies(name="sessionid")
    section.locator("button:has-text('Add the comment')").click()
    page.wait_for_url("**/accounts/login/**")

    page.fill("input[name=login]", "editor")
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")

    expect(page.locator("#summary .comment-on textarea[name=body]")).to_have_value(
        "Typed while the session ran out."
    )
    page.locator("#summary button:has-text('Add the comment')").click()
    expect(page.locator("#summary .remark")).to_contain_text("Typed while the session ran out.")
    expect(page.locator("#summary .comment-on textarea[name=body]")).to_have_value("")


def test_a_source_is_one_tap_away(visit: Any) -> None:
    begun = logged_in(visit, "editor", viewport=PHONE)
    page = begun.to(REVIEW)

    page.locator("[data-citation]").first.click()

    card = page.locator(".reference-card")
    expect(card).to_be_visible()
    expect(card.locator("blockquote")).to_be_visible()
    assert begun.complaints == []
