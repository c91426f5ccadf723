"""Wording that was proposed, taken into the next draft; and what is answered in threads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from articles import editing
from articles.content.text import ArticleText
from articles.models import Contributor, Role, Version
from reviews import commenting, workflow
from reviews.models import Adoption, Comment, Review
from reviews.refusals import QuorumMissing, Refused
from reviews.verification import verify
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)

KEY = UUID(int=41)
QUOTE = "cool it"


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    return Review.objects.get(version=factories.under_review(house, factories.a_text(key=KEY)))


def proposed(review: Review, house: House, *, by: int = 0, wording: str = "cool it with ice") -> Comment:
    return commenting.comment(
        review, by=house.reviewers[by], section_key=KEY, quote=QUOTE, suggestion=wording
    )


def returned(review: Review, house: House) -> Version:
    workflow.return_to_author(review.version, by=house.editor, note="See the comments.")
    return Version.objects.select_related("article").get(article=review.version.article, status="draft")


def take(said: Comment, draft: Version, by: Any, text: ArticleText | None = None) -> Version:
    now = Version.objects.get(pk=draft.pk)
    return commenting.accept_suggestion(said, by=by, draft=draft, revision=now.revision, text=text)


def body_of(draft: Version) -> str:
    return Version.objects.get(pk=draft.pk).sections.get().body


def test_taken_wording_is_the_accepting_authors_edit(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)

    saved = take(said, draft, house.author)

    row = Adoption.objects.get()
    assert body_of(saved).startswith("<p>Rest the joint and cool it with ice.<cite ")
    assert (row.comment, row.version, row.adopted_by) == (said, saved, house.author)
    assert Comment.objects.get().resolved_by == house.author
    assert set(Contributor.objects.filter(version=saved).values_list("user", flat=True)) == {house.author.pk}
    assert list(verify()) == []


def test_words_that_are_to_go_are_taken_out(house: House, review: Review) -> None:
    said = proposed(review, house, wording="")
    draft = returned(review, house)

    take(said, draft, house.author)

    assert body_of(draft).startswith("<p>Rest the joint and .<cite ")


def test_taking_it_twice_changes_nothing_more(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    first = take(said, draft, house.author)

    again = take(said, draft, house.author)

    assert again.revision == first.revision
    assert Adoption.objects.count() == 1


def test_older_tab_takes_nothing(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    opened = draft.revision
    text = editing.text_of(draft)
    editing.save(draft, replace(text, title="Theirs"), by=house.editor, revision=opened)

    with pytest.raises(editing.StaleSave):
        commenting.accept_suggestion(said, by=house.author, draft=draft, revision=opened)

    assert Adoption.objects.count() == 0
    assert Comment.objects.get().resolved_at is None


def test_words_that_are_gone_are_not_replaced(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    factories.edited(draft, by=house.author, bodies="<p>Rest the joint. Then wait.</p>")

    with pytest.raises(
        Refused, match=r"not in the text any more\. Nothing was changed\. Proposed was “cool it"
    ):
        take(said, draft, house.author)

    assert body_of(draft) == "<p>Rest the joint. Then wait.</p>"
    assert Adoption.objects.count() == 0


def test_words_that_stand_in_two_places_now_are_not_replaced_by_guess(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    factories.edited(
        draft, by=house.author, bodies="<p>Rest the toe joint and cool it. Move no joint and cool it.</p>"
    )

    with pytest.raises(Refused, match="others may be meant"):
        take(said, draft, house.author)


def test_wording_for_a_section_that_is_gone_is_not_taken(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    text = editing.text_of(draft)
    other = replace(text.sections[0], key=UUID(int=42))
    editing.save(draft, replace(text, sections=(other,)), by=house.author, revision=draft.revision)

    with pytest.raises(Refused, match="The section that it was proposed for is not in"):
        take(said, draft, house.author)


def test_what_was_settled_meanwhile_is_not_taken(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    commenting.resolve(said, by=house.editor)

    with pytest.raises(Refused, match="settled in the meantime"):
        take(said, draft, house.author)


@pytest.mark.parametrize("who", ["stranger", "other_author", "proposer"])
def test_who_does_not_edit_the_draft_takes_nothing(house: House, review: Review, who: str) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    people = {
        "stranger": house.stranger,
        "other_author": factories.create_granted("other", Role.AUTHOR),
        "proposer": house.reviewers[0],
    }

    with pytest.raises(PermissionDenied):
        take(said, draft, people[who])

    assert Adoption.objects.count() == 0


def test_author_takes_nothing_of_a_text_that_was_recalled(house: House, review: Review) -> None:
    said = proposed(review, house)
    workflow.recall(review.version, by=house.author)
    draft = Version.objects.select_related("article").get(status="draft")

    with pytest.raises(PermissionDenied, match="given back"):
        take(said, draft, house.author)


def test_draft_that_was_submitted_takes_nothing(house: House, review: Review) -> None:
    said = proposed(review, house)
    draft = returned(review, house)
    workflow.submit(draft, by=house.author)

    with pytest.raises(editing.NotADraft):
        take(said, draft, house.author)


# Four eyes


def taken_and_resubmitted(house: House, review: Review, proposers: list[int]) -> Review:
    words = [
        {"section_key": KEY, "quote": "cool it", "suggestion": "cool it with ice"},
        {"quote": "the flare", "suggestion": "each flare"},
    ]
    said = [
        commenting.comment(review, by=house.reviewers[number], **where)  # type: ignore[arg-type]
        for number, where in zip(proposers, words, strict=False)
    ]
    draft = returned(review, house)
    for one in said:
        take(one, draft, house.author)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    workflow.start_review(version, by=house.editor, members=house.members)
    return Review.objects.select_related("version__article").get(version=draft)


def signed_by(again: Review, house: House, *numbers: int) -> Version:
    for number in numbers:
        factories.ready_to_sign(again, house.members[number])
        factories.sign(again, house.members[number])
    return workflow.publish(again.version, by=house.editor)


def test_whose_wording_was_taken_may_sign_beside_another(house: House, review: Review) -> None:
    again = taken_and_resubmitted(house, review, [0])

    assert signed_by(again, house, 0, 1).status == "approved"
    assert list(verify()) == []


def test_those_whose_wording_was_taken_are_never_the_whole_quorum(house: House, review: Review) -> None:
    again = taken_and_resubmitted(house, review, [0, 1])

    with pytest.raises(QuorumMissing):
        signed_by(again, house, 0, 1)

    assert signed_by(again, house, 2).status == "approved"


# Answers in threads


def test_author_answers_once_the_text_is_given_back(house: House, review: Review) -> None:
    said = proposed(review, house)
    with pytest.raises(PermissionDenied):
        commenting.reply(said, by=house.author, body="Too early.")
    returned(review, house)

    reply = commenting.reply(said, by=house.author, body="Ice is not for everybody.")

    assert (reply.reply_to, reply.version_id, reply.review_id) == (said, review.version_id, review.pk)


@pytest.mark.parametrize("who", ["stranger", "other_author"])
def test_others_do_not_answer(house: House, review: Review, who: str) -> None:
    said = proposed(review, house)
    returned(review, house)
    by = house.stranger if who == "stranger" else factories.create_granted("other", Role.AUTHOR)

    with pytest.raises(PermissionDenied):
        commenting.reply(said, by=by, body="May I?")


def test_what_is_settled_is_not_answered(house: House, review: Review) -> None:
    said = commenting.resolve(proposed(review, house), by=house.editor)

    with pytest.raises(Refused, match=r"settled in the meantime\. Nothing was added"):
        commenting.reply(said, by=house.reviewers[0], body="But still.")


def test_second_click_answers_once(house: House, review: Review) -> None:
    said = proposed(review, house)

    first, again = (commenting.reply(said, by=house.editor, body="I agree.") for _ in range(2))

    assert first == again


def test_blocking_comment_is_carried_until_it_is_settled(house: House, review: Review) -> None:
    said = commenting.comment(
        review, by=house.reviewers[0], body="Which joint?", section_key=KEY, blocking=True
    )
    draft = returned(review, house)
    version = workflow.submit(draft, by=house.author)

    assert commenting.open_blocking(version) == [said]
    commenting.resolve(said, by=house.editor)
    assert commenting.open_blocking(version) == []
