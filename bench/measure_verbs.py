"""The verbs, and what operators run: queries, rates."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import editing
from bench.corpus import live_articles, long_text
from bench.stopwatch import rate, say
from reviews import workflow
from reviews.models import Review
from reviews.verification import verify
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_verbs() -> None:
    house = factories.create_house()
    draft = factories.create_draft(house, long_text("How is gout treated?"))
    counted: dict[str, int] = {}

    with CaptureQueriesContext(connection) as captured:
        version = workflow.submit(draft, by=house.author)
    counted["submit"] = len(captured)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    review = Review.objects.get(version=version)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
        with CaptureQueriesContext(connection) as captured:
            factories.sign(review, member)
        counted["sign, the password check among them"] = len(captured)
    with CaptureQueriesContext(connection) as captured:
        workflow.publish(version, by=house.editor)
    counted["publish"] = len(captured)

    for verb, number in counted.items():
        say(f"{verb}, queries (budget 20)", str(number))


def test_text_in() -> None:
    house = factories.create_house()
    text = long_text("How is gout treated?")

    say(
        "drafts created a second",
        f"{rate(lambda: editing.create_article(text, by=house.author), seconds=2):.0f}",
    )


def test_verification() -> None:
    live_articles(20)

    say("articles verified a second", f"{20 * rate(verify, seconds=2):.0f}")
