"""A hold covers until another person, or an approved change to what is covered, lifts it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from articles import editing
from articles.editing import text_of
from articles.models import User, Version
from reviews import workflow
from reviews.models import Hold, Notice
from tests import factories
from tests.factories import House
from tests.guards.arena import a_full_text, attempt, light_review, next_version, refused, sign


@pytest.fixture(scope="module")
def held(house: House) -> Hold:
    """A hold on the first section of a live article; the editor laid it."""
    live = factories.approved(house, a_full_text())
    key = live.sections.order_by("position")[0].key
    return workflow.hold(live, by=house.editor, reason="dose", section_key=key)


def _lift(hold: Hold, by: User | None, code: str, *, version: Version | None = None) -> None:
    with refused(code, by=by) as cursor:
        cursor.execute(
            "UPDATE reviews_hold SET lifted_by_id = %s, lifted_at = now(), lifted_by_version_id = %s"
            " WHERE id = %s",
            [hold.laid_by_id + 1, version and version.pk, hold.pk],
        )


@pytest.mark.parametrize(
    "change",
    [
        "section_key = NULL",
        "section_key = gen_random_uuid()",
        "reason = 'error'",
        "note = 'x'",
        "laid_by_id = laid_by_id + 1",
        "laid_at = laid_at - interval '1 day'",
        "article_id = article_id + 1",
        "version_id = version_id + 1",
        "lifted_by_id = 1, lifted_at = now(), note = 'x'",
    ],
)
def test_a_hold_does_not_change(house: House, held: Hold, change: str) -> None:
    with refused("IM006", by=house.chief) as cursor:
        cursor.execute(f"UPDATE reviews_hold SET {change} WHERE id = %s", [held.pk])


def test_nobody_is_named_and_nothing_is_lifted(house: House, held: Hold) -> None:
    _lift(held, None, "IM002")


def test_nobody_lifts_what_they_laid(house: House, held: Hold) -> None:
    """Whoever the statement says it was: the database knows who acts."""
    _lift(held, house.editor, "IM005")


def test_half_a_lifting_lifts_nothing(house: House, held: Hold) -> None:
    for half in ("lifted_at = now()", "lift_note = 'x'"):
        with attempt(house.chief) as cursor:
            cursor.execute(f"UPDATE reviews_hold SET {half} WHERE id = %s", [held.pk])

    assert Hold.objects.get(pk=held.pk).lifted_at is None


def test_what_readers_have_no_more_is_uncovered_by_nobody(house: House) -> None:
    """A hold that is lifted without a correction uncovers older versions too."""
    live = factories.approved(house, a_full_text())
    laid = workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.all()[0].key)
    workflow.retract(live, by=house.chief, note="Wrong throughout.")

    _lift(laid, house.chief, "IM005")


def test_the_held_version_itself_lifts_nothing(house: House, held: Hold) -> None:
    _lift(held, house.editor, "IM005", version=held.version)


def test_a_version_of_another_article_lifts_nothing(house: House, held: Hold) -> None:
    _lift(held, house.editor, "IM005", version=factories.approved(house))


def test_a_version_that_is_not_live_yet_lifts_nothing(house: House) -> None:
    hold, changed = _hold_and_next_version(house, place=0)

    _lift(hold, house.editor, "IM005", version=changed)


def test_a_live_version_that_changes_something_else_lifts_nothing(house: House) -> None:
    hold, changed = _hold_and_next_version(house, place=1)

    live = factories.brought_live(changed, house)

    assert Hold.objects.get(pk=hold.pk).lifted_at is None
    _lift(hold, house.editor, "IM005", version=live)


def test_a_live_version_that_changes_what_is_held_lifts_it_even_for_who_laid_it(house: House) -> None:
    hold, changed = _hold_and_next_version(house, place=0)

    live = factories.brought_live(changed, house)

    assert Hold.objects.get(pk=hold.pk).lifted_by_version == live


def test_what_was_only_compared_lifts_nothing(house: House) -> None:
    version = next_version(house, "<p>Rest the joint.", "<p>Rest this joint.")
    review = light_review(house, version)
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, review, house.members[0])
    live = version.article.versions.get(status="approved")
    hold = workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.get().key)

    version = workflow.publish(version, by=house.editor)

    assert Hold.objects.get(pk=hold.pk).lifted_at is None
    _lift(hold, house.editor, "IM005", version=version)


def test_no_version_lifts_a_hold_over_the_page(house: House) -> None:
    live = factories.approved(house)
    hold = workflow.hold(live, by=house.editor, reason="dose")

    following = factories.brought_live(workflow.revise(live, by=house.author), house)

    _lift(hold, house.editor, "IM005", version=following)


def test_a_lifted_hold_stays_lifted(house: House) -> None:
    live = factories.approved(house)
    hold = workflow.hold(live, by=house.editor, reason="dose")
    workflow.lift(hold, by=house.chief)

    for change in ("lifted_at = NULL, lifted_by_id = NULL", "lift_note = 'x'"):
        with refused("IM006", by=house.editor) as cursor:
            cursor.execute(f"UPDATE reviews_hold SET {change} WHERE id = %s", [hold.pk])


def _lay(cursor: CursorWrapper, version: Version, key: object = None, **claimed: object) -> None:
    columns = [
        "article_id",
        "version_id",
        "section_key",
        "reason",
        "note",
        "laid_by_id",
        "laid_at",
        "lift_note",
    ]
    values = [version.article_id, version.pk, key, "dose", "", version.author_id, "2001-01-01", ""]
    columns, values = columns + list(claimed), values + list(claimed.values())
    marks = ", ".join(["%s"] * len(values))
    cursor.execute(f"INSERT INTO reviews_hold ({', '.join(columns)}) VALUES ({marks})", values)


def test_what_is_not_live_is_not_held(house: House) -> None:
    for version in (factories.submitted(house), factories.create_draft(house)):
        with refused("IM003", by=house.editor) as cursor:
            _lay(cursor, version)


def test_a_section_that_is_not_there_is_not_held(house: House, held: Hold) -> None:
    with refused("IM003", by=house.editor) as cursor:
        _lay(cursor, held.version, uuid4())


def test_a_place_is_held_once(house: House, held: Hold) -> None:
    with refused("23505", by=house.chief) as cursor:
        _lay(cursor, held.version, held.section_key)


def test_a_hold_is_not_laid_as_lifted_nor_by_somebody_else(house: House) -> None:
    live = factories.approved(house)

    with attempt(house.editor) as cursor:
        _lay(cursor, live, lifted_at="2001-01-01", lifted_by_id=house.chief.pk)

    hold = Hold.objects.get(article=live.article)
    assert (hold.lifted_at, hold.laid_by, hold.laid_at.year > 2001) == (None, house.editor, True)


def test_a_notice_is_of_its_versions_article(house: House, held: Hold) -> None:
    other = factories.create_draft(house).article

    with attempt(house.chief) as cursor:
        cursor.execute(
            "INSERT INTO reviews_notice (article_id, version_id, kind, text, noticed_by_id, at)"
            " VALUES (%s, %s, 'retraction', 'Forged.', %s, '2001-01-01')",
            [other.pk, held.version_id, house.author.pk],
        )

    notice = Notice.objects.get(text="Forged.")
    assert (notice.article, notice.noticed_by) == (held.article, house.chief)


def _hold_and_next_version(house: House, *, place: int) -> tuple[Hold, Version]:
    """A hold on the first section, and a draft that changes the section at ``place``."""
    live = factories.approved(house, a_full_text())
    key = live.sections.order_by("position")[0].key
    hold = workflow.hold(live, by=house.editor, reason="dose", section_key=key)
    draft = workflow.revise(live, by=house.author)
    text = text_of(draft)
    sections = list(text.sections)
    sections[place] = replace(sections[place], heading=f"{sections[place].heading}, again")
    text = replace(text, sections=tuple(sections))
    return hold, editing.save(draft, text, by=house.author, revision=draft.revision)
