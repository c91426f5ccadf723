"""Who signs, when, and for whom, as the database sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from articles import clock
from articles.models import User
from reviews import workflow
from reviews.models import Assignment, BoardMember, Disclosure, Review, SignOff
from tests import factories
from tests.factories import House
from tests.guards.arena import approve, attempt, refused, sign


def _assignment(review: Review, member: BoardMember) -> Assignment:
    return Assignment.objects.get(review=review, member=member)


def _own_member(house: House, review: Review) -> BoardMember:
    """A further member, invited to the review."""
    member = factories.create_member(f"m{uuid4().hex[:8]}", by=house.chief)
    workflow.invite(review.version, by=house.editor, members=[member])
    return member


def _refuse(review: Review, member: BoardMember, code: str = "IM005", **said: str) -> None:
    with refused(code, by=member.user) as cursor:
        sign(cursor, review, member, **said)  # type: ignore[arg-type]


def test_nobody_signs_for_somebody_else(house: House, untouched: Review) -> None:
    for user in (house.members[1].user, house.chief, house.author):
        with refused("IM005", by=user) as cursor:
            sign(cursor, untouched, house.members[0])


def test_nobody_signs_without_a_name(house: House, untouched: Review) -> None:
    with refused("IM002") as cursor:
        sign(cursor, untouched, house.members[0])


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_another_text_is_not_signed(house: House, untouched: Review, digest: str) -> None:
    _refuse(untouched, house.members[0], digest=digest)


NOBODYS_SECTION = "0d3b7c1e-6c1f-4b53-9d1c-5f0a2b9c7e44"


@pytest.mark.parametrize("scope", ["", " ", "everything", "whole  doses", "WHOLE", NOBODYS_SECTION])
def test_a_part_that_is_none_is_not_signed(house: House, untouched: Review, scope: str) -> None:
    _refuse(untouched, house.members[0], scope=scope)


def test_a_verdict_that_nobody_knows_is_none(house: House, untouched: Review) -> None:
    _refuse(untouched, house.members[0], "23514", verdict="approved")


def test_a_proof_is_used_once(house: House, review: Review) -> None:
    with attempt(house.members[0].user) as cursor:
        sign(cursor, review, house.members[0])
    proof = SignOff.objects.get(review=review).proof

    with refused("23505", by=house.members[0].user) as cursor:
        cursor.execute(
            "INSERT INTO reviews_signoff (review_id, member_id, verdict, scope, meaning, statement, digest,"
            " method, proof) VALUES (%s, %s, 'approve', 'whole', 'Read.', '', %s, 'password', %s)",
            [review.pk, house.members[0].pk, review.digest, proof],
        )


@pytest.mark.parametrize(("column", "said"), [("method", ""), ("meaning", "")])
def test_a_signature_says_how_and_what_it_means(
    house: House, untouched: Review, column: str, said: str
) -> None:
    with refused("23514" if column == "method" else "IM005", by=house.members[0].user) as cursor:
        cursor.execute(
            "INSERT INTO reviews_signoff (review_id, member_id, verdict, scope, statement, digest, proof,"
            " method, meaning) VALUES (%s, %s, 'approve', 'whole', '', %s, %s, %s, %s)",
            [
                untouched.pk,
                house.members[0].pk,
                untouched.digest,
                uuid4(),
                said if column == "method" else "password",
                said if column == "meaning" else "Read.",
            ],
        )


def test_what_is_printed_is_copied_by_the_database(house: House, review: Review) -> None:
    with attempt(house.members[0].user) as cursor:
        cursor.execute(
            "INSERT INTO reviews_signoff (review_id, member_id, verdict, scope, meaning, statement, digest,"
            " method, proof, printed_name, credentials, specialties, at)"
            " VALUES (%s, %s, 'approve', 'whole', 'Read.', '', %s, 'password', %s,"
            " 'Dr Famous', 'Nobel', '{everything}', '2001-01-01')",
            [review.pk, house.members[0].pk, review.digest, uuid4()],
        )

    row = SignOff.objects.get(review=review)
    assert (row.printed_name, row.credentials) == ("Dr Reviewer1", "MD")
    assert row.specialties == ["rheumatology"]
    assert row.at.year > 2001


def test_a_closed_review_is_not_signed(house: House, review: Review) -> None:
    workflow.return_to_author(review.version, by=house.editor, note="Again.")

    _refuse(review, house.members[0])


def test_a_decided_review_is_not_signed(house: House, review: Review) -> None:
    for member in house.members[:2]:
        with attempt(member.user) as cursor:
            sign(cursor, review, member)
    workflow.publish(review.version, by=house.editor)

    _refuse(review, house.members[2])
    _refuse(review, house.members[0], verdict="withdrawn")


def test_a_review_of_what_is_not_yet_before_the_board_is_not_signed(house: House) -> None:
    """A review row alone, without the move, opens nothing."""
    version = factories.submitted(house)

    with refused("IM005", by=house.editor) as cursor:
        cursor.execute(
            "INSERT INTO reviews_review (version_id, kind, quorum, required_scopes, required_specialties,"
            " review_months, round, digest, opened_by_id, outcome, letter)"
            " VALUES (%s, 'full', 1, '{}', '{}', 1, 1, '', 1, '', '') RETURNING id",
            [version.pk],
        )
        review = Review.objects.get(pk=cursor.fetchone()[0])
        cursor.execute("SELECT set_config('imprimatur.actor', %s, true)", [str(house.members[0].user_id)])
        sign(cursor, review, house.members[0])


STANDINGS: dict[str, Callable[[BoardMember], object]] = {
    "not accepted": lambda member: None,
    "before the term": lambda member: _change(member, term_starts=clock.today() + timedelta(days=1)),
    "after the term": lambda member: _change(
        member,
        term_starts=clock.today() - timedelta(days=9),
        term_ends=clock.today() - timedelta(days=1),
    ),
    "closed account": lambda member: User.objects.filter(pk=member.user_id).update(is_active=False),
}


def _change(member: BoardMember, **fields: object) -> None:
    BoardMember.objects.filter(pk=member.pk).update(**fields)


@pytest.mark.parametrize("standing", STANDINGS)
def test_who_is_not_in_office_signs_nothing(house: House, untouched: Review, standing: str) -> None:
    member = _own_member(house, untouched)
    if standing != "not accepted":
        factories.ready_to_sign(untouched, member)
    with attempt(house.chief):
        STANDINGS[standing](member)

    code = "IM002" if standing == "closed account" else "IM005"
    for verdict in ("approve", "request_changes", "recuse"):
        _refuse(untouched, member, code, verdict=verdict)


def test_a_removed_member_signs_nothing(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)
    factories.ready_to_sign(untouched, member)
    workflow.remove_member(member, by=house.chief, reason="Undeclared interests.")

    _refuse(untouched, member)


def test_a_recused_member_signs_nothing_more(house: House, review: Review) -> None:
    member = house.members[0]
    with attempt(member.user) as cursor:
        sign(cursor, review, member, verdict="recuse")

    for verdict in ("approve", "request_changes", "withdrawn"):
        _refuse(review, member, verdict=verdict)


def test_who_disclosed_nothing_does_not_sign(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)
    assignment = workflow.accept(_assignment(untouched, member), by=member.user)
    workflow.clear(assignment, by=member.user)

    _refuse(untouched, member)


def test_an_expired_disclosure_counts_for_nothing(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)
    factories.ready_to_sign(untouched, member)
    with attempt(member.user) as cursor:
        _disclose(cursor, member, days=-1)

    _refuse(untouched, member)


def test_a_disclosure_with_a_number_of_its_own_is_not_the_newest(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)
    factories.ready_to_sign(untouched, member)
    with attempt(member.user) as cursor:
        _disclose(cursor, member, days=300, number=10**12)
        _disclose(cursor, member, days=-1)

    _refuse(untouched, member)


def _disclose(cursor: CursorWrapper, member: BoardMember, *, days: int, number: int | None = None) -> None:
    column, value = ("id, ", f"{number}, ") if number else ("", "")
    cursor.execute(
        f"INSERT INTO reviews_disclosure ({column}member_id, none_to_declare, statement, expires_on)"
        f" VALUES ({value}%s, true, '', current_date + %s)",
        [member.pk, days],
    )


def test_nobody_discloses_for_somebody_else(house: House) -> None:
    for user in (house.chief, house.members[1].user):
        with refused("IM005", by=user) as cursor:
            _disclose(cursor, house.members[0], days=9)


def test_an_empty_disclosure_is_none(house: House) -> None:
    with refused("23514", by=house.members[0].user):
        Disclosure.objects.create(
            member=house.members[0], none_to_declare=False, statement="", expires_on="2099-01-01"
        )


def test_without_a_clearance_nobody_signs(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)
    assignment = workflow.accept(_assignment(untouched, member), by=member.user)
    workflow.declare(assignment, by=member.user, none_to_declare=True)

    _refuse(untouched, member)


def test_a_conflict_makes_signing_impossible(house: House, review: Review) -> None:
    member = house.members[0]
    workflow.clear(_assignment(review, member), by=member.user, conflict=True, statement="Shares.")

    _refuse(review, member)


def test_nobody_clears_for_somebody_else(house: House, untouched: Review) -> None:
    with refused("IM005", by=house.editor) as cursor:
        cursor.execute(
            "INSERT INTO reviews_clearance (assignment_id, conflict, statement) VALUES (%s, false, '')",
            [_assignment(untouched, house.members[0]).pk],
        )


@pytest.mark.parametrize("column", ["review_id", "member_id"])
def test_an_assignment_with_its_clearance_is_not_moved(house: House, untouched: Review, column: str) -> None:
    other = Review.objects.get(version=factories.under_review(house))
    value = other.pk if column == "review_id" else house.members[1].pk

    with refused("IM005", by=house.editor) as cursor:
        cursor.execute(
            f"UPDATE reviews_assignment SET {column} = %s WHERE id = %s",
            [value, _assignment(untouched, house.members[0]).pk],
        )


def test_nobody_accepts_for_somebody_else(house: House, untouched: Review) -> None:
    member = _own_member(house, untouched)

    for user in (house.editor, house.members[0].user):
        with refused("IM005", by=user):
            Assignment.objects.filter(review=untouched, member=member).update(status="accepted")


def test_an_assignment_begins_as_an_invitation(house: House, untouched: Review) -> None:
    member = factories.create_member(f"m{uuid4().hex[:8]}", by=house.chief)

    with refused("IM005", by=house.editor):
        Assignment.objects.create(
            review=untouched,
            member=member,
            status="accepted",
            invited_at=clock.now(),
            invited_by=house.editor,
        )


def test_nobody_is_named_and_nobody_is_assigned(house: House, untouched: Review) -> None:
    with refused("IM002"):
        Assignment.objects.filter(review=untouched).update(decline_note="x")


def test_a_member_stays_the_same_person(house: House) -> None:
    for column in ("id", "user_id"):
        with refused("IM005", by=house.chief) as cursor:
            cursor.execute(
                f"UPDATE reviews_boardmember SET {column} = {column} + 1000000 WHERE id = %s",
                [house.members[0].pk],
            )


def _objection(house: House, review: Review) -> SignOff:
    with attempt(house.members[0].user) as cursor:
        number = sign(cursor, review, house.members[0], verdict="request_changes")
    return SignOff.objects.get(pk=number)


def _answer_as(user: User, signoff: SignOff, code: str = "IM005") -> None:
    with refused(code, by=user) as cursor:
        cursor.execute(
            "INSERT INTO reviews_answer (signoff_id, text) VALUES (%s, 'It was checked.')", [signoff.pk]
        )


def test_only_a_chief_answers_an_objection(house: House, review: Review) -> None:
    objection = _objection(house, review)

    for user in (house.editor, house.author, house.members[0].user):
        _answer_as(user, objection)


def test_a_chief_of_another_topic_answers_none(house: House, review: Review) -> None:
    topic = factories.create_topic(f"t{uuid4().hex[:8]}", by=house.chief)
    other = factories.create_granted(f"u{uuid4().hex[:8]}", "chief", topic=topic)  # type: ignore[arg-type]

    _answer_as(other, _objection(house, review))


def test_a_chief_whose_account_is_closed_answers_none(house: House, review: Review) -> None:
    former = factories.create_granted(f"u{uuid4().hex[:8]}", "chief")  # type: ignore[arg-type]
    User.objects.filter(pk=former.pk).update(is_active=False)

    _answer_as(former, _objection(house, review), "IM002")


def test_an_approving_signature_is_not_answered(house: House, review: Review) -> None:
    with attempt(house.members[0].user) as cursor:
        number = sign(cursor, review, house.members[0])

    _answer_as(house.chief, SignOff.objects.get(pk=number))


def test_only_a_chief_removes_a_member(house: House) -> None:
    for user in (house.editor, house.members[0].user):
        with refused("IM005", by=user) as cursor:
            cursor.execute(
                "INSERT INTO reviews_removal (member_id, reason) VALUES (%s, 'x')", [house.members[1].pk]
            )


def test_a_signature_outlives_the_term_in_which_it_was_given(house: House, review: Review) -> None:
    member = _own_member(house, review)
    factories.ready_to_sign(review, member)
    for one in (member, house.members[0]):
        with attempt(one.user) as cursor:
            sign(cursor, review, one)
    with attempt(house.chief):
        _change(member, term_ends=clock.today() - timedelta(days=1))

    with refused("IM003", by=house.editor) as cursor:  # the quorum is met; only the event is missing
        approve(cursor, review)
