"""What the public may see: the table of the design, row by row, for both visibilities of a topic."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.acting import acting
from articles.gate import Shown, numbered, standing_of
from articles.models import Article, Topic, Version
from articles.states import Status
from reviews import workflow
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

Way = Callable[[House], Version]


def next_of(version: Version, house: House) -> Version:
    """The next version, before the board."""
    return workflow.submit(workflow.revise(version, by=house.author), by=house.author)


def recalled(house: House) -> Version:
    return workflow.recall(factories.submitted(house), by=house.author)


def declined(house: House) -> Version:
    return workflow.decline(factories.submitted(house), by=house.editor, note="Out of scope.")


def withdrawn_after_being_recalled(house: House) -> Version:
    draft = recalled(house).article.versions.get(number=2)
    return workflow.withdraw(draft, by=house.author)


def live_and_draft(house: House) -> Version:
    return workflow.revise(factories.approved(house), by=house.author)


def live_and_submitted(house: House) -> Version:
    return next_of(factories.approved(house), house)


def live_and_under_review(house: House) -> Version:
    version = live_and_submitted(house)
    return workflow.start_review(version, by=house.editor)


def live_and_returned(house: House) -> Version:
    return workflow.return_to_author(live_and_submitted(house), by=house.editor, note="Shorter.")


def held(house: House) -> Version:
    live = factories.approved(house)
    workflow.hold(live, by=house.editor, reason="dose")
    return live


def retracted(house: House) -> Version:
    return workflow.retract(factories.approved(house), by=house.chief, note="A dose was wrong.")


def submitted_after_retraction(house: House) -> Version:
    return next_of(retracted(house), house)


def live_again_after_retraction(house: House) -> Version:
    return factories.brought_live(workflow.revise(retracted(house), by=house.author), house)


def twice_live(house: House) -> Version:
    return factories.brought_live(workflow.revise(factories.approved(house), by=house.author), house)


def returned_and_submitted_again(house: House) -> Version:
    version = recalled(house)
    return workflow.submit(version.article.versions.get(number=2), by=house.author)


# How it came there; what is shown, and of which version: by an approved-only topic, with caution; the update.
NOTHING = (Shown.NOTHING, None)
ROWS: list[tuple[Way, tuple[Shown, int | None], tuple[Shown, int | None], str]] = [
    (factories.create_draft, NOTHING, NOTHING, ""),
    (lambda house: factories.in_state("withdrawn", house), NOTHING, NOTHING, ""),
    (factories.submitted, NOTHING, (Shown.PENDING, 1), ""),
    (factories.under_review, NOTHING, (Shown.PENDING, 1), ""),
    (factories.scheduled, NOTHING, (Shown.PENDING, 1), ""),
    (recalled, NOTHING, (Shown.BEING_REVISED, 1), ""),
    (returned_and_submitted_again, NOTHING, (Shown.PENDING, 2), ""),
    (declined, NOTHING, (Shown.GONE, 1), ""),
    (withdrawn_after_being_recalled, NOTHING, (Shown.GONE, 2), ""),
    (factories.approved, (Shown.LIVE, 1), (Shown.LIVE, 1), ""),
    (live_and_draft, (Shown.LIVE, 1), (Shown.LIVE, 1), ""),
    (live_and_submitted, (Shown.LIVE, 1), (Shown.LIVE, 1), "submitted"),
    (live_and_under_review, (Shown.LIVE, 1), (Shown.LIVE, 1), "under_review"),
    (live_and_returned, (Shown.LIVE, 1), (Shown.LIVE, 1), ""),
    (held, (Shown.LIVE, 1), (Shown.LIVE, 1), ""),
    (twice_live, (Shown.LIVE, 2), (Shown.LIVE, 2), ""),
    (retracted, (Shown.RETRACTED, 1), (Shown.RETRACTED, 1), ""),
    (submitted_after_retraction, (Shown.RETRACTED, 1), (Shown.RETRACTED, 1), ""),
    (live_again_after_retraction, (Shown.LIVE, 2), (Shown.LIVE, 2), ""),
]


def shown(article: Article) -> tuple[Shown, int | None]:
    standing = standing_of(Article.objects.select_related("topic").get(pk=article.pk))
    return standing.shown, standing.version.number if standing.version else None


@pytest.mark.parametrize("visibility", ["approved_only", "with_caution"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: getattr(row[0], "__name__", ""))
def test_gate_shows_what_the_table_says(
    row: tuple[Way, tuple[Shown, int | None], tuple[Shown, int | None], str], visibility: str
) -> None:
    way, approved_only, with_caution, update = row
    house = factories.create_house(visibility=visibility)

    article = way(house).article

    assert shown(article) == (with_caution if visibility == "with_caution" else approved_only)
    assert standing_of(article).update == update
    assert standing_of(article, list(article.versions.all())) == standing_of(article)


@pytest.mark.parametrize("visibility", ["approved_only", "with_caution"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: getattr(row[0], "__name__", ""))
def test_public_articles_are_those_whose_text_is_shown(
    row: tuple[Way, tuple[Shown, int | None], tuple[Shown, int | None], str], visibility: str
) -> None:
    house = factories.create_house(visibility=visibility)
    article = row[0](house).article

    public = list(Article.objects.public())

    assert public == ([article] if shown(article)[0] in (Shown.LIVE, Shown.PENDING) else [])


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_version_has_a_public_address_once_it_was_live(status: str) -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.in_state(status, house)

    was_live = status in ("approved", "superseded", "retracted")
    assert numbered(version) is was_live
    assert (version in Version.objects.public()) is was_live


def turn(topic: Topic, visibility: str, house: House) -> None:
    workflow.set_topic(topic.slug, by=house.chief, pending_visibility=visibility)


def test_topic_that_turns_careful_hides_what_is_pending_and_remembers_that_it_was_shown() -> None:
    house = factories.create_house(visibility="with_caution")
    version = factories.submitted(house)

    turn(house.topic, "approved_only", house)

    assert shown(version.article) == NOTHING
    workflow.recall(version, by=house.author)
    assert shown(version.article) == (Shown.BEING_REVISED, 1)


def test_topic_that_turns_open_shows_and_marks_what_is_pending_already() -> None:
    house = factories.create_house()
    version = factories.submitted(house)

    turn(house.topic, "with_caution", house)

    assert shown(version.article) == (Shown.PENDING, 1)
    assert Version.objects.get(pk=version.pk).shown_with_caution
    turn(house.topic, "approved_only", house)
    workflow.decline(version, by=house.editor, note="Out of scope.")
    assert shown(version.article) == (Shown.GONE, 1)


def test_topic_that_turns_open_afterwards_does_not_rewrite_the_past() -> None:
    house = factories.create_house()
    version = recalled(house)

    turn(house.topic, "with_caution", house)

    assert shown(version.article) == NOTHING


def test_article_that_moves_to_an_open_topic_is_marked_as_shown() -> None:
    house = factories.create_house()
    version = factories.submitted(house)
    with acting(house.chief):
        elsewhere = Topic.objects.create(slug="open", name="Open", pending_visibility="with_caution")

    workflow.reclassify(version.article, by=house.chief, topic=elsewhere, reason="It belongs there.")

    assert shown(version.article) == (Shown.PENDING, 1)
    assert Version.objects.get(pk=version.pk).shown_with_caution


def test_update_of_a_live_article_is_not_marked_as_shown() -> None:
    house = factories.create_house(visibility="with_caution")

    version = live_and_submitted(house)

    assert not version.shown_with_caution


def test_declined_update_leaves_the_live_version() -> None:
    house = factories.create_house(visibility="with_caution")
    version = workflow.decline(live_and_submitted(house), by=house.editor, note="Out of scope.")

    assert shown(version.article) == (Shown.LIVE, 1)


def test_gate_costs_one_query(django_assert_num_queries) -> None:
    house = factories.create_house()
    article = Article.objects.select_related("topic").get(pk=factories.approved(house).article_id)

    with django_assert_num_queries(1):
        standing_of(article)
