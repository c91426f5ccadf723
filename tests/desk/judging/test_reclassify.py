"""The page where topic and risk are changed, asked for and confirmed; and what signers are shown of it."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Article, Role, User
from cms.desk.waiting import KINDS
from reviews import preparing, workflow
from reviews.models import Reclassification, Review
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    house = factories.create_house()
    factories.create_policy(house.topic, by=house.chief, risk="high", quorum=3)
    return house


@pytest.fixture
def second(house: House) -> User:
    return factories.create_granted("second", Role.EDITOR, topic=house.topic)


@pytest.fixture
def article(house: House) -> Article:
    draft = factories.create_draft(house, risk="high")
    version = workflow.submit(draft, by=house.author)
    workflow.start_review(version, by=house.editor, members=house.members)
    return version.article


def address(article: Article) -> str:
    return f"/desk/articles/{article.slug}/reclassify/"


def ask(client: Client, article: Article, by: User, **said: str) -> str:
    client.force_login(by)
    asked = {"topic": str(article.topic_id), "risk": "low", "reason": "No dose in it.", "do": "ask", **said}
    return client.post(address(article), asked, follow=True).content.decode()


def answer(client: Client, article: Article, by: User, do: str) -> str:
    client.force_login(by)
    number = str(Reclassification.objects.get().pk)
    return client.post(
        address(article), {"do": do, "asked": number, "note": ""}, follow=True
    ).content.decode()


def test_editor_asks_and_a_second_one_confirms(
    client: Client, house: House, second: User, article: Article
) -> None:
    assert "Asked for. Another editor of the topic confirms it" in ask(client, article, house.editor)
    assert Article.objects.get(pk=article.pk).risk == "high"

    assert "Confirmed and changed." in answer(client, article, second, "confirm")
    assert Article.objects.get(pk=article.pk).risk == "low"


def test_who_asked_is_offered_to_take_it_back_and_not_to_confirm(
    client: Client, house: House, article: Article
) -> None:
    ask(client, article, house.editor)
    page = client.get(address(article)).content.decode()

    assert ("Take it back" in page, "Confirm the change" in page) == (True, False)
    assert "Declined. Nothing was changed." in answer(client, article, house.editor, "decline")


def test_reason_is_needed(client: Client, house: House, article: Article) -> None:
    assert "Say why: those who sign are shown it." in ask(client, article, house.editor, reason=" ")
    assert not Reclassification.objects.exists()


def test_editor_in_chief_changes_it_at_once(client: Client, house: House, article: Article) -> None:
    assert "Changed." in ask(client, article, house.chief)
    assert Article.objects.get(pk=article.pk).risk == "low"


def test_second_answer_is_told_that_it_is_late(
    client: Client, house: House, second: User, article: Article
) -> None:
    ask(client, article, house.editor)
    answer(client, article, second, "decline")

    assert "Somebody has answered this already" in answer(client, article, second, "confirm")


def test_second_editor_finds_it_in_my_work(
    client: Client, house: House, second: User, article: Article
) -> None:
    ask(client, article, house.editor)
    found = {}
    for person in (house.editor, second):
        client.force_login(person)
        kinds = [group.kind for group in client.get("/desk/").context["groups"]]
        found[person.username] = KINDS["second"] in kinds

    assert found == {"editor": False, "second": True}


def told(client: Client, member: User, address: str) -> bool:
    client.force_login(member)
    return "changed the risk from high to low on" in client.get(address).content.decode()


def test_every_signer_is_shown_it_on_the_screen_and_on_the_sheet(
    client: Client, house: House, article: Article
) -> None:
    review = Review.objects.get(version__article=article)
    for member in house.members:
        factories.ready_to_sign(review, member)
    preparing.prepare(review, by=house.reviewers[0], verdict="approve", scope="whole", digest=review.digest)
    ask(client, article, house.chief)

    screen = f"/desk/articles/{article.slug}/1/review/"
    assert [told(client, member.user, screen) for member in house.members] == [True, True, True]
    assert told(client, house.reviewers[0], "/desk/sign/")


def test_signers_of_the_next_version_are_shown_it_too(client: Client, house: House, article: Article) -> None:
    ask(client, article, house.chief)
    workflow.return_to_author(article.versions.get(), by=house.editor, note="Shorter.")
    factories.create_policy(house.topic, by=house.chief, risk="low", quorum=1)
    version = workflow.submit(article.versions.get(number=2), by=house.author)
    workflow.start_review(version, by=house.editor, members=house.members)

    assert told(client, house.reviewers[0], f"/desk/articles/{article.slug}/2/review/")
