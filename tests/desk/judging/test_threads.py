"""Threads on the review page: carried into the next version, in their places, with what became of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Version
from cms.desk.judging.remarks import Places, Remark, remark_of
from reviews import commenting, sharing, workflow
from reviews.models import Comment, Review
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND, SOURCE = (UUID(int=number) for number in (51, 52, 53))
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def house() -> House:
    return factories.create_house()


def text(first: str = "Rest the joint and cool it with a wet towel.") -> ArticleText:
    cited = f'<cite data-ref="{SOURCE}"></cite>'
    return ArticleText(
        title="How is gout treated?",
        summary="<p>Treat the flare early, then prevent the next one.</p>",
        sections=(
            SectionText(key=FIRST, level=2, heading="Flares", body=f"<p>{first}{cited}</p>"),
            SectionText(key=SECOND, level=2, heading="Later", body="<p>Drink enough water every day.</p>"),
        ),
        references=(ReferenceText(key=SOURCE, kind="guideline", title="Gout guideline", year=2020),),
    )


def reviewed(house: House) -> Review:
    return Review.objects.get(version=factories.under_review(house, text()))


def said_of(review: Review, house: House, who: int = 0, **words: Any) -> Comment:
    said = {"body": "With what?", "section_key": FIRST, "quote": "cool it", **words}
    return commenting.comment(review, by=house.reviewers[who], **said)


def next_round(review: Review, house: House, changed: ArticleText) -> Version:
    """Returned, changed, submitted again and before the same members."""
    workflow.return_to_author(review.version, by=house.editor, note="See the comments.")
    draft = Version.objects.select_related("article").get(article=review.version.article, status="draft")
    editing.save(draft, changed, by=house.author, revision=draft.revision)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    return workflow.start_review(version, by=house.editor, members=house.members)


def page_of(client: Client, version: Version, who: Any, query: str = "") -> Any:
    client.force_login(who)
    return client.get(f"/desk/articles/{version.article.slug}/{version.number}/review/{query}")


def standing(remark: Remark) -> tuple[str, str]:
    return remark.standing, remark.now


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("Rest the joint and cool it with a wet towel.", ("here", "")),
        ("First cool it. Rest the joint and cool it with a wet towel.", ("here", "")),
        ("Rest the joint and cool that with a wet towel.", ("changed", "cool that")),
        ("Keep the leg up.", ("gone", "")),
    ],
)
def test_thread_stands_at_its_words_in_the_next_version(
    client: Client, house: House, now: str, found: tuple[str, str]
) -> None:
    review = reviewed(house)
    said_of(review, house)
    version = next_round(review, house, text(now))

    remarks = page_of(client, version, house.reviewers[0]).context["screen"].remarks

    assert [standing(remark) for remark in remarks.at(FIRST)] == [found]
    assert [remark.version for remark in remarks.at(FIRST)] == [1]


def test_of_two_equal_places_the_neighbours_decide(house: House) -> None:
    said = said_of(reviewed(house), house)
    places = Places(text("Now cool it. Rest the joint and cool it with a wet towel."), number=2)

    place = places.find(said)

    assert place is not None
    assert places.reading(FIRST, "body").text[: place.start] == "Now cool it. Rest the joint and "


def test_thread_of_a_section_that_is_gone_stands_at_the_end(client: Client, house: House) -> None:
    review = reviewed(house)
    said = said_of(review, house, section_key=SECOND, quote="enough water")
    version = next_round(review, house, replace(text(), sections=text().sections[:1]))

    page = page_of(client, version, house.reviewers[1])

    assert [remark.comment for remark in page.context["screen"].remarks.orphaned] == [said]
    assert 'id="orphaned"' in page.content.decode()


def test_words_that_took_too_long_to_look_for_say_so(client: Client, house: House) -> None:
    said = said_of(reviewed(house), house)

    remark = remark_of(said, [], Places(text(), number=2, seconds=0), may_resolve=False, may_reply=False)

    assert (remark.standing, remark.start) == ("unsought", -1)


def test_own_comments_stand_after_the_cards_with_what_became_of_each(client: Client, house: House) -> None:
    review = reviewed(house)
    open_, taken, settled = (
        said_of(review, house, body="With what?"),
        said_of(review, house, body="", quote="a wet towel", suggestion="a cold pack"),
        said_of(review, house, body="A typo.", section_key=SECOND, quote="enough"),
    )
    others = said_of(review, house, 1, body="How long?")
    commenting.reply(open_, by=house.editor, body="With a towel, see below.")
    commenting.resolve(settled, by=house.editor)
    workflow.return_to_author(review.version, by=house.editor, note="See the comments.")
    draft = Version.objects.select_related("article").get(article=review.version.article, status="draft")
    commenting.accept_suggestion(taken, by=house.author, draft=draft, revision=draft.revision)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)

    page = page_of(client, version, house.reviewers[0])

    remarks, html = page.context["screen"].remarks, page.content.decode()
    assert [(remark.comment, remark.taken_in) for remark in remarks.own] == [(open_, None), (taken, 2)]
    assert remarks.own[0].answer.comment.body == "With a towel, see below."
    assert [remark.comment for remark in remarks.earlier] == [settled]
    assert {remark.comment for remark in remarks.at(FIRST)} == {open_, taken, others}
    assert html.index('id="changes"') < html.index('id="own-comments"') < html.index("sheet-title")


def test_hostile_words_come_out_as_words(client: Client, house: House) -> None:
    house.members[0].user.name = HOSTILE
    house.members[0].user.save()
    hostile = text("Say &lt;script&gt;alert(1)&lt;/script&gt; and cool it.")
    review = Review.objects.get(version=factories.under_review(house, hostile))
    said = said_of(review, house, quote=HOSTILE, suggestion=HOSTILE * 2, body=HOSTILE)
    commenting.reply(said, by=house.reviewers[0], body=HOSTILE)
    first = page_of(client, review.version, house.reviewers[0]).content.decode()
    thread = client.get(f"/desk/comments/{said.pk}/reply/").content.decode()
    version = next_round(review, house, text("Say something else."))

    second = page_of(client, version, house.reviewers[0]).content.decode()

    assert [HOSTILE in html for html in (first, thread, second)] == [False, False, False]
    assert [html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 4 for html in (first, thread, second)] == [
        True, True, True,
    ]  # fmt: skip


def test_list_names_a_wording_without_a_word_about_it_and_a_reader_outside(
    client: Client, house: House
) -> None:
    review = reviewed(house)
    said_of(review, house, body="", suggestion="cool it with ice")
    share, _ = sharing.share(review.version, by=house.editor, invitee="Dr Outside")
    sharing.comment(share, body="Too short.")

    remarks = page_of(client, review.version, house.editor).context["screen"].remarks.all

    assert [(remark.brief, remark.who) for remark in remarks] == [
        ("“cool it” → “cool it with ice”", "Reviewer1"),
        ("Too short.", "Dr Outside, a reader outside"),
    ]


@pytest.mark.parametrize("against", ["1", "none"])
def test_refused_comment_keeps_the_comparison_on_the_screen(
    client: Client, house: House, against: str
) -> None:
    review = reviewed(house)
    version = next_round(review, house, text("Keep the leg up."))
    client.force_login(house.editor)
    here = f"/desk/articles/{version.article.slug}/2/review/"
    told = {"against": against, "view": "side", "section": FIRST}

    refused = client.post(f"{here}comment/", {**told, "body": ""})
    added = client.post(f"{here}comment/", {**told, "body": "Why?"})

    screen = refused.context["screen"]
    assert (refused.status_code, screen.against, screen.side) == (422, against, against == "1")
    assert added.url.startswith(f"{here}?against={against}&view=side#comment-")


def test_author_is_led_from_a_wording_to_the_draft_that_takes_it(client: Client, house: House) -> None:
    review = reviewed(house)
    said = said_of(review, house, suggestion="cool it with ice")
    workflow.return_to_author(review.version, by=house.editor, note="See the comments.")

    html = page_of(client, review.version, house.author).content.decode()
    there = client.get(f"/desk/comments/{said.pk}/accept/")

    assert f'href="/desk/comments/{said.pk}/accept/"' in html
    assert there.url == f"/desk/articles/{review.version.article.slug}/2/edit/#comment-{said.pk}"


def test_version_page_says_in_words_what_was_signed(client: Client, house: House) -> None:
    review = reviewed(house)
    for number, scope in enumerate([f"whole {FIRST}", str(SECOND)]):
        factories.ready_to_sign(review, house.members[number])
        factories.sign(review, house.members[number], scope=scope)
    client.force_login(house.editor)

    html = client.get(f"/desk/articles/{review.version.article.slug}/1/").content.decode()

    assert (str(FIRST) in html.split("seat-said")[1], str(SECOND) in html.split("seat-said")[2]) == (
        False,
        False,
    )
    assert "the whole text and 1 section" in html
