"""All articles: what the filters and words find, a page at a time, and what the palette offers."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.content.text import ArticleText, SectionText
from articles.models import Role, User
from cms.desk import queue
from reviews import workflow
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def editor(client: Client, house: House) -> Client:
    client.force_login(house.editor)
    return client


def found(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/desk/queue/{query}")
    assert answer.status_code == 200
    return [f"{version.title} v{version.number}" for version, _ in answer.context["rows"]]


def offered(client: Client, words: str) -> list[str]:
    return [entry["name"] for entry in client.get("/desk/palette/", {"q": words}).json()["entries"]]


def saying(title: str, *bodies: str) -> ArticleText:
    sections = tuple(
        SectionText(key=uuid4(), level=2, heading=f"Part {n}", body=f"<p>{body}</p>")
        for n, body in enumerate(bodies)
    )
    return ArticleText(title=title, sections=sections)


def test_newest_move_stands_first(editor: Client, house: House) -> None:
    factories.create_draft(house, factories.a_text("Older"))
    factories.create_draft(house, factories.a_text("Newer"))

    assert found(editor) == ["Newer v1", "Older v1"]


def test_version_that_a_newer_one_replaced_is_left_out_unless_asked_for(editor: Client, house: House) -> None:
    first = factories.approved(house, factories.a_text("Gout"))
    factories.brought_live(workflow.revise(first, by=house.author), house)
    workflow.return_to_author(
        factories.submitted(house, factories.a_text("Sent back")), by=house.editor, note="No."
    )

    assert found(editor) == ["Sent back v2", "Gout v2"]
    assert found(editor, "?status=every") == ["Sent back v2", "Sent back v1", "Gout v2", "Gout v1"]
    assert found(editor, "?status=superseded") == ["Gout v1"]


def test_live_one_stays_beside_its_draft(editor: Client, house: House) -> None:
    workflow.revise(factories.approved(house, factories.a_text("Gout")), by=house.author)

    assert found(editor) == ["Gout v2", "Gout v1"]


def test_member_sees_neither_the_draft_nor_that_there_is_one(client: Client, house: House) -> None:
    version = factories.under_review(house, factories.a_text("Gout"))
    workflow.return_to_author(version, by=house.editor, note="Shorten it.")
    client.force_login(house.reviewers[0])

    assert found(client) == ["Gout v1"]
    assert client.get(f"/desk/articles/{version.article.slug}/2/").status_code == 404
    assert offered(client, "gout") == ["Gout", "Search all texts for “gout”"]


def test_nobody_finds_what_they_may_not_see(client: Client, house: House) -> None:
    factories.create_draft(house)
    factories.submitted(house)
    other = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=other)

    def seen(user: User) -> int:
        client.force_login(user)
        return len(found(client))

    assert seen(factories.create_granted("other", Role.AUTHOR)) == 0
    assert seen(heart) == 0
    assert seen(house.reviewers[0]) == 0
    assert seen(house.author) == seen(house.editor) == seen(house.chief) == 2


def test_draft_without_a_topic_is_seen_by_every_editor(client: Client, house: House) -> None:
    house.topic = None
    factories.create_draft(house, factories.a_text("Belongs nowhere yet"))
    other = factories.create_topic("cardiology", by=house.chief)
    client.force_login(factories.create_granted("heart", Role.EDITOR, topic=other))

    assert found(client) == ["Belongs nowhere yet v1"]


def test_filters_narrow_down(editor: Client, house: House, guard_clock: GuardClock) -> None:
    factories.create_draft(house, factories.a_text("Risky"), risk="high")
    factories.approved(house, factories.a_text("Live"))
    house.author, house.topic = house.editor, factories.create_topic("cardiology", by=house.chief)
    factories.create_draft(house, factories.a_text("My own"))

    assert found(editor, "?status=approved") == ["Live v1"]
    assert found(editor, "?risk=high") == ["Risky v1"]
    assert found(editor, "?topic=cardiology") == ["My own v1"]
    assert found(editor, "?mine=on") == ["My own v1"]
    assert found(editor, "?overdue=on") == []
    guard_clock.move(days=1200)
    assert found(editor, "?overdue=on") == ["Live v1"]


def test_words_are_found_in_names_summary_headings_and_bodies(editor: Client, house: House) -> None:
    text = saying("How is gout treated?", "Colchicine 0.5 mg twice daily.", "Allopurinol later.")
    slug = factories.create_draft(house, text).article.slug
    factories.create_draft(house, saying("Something else", "Nothing of it."))

    for words in ("GOUT", "colchicine", "part 1 gout", "colchicine allopurinol", slug):
        assert found(editor, f"?q={words}") == ["How is gout treated? v1"], words
    assert found(editor, "?q=colchicine aspirin") == []


def test_words_are_found_as_they_are_read_and_not_as_they_are_marked_up(editor: Client, house: House) -> None:
    text = saying("Q?", "<strong>Methot</strong>rexate; 10<sup>9</sup> cells, <em>R</em> &amp; D, if &lt;5.")
    draft = factories.create_draft(house, replace(text, plain_summary="<p>Joint ache</p>"))
    with_source = replace(factories.a_text("Other"), title="Sourced")
    factories.create_draft(house, with_source)

    for words in ("methotrexate", "109", "R & D", "<5", "ache"):
        assert found(editor, f"?{urlencode({'q': words})}") == [f"{draft.title} v1"], words
    for words in ("strong", "sup", "amp", "data-ref"):
        assert found(editor, f"?q={words}") == [], words
    assert found(editor, "?q=gout+guideline") == ["Sourced v1"]


def test_list_finds_the_author_and_for_editors_who_was_asked(client: Client, house: House) -> None:
    factories.under_review(house, factories.a_text("Gout"))
    asked = house.members[0].printed_name

    def seen(user: User, words: str) -> list[str]:
        client.force_login(user)
        return found(client, f"?{urlencode({'q': words})}")

    assert [seen(user, house.author.name) for user in (house.editor, house.author)] == [["Gout v1"]] * 2
    assert [seen(user, asked) for user in (house.editor, house.author, house.reviewers[1])] == [
        ["Gout v1"], [], [],
    ]  # fmt: skip


def test_palette_finds_people_and_what_is_said_within_what_one_may_see(client: Client, house: House) -> None:
    factories.create_draft(house, saying("How is gout treated?", "Colchicine."))

    def seen(user: User, words: str) -> list[tuple[str, str]]:
        client.force_login(user)
        entries = client.get("/desk/palette/", {"q": words}).json()["entries"]
        return [(entry["name"], entry["hint"]) for entry in entries[:-1]]

    assert seen(house.editor, "colchicine") == [("How is gout treated?", "v1, draft, in its text")]
    assert seen(house.reviewers[0], "colchicine") == []
    assert seen(house.editor, house.author.name) == [
        (house.author.name, "author"),
        ("How is gout treated?", "v1, draft, in its text"),
    ]
    assert seen(house.reviewers[0], house.author.name) == []
    assert seen(house.author, "reviewer2") == [("Dr Reviewer2", "advisory board")]


def test_percent_and_underscore_are_themselves(editor: Client, house: House) -> None:
    factories.create_draft(house, saying("Half", "In 50 of 100."))
    factories.create_draft(house, saying("Percent", "In 50% of them."))

    assert found(editor, "?q=50%25") == ["Percent v1"]
    assert found(editor, "?q=5__") == []


@pytest.mark.parametrize("query", ["?status=nonsense", "?topic=none-such", "?risk=7", "?q=%00", "?after=x"])
def test_nonsense_in_the_address_is_left_out(editor: Client, house: House, query: str) -> None:
    factories.create_draft(house, factories.a_text("Gout"))

    assert found(editor, query) == ["Gout v1"]


@pytest.mark.parametrize(
    "mark",
    ["_", "2026-01-01_1", "2026-01-01T00:00:00.000000+0000_", "0001-01-01T00:00:00.000000+0000_x", "9" * 50],
)
def test_garbled_mark_shows_the_first_page(editor: Client, house: House, mark: str) -> None:
    factories.create_draft(house, factories.a_text("Gout"))

    assert found(editor, f"?after={mark}") == ["Gout v1"]


def test_mark_with_a_number_beyond_every_row_is_no_error(editor: Client, house: House) -> None:
    factories.create_draft(house, factories.a_text("Gout"))

    assert found(editor, f"?after=9999-12-31T23:59:59.999999%2B0000_{'9' * 40}") == ["Gout v1"]


def test_pages_lose_no_row_and_repeat_none_when_rows_share_a_moment(
    editor: Client, house: House, guard_clock: GuardClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    for moment in range(3):
        guard_clock.move(minutes=1)
        for row in range(2 + moment):
            factories.create_draft(house, factories.a_text(f"Row {moment}{row}"))
    whole = [f"Row {moment}{row} v1" for moment in (2, 1, 0) for row in reversed(range(2 + moment))]

    pages, query = [], ""
    while True:
        pages.append(found(editor, query))
        query = editor.get(f"/desk/queue/{query}").context["next"]
        if not query:
            break

    assert [title for page in pages for title in page] == whole
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]


def test_next_page_keeps_what_was_asked_for(
    editor: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 1)
    for _ in range(2):
        factories.create_draft(house, factories.a_text("Gout"))
    factories.create_draft(house, factories.a_text("Asthma"))

    answer = editor.get("/desk/queue/?q=gout&status=draft&unknown=1")

    assert answer.context["next"].startswith("?q=gout&status=draft&after=")
    assert editor.get(f"/desk/queue/{answer.context['next']}").context["first"] == "?q=gout&status=draft"


def test_empty_list_says_what_to_try(editor: Client, house: House) -> None:
    assert "There is no article yet." in editor.get("/desk/queue/").content.decode()
    assert "Nothing fits." in editor.get("/desk/queue/?q=none").content.decode()


def test_rows_alone_are_for_the_script_that_asks_for_them(editor: Client, house: House) -> None:
    whole = editor.get("/desk/queue/")
    part = editor.get("/desk/queue/", headers={"HX-Request": "true", "HX-Target": "queue-rows"})

    assert whole.content.decode().count("<!doctype html>") == 1
    assert part.content.decode().count("<!doctype html>") == 0
    assert "HX-Target" in part.headers["Vary"]
    assert "HX-Target" in whole.headers["Vary"]


def test_palette_offers_places_first_then_articles_by_name(editor: Client, house: House) -> None:
    factories.create_draft(house, saying("What articles say of gout", "Colchicine."))

    assert offered(editor, "") == ["My work", "Articles", "New article", "Questions"]
    every = "Search all texts for “{}”"
    found = ["Articles", "New article", "What articles say of gout", every.format("art")]
    assert offered(editor, "art") == found
    assert offered(editor, "colchicine") == ["What articles say of gout", every.format("colchicine")]
    assert offered(editor, "\0") == offered(editor, "")


def test_palette_entry_says_where_it_leads_and_what_it_is(editor: Client, house: House) -> None:
    slug = factories.create_draft(house, factories.a_text("Gout")).article.slug

    assert editor.get("/desk/palette/?q=gout").json() == {
        "entries": [
            {"name": "Gout", "url": f"/desk/articles/{slug}/1/", "hint": "v1, draft"},
            {"name": "Search all texts for “gout”", "url": "/desk/queue/?q=gout", "hint": ""},
        ]
    }


def test_palette_offers_no_more_than_fit(editor: Client, house: House) -> None:
    for _ in range(queue.FOUND + 1):
        factories.create_draft(house, factories.a_text("Gout"))

    assert offered(editor, "gout")[: queue.FOUND + 1][-1] == "Search all texts for “gout”"


def test_member_is_not_told_in_the_list_what_others_signed(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1], verdict="request_changes")

    def told(user: User) -> list[bool]:
        client.force_login(user)
        page = client.get("/desk/queue/").content.decode()
        return ["1 of 2" in page, "objection" in page]

    assert [told(user) for user in (house.editor, house.author, house.reviewers[2])] == [
        [True, True], [True, False], [False, False],
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_nine_queries_whatever_it_holds(
    editor: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        factories.signed(factories.under_review(house), house)
        factories.approved(house)

    # Session; user; grants; seat on the board; clock; versions; their signatures; house; topics.
    with django_assert_num_queries(9):
        editor.get("/desk/queue/")


@pytest.mark.parametrize("count", [1, 3])
def test_palette_costs_seven_queries_whatever_it_finds(
    editor: Client, house: House, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        factories.create_draft(house, factories.a_text("Gout"))

    # Session; user; grants; seat on the board; versions; members; authors.
    with django_assert_num_queries(7):
        editor.get("/desk/palette/?q=gout")
