"""What is decided at one moment and takes effect at another is looked at again then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock, editing
from articles.models import Retraction, User, Version
from reviews import commenting, jobs, workflow
from reviews.models import Approval, Event, Hold, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House, ready_to_sign, sign
from tests.reviews import post

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

DOI = "10.1000/gout"


def text_with_doi(**fields: str):
    text = factories.a_text()
    source = replace(text.references[0], doi=DOI, pmid="123")
    return replace(text, references=(source,), **fields)


def retract_source(day: int = 1, nature: str = "retraction", **source: str) -> Retraction:
    return Retraction.objects.create(nature=nature, noticed_on=date(2026, 1, day), **(source or {"doi": DOI}))


def next_signed(live: Version, house: House, *, bodies: str = "") -> Version:
    """The next version of a live one, before the board and signed."""
    draft = workflow.revise(live, by=house.author)
    if bodies:
        draft = factories.edited(draft, by=house.author, bodies=bodies)
    version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    factories.signed(version, house)
    return version


def next_scheduled(live: Version, house: House, **fields: str) -> Version:
    version = next_signed(live, house, **fields)
    return workflow.publish(version, by=house.editor, at=clock.now() + timedelta(days=1))


def status_of(version: Version) -> str:
    return Version.objects.get(pk=version.pk).status


def last_event(version: Version) -> tuple[str, str]:
    event = Event.objects.filter(article=version.article).latest("seq")
    return event.action, event.note


# Scheduled.


def test_schedule_defers_a_job_for_that_moment() -> None:
    house = factories.create_house()
    moment = clock.now() + timedelta(days=3)

    version = factories.scheduled(house, at=moment)

    job = ProcrastinateJob.objects.get(task_name="go_live")
    assert (version.go_live_at, job.scheduled_at) == (moment, moment)
    assert job.args == {"version_id": version.pk}


def test_schedule_for_a_moment_that_has_passed_is_refused() -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    factories.signed(version, house)

    with pytest.raises(workflow.Refused, match="still to come"):
        workflow.publish(version, by=house.editor, at=clock.now() - timedelta(minutes=1))
    assert status_of(version) == "under_review"


def test_go_live_before_its_time_is_a_conflict() -> None:
    house = factories.create_house()
    version = factories.scheduled(house)

    with pytest.raises(workflow.Conflict, match="Its time has not come"):
        workflow.go_live(version, by=User.objects.system())


def test_job_that_comes_too_early_changes_nothing() -> None:
    house = factories.create_house()
    version = factories.scheduled(house)

    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "scheduled"
    assert last_event(version)[0] == "publish"


def test_job_puts_the_version_live_and_supersedes(guard_clock) -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_scheduled(live, house)
    moment = guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    version = Version.objects.get(pk=version.pk)
    assert (status_of(live), version.status, version.live_at) == ("superseded", "approved", moment)
    guard_clock.restore()
    assert verify() == []


def test_job_for_a_version_that_was_returned_changes_nothing(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    workflow.return_to_author(version, by=house.editor, note="Wait.")
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "returned"


def test_version_that_went_live_already_is_left_alone(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house)
    guard_clock.move(days=2)
    jobs.go_live(version_id=version.pk)
    events = Event.objects.count()

    jobs.go_live(version_id=version.pk)

    assert Event.objects.count() == events


# Kept back.


def test_hold_laid_since_keeps_it_back_and_tells_the_editors(guard_clock) -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_scheduled(live, house)
    workflow.hold(live, by=house.members[0].user, reason="safety")
    guard_clock.move(days=2)
    post.forget()

    jobs.go_live(version_id=version.pk)

    assert (status_of(live), status_of(version)) == ("approved", "scheduled")
    assert last_event(version) == (
        "held_back",
        "The live version was put on hold since (new safety information). If the new text is right, have a "
        "second person lift the hold, and it goes live by itself; if not, return it.",
    )
    assert post.told() == {"Held back": ["chief", "editor"]}
    guard_clock.restore()
    assert verify() == []


def test_hold_that_the_board_knew_of_does_not_keep_it_back(guard_clock) -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.hold(live, by=house.members[0].user, reason="safety")
    version = next_scheduled(live, house)
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "approved"
    assert Hold.objects.open().count() == 1


@pytest.mark.parametrize("source", [{"doi": DOI}, {"pmid": "123"}])
def test_source_retracted_since_keeps_it_back(source: dict[str, str], guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house, text_with_doi())
    retract_source(**source)
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    assert status_of(version) == "scheduled"
    assert last_event(version) == ("held_back", "The source “Gout guideline” has been retracted.")


def test_article_retracted_since_keeps_the_next_version_back(guard_clock) -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_scheduled(live, house)
    workflow.retract(live, by=house.chief, note="A dose was wrong.")
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    assert (status_of(live), status_of(version)) == ("retracted", "scheduled")
    assert last_event(version)[1].startswith("The article was retracted since.")


def test_same_reason_is_recorded_and_told_once(guard_clock) -> None:
    house = factories.create_house()
    version = factories.scheduled(house, text_with_doi())
    retract_source()
    guard_clock.move(days=2)
    jobs.go_live(version_id=version.pk)
    post.forget()

    jobs.go_live(version_id=version.pk)

    assert Event.objects.filter(action="held_back").count() == 1
    assert post.told() == {}


def test_what_was_held_back_is_tried_again_once_the_hold_is_lifted(guard_clock) -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_scheduled(live, house)
    laid = workflow.hold(live, by=house.editor, reason="safety")
    guard_clock.move(days=2)
    jobs.go_live(version_id=version.pk)
    workflow.lift(laid, by=house.chief)
    post.forget()

    jobs.go_live_when_due(timestamp=0)

    assert post.waiting("go_live") == [{"version_id": version.pk}]
    jobs.go_live(version_id=version.pk)
    assert status_of(version) == "approved"


def test_nothing_is_tried_before_it_is_due() -> None:
    house = factories.create_house()
    factories.scheduled(house)
    post.forget()

    jobs.go_live_when_due(timestamp=0)

    assert post.waiting("go_live") == []


def test_only_the_system_holds_back() -> None:
    from django.core.exceptions import PermissionDenied

    house = factories.create_house()
    version = factories.scheduled(house)

    with pytest.raises(PermissionDenied):
        workflow.hold_back(version, [], by=house.editor)


# Publishing at once looks too.


def test_source_retracted_since_submission_stops_publication() -> None:
    house = factories.create_house()
    version = factories.under_review(house, text_with_doi())
    factories.signed(version, house)
    retract_source()

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.publish(version, by=house.editor)
    assert [problem.code for problem in refusal.value.problems] == ["retracted-reference"]
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("days_and_natures", "stands"),
    [
        ([(1, "retraction"), (2, "reinstatement")], False),
        ([(2, "retraction"), (1, "reinstatement")], True),
        ([(1, "retraction"), (2, "correction")], True),
        ([(1, "expression_of_concern")], False),
    ],
)
def test_newest_retraction_or_reinstatement_decides(
    days_and_natures: list[tuple[int, str]], stands: bool
) -> None:
    house = factories.create_house()
    version = factories.under_review(house, text_with_doi())
    for day, nature in days_and_natures:
        retract_source(day, nature)

    problems = [problem.code for problem in workflow.problems_of(version)]
    factories.signed(version, house)

    assert problems == (["retracted-reference"] if stands else [])
    if stands:
        with pytest.raises(workflow.NotReady):
            workflow.publish(version, by=house.editor)
    else:
        assert workflow.publish(version, by=house.editor).status == "approved"


def test_retraction_while_the_board_was_reading_stops_publication() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_signed(live, house)
    workflow.retract(live, by=house.chief, note="A dose was wrong.")

    with pytest.raises(workflow.NotReady, match="must be put right"):
        workflow.publish(version, by=house.editor)


def test_version_written_after_a_retraction_may_go_live() -> None:
    house = factories.create_house()
    retracted = workflow.retract(factories.approved(house), by=house.chief, note="A dose was wrong.")

    version = next_signed(retracted, house)

    assert workflow.publish(version, by=house.editor).status == "approved"
    assert verify() == []


# Holds and what lifts them.


def test_version_that_changes_the_held_section_lifts_the_hold() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    laid = workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.get().key)
    version = next_signed(live, house, bodies="<p>Rest.</p>")

    workflow.publish(version, by=house.editor)

    laid = Hold.objects.get(pk=laid.pk)
    assert (laid.lifted_by, laid.lifted_by_version_id) == (house.editor, version.pk)
    assert laid.lift_note == "changed in version 2"
    assert laid.history.count() == 2
    assert verify() == []


def test_version_that_leaves_the_held_section_out_lifts_the_hold() -> None:
    house = factories.create_house()
    text = factories.a_text()
    other = replace(factories.a_text().sections[0], heading="Diet", body="<p>Drink water.</p>")
    live = factories.approved(house, replace(text, sections=(*text.sections, other)))
    workflow.hold(live, by=house.editor, reason="dose", section_key=other.key)
    draft = workflow.revise(live, by=house.author)
    editing.save(draft, replace(editing.text_of(draft), sections=text.sections), by=house.author, revision=0)
    version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    factories.signed(version, house)

    workflow.publish(version, by=house.editor)

    assert not Hold.objects.open().exists()


def test_unrelated_version_lifts_nothing() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.hold(live, by=house.editor, reason="dose", section_key=live.sections.get().key)
    draft = workflow.revise(live, by=house.author)
    text = replace(editing.text_of(draft), summary="<p>Treat the flare.</p>")
    draft = editing.save(draft, text, by=house.author, revision=0)
    version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    factories.signed(version, house)

    workflow.publish(version, by=house.editor)

    assert Hold.objects.open().count() == 1


def test_page_wide_hold_is_not_lifted_by_a_version() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.hold(live, by=house.editor, reason="dose")

    workflow.publish(next_signed(live, house, bodies="<p>Rest.</p>"), by=house.editor)

    assert Hold.objects.open().count() == 1


def test_hold_is_lifted_by_another_person() -> None:
    house = factories.create_house()
    laid = workflow.hold(factories.approved(house), by=house.editor, reason="dose")

    with pytest.raises(workflow.Refused, match="another person"):
        workflow.lift(laid, by=house.editor)
    assert workflow.lift(laid, by=house.chief, note="Checked.").lifted_by == house.chief


def test_same_place_is_not_held_twice() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.hold(live, by=house.editor, reason="dose")

    with pytest.raises(workflow.Conflict, match="on hold already"):
        workflow.hold(live, by=house.chief, reason="safety")


@pytest.mark.parametrize("reason", ["", "a feeling"])
def test_reason_for_a_hold_is_from_the_list(reason: str) -> None:
    house = factories.create_house()

    with pytest.raises(workflow.Refused, match="reason from the list"):
        workflow.hold(factories.approved(house), by=house.editor, reason=reason)


def test_section_that_the_live_version_lacks_is_not_held() -> None:
    house = factories.create_house()
    key = factories.a_text().sections[0].key

    with pytest.raises(workflow.Refused, match="no such section"):
        workflow.hold(factories.approved(house), by=house.editor, reason="dose", section_key=key)


# By itself.


def test_policy_lets_a_version_publish_itself_when_the_quorum_is_met() -> None:
    house = factories.create_house(self_publish=True)
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    statuses = []
    for member in house.members[:2]:
        ready_to_sign(review, member)
        sign(review, member)
        jobs.publish_itself(version_id=version.pk)
        statuses.append(status_of(version))

    assert statuses == ["under_review", "approved"]
    assert post.waiting("publish_itself") == [{"version_id": version.pk}] * 2
    approval = Approval.objects.get()
    assert approval.approved_by == User.objects.system()
    assert verify() == []


def test_without_that_policy_no_job_is_deferred_and_the_system_may_not_publish() -> None:
    from django.core.exceptions import PermissionDenied

    house = factories.create_house()
    version = factories.under_review(house)
    factories.signed(version, house)

    assert post.waiting("publish_itself") == []
    with pytest.raises(PermissionDenied):
        workflow.publish(version, by=User.objects.system())


def test_answer_that_completes_the_quorum_publishes_by_itself_too() -> None:
    house = factories.create_house(members=4, self_publish=True)
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    for member in house.members:
        ready_to_sign(review, member)
        sign(review, member, verdict="request_changes" if member == house.members[0] else "approve")
    post.forget()

    workflow.answer_objection(
        review.signoffs.get(verdict="request_changes"), by=house.chief, text="Repeated since."
    )

    assert post.waiting("publish_itself") == [{"version_id": version.pk}]
    jobs.publish_itself(version_id=version.pk)
    assert status_of(version) == "approved"


def test_source_retracted_keeps_it_from_publishing_itself_and_the_editors_are_told() -> None:
    house = factories.create_house(self_publish=True)
    version = factories.under_review(house, text_with_doi())
    factories.signed(version, house)
    retract_source()
    post.forget()

    jobs.publish_itself(version_id=version.pk)

    assert status_of(version) == "under_review"
    assert post.told() == {"Held back": ["chief", "editor"]}


def test_comment_to_be_settled_first_keeps_it_from_publishing_itself_and_the_editors_are_told() -> None:
    house = factories.create_house(self_publish=True)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    commenting.comment(review, by=house.editor, body="Check the dose.", blocking=True)
    post.forget()

    jobs.publish_itself(version_id=version.pk)
    too_early = post.told()
    ready_to_sign(review, house.members[1])
    sign(review, house.members[1])
    post.forget()
    jobs.publish_itself(version_id=version.pk)

    assert (too_early, status_of(version)) == ({}, "under_review")
    assert post.told() == {"Held back": ["chief", "editor"]}
    assert last_event(version)[1].startswith("Comments that were to be settled first are open.")


def test_what_waited_for_a_comment_publishes_itself_once_that_is_settled() -> None:
    house = factories.create_house(self_publish=True)
    version = factories.under_review(house)
    review = factories.signed(version, house, count=1)
    said = commenting.comment(review, by=house.editor, body="Check the dose.", blocking=True)
    aside = commenting.comment(review, by=house.editor, body="Well put.")
    ready_to_sign(review, house.members[1])
    sign(review, house.members[1])
    jobs.publish_itself(version_id=version.pk)
    post.forget()

    commenting.resolve(aside, by=house.editor)
    after_the_aside = post.waiting("publish_itself")
    commenting.resolve(said, by=house.editor)

    assert (after_the_aside, post.waiting("publish_itself")) == ([], [{"version_id": version.pk}])
    jobs.publish_itself(version_id=version.pk)
    assert status_of(version) == "approved"


def test_nobody_publishes_over_what_is_to_be_settled_first_without_a_reason() -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    review = factories.signed(version, house)
    commenting.comment(review, by=house.reviewers[2], body="Check the dose.", blocking=True)

    with pytest.raises(workflow.Refused, match="Say why it goes live with comments"):
        workflow.publish(version, by=house.editor, note=" ")
    assert status_of(version) == "under_review"

    workflow.publish(version, by=house.editor, note="Checked by phone.")
    assert last_event(version) == ("publish", "Checked by phone.")


def test_what_was_settled_needs_no_reason() -> None:
    house = factories.create_house()
    version = factories.under_review(house)
    review = factories.signed(version, house)
    said = commenting.comment(review, by=house.reviewers[2], body="Check the dose.", blocking=True)
    commenting.resolve(said, by=house.editor)

    assert workflow.publish(version, by=house.editor).status == "approved"


# Again.


def test_reaffirmation_moves_the_review_date_and_nothing_else(guard_clock) -> None:
    house = factories.create_house(review_months=12)
    live = factories.approved(house)
    guard_clock.move(days=300)
    review = workflow.reaffirm(live, by=house.editor)
    for member in house.members[:2]:
        ready_to_sign(review, member)
        sign(review, member)

    approval = workflow.complete_reaffirmation(live, by=house.editor)

    first = Approval.objects.earliest("pk")
    assert (approval.kind, approval.digest) == ("reaffirm", first.digest)
    assert (approval.at - first.at).days == 300
    assert approval.next_review_due > first.next_review_due
    after = Version.objects.get(pk=live.pk)
    assert (after.status, after.digest, after.live_at) == ("approved", live.digest, live.live_at)
    guard_clock.restore()
    assert verify() == []


def test_reaffirmation_needs_its_own_quorum() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    review = workflow.reaffirm(live, by=house.editor)
    ready_to_sign(review, house.members[0])
    sign(review, house.members[0])

    with pytest.raises(workflow.QuorumMissing, match="quorum is 2 and 1 signed"):
        workflow.complete_reaffirmation(live, by=house.editor)


def test_one_reaffirmation_at_a_time() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    workflow.reaffirm(live, by=house.editor)

    with pytest.raises(workflow.Conflict, match="being reaffirmed already"):
        workflow.reaffirm(live, by=house.editor)


def test_reaffirmation_that_ends_in_changes_leaves_the_live_version() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    review = workflow.reaffirm(live, by=house.editor)

    draft = workflow.revise(live, by=house.author)

    assert (status_of(live), draft.status, draft.number) == ("approved", "draft", 2)
    assert Review.objects.get(pk=review.pk).outcome == "closed"


def test_no_verb_opens_an_editorial_review() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    version = next_signed(live, house)
    workflow.publish(version, by=house.editor)
    workflow.reaffirm(version, by=house.editor)

    assert set(Review.objects.values_list("kind", flat=True)) == {"full", "reaffirm"}
