"""Risk and topic while a version is before the board: asked for by one editor, confirmed by another."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from articles import editing
from articles.models import Article, Role, User
from reviews import workflow
from reviews.models import Event, Reclassification, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews import post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    house = factories.create_house()
    factories.create_policy(house.topic, by=house.chief, risk="high", quorum=3)
    factories.create_policy(house.topic, by=house.chief, risk="low", quorum=1)
    return house


@pytest.fixture
def second(house: House) -> User:
    return factories.create_granted("second", Role.EDITOR, topic=house.topic)


@pytest.fixture
def article(house: House) -> Article:
    """Of high risk, with a version submitted."""
    draft = factories.create_draft(house, risk="high")
    return workflow.submit(draft, by=house.author).article


def reviewed(article: Article, house: House) -> Review:
    workflow.start_review(article.versions.get(), by=house.editor, members=house.members)
    return Review.objects.get(version__article=article)


def risk_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).risk


def test_one_editor_alone_lowers_no_risk(house: House, article: Article) -> None:
    with pytest.raises(PermissionDenied, match="takes two people"):
        editing.reclassify(article, by=house.editor, risk="low")

    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")

    assert (risk_of(article), asked and asked.confirmed) == ("high", None)


def test_second_editor_confirms(house: House, second: User, article: Article) -> None:
    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    assert asked is not None

    workflow.answer_reclassification(asked, by=second, confirm=True, note="Agreed.")

    actions = list(Event.objects.filter(article=article).order_by("seq").values_list("action", flat=True))
    assert risk_of(article) == "low"
    assert actions[-3:] == ["ask_reclassification", "confirm_reclassification", "reclassify"]
    assert verify() == []


def test_second_editor_declines(house: House, second: User, article: Article) -> None:
    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    assert asked is not None

    workflow.answer_reclassification(asked, by=second, confirm=False, note="There is one.")

    assert risk_of(article) == "high"
    with pytest.raises(workflow.Conflict, match="answered this already"):
        workflow.answer_reclassification(asked, by=second, confirm=True)
    assert verify() == []


def test_editor_in_chief_does_it_with_a_reason(house: House, article: Article) -> None:
    with pytest.raises(workflow.Refused, match="Say why"):
        workflow.reclassify(article, by=house.chief, risk="low")

    workflow.reclassify(article, by=house.chief, risk="low", reason="No dose in it.")

    assert risk_of(article) == "low"


def test_editor_in_chief_who_wrote_the_text_needs_a_second_person(house: House) -> None:
    draft = factories.create_draft(house, risk="high")
    factories.edited(draft, by=house.chief, bodies="<p>Rest it.</p>")
    article = workflow.submit(draft, by=house.author).article

    asked = workflow.reclassify(article, by=house.chief, risk="low", reason="No dose in it.")

    assert (risk_of(article), asked and asked.confirmed) == ("high", None)


def test_who_asked_does_not_confirm(house: House, article: Article) -> None:
    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    assert asked is not None

    with pytest.raises(workflow.Refused, match="another editor than the one who asked"):
        workflow.answer_reclassification(asked, by=house.editor, confirm=True)


def test_raising_it_is_done_at_once_and_makes_the_review_stricter(house: House) -> None:
    version = factories.under_review(house)

    assert workflow.reclassify(version.article, by=house.editor, risk="high") is None

    assert (risk_of(version.article), Review.objects.get(version=version).quorum) == ("high", 3)
    assert verify() == []


def test_lowering_it_leaves_the_open_review_as_it_began(house: House, article: Article) -> None:
    review = reviewed(article, house)

    workflow.reclassify(article, by=house.chief, risk="low", reason="No dose in it.")

    review.refresh_from_db()
    assert (risk_of(article), review.quorum) == ("low", 3)


def test_comparison_keeps_its_one_signature_when_the_risk_is_raised(house: House) -> None:
    version = factories.corrected(house)

    workflow.reclassify(version.article, by=house.editor, risk="high")

    assert Review.objects.get(version=version).quorum == 1


def test_editors_and_signers_are_told_of_both(house: House, second: User, article: Article) -> None:
    reviewed(article, house)
    post.forget()
    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    assert asked is not None
    signers = ["reviewer1", "reviewer2", "reviewer3"]
    assert post.told() == {"To be confirmed": ["chief", *signers, "second"]}
    post.forget()

    workflow.answer_reclassification(asked, by=second, confirm=True)

    assert post.told() == {"Topic or risk confirmed": ["chief", "editor", *signers]}
    assert "risk from high to low" in post.letter_to("reviewer1", "Topic or risk confirmed").body


def test_topic_is_changed_by_two_of_whom_one_edits_the_new_one(
    house: House, second: User, article: Article
) -> None:
    elsewhere = factories.create_topic("cardiology", by=house.chief)
    asked = workflow.reclassify(article, by=house.editor, topic=elsewhere, reason="It is about the heart.")
    assert asked is not None
    with pytest.raises(workflow.Refused, match="One of the two edits the topic"):
        workflow.answer_reclassification(asked, by=second, confirm=True)

    workflow.answer_reclassification(asked, by=house.chief, confirm=True)

    assert Article.objects.get(pk=article.pk).topic == elsewhere


@pytest.mark.parametrize("state", ["submitted", "approved", "draft"])
def test_editor_of_the_new_topic_alone_takes_nothing(house: House, state: str) -> None:
    elsewhere = factories.create_topic("cardiology", by=house.chief)
    heart = factories.create_granted("heart", Role.EDITOR, topic=elsewhere)
    article = factories.in_state(state, house).article

    with pytest.raises(PermissionDenied):
        workflow.reclassify(article, by=heart, topic=elsewhere, reason="Ours.")
    with pytest.raises(PermissionDenied):
        editing.reclassify(article, by=heart, topic=elsewhere)


def test_one_change_is_asked_for_at_a_time(house: House, article: Article) -> None:
    workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")

    with pytest.raises(workflow.Conflict, match="asked for already"):
        workflow.reclassify(article, by=house.editor, risk="standard", reason="Half a dose.")


def test_what_was_asked_ends_with_the_version(house: House, second: User, article: Article) -> None:
    asked = workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    assert asked is not None
    workflow.return_to_author(article.versions.get(), by=house.editor, note="Shorter.")

    with pytest.raises(workflow.Conflict, match="has been decided"):
        workflow.answer_reclassification(asked, by=second, confirm=True)
    assert Reclassification.objects.get().confirmed is None


def test_what_is_not_before_the_board_is_changed_by_one_editor(house: House) -> None:
    live = factories.approved(house)

    assert workflow.reclassify(live.article, by=house.editor, risk="low") is None

    assert risk_of(live.article) == "low"
