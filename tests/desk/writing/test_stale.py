"""Two people, two tabs: a stale save is refused with both texts on screen, and nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Version
from cms.desk.writing.merging import Base, merge
from reviews import workflow
from tests import factories
from tests.desk.writing.forms import filled
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def draft(house: House) -> Version:
    return factories.create_draft(house)


@pytest.fixture
def author(client: Client, house: House) -> Client:
    client.force_login(house.author)
    return client


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/edit/"


def text_now(version: Version) -> ArticleText:
    return editing.text_of(Version.objects.get(pk=version.pk))


def saved_by_editor(
    draft: Version, house: House, text: ArticleText | None = None, **changes: Any
) -> ArticleText:
    now = Version.objects.get(pk=draft.pk)
    editing.save(now, text or replace(text_now(draft), **changes), by=house.editor, revision=now.revision)
    return text_now(draft)


def stale(author: Client, draft: Version, house: House, theirs: dict[str, Any], **mine: Any) -> HttpResponse:
    """The author opens the form; the editor saves; then the author saves."""
    page = author.get(address(draft))
    saved_by_editor(draft, house, **theirs)
    return author.post(address(draft), filled(page, do="save", **mine))


def test_stale_save_is_refused_with_both_texts_on_screen(
    author: Client, house: House, draft: Version
) -> None:
    answer = stale(author, draft, house, {"title": "Theirs, a title"}, title="Mine, a title")

    row = answer.context["screen"].words["title"]
    assert answer.status_code == 409
    assert (row.bound.value(), row.theirs, row.note.kind) == ("Mine, a title", "Theirs, a title", "both")
    assert row.differences == "<mark>Theirs</mark>, a title"
    assert "Editor saved this draft while you were writing" in answer.content.decode()
    assert text_now(draft).title == "Theirs, a title"


def test_saving_again_after_having_seen_theirs_puts_mine_in_place(
    author: Client, house: House, draft: Version
) -> None:
    answer = stale(author, draft, house, {"title": "Theirs"}, title="Mine")

    author.post(address(draft), filled(answer, do="save"))

    assert text_now(draft).title == "Mine"


def test_theirs_can_be_taken_field_by_field(author: Client, house: House, draft: Version) -> None:
    key = text_now(draft).sections[0].key
    section = replace(text_now(draft).sections[0], heading="Their heading", body="<p>Theirs.</p>")
    answer = stale(
        author,
        draft,
        house,
        {"title": "Theirs", "sections": (section,)},
        **{"title": "Mine", f"section-{key}-body": "Mine.", f"section-{key}-heading": "My heading"},
    )

    author.post(address(draft), filled(answer, do="save", theirs=["title", f"section-{key}-body"]))

    saved = text_now(draft)
    assert (saved.title, saved.sections[0].heading, saved.sections[0].body) == (
        "Theirs",
        "My heading",
        "<p>Theirs.</p>",
    )


def test_what_only_they_changed_is_not_undone(author: Client, house: House, draft: Version) -> None:
    added = SectionText(key=uuid4(), level=2, heading="Their section", body="<p>New.</p>")
    theirs = {"summary": "<p>Their summary.</p>", "sections": (*text_now(draft).sections, added)}
    answer = stale(author, draft, house, theirs, title="Mine")

    assert [(told.kind, told.name) for told in answer.context["screen"].told] == [
        ("theirs", "Summary"), ("added", "section “Their section”"),
    ]  # fmt: skip
    author.post(address(draft), filled(answer, do="save"))
    saved = text_now(draft)
    assert (saved.title, saved.summary, saved.sections[1]) == ("Mine", "<p>Their summary.</p>", added)


def test_a_save_that_says_the_same_as_theirs_is_no_conflict(
    author: Client, house: House, draft: Version
) -> None:
    answer = stale(author, draft, house, {"title": "The same"}, title="The same")

    assert answer.status_code == 302
    assert Version.objects.get(pk=draft.pk).revision == 1


def test_own_other_window_is_called_so(author: Client, house: House, draft: Version) -> None:
    page = author.get(address(draft))
    author.post(address(draft), filled(page, do="save", title="First window"))

    answer = author.post(address(draft), filled(page, do="save", title="Second window"))

    assert answer.status_code == 409
    assert "You saved this draft in another window" in answer.content.decode()


def test_button_of_a_stale_form_takes_nothing_of_theirs(author: Client, house: House, draft: Version) -> None:
    section = text_now(draft).sections[0]
    page = author.get(address(draft))
    saved_by_editor(draft, house, sections=(replace(section, body="<p>Changed.</p>"),))

    answer = author.post(address(draft), filled(page, do=f"section-remove {section.key}"))

    assert answer.status_code == 409
    assert answer.context["screen"].sections[0].note.kind == "kept"
    assert text_now(draft).sections[0].body == "<p>Changed.</p>"


def test_text_that_was_submitted_meanwhile_stays_and_the_words_are_there_to_copy(
    author: Client, house: House, draft: Version
) -> None:
    page = author.get(address(draft))
    workflow.submit(draft, by=house.editor)

    answer = author.post(address(draft), filled(page, do="save", title="Too late"))

    assert answer.status_code == 409
    assert filled(answer)["title"] == "Too late"
    assert "its text can no longer change" in answer.content.decode()
    assert "data-save" not in answer.content.decode()
    assert text_now(draft).title == "How is gout treated?"


def test_a_garbled_base_makes_everything_mine_and_loses_nothing(
    author: Client, house: House, draft: Version
) -> None:
    answer = stale(
        author, draft, house, {"title": "Theirs"}, title="Mine", base="[1,2", names="{", revision="x"
    )

    assert answer.status_code == 409
    assert filled(answer)["title"] == "Mine"
    assert text_now(draft).title == "Theirs"


def texts(*keys: int, **changes: str) -> ArticleText:
    sections = tuple(
        SectionText(key=UUID(int=key), level=2, heading=changes.get(f"s{key}", f"Section {key}"))
        for key in keys
    )
    reference = ReferenceText(key=UUID(int=99), kind="book", title=changes.get("r", "A book"))
    return ArticleText(title=changes.get("title", "Title"), sections=sections, references=(reference,))


@pytest.mark.parametrize(
    ("mine", "theirs", "merged", "kinds"),
    [
        (texts(1, 2), texts(1, 2), texts(1, 2), []),
        (texts(1, 2, title="M"), texts(1, 2, r="T"), texts(1, 2, title="M", r="T"), ["theirs"]),
        (texts(1, 2, s1="M"), texts(1, 2, s1="T"), texts(1, 2, s1="M"), ["both"]),
        (texts(1, 2, s1="M"), texts(1, 2, s2="T"), texts(1, 2, s1="M", s2="T"), ["theirs"]),
        (texts(2, 1), texts(1, 3, 2), texts(2, 1, 3), ["added"]),
        (texts(1, 4, 2), texts(2, 1), texts(2, 1, 4), []),
        (texts(1, 2), texts(2), texts(2), ["gone"]),
        (texts(1, 2, s1="M"), texts(2), texts(1, 2, s1="M"), ["kept"]),
        (texts(1), texts(1, 2, s2="T"), texts(1, 2, s2="T"), ["kept"]),
        (texts(1), texts(1, 2), texts(1), []),
        (texts(), texts(), texts(), []),
    ],
)  # fmt: skip
def test_merge_keeps_what_each_did(
    mine: ArticleText, theirs: ArticleText, merged: ArticleText, kinds: list[str]
) -> None:
    base = Base.unpacked(Base.of(texts(1, 2)).packed())

    found = merge(base, mine, theirs)

    assert found.text == merged
    assert [note.kind for note in found.notes] == kinds


def test_authors_and_pages_are_laid_side_by_side_like_other_fields(
    author: Client, house: House, draft: Version
) -> None:
    first, *others = text_now(draft).references
    theirs = replace(first, csl={"author": [{"family": "Theirs", "given": "T"}], "page": "1-2"})
    answer = stale(
        author,
        draft,
        house,
        {"references": (theirs, *others)},
        **{f"reference-{first.key}-authors": "Mine M", f"reference-{first.key}-volume": "7"},
    )
    row = next(row for row in answer.context["screen"].references[0].fields if row.bound.name == "authors")
    assert (row.bound.value(), row.theirs, row.note.kind) == ("Mine M", "Theirs T", "both")

    author.post(
        address(draft), filled(answer, do="save", theirs=[f"reference-{first.key}-authors", "authors"])
    )

    assert text_now(draft).references[0].csl == {
        "author": [{"family": "Theirs", "given": "T"}],
        "page": "1-2",
        "volume": "7",
    }
