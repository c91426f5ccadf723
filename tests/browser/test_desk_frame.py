"""The frame of the desk in a real browser: keys, the palette, the back button, life without script."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.people import logged_in

CORTISOL = "/desk/articles/adrenal-insufficiency-sick-days/2/"


@pytest.fixture
def editor(visit: Any) -> Visit:
    return logged_in(visit, "editor")


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def test_skip_link_is_the_first_stop_and_leads_past_the_bar(editor: Visit) -> None:
    page = editor.to("/desk/queue/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_keys_walk_a_list_and_open_its_rows(editor: Visit) -> None:
    page = editor.to("/desk/queue/")
    rows = page.locator("[data-row]")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    title = rows.nth(0).inner_text()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize(
    ("keys", "leads_to"), [("g a", "/desk/queue/"), ("g q", "/desk/questions/"), ("?", "/desk/keys/")]
)
def test_keys_go_places(editor: Visit, keys: str, leads_to: str) -> None:
    page = editor.to("/desk/")

    for key in keys.split():
        page.keyboard.press(key)

    page.wait_for_url(f"**{leads_to}")


def test_slash_searches_and_letters_typed_there_are_letters(editor: Visit) -> None:
    page = editor.to("/desk/")

    page.keyboard.press("/")
    page.keyboard.type("gout jaw")
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk/queue/?q=gout+jaw")
    expect(page.get_by_label("Search", exact=True)).to_have_value("gout jaw")


def test_draft_is_edited_by_one_key(visit: Any) -> None:
    page = logged_in(visit, "author").to(CORTISOL)

    page.keyboard.press("e")

    page.wait_for_url(f"**{CORTISOL}edit/")


def test_single_keys_can_be_switched_off(editor: Visit) -> None:
    page = editor.to("/desk/keys/")

    page.get_by_label("Use single keys in this browser").uncheck()
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert path_of(page) == "/desk/keys/"
    page.reload()
    expect(page.get_by_label("Use single keys in this browser")).not_to_be_checked()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_palette_finds_an_article_and_goes_there(visit: Any, look: str) -> None:
    begun = logged_in(visit, "editor", color_scheme=look)
    page = begun.to("/desk/")

    page.keyboard.press("Control+k")
    expect(page.locator("[role=option]").first).to_have_text("My workg w")
    page.keyboard.type("polymyo")
    option = page.get_by_role("option", name="How is polymyositis treated in adults?")
    expect(option).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk/articles/polymyositis-treatment/2/")
    assert begun.complaints == []


def test_palette_walks_by_arrows_and_closes_by_escape(editor: Visit) -> None:
    page = editor.to("/desk/")

    page.get_by_role("button", name="opens the command palette").click()
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Articles")
    expect(page.get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id") or ""
    )
    page.keyboard.type("gout")
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_be_hidden()


def test_palette_says_so_when_the_login_has_ended(editor: Visit) -> None:
    page = editor.to("/desk/")
    page.context.clear_cookies()

    page.keyboard.press("Control+k")

    expect(page.locator("[data-palette-silent]")).to_be_visible()


def test_filter_changes_the_rows_in_place_and_the_address_with_them(editor: Visit) -> None:
    page = editor.to("/desk/queue/")
    before = page.locator("[data-row]").count()
    page.evaluate("window.here = true")

    page.get_by_label("State").select_option("approved")
    page.wait_for_url("**status=approved**")

    assert 0 < page.locator("[data-row]").count() < before
    assert page.evaluate("window.here")
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(before)
    expect(page.locator(".bar")).to_be_visible()
    assert editor.complaints == []


def test_back_button_after_another_page_brings_the_whole_list(editor: Visit) -> None:
    page = editor.to("/desk/queue/")
    page.get_by_label("State").select_option("approved")
    page.wait_for_url("**status=approved**")
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/desk/articles/**")

    page.go_back()

    expect(page.locator(".bar")).to_be_visible()
    expect(page.locator("[data-row]").first).to_be_visible()


def test_second_tab_that_comes_too_late_is_told_and_keeps_its_words(visit: Any) -> None:
    begun = logged_in(visit, "author")
    page = begun.to("/desk/new/")
    page.fill("input[name=title]", "Given up twice?")
    page.select_option("select[name=drafting]", "human")
    page.click("button[value=begin]")
    page.wait_for_url("**/edit/")
    act = page.url.replace("/edit/", "/do/withdraw/")
    second = begun.page.context.new_page()
    for tab in (page, second):
        tab.goto(act)
        tab.fill("textarea[name=note]", "No longer needed.")

    page.click("main form button[type=submit]")
    expect(page.locator(".message-success")).to_have_text("Withdrawn.")
    second.click("main form button[type=submit]")

    expect(second.locator("h1")).to_contain_text("version 1 is now withdrawn")
    expect(second.locator(".kept")).to_contain_text("No longer needed.")


def before_the_board(page: Page) -> str:
    """The address of a text that is before the board."""
    page.goto(page.url.partition("/desk/")[0] + "/desk/queue/?status=under_review")
    page.locator("[data-row]").first.click()
    page.wait_for_url(re.compile("/desk/articles/"))
    return re.sub(r"(/articles/[^/]+/[0-9]+/).*", r"\1", path_of(page))


def say(editor: Visit, text: str, words: str) -> None:
    """Comment on the whole of a text before the board."""
    summary = editor.to(f"{text}review/").locator("#summary")
    summary.locator(".comment-on > summary").first.click()
    summary.locator(".comment-on textarea[name=body]").first.fill(words)
    summary.locator("button:has-text('Add the comment')").first.click()
    expect(summary.locator(".remark").last).to_contain_text(words)


def test_letter_edited_over_what_the_board_said_survives_a_closed_tab(editor: Visit) -> None:
    text = before_the_board(editor.page)
    say(editor, text, "Which dose is meant?")
    letter = editor.to(f"{text}do/return_to_author/").locator("textarea[name=note]")
    expect(letter).to_have_value(re.compile("Which dose is meant"))
    letter.fill("Dear author, please see to the dose.")

    editor.to(f"{text}do/return_to_author/")

    expect(letter).to_have_value("Dear author, please see to the dose.")
    assert editor.complaints == []


def test_letter_edited_before_the_board_said_more_is_offered_beside_the_new_one(editor: Visit) -> None:
    text = before_the_board(editor.page)
    say(editor, text, "Which dose is it?")
    letter = editor.to(f"{text}do/return_to_author/").locator("textarea[name=note]")
    letter.fill("Dear author, see to the dose.")
    say(editor, text, "And for how long?")

    editor.to(f"{text}do/return_to_author/")
    expect(letter).to_have_value(re.compile("And for how long"))
    editor.page.click("text=Put it back")

    expect(letter).to_have_value("Dear author, see to the dose.")
    assert editor.complaints == []


#: Writes down what the button and the page's own voice say while the browser waits for the next page.
OVERHEARD = """() => new MutationObserver(() => sessionStorage.setItem("overheard", JSON.stringify([
    document.querySelector("main form button[type=submit]").textContent,
    document.querySelector("[data-busy-told]").textContent,
]))).observe(document.body, { childList: true, subtree: true })"""


def slowly(route: Route) -> None:
    time.sleep(1)
    route.continue_()


def test_button_says_that_its_form_is_on_its_way(editor: Visit) -> None:
    page = editor.to(f"{before_the_board(editor.page)}do/decline/")
    label = page.locator("main form button[type=submit]").inner_text()
    page.fill("textarea[name=note]", " ")
    page.evaluate(OVERHEARD)
    page.route("**/do/decline/", slowly)

    page.click("main form button[type=submit]")

    expect(page.locator(".errorlist")).to_have_count(1)
    assert page.evaluate("JSON.parse(sessionStorage.overheard)") == ["One moment…", "One moment…"]
    expect(page.locator("main form button[type=submit]")).to_have_text(label)
    assert editor.complaints == []


def test_everything_essential_is_there_without_script(visit: Any) -> None:
    page = logged_in(visit, "editor", java_script_enabled=False).to("/desk/queue/")

    expect(page.locator("[data-palette-open]")).to_be_hidden()
    page.get_by_label("State").select_option("approved")
    page.click("button:has-text('Show')")
    page.wait_for_url("**status=approved**")
    page.locator("[data-row]").first.click()
    expect(page.locator(".version-state .badge")).to_have_text("Approved")
    page.click(".bar-me summary")
    page.click("text=Log out")

    expect(page.locator(".wordmark")).to_be_visible()
