"""Whoever signs or publishes is shown every field of the digest, whose fields are read from the digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from html import unescape
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from articles import editing
from articles.content.digest import document_v1
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import CorrectionKind, Drafting, ReferenceKind, Version
from reviews import preparing, workflow
from reviews.models import Review
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
KEYS = [UUID(int=number) for number in range(71, 79)]
#: What stands in the digest as a code, as a screen says it.
CODED = {
    "de": "German",
    **{value: str(label) for value, label in (*Drafting.choices, *CorrectionKind.choices)},
    **{value: str(label) for value, label in ReferenceKind.choices},
}
HTML = {"summary", "plain_summary", "body", "plain_body"}


def marked(part: type, marks: Iterator[int], **known: Any) -> Any:
    """One of the parts of a text with a word of its own in every field that is not known."""
    said = dict(known)
    for field in fields(part):
        if field.name not in said:
            word = f"field{next(marks):03}"
            said[field.name] = f"<p>{word}</p>" if field.name in HTML else word
    return part(**said)


def marked_text() -> ArticleText:
    """A text in which every field that the digest covers says something that nothing else says."""
    marks = count(1)
    keys = iter(KEYS)
    references = [_source(marks, next(keys), kind) for kind in ("book", "review")]
    supports = [marked(SupportText, marks, key=next(keys), reference=one.key) for one in references]
    cited = "".join(f'<cite data-ref="{one.reference}" data-support="{one.key}"></cite>' for one in supports)
    sections = [
        marked(
            SectionText,
            marks,
            key=next(keys),
            level=level,
            body=f"<p>field{next(marks):03} treatmet{cited}</p>",
        )
        for level in (2, 3)
    ]
    codes = {"language": "de", "drafting": "machine_assisted", "correction_kind": "corrigendum"}
    parts = {"sections": tuple(sections), "references": tuple(references), "supports": tuple(supports)}
    text: ArticleText = marked(ArticleText, marks, **codes, **parts)
    return text


def _source(marks: Iterator[int], key: UUID, kind: str) -> ReferenceText:
    authors = [
        {"family": f"Family{next(marks):03}", "given": f"Given{next(marks):03} Second{next(marks):03}"}
        for _ in range(9)
    ]
    told = {name: f"{name}{next(marks):03}" for name in ("volume", "issue", "page", "publisher", "edition")}
    csl = {"author": authors, "custom": {"inner": [f"inner{next(marks):03}"]}, **told}
    url = f"https://example.org/path{next(marks):03}"
    year = 1900 + next(marks)
    source: ReferenceText = marked(ReferenceText, marks, key=key, kind=kind, csl=csl, url=url, year=year)
    return source


def values(document: bytes) -> list[str]:
    """The values of a row of netstrings, those that are missing left out."""
    found = []
    while document:
        if document.startswith(b"-"):
            document = document[1:]
            continue
        length, _, rest = document.partition(b":")
        found.append(rest[: int(length)].decode())
        document = rest[int(length) + 1 :]
    return found


def missing(html: str, text: ArticleText) -> list[str]:
    """What the digest covers and the screen does not show."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<del>.*?</del>", "", html))).split())
    keys = {str(key) for key in KEYS}
    wanted: set[str] = set()
    for value in values(document_v1(text))[1:]:
        if value in keys:
            wanted |= set() if f'-{value}"' in html else {f"key {value}"}
        elif found := re.findall(r"[A-Za-z]+\d{3}\b", re.sub(r'data-\w+="[^"]*"', "", value)):
            wanted |= {word for word in found if word not in words}
        elif CODED.get(value, value) not in words:
            wanted.add(value)
    levels = {f"level-{section.level}" for section in text.sections}
    return sorted(wanted | {level for level in levels if level not in html})


@pytest.fixture
def house() -> House:
    return factories.create_house()


def first_review(house: House) -> Version:
    return factories.under_review(house, marked_text())


def later_review(house: House) -> Version:
    """Every field differs from the live version."""
    return _after(house, factories.a_text(key=KEYS[4]))


def unchanged_review(house: House) -> Version:
    """Nothing differs from the live version but a notice, so all the rest may be folded."""
    return _after(house, replace(marked_text(), correction_notice="Nothing but this notice."))


def comparison_of_wording(house: House) -> Version:
    return _after(house, marked_text(), mended=True)


def _after(house: House, old: ArticleText, *, mended: bool = False) -> Version:
    draft = workflow.revise(factories.approved(house, old), by=house.author)
    text = marked_text()
    if mended:
        parts = [replace(one, body=one.body.replace("treatmet", "treatment")) for one in text.sections]
        text = replace(text, sections=tuple(parts))
    editing.save(draft, text, by=house.author, revision=draft.revision)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    return workflow.start_review(version, by=house.editor, members=house.members[: 1 if mended else 3])


ROUNDS: list[Callable[[House], Version]] = [
    first_review,
    later_review,
    unchanged_review,
    comparison_of_wording,
]


@pytest.mark.parametrize("brought", ROUNDS)
def test_every_field_of_the_digest_stands_on_every_screen(
    client: Client, house: House, brought: Callable[[House], Version]
) -> None:
    version = brought(house)
    text = editing.text_of(version)
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    preparing.prepare(review, by=house.reviewers[0], verdict="approve", digest=review.digest)
    desk = f"/desk/articles/{version.article.slug}/{version.number}/"
    pages = {house.reviewers[0]: [f"{desk}review/", "/desk/sign/"], house.editor: [desk, f"{desk}publish/"]}

    lacking = {}
    for person, addresses in pages.items():
        client.force_login(person)
        lacking |= {address: missing(client.get(address).content.decode(), text) for address in addresses}

    assert {address: gone for address, gone in lacking.items() if gone} == {}


@pytest.mark.parametrize("part", [ArticleText, SectionText, ReferenceText, SupportText])
def test_a_field_of_a_text_is_in_the_digest(part: type) -> None:
    text = marked_text()
    lists = {SectionText: "sections", ReferenceText: "references", SupportText: "supports"}

    def with_field(name: str) -> ArticleText:
        if part is ArticleText:
            return replace(text, **{name: ()} if name in lists.values() else {name: "another"})
        first, *others = getattr(text, lists[part])
        other = UUID(int=1) if isinstance(getattr(first, name), UUID) else "another"
        return replace(text, **{lists[part]: (replace(first, **{name: other}), *others)})

    same = [one.name for one in fields(part) if document_v1(with_field(one.name)) == document_v1(text)]

    assert same == []


def test_a_field_that_is_not_shown_is_found() -> None:
    text = marked_text()

    assert text.title in missing("<p>Nothing of it</p>", text)
    assert len(missing("", text)) > 60
