"""The whole way, once: draft to approved to superseded, and verify on the way."""

from __future__ import annotations

import pytest

from articles.states import Status
from reviews import workflow
from reviews.verification import verify
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_every_state_is_reached_by_verbs_and_verifies(status: str) -> None:
    house = factories.create_house()

    version = factories.in_state(status, house)

    assert version.status == status
    assert verify() == []


def test_hold_and_lift_leave_a_house_that_verifies() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    laid = workflow.hold(version, by=house.editor, reason="dose", section_key=version.sections.get().key)

    workflow.lift(laid, by=house.chief, note="Checked.")

    assert verify() == []
