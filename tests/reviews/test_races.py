"""People who act at the same moment: one wins, the other is told, and everything still verifies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from articles import editing
from articles.content.text import ArticleText
from articles.models import Version
from reviews import workflow
from reviews.models import BoardMember, Review, SignOff
from reviews.reauthentication import Reauthentication
from reviews.refusals import AlreadySigned, Conflict
from reviews.verification import verify
from tests import factories
from tests.factories import House
from tests.reviews.racing import Course, course

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.races]

TIMES = 50
Told = list[Exception | None]


@pytest.fixture
def house() -> House:
    """A house whose members have their disclosures on file already."""
    house = factories.create_house(members=2)
    factories.signed(factories.under_review(house), house)
    return house


@pytest.fixture
def track() -> Iterator[Course]:
    with course() as made:
        yield made


def under_review(house: House, draft: Version | None = None) -> Version:
    """A version whose members have accepted and are cleared; nobody has signed."""
    draft = draft or factories.create_draft(house)
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    for assignment in Review.objects.get(version=version).assignments.all():
        workflow.accept(assignment, by=assignment.member.user)
        workflow.clear(assignment, by=assignment.member.user)
    return version


def signature(review: Review, member: BoardMember) -> Callable[[], SignOff]:
    """A sign-off with its password already entered; only the signing itself is left for the race."""
    proof = Reauthentication.by_password(member.user, factories.PASSWORD, digest=review.digest)
    return lambda: workflow.sign_off(
        review, by=member.user, verdict="approve", digest=review.digest, proof=proof
    )


def signed(version: Version, house: House) -> Version:
    review = Review.objects.select_related("version").get(version=version)
    for member in house.members:
        signature(review, member)()
    return version


def assert_one_wins(told: Told, *kinds: type[Exception]) -> None:
    refusals = [refusal for refusal in told if refusal is not None]
    assert [type(refusal) in kinds for refusal in refusals] == [True], told


def test_edit_against_submit_of_what_was_seen(house: House, track: Course) -> None:
    for time in range(TIMES):
        draft = factories.create_draft(house)
        text = replace(editing.text_of(draft), second_title=f"Gout {time}")

        told = track.outcomes(
            lambda draft=draft, text=text: editing.save(draft, text, by=house.author, revision=0),
            lambda draft=draft: workflow.submit(draft, by=house.editor, revision=0),
        )

        assert_one_wins(told, editing.NotADraft, Conflict)
        frozen = Version.objects.get(pk=draft.pk)
        assert (frozen.status, frozen.second_title) == (
            ("draft", f"Gout {time}") if told[0] is None else ("submitted", "")
        )
    assert verify() == []


def test_edit_against_edit(house: House, track: Course) -> None:
    for _ in range(TIMES):
        draft = factories.create_draft(house)
        texts = [replace(editing.text_of(draft), second_title=title) for title in ("One", "Other")]

        told = track.outcomes(
            lambda draft=draft, text=texts[0]: editing.save(draft, text, by=house.author, revision=0),
            lambda draft=draft, text=texts[1]: editing.save(draft, text, by=house.editor, revision=0),
        )

        assert_one_wins(told, editing.StaleSave)
    assert verify() == []


def test_same_member_signs_twice(house: House, track: Course) -> None:
    for _ in range(TIMES):
        version = under_review(house)
        review = Review.objects.select_related("version").get(version=version)

        told = track.outcomes(signature(review, house.members[0]), signature(review, house.members[0]))

        assert_one_wins(told, AlreadySigned)
        assert review.signoffs.count() == 1
    assert verify() == []


def test_two_members_sign(house: House, track: Course) -> None:
    for _ in range(TIMES):
        version = under_review(house)
        review = Review.objects.select_related("version").get(version=version)

        told = track.outcomes(*(signature(review, member) for member in house.members))

        assert told == [None, None]
        assert workflow.publish(version, by=house.editor).status == "approved"
    assert verify() == []


def test_sign_against_recall(house: House, track: Course) -> None:
    for _ in range(TIMES):
        version = under_review(house)
        review = Review.objects.select_related("version").get(version=version)

        told = track.outcomes(
            signature(review, house.members[0]),
            lambda version=version: workflow.recall(version, by=house.author),
        )

        # Who signs first has signed; the author may still recall, and the signature stays with that version.
        assert told[1] is None
        assert told[0] is None or isinstance(told[0], Conflict)
        assert review.signoffs.count() == (told[0] is None)
        assert Version.objects.get(pk=version.pk).status == "returned"
    assert verify() == []


def test_publish_against_retract(house: House, track: Course) -> None:
    for _ in range(TIMES):
        live = workflow.publish(signed(under_review(house), house), by=house.editor)
        following = signed(under_review(house, workflow.revise(live, by=house.author)), house)

        told = track.outcomes(
            lambda following=following: workflow.publish(following, by=house.editor),
            lambda live=live: workflow.retract(live, by=house.chief, note="A dose was wrong."),
        )

        assert_one_wins(told, Conflict, workflow.NotReady)
        statuses = [Version.objects.get(pk=version.pk).status for version in (live, following)]
        assert statuses == (["superseded", "approved"] if told[0] is None else ["retracted", "under_review"])
    assert verify() == []


def test_two_publishes(house: House, track: Course) -> None:
    for _ in range(TIMES):
        version = signed(under_review(house), house)

        told = track.outcomes(
            lambda version=version: workflow.publish(version, by=house.editor),
            lambda version=version: workflow.publish(version, by=house.chief),
        )

        assert_one_wins(told, Conflict)
        assert version.approvals.count() == 1
    assert verify() == []


def test_two_holds(house: House, track: Course) -> None:
    live = workflow.publish(signed(under_review(house), house), by=house.editor)
    for _ in range(TIMES):
        told = track.outcomes(
            lambda: workflow.hold(live, by=house.editor, reason="dose"),
            lambda: workflow.hold(live, by=house.members[0].user, reason="safety"),
        )

        assert_one_wins(told, Conflict)
        workflow.lift(live.article.holds.open().get(), by=house.chief)
    assert verify() == []


def test_two_lifts(house: House, track: Course) -> None:
    live = workflow.publish(signed(under_review(house), house), by=house.editor)
    for _ in range(TIMES):
        laid = workflow.hold(live, by=house.editor, reason="dose")

        told = track.outcomes(
            lambda laid=laid: workflow.lift(laid, by=house.chief),
            lambda laid=laid: workflow.lift(laid, by=house.members[0].user),
        )

        assert_one_wins(told, Conflict)
    assert verify() == []


def test_two_revises(house: House, track: Course) -> None:
    for _ in range(TIMES):
        version = workflow.withdraw(factories.create_draft(house), by=house.author)

        told = track.outcomes(
            lambda version=version: workflow.revise(version, by=house.author),
            lambda version=version: workflow.revise(version, by=house.editor),
        )

        assert_one_wins(told, Conflict)
        assert version.article.versions.count() == 2
    assert verify() == []


def test_two_articles_with_one_title(house: House, track: Course) -> None:
    for time in range(TIMES):
        text: ArticleText = factories.a_text(f"What is gout {time}?")

        told = track.outcomes(
            lambda text=text: editing.create_article(text, by=house.author, topic=house.topic),
            lambda text=text: editing.create_article(text, by=house.editor, topic=house.topic),
        )

        assert told == [None, None]
        slugs = Version.objects.filter(title=text.title).values_list("article__slug", flat=True)
        assert sorted(slugs) == [f"what-is-gout-{time}", f"what-is-gout-{time}-2"]
    assert verify() == []
