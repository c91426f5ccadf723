"""How long a version stood in each state."""

from __future__ import annotations

import pytest
from django.test import Client

from articles import clock
from cms.desk.stages import WIDTH, stages_of
from reviews import workflow
from tests import factories
from tests.conftest import GuardClock

pytestmark = pytest.mark.django_db(transaction=True)


def test_time_in_each_state_is_told_and_drawn_to_scale(client: Client, guard_clock: GuardClock) -> None:
    house = factories.create_house()
    draft = factories.create_draft(house)
    guard_clock.move(days=3)
    version = workflow.submit(draft, by=house.author)
    guard_clock.move(hours=5)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    guard_clock.move(days=30)

    found = stages_of(version.events.all(), clock.now())

    assert [(stage.label, stage.lasted) for stage in found] == [
        ("Draft", "3 days"),
        ("Submitted", "under a day"),
        ("Under review", "4 weeks"),
    ]
    assert found[0].width < found[2].width
    assert found[-1].x + found[-1].width < WIDTH
    client.force_login(house.editor)
    assert client.get(f"/desk/articles/{version.article.slug}/1/").context["stages"] == found


def test_time_with_readers_is_not_counted(guard_clock: GuardClock) -> None:
    version = factories.approved(factories.create_house())
    guard_clock.move(days=400)

    found = stages_of(version.events.all(), clock.now())

    assert [stage.label for stage in found] == ["Draft", "Submitted", "Under review"]
