"""The house's day: one clock and one today, in the house's own zone, for Python, SQL and every page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings

from articles import clock
from reviews import guards, workflow
from reviews.models import Assignment, Review
from reviews.verification import verify
from tests import factories
from tests.conftest import GuardClock, HouseZone
from tests.factories import House
from tests.reading.reader import Page

pytestmark = pytest.mark.django_db(transaction=True)

AUCKLAND, ZURICH, LOS_ANGELES = "Pacific/Auckland", "Europe/Zurich", "America/Los_Angeles"
# Around both changes of the clocks: the last minute of a day and the first of the next.
DAYS = [
    (AUCKLAND, "2027-04-03T10:59", "2027-04-03"),
    (AUCKLAND, "2027-04-03T11:00", "2027-04-04"),
    (AUCKLAND, "2027-04-04T11:59", "2027-04-04"),
    (AUCKLAND, "2027-04-04T12:00", "2027-04-05"),
    (AUCKLAND, "2027-09-25T11:59", "2027-09-25"),
    (AUCKLAND, "2027-09-26T10:59", "2027-09-26"),
    (AUCKLAND, "2027-09-26T11:00", "2027-09-27"),
    (ZURICH, "2027-03-27T22:59", "2027-03-27"),
    (ZURICH, "2027-03-27T23:00", "2027-03-28"),
    (ZURICH, "2027-03-28T22:00", "2027-03-29"),
    (ZURICH, "2027-10-30T22:00", "2027-10-31"),
    (ZURICH, "2027-10-31T22:59", "2027-10-31"),
    (ZURICH, "2027-10-31T23:00", "2027-11-01"),
    (LOS_ANGELES, "2027-03-14T07:59", "2027-03-13"),
    (LOS_ANGELES, "2027-03-15T06:59", "2027-03-14"),
    (LOS_ANGELES, "2027-03-15T07:00", "2027-03-15"),
    (LOS_ANGELES, "2027-11-07T06:59", "2027-11-06"),
    (LOS_ANGELES, "2027-11-08T07:59", "2027-11-07"),
    (LOS_ANGELES, "2027-11-08T08:00", "2027-11-08"),
]
# Moments at which the house's day is not that of UTC.
ELSEWHERE = [(AUCKLAND, "2026-11-30T20:15"), (ZURICH, "2026-07-01T22:30"), (LOS_ANGELES, "2026-12-02T03:00")]


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_python_and_the_guards_count_the_same_day(guard_clock: GuardClock, house_zone: HouseZone) -> None:
    found = []

    for zone, moment, _ in DAYS:
        house_zone.move_to(zone)
        guard_clock.set(utc(moment))
        found.append((clock.today().isoformat(), clock.day_of(clock.now()).isoformat()))

    assert found == [(day, day) for _, _, day in DAYS]


@pytest.mark.parametrize(("zone", "moment"), ELSEWHERE)
def test_t1_page_and_structured_data_name_one_day(
    guard_clock: GuardClock, house_zone: HouseZone, zone: str, moment: str
) -> None:
    house_zone.move_to(zone)
    guard_clock.set(utc(moment))
    version = factories.approved(factories.create_house())
    page = Page(f"/articles/{version.article.slug}/")
    told, today = page.structured, clock.today()

    days = {told["lastReviewed"], told["datePublished"], told["dateModified"]}

    assert days == {today.isoformat()}
    assert f"Last reviewed{today.day} {today:%B %Y}" in page.word(".facts")


def assigned(house: House, due: date) -> Assignment:
    version = workflow.start_review(
        factories.submitted(house), by=house.editor, members=house.members, review_due=due
    )
    seat = Assignment.objects.get(review__version=version, member=house.members[0])
    return workflow.accept(seat, by=seat.member.user)


@pytest.mark.parametrize(("zone", "moment"), ELSEWHERE)
@pytest.mark.parametrize(("days", "words"), [(-1, "1 day late"), (0, "due today"), (1, "due tomorrow")])
def test_t2_review_is_overdue_from_the_day_after_its_due_day(
    client: Client,
    guard_clock: GuardClock,
    house_zone: HouseZone,
    zone: str,
    moment: str,
    days: int,
    words: str,
) -> None:
    house_zone.move_to(zone)
    guard_clock.set(utc(moment))
    house = factories.create_house()
    seat = assigned(house, clock.today() + timedelta(days=days))
    client.force_login(seat.member.user)

    page = client.get("/desk/").content.decode()

    assert words in page


def publish_at(client: Client, house: House, local: str) -> Any:
    version = factories.under_review(house)
    factories.signed(version, house)
    client.force_login(house.editor)
    at = f"/desk/articles/{version.article.slug}/{version.number}/"
    return client.post(f"{at}publish/", {"when": "later", "at": local, "note": ""}, follow=True)


def test_t3_scheduled_version_goes_live_by_the_clocks_of_the_house(
    client: Client, guard_clock: GuardClock, house_zone: HouseZone
) -> None:
    house_zone.move_to(ZURICH)
    guard_clock.set(utc("2027-03-20T12:00"))

    page = publish_at(client, factories.create_house(), "2027-04-05T09:00").content.decode()

    assert page.count("5 April 2027, 09:00 CEST") == 2  # in what is confirmed, and on the version's page
    assert "07:00" not in page


def test_an_hour_that_the_clocks_leave_out_is_refused_with_a_reason(
    client: Client, guard_clock: GuardClock, house_zone: HouseZone
) -> None:
    house_zone.move_to(ZURICH)
    guard_clock.set(utc("2027-03-20T12:00"))

    refused = publish_at(client, factories.create_house(), "2027-03-28T02:30")

    assert refused.status_code == 422
    assert "Europe/Zurich" in refused.context["form"].errors["at"][0]


@pytest.mark.parametrize(("zone", "moment"), ELSEWHERE)
def test_member_is_in_office_from_the_first_day_to_the_last_by_the_house(
    guard_clock: GuardClock, house_zone: HouseZone, zone: str, moment: str
) -> None:
    house_zone.move_to(zone)
    guard_clock.set(utc(moment))
    house = factories.create_house()
    [first, last, over] = house.members
    today = clock.today()
    for member, begins, ends in [
        (first, today, None),
        (last, today - timedelta(days=9), today),
        (over, today - timedelta(days=9), today - timedelta(days=1)),
    ]:
        workflow.appoint(member.user, by=house.chief, term_starts=begins, term_ends=ends)

    version = workflow.start_review(factories.submitted(house), by=house.editor, members=[first, last])
    factories.signed(version, house)

    assert Review.objects.get(version=version).signoffs.count() == 2
    with pytest.raises(workflow.Refused, match="not in office"):
        workflow.invite(version, by=house.editor, members=[over])


def test_mail_of_a_signature_names_the_hour_of_the_house(house_zone: HouseZone) -> None:
    house_zone.move_to(AUCKLAND)

    assert clock.written(utc("2027-04-03T12:30")) == "4 April 2027, 01:30 NZDT"
    assert clock.written(utc("2027-04-03T14:30")) == "4 April 2027, 02:30 NZST"


def test_verify_names_a_database_that_counts_in_another_zone(settings: Any) -> None:
    settings.TIME_ZONE = ZURICH

    found = [(fault.code, fault.where, fault.message) for fault in guards.faults(connections["default"])]

    assert found == [
        (
            "guard-altered",
            "imprimatur_zone",
            "The database counts its days in another time zone than TIME_ZONE: run migrate.",
        )
    ]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_migrating_takes_the_zone_along(settings: Any, house_zone: HouseZone) -> None:
    settings.TIME_ZONE = ZURICH

    call_command("migrate", database="owner", stdout=StringIO())

    assert [fault for fault in verify() if "zone" in fault.where] == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_zone_unknown_to_the_database_is_refused() -> None:
    refused = "PostgreSQL does not know TIME_ZONE, Mars/Base"

    with override_settings(TIME_ZONE="Mars/Base"), pytest.raises(ImproperlyConfigured, match=refused):
        guards.apply(connections["owner"])
