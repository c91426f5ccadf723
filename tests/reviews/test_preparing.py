"""What a member keeps while reading: theirs alone, merged by name, bounded, gone once signed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from articles.acting import acting
from reviews import passkeys, preparing, workflow
from reviews.models import Preparation, Review, SignOff, SourceCheck
from reviews.reauthentication import NotTheSigner, Reauthentication
from reviews.refusals import Refused
from tests import factories
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def review(house: House) -> Review:
    opened = Review.objects.get(version=factories.under_review(house))
    factories.ready_to_sign(opened, house.members[0])
    return opened


def prepared(review: Review, house: House, **more: object) -> Preparation:
    said = {"verdict": "approve", "digest": review.digest, "statement": "Read.", **more}
    return preparing.prepare(review, by=house.reviewers[0], **said)  # type: ignore[arg-type]


def test_words_of_two_devices_are_merged(house: House, review: Review) -> None:
    preparing.save_typed(
        review, by=house.reviewers[0], words={"sign:statement": "On the train", "seen:a": "on"}
    )

    preparing.save_typed(review, by=house.reviewers[0], words={"comment:b": "Which dose?", "seen:a": ""})

    assert Preparation.objects.get().typed == {"sign:statement": "On the train", "comment:b": "Which dose?"}


@pytest.mark.parametrize("late", ["Begun here, and more", ""])
def test_words_that_another_device_wrote_meanwhile_are_left_and_told(
    house: House, review: Review, late: str
) -> None:
    preparing.save_typed(
        review, by=house.reviewers[0], words={"comment:a": "Written there", "comment:b": "B"}
    )

    saved = preparing.save_typed(
        review,
        by=house.reviewers[0],
        words={"comment:a": late, "comment:b": "B, and more"},
        over={"comment:a": ["Begun here"], "comment:b": ["", "B"]},
    )

    assert saved.elsewhere == {"comment:a": "Written there"}
    assert Preparation.objects.get().typed == {"comment:a": "Written there", "comment:b": "B, and more"}


@pytest.mark.parametrize("known", [["Begun"], ["", "Begun"]])
def test_words_that_the_page_knows_of_are_written_over(
    house: House, review: Review, known: list[str]
) -> None:
    preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "Begun"})

    saved = preparing.save_typed(
        review, by=house.reviewers[0], words={"comment:a": "Begun anew"}, over={"comment:a": known}
    )

    assert (saved.row.typed, saved.elsewhere) == ({"comment:a": "Begun anew"}, {})


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": "request_changes"},
        {"scope": "doses"},
        {"statement": "Read twice."},
        {"checklist": [["Doses checked?", "no"]]},
        {"shown": {preparing.MEANING: "I have compared both."}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_mark_is_another_for_whatever_else_would_be_signed(
    house: House, review: Review, other: dict[str, object]
) -> None:
    checked = {"checklist": [["Doses checked?", "yes"]]}
    first = preparing.mark_of(prepared(review, house, **checked))
    same = preparing.mark_of(prepared(review, house, **checked, shown={preparing.CHANGES: "Seen otherwise"}))

    anew = preparing.mark_of(prepared(review, house, **{**checked, **other}))

    assert (first == same, first == anew) == (True, False)


def test_words_that_were_sent_are_forgotten(house: House, review: Review) -> None:
    preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "One", "comment:b": "Two"})

    preparing.sent(review, by=house.reviewers[0], names=["comment:a", "comment:never"])

    assert Preparation.objects.get().typed == {"comment:b": "Two"}


def test_more_than_can_be_kept_is_refused_and_the_rest_stays(house: House, review: Review) -> None:
    preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "One"})

    with pytest.raises(Refused, match="more than can be kept"):
        preparing.save_typed(review, by=house.reviewers[0], words={"comment:b": "ä" * 33_000})

    assert Preparation.objects.get().typed == {"comment:a": "One"}


@pytest.mark.parametrize("name", ["", "Comment", "_said", "a b", "x" * 200, "'; --"])
def test_a_name_that_is_none_is_refused(house: House, review: Review, name: str) -> None:
    with pytest.raises(Refused, match="no such field"):
        preparing.save_typed(review, by=house.reviewers[0], words={name: "words"})


def test_nul_bytes_are_left_out(house: House, review: Review) -> None:
    saved = preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "a\x00b"})

    assert saved.row.typed == {"comment:a": "ab"}


@pytest.mark.parametrize("who", ["editor", "author", "stranger", "chief"])
def test_nobody_but_a_member_who_was_asked_keeps_anything(house: House, review: Review, who: str) -> None:
    with pytest.raises(PermissionDenied):
        preparing.save_typed(review, by=getattr(house, who), words={"comment:a": "One"})
    with pytest.raises(PermissionDenied):
        preparing.prepare(review, by=getattr(house, who), verdict="approve", digest=review.digest)


def test_who_declined_prepares_nothing(house: House, review: Review) -> None:
    seat = review.assignments.get(member=house.members[1])
    workflow.decline_invitation(seat, by=house.reviewers[1], reason="time")

    with pytest.raises(PermissionDenied):
        preparing.prepare(review, by=house.reviewers[1], verdict="approve", digest=review.digest)


def test_a_removed_member_prepares_nothing(house: House, review: Review) -> None:
    workflow.remove_member(house.members[0], by=house.chief, reason="Left.")

    with pytest.raises(PermissionDenied):
        prepared(review, house)


def test_nothing_is_kept_once_the_review_is_closed(house: House, review: Review) -> None:
    workflow.recall(review.version, by=house.author)

    with pytest.raises(Refused, match="This review is closed"):
        preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "One"})


def test_nobody_writes_into_the_preparation_of_another(house: House, review: Review) -> None:
    row = prepared(review, house)

    with pytest.raises(DatabaseError, match="Nobody prepares for somebody else"), acting(house.reviewers[1]):
        Preparation.objects.filter(pk=row.pk).update(verdict="request_changes")
    with pytest.raises(DatabaseError, match="Nobody prepares for somebody else"), acting(house.reviewers[1]):
        Preparation.objects.create(review=review, member=house.members[2])


def test_preparing_is_no_signature(house: House, review: Review) -> None:
    row = prepared(review, house, scope="whole  doses")

    assert (row.verdict, row.scope, row.statement, row.digest) == (
        "approve", "whole doses", "Read.", review.digest,
    )  # fmt: skip
    assert row.prepared_at is not None
    assert SignOff.objects.count() == 0


def test_preparing_takes_over_what_was_typed_for_the_verdict(house: House, review: Review) -> None:
    words = {"sign:statement": "Half a", "comment:a": "Which dose?"}
    preparing.save_typed(review, by=house.reviewers[0], words=words)

    assert prepared(review, house).typed == {"comment:a": "Which dose?"}


def test_another_text_is_not_prepared(house: House, review: Review) -> None:
    with pytest.raises(Refused, match="not the one that was on the screen"):
        prepared(review, house, digest="0" * 64)


@pytest.mark.parametrize("verdict", ["", "withdrawn", "approved"])
def test_only_a_verdict_is_prepared(house: House, review: Review, verdict: str) -> None:
    with pytest.raises(Refused, match="Choose your verdict"):
        prepared(review, house, verdict=verdict)


def test_taking_it_off_the_sheet_keeps_what_it_said(house: House, review: Review) -> None:
    prepared(review, house)

    preparing.unprepare(review, by=house.reviewers[0])

    row = Preparation.objects.get()
    said = {"sign:verdict": "approve", "sign:covers": "whole", "sign:statement": "Read."}
    assert (row.prepared_at, row.verdict, row.typed) == (None, "", said)


def test_signing_clears_what_was_prepared_and_no_more(house: House, review: Review) -> None:
    preparing.save_typed(review, by=house.reviewers[0], words={"comment:a": "Which dose?"})
    prepared(review, house)

    factories.sign(review, house.members[0])

    row = Preparation.objects.get()
    assert (row.prepared_at, row.verdict, row.typed) == (None, "", {"comment:a": "Which dose?"})


def test_the_newest_word_on_a_source_is_added_to_the_older(house: House, review: Review) -> None:
    key = review.version.references.get().key
    first = preparing.check_source(review, by=house.reviewers[0], reference=key, verdict="unchecked")
    again = preparing.check_source(review, by=house.reviewers[0], reference=key, verdict="unchecked")
    preparing.check_source(review, by=house.reviewers[0], reference=key, verdict="supports")

    assert again == first
    assert [row.verdict for row in SourceCheck.objects.order_by("pk")] == ["unchecked", "supports"]


def test_a_source_that_the_text_does_not_have_is_not_judged(house: House, review: Review) -> None:
    with pytest.raises(Refused, match="no such source"):
        preparing.check_source(review, by=house.reviewers[0], reference=uuid4(), verdict="supports")


def test_no_source_is_judged_after_the_review(house: House, review: Review) -> None:
    key = review.version.references.get().key
    workflow.recall(review.version, by=house.author)

    with pytest.raises(Refused, match="closed"):
        preparing.check_source(review, by=house.reviewers[0], reference=key, verdict="supports")


def test_one_password_makes_one_proof_for_each_text(house: House) -> None:
    user, digests = house.reviewers[0], ["a" * 64, "b" * 64]

    proofs = Reauthentication.for_sheet(user, PASSWORD, digests=digests)

    for proof, digest in zip(proofs, digests, strict=True):
        proof.use(user, digest)
    assert len({proof.number for proof in proofs}) == 2
    with pytest.raises(NotTheSigner, match="used already"):
        proofs[0].use(user, digests[0])


def test_a_proof_of_a_sheet_serves_for_its_own_text_alone(house: House) -> None:
    user = house.reviewers[0]
    first, second = Reauthentication.for_sheet(user, PASSWORD, digests=["a" * 64, "b" * 64])

    with pytest.raises(NotTheSigner, match="The text has changed"):
        first.use(user, "b" * 64)
    with pytest.raises(NotTheSigner, match="Nobody signs for somebody else"):
        second.use(house.reviewers[1], "b" * 64)


def test_a_wrong_password_makes_no_proof(house: House) -> None:
    with pytest.raises(NotTheSigner):
        Reauthentication.for_sheet(house.reviewers[0], "guess", digests=["a" * 64])


def test_a_sheet_is_named_by_all_its_texts_whatever_their_order() -> None:
    one, other = "a" * 64, "b" * 64

    assert passkeys.sheet_digest([one, other]) == passkeys.sheet_digest([other, one])
    assert (
        len({passkeys.sheet_digest(each) for each in ([one], [other], [one, other], [one, one, other])}) == 4
    )
    assert passkeys.sheet_digest([one]) != one
