"""What is half-written on the review page outlives the phone it was typed on, for all who write there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.people import logged_in

FIBRILLATION = "/desk/articles/atrial-fibrillation-stroke-prevention/1/review/"
RETURNED = "/desk/articles/giant-cell-arteritis-first-treatment/1/review/"
STATEMENT = "textarea[name=statement]"
COMMENT = "#summary .comment-on textarea[name=body]"


def saved(page: Page) -> None:
    expect(page.locator("[data-keep-told]")).to_contain_text("Saved")


def opened(visit: Any, name: str = "reviewer2") -> Page:
    page: Page = logged_in(visit, name, viewport=PHONE).to(FIBRILLATION)
    page.eval_on_selector("#summary .comment-on", "place => { place.open = true; }")
    return page


def dies(page: Page, field: str, words: str) -> Page:
    """The phone loses the network, more is typed, and it is gone. Returns its next page, on line again."""
    page.context.set_offline(True)
    page.fill(field, words)
    expect(page.locator("[data-keep-told]")).to_contain_text("Offline")
    page.close()
    page.context.set_offline(False)
    return page.context.new_page()


def emptied(page: Page, *fields: str) -> None:
    for field in fields:
        page.fill(field, "")
    saved(page)


def test_words_typed_offline_stand_before_older_ones_that_were_saved(visit: Any, site: str) -> None:
    page = opened(visit)
    page.fill(STATEMENT, "Half")
    saved(page)
    page = dies(page, STATEMENT, "Half-written")

    page.goto(site + FIBRILLATION)

    expect(page.locator(STATEMENT)).to_have_value("Half-written")
    expect(page.locator(".kept-elsewhere")).to_have_count(0)
    saved(page)
    page.reload()
    expect(page.locator(STATEMENT)).to_have_value("Half-written")
    emptied(page, STATEMENT)


def test_phone_that_dies_half_way_through_a_comment_loses_nothing(visit: Any, site: str) -> None:
    page = opened(visit)
    page.fill(COMMENT, "Which ")
    saved(page)
    page = dies(page, COMMENT, "Which anticoag")

    page.goto(site + FIBRILLATION)

    expect(page.locator(COMMENT)).to_have_value("Which anticoag")
    expect(page.locator(COMMENT)).to_be_visible()
    saved(page)
    laptop = opened(visit)
    expect(laptop.locator(COMMENT)).to_have_value("Which anticoag")
    emptied(laptop, COMMENT)


def test_words_of_another_device_are_shown_beside_those_of_this_one(visit: Any, site: str) -> None:
    phone, laptop = opened(visit), opened(visit)
    phone.fill(COMMENT, "Begun")
    saved(phone)
    phone = dies(phone, COMMENT, "Begun on the phone")
    laptop.goto(site + FIBRILLATION)
    laptop.fill(COMMENT, "Written on the laptop")
    saved(laptop)

    phone.goto(site + FIBRILLATION)

    beside = phone.locator(".kept-elsewhere")
    expect(phone.locator(COMMENT)).to_have_value("Begun on the phone")
    expect(beside).to_contain_text("Written on the laptop")
    beside.locator("button").click()
    expect(phone.locator(COMMENT)).to_have_value("Written on the laptop")
    expect(beside).to_contain_text("Begun on the phone")
    saved(phone)
    emptied(phone, COMMENT)


def test_phone_that_comes_back_writes_nothing_over_what_was_written_elsewhere(visit: Any, site: str) -> None:
    phone, laptop = opened(visit), opened(visit)
    phone.context.set_offline(True)
    phone.fill(COMMENT, "Begun on the phone")
    expect(phone.locator("[data-keep-told]")).to_contain_text("Offline")
    laptop.fill(COMMENT, "Written on the laptop")
    saved(laptop)

    phone.context.set_offline(False)

    beside = phone.locator(".kept-elsewhere")
    expect(beside).to_contain_text("Written on the laptop")
    expect(phone.locator(COMMENT)).to_have_value("Begun on the phone")
    laptop.reload()
    expect(laptop.locator(COMMENT)).to_have_value("Written on the laptop")
    phone.fill(COMMENT, "Begun on the phone, and gone on")
    saved(phone)
    laptop.reload()
    expect(laptop.locator(COMMENT)).to_have_value("Begun on the phone, and gone on")
    emptied(laptop, COMMENT)


def test_editors_half_written_comment_is_there_when_the_page_is_opened_again(visit: Any, site: str) -> None:
    page = opened(visit, "editor")
    page.fill(COMMENT, "Half a comm")
    page.goto("about:blank")

    page.goto(site + FIBRILLATION)

    expect(page.locator(COMMENT)).to_have_value("Half a comm")
    page.fill(COMMENT, "")
    page.reload()
    expect(page.locator(COMMENT)).to_have_value("")


def test_authors_half_written_reply_is_there_when_the_page_is_opened_again(visit: Any, site: str) -> None:
    page = logged_in(visit, "author", viewport=PHONE).to(RETURNED)
    page.locator("summary:has-text('Reply')").first.click()
    page.locator(".reply-to textarea").first.fill("Half a repl")
    page.goto("about:blank")

    page.goto(site + RETURNED)

    expect(page.locator(".reply-to textarea").first).to_have_value("Half a repl")
    page.locator(".reply-to textarea").first.fill("")


def test_words_are_chosen_in_blocks_side_by_side(visit: Any, site: str) -> None:
    page = logged_in(visit, "editor").to("/desk/articles/hypertension-first-drugs/2/review/?view=side")
    new = page.locator(".side-new:has(ins)").first
    new.scroll_into_view_if_needed()
    chosen = new.evaluate(
        """(cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell.querySelector("ins"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          const words = range.cloneContents();
          for (const mark of words.querySelectorAll(".cite")) mark.remove();
          return words.textContent;
        }"""
    )

    page.locator(".choose button[value=comment]").click()

    field = page.locator("textarea[name=quote]:focus, textarea[name=body]:focus").first
    form = page.locator("form:has(textarea[name=body]:focus)")
    expect(field).to_be_visible()
    expect(form.locator("textarea[name=quote]")).to_have_value(" ".join(chosen.split()))
    form.locator("textarea[name=quote]").fill("")
