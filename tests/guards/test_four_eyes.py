"""G4: nobody signs what they wrote or edited since the approved version before it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from articles import clock
from articles.models import Contributor, Version
from reviews import workflow
from reviews.models import Assignment, BoardMember, Review
from tests import factories
from tests.factories import House
from tests.guards.arena import attempt, copied, refused, set_status, sign, write_event


def _refuse(review: Review, member: BoardMember, **said: str) -> None:
    with refused("IM005", by=member.user) as cursor:
        sign(cursor, review, member, **said)  # type: ignore[arg-type]


def _review_edited_by_a_member(house: House) -> tuple[Review, BoardMember]:
    """A review whose member edited the text; she was invited past the door that would refuse it."""
    member = factories.create_member(f"m{uuid4().hex[:8]}", by=house.chief)
    draft = factories.create_draft(house)
    with attempt(member.user) as cursor:
        cursor.execute("UPDATE articles_version SET title = title || '!' WHERE id = %s", [draft.pk])
    workflow.submit(draft, by=house.author)
    return _review_with(house, draft, member), member


def _review_with(house: House, version: Version, member: BoardMember) -> Review:
    workflow.start_review(version, by=house.editor, members=house.members)
    review = Review.objects.get(version=version)
    with attempt(house.editor):
        Assignment.objects.create(
            review=review, member=member, invited_at=clock.now(), invited_by=house.editor
        )
    factories.ready_to_sign(review, member)
    return review


def test_who_wrote_it_does_not_sign(house: House) -> None:
    review, member = _review_edited_by_a_member(house)

    for verdict in ("approve", "request_changes"):
        _refuse(review, member, verdict=verdict)


def test_who_wrote_an_earlier_version_that_was_not_approved_does_not_sign(house: House) -> None:
    first, member = _review_edited_by_a_member(house)
    workflow.return_to_author(first.version, by=house.editor, note="Again.")
    following = Version.objects.get(article=first.version.article, status="draft")
    workflow.submit(following, by=house.author)
    review = _review_with(house, following, member)

    assert not Contributor.objects.filter(version=following).exists()
    _refuse(review, member)


def test_who_wrote_what_was_approved_before_may_sign_what_came_after(house: House) -> None:
    member = factories.create_member(f"m{uuid4().hex[:8]}", by=house.chief)
    draft = factories.create_draft(house)
    with attempt(member.user) as cursor:
        cursor.execute("UPDATE articles_version SET title = title || '!' WHERE id = %s", [draft.pk])
    live = factories.brought_live(draft, house)
    following = workflow.submit(workflow.revise(live, by=house.author), by=house.author)
    workflow.start_review(following, by=house.editor, members=[member])
    review = Review.objects.get(version=following)
    factories.ready_to_sign(review, member)

    with attempt(member.user) as cursor:
        sign(cursor, review, member)

    assert review.signoffs.count() == 1


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE articles_version SET correction_notice = 'x' WHERE id = %s",
        "UPDATE articles_section SET heading = heading || 'x' WHERE version_id = %s",
        "UPDATE articles_section SET position = position + 7 WHERE version_id = %s",
        "DELETE FROM articles_section WHERE version_id = %s",
        "UPDATE articles_reference SET year = 1999 WHERE version_id = %s",
        "INSERT INTO articles_support (version_id, key, reference_key, passage, locator)"
        " VALUES (%s, gen_random_uuid(), gen_random_uuid(), 'x', '')",
    ],
)
def test_every_edit_makes_a_contributor(house: House, edit: str) -> None:
    draft = factories.create_draft(house)

    with attempt(house.stranger) as cursor:
        cursor.execute(edit, [draft.pk])

    people = set(Contributor.objects.filter(version=draft).values_list("user", flat=True))
    assert people == {house.author.pk, house.stranger.pk}


def test_a_contributor_is_not_forgotten_when_the_edit_is_taken_back(house: House) -> None:
    draft = factories.create_draft(house)
    with attempt(house.stranger) as cursor:
        cursor.execute("UPDATE articles_section SET level = 3 WHERE version_id = %s", [draft.pk])
        cursor.execute("UPDATE articles_section SET level = 2 WHERE version_id = %s", [draft.pk])

    assert Contributor.objects.filter(version=draft, user=house.stranger).exists()


def test_copying_makes_no_contributor(house: House) -> None:
    following = workflow.revise(factories.approved(house), by=house.editor)

    assert not Contributor.objects.filter(version=following).exists()


def test_a_part_is_not_left_out_while_copying(house: House) -> None:
    live = factories.approved(house)

    with refused("IM001", by=house.members[0].user) as cursor:
        copied(cursor, live, author=house.author)


def test_a_correction_of_a_returned_version_is_not_dropped_by_nobody(house: House) -> None:
    draft = factories.create_draft(house)
    with attempt(house.author):
        Version.objects.filter(pk=draft.pk).update(correction_kind="erratum", correction_notice="The dose.")
    workflow.submit(draft, by=house.author)
    with attempt(house.editor) as cursor:
        write_event(cursor, draft, "submitted", "returned")
        set_status(cursor, draft, "returned")
        number = copied(cursor, draft, author=house.author)
        cursor.execute(
            "UPDATE articles_version SET correction_kind = '', correction_notice = '' WHERE id = %s", [number]
        )

    assert Contributor.objects.filter(version=number, user=house.editor).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO articles_contributor (version_id, user_id) SELECT id, author_id FROM articles_version",
        "UPDATE articles_contributor SET user_id = user_id + 1",
        "DELETE FROM articles_contributor",
        "TRUNCATE articles_contributor",
        "INSERT INTO reviews_voiding (signoff_id, removal_id, at) VALUES (1, 1, now())",
    ],
)
def test_contributors_and_voidings_are_not_written_by_hand(house: House, statement: str) -> None:
    with refused("42501", by=house.chief) as cursor:
        cursor.execute(statement)
