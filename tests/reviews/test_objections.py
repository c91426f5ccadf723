"""What stands against an approval: objections, withdrawals, recusals, conflicts, removals for cause."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from articles.acting import acting
from articles.models import Role, User, Version
from reviews import workflow
from reviews.models import Answer, Assignment, Event, Review, SignOff, Voiding, Withdrawal
from reviews.verification import verify
from tests import factories
from tests.factories import House, ready_to_sign, sign

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


def opened(house: House) -> Review:
    review = Review.objects.select_related("version").get(version=factories.under_review(house))
    for member in house.members:
        ready_to_sign(review, member)
    return review


def objected(house: House) -> tuple[Review, SignOff]:
    """A review in which the first member objects and the others approve."""
    review = opened(house)
    objection = sign(review, house.members[0], verdict="request_changes")
    for member in house.members[1:]:
        sign(review, member)
    return review, objection


def test_objection_blocks_publication_whatever_the_quorum() -> None:
    house = factories.create_house(members=4)
    review, _ = objected(house)

    with pytest.raises(workflow.QuorumMissing, match="objection stands"):
        workflow.publish(review.version, by=house.editor)
    assert not review.version.approvals.exists()


def test_answer_lifts_the_block_and_raises_the_quorum_by_one() -> None:
    house = factories.create_house(members=3)
    review, objection = objected(house)

    workflow.answer_objection(objection, by=house.chief, text="The trial was repeated since.")

    with pytest.raises(workflow.QuorumMissing, match="quorum is 3 and 2 signed"):
        workflow.publish(review.version, by=house.editor)


def test_answered_objection_is_published_over_with_one_more_signature() -> None:
    house = factories.create_house(members=4)
    review, objection = objected(house)

    workflow.answer_objection(objection, by=house.chief, text="The trial was repeated since.")

    assert workflow.publish(review.version, by=house.editor).status == "approved"
    assert verify() == []


def test_objection_is_answered_once() -> None:
    house = factories.create_house()
    _, objection = objected(house)
    workflow.answer_objection(objection, by=house.chief, text="Repeated since.")

    with pytest.raises(workflow.Conflict):
        workflow.answer_objection(objection, by=house.chief, text="And again.")


def test_one_of_two_objections_is_answered_once() -> None:
    house = factories.create_house()
    review = opened(house)
    objections = [sign(review, member, verdict="request_changes") for member in house.members[:2]]
    workflow.answer_objection(objections[0], by=house.chief, text="Repeated since.")

    with pytest.raises(workflow.Conflict, match="answered or taken back already"):
        workflow.answer_objection(objections[0], by=house.chief, text="And again.")


def test_approval_is_no_objection_to_answer() -> None:
    house = factories.create_house()
    review, _ = objected(house)

    with pytest.raises(workflow.Conflict):
        workflow.answer_objection(review.signoffs.last(), by=house.chief, text="Thank you.")


def test_answer_needs_words() -> None:
    house = factories.create_house()
    _, objection = objected(house)

    with pytest.raises(workflow.Refused, match="with a reason"):
        workflow.answer_objection(objection, by=house.chief, text=" \n")


def test_objection_is_not_answered_by_an_editor() -> None:
    house = factories.create_house()
    _, objection = objected(house)

    with pytest.raises(PermissionDenied):
        workflow.answer_objection(objection, by=house.editor, text="I disagree.")


def test_member_who_objected_may_approve_later() -> None:
    house = factories.create_house()
    review, _ = objected(house)

    sign(review, house.members[0])

    assert workflow.publish(review.version, by=house.editor).status == "approved"


# Taken back.


def test_withdrawn_signature_counts_no_longer() -> None:
    house = factories.create_house(members=2)
    review = factories.signed(factories.under_review(house), house)

    workflow.withdraw_signoff(review, by=house.members[0].user, note="I read it again.")

    with pytest.raises(workflow.QuorumMissing, match="quorum is 2 and 1 signed"):
        workflow.publish(review.version, by=house.editor)


def test_withdrawal_is_a_new_row_and_the_signature_stays() -> None:
    house = factories.create_house()
    review = factories.signed(factories.under_review(house), house)

    workflow.withdraw_signoff(review, by=house.members[0].user, note="I read it again.")

    mine = review.signoffs.filter(member=house.members[0])
    assert list(mine.values_list("verdict", "statement")) == [
        ("approve", ""),
        ("withdrawn", "I read it again."),
    ]


def test_withdrawn_objection_blocks_no_longer() -> None:
    house = factories.create_house()
    review, _ = objected(house)

    workflow.withdraw_signoff(review, by=house.members[0].user)

    assert workflow.publish(review.version, by=house.editor).status == "approved"


def test_nothing_is_withdrawn_twice() -> None:
    house = factories.create_house()
    review = factories.signed(factories.under_review(house), house)
    workflow.withdraw_signoff(review, by=house.members[0].user)

    with pytest.raises(workflow.Conflict, match="no verdict here to withdraw"):
        workflow.withdraw_signoff(review, by=house.members[0].user)


@pytest.mark.parametrize("status", ["approved", "scheduled"])
def test_withdrawal_after_the_decision_is_kept_and_un_approves_nothing(status: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    review = Review.objects.select_related("version").get(version=version)

    workflow.withdraw_signoff(review, by=house.members[0].user, note="The dose is wrong.")

    assert Version.objects.get(pk=version.pk).status == status
    event = Event.objects.filter(version=version).latest("seq")
    assert (event.action, event.note, event.record_table) == (
        "withdraw_signoff",
        "withdrawn",
        "reviews_withdrawal",
    )
    assert Withdrawal.objects.get().statement == "The dose is wrong."
    assert verify() == []


def test_signature_is_withdrawn_by_no_one_who_did_not_sign() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    review = Review.objects.select_related("version").get(version=version)

    with pytest.raises(PermissionDenied):
        workflow.withdraw_signoff(review, by=house.members[2].user)


# Not taking part.


@pytest.mark.parametrize("verdict", ["approve", "request_changes"])
def test_recusal_is_final_in_its_review(verdict: str) -> None:
    house = factories.create_house()
    review = opened(house)
    sign(review, house.members[0], verdict="recuse")

    with pytest.raises(workflow.Refused, match="recused from this review"):
        sign(review, house.members[0], verdict=verdict)


def test_recusal_is_not_withdrawn() -> None:
    house = factories.create_house()
    review = opened(house)
    sign(review, house.members[0], verdict="recuse")

    with pytest.raises(workflow.Conflict):
        workflow.withdraw_signoff(review, by=house.members[0].user)


def test_conflict_of_interest_makes_signing_impossible() -> None:
    house = factories.create_house()
    review = opened(house)
    seat = review.assignments.get(member=house.members[0])

    workflow.clear(seat, by=house.members[0].user, conflict=True, statement="I chair the maker's board.")

    with pytest.raises(workflow.Refused, match="not cleared of a conflict"):
        sign(review, house.members[0])


def test_conflict_says_what_it_is() -> None:
    house = factories.create_house()
    seat = opened(house).assignments.get(member=house.members[0])

    with pytest.raises(workflow.Refused, match="Say what the conflict is"):
        workflow.clear(seat, by=house.members[0].user, conflict=True, statement=" ")


@pytest.mark.parametrize(("none", "statement"), [(False, " "), (True, "Fees from a maker.")])
def test_disclosure_is_explicit(none: bool, statement: str) -> None:
    house = factories.create_house()
    seat = opened(house).assignments.get(member=house.members[0])

    with pytest.raises(workflow.Refused, match="explicitly"):
        workflow.declare(seat, by=house.members[0].user, none_to_declare=none, statement=statement)


def test_invitation_is_declined_with_a_reason_and_a_day_to_ask_again() -> None:
    house = factories.create_house()
    review = Review.objects.get(version=factories.under_review(house))
    seat, day = review.assignments.get(member=house.members[0]), review.opened_at.date()

    seat = workflow.decline_invitation(
        seat, by=house.members[0].user, reason="not_now", note="In May.", ask_again_on=day
    )

    assert (seat.status, seat.decline_reason, seat.decline_note) == ("declined", "not_now", "In May.")
    assert seat.ask_again_on == day


def test_reason_beyond_the_list_is_refused() -> None:
    house = factories.create_house()
    seat = opened(house).assignments.get(member=house.members[0])

    with pytest.raises(workflow.Refused, match="reason from the list"):
        workflow.decline_invitation(seat, by=house.members[0].user, reason="")


def test_member_who_signed_does_not_slip_out_by_declining() -> None:
    house = factories.create_house()
    review = opened(house)
    sign(review, house.members[0], verdict="request_changes")
    seat = review.assignments.get(member=house.members[0])

    with pytest.raises(workflow.Conflict, match="withdraw that, or recuse"):
        workflow.decline_invitation(seat, by=house.members[0].user, reason="time")


def test_member_who_declined_is_asked_again_and_may_accept() -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    seat = Review.objects.get(version=version).assignments.get(member=house.members[0])
    workflow.decline_invitation(seat, by=house.members[0].user, reason="time", note="Not this week.")

    workflow.invite(version, by=house.editor, members=[house.members[0]])

    seat = Assignment.objects.get(pk=seat.pk)
    assert (seat.status, seat.decline_reason, seat.decline_note) == ("invited", "", "")
    assert workflow.accept(seat, by=house.members[0].user).status == "accepted"


def test_member_who_is_in_already_is_not_asked_twice() -> None:
    house = factories.create_house()
    version = factories.under_review(house)

    with pytest.raises(workflow.Refused, match="in this review already"):
        workflow.invite(version, by=house.editor, members=house.members)


# Removed for cause.


def test_removal_voids_the_signatures_of_open_reviews() -> None:
    house = factories.create_house(members=2)
    review = factories.signed(factories.under_review(house), house)

    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")

    assert Voiding.objects.get().signoff.member == house.members[0]
    with pytest.raises(workflow.QuorumMissing, match="quorum is 2 and 1 signed"):
        workflow.publish(review.version, by=house.editor)
    assert verify() == []


def test_removal_voids_what_was_decided_and_un_approves_nothing() -> None:
    house = factories.create_house()
    version = factories.approved(house)

    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")

    assert Voiding.objects.get().after_decision
    assert Version.objects.get(pk=version.pk).status == "approved"
    assert verify() == []


def test_removal_states_its_cause_and_happens_once() -> None:
    house = factories.create_house()
    with pytest.raises(workflow.Refused, match="states the cause"):
        workflow.remove_member(house.members[0], by=house.chief, reason=" ")
    workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")

    with pytest.raises(workflow.Refused, match="removed already"):
        workflow.remove_member(house.members[0], by=house.chief, reason="Undeclared fees.")


# The next round.


def resubmitted(version: Version, house: House) -> Version:
    return workflow.submit(version.article.versions.latest("number"), by=house.author)


def test_resubmission_goes_back_to_those_who_took_part() -> None:
    house = factories.create_house(members=5)
    review = Review.objects.select_related("version__article").get(version=factories.under_review(house))
    seats = {member: review.assignments.get(member=member) for member in house.members}
    first, declined, recused, conflicted, last = house.members
    workflow.decline_invitation(seats[declined], by=declined.user, reason="time")
    for member in (first, recused, conflicted, last):
        ready_to_sign(review, member)
    sign(review, first, verdict="request_changes")
    sign(review, recused, verdict="recuse")
    workflow.clear(seats[conflicted], by=conflicted.user, conflict=True, statement="Fees.")
    workflow.return_to_author(review.version, by=house.editor, note="Please add the trial.")

    again = workflow.start_review(resubmitted(review.version, house), by=house.editor)

    asked = Assignment.objects.filter(review__version=again).order_by("pk")
    assert [seat.member for seat in asked] == [first, last]


def test_resubmission_does_not_go_to_a_member_whose_term_ended(guard_clock) -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    workflow.appoint(house.members[0].user, by=house.chief, term_ends=guard_clock.move(days=0).date())
    workflow.return_to_author(version, by=house.editor, note="Shorter, please.")
    guard_clock.move(days=2)

    again = workflow.start_review(resubmitted(version, house), by=house.editor)

    asked = Assignment.objects.filter(review__version=again).order_by("pk")
    assert [seat.member for seat in asked] == house.members[1:]


def test_first_review_needs_members() -> None:
    house = factories.create_house()

    with pytest.raises(workflow.Refused, match="Choose the board members"):
        workflow.start_review(factories.submitted(house), by=house.editor)


def test_review_keeps_the_policy_that_it_began_with() -> None:
    house = factories.create_house(quorum=2)
    review = factories.signed(factories.under_review(house), house)

    workflow.set_policy(house.topic, "standard", by=house.chief, quorum=3)

    assert workflow.publish(review.version, by=house.editor).status == "approved"


def test_review_without_a_policy_is_refused() -> None:
    house = factories.create_house()
    draft = factories.create_draft(house, risk="high")
    version = workflow.submit(draft, by=house.author)

    with pytest.raises(workflow.QuorumMissing, match="no policy"):
        workflow.start_review(version, by=house.editor, members=house.members)


def chief_who_wrote(house: House) -> tuple[User, SignOff]:
    draft = factories.create_draft(house)
    factories.edited(draft, by=house.chief, bodies="<p>Rest it, and cool it.</p>")
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    review = Review.objects.get(version=version)
    ready_to_sign(review, house.members[0])
    return house.chief, sign(review, house.members[0], verdict="request_changes")


def chief_who_signed(house: House) -> tuple[User, SignOff]:
    _, objection = objected(house)
    factories.grant(house.members[1].user, Role.CHIEF)
    return house.members[1].user, objection


def chief_who_objected(house: House) -> tuple[User, SignOff]:
    _, objection = objected(house)
    factories.grant(house.members[0].user, Role.CHIEF)
    return house.members[0].user, objection


@pytest.mark.parametrize("case", [chief_who_wrote, chief_who_signed, chief_who_objected])
def test_nobody_answers_an_objection_to_what_they_wrote_or_signed(
    case: Callable[[House], tuple[User, SignOff]],
) -> None:
    by, objection = case(factories.create_house())

    with pytest.raises(PermissionDenied):
        workflow.answer_objection(objection, by=by, text="It is right.")
    with pytest.raises(DatabaseError, match="neither wrote the text nor signed"), acting(by):
        Answer.objects.create(signoff=objection, answered_by=by, text="It is right.")


def test_another_chief_answers_what_a_chief_wrote() -> None:
    house = factories.create_house()
    _, objection = chief_who_wrote(house)
    other = factories.create_granted("other", Role.CHIEF)

    assert workflow.answer_objection(objection, by=other, text="It was checked.").answered_by == other
