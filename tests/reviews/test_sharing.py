"""Links for readers outside: who makes them, what they open, and how they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from articles import clock
from articles.models import User, Version
from reviews import sharing, workflow
from reviews.models import Comment, Event, Share, ShareVisit
from reviews.refusals import Refused
from reviews.verification import verify
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def version(house: House) -> Version:
    return factories.under_review(house)


@pytest.fixture
def share(house: House, version: Version) -> Share:
    return sharing.share(version, by=house.editor, invitee="Dr Outside")[0]


def let_it_run_out(share: Share) -> Share:
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("ALTER TABLE reviews_share DISABLE TRIGGER USER")
        past = clock.now() - timedelta(minutes=1)
        superuser.execute("UPDATE reviews_share SET expires_at = %s WHERE id = %s", [past, share.pk])
        superuser.execute("ALTER TABLE reviews_share ENABLE TRIGGER USER")
    return Share.objects.select_related("version__article").get(pk=share.pk)


def actions(version: Version) -> list[str]:
    return list(
        Event.objects.filter(version=version, record_table="reviews_share")
        .order_by("seq")
        .values_list("action", flat=True)
    )


def test_secret_opens_the_link_and_is_kept_nowhere(house: House, version: Version) -> None:
    made, secret = sharing.share(version, by=house.editor, invitee="Dr Outside")

    assert sharing.found(secret) == made
    assert secret not in str(list(Share.objects.values()) + list(Share.history.values()))


def test_making_and_revoking_are_events_that_verify_accepts(
    house: House, version: Version, share: Share
) -> None:
    sharing.revoke(share, by=house.chief)

    assert actions(version) == ["share", "unshare"]
    assert list(verify()) == []


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_was_never_submitted_is_not_shared(house: House, status: str) -> None:
    version = factories.in_state(status, house)

    with pytest.raises(Refused) as refusal:
        sharing.share(version, by=house.editor, invitee="Dr Outside")

    assert str(refusal.value) == "A text is shared from the moment on at which it was submitted."


@pytest.mark.parametrize("who", ["author", "stranger", "member"])
def test_only_an_editor_shares_or_revokes(house: House, version: Version, share: Share, who: str) -> None:
    people: dict[str, User] = {
        "author": house.author,
        "stranger": house.stranger,
        "member": house.reviewers[0],
    }

    with pytest.raises(PermissionDenied):
        sharing.share(version, by=people[who], invitee="Dr Outside")
    with pytest.raises(PermissionDenied):
        sharing.revoke(share, by=people[who])

    assert actions(version) == ["share"]


@pytest.mark.parametrize(
    ("invitee", "days", "said"),
    [
        (" ", 7, "Say for whom the link is."),
        ("Dr Outside", 0, "A link works for a day at least and 90 days at most."),
        ("Dr Outside", 91, "A link works for a day at least and 90 days at most."),
    ],
)
def test_link_for_nobody_or_for_ever_is_refused(
    house: House, version: Version, invitee: str, days: int, said: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sharing.share(version, by=house.editor, invitee=invitee, days=days)

    assert str(refusal.value) == said


def test_revoked_link_takes_no_comment(house: House, share: Share) -> None:
    sharing.revoke(share, by=house.editor)

    with pytest.raises(Refused):
        sharing.comment(Share.objects.get(pk=share.pk), body="Too late?")

    assert Comment.objects.count() == 0


def test_database_refuses_a_comment_through_a_link_that_ran_out(share: Share) -> None:
    opened = share
    let_it_run_out(share)

    # The row in memory still says that the link is in force: the database is asked, and it is not.
    with pytest.raises(Refused) as refusal:
        sharing.comment(opened, body="Too late?")

    assert str(refusal.value) == "This link is no longer in force."


def test_comment_is_of_the_version_and_of_nobody_here(share: Share, version: Version) -> None:
    section = version.sections.get()

    made = sharing.comment(share, body="Is that so?", section_key=section.key)

    assert (made.version, made.review, made.share, made.section_key) == (version, None, share, section.key)
    assert made.written_by == User.objects.system()


def test_same_words_twice_are_said_once(share: Share) -> None:
    first, second = (sharing.comment(share, body="Is that so?") for _ in range(2))

    assert first == second


def test_more_comments_in_an_hour_than_anybody_reads_are_refused(share: Share) -> None:
    for number in range(sharing.MOST_COMMENTS_AN_HOUR):
        sharing.comment(share, body=f"Remark {number}")

    with pytest.raises(Refused) as refusal:
        sharing.comment(share, body="One more")

    assert str(refusal.value) == (
        "That is a lot for one hour. Your words are still here; send them a little later."
    )


def test_text_that_went_back_takes_no_comment(house: House, version: Version, share: Share) -> None:
    workflow.return_to_author(version, by=house.editor, note="See the letter.")

    with pytest.raises(Refused) as refusal:
        sharing.comment(Share.objects.get(pk=share.pk), body="Too late?")

    assert str(refusal.value) == (
        "This text is no longer before the board, so that it takes no more comments."
    )


def test_openings_within_a_minute_are_one_visit(share: Share) -> None:
    sharing.visited(share)
    sharing.visited(share)

    assert ShareVisit.objects.filter(share=share).count() == 1
