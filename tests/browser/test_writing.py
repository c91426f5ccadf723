"""Writing in a real browser: from paste to submitted, with and without script; what a closed laptop keeps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
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
    page.select_option("select[name=drafting]", "machine_assisted")
    page.fill("input[name=condition_name]", "Gout")
    page.click("button[value=begin]")
    page.wait_for_url("**/report/")
    return page.url


def test_paste_to_submitted_without_script(visit: Any) -> None:
    page = logged_in(visit, java_script_enabled=False).page
    pasted(page)

    page.click("text=Take [5] out of the text")
    for _ in range(2):
        page.click("text=It belongs to the sentence >> nth=0")
    page.click("text=This outline is right")
    expect(page.locator("h1")).to_have_text("Ready to submit. Look at two points first.")
    page.click("main .form-actions a:has-text('Submit')")
    page.fill("textarea[name=note]", "The two older trials are still the best there are.")
    page.click("main form button[type=submit]")

    expect(page.locator(".version-state .badge")).to_have_text("Submitted")


def test_draft_is_written_without_script(visit: Any) -> None:
    page = logged_in(visit, java_script_enabled=False).page
    page.fill("input[name=title]", "When should gout be treated at once?")
    page.select_option("select[name=drafting]", "human")
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
    expect(page.locator("h1")).to_have_text("Three questions are left before this can be submitted.")
    page.click("text=Add this source")
    expect(page.locator("h1")).to_have_text("This cannot be done as it is.")
    expect(page.locator(".repair-reference .errorlist")).to_have_text(
        "Paste the reference, or enter at least the title of the source."
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


MISSING = (
    "5. Saag KG, Choi H. Risk factors for gout. Arthritis Res Ther. 2006;8 Suppl 1:S2. doi:10.1186/ar1907"
)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_next_question_comes_into_view_with_the_focus(visit: Any, viewport: dict[str, int]) -> None:
    begun = logged_in(visit, viewport=viewport)
    page = begun.page
    pasted(page)

    page.fill("textarea[data-whole]", MISSING)
    expect(page.locator(".understood")).to_contain_text("Risk factors for gout")
    page.click("text=Add this source")
    heading = page.locator("[data-question] h2").first
    for asked in ("Is 4 a citation", "Is 2 a citation", "Is this the right outline"):
        expect(heading).to_contain_text(asked)
        expect(heading).to_be_focused()
        place, bar = heading.bounding_box(), page.locator(".bar").bounding_box()
        assert place
        assert bar
        assert max(bar["y"] + bar["height"], 0) <= place["y"] < viewport["height"] / 2
        page.locator("[data-question] button.button:not(.button-quiet)").first.click()

    expect(page.locator("h1.sentence")).to_be_focused()
    submit = page.locator("main .form-actions a:has-text('Submit')").bounding_box()
    assert submit
    assert submit["y"] < viewport["height"]
    assert begun.complaints == []


def test_what_is_typed_into_other_cards_survives_an_answer_a_closed_tab_and_leaving(visit: Any) -> None:
    page = logged_in(visit).page
    report = pasted(page)
    page.click("text=Or fill in the fields")
    page.fill(".repair-reference input[name$=-title]", "Typed by hand")
    page.click("#about summary")
    page.fill("input[name=condition_name]", "Flare of gout")

    page.click("text=It belongs to the sentence >> nth=0")
    expect(page.locator("h1")).to_contain_text("Three questions")
    expect(page.locator(".repair-reference input[name$=-title]")).to_have_value("Typed by hand")
    page.goto("about:blank")
    page.goto(report)
    expect(page.locator(".repair-reference input[name$=-title]")).to_be_visible()
    expect(page.locator(".repair-reference input[name$=-title]")).to_have_value("Typed by hand")
    expect(page.locator("input[name=condition_name]")).to_have_value("Flare of gout")

    page.fill(".repair-reference input[name$=-year]", "2011")
    page.click("text=Add this source")
    expect(page.locator(".question-must")).to_have_count(0)
    page.click("text=Save this")
    expect(page.locator(".message-success")).to_have_text("Saved.")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':report:'))") == []


def test_the_reason_for_submitting_is_there_after_another_look_at_the_text(visit: Any) -> None:
    page = logged_in(visit).page
    report = pasted(page)
    page.click("text=Take [5] out of the text")
    expect(page.locator(".question-must")).to_have_count(0)
    page.goto(report.replace("/report/", "/do/submit/"))
    page.fill("textarea[name=note]", "The two older trials are still the best.")
    page.click(".problem-warning a >> nth=0")
    page.wait_for_url("**/edit/*")
    page.click("button[value=submit]")

    expect(page.locator("textarea[name=note]")).to_have_value("The two older trials are still the best.")


def test_a_paste_is_kept_at_once_and_offered_until_a_draft_was_made_of_it(visit: Any) -> None:
    begun = logged_in(visit)
    page = begun.page
    # What a browser does with a paste, but for the event that follows it: the window is closed at once.
    page.evaluate(
        """(text) => {
          const box = document.querySelector("textarea[name=text]");
          box.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
          box.setRangeText(text);
        }""",
        PASTED,
    )
    page.wait_for_function("Object.keys(localStorage).some((key) => key.includes(':new:'))", timeout=300)

    begun.to("/desk/new/")
    expect(page.locator(".restore p")).to_have_text(
        re.compile(
            r"On \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d, you typed something here that was never saved\."
        )
    )
    page.click("text=Bring it back")
    expect(page.locator("textarea[name=text]")).to_have_value(PASTED.replace("\r", ""))
    pasted(page)
    begun.to("/desk/new/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".restore")).to_have_count(0)


def test_word_without_an_end_makes_no_page_of_it_scroll_sideways(visit: Any) -> None:
    page = logged_in(visit, viewport=PHONE).page
    word = "H" * 10_000
    page.fill("textarea[name=text]", f"What is {word}?\n\n## {word}\n\nRest {word}.\n")
    page.select_option("select[name=drafting]", "human")
    page.click("text=Make a draft of it")
    page.wait_for_url("**/report/")

    wide = []
    for what in ("report", "edit", "preview"):
        page.goto(re.sub(r"/\w+/$", f"/{what}/", page.url))
        wide.append(page.evaluate("document.documentElement.scrollWidth"))

    assert wide == [PHONE["width"]] * 3
