"""Lists go on where the page before ended, by key and not by counting."""

from __future__ import annotations

import pytest

from cms.reading import lists
from tests import factories
from tests.conftest import GuardClock
from tests.reading.reader import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_topic_pages_follow_each_other_without_gap_or_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_A_PAGE", 2)
    house = factories.create_house()
    for _ in range(5):
        factories.approved(house)

    seen, address, pages = [], "/topics/rheumatology/", 0
    while address:
        page = Page(address)
        seen += [link.get("href") for link in page.elements(".listing h3 a")]
        address = next((link.get("href") for link in page.elements("a[rel=next]")), "")
        pages += 1

    names = ["", "-2", "-3", "-4", "-5"]
    assert seen == [f"/articles/how-is-gout-treated{name}/" for name in reversed(names)]
    assert pages == 3


def test_signatures_of_a_member_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_A_PAGE", 1)
    house = factories.create_house()
    factories.approved(house)
    factories.approved(house)

    first = Page("/board/reviewer1/")
    second = Page(first.elements("a[rel=next]")[0].get("href"))

    assert [page.elements(".listing h3 a")[0].get("href") for page in (first, second)] == [
        "/articles/how-is-gout-treated-2/1/",
        "/articles/how-is-gout-treated/1/",
    ]


@pytest.mark.parametrize(
    "before",
    [
        "nonsense",
        "9.9",
        "20260101T000000.000000Z.x",
        "%00",
        "20260101T000000Z.²",
        "20990101T000000Z.99999999999999999999",
    ],
)
def test_cursor_that_means_nothing_begins_at_the_start(before: str) -> None:
    house = factories.create_house()
    factories.approved(house)

    assert len(Page(f"/topics/{house.topic.slug}/?before={before}").elements(".listing h3 a")) == 1


def test_empty_lists_say_what_will_be_there() -> None:
    house = factories.create_house(members=0)

    pages = [Page("/"), Page(f"/topics/{house.topic.slug}/"), Page("/board/")]

    assert [page.word(".empty") for page in pages] == [
        "Nothing has been approved yet. The first articles appear here once the board has signed them.",
        "Nothing in this topic has been approved yet.",
        "The board has no members yet, so nothing can be approved.",
    ]


def test_list_says_of_an_overdue_article_that_it_is(guard_clock: GuardClock) -> None:
    house = factories.create_house()
    factories.approved(house)
    guard_clock.move(days=800)

    said = Page("/").words(".listing .state")

    assert [words.endswith(", overdue for review") for words in said] == [True]
