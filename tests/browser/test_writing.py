"""Writing in a real browser: from paste to submitted, with and without script; what a closed laptop keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE

PASTED = (Path(__file__).parents[1] / "samples" / "pasted-page.txt").read_text()
PASSWORD = "only-for-the-tests-of-the-demo"


def logged_in(visit: Any, name: str = "author", **options: Any) -> Any:
    begun = visit(**options)
    page = begun.to("/accounts/login/?next=/desk/new/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/new/")
    return begun


def pasted(page: Page) -> str:
    """Paste, and come to the report; returns its address."""
    page.fill("textarea[name=text]", PASTED)
    page.select_option("select[name=topic]", label="Rheumatology")
    page.click("button[value=begin]")
    page.wait_for_url("**/report/")
    return page.url


def test_paste_to_submitted_without_script(visit: Any) -> None:
    page = logged_in(visit, java_script_enabled=False).page
    pasted(page)

    page.click("text=Take the mark out of the text")
    for _ in range(2):
        page.click("text=It belongs to the sentence >> nth=0")
    page.click("text=These levels are right")
    page.select_option("select[name=drafting]", "machine_assisted")
    page.fill("input[name=condition_name]", "Gout")
    page.click("text=Save this")
    expect(page.locator("h1")).to_have_text("Nothing is open: submit.")
    page.click("main .form-actions a:has-text('Submit')")
    page.fill("textarea[name=note]", "The two older trials are still the best there are.")
    page.click("main form button[type=submit]")

    expect(page.locator(".version-state .badge")).to_have_text("Submitted")


def test_draft_is_written_without_script(visit: Any) -> None:
    page = logged_in(visit, java_script_enabled=False).page
    page.fill("input[name=title]", "When should gout be treated at once?")
    page.click("button[value=begin]")
    page.click("text=Add the first section")
    page.locator("input[name$=-heading]").fill("At once")
    page.locator("textarea[name$=-body]").first.fill("- cool\n- rest [1]")
    page.locator("#reference-new input[name$=-title]").fill("A guideline")
    page.click("button[data-save]")

    expect(page.locator(".message-success")).to_have_text("Saved.")
    expect(page.locator(".part .look li").nth(1)).to_have_text("rest 1")
    expect(page.locator("#reference-new legend")).to_have_text("One more: it will be [2]")


def test_arrow_keys_change_levels_and_the_heading_keeps_the_focus(visit: Any) -> None:
    page = logged_in(visit).page
    pasted(page)
    heading = page.locator("[data-level] a", has_text="Supportive Measures")

    heading.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-level].level-3 a", has_text="Supportive Measures")).to_be_focused()
    page.keyboard.press("ArrowLeft")

    expect(page.locator("[data-level].level-2 a", has_text="Supportive Measures")).to_be_focused()


def test_a_repair_draws_the_page_anew_in_its_place_and_a_refusal_too(visit: Any) -> None:
    page = logged_in(visit).page
    pasted(page)
    page.evaluate("window.here = true")

    page.click("text=It belongs to the sentence >> nth=0")
    expect(page.locator("h1")).to_have_text("Four questions are left before this can be submitted.")
    page.click("text=It cites a source that is not in the list")
    page.click("text=Add this source")
    expect(page.locator("h1")).to_have_text("This cannot be done as it is.")
    expect(page.locator(".repair-reference .errorlist")).to_have_text(
        "Enter at least the title of the source."
    )

    assert page.evaluate("window.here")


def test_words_that_were_never_saved_are_offered_again(visit: Any) -> None:
    begun = logged_in(visit)
    page = begun.page
    edit = pasted(page).replace("/report/", "/edit/")
    page.goto(edit)
    page.fill("#id_summary", "Typed, and then the laptop was closed.")
    page.wait_for_timeout(700)

    page.goto(edit)
    page.click("text=Bring it back")
    expect(page.locator("#id_summary")).to_have_value("Typed, and then the laptop was closed.")
    expect(page.locator("#look-summary")).to_have_text("Typed, and then the laptop was closed.")
    page.click("button[data-save]")

    expect(page.locator(".message-success")).to_have_text("Saved.")
    assert page.url == edit
    page.goto(edit)
    expect(page.locator(".restore")).to_have_count(0)
    assert begun.complaints == []


def test_words_from_before_somebody_elses_save_come_back_beside_theirs(visit: Any) -> None:
    page = logged_in(visit).page
    edit = pasted(page).replace("/report/", "/edit/")
    page.goto(edit)
    page.fill("#id_title", "Mine, never saved?")
    page.wait_for_timeout(700)
    other = logged_in(visit, "editor").page
    other.goto(edit)
    other.fill("#id_title", "Theirs, saved meanwhile?")
    other.click("button[data-save]")
    expect(other.locator(".message-success")).to_have_text("Saved.")

    page.goto(edit)
    page.click("text=Bring it back")
    page.click("button[data-save]")

    expect(page.locator("h1")).to_contain_text("saved this draft while you were writing")
    expect(page.locator("#id_title")).to_have_value("Mine, never saved?")
    expect(page.locator(".theirs-text").first).to_have_text("Theirs, saved meanwhile?")


@pytest.mark.parametrize(
    ("viewport", "color_scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
def test_axe_finds_nothing_on_any_page_of_writing(
    visit: Any, viewport: dict[str, int], color_scheme: str
) -> None:
    begun = logged_in(visit, viewport=viewport, color_scheme=color_scheme)
    page = begun.page
    found = {"new": Axe().run(page).response["violations"]}
    report = pasted(page)
    for what in ("report", "edit", "preview"):
        page.goto(report.replace("/report/", f"/{what}/"))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        found[what] = Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    told = {what: [(one["id"], one["nodes"][0]["html"]) for one in each] for what, each in found.items()}
    assert told == {"new": [], "report": [], "edit": [], "preview": []}
    assert begun.complaints == []
