"""G3: an approval takes the quorum of its review, on the digest of the rows as they are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from articles.models import Version
from reviews import workflow
from reviews.models import Assignment, BoardMember, Policy, Review, SignOff
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import approve, attempt, copied, publish, refused, sign, write_event


def _sign(review: Review, *members: BoardMember, verdict: str = "approve", scope: str = "whole") -> None:
    for member in members:
        with attempt(member.user) as cursor:
            sign(cursor, review, member, verdict=verdict, scope=scope)


def _refuse(house: House, review: Review) -> None:
    with refused("IM004", by=house.editor) as cursor:
        approve(cursor, review)


def _status(review: Review) -> str:
    return Version.objects.get(pk=review.version_id).status


def test_two_signatures_make_the_quorum_of_two(house: House, review: Review) -> None:
    _sign(review, *house.members[:2])

    with attempt(house.editor) as cursor:
        publish(cursor, review)

    assert _status(review) == "approved"


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_signatures_make_none(house: House, review: Review, count: int) -> None:
    _sign(review, *house.members[:count])

    _refuse(house, review)


def test_a_signature_of_somebody_who_wrote_it_counts_for_nothing(house: House, review: Review) -> None:
    """Were it there: the guard of signatures does not let it in."""
    _sign(review, *house.members[:2])
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "INSERT INTO articles_contributor (version_id, user_id) VALUES (%s, %s)",
            [review.version_id, house.members[0].user_id],
        )

    _refuse(house, review)


def test_one_member_signs_for_one(house: House, review: Review) -> None:
    _sign(review, house.members[0], house.members[0])

    _refuse(house, review)


@pytest.mark.parametrize("scope", ["doses", "section", "doses section"])
def test_a_signature_of_a_part_is_none_of_the_whole(house: House, review: Review, scope: str) -> None:
    key = str(review.version.sections.all()[0].key)
    _sign(review, house.members[0])
    _sign(review, house.members[1], scope=scope.replace("section", key))

    _refuse(house, review)


@pytest.mark.parametrize("verdict", ["request_changes", "recuse", "withdrawn"])
def test_the_last_word_of_a_member_counts(house: House, review: Review, verdict: str) -> None:
    _sign(review, *house.members[:2])
    _sign(review, house.members[1], verdict=verdict)

    _refuse(house, review)


def test_a_number_chosen_by_hand_makes_no_last_word(house: House, review: Review) -> None:
    """The highest number is the last word, so nobody chooses it."""
    _sign(review, house.members[0])
    with attempt(house.members[1].user) as cursor:
        sign(cursor, review, house.members[1], number=10**12)
    _sign(review, house.members[1], verdict="withdrawn")

    _refuse(house, review)


def test_an_objection_stands_against_any_number(house: House, review: Review) -> None:
    _sign(review, *house.members[:2])
    _sign(review, house.members[2], verdict="request_changes")

    _refuse(house, review)


def test_an_answer_to_an_objection_raises_the_quorum(house: House, review: Review) -> None:
    _sign(review, house.members[0])
    _sign(review, house.members[2], verdict="request_changes")
    _answer(house, review)
    _sign(review, house.members[1])

    _refuse(house, review)


def test_a_new_objection_needs_a_new_answer(house: House) -> None:
    review = _review_of(house, members=5)
    _sign(review, *_members(review)[:3])
    _sign(review, _members(review)[4], verdict="request_changes")
    _answer(house, review)
    _sign(review, _members(review)[4], verdict="request_changes")

    _refuse(house, review)


def test_an_objection_is_answered_once(house: House, review: Review) -> None:
    _sign(review, house.members[2], verdict="request_changes")
    _answer(house, review)

    with refused("23505", by=house.chief) as cursor:
        _insert_answer(cursor, SignOff.objects.get(review=review).pk)


def test_signatures_of_another_round_count_for_nothing(house: House, review: Review) -> None:
    _sign(review, *house.members[:2])
    workflow.return_to_author(review.version, by=house.editor, note="Again.")
    following = Version.objects.get(article=review.version.article, status="draft")
    workflow.start_review(workflow.submit(following, by=house.author), by=house.editor, members=house.members)

    _refuse(house, Review.objects.get(version=following))


def test_an_approval_is_of_the_version_of_its_review(house: House, signed: Review) -> None:
    other = factories.under_review(house)
    with refused("IM004", by=house.editor) as cursor:
        approve(cursor, signed, version=other.pk, digest=other.digest)


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_an_approval_is_of_the_text_as_it_stands(house: House, signed: Review, digest: str) -> None:
    with refused("IM004", by=house.editor) as cursor:
        approve(cursor, signed, digest=digest)


def test_the_digest_is_computed_from_the_rows_and_not_read(house: House, review: Review) -> None:
    """Even when a superuser has changed the text behind the recorded digest."""
    _sign(review, *house.members[:2])
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE articles_section SET body = 'x' WHERE version_id = %s", [review.version_id])

    _refuse(house, review)


@pytest.mark.parametrize("kind", ["editorial", "reaffirm"])
def test_an_approval_is_of_the_kind_of_its_review(house: House, signed: Review, kind: str) -> None:
    with refused("IM004", by=house.editor) as cursor:
        approve(cursor, signed, kind=kind)


def test_nobody_is_named_and_nothing_is_approved(house: House, signed: Review) -> None:
    with refused("IM002") as cursor:
        approve(cursor, signed)


def test_an_approval_without_its_event_is_found_at_commit(house: House, signed: Review) -> None:
    with refused("IM003", by=house.editor) as cursor:
        approve(cursor, signed)


def test_an_approval_is_not_kept_for_later(house: House, signed: Review) -> None:
    with refused("IM003", by=house.editor) as cursor:
        number = approve(cursor, signed)
        write_event(cursor, signed.version, record=("reviews_approval", number))


def test_a_review_has_one_approval(house: House, signed: Review) -> None:
    with refused("IM004", by=house.editor) as cursor:
        publish(cursor, signed)
        approve(cursor, signed)


def test_a_policy_changed_during_a_review_does_not_reach_it(house: House, review: Review) -> None:
    _sign(review, house.members[0])
    with attempt(house.chief):
        Policy.objects.update(quorum=1)

    _refuse(house, review)
    with attempt(house.chief):
        Policy.objects.update(quorum=2)


def test_required_scopes_and_specialties_are_asked_for(house: House) -> None:
    with attempt(house.chief):
        Policy.objects.update(required_scopes=["doses"], required_specialties=["nephrology"])
    review = _review_of(house, members=3)
    with attempt(house.chief):
        Policy.objects.update(required_scopes=[], required_specialties=[])
    _sign(review, *_members(review)[:2])

    _refuse(house, review)
    _sign(review, _members(review)[0], scope="whole doses")
    _refuse(house, review)


def test_a_specialty_taken_on_after_signing_completes_nothing(house: House) -> None:
    with attempt(house.chief):
        Policy.objects.update(required_specialties=["nephrology"])
    review = _review_of(house, members=2)
    with attempt(house.chief):
        Policy.objects.update(required_specialties=[])
    _sign(review, *_members(review))
    with attempt(house.chief):
        BoardMember.objects.filter(pk=_members(review)[0].pk).update(specialties=["nephrology"])

    _refuse(house, review)


def test_a_conflict_stated_after_signing_takes_the_signature_out(house: House, review: Review) -> None:
    _sign(review, *house.members[:2])
    assignment = Assignment.objects.get(review=review, member=house.members[0])

    workflow.clear(assignment, by=house.members[0].user, conflict=True, statement="My sister makes it.")

    _refuse(house, review)


def test_a_conflict_stated_by_an_objector_leaves_the_objection(house: House, review: Review) -> None:
    _sign(review, *house.members[:2])
    _sign(review, house.members[2], verdict="request_changes")
    assignment = Assignment.objects.get(review=review, member=house.members[2])

    workflow.clear(assignment, by=house.members[2].user, conflict=True, statement="My sister makes it.")

    _refuse(house, review)


def test_a_removal_for_cause_voids_what_was_signed(house: House) -> None:
    review = _review_of(house, members=2)
    _sign(review, *_members(review))

    workflow.remove_member(_members(review)[0], by=house.chief, reason="Undeclared interests.")

    _refuse(house, review)


def test_a_temporary_table_in_the_place_of_the_signatures_counts_for_nothing(
    house: House, untouched: Review
) -> None:
    """A login that may make temporary tables is not the app's; the guards would not look at them."""
    app = databases.login("app", database_name())
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute(f'GRANT TEMPORARY ON DATABASE "{app.name}" TO {app.user}')
    try:
        with refused("IM004", by=house.editor) as cursor:
            for table in ("reviews_signoff", "reviews_review", "articles_version", "reviews_boardmember"):
                cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS SELECT * FROM public.{table}")
            cursor.execute(
                "INSERT INTO reviews_signoff (review_id, member_id, verdict, scope, digest)"
                " SELECT %s, id, 'approve', 'whole', %s FROM reviews_boardmember",
                [untouched.pk, untouched.digest],
            )
            cursor.execute("UPDATE reviews_review SET quorum = 1")
            cursor.execute(
                "INSERT INTO public.reviews_approval (review_id, version_id, digest, kind)"
                " VALUES (%s, %s, %s, 'full')",
                [untouched.pk, untouched.version_id, untouched.digest],
            )
    finally:
        with databases.superuser_connection(database_name()) as superuser:
            superuser.execute(f'REVOKE TEMPORARY ON DATABASE "{app.name}" FROM {app.user}')


def test_contributions_to_a_later_version_take_nothing_from_a_reaffirmation(house: House) -> None:
    version = factories.approved(house)
    review = workflow.reaffirm(version, by=house.editor, members=house.members)
    for member in house.members:
        factories.ready_to_sign(review, member)
    _sign(review, *house.members[:2])

    with attempt(house.members[0].user) as cursor:
        number = copied(cursor, version, author=house.author)
        cursor.execute("UPDATE articles_version SET title = 'Other' WHERE id = %s", [number])
        cursor.execute(
            "INSERT INTO articles_section (version_id, key, position, level, heading, body, plain_body)"
            " VALUES (%s, gen_random_uuid(), 1, 2, 'New', '<p>New.</p>', '')",
            [number],
        )
    with attempt(house.editor) as cursor:
        approval = approve(cursor, review)
        write_event(cursor, version, action="reaffirmed", record=("reviews_approval", approval))

    assert version.approvals.count() == 2


def _members(review: Review) -> Sequence[BoardMember]:
    return list(BoardMember.objects.filter(assignments__review=review).order_by("pk"))


def _review_of(house: House, *, members: int) -> Review:
    """A review with members of its own, who are ready to sign."""
    own = [factories.create_member(f"m{uuid4().hex[:8]}", by=house.chief) for _ in range(members)]
    version = workflow.start_review(factories.submitted(house), by=house.editor, members=own)
    review = Review.objects.get(version=version)
    for member in own:
        factories.ready_to_sign(review, member)
    return review


def _insert_answer(cursor: CursorWrapper, signoff: int) -> None:
    cursor.execute("INSERT INTO reviews_answer (signoff_id, text) VALUES (%s, 'It was checked.')", [signoff])


def _answer(house: House, review: Review) -> None:
    last = SignOff.objects.filter(review=review, verdict="request_changes").order_by("-pk")[0]
    with attempt(house.chief) as cursor:
        _insert_answer(cursor, last.pk)
