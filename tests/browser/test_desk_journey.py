"""A pasted page on its way to readers: four people with their second factors, and anybody looking on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from articles.models import User
from reviews import workflow
from tests.browser.people import PASSWORD, logged_in, logged_in_with_app

PASTED = (Path(__file__).parents[1] / "samples" / "pasted-page.txt").read_text()
TITLE = "How should an acute gout flare be treated?"
MISSING = "5. Saag KG, Choi H. Gout and septic arthritis. Arthritis Res Ther. 2016;8:S2. doi:10.1186/ar1907"
WORDS = "Ice and rest for the joint"
SECTION = "Supportive Measures"
NOTICE = "One dose in it was wrong. Ask your doctor before you go on with it."
BOARD = {"reviewer1": "Rosalind Achterberg", "reviewer2": "Oskar Tengblad-Reyes"}


@pytest.fixture
def own_factors(django_db_blocker: Any, site: str) -> Iterator[None]:
    """Second factors that people set up are gone after the test."""
    yield
    with django_db_blocker.unblock():
        Authenticator.objects.all().delete()


@pytest.fixture
def shown_with_caution(django_db_blocker: Any, site: str) -> Iterator[None]:
    """Rheumatology shows readers what is pending, for one test."""
    with django_db_blocker.unblock():
        _show(pending="with_caution")
    yield
    with django_db_blocker.unblock():
        _show(pending="approved_only")


def _show(*, pending: str) -> None:
    workflow.set_topic("rheumatology", by=User.objects.get(username="chief"), pending_visibility=pending)


def paste(page: Page) -> str:
    """Paste, and say what it is; returns the article's slug."""
    page.click("nav >> text=New article")
    page.fill("textarea[name=text]", PASTED)
    page.select_option("select[name=topic]", label="Rheumatology")
    page.select_option("select[name=drafting]", "machine_assisted")
    page.fill("input[name=condition_name]", "Gout")
    page.click("button[value=begin]")
    page.wait_for_url("**/report/")
    expect(page.locator("h1")).to_contain_text("before this can be submitted")
    return urlsplit(page.url).path.split("/")[3]


def mend_and_submit(page: Page) -> None:
    """Answer what the importer was unsure of, and submit."""
    page.fill("textarea[data-whole]", MISSING)
    page.click("text=Add this source")
    expect(page.locator(".question-must")).to_have_count(0)
    for left in (1, 0):
        page.click("text=It belongs to the sentence >> nth=0")
        expect(page.locator("button:has-text('It belongs to the sentence')")).to_have_count(left)
    page.click("text=This outline is right")
    expect(page.locator("h1")).to_have_text("Ready to submit. Look at two points first.")
    page.click("main .form-actions a:has-text('Submit')")
    page.fill("textarea[name=note]", "The two older trials are still the best there are.")
    page.click("main form button[type=submit]")
    expect(page.locator(".message-success")).to_have_text("Submitted. The editors have been told.")


def open_from_my_work(page: Page, group: str) -> None:
    """Follow the newest task of this title in a group of my work."""
    page.click("nav >> text=My work")
    page.locator(f".tasks:has(h2:has-text('{group}')) a:has-text('{TITLE}')").last.click()


def start_review(page: Page) -> None:
    open_from_my_work(page, "Submitted")
    expect(page.locator(".next-step h2")).to_have_text("Choose who reviews it.")
    page.click("text=Start review")
    for box in page.locator("input[name=members]:checked").all():
        box.uncheck()
    for name in BOARD.values():
        page.get_by_label(name).check()
    page.click("button:has-text('Start the review')")
    expect(page.locator(".version-state .badge")).to_have_text("Under review")


def accept_and_sign(page: Page) -> None:
    """From the invitation in my work to the receipt."""
    open_from_my_work(page, "Asked of you")
    page.click("button:has-text('Accept')")
    if page.locator("button:has-text('nothing to declare')").count():
        page.click("button:has-text('nothing to declare')")
    page.click("button:has-text('No conflict with this article')")
    page.click("label:has-text('Approve')")
    page.fill("input[name=password]", PASSWORD)
    page.locator("#sign button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("You approved this text on")


def publish(page: Page) -> None:
    open_from_my_work(page, "Every signature is there")
    expect(page.locator(".next-step h2")).to_have_text("Every signature is there: publish it.")
    page.click(".next-step a:text-is('Publish')")
    page.click("main form.publish button:has-text('Publish')")
    expect(page.locator(".version-state .badge")).to_have_text("Approved")


def hold(page: Page, slug: str) -> None:
    """Cover the section that WORDS stand in."""
    page.goto(f"{origin(page)}/desk/articles/{slug}/1/hold/")
    page.select_option("select[name=section]", label=SECTION)
    page.click("button[name=reason] >> nth=0")
    expect(page.locator(".message-success")).to_contain_text("On hold. Readers no longer see it")


def lift(page: Page, slug: str) -> None:
    """Uncover it again, as somebody else."""
    page.goto(f"{origin(page)}/desk/articles/{slug}/1/hold/")
    page.click("text=Lift it")
    page.fill("textarea[name=note]", "Checked against the guideline.")
    page.click("button:has-text('Lift the hold')")
    expect(page.locator(".message-success")).to_have_text("Lifted. Readers see it again.")


def retract(page: Page, slug: str) -> None:
    page.goto(f"{origin(page)}/desk/articles/{slug}/1/do/retract/")
    page.fill("textarea[name=note]", NOTICE)
    page.click("main form button[type=submit]")
    expect(page.locator(".message-success")).to_have_text("Retracted. Readers see your notice.")


def origin(page: Page) -> str:
    return page.url.partition("/desk/")[0]


def readers_page(visit: Any, slug: str) -> tuple[int, Page]:
    """What anybody gets at the article's address."""
    page = visit().page
    answer = page.goto(f"{visit().site}/articles/{slug}/")
    return answer.status, page


def test_pasted_page_reaches_readers_through_four_people_with_their_second_factors(
    visit: Any, settings: Any, own_factors: None, shown_with_caution: None
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    author = logged_in_with_app(visit, "author")
    slug = paste(author.page)
    assert readers_page(visit, slug)[0] == 404
    mend_and_submit(author.page)

    status, reader = readers_page(visit, slug)
    assert status == 200
    expect(reader.locator(".steps [aria-current=step]")).to_contain_text("Submitted")
    expect(reader.locator("meta[name=robots]")).to_have_attribute("content", "noindex")

    editor = logged_in_with_app(visit, "editor")
    start_review(editor.page)
    reader.reload()
    expect(reader.locator(".steps [aria-current=step]")).to_contain_text("Under review")
    expect(reader.locator(".mark-sentence")).to_contain_text("Not yet approved")

    members = [logged_in_with_app(visit, name) for name in BOARD]
    for member in members:
        accept_and_sign(member.page)
    publish(editor.page)

    reader.reload()
    expect(reader.locator("main")).to_contain_text(WORDS)
    expect(reader.locator(".signatures")).to_contain_text(BOARD["reviewer1"])
    expect(reader.locator(".signatures")).to_contain_text(BOARD["reviewer2"])
    expect(reader.locator(".steps [aria-current=step] b")).to_have_text("Approved")
    today = f"{date.today():%Y-%m-%d}"
    expect(reader.locator(".steps [aria-current=step] time")).to_have_attribute("datetime", re.compile(today))
    expect(reader.locator("meta[name=robots]")).to_have_count(0)
    assert [each.complaints for each in (author, editor, *members)] == [[], [], [], []]


def covered_uncovered_and_retracted(visit: Any, people: dict[str, Any], slug: str) -> None:
    """What anybody sees of it each time: without its section, whole again, and the notice in its place."""
    hold(people["editor"].page, slug)
    status, reader = readers_page(visit, slug)
    assert status == 200
    expect(reader.locator("main")).not_to_contain_text(WORDS)

    lift(people["reviewer1"].page, slug)
    reader.reload()
    expect(reader.locator("main")).to_contain_text(WORDS)

    retract(logged_in(visit, "chief", java_script_enabled=False).page, slug)
    status, reader = readers_page(visit, slug)
    assert status == 410
    expect(reader.locator("main")).to_contain_text(NOTICE)


def test_essential_path_needs_no_script(visit: Any) -> None:
    people = {
        name: logged_in(visit, name, java_script_enabled=False) for name in ("author", "editor", *BOARD)
    }
    slug = paste(people["author"].page)
    mend_and_submit(people["author"].page)
    unseen = readers_page(visit, slug)[0]
    start_review(people["editor"].page)
    for name in BOARD:
        accept_and_sign(people[name].page)
    pending = readers_page(visit, slug)[0]
    publish(people["editor"].page)
    status, reader = readers_page(visit, slug)

    assert (unseen, pending, status) == (404, 404, 200)
    expect(reader.locator("main")).to_contain_text(WORDS)
    covered_uncovered_and_retracted(visit, people, slug)
