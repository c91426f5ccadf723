"""An anonymous visitor finds no trace of a draft: every address of the site is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Article, Question, Version
from reviews import workflow
from reviews.models import BoardMember
from tests import factories
from tests.factories import House
from tests.reading.test_access import views_of

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

MARK = "zyxqmark"


def marked_text() -> ArticleText:
    """A text that bears the mark wherever a text can say something."""
    key, support = uuid4(), uuid4()
    said = f'<p>{MARK}<cite data-ref="{key}" data-support="{support}"></cite></p>'
    return ArticleText(
        title=f"{MARK} title",
        second_title=f"{MARK} second",
        summary=said,
        plain_summary=said,
        condition_name=MARK,
        condition_code=MARK,
        drafting_note=MARK,
        stated_date=MARK,
        correction_kind="correction",
        correction_notice=MARK,
        sections=(SectionText(key=uuid4(), level=2, heading=MARK, body=said, plain_body=said),),
        references=(
            ReferenceText(
                key=key, kind="research", title=MARK, source=MARK, year=2020, doi=f"10.5555/{MARK}", pmid="1",
                url=f"https://{MARK}.example", csl={"volume": MARK},
            ),
        ),
        supports=(SupportText(key=support, reference=key, passage=MARK, locator=MARK),),
    )  # fmt: skip


@pytest.fixture
def house() -> House:
    """A house where a draft stands in every place that a draft can: alone, and after each kind of version."""
    house = factories.create_house(visibility="with_caution")
    editing.create_article(marked_text(), by=house.author, topic=house.topic, slug="secret")
    for status in ("approved", "retracted", "returned", "submitted"):
        version = factories.in_state(status, house)
        mark_the_draft_after(version, house)
    return house


def mark_the_draft_after(version: Version, house: House) -> None:
    draft = version.article.versions.filter(status="draft").first()
    if draft is None and version.status != "submitted":
        draft = workflow.revise(version, by=house.author)
    if draft is not None:
        editing.save(draft, marked_text(), by=house.author, revision=draft.revision)


def addresses(house: House) -> Iterator[str]:
    """Every address, with whatever the database holds in its places."""
    values = {
        "slug": [
            *Article.objects.values_list("slug", flat=True),
            house.topic.slug,
            *BoardMember.objects.values_list("slug", flat=True),
        ],
        "number": ["1", "2", "3"],
    }
    keys = [str(number) for number in Version.objects.values_list("pk", flat=True)]
    for route, _ in views_of(get_resolver().url_patterns):
        yield from filled(route.replace("^", "").replace("$", ""), values, keys)


def filled(route: str, values: dict[str, list[str]], keys: list[str]) -> Iterator[str]:
    place = re.search(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)+", route)
    if place is None:
        yield f"/{route}"
        return
    for value in values.get(place[1] or place[2], keys):
        yield from filled(route[: place.start()] + value + route[place.end() :], values, keys)


def test_no_address_bears_the_mark_of_a_draft(house: House) -> None:
    tried = [
        path + query
        for path in dict.fromkeys(addresses(house))
        for query in ("", "?for=patient", f"?q={MARK[:3]}", "?before=")
    ]
    assert len(tried) > 100
    assert Version.objects.filter(title__contains=MARK).count() == 4

    client = Client(raise_request_exception=False)
    found = [path for path in tried if MARK in shown(client, path)]

    assert found == []


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code != 500, path
    said = getattr(response, "content", b"") or b"".join(getattr(response, "streaming_content", ()))
    return said.decode(errors="replace") + str(response.headers)


def test_letters_of_readers_are_nowhere(house: House) -> None:
    version = Version.objects.get(status="approved")
    Question.objects.create(article=version.article, version=version, text=MARK, email="reader@example.org")
    client = Client(raise_request_exception=False)

    found = [path for path in dict.fromkeys(addresses(house)) if "reader@example.org" in shown(client, path)]

    assert found == []
