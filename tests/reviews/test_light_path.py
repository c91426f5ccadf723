"""The light path: wording compared by one member, computed and never declared, or turned into a full review.

The texts here are long enough for a typo or two; the class itself has its tests in tests/content.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from articles import editing
from articles.acting import acting
from articles.content.text import ArticleText
from articles.models import Version
from articles.states import Status
from reviews import recount, rules, workflow
from reviews.light import last_fully_reviewed, way_of
from reviews.models import Approval, Assignment, Event, Review, SignOff
from reviews.signatures import lost_under
from reviews.verification import verify
from tests import factories
from tests.content.test_editorial import FILLER, MEANT, TYPOS
from tests.factories import House
from tests.reviews import post

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

KEY = UUID(int=77)
REFERENCE = UUID(int=78)


@pytest.fixture
def house() -> House:
    return factories.create_house()


def text(said: str = "", *, typos: int = 0) -> ArticleText:
    """A text of some seven hundred words, with thirty words that are misspelt from ``typos`` on."""
    words = " ".join([*MEANT[:typos], *TYPOS[typos:]])
    mark = f'<cite data-ref="{REFERENCE}"></cite>'
    body = f"<p>{FILLER * 36}</p><p>Words: {words}.</p><p>{said or 'Rest it'}.{mark}</p>"
    found = factories.a_text(key=KEY, body=body)
    return replace(found, references=tuple(replace(each, key=REFERENCE) for each in found.references))


def next_version(live: Version, house: House, changed: ArticleText) -> Version:
    """The next version of a live article, with that text, submitted."""
    draft = workflow.revise(live, by=house.author)
    editing.save(draft, changed, by=house.author, revision=draft.revision)
    return workflow.submit(draft, by=house.author)


def compared(version: Version, house: House) -> Version:
    """Brought live by one signature on the comparison."""
    version = workflow.start_review(version, by=house.editor, members=house.members[:1])
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    return workflow.publish(version, by=house.editor)


@pytest.fixture
def live(house: House) -> Version:
    return factories.approved(house, text())


def test_a_typo_goes_to_the_board_as_wording(house: House, live: Version) -> None:
    version = next_version(live, house, text(typos=1))

    started = workflow.start_review(version, by=house.editor, members=house.members, note="Just a typo.")

    review = Review.objects.get(version=started)
    assert (review.kind, review.quorum, review.required_scopes, review.checklist) == (
        "editorial",
        1,
        [],
        None,
    )
    assert Event.objects.get(version=started, action="start_review").note == (
        "Wording only since version 1, by rule 2: 1 word. Just a typo."
    )


@pytest.mark.parametrize("said", ["Give 5 mg daily", "Do not rest it", "It may be rested", "Rest it well"])
def test_anything_else_goes_in_full_with_the_reason(house: House, live: Version, said: str) -> None:
    version = next_version(live, house, text(said, typos=1))

    assert way_of(version).reasons
    started = workflow.start_review(version, by=house.editor, members=house.members)

    review = Review.objects.get(version=started)
    assert (review.kind, review.quorum) == ("full", 2)


def test_an_editor_may_ask_for_more_than_the_light_path(house: House, live: Version) -> None:
    version = next_version(live, house, text(typos=1))

    workflow.start_review(version, by=house.editor, members=house.members, in_full=True)

    assert Review.objects.get(version=version).kind == "full"


def test_a_first_version_has_nothing_to_be_compared_with(house: House) -> None:
    way = way_of(factories.submitted(house, text()))

    assert (way.light, way.compared, way.reasons) == (False, None, ())


def test_one_signature_approves_it_and_its_meaning_says_what_was_compared(
    house: House, live: Version
) -> None:
    full = Approval.objects.get(version=live)

    second = compared(next_version(live, house, text(typos=1)), house)

    approval = Approval.objects.get(version=second)
    assert (second.status, approval.kind) == (Status.APPROVED, "editorial")
    assert approval.next_review_due == full.next_review_due
    assert SignOff.objects.get(review__version=second).meaning == (
        "I have compared this text with version 1, which was fully reviewed, and they mean the same."
    )
    assert verify() == []


def test_nobody_signs_another_meaning_into_a_comparison(house: House, live: Version) -> None:
    version = next_version(live, house, text(typos=1))
    workflow.start_review(version, by=house.editor, members=house.members[:1])
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    proof = factories.Reauthentication.by_password(
        house.reviewers[0], factories.PASSWORD, digest=review.digest
    )

    signed = workflow.sign_off(
        review, by=house.reviewers[0], verdict="approve", digest=review.digest, proof=proof, meaning="Fine."
    )

    assert signed.meaning.startswith("I have compared this text with version 1")


def test_thirty_honest_typos_in_a_row_trip_to_a_full_review(house: House, live: Version) -> None:
    kinds, version = [], live
    for count in range(1, 31):
        version = next_version(version, house, text(typos=count))
        kinds.append(way_of(version).kind.value)
        if kinds[-1] == "full":
            break
        version = compared(version, house)

    assert kinds == ["editorial"] * 20 + ["full"]
    assert last_fully_reviewed(version) == live
    assert way_of(version).reasons == (
        "21 words have changed since the last full review; up to 20 are for the light path.",
    )


def test_after_a_full_review_the_count_begins_anew(house: House, live: Version) -> None:
    second = next_version(live, house, text("Rest it well", typos=20))
    second = workflow.start_review(second, by=house.editor, members=house.members)
    factories.signed(second, house)
    second = workflow.publish(second, by=house.editor)

    way = way_of(next_version(second, house, text("Rest it well", typos=21)))

    assert (way.light, way.compared, way.words) == (True, second, 1)


def test_a_comparison_is_never_with_what_was_only_compared(house: House, live: Version) -> None:
    second = compared(next_version(live, house, text(typos=1)), house)

    way = way_of(next_version(second, house, text(typos=2)))

    assert (way.compared, way.words) == (live, 2)


def test_what_was_retracted_since_needs_a_full_review(house: House, live: Version) -> None:
    workflow.retract(live, by=house.chief, note="A dose was wrong.")
    version = next_version(live, house, text(typos=1))

    assert not way_of(version).light
    started = workflow.start_review(version, by=house.editor, members=house.members)
    assert Review.objects.get(version=started).kind == "full"


def test_what_is_on_hold_is_corrected_by_a_full_review(house: House, live: Version) -> None:
    workflow.hold(live, by=house.editor, reason="dose", section_key=KEY)

    way = way_of(next_version(live, house, text(typos=1)))

    assert way.reasons == ("Something here is on hold; what corrects it is read in full.",)


def test_mere_wording_lifts_no_hold(house: House, live: Version) -> None:
    version = next_version(live, house, text(typos=1))
    version = workflow.start_review(version, by=house.editor, members=house.members[:1])
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    laid = workflow.hold(live, by=house.editor, reason="dose", section_key=KEY)

    workflow.publish(version, by=house.editor)

    laid.refresh_from_db()
    assert laid.lifted_at is None


def test_a_figure_and_what_it_counts_are_left_to_the_board(house: House) -> None:
    live = factories.approved(house, text("Seen in 5 pateint groups, 7 symtpoms"))

    way = way_of(next_version(live, house, text("Seen in 5 pateint groups, 7 symptoms")))

    assert way.reasons == ("A figure, or the word that it counts, changed.",)


# Those who reviewed the text stay its reviewers while a comparison is live.


def test_who_reviewed_the_text_may_hold_and_lift_what_was_only_compared_since(
    house: House, live: Version
) -> None:
    second = compared(next_version(live, house, text(typos=1)), house)

    may = [rules.may("hold", second, by) for by in house.reviewers]
    laid = workflow.hold(second, by=house.reviewers[1], reason="dose")
    workflow.lift(laid, by=house.reviewers[0])

    assert may == [True, True, False]


def test_who_reviewed_the_text_is_told_of_a_hold_on_what_was_only_compared_since(
    house: House, live: Version
) -> None:
    second = compared(next_version(live, house, text(typos=1)), house)
    post.forget()

    workflow.hold(second, by=house.editor, reason="dose")

    assert post.told()["On hold"] == ["author", "chief", "reviewer1", "reviewer2"]


def test_who_reviewed_the_text_withdraws_from_what_was_only_compared(house: House, live: Version) -> None:
    second = compared(next_version(live, house, text(typos=1)), house)
    review = Review.objects.get(version=live)
    post.forget()

    workflow.withdraw_signoff(review, by=house.reviewers[1], note="A dose is off.")

    assert [row.printed_name for row in lost_under(second)] == ["Dr Reviewer2"]
    assert post.told() == {"A signature does not stand any more": ["chief", "editor"]}


def test_what_was_reviewed_in_full_since_is_no_longer_theirs(house: House, live: Version) -> None:
    second = next_version(live, house, text("Rest it well", typos=1))
    second = workflow.start_review(second, by=house.editor, members=house.members[1:])
    review = Review.objects.open().get(version=second)
    for member in house.members[1:]:
        factories.ready_to_sign(review, member)
        factories.sign(review, member)
    second = workflow.publish(second, by=house.editor)

    assert [rules.may("hold", second, by) for by in house.reviewers] == [False, True, True]
    with pytest.raises(workflow.Conflict, match="is now superseded"):
        workflow.withdraw_signoff(Review.objects.get(version=live), by=house.reviewers[0], note="Off.")


# Any member turns it into a full review.


@pytest.fixture
def comparison(house: House, live: Version) -> Review:
    version = next_version(live, house, text(typos=1))
    workflow.start_review(version, by=house.editor, members=house.members[:1])
    review = Review.objects.open().get(version=version)
    factories.ready_to_sign(review, house.members[0])
    return review


def test_a_member_turns_it_into_a_full_review(house: House, comparison: Review) -> None:
    by = house.reviewers[0]

    full = workflow.ask_for_full_review(comparison, by=by, note="The dose table needs a look.")

    comparison.refresh_from_db()
    assert (comparison.outcome, full.kind, full.quorum, full.round) == ("full", "full", 2, 2)
    assert Version.objects.get(pk=full.version_id).status == Status.UNDER_REVIEW
    seats = {seat.member_id: seat.status for seat in Assignment.objects.filter(review=full)}
    assert seats == {
        house.members[0].pk: "accepted", house.members[1].pk: "invited", house.members[2].pk: "invited",
    }  # fmt: skip
    event = Event.objects.get(version=full.version_id, action="full_review")
    assert (event.record_table, event.record_id, event.note) == (
        "reviews_review", full.pk, "The dose table needs a look.",
    )  # fmt: skip
    assert verify() == []


def test_what_was_signed_in_the_comparison_does_not_count(house: House, comparison: Review) -> None:
    factories.sign(comparison, house.members[0])
    full = workflow.ask_for_full_review(comparison, by=house.editor)
    for member in house.members[:2]:
        factories.ready_to_sign(full, member)
    factories.sign(full, house.members[1])

    with pytest.raises(workflow.QuorumMissing):
        workflow.publish(full.version, by=house.editor)

    factories.sign(full, house.members[0])
    assert workflow.publish(full.version, by=house.editor).status == Status.APPROVED
    assert Approval.objects.get(version=full.version).kind == "full"
    assert verify() == []


def test_the_meaning_in_the_full_review_is_that_of_a_full_review(house: House, comparison: Review) -> None:
    full = workflow.ask_for_full_review(comparison, by=house.reviewers[0])
    seat = Assignment.objects.get(review=full, member=house.members[0])
    workflow.clear(seat, by=house.reviewers[0])

    assert factories.sign(full, house.members[0]).meaning == (
        "I have read this text and approve it as a reviewer."
    )


def test_a_comparison_is_turned_once(house: House, comparison: Review) -> None:
    workflow.ask_for_full_review(comparison, by=house.editor)

    with pytest.raises(workflow.Conflict, match="No comparison of wording is open here"):
        workflow.ask_for_full_review(comparison, by=house.reviewers[0])

    assert Review.objects.filter(version=comparison.version).count() == 2


def test_a_full_review_is_not_turned(house: House) -> None:
    version = factories.under_review(house, text())

    with pytest.raises(workflow.Conflict, match="No comparison of wording is open here"):
        workflow.ask_for_full_review(Review.objects.get(version=version), by=house.editor)


def test_whoever_was_not_asked_does_not_turn_it(house: House, comparison: Review) -> None:
    for by in (house.author, house.stranger, house.reviewers[1]):
        with pytest.raises(PermissionDenied):
            workflow.ask_for_full_review(comparison, by=by)

    assert Review.objects.get(pk=comparison.pk).closed_at is None


def test_who_left_office_is_not_asked_again(house: House, comparison: Review) -> None:
    workflow.remove_member(house.members[2], by=house.chief, reason="Undeclared fees.")

    full = workflow.ask_for_full_review(comparison, by=house.editor)

    asked = set(Assignment.objects.filter(review=full).values_list("member", flat=True))
    assert asked == {house.members[0].pk, house.members[1].pk}


def test_editors_are_told_and_members_asked(house: House, comparison: Review) -> None:
    post.forget()

    workflow.ask_for_full_review(comparison, by=house.reviewers[0], note="Please.")

    assert post.told() == {
        "Full review asked for": ["chief", "editor"], "Review asked": ["reviewer2", "reviewer3"],
    }  # fmt: skip


# Verify judges the class again.


def codes() -> list[str]:
    return [fault.code for fault in verify()]


def test_verify_finds_an_approval_of_more_than_wording(house: House, live: Version) -> None:
    """Rows written by hand get a change of sense past the floor of the database; verify sees it."""
    version = next_version(live, house, text("Rest it well"))
    with acting(house.editor):
        review = Review.objects.create(version=version, kind="editorial", opened_by=house.editor)
        version.to_under_review()
        Event.objects.create(
            version=version, action="start_review", source="submitted", target="under_review",
            note="Wording only since version 1, by rule 1: 1 word.",
            record_table="reviews_review", record_id=review.pk,
        )  # fmt: skip
        version.save()
    version = Version.objects.get(pk=version.pk)
    workflow.invite(version, by=house.editor, members=house.members[:1])
    review = Review.objects.get(pk=review.pk)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    workflow.publish(version, by=house.editor)

    assert codes() == ["class-wrong"]


def test_an_earlier_rule_is_judged_by_itself(house: House, live: Version, monkeypatch) -> None:
    """With a new rule in force, what the first one allowed stays right."""
    with monkeypatch.context() as earlier:
        earlier.setattr("reviews.light.RULE", 1)
        compared(next_version(live, house, text(typos=1)), house)

    assert codes() == []


@pytest.mark.parametrize("note", ["Wording only since version 1, by rule 9: 1 word.", "A typo.", ""])
def test_a_start_that_names_no_known_rule_is_a_fault(note: str, house: House, live: Version) -> None:
    second = compared(next_version(live, house, text(typos=1)), house)
    review = Review.objects.get(version=second)
    events = list(Event.objects.filter(article=live.article).order_by("seq"))
    for event in events:
        if (event.record_table, event.record_id) == ("reviews_review", review.pk):
            event.note = note

    assert [fault.code for fault in recount.decision_faults(second, events)] == ["class-wrong"]


def test_offered_to_those_who_may(house: House, comparison: Review) -> None:
    version = comparison.version
    offered = {
        by.username: "ask_for_full_review" in {offer.verb for offer in workflow.offers(version, by)}
        for by in (house.author, house.editor, *house.reviewers)
    }

    assert offered == {
        "author": False, "editor": True, "reviewer1": True, "reviewer2": False, "reviewer3": False,
    }  # fmt: skip
    assert rules.may("ask_for_full_review", version, house.chief)
