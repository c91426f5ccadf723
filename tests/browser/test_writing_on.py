"""Writing on, in a real browser: where one stands after a save, citations before their source, finding."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.browser.people import logged_in

RETURNED = "/desk/articles/giant-cell-arteritis-first-treatment/2/edit/"


def begun(page: Page, site: str, title: str, sections: int = 4) -> str:
    """A draft with some sections and two sources, open in the form; returns the form's address."""
    page.goto(f"{site}/desk/new/")
    parts = "\n\n".join(f"## Part {n}\n\n" + "Rest the joint and cool it.\n\n" * 8 for n in range(sections))
    sources = "1. Guideline one. J One. 2020.\n2. Trial two. J Two. 2021."
    page.fill("textarea[name=text]", f"{title}\n\n{parts}\n\n## References\n\n{sources}\n")
    page.select_option("select[name=drafting]", "human")
    page.click("button[value=begin]")
    page.wait_for_url("**/report/")
    address = page.url.replace("/report/", "/edit/")
    page.goto(address)
    return address


def top(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return box["y"]


def saved(page: Page) -> None:
    expect(page.locator("[data-told]")).to_contain_text("Saved.")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_save_and_every_button_leave_one_where_one_was(visit: Any, viewport: dict[str, int]) -> None:
    person = logged_in(visit, "author", viewport=viewport)
    page = person.page
    begun(page, person.site, "Where does one stand after a save?")
    body = page.locator("textarea[name$=-body]:not([name*=plain])").nth(2)
    body.evaluate(
        "field => { field.focus(); field.setRangeText('X', 20, 20); field.setSelectionRange(21, 25); }"
    )
    body.evaluate("field => field.dispatchEvent(new Event('input', { bubbles: true }))")
    body.evaluate(
        "field => scrollTo({ top: scrollY + field.getBoundingClientRect().top - 200, behavior: 'instant' })"
    )
    before = top(body)

    page.keyboard.press("Control+s")
    saved(page)
    expect(body).to_be_focused()
    assert body.evaluate("field => [field.selectionStart, field.selectionEnd]") == [21, 25]
    assert abs(top(body) - before) <= 2

    down = page.locator("button[value^=section-down]").nth(2)
    command = down.get_attribute("value")
    down.evaluate("button => button.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before = top(down)
    down.click()
    page.wait_for_function("document.activeElement.value?.startsWith('section-')")
    moved = page.locator(f"button[value='{(command or '').replace('down', 'up')}']")
    expect(moved).to_be_focused()
    assert abs(top(moved) - before) <= 2

    add = page.locator("button[value^=section-add]").nth(2)
    add.scroll_into_view_if_needed()
    add.click()
    page.wait_for_function(
        "document.activeElement.name?.endsWith('-heading') && !document.activeElement.value"
    )
    assert 0 <= top(page.locator(":focus")) < viewport["height"]
    page.keyboard.type("Typed at once")

    part = page.locator("fieldset.part", has=page.locator(":focus"))
    neighbour = page.locator("fieldset.part").nth(2)
    before = top(neighbour)
    part.locator("button[value^=section-remove]").click()
    expect(page.locator("fieldset.part")).to_have_count(4)
    assert abs(top(neighbour) - before) <= 2
    assert person.complaints == []


def test_without_script_the_page_comes_back_at_the_part_that_was_written(visit: Any) -> None:
    person = logged_in(visit, "author", java_script_enabled=False)
    page = person.page
    begun(page, person.site, "Where does one stand without script?")
    part = page.locator("fieldset.part[id^=section-]")
    keys = [part.nth(n).get_attribute("id") for n in range(3)]

    page.locator(f"#{keys[1]} textarea").first.fill("Written here.")
    page.click("button[data-save]")
    assert page.url.endswith(f"#{keys[1]}")
    page.locator(f"#{keys[1]} button[value^=section-remove]").click()
    assert page.url.endswith(f"#{keys[2]}")
    page.locator("#reference-new input[name$=-title]").fill("A third source")
    page.click("button[data-save]")

    assert "#reference-" in page.url
    assert (
        page.locator(f"#{page.url.rpartition('#')[2]} input[name$=-title]").input_value() == "A third source"
    )


def test_citation_before_its_source_waits_for_it_and_is_taken(visit: Any) -> None:
    person = logged_in(visit, "author")
    page = person.page
    begun(page, person.site, "What does a mark wait for?", sections=1)
    body = page.locator("textarea[name$=-body]").first
    body.fill("Cool it [3]. Rest [2, 3].")
    page.click("button[data-save]")
    saved(page)

    expect(body).to_have_value("Cool it [3]. Rest [2, 3].")
    expect(page.locator(".look .cite.missing")).to_have_text(["3", "3"])
    expect(page.locator(".todo")).to_contain_text("[3] in the section “Part 0” waits for reference 3.")
    expect(page.locator("#reference-new .awaited")).to_be_visible()
    page.click("button[value=submit]")
    expect(page.locator("main")).to_contain_text("[3] in the section “Part 0” waits for reference 3.")
    page.go_back()

    page.locator("#reference-new input[name$=-title]").fill("The source that came later")
    page.click("button[data-save]")
    saved(page)
    expect(body).to_have_value("Cool it [3]. Rest [2, 3].")
    expect(page.locator(".look .cite")).to_have_text(["3", "2", "3"])
    expect(page.locator(".look .cite.missing")).to_have_count(0)
    expect(page.locator(".todo")).not_to_contain_text("waits for reference")
    assert person.complaints == []


def test_letter_stands_where_the_text_is_changed(visit: Any) -> None:
    page = logged_in(visit, "author").to(RETURNED)

    expect(page.locator(".draft-work .letter")).to_contain_text("give the taper as a small table")


def test_table_is_a_table_where_a_hold_is_decided_and_readers_are_thanked_for_what_they_sent(
    visit: Any,
) -> None:
    reader = visit()
    page = reader.to("/articles/shingles-treatment/")
    page.locator("a.report", has_text="The antiviral").click()
    page.fill("textarea[name=text]", "The dose in the second row of the table is wrong.")
    page.click("main form button[type=submit]")
    expect(page.locator(".lead")).to_contain_text("Your report is with the editors now.")
    reader.to("/articles/shingles-treatment/question/").fill("textarea[name=text]", "May I bathe?")
    page.click("main form button[type=submit]")
    expect(page.locator(".lead")).to_contain_text("Your question is with the editors now.")

    page = logged_in(visit, "editor").to("/desk/questions/?q=second+row+of+the+table")
    page.click("a.row-title")
    expect(page.locator(".there table tr").nth(1)).to_be_visible()
    assert page.locator(".there table tr").count() > 2


def test_publish_is_offered_once_every_signature_is_there_to_those_who_may(visit: Any) -> None:
    offered = {}
    for who in ("author", "editor", "reviewer2"):
        person = logged_in(visit, who)
        for article in ("hypertension-first-drugs/2", "sore-throat-antibiotics/1"):
            page = person.to(f"/desk/articles/{article}/")
            offered[who, article] = page.locator(".actions a", has_text="Publish").count()

    assert offered == {
        ("author", "hypertension-first-drugs/2"): 0,
        ("editor", "hypertension-first-drugs/2"): 0,
        ("reviewer2", "hypertension-first-drugs/2"): 0,
        ("author", "sore-throat-antibiotics/1"): 0,
        ("editor", "sore-throat-antibiotics/1"): 1,
        ("reviewer2", "sore-throat-antibiotics/1"): 0,
    }


def test_palette_and_list_find_people_and_what_is_in_the_text(visit: Any) -> None:
    person = logged_in(visit, "editor")
    page = person.page
    page.keyboard.press("Control+k")
    page.keyboard.type("valaciclovir")
    said = page.locator("#palette-list li", has_text="in its text")
    expect(said.first).to_contain_text("How is shingles treated in adults?")
    page.fill("#palette-q", "tamsin okw")
    author = page.locator("#palette-list li", has_text="author")
    expect(author).to_contain_text("Tamsin Okwuosa-Reid")
    author.click()

    expect(page.locator("td.of-author").first).to_have_text("Tamsin Okwuosa-Reid")
    assert set(page.locator("td.of-author").all_inner_texts()) == {"Tamsin Okwuosa-Reid"}
    person.to("/desk/queue/?q=rosalind+achterberg")
    expect(page.locator("th a[data-row]").first).to_be_visible()
    assert person.complaints == []
