"""Whether a text is objected to is kept by the database, from the sign-offs, and said by nothing else."""

from __future__ import annotations

import pytest

from articles.models import Version
from reviews import workflow
from reviews.models import Review
from tests import factories
from tests.factories import House
from tests.guards.arena import Arena, attempt, refused, set_status, sign, write_event

pytestmark = pytest.mark.django_db(transaction=True)


def objected(version: Version) -> bool:
    return Version.objects.get(pk=version.pk).objected


def objecting(house: House) -> Version:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, review, house.members[0], verdict="request_changes")
    return version


def test_a_sign_off_by_hand_is_kept_too() -> None:
    version = objecting(factories.create_house())

    assert objected(version)


@pytest.mark.parametrize("who", ["author", "editor", "chief"])
def test_nobody_says_that_no_objection_stands(who: str) -> None:
    house = factories.create_house()
    version = objecting(house)

    with refused("IM001", by=getattr(house, who)) as cursor:
        cursor.execute("UPDATE articles_version SET objected = false WHERE id = %s", [version.pk])


def test_nobody_says_that_one_stands_where_there_is_none(arena: Arena) -> None:
    for status in ("draft", "submitted", "under_review", "scheduled", "approved", "superseded"):
        with refused("IM001", by=arena.house.chief) as cursor:
            cursor.execute(
                "UPDATE articles_version SET objected = true WHERE id = %s", [arena.versions[status].pk]
            )


def test_a_move_says_nothing_of_its_own() -> None:
    house = factories.create_house()
    version = objecting(house)
    workflow.recall(version, by=house.author)
    draft = version.article.versions.get(number=2)

    with attempt(house.author) as cursor:
        write_event(cursor, draft, "draft", "submitted", action="submit")
        cursor.execute("UPDATE articles_version SET objected = false WHERE id = %s", [draft.pk])
        set_status(cursor, draft, "submitted")

    assert (objected(version), objected(draft)) == (False, True)


def test_a_version_is_not_opened_as_objected() -> None:
    house = factories.create_house()
    version = objecting(house)
    workflow.return_to_author(version, by=house.editor, note="Correct it.")

    assert not objected(version.article.versions.get(number=2))
