"""Three rounds of one text: changes asked for and made, compared by the same members, published, read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from django.utils.timezone import localtime
from playwright.sync_api import Locator, Page, expect

from articles import clock, editing
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Topic, User, Version
from reviews import jobs, workflow
from reviews.models import BoardMember
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.people import PASSWORD, logged_in
from tests.conftest import GuardClock

TITLE = "How is a first attack of pseudogout treated?"
BOARD = {"reviewer1": "Rosalind Achterberg", "reviewer2": "Oskar Tengblad-Reyes"}
ATTACK, AFTERWARDS, SOURCE = (UUID(int=number) for number in (91, 92, 93))
CITED = f'<cite data-ref="{SOURCE}"></cite>'
QUESTION = "Say what to do when it cannot be drawn off."
KEPT = "See the person after six weeks. Keep colchicine 0.5 mg once daily"
OFFERED = "within one day of the first pain"

#: What the cards say changed: of which kind, the old words and the new.
CARDS = [
    (
        "Dose",
        "colchicine 0.5 mg twice daily as soon as possible",
        f"colchicine 0.5 mg twice daily {OFFERED}",
    ),
    ("Dose", "and measure calcium and iron", ". Keep colchicine 0.5 mg once daily until then"),
    ("Meaning taken out", "again", ""),
]


@pytest.fixture
def slug(django_db_blocker: Any, site: str) -> str:
    """An article of this test's own, before two members who have said that they will review it."""
    with django_db_blocker.unblock():
        people = {name: User.objects.get(username=name) for name in ("author", "editor", *BOARD)}
        topic = Topic.objects.get(slug="rheumatology")
        draft = editing.create_article(_text(), by=people["author"], topic=topic)
        version = workflow.submit(draft, by=people["author"])
        members = [BoardMember.objects.get(user__username=name) for name in BOARD]
        version = workflow.start_review(version, by=people["editor"], members=members)
        for assignment in version.reviews.get().assignments.select_related("member__user"):
            workflow.accept(assignment, by=assignment.member.user)
            workflow.clear(assignment, by=assignment.member.user)
        return str(version.article.slug)


def _text() -> ArticleText:
    attack = (
        f"<p>Draw the fluid off the joint and look for crystals.{CITED}</p>"
        f"<p>Give colchicine 0.5 mg twice daily as soon as possible, and rest the joint.{CITED}</p>"
    )
    afterwards = f"<p>See the person again after six weeks and measure calcium and iron.{CITED}</p>"
    return ArticleText(
        title=TITLE,
        summary=f"<p>Look for crystals first, then treat the inflammation.{CITED}</p>",
        condition_name="Calcium pyrophosphate deposition",
        drafting="human",
        sections=(
            SectionText(key=ATTACK, level=2, heading="The attack", body=attack),
            SectionText(key=AFTERWARDS, level=2, heading="Afterwards", body=afterwards),
        ),
        references=(
            ReferenceText(
                key=SOURCE, kind="guideline", title="Recommendations for CPPD", source="A journal", year=2024
            ),
        ),
    )


@pytest.fixture
def moving_clock(django_db_setup: None, site: str) -> Iterator[GuardClock]:
    """The database's clock, without emptying the demo that all tests here share."""
    login = databases.login("owner", str(connections["default"].settings_dict["NAME"]))
    with psycopg.connect(
        user=login.user,
        password=login.password,
        host=login.host,
        port=login.port or None,
        dbname=login.name,
        autocommit=True,
    ) as connection:
        moving = GuardClock(connection)
        yield moving
        moving.restore()


def choose(page: Page, section: UUID, words: str, what: str) -> Locator:
    """Choose words in a section as a mouse does, and press what is offered; returns the form."""
    page.locator(f"#section-{section}").evaluate(
        """(section, words) => {
          const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const start = text.data.indexOf(words);
            if (start < 0) continue;
            const range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, start + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            text.parentElement.scrollIntoView({ block: "center" });
            return;
          }
        }""",
        words,
    )
    page.locator(f".choose button[value={what}]").click()
    form = page.locator(f"#section-{section} .comment-on form")
    expect(form.locator("textarea[name=quote]")).to_have_value(words)
    return form


def ask_for_changes(page: Page) -> None:
    """Two comments on words, one of them with a wording to take, and a signature that asks for changes."""
    form = choose(page, ATTACK, "Draw the fluid off", "comment")
    form.locator("textarea[name=body]").fill(QUESTION)
    form.get_by_label("To be settled before this goes live").check()
    form.locator("button:has-text('Add the comment')").click()
    expect(page.locator(".message-success")).to_have_text("Comment added.")
    form = choose(page, ATTACK, "as soon as possible", "suggest")
    form.locator("textarea[name=suggestion]").fill(OFFERED)
    form.locator("button:has-text('Add the comment')").click()
    expect(page.locator(".message-success")).to_have_text("Comment added.")
    page.click("#sign label:has-text('Ask for changes')")
    page.fill("textarea[name=statement]", "The first step must say what follows.")
    sign(page, "You asked for changes on")


def sign(page: Page, told: str) -> None:
    page.fill("#sign input[name=password]", PASSWORD)
    page.locator("#sign .prove button:has-text('Sign')").first.click()
    expect(page.locator("h1")).to_contain_text(told)


def return_it(page: Page) -> None:
    """The letter has what the board said already."""
    page.click("a:has-text('Return to author')")
    letter = page.locator("textarea[name=note]")
    assert QUESTION in letter.input_value()
    assert f"proposed: “{OFFERED}”" in letter.input_value()
    page.click("main form.form button:has-text('Return to author')")
    expect(page.locator(".message-success")).to_have_text("Returned. The author has your letter.")


def take_edit_and_submit(page: Page) -> None:
    """Take the wording with one press, answer the comment, change a dose elsewhere, submit."""
    expect(page.locator("h1")).to_contain_text("Two comments are open")
    page.fill(f"#id_section-{AFTERWARDS}-body", f"{KEPT} until then.[1]")
    page.click("button:has-text('Take this wording')")
    expect(page.locator(".message-success")).to_have_text("The wording is taken, and the comment settled.")
    expect(page.locator(f"#id_section-{ATTACK}-body")).to_have_value(
        "Draw the fluid off the joint and look for crystals.[1]\n\n"
        f"Give colchicine 0.5 mg twice daily {OFFERED}, and rest the joint.[1]"
    )
    thread = page.locator(f"#section-{ATTACK} .remark", has_text=QUESTION)
    thread.locator("summary:has-text('Reply')").click()
    thread.locator("textarea").fill("It nearly always can; otherwise ultrasound, which is another page.")
    thread.locator("button:has-text('Send the reply')").click()
    expect(page.locator(".message-success")).to_contain_text("Reply added.")
    page.click("button:has-text('Save and submit')")
    if page.locator("textarea[name=note]").count():
        page.fill("textarea[name=note]", "Ready for the board again.")
    page.click("main form.form button[type=submit]:has-text('Submit')")
    expect(page.locator(".message-success")).to_have_text("Submitted. The editors have been told.")


def cards(page: Page) -> list[tuple[str, str, str]]:
    def said(card: Locator, what: str) -> str:
        return " ".join(" ".join(card.locator(what).all_inner_texts()).split())

    found = page.locator("[data-change-card]").all()
    return [(said(card, ".change-kind"), said(card, "del"), said(card, "ins")) for card in found]


def open_again(page: Page) -> None:
    """From my work to the second version, by what is asked of this member."""
    page.click("nav >> text=My work")
    page.locator(f".tasks a:has-text('{TITLE}')").last.click()
    page.click("button:has-text('Accept')")
    page.click("button:has-text('No conflict with this article')")


def ask_the_same_again(page: Page) -> None:
    """Those who know the text are chosen already."""
    boxes = page.locator("input[name=members]:checked").all()
    names = [page.locator(f"label[for={box.get_attribute('id')}]").inner_text() for box in boxes]
    assert sorted(name.split(",")[0] for name in names) == sorted(BOARD.values())
    page.click("button:has-text('Start the review')")
    expect(page.locator(".version-state .badge")).to_have_text("Under review")


def compare_and_settle(page: Page) -> None:
    """Exactly what changed since her signature, and her comments in their places, with their answers."""
    expect(page.locator("h1")).to_contain_text("3 changes since you signed on")
    expect(page.locator("h1")).to_contain_text(", two of them doses.")
    assert cards(page) == CARDS
    own = page.locator("#own-comments li")
    expect(own).to_contain_text(["otherwise ultrasound", "Your wording was taken."])
    section = page.locator(f"#section-{ATTACK}")
    expect(section.locator(".remark-taken")).to_have_text("taken into version 2")
    thread = section.locator(".remark", has_text=QUESTION)
    expect(thread).to_contain_text("on version 1")
    expect(thread).to_contain_text("otherwise ultrasound")
    thread.locator("button:has-text('Mark as settled')").click()
    expect(page.locator(".message-success")).to_have_text("Settled.")


def approve(page: Page) -> None:
    page.click("#sign label:has-text('Approve')")
    sign(page, "You approved this text on")


def publish_at(page: Page, moment: datetime) -> None:
    page.click("label:has-text('At a time')")
    page.fill("input[name=at]", f"{moment:%Y-%m-%dT%H:%M}")
    page.click("main form.publish button:has-text('Publish')")
    expect(page.locator(".version-state .badge")).to_have_text("Scheduled")


def as_readers_get_it(reader: Visit, slug: str) -> int:
    answer = reader.page.goto(f"{reader.site}/articles/{slug}/")
    assert answer is not None
    return answer.status


def test_three_rounds_from_an_objection_to_readers(
    visit: Any, slug: str, moving_clock: GuardClock, django_db_blocker: Any
) -> None:
    names = ("reviewer1", "reviewer2", "author", "editor")
    rosalind, oskar, author, editor = people = [logged_in(visit, name) for name in names]
    reader, at = visit(), f"/desk/articles/{slug}"

    ask_for_changes(rosalind.to(f"{at}/1/review/"))
    approve(oskar.to(f"{at}/1/review/"))
    return_it(editor.to(f"{at}/1/review/"))
    take_edit_and_submit(author.to(f"{at}/2/edit/"))
    ask_the_same_again(editor.to(f"{at}/2/start-review/"))
    open_again(rosalind.page)
    compare_and_settle(rosalind.page)
    approve(rosalind.page)
    open_again(oskar.page)
    approve(oskar.page)
    with django_db_blocker.unblock():
        publish_at(editor.to(f"{at}/2/publish/"), localtime(clock.now() + timedelta(days=2)))
    before = as_readers_get_it(reader, slug)
    with django_db_blocker.unblock():
        moving_clock.move(days=3)
        jobs.go_live(version_id=Version.objects.get(article__slug=slug, number=2).pk)

    assert (before, as_readers_get_it(reader, slug)) == (404, 200)
    expect(reader.page.locator("main")).to_contain_text([OFFERED])
    expect(reader.page.locator("main")).to_contain_text([KEPT.split(". ")[1]])
    expect(reader.page.locator(".signatures")).to_contain_text([BOARD["reviewer1"]])
    expect(reader.page.locator(".signatures")).to_contain_text([BOARD["reviewer2"]])
    assert [each.complaints for each in (*people, reader)] == [[]] * 5
