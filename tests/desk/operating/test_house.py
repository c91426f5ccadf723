"""The house at the desk: an editor-in-chief rules it through the verbs, and the chain says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from articles import clock
from articles.models import Grant, Publication, Role, Topic, User
from cms.desk.operating import board, ruling
from reviews import workflow
from reviews.models import BoardMember, Disclosure, Policy, Removal, SignOff
from tests.factories import (
    PASSWORD,
    House,
    approved,
    create_granted,
    create_house,
    create_topic,
    create_user,
    signed,
    under_review,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/desk/house/",
    "/desk/house/topics/",
    "/desk/house/topics/new/",
    "/desk/house/topics/rheumatology/",
    "/desk/house/topics/rheumatology/high/",
    "/desk/house/board/",
    "/desk/house/board/appoint/",
    "/desk/house/board/member/reviewer1/",
    "/desk/house/board/member/reviewer1/remove/",
    "/desk/house/disclosures/",
    "/desk/house/grants/",
    "/desk/house/grants/give/",
    "/desk/house/people/",
    "/desk/house/people/new/",
    "/desk/house/publication/",
]


@pytest.fixture
def house() -> House:
    return create_house()


@pytest.fixture
def chief(client: Client, house: House) -> Client:
    client.force_login(house.chief)
    return client


def member_fields(**changed: object) -> dict[str, object]:
    return {
        "printed_name": "Dr Ada Adler",
        "credentials": "MD",
        "specialties": "rheumatology, geriatrics",
        "term_starts": "2026-01-01",
        **changed,
    }


@pytest.mark.parametrize("address", PAGES)
def test_page_opens_for_the_chief(chief: Client, address: str) -> None:
    assert chief.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_page_is_forbidden_to_an_editor(client: Client, house: House, address: str) -> None:
    client.force_login(house.editor)

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_page_is_not_there_for_a_stranger(client: Client, house: House, address: str) -> None:
    client.force_login(house.stranger)

    assert client.get(address).status_code == 404


def test_page_is_forbidden_to_the_chief_of_one_topic(client: Client, house: House) -> None:
    client.force_login(create_granted("part", Role.CHIEF, topic=house.topic))

    assert client.get("/desk/house/").status_code == 403


def test_house_tells_the_newest_events_in_words(chief: Client, house: House) -> None:
    workflow.set_policy(house.topic, "high", by=house.chief, quorum=3)

    newest = chief.get("/desk/house/").context["events"][0]

    assert (newest.who, newest.what, newest.named) == (
        "Chief",
        "set the policy for",
        "Rheumatology, high risk",
    )


def test_events_name_what_they_are_about(chief: Client, house: House) -> None:
    said = {line.what: line.named for line in chief.get("/desk/house/").context["events"]}

    assert (said["opened the topic"], said["appointed"]) == ("Rheumatology", "Dr Reviewer1")


def test_new_topic_opens_it(chief: Client) -> None:
    chief.post(
        "/desk/house/topics/new/",
        {"name": "Neurology", "slug": "neurology", "pending_visibility": "approved_only"},
    )

    assert Topic.objects.get(slug="neurology").name == "Neurology"


def test_new_topic_at_a_taken_address_changes_nothing(chief: Client, house: House) -> None:
    page = chief.post(
        "/desk/house/topics/new/",
        {"name": "Other", "slug": "rheumatology", "pending_visibility": "approved_only"},
    )

    assert (page.status_code, Topic.objects.get().name) == (422, "Rheumatology")
    assert page.context["form"]["name"].value() == "Other"


def test_topic_keeps_its_address(chief: Client) -> None:
    chief.post(
        "/desk/house/topics/rheumatology/",
        {"name": "Joints", "slug": "joints", "pending_visibility": "with_caution"},
    )

    topic = Topic.objects.get()
    assert (topic.slug, topic.name, topic.pending_visibility) == ("rheumatology", "Joints", "with_caution")


def test_policy_is_set(chief: Client, house: House) -> None:
    chief.post(
        "/desk/house/topics/rheumatology/high/",
        {
            "quorum": 3,
            "required_scopes": ["whole", "doses"],
            "required_specialties": ["rheumatology"],
            "review_months": 12,
        },
    )

    policy = Policy.objects.get(topic=house.topic, risk="high")
    assert (policy.quorum, policy.required_scopes, policy.required_specialties, policy.review_months) == (
        3,
        ["whole", "doses"],
        ["rheumatology"],
        12,
    )


def test_policy_without_a_signature_is_refused(chief: Client, house: House) -> None:
    page = chief.post("/desk/house/topics/rheumatology/high/", {"quorum": 0, "review_months": 12})

    assert (page.status_code, Policy.objects.filter(risk="high").count()) == (422, 0)


def test_policy_that_the_board_cannot_meet_says_so(chief: Client) -> None:
    page = chief.post(
        "/desk/house/topics/rheumatology/high/", {"quorum": 9, "review_months": 12}, follow=True
    )

    assert "Only 3 members are in office" in page.content.decode()


def test_policy_of_an_unknown_risk_is_not_there(chief: Client) -> None:
    assert chief.get("/desk/house/topics/rheumatology/deadly/").status_code == 404


def test_appoint_makes_a_member_with_an_address_from_the_name(chief: Client) -> None:
    user = create_user("ada")

    chief.post("/desk/house/board/appoint/", member_fields(user=user.pk))

    member = BoardMember.objects.get(user=user)
    assert (member.slug, member.specialties) == ("dr-ada-adler", ["rheumatology", "geriatrics"])


def test_appoint_without_credentials_keeps_what_was_typed(chief: Client) -> None:
    user = create_user("ada")

    page = chief.post("/desk/house/board/appoint/", member_fields(user=user.pk, credentials=""))

    assert (page.status_code, BoardMember.objects.filter(user=user).exists()) == (422, False)
    assert page.context["form"]["printed_name"].value() == "Dr Ada Adler"


def test_appoint_does_not_offer_who_sits_already(chief: Client, house: House) -> None:
    page = chief.post("/desk/house/board/appoint/", member_fields(user=house.reviewers[0].pk))

    assert page.status_code == 422


def test_member_gets_a_last_day(chief: Client) -> None:
    chief.post(
        "/desk/house/board/member/reviewer1/", member_fields(term_starts="2026-01-01", term_ends="2026-06-30")
    )

    assert str(BoardMember.objects.get(slug="reviewer1").term_ends) == "2026-06-30"


def test_specialties_stand_in_the_form_as_one_writes_them(chief: Client) -> None:
    chief.post("/desk/house/board/member/reviewer1/", member_fields(specialties="rheumatology,geriatrics"))

    form = chief.get("/desk/house/board/member/reviewer1/").context["form"]

    assert form["specialties"].value() == "rheumatology, geriatrics"


def test_member_whose_term_ends_before_it_starts_is_refused(chief: Client) -> None:
    page = chief.post("/desk/house/board/member/reviewer1/", member_fields(term_ends="2020-01-01"))

    assert page.status_code == 422


def test_remove_voids_what_was_signed_in_open_reviews(chief: Client, house: House) -> None:
    signed(under_review(house), house, count=1)

    chief.post("/desk/house/board/member/reviewer1/remove/", {"reason": "Undeclared payments"})

    assert Removal.objects.get().reason == "Undeclared payments"
    assert hasattr(SignOff.objects.get(), "voiding")


def test_remove_without_a_cause_is_refused(chief: Client) -> None:
    page = chief.post("/desk/house/board/member/reviewer1/remove/", {"reason": " "})

    assert (page.status_code, Removal.objects.count()) == (422, 0)


def test_remove_twice_is_refused_in_words(chief: Client, house: House) -> None:
    workflow.remove_member(house.members[0], by=house.chief, reason="Once")

    page = chief.post("/desk/house/board/member/reviewer1/remove/", {"reason": "Twice"})

    assert page.status_code == 409
    assert "was removed already" in page.content.decode()


def test_give_grants_until_the_end_of_a_day(chief: Client, house: House) -> None:
    chief.post(
        "/desk/house/grants/give/",
        {
            "user": house.stranger.pk,
            "role": "editor",
            "topic": house.topic.pk,
            "ends_on": "2999-12-31",
            "stands_in_for": house.editor.pk,
            "note": "Holiday",
        },
    )

    given = Grant.objects.get(user=house.stranger)
    assert (given.role, given.topic, given.stands_in_for, given.granted_by, given.note) == (
        "editor",
        house.topic,
        house.editor,
        house.chief,
        "Holiday",
    )
    assert given.ends_at is not None
    assert given.ends_at.isoformat() == "3000-01-01T00:00:00+00:00"


def test_give_what_would_end_before_it_starts_is_refused(chief: Client, house: House) -> None:
    page = chief.post(
        "/desk/house/grants/give/",
        {"user": house.stranger.pk, "role": "author", "ends_on": "2020-01-01", "note": "Typed"},
    )

    assert (page.status_code, page.context["form"]["note"].value()) == (422, "Typed")


def test_give_twice_gives_once(chief: Client, house: House) -> None:
    said = {"user": house.stranger.pk, "role": "author"}
    chief.post("/desk/house/grants/give/", said)

    page = chief.post("/desk/house/grants/give/", said)

    assert (page.status_code, Grant.objects.filter(user=house.stranger).count()) == (422, 1)


def test_end_ends_a_grant_and_keeps_it_on_record(chief: Client, house: House) -> None:
    given = Grant.objects.get(user=house.author)

    chief.post(f"/desk/house/grants/{given.pk}/end/")

    assert Grant.objects.get(pk=given.pk).ends_at <= clock.now()  # type: ignore[operator]


def test_end_by_looking_does_nothing(chief: Client, house: House) -> None:
    given = Grant.objects.get(user=house.author)

    assert chief.get(f"/desk/house/grants/{given.pk}/end/").status_code == 405
    assert Grant.objects.get(pk=given.pk).ends_at is None


def test_grants_show_those_in_force_or_those_that_ended(chief: Client, house: House) -> None:
    given = Grant.objects.get(user=house.author)
    workflow.end_grant(given, by=house.chief)

    in_force = chief.get("/desk/house/grants/").context["grants"]
    ended = chief.get("/desk/house/grants/?ended=1").context["grants"]

    assert (given in in_force, given in ended) == (False, True)


def test_lists_of_people_and_grants_say_what_they_leave_out_and_find_it(
    chief: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruling, "MOST", 2)

    people, found = chief.get("/desk/house/people/"), chief.get("/desk/house/people/?q=reviewer3")
    grants, named = chief.get("/desk/house/grants/"), chief.get("/desk/house/grants/?q=editor")

    told = "These are the first 2, and there are more. Search for a name to find the others."
    assert [told in page.content.decode() for page in (people, found)] == [True, False]
    assert [told in page.content.decode() for page in (grants, named)] == [True, False]
    assert (len(people.context["people"]), len(grants.context["grants"])) == (2, 2)
    assert [person.username for person in found.context["people"]] == ["reviewer3"]
    assert [given.user for given in named.context["grants"]] == [house.editor]


def test_disclosures_go_on_on_further_pages(
    chief: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(house)
    monkeypatch.setattr(board, "PAGE", 1)

    first = chief.get("/desk/house/disclosures/")
    second = chief.get(f"/desk/house/disclosures/?before={first.context['older']}")

    shown = [one.pk for page in (first, second) for one in page.context["disclosures"]]
    assert shown == list(Disclosure.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    assert [page.context["later"] for page in (first, second)] == [False, True]


def test_publication_is_changed_for_readers(chief: Client) -> None:
    standing = Publication.objects.current()
    said = {
        "name": "The Sound Answer",
        "board_name": standing.board_name,
        "disclaimer_professional": "P",
        "disclaimer_patient": "Q",
        "advertising": "None.",
    }

    chief.post("/desk/house/publication/", said)

    assert Publication.objects.get().name == "The Sound Answer"


def test_new_person_gets_a_link_that_sets_the_first_password(chief: Client) -> None:
    chief.post(
        "/desk/house/people/new/", {"name": "Ada Adler", "username": "ada", "email": "Ada@Example.org"}
    )

    user = User.objects.get(username="ada")
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if "/password/reset/key/" in line)
    stranger = Client()
    form = stranger.get(link.partition("testserver")[2], follow=True)
    stranger.post(
        form.redirect_chain[-1][0], {"password1": "seven green herons", "password2": "seven green herons"}
    )
    user.refresh_from_db()
    assert (letter.to, user.email) == (["ada@example.org"], "ada@example.org")
    assert user.check_password("seven green herons")


def test_account_of_another_is_closed_with_ones_own_password(chief: Client, house: House) -> None:
    address = f"/desk/house/people/{house.author.pk}/close/"

    wrong = chief.post(address, {"password": "wrong", "understood": "on"})
    still_open = User.objects.get(pk=house.author.pk).is_active
    chief.post(address, {"password": PASSWORD, "understood": "on"})

    assert (wrong.status_code, still_open) == (409, True)
    assert User.objects.get(pk=house.author.pk).closed_at is not None


def test_account_of_the_only_chief_stays_open(chief: Client, house: House) -> None:
    page = chief.post(
        f"/desk/house/people/{house.chief.pk}/close/", {"password": PASSWORD, "understood": "on"}
    )

    assert (page.status_code, User.objects.get(pk=house.chief.pk).closed_at) == (409, None)


def test_new_person_with_a_taken_address_is_refused(chief: Client, house: House) -> None:
    page = chief.post(
        "/desk/house/people/new/", {"name": "Ed", "username": "ed", "email": "EDITOR@example.org"}
    )

    assert (page.status_code, User.objects.filter(username="ed").exists()) == (422, False)


@pytest.mark.parametrize("extra", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        # Session, user; grants, member; the house's name; then the page's own and two for events.
        ("/desk/house/", 9),
        ("/desk/house/topics/", 9),
        ("/desk/house/board/", 10),
        ("/desk/house/disclosures/", 8),
        ("/desk/house/grants/", 9),
        ("/desk/house/people/", 8),
    ],
)
def test_list_takes_as_many_queries_for_one_row_as_for_three(
    chief: Client, house: House, address: str, queries: int, extra: int, django_assert_num_queries: Any
) -> None:
    for number in range(extra):
        create_topic(f"topic{number}", by=house.chief)
        person = create_granted(f"granted{number}", Role.AUTHOR, topic=house.topic)
        workflow.appoint(
            person,
            by=house.chief,
            slug=person.username,
            printed_name=person.name,
            credentials="MD",
            term_starts=clock.today() - timedelta(days=3),
        )

    with django_assert_num_queries(queries):
        chief.get(address)


def test_words_typed_after_the_login_ended_are_there_after_the_next(chief: Client, house: House) -> None:
    address = "/desk/house/topics/new/"
    writer = chief.get(address).context["writer"]
    said = {"name": "Neurology", "slug": "neurology", "pending_visibility": "approved_only", "writer": writer}
    chief.logout()
    chief.post(address, said)
    chief.post("/accounts/login/", {"login": "chief", "password": PASSWORD})

    back = chief.get(address)

    assert (back.context["form"]["name"].value(), Topic.objects.count()) == ("Neurology", 1)
    assert "Your login had ended" in back.content.decode()
