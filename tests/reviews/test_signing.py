"""A signature: proved in that request, bound to person and text, spent once; authority at that moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from articles import clock, editing
from articles.models import User
from reviews import reauthentication, workflow
from reviews.models import Review, SignOff
from reviews.reauthentication import NotTheSigner, Reauthentication
from tests import factories
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)


def opened(house: House) -> Review:
    """An open review whose members have accepted, declared and cleared."""
    review = Review.objects.select_related("version").get(version=factories.under_review(house))
    for member in house.members:
        factories.ready_to_sign(review, member)
    return review


def proof(user: User, digest: str) -> Reauthentication:
    return Reauthentication.by_password(user, PASSWORD, digest=digest)


def sign(review: Review, by: User, given: Reauthentication, **fields: str) -> SignOff:
    said = {"verdict": "approve", "digest": review.digest, **fields}
    return workflow.sign_off(review, by=by, proof=given, **said)


def test_signature_holds_name_credentials_time_meaning_and_digest() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    given = proof(signer, review.digest)

    signoff = sign(review, signer, given, statement="  Well argued.  ")

    assert (signoff.printed_name, signoff.credentials) == ("Dr Reviewer1", "MD")
    assert (signoff.digest, signoff.method, signoff.proof) == (review.digest, "password", given.number)
    assert signoff.meaning == "I have read this text and approve it as a reviewer."
    assert signoff.statement == "Well argued."
    assert abs(clock.now() - signoff.at) < timedelta(minutes=1)


def test_proof_cannot_be_made_by_hand() -> None:
    user = factories.create_user()

    with pytest.raises(TypeError):
        Reauthentication(object(), user=user, digest="d", method="password")


def test_wrong_password_proves_nothing() -> None:
    user = factories.create_user()

    with pytest.raises(NotTheSigner, match="not your password"):
        Reauthentication.by_password(user, "wrong", digest="d")


def test_closed_account_proves_nothing() -> None:
    user = factories.create_user()
    User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(NotTheSigner):
        Reauthentication.by_password(user, PASSWORD, digest="d")


def test_password_changed_since_the_user_was_loaded_is_the_one_that_counts() -> None:
    user = factories.create_user()
    changed = User.objects.get(pk=user.pk)
    changed.set_password("another one")
    changed.save()

    with pytest.raises(NotTheSigner):
        Reauthentication.by_password(user, PASSWORD, digest="d")


def test_proof_of_another_person_does_not_sign() -> None:
    house = factories.create_house()
    review = opened(house)
    given = proof(house.members[1].user, review.digest)

    with pytest.raises(NotTheSigner, match="Nobody signs for somebody else"):
        sign(review, house.members[0].user, given)
    assert not review.signoffs.exists()


def test_proof_for_another_text_does_not_sign() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user

    with pytest.raises(NotTheSigner, match="text has changed"):
        sign(review, signer, proof(signer, "0" * 64))
    assert not review.signoffs.exists()


def test_digest_that_was_not_on_the_screen_does_not_sign() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user

    with pytest.raises(workflow.Refused, match="not the one that was on the screen"):
        sign(review, signer, proof(signer, "0" * 64), digest="0" * 64)
    assert not review.signoffs.exists()


def test_proof_signs_once() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    given = proof(signer, review.digest)
    sign(review, signer, given)

    with pytest.raises(NotTheSigner, match="used already"):
        sign(review, signer, given, verdict="request_changes")
    assert review.signoffs.count() == 1


def test_proof_is_spent_by_an_attempt_that_was_refused() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    given = proof(signer, review.digest)
    with pytest.raises(NotTheSigner):
        sign(review, house.members[1].user, given)

    with pytest.raises(NotTheSigner, match="used already"):
        sign(review, signer, given)


@pytest.mark.parametrize(("seconds", "good"), [(119, True), (121, False)])
def test_proof_is_good_for_two_minutes(seconds: int, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    user = factories.create_user()
    given = proof(user, "d")
    later = reauthentication.monotonic() + seconds
    monkeypatch.setattr(reauthentication, "monotonic", lambda: later)

    if good:
        given.use(user, "d")
    else:
        with pytest.raises(NotTheSigner, match="too long"):
            given.use(user, "d")


@pytest.mark.parametrize("verdict", ["withdrawn", "", "perhaps"])
def test_verdict_beyond_the_list_is_refused(verdict: str) -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user

    with pytest.raises(workflow.Refused, match="Choose what you sign"):
        sign(review, signer, proof(signer, review.digest), verdict=verdict)


def test_scope_that_is_no_section_is_refused() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user

    with pytest.raises(workflow.Refused, match="no section of this text"):
        sign(review, signer, proof(signer, review.digest), scope="introduction")


def test_empty_scope_is_refused() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user

    with pytest.raises(workflow.Refused, match="says what it covers"):
        sign(review, signer, proof(signer, review.digest), scope="  ")


def test_sections_may_be_signed_for_one_by_one() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    key = str(review.version.sections.get().key)

    assert sign(review, signer, proof(signer, review.digest), scope=f"doses  {key}").scope == f"doses {key}"


def test_same_signature_again_is_a_conflict_and_another_scope_is_not() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    sign(review, signer, proof(signer, review.digest))

    with pytest.raises(workflow.Conflict, match="just this already"):
        sign(review, signer, proof(signer, review.digest))
    sign(review, signer, proof(signer, review.digest), scope="whole doses")


def test_signature_after_the_decision_is_told_so() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    review, signer = Review.objects.select_related("version").get(version=version), house.members[2].user

    with pytest.raises(workflow.Conflict, match="closed in the meantime"):
        sign(review, signer, proof(signer, review.digest))


def test_signature_on_a_recalled_version_says_where_it_stands() -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    workflow.recall(review.version, by=house.author)

    with pytest.raises(workflow.Conflict, match="version 1 is now returned"):
        sign(review, signer, proof(signer, review.digest))


# Authority at that moment.


def test_member_who_has_not_accepted_cannot_sign() -> None:
    house = factories.create_house()
    review = Review.objects.select_related("version").get(version=factories.under_review(house))
    signer = house.members[0].user

    with pytest.raises(workflow.Refused, match="has not accepted"):
        sign(review, signer, proof(signer, review.digest))


def test_member_without_a_disclosure_cannot_sign() -> None:
    house = factories.create_house()
    review = Review.objects.select_related("version").get(version=factories.under_review(house))
    seat, signer = review.assignments.get(member=house.members[0]), house.members[0].user
    workflow.clear(workflow.accept(seat, by=signer), by=signer)

    with pytest.raises(workflow.Refused, match="no disclosure in force"):
        sign(review, signer, proof(signer, review.digest))


def test_member_whose_disclosure_ran_out_cannot_sign(guard_clock) -> None:
    house = factories.create_house()
    review, signer = opened(house), house.members[0].user
    guard_clock.move(days=366)

    with pytest.raises(workflow.Refused, match="no disclosure in force"):
        sign(review, signer, proof(signer, review.digest))


def test_member_whose_term_ended_cannot_sign_and_keeps_what_was_signed(guard_clock) -> None:
    house = factories.create_house()
    review = opened(house)
    for member in house.members[:2]:
        sign(review, member.user, proof(member.user, review.digest))
        workflow.appoint(member.user, by=house.chief, term_ends=clock.today())
    guard_clock.move(days=2)

    with pytest.raises(workflow.Refused, match="not in office"):
        sign(review, house.members[0].user, proof(house.members[0].user, review.digest), scope="doses")
    assert workflow.publish(review.version, by=house.editor).status == "approved"


def test_member_who_edited_the_text_cannot_be_asked() -> None:
    house = factories.create_house()
    draft = factories.create_draft(house)
    workflow.grant(house.members[0].user, "editor", by=house.chief, topic=house.topic)
    factories.edited(draft, by=house.members[0].user, bodies="<p>Rest.</p>")
    draft = editing.save(draft, factories.a_text(), by=house.author, revision=1)
    version = workflow.submit(draft, by=house.author)

    with pytest.raises(workflow.Refused, match="wrote or edited this text"):
        workflow.start_review(version, by=house.editor, members=house.members)


def test_user_who_is_no_member_cannot_sign() -> None:
    house = factories.create_house()
    review = opened(house)

    with pytest.raises(PermissionDenied):
        sign(review, house.chief, proof(house.chief, review.digest))
