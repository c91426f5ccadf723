"""An effect that fails takes everything with it: no move without its notices, no notice without its move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException

from articles.models import Version
from reviews import workflow
from reviews.verification import verify
from tests import factories
from tests.reviews import doing
from tests.reviews.doing import DEEDS, doer, picture, scene

pytestmark = pytest.mark.django_db(transaction=True)

# Verbs with the state in which they are tried; each tells somebody, and so defers a job.
TELLING = [
    ("submit", "draft"),
    ("recall", "under_review"),
    ("start_review", "submitted"),
    ("sign_off", "under_review"),
    ("withdraw_signoff", "under_review"),
    ("answer_objection", "under_review"),
    ("publish", "under_review"),
    ("return_to_author", "submitted"),
    ("decline", "submitted"),
    ("complete_reaffirmation", "approved"),
    ("reaffirm", "approved"),
    ("hold", "approved"),
    ("lift", "approved"),
    ("retract", "approved"),
]


@pytest.fixture
def no_more_jobs(superuser: psycopg.Connection[Any]) -> Iterator[Any]:
    """Call it, and from then on the database takes no job."""

    def refuse() -> None:
        superuser.execute(
            "CREATE FUNCTION refuse_job() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the queue is full'; END $$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON procrastinate_jobs"
            " FOR EACH ROW EXECUTE FUNCTION refuse_job()"
        )

    yield refuse
    superuser.execute("DROP FUNCTION IF EXISTS refuse_job() CASCADE")


@pytest.mark.parametrize(("verb", "status"), TELLING)
def test_verb_whose_notice_fails_changes_nothing(verb: str, status: str, no_more_jobs: Any) -> None:
    house = factories.create_house()
    version = scene(verb, status, house)
    before = picture()
    no_more_jobs()

    with pytest.raises(ConnectorException):
        DEEDS[verb](version, house, doer(verb, house))

    assert picture() == before
    assert Version.objects.get(pk=version.pk).status == status


def test_scheduling_whose_job_fails_leaves_no_approval(no_more_jobs: Any) -> None:
    house = factories.create_house()
    version = scene("publish", "under_review", house)
    before = picture()
    no_more_jobs()

    with pytest.raises(ConnectorException):
        doing.schedule(version, house, house.editor)

    assert picture() == before


def test_superseding_that_fails_leaves_the_old_version_live(no_more_jobs: Any) -> None:
    house = factories.create_house()
    first = factories.approved(house)
    second = workflow.submit(workflow.revise(first, by=house.author), by=house.author)
    second = workflow.start_review(second, by=house.editor)
    factories.signed(second, house)
    before = picture()
    no_more_jobs()

    with pytest.raises(ConnectorException):
        workflow.publish(second, by=house.editor)

    assert picture() == before
    assert Version.objects.get(pk=first.pk).status == "approved"
    assert verify() == []
