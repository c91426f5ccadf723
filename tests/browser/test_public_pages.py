"""Every public page in a real browser: axe, script policy, width, weight, keyboard, no script, print."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from articles.models import User, Version
from reviews import sharing
from reviews.models import Share
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, WIDE

ARTICLE = "/articles/polymyositis-treatment/"
PAGES = [
    "/",
    ARTICLE,
    f"{ARTICLE}?for=patient",
    f"{ARTICLE}1/",
    f"{ARTICLE}history/",
    f"{ARTICLE}question/",
    f"{ARTICLE}report/",
    f"{ARTICLE}thanks/",
    "/articles/type-2-diabetes-first-drugs/",
    "/articles/cystitis-in-women/",
    "/articles/atrial-fibrillation-stroke-prevention/",
    "/articles/vitamin-c-in-sepsis/",
    "/articles/vitamin-c-in-sepsis/1/",
    "/topics/rheumatology/",
    "/board/",
    "/editorial-policy/",
    "/no/such/page/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/signup/",
]


@pytest.mark.parametrize(
    ("viewport", "color_scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_the_browser_complains_of_nothing(
    visit: Any, path: str, viewport: dict[str, int], color_scheme: str
) -> None:
    reader = visit(viewport=viewport, color_scheme=color_scheme)
    page = reader.to(path)

    found = violations(page)

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert reader.complaints == []


def test_member_page_passes_axe_too(visit: Any) -> None:
    reader = visit()
    page = reader.to("/board/")
    page.locator(".member a").first.click()

    assert violations(page) == []


@pytest.fixture
def link(site: str) -> tuple[Share, str]:
    """A link for a reader outside to a text before the board, and where it leads."""
    editor = User.objects.get(username="editor")
    version = Version.objects.get(article__slug="atrial-fibrillation-stroke-prevention", number=1)
    share, secret = sharing.share(version, by=editor, invitee="Dr Ana Ruiz", purpose="Are the doses right?")
    return share, f"/shared/{secret}/"


@pytest.mark.parametrize(
    ("viewport", "color_scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
def test_link_for_a_reader_outside_is_right_while_it_works_and_afterwards(
    visit: Any, link: tuple[Share, str], viewport: dict[str, int], color_scheme: str
) -> None:
    share, path = link
    reader = visit(viewport=viewport, color_scheme=color_scheme)
    page = reader.to(path)
    wrong = wrong_with(page)
    page.get_by_role("textbox", name="Your comment").fill("Is the dose for both?")
    page.get_by_role("button", name="Send to the board").click()
    page.wait_for_selector(".shared-said")
    wrong += wrong_with(page)

    page.get_by_role("textbox", name="Your comment").fill("And in pregnancy?")
    sharing.revoke(share, by=share.created_by)
    page.get_by_role("button", name="Send to the board").click()
    page.wait_for_selector("#unsent")

    assert wrong + wrong_with(page) == []
    assert page.locator("#unsent").input_value() == "And in pregnancy?"
    assert reader.complaints == []


def test_words_for_the_board_outlive_a_closed_tab_and_not_their_arrival(
    visit: Any, link: tuple[Share, str]
) -> None:
    reader = visit()
    words = reader.to(link[1]).get_by_role("textbox", name="Your comment")
    words.press_sequentially("Half a thought")
    again = reader.to(link[1]).get_by_role("textbox", name="Your comment").input_value()

    reader.page.get_by_role("button", name="Send to the board").click()
    reader.page.wait_for_selector(".shared-said")

    assert (again, words.input_value()) == ("Half a thought", "")


def wrong_with(page: Page) -> list[object]:
    """What axe finds, and how much too wide it is, if it is."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = violations(page)
    return [(each["id"], each["nodes"][0]["html"]) for each in found] + [over] * (over > 0)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(visit: Any, path: str) -> None:
    page = visit().to(path)

    too_wide = []
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        too_wide += [width] if page.evaluate("document.documentElement.scrollWidth") > width else []

    assert too_wide == []


def test_every_list_page_links_to_what_was_tested(visit: Any) -> None:
    page = visit().to("/")
    paths = {urlsplit(link.get_attribute("href")).path for link in page.locator("main a").all()}

    assert ARTICLE in paths


def test_article_weighs_at_most_60_kb_and_asks_nobody_else(visit: Any) -> None:
    reader = visit()
    weights: list[int] = []
    reader.page.on(
        "response",
        lambda response: (
            weights.append(len(gzip.compress(response.body(), 9)))
            if response.request.resource_type in ("document", "stylesheet", "script")
            else None
        ),
    )
    reader.to(ARTICLE)
    reader.page.wait_for_load_state("networkidle")

    assert sum(weights) <= 60_000
    assert {urlsplit(url).netloc for url in reader.fetched} == {urlsplit(reader.site).netloc}


def test_skip_link_is_the_first_stop_and_leads_to_the_text(visit: Any) -> None:
    page = visit().to(ARTICLE)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_seen_on_every_link(visit: Any) -> None:
    page = visit().to(ARTICLE)

    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_citation_opens_its_reference_in_place(visit: Any, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport).to(ARTICLE)
    mark = page.locator("[data-citation]").first

    mark.click()
    card = page.locator(".reference-card")
    box = card.bounding_box()

    title = page.locator(".reference .title").first.text_content()
    assert card.locator(".title").text_content() == title
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert mark.get_attribute("aria-expanded") == "true"
    assert violations(page) == []


def test_citation_opens_and_closes_by_keyboard_and_gives_focus_back(visit: Any) -> None:
    page = visit().to(ARTICLE)
    mark = page.locator("[data-citation]").nth(2)

    mark.focus()
    page.keyboard.press("Enter")
    assert page.locator(".reference-card").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator(".reference-card").is_visible()
    assert page.evaluate("document.activeElement.id") == mark.get_attribute("id")


def test_citation_jumps_there_and_back_without_script(visit: Any) -> None:
    page = visit(java_script_enabled=False).to(ARTICLE)
    mark = page.locator("[data-citation]").first
    anchor = mark.get_attribute("id")

    mark.click()
    assert urlsplit(page.url).fragment == "r-1"
    page.locator("#r-1 .returns a").first.click()

    assert urlsplit(page.url).fragment == anchor


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_audience_is_chosen_and_remembered(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script).to(ARTICLE)

    page.get_by_role("link", name="A patient or carer").click()
    page.goto(page.url.partition("?")[0])

    assert page.locator(".audience [aria-current]").inner_text() == "A patient or carer"
    assert "plain language" in page.locator(".audience .quiet").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_question_is_sent_and_thanked(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script).to(ARTICLE)

    page.get_by_label("Your question").fill("May I swim?")
    page.get_by_role("button", name="Send to the editors").click()

    assert page.locator("h1").inner_text() == "Thank you"
    page.get_by_role("link", name="Back to").click()
    assert urlsplit(page.url).path == ARTICLE


def test_mistake_is_reported_from_its_section(visit: Any) -> None:
    page = visit().to(ARTICLE)

    page.get_by_role("link", name="Report a mistake in “Glucocorticoids”").click()
    assert page.locator(".lead").inner_text() == "In the section “Glucocorticoids”"
    page.get_by_label("What is wrong?").fill("The dose.")
    page.get_by_role("button", name="Send to the editors").click()

    assert page.locator("h1").inner_text() == "Thank you"


def test_outline_marks_the_section_that_is_read(visit: Any) -> None:
    page = visit().to(ARTICLE)

    page.locator(".outline a", has_text="Glucocorticoids").click()
    page.wait_for_selector(".outline a[aria-current]:has-text('Glucocorticoids')")

    assert page.locator(".outline a[aria-current]").count() == 1


def test_printed_page_is_the_text_with_its_signatures_and_address(visit: Any) -> None:
    page = visit(color_scheme="dark").to(ARTICLE)
    page.emulate_media(media="print")

    shown = [".house-line", "h1", ".mark", ".signatures", ".digest", ".still-current svg"]
    hidden = [".masthead", ".footer", ".outline", ".audience", ".ask", ".report"]
    assert [page.locator(each).first.is_visible() for each in shown] == [True] * len(shown)
    assert [page.locator(each).first.is_visible() for each in hidden] == [False] * len(hidden)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_status_is_told_in_shape_and_words_where_colours_are_forced(visit: Any) -> None:
    page = visit(forced_colors="active").to("/articles/atrial-fibrillation-stroke-prevention/")

    assert page.locator(".mark-sentence").inner_text().startswith("Not yet approved.")
    assert page.locator(".seal-pending").first.is_visible()
