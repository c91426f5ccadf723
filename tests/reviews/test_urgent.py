"""The correction of what is on hold: who is asked and by when, and a hold that comes in any order with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from articles import clock
from articles.models import User, Version
from reviews import jobs, urgency, workflow
from reviews.models import Assignment, BoardMember, Event, Hold, Review
from reviews.verification import verify
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reviews import post
from tests.reviews.racing import Course, course

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
TIMES = 5


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def live(house: House) -> Version:
    return factories.approved(house)


@pytest.fixture
def race() -> Iterator[Course]:
    with course() as found:
        yield found


def key_of(version: Version) -> UUID:
    return version.sections.get().key


def hold(live: Version, house: House) -> Hold:
    return workflow.hold(live, by=house.editor, reason="dose", section_key=key_of(live))


def corrected(live: Version, house: House) -> Version:
    """The next version, which changes the section, before the board with every signature."""
    draft = factories.edited(
        workflow.revise(live, by=house.author), by=house.author, bodies="<p>Cool it. Rest it longer.</p>"
    )
    version = workflow.submit(draft, by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members, in_full=True)
    factories.signed(version, house)
    return version


def status(version: Version) -> str:
    return Version.objects.get(pk=version.pk).status


# Urgent.


def test_correction_is_urgent_while_the_live_text_is_on_hold(house: House, live: Version) -> None:
    before = urgency.is_urgent(live.article)
    laid = hold(live, house)
    during = urgency.is_urgent(live.article)
    workflow.lift(laid, by=house.chief)

    assert (before, during, urgency.is_urgent(live.article)) == (False, True, False)


def test_nothing_is_urgent_about_what_was_retracted(house: House, live: Version) -> None:
    hold(live, house)
    workflow.retract(live, by=house.chief, note="A dose was wrong.")

    assert not urgency.is_urgent(live.article)


def test_urgent_review_has_its_own_dates_and_its_mail_says_so(house: House, live: Version) -> None:
    version = workflow.submit(workflow.revise(live, by=house.author), by=house.author)
    hold(live, house)
    post.forget()

    workflow.start_review(version, by=house.editor, members=house.members, in_full=True)

    today = clock.today()
    seats = Assignment.objects.filter(review__version=version)
    assert {(seat.answer_due - today, seat.review_due - today) for seat in seats} == {
        (timedelta(days=1), timedelta(days=2))
    }
    letter = post.letter_to("reviewer1", "Urgent review asked")
    assert "Urgent: the live text is on hold." in letter.body


def test_review_without_a_hold_keeps_its_dates(house: House) -> None:
    version = factories.under_review(house)

    seat = Assignment.objects.filter(review__version=version)[0]
    today = clock.today()
    assert (seat.answer_due - today, seat.review_due - today) == (timedelta(days=3), timedelta(days=14))


def test_reaffirming_review_of_what_is_on_hold_is_no_correction(house: House, live: Version) -> None:
    hold(live, house)

    review = workflow.reaffirm(live, by=house.editor)

    assert review.assignments.all()[0].review_due - clock.today() == timedelta(days=14)


def test_page_chooses_everybody_and_says_why(client: Client, house: House, live: Version) -> None:
    version = workflow.submit(workflow.revise(live, by=house.author), by=house.author)
    hold(live, house)
    client.force_login(house.editor)

    page = client.get(f"/desk/articles/{version.article.slug}/2/start-review/")

    form, today = page.context["form"], clock.today()
    assert form["members"].value() == [member.pk for member in house.members]
    assert [form[name].value() for name in ("answer_due", "review_due")] == [
        today + timedelta(days=1),
        today + timedelta(days=2),
    ]
    assert "Urgent: the live text is on hold. Everybody who may sign is asked" in page.content.decode()


def before_the_board(live: Version, house: House, *members: BoardMember, **dates: date) -> Version:
    """The correction, asked of these members before anything was on hold."""
    version = workflow.submit(workflow.revise(live, by=house.author), by=house.author)
    return workflow.start_review(version, by=house.editor, members=members, in_full=True, **dates)


def days(version: Version) -> list[tuple[str, int, int]]:
    """Of each seat: whose, and in how many days the answer and the verdict are due."""
    today = clock.today()
    return [
        (seat.member.user.username, (seat.answer_due - today).days, (seat.review_due - today).days)
        for seat in Assignment.objects.filter(review__version=version).order_by("member")
    ]


def test_urgent_review_without_a_choice_asks_everybody_who_may_sign(house: House, live: Version) -> None:
    version = workflow.submit(workflow.revise(live, by=house.author), by=house.author)
    hold(live, house)
    factories.create_member("newcomer", by=house.chief)

    workflow.start_review(version, by=house.editor)

    assert [name for name, *_ in days(version)] == ["reviewer1", "reviewer2", "reviewer3", "newcomer"]


def test_page_that_asks_more_chooses_everybody_left_and_soon(
    client: Client, house: House, live: Version
) -> None:
    version = before_the_board(live, house, house.members[0])
    hold(live, house)
    client.force_login(house.editor)

    page = client.get(f"/desk/articles/{version.article.slug}/2/invite/")

    form, today = page.context["form"], clock.today()
    assert form["members"].value() == [member.pk for member in house.members[1:]]
    assert [(form[name].value() - today).days for name in ("answer_due", "review_due")] == [1, 2]
    assert "Urgent: the live text is on hold. Everybody left who may sign is chosen." in page.content.decode()


def test_page_that_asks_more_chooses_nobody_while_nothing_is_on_hold(
    client: Client, house: House, live: Version
) -> None:
    version = before_the_board(live, house, house.members[0])
    client.force_login(house.editor)

    page = client.get(f"/desk/articles/{version.article.slug}/2/invite/")

    assert page.context["form"]["members"].value() == []


def test_hold_hastens_those_who_are_yet_to_sign_and_tells_them(house: House, live: Version) -> None:
    version = before_the_board(live, house, *house.members[:3])
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0])
    factories.ready_to_sign(review, house.members[1])
    post.forget()

    hold(live, house)

    assert days(version) == [("reviewer1", 3, 14), ("reviewer2", 1, 2), ("reviewer3", 1, 2)]
    assert post.told()["Urgent now"] == ["reviewer2", "reviewer3"]
    accepted, asked = (post.letter_to(name, "Urgent now").body for name in ("reviewer2", "reviewer3"))
    assert ["Please answer by" in body for body in (accepted, asked)] == [False, True]
    assert "the version before you corrects it" in accepted


def test_second_hold_tells_nobody_again_and_puts_nothing_off(house: House, live: Version) -> None:
    today = clock.today()
    version = before_the_board(live, house, house.members[0], answer_due=today, review_due=today)
    hold(live, house)
    post.forget()

    workflow.hold(live, by=house.chief, reason="dose")

    assert (days(version), "Urgent now" in post.told()) == ([("reviewer1", 0, 0)], False)


def test_hold_leaves_alone_who_looks_at_the_live_text_again_or_declined(house: House, live: Version) -> None:
    review = workflow.reaffirm(live, by=house.editor, members=house.members[:2])
    hold(live, house)
    other = factories.approved(house)
    version = before_the_board(other, house, *house.members[:2])
    seat = Assignment.objects.get(review__version=version, member=house.members[0])
    workflow.decline_invitation(seat, by=house.reviewers[0], reason="time")
    post.forget()

    hold(other, house)

    assert {seat.review_due - clock.today() for seat in review.assignments.all()} == {timedelta(days=14)}
    assert post.told()["Urgent now"] == ["reviewer2"]


def test_who_holds_reads_that_the_correction_is_urgent_now(
    client: Client, house: House, live: Version
) -> None:
    version = before_the_board(live, house, house.members[0])
    client.force_login(house.editor)

    answer = client.post(
        f"/desk/articles/{live.article.slug}/1/hold/", {"reason": "dose"}, follow=True
    ).content.decode()

    assert (
        f"Version {version.number}, which is before the board, is urgent now: its members are told. "
        "Ask everybody else who may sign, too."
    ) in answer


@pytest.mark.parametrize("page", ["", "review/", "publish/"])
def test_every_page_of_the_correction_says_that_it_is_urgent(
    client: Client, house: House, live: Version, page: str
) -> None:
    version = corrected(live, house)
    client.force_login(house.editor)
    at = f"/desk/articles/{version.article.slug}/{version.number}/{page}"
    before = client.get(at).content.decode()
    hold(live, house)

    assert (urgency.SAID[:-1] in before, urgency.SAID[:-1] in client.get(at).content.decode()) == (
        False,
        True,
    )


def test_list_of_articles_says_that_it_is_urgent(client: Client, house: House, live: Version) -> None:
    corrected(live, house)
    hold(live, house)
    client.force_login(house.editor)

    assert 'title="The live text is on hold">Urgent</span>' in client.get("/desk/queue/").content.decode()


# A hold that is laid while a correction is being approved, in every order.


def test_hold_before_the_approval_is_lifted_by_what_changes_it(house: House, live: Version) -> None:
    version = corrected(live, house)
    laid = hold(live, house)

    workflow.publish(version, by=house.editor)

    laid.refresh_from_db()
    assert (status(version), laid.lifted_by_version_id) == ("approved", version.pk)


def test_hold_over_the_page_stays_until_a_second_person_lifts_it(house: House, live: Version) -> None:
    version = corrected(live, house)
    laid = workflow.hold(live, by=house.editor, reason="dose")

    workflow.publish(version, by=house.editor)

    laid.refresh_from_db()
    assert (status(version), laid.lifted_at) == ("approved", None)


def test_hold_after_the_approval_and_before_it_goes_live_keeps_it_back(
    house: House, live: Version, guard_clock: GuardClock
) -> None:
    version = workflow.publish(corrected(live, house), by=house.editor, at=clock.now() + timedelta(days=1))
    hold(live, house)
    guard_clock.move(days=2)

    jobs.go_live(version_id=version.pk)

    event = Event.objects.filter(action="held_back").get()
    assert (status(version), status(live)) == ("scheduled", "approved")
    assert event.note == (
        "The live version was put on hold since (a dose may be wrong). If the new text is right, have a "
        "second person lift the hold, and it goes live by itself; if not, return it."
    )


def test_lifting_that_hold_lets_it_go_live(house: House, live: Version, guard_clock: GuardClock) -> None:
    version = workflow.publish(corrected(live, house), by=house.editor, at=clock.now() + timedelta(days=1))
    laid = hold(live, house)
    guard_clock.move(days=2)
    jobs.go_live(version_id=version.pk)

    workflow.lift(laid, by=house.chief)
    jobs.go_live(version_id=version.pk)

    assert status(version) == "approved"


def test_hold_on_what_was_just_replaced_is_refused_and_says_where_to_lay_it(
    client: Client, house: House, live: Version
) -> None:
    version = corrected(live, house)
    client.force_login(house.editor)
    key = str(key_of(live))
    workflow.publish(version, by=house.editor)

    refused = client.post(
        f"/desk/articles/{live.article.slug}/1/hold/",
        {"section": key, "reason": "dose", "note": "Ten times too much."},
    )

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Version 2 went live in the meantime, so nothing is on hold yet." in page
    assert f"/desk/articles/{live.article.slug}/2/hold/?section={key}" in page
    assert "Ten times too much." in page


def test_hold_and_publication_at_once_leave_the_place_covered_or_changed(house: House, race: Course) -> None:
    for _ in range(TIMES):
        live = factories.approved(house)
        version = corrected(live, house)

        held, published = race.outcomes(
            lambda live=live: hold(live, house),
            lambda version=version: workflow.publish(version, by=house.chief),
        )

        assert published is None
        assert status(version) == "approved"
        if held is None:  # it came first, and what it covered was changed by the correction
            assert Hold.objects.get(article=live.article).lifted_by_version_id == version.pk
        else:
            assert str(held) == "Someone was faster, or it is too late: version 1 is now superseded."
            assert not Hold.objects.filter(article=live.article).exists()
    assert verify() == []


def test_hold_and_going_live_at_once_never_show_what_is_held(
    house: House, race: Course, guard_clock: GuardClock
) -> None:
    for _ in range(TIMES):
        live = factories.approved(house)
        at = clock.now() + timedelta(hours=1)
        version = workflow.publish(corrected(live, house), by=house.editor, at=at)
        guard_clock.move(hours=2)

        held, went = race.outcomes(
            lambda live=live: hold(live, house),
            lambda version=version: workflow.go_live(version, by=User.objects.system()),
        )

        if held is None:
            assert isinstance(went, workflow.NotReady)
            assert status(live) == "approved"
            assert Hold.objects.open().filter(article=live.article).exists()
        else:
            assert (went, status(version)) == (None, "approved")
    guard_clock.restore()
    assert verify() == []


def test_hold_while_the_signatures_come_in_changes_nothing_of_them(house: House, live: Version) -> None:
    version = corrected(live, house)
    digest = version.digest
    hold(live, house)

    workflow.publish(version, by=house.editor)

    assert Version.objects.get(pk=version.pk).digest == digest
    assert verify() == []
