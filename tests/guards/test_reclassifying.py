"""While a version is before the board its article keeps risk, topic and address: nobody alone lowers them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

from articles import clock
from articles.models import Article, Role, Topic, User
from reviews import workflow
from reviews.models import Reclassification, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.guards.arena import attempt, refused

pytestmark = pytest.mark.django_db(transaction=True)

STATES = ["submitted", "under_review", "scheduled"]


def risky(state: str, house: House, risk: str = "high") -> Article:
    """An article of high risk with a version in that state."""
    factories.create_policy(house.topic, by=house.chief, risk="high", quorum=3)
    draft = factories.create_draft(house, risk=risk)
    version = workflow.submit(draft, by=house.author)
    if state != "submitted":
        version = workflow.start_review(version, by=house.editor, members=house.members)
    if state == "scheduled":
        factories.signed(version, house, count=3)
        workflow.publish(version, by=house.editor, at=clock.now() + timedelta(days=1))
    return Article.objects.get(pk=version.article_id)


def put(cursor: CursorWrapper, article: Article, **said: Any) -> None:
    names = ", ".join(f"{name} = %s" for name in said)
    cursor.execute(f"UPDATE articles_article SET {names} WHERE id = %s", [*said.values(), article.pk])


def ask(cursor: CursorWrapper, article: Article, *, risk: str = "low", topic: Topic | None = None) -> int:
    cursor.execute(
        "INSERT INTO reviews_reclassification (article_id, topic_id, risk, reason, answer)"
        " VALUES (%s, %s, %s, 'It is harmless.', '') RETURNING id",
        [article.pk, topic.pk if topic else article.topic_id, risk],
    )
    return int(cursor.fetchone()[0])


def confirm(cursor: CursorWrapper, number: int, confirmed: bool = True) -> None:
    cursor.execute("UPDATE reviews_reclassification SET confirmed = %s WHERE id = %s", [confirmed, number])


def asked_by(user: User, article: Article, **said: Any) -> int:
    with attempt(user) as cursor:
        return ask(cursor, article, **said)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["author", "editor", "chief"])
def test_nobody_alone_lowers_the_risk_in_sql(state: str, who: str) -> None:
    house = factories.create_house()
    article = risky(state, house)

    with refused("IM001", by=getattr(house, who)) as cursor:
        put(cursor, article, risk="standard")


@pytest.mark.parametrize("state", STATES)
def test_nobody_alone_changes_topic_or_address_in_sql(state: str) -> None:
    house = factories.create_house()
    article = risky(state, house)
    elsewhere = factories.create_topic("cardiology", by=house.chief)

    with refused("IM001", by=house.chief) as cursor:
        put(cursor, article, topic_id=elsewhere.pk)
    with refused("IM001", by=house.chief) as cursor:
        put(cursor, article, topic_id=None)
    with refused("IM001", by=house.chief) as cursor:
        put(cursor, article, slug="another-address")


def test_a_text_that_is_reaffirmed_keeps_them_too() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.reaffirm(live, by=house.editor)

    with refused("IM001", by=house.chief) as cursor:
        put(cursor, live.article, risk="low")


def test_what_was_asked_for_is_not_done_before_it_is_confirmed() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    asked_by(house.editor, article, risk="low")

    with refused("IM001", by=house.editor) as cursor:
        put(cursor, article, risk="low")


def test_who_asked_does_not_confirm() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    number = asked_by(house.editor, article)

    with refused("IM005", by=house.editor) as cursor:
        confirm(cursor, number)


@pytest.mark.parametrize("who", ["author", "stranger", "reviewer", "heart"])
def test_nobody_else_asks_or_confirms(who: str) -> None:
    house = factories.create_house()
    heart = factories.create_granted(
        "heart", Role.EDITOR, topic=factories.create_topic("cardiology", by=house.chief)
    )
    people = {
        "author": house.author,
        "stranger": house.stranger,
        "reviewer": house.reviewers[0],
        "heart": heart,
    }
    article = risky("under_review", house)
    with refused("IM005", by=people[who]) as cursor:
        ask(cursor, article)
    number = asked_by(house.editor, article)

    with refused("IM005", by=people[who]) as cursor:
        confirm(cursor, number)


def test_nobody_confirms_it_for_a_text_of_their_own() -> None:
    house = factories.create_house()
    second = factories.create_granted("second", Role.EDITOR, topic=house.topic)
    draft = factories.create_draft(house, risk="high")
    factories.create_policy(house.topic, by=house.chief, risk="high", quorum=3)
    factories.edited(draft, by=second, bodies="<p>Rest it.</p>")
    article = workflow.submit(draft, by=house.author).article
    number = asked_by(house.editor, article)

    with refused("IM005", by=second) as cursor:
        confirm(cursor, number)


def test_another_change_than_the_confirmed_one_is_not_done() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    number = asked_by(house.editor, article, risk="standard")

    with refused("IM001", by=house.chief) as cursor:
        confirm(cursor, number)
        put(cursor, article, risk="low")


def test_what_was_confirmed_once_serves_no_later_change() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    workflow.reclassify(article, by=house.chief, risk="standard", reason="No dose in it.")
    workflow.reclassify(article, by=house.editor, risk="high")

    with refused("IM001", by=house.editor) as cursor:
        put(cursor, article, risk="standard")


def test_an_answer_is_given_once_and_changes_nothing_that_was_asked() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    number = asked_by(house.editor, article)
    for column, value in (("risk", "high"), ("reason", "x"), ("asked_by_id", house.chief.pk)):
        with refused("IM006", by=house.chief) as cursor:
            cursor.execute(
                f"UPDATE reviews_reclassification SET {column} = %s WHERE id = %s", [value, number]
            )
    with attempt(house.chief) as cursor:
        confirm(cursor, number, False)

    with refused("IM006", by=house.chief) as cursor:
        confirm(cursor, number)


def test_an_editor_of_the_new_topic_alone_takes_no_article_from_its_old_one() -> None:
    house = factories.create_house()
    elsewhere = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=elsewhere)
    for article in (factories.approved(house).article, factories.create_draft(house).article):
        with refused("IM005", by=heart) as cursor:
            put(cursor, article, topic_id=elsewhere.pk)
        with refused("IM005", by=house.editor) as cursor:
            put(cursor, article, topic_id=elsewhere.pk)


def test_the_rule_of_a_review_is_made_stricter_by_nobody_by_hand() -> None:
    house = factories.create_house()
    article = risky("under_review", house, risk="standard")
    review = Review.objects.get(version__article=article)

    with refused("IM004", by=house.chief) as cursor:
        cursor.execute("UPDATE reviews_review SET quorum = 3 WHERE id = %s", [review.pk])


def test_two_people_lower_the_risk_in_sql() -> None:
    house = factories.create_house()
    article = risky("under_review", house)
    number = asked_by(house.editor, article)

    with attempt(house.chief) as cursor:
        confirm(cursor, number)
        put(cursor, article, risk="low")

    assert Article.objects.get(pk=article.pk).risk == "low"
    assert Reclassification.objects.get().answered_by == house.chief
    assert verify() == []


def test_raising_the_risk_makes_the_open_review_stricter() -> None:
    house = factories.create_house()
    article = risky("under_review", house, risk="standard")
    factories.signed(article.versions.get(), house, count=2)

    with attempt(house.editor) as cursor:
        put(cursor, article, risk="high")

    assert Review.objects.get(version__article=article).quorum == 3
    with pytest.raises(workflow.QuorumMissing, match="The quorum is 3 and 2 signed"):
        workflow.publish(article.versions.get(), by=house.editor)
    assert verify() == []
