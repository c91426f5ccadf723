"""The sum of a review, as pages show it, against what the database says when it is asked to approve."""

from __future__ import annotations

import pytest

from articles.models import Version
from reviews import commenting, queries, rules, workflow
from reviews.models import Comment, Review, SignOff
from reviews.queries import for_list
from reviews.quorum import Progress, out_of_reach, progress, standing
from reviews.taken import taken_from
from reviews.verification import verify
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


def signoffs_of(review: Review) -> list[SignOff]:
    return list(SignOff.objects.filter(review=review).for_counting())


def progress_of(review: Review) -> Progress:
    fresh = Review.objects.get(pk=review.pk)
    wrote = rules.contributors_since_approval(fresh.version)
    taken = taken_from(fresh.version)
    return progress(fresh, signoffs_of(review), digest=fresh.digest, wrote=wrote, taken=taken)


def agrees(review: Review, house: House) -> bool:
    """Whether the page and the database say the same of it."""
    met = progress_of(review).met
    try:
        workflow.publish(review.version, by=house.editor)
    except workflow.QuorumMissing:
        return not met
    return met


def review_with(*said: tuple[str, str], **policy: object) -> tuple[Review, House]:
    """A review in which the members said these verdicts, with these scopes."""
    house = factories.create_house(members=4, **policy)
    review = Review.objects.get(version=factories.under_review(house))
    for member, (verdict, scope) in zip(house.members, said, strict=False):
        factories.ready_to_sign(review, member)
        factories.sign(review, member, verdict=verdict, scope=scope)
    return review, house


def review_with_wording_of(
    *writers: int, signed_by: tuple[int, ...], members: int = 4
) -> tuple[Review, House]:
    """A review of a text into which wording of these members was taken; those others have approved it."""
    house = factories.create_house(members=members)
    first = factories.under_review(house)
    said = [
        commenting.comment(
            Review.objects.get(version=first),
            by=house.reviewers[number],
            quote=quote,
            suggestion=f"{quote} well",
            section_key=first.sections.get().key,
        )
        for number, quote in zip(writers, ("Rest", "cool"), strict=False)
    ]
    draft = returned_and_taken(first, said, house)
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    review = Review.objects.get(version=version)
    for number in signed_by:
        factories.ready_to_sign(review, house.members[number])
        factories.sign(review, house.members[number])
    return review, house


def returned_and_taken(version: Version, said: list[Comment], house: House) -> Version:
    """The draft that comes after it, with the wording that was proposed."""
    workflow.return_to_author(version, by=house.editor, note="See the comments.")
    draft = version.article.versions.get(status="draft")
    for each in said:
        draft = commenting.accept_suggestion(each, by=house.author, draft=draft, revision=draft.revision)
    return draft


YES, NO, AWAY = ("approve", "whole"), ("request_changes", "whole"), ("recuse", "whole")
DOSES, BOTH = ("approve", "doses"), ("approve", "whole doses")


@pytest.mark.parametrize(
    ("said", "policy", "missing"),
    [
        ([], {}, ["Two signatures over the whole text."]),
        ([YES], {}, ["One signature over the whole text."]),
        ([YES, YES], {}, []),
        ([YES, AWAY], {}, ["One signature over the whole text."]),
        ([YES, DOSES], {}, ["One signature over the whole text."]),
        ([YES, YES, NO], {}, ["An answer to the objection of Dr Reviewer3."]),
        ([YES, YES], {"required_scopes": ["doses"]}, ["A signature for the doses."]),
        ([YES, BOTH], {"required_scopes": ["whole", "doses"]}, []),
        ([YES, YES, DOSES], {"required_scopes": ["doses"]}, []),
        ([YES, YES], {"required_specialties": ["nephrology"]}, ["A signature from nephrology."]),
        ([YES, YES], {"required_specialties": ["rheumatology"]}, []),
    ],
)
def test_what_is_missing_is_what_the_database_misses(
    said: list[tuple[str, str]], policy: dict[str, object], missing: list[str]
) -> None:
    review, house = review_with(*said, **policy)

    assert progress_of(review).missing == missing
    assert agrees(review, house)


OWN = "A signature of a member who has no wording of their own in this text."


@pytest.mark.parametrize(
    ("writers", "signed_by", "missing"),
    [
        ((0, 1), (0, 1), [OWN]),
        ((0, 1), (0,), ["One signature over the whole text."]),
        ((0, 1), (0, 2), []),
        ((0,), (0, 1), []),
        ((0, 1), (0, 1, 2), []),
    ],
)
def test_those_whose_wording_was_taken_are_not_the_whole_quorum(
    writers: tuple[int, ...], signed_by: tuple[int, ...], missing: list[str]
) -> None:
    review, house = review_with_wording_of(*writers, signed_by=signed_by)

    assert progress_of(review).missing == missing
    row = for_list(Version.objects.all()).get(pk=review.version_id)
    assert queries.progress_of([row])[row.pk].missing == missing
    assert agrees(review, house)


def test_wording_taken_before_the_text_that_was_approved_is_forgotten() -> None:
    review, house = review_with_wording_of(0, 1, signed_by=(0, 1, 2))
    live = workflow.publish(review.version, by=house.editor)

    draft = workflow.revise(live, by=house.author)

    assert (sorted(taken_from(live)), taken_from(draft)) == (
        sorted([house.reviewers[0].pk, house.reviewers[1].pk]),
        [],
    )


def test_quorum_that_only_those_could_make_up_whose_wording_was_taken_is_out_of_reach() -> None:
    review, _ = review_with_wording_of(0, 1, signed_by=(0, 1), members=2)

    row = for_list(Version.objects.all()).get(pk=review.version_id)

    assert queries.lost_of(row, queries.progress_of([row])[row.pk]) == (
        "Cannot be met any more: all who have signed or may sign have wording of their own in this text. "
        "Invite another member."
    )


def test_verify_counts_again_whose_wording_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    review, house = review_with_wording_of(0, 1, signed_by=(0, 2))
    workflow.publish(review.version, by=house.editor)
    before = [fault.message for fault in verify()]

    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "UPDATE reviews_comment SET written_by_id = %s"
            " WHERE id = (SELECT max(comment_id) FROM reviews_adoption)",
            [house.reviewers[2].pk],
        )

    assert (before, "All who signed have wording of their own in it." in [f.message for f in verify()]) == (
        [],
        True,
    )


def test_an_answered_objection_asks_for_one_more() -> None:
    review, house = review_with(YES, YES, NO)
    objection = SignOff.objects.get(verdict="request_changes")

    workflow.answer_objection(objection, by=house.chief, text="The guideline says so.")

    assert progress_of(review).missing == ["One signature over the whole text."]
    assert agrees(review, house)


def test_a_last_word_counts_and_a_withdrawn_one_does_not() -> None:
    review, house = review_with(YES, YES)
    workflow.withdraw_signoff(review, by=house.reviewers[0], note="Misread.")

    assert [row.verdict for row in standing(signoffs_of(review))] == ["withdrawn", "approve"]
    assert progress_of(review).given == 1
    assert agrees(review, house)


def test_a_voided_signature_counts_for_nothing() -> None:
    review, house = review_with(YES, YES)
    workflow.remove_member(house.members[0], by=house.chief, reason="Hid an interest.")

    assert progress_of(review).given == 1
    assert agrees(review, house)


def test_what_counted_at_a_moment_is_read_back() -> None:
    review, house = review_with(YES)
    moment = SignOff.objects.get().at
    factories.ready_to_sign(review, house.members[1])
    factories.sign(review, house.members[1])

    then = progress(review, signoffs_of(review), digest=review.digest, at=moment)

    assert then.given == 1


def test_another_text_counts_for_nothing() -> None:
    review, _ = review_with(YES, YES)

    assert progress(review, signoffs_of(review), digest="0" * 64).given == 0


@pytest.mark.parametrize(
    ("members", "policy", "said"),
    [
        (2, {}, []),
        (1, {}, ["One signature more than these members can give is needed."]),
        (0, {"quorum": 3}, ["Three signatures more than these members can give are needed."]),
        (2, {"required_specialties": ["nephrology"]}, ["None of them signs for nephrology."]),
    ],
)
def test_what_is_out_of_reach_is_said(members: int, policy: dict[str, object], said: list[str]) -> None:
    house = factories.create_house(**policy)

    assert out_of_reach(house.policy, house.members[:members]) == said


def test_who_states_a_conflict_after_signing_no_longer_counts() -> None:
    review, house = review_with(YES, YES)
    assignment = review.assignments.get(member=house.members[0])
    workflow.clear(
        assignment, by=house.members[0].user, conflict=True, statement="I hold shares in the maker."
    )

    assert progress_of(review).missing == ["One signature over the whole text."]
    assert agrees(review, house)
