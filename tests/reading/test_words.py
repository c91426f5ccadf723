"""The words of a rendered page are those of the digested rows, for each audience, in every demo article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase, override_settings

from articles import editing
from articles.content.citations import numbering
from articles.content.digest import digest_v1
from articles.content.richtext import text_of
from articles.content.text import ArticleText
from articles.gate import numbered_versions, shown_versions
from articles.models import ReferenceKind, Version
from cms.demo.seed import seed
from reviews.models import Hold
from tests import factories
from tests.reading.reader import Page, squeezed_text

pytestmark = pytest.mark.thorough

AUDIENCES = ("professional", "patient")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, made once for this file; what is tested here only looks at it."""
    with django_db_blocker.unblock():
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            seed(password="only-for-the-tests-of-the-demo")
        yield
        TransactionTestCase()._fixture_teardown()


def digested_words(text: ArticleText, audience: str, held: set[Any]) -> dict[str, list[str]]:
    """What the rows say to an audience, in the order of reading."""

    def said(professional: str, plain: str) -> str:
        return squeezed_text(text_of(plain if audience == "patient" and plain else professional))

    bodies = [(s, said(s.body, s.plain_body)) for s in text.sections]
    shown = [text.plain_summary if audience == "patient" and text.plain_summary else text.summary]
    shown += [s.plain_body if audience == "patient" and s.plain_body else s.body for s in text.sections]
    numbers = numbering(*shown)
    ordered = sorted(text.references, key=lambda r: numbers.get(r.key, 1000))
    return {
        "title": [text.title],
        "second_title": [text.second_title] if text.second_title else [],
        "texts": [said(text.summary, text.plain_summary), *(w for s, w in bodies if w and s.key not in held)],
        "headings": [s.heading for s in text.sections],
        "references": [r.title for r in ordered],
        "kinds": [ReferenceKind(r.kind).label for r in ordered],
        "correction": [text.correction_notice] if text.correction_notice else [],
    }


def words_of(page: Page) -> dict[str, list[str]]:
    return {
        "title": page.words("h1"),
        "second_title": page.words(".second-title"),
        "texts": page.words("[data-text]"),
        "headings": page.words("[data-heading]"),
        "references": page.words(".reference .title"),
        "kinds": page.words(".reference .kind"),
        "correction": page.words("[data-correction]"),
    }


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_demo_page_says_what_its_digested_rows_say(demo: None, audience: str) -> None:
    versions = [*shown_versions(), *numbered_versions()]
    assert len(versions) >= 10

    for version in versions:
        text = editing.text_of(version)
        held = set(Hold.objects.open().filter(article=version.article).values_list("section_key", flat=True))
        page = Page(address_of(version), audience=audience)

        assert digest_v1(text) == version.digest
        assert words_of(page) == digested_words(text, audience, held), version


def address_of(version: Version) -> str:
    base = f"/articles/{version.article.slug}/"
    return base if version.live_at is None else f"{base}{version.number}/"


@pytest.mark.django_db(transaction=True)
def test_comparators_and_marks_arrive_as_they_were_signed() -> None:
    house = factories.create_house()
    body = (
        "<p>If ≥20 mg daily for ≥4 weeks, ±5%, &lt;3 &amp; &gt;1: "
        "H<sub>2</sub>O, 10<sup>9</sup>/L, TNF-α, 2–3 µg.</p>"
    )
    version = factories.approved(house, factories.a_text(body=body))

    page = Page(f"/articles/{version.article.slug}/")

    assert page.words("[data-text]")[1] == (
        "If ≥20 mg daily for ≥4 weeks, ±5%, <3 & >1: H2O, 109/L, TNF-α, 2–3 µg."
    )
