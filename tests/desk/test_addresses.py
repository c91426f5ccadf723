"""Who gets what at every address: generated from the URL configuration, compared with one table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from articles.models import Role, User
from tests import factories
from tests.desk.addresses import DESK, MAY_BE_ADDED, MAY_BE_DELETED, MODEL_PAGES, PEOPLE, TABLE, Row
from tests.desk.posts import ONLY_SHOWN, REFUSED, posts
from tests.desk.scene import set_scene

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

_MODEL = re.compile(rf"admin:(?P<model>[a-z]+_[a-z]+)_(?P<page>{'|'.join(MODEL_PAGES)})$")
#: What visiting writes: sessions, counts of attempts, and allauth's own row for the address of the account.
VISITS = {"django_session", "cms_cache", "account_emailaddress", "reviews_sharevisit"}


def names_in(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_in(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and (pattern.name or not namespace.startswith("admin:")):
            yield f"{namespace}{pattern.name}"


def without_a_row(patterns: list[Any]) -> list[str]:
    known = {row.name for row in TABLE}
    return [name for name in names_in(patterns) if name not in known and not _MODEL.match(name)]


def rows() -> list[Row]:
    models = [name for name in names_in(get_resolver().url_patterns) if _MODEL.match(name)]
    return TABLE + [_model_row(name) for name in models]


def _model_row(name: str) -> Row:
    found = _MODEL.match(name)
    assert found is not None
    model, page = found["model"], found["page"]
    args = {"changelist": "", "add": "", "simple_history": "0 0"}.get(page, "0")
    expected = MODEL_PAGES[page]
    if model in {"add": MAY_BE_ADDED, "delete": MAY_BE_DELETED}.get(page, ()):
        expected = expected.replace("403", "200" if page == "add" else "302")
    return Row(name, args, expected)


@pytest.fixture
def house() -> factories.House:
    return factories.create_house()


@pytest.fixture
def scene(house: factories.House) -> dict[str, Any]:
    return set_scene(house)


@pytest.fixture
def people(house: factories.House, scene: dict[str, Any]) -> dict[str, User | None]:
    other_topic = factories.create_topic("cardiology", by=house.chief)
    return {
        "nobody": None,
        "stranger": house.stranger,
        "author": house.author,
        "other": factories.create_granted("other", Role.AUTHOR),
        "member": house.reviewers[0],
        "unasked": User.objects.get(username="reviewer3"),
        "editor": house.editor,
        "heart": factories.create_granted("heart", Role.EDITOR, topic=other_topic),
        "chief": house.chief,
        "admin": factories.create_user("admin", is_superuser=True, is_staff=True),
    }


def address_of(row: Row, scene: dict[str, Any]) -> str:
    return reverse(row.name, args=[scene.get(word, word) for word in row.args.split()])


def got(client: Client, address: str) -> str:
    answer = client.get(address)
    sent_to = answer.headers.get("Location", "").partition("?")[0]
    return {"/accounts/login/": "login", "/admin/login/": "gate"}.get(sent_to, str(answer.status_code))


def fingerprint() -> dict[str, str]:
    """A hash of each table's rows, but for those in which a visit leaves its traces."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in VISITS]
        said = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            said[table] = cursor.fetchone()[0]
    return said


def test_every_address_has_a_row() -> None:
    assert without_a_row(get_resolver().url_patterns) == []


def test_address_without_a_row_is_found() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert without_a_row([path("forgotten/", forgotten, name="forgotten")]) == ["forgotten"]
    assert without_a_row([path("unnamed/", forgotten)]) == ["None"]


def test_every_row_speaks_of_an_address_and_of_everybody() -> None:
    known = set(names_in(get_resolver().url_patterns))

    assert [row.name for row in rows() if row.name not in known] == []
    assert [row for row in rows() if len(row.expected.split()) != len(PEOPLE)] == []


@pytest.fixture
def clients(people: dict[str, User | None]) -> dict[str, Client]:
    """A browser of each person's own, logged in."""
    found = {}
    for name, user in people.items():
        found[name] = Client(raise_request_exception=False)
        if user:
            found[name].force_login(user)
    return found


def test_each_gets_what_the_table_says_and_nothing_changes_by_looking(
    scene: dict[str, Any], clients: dict[str, Client]
) -> None:
    before = fingerprint()

    wrong = []
    for row in rows():
        address = address_of(row, scene)
        for person, expected in zip(PEOPLE, row.expected.split(), strict=True):
            if expected == "-":
                continue
            answer = got(clients[person], address)
            if answer not in expected.split("/"):
                wrong.append(f"{row.name} {row.args}: {answer} for {person}, not {expected}")

    assert "\n".join(wrong) == ""
    assert fingerprint() == before


def test_forged_form_does_nothing_at_any_address_of_the_desk(
    scene: dict[str, Any], people: dict[str, User | None]
) -> None:
    clients = [Client(enforce_csrf_checks=True) for _ in range(3)]
    for client, name in zip(clients, ("chief", "member", "author"), strict=True):
        client.force_login(people[name])
    before = fingerprint()

    answers = [
        (client.post(address_of(row, scene), {"note": "Forged."}), row) for row in DESK for client in clients
    ]

    assert [row for answer, row in answers if answer.status_code != 403] == []
    assert [row for answer, row in answers if b"This form has expired" not in answer.content] == []
    assert fingerprint() == before


def unlike(wanted: Callable[[str], bool], scene: dict[str, Any], clients: dict[str, Client]) -> list[str]:
    """Send each form as everybody whose answer is wanted; return where the answer is not the table's."""
    wrong = []
    for row, said in posts():
        for person, expected in zip(PEOPLE, row.expected.split(), strict=True):
            if wanted(expected):
                answer = sent(clients[person], address_of(row, scene), said, scene)
                if answer != expected:
                    wrong.append(f"{row.name} {row.args}: {answer} for {person}, not {expected}")
    return wrong


def sent(client: Client, address: str, said: str, scene: dict[str, Any]) -> str:
    """What the form is answered with; a body in braces goes as a script sends it."""
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    if said.startswith("{"):
        answer = client.post(address, said, content_type="application/json", headers=token)
    else:
        pairs = (word.split("=", 1) for word in said.split())
        fields = {name: scene.get(value, value) for name, value in pairs}
        answer = client.post(address, fields, headers=token)
    to_login = answer.headers.get("Location", "").startswith("/accounts/login/")
    return "login" if to_login else str(answer.status_code)


@pytest.fixture
def senders(people: dict[str, User | None]) -> dict[str, Client]:
    """A browser of each person's own, whose forms must carry their token, which it has."""
    found = {}
    for name, user in people.items():
        found[name] = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if user:
            found[name].force_login(user)
        found[name].get("/accounts/logout/" if user else "/accounts/login/")
    return found


def test_who_may_not_send_a_form_is_refused_and_nothing_changes(
    scene: dict[str, Any], senders: dict[str, Client]
) -> None:
    before = fingerprint()

    assert "\n".join(unlike(lambda expected: expected in REFUSED, scene, senders)) == ""
    assert fingerprint() == before


def test_who_may_send_a_form_gets_what_the_table_says(
    scene: dict[str, Any], senders: dict[str, Client]
) -> None:
    assert "\n".join(unlike(lambda expected: expected not in REFUSED, scene, senders)) == ""


def test_every_address_of_the_desk_takes_a_form_or_is_only_shown() -> None:
    desk = {row.name for row in DESK}

    assert desk - {row.name for row, _ in posts()} == {f"desk:{name}" for name in ONLY_SHOWN}


def test_address_that_only_takes_forms_answers_with_a_page(
    scene: dict[str, Any], clients: dict[str, Client]
) -> None:
    only_forms = [row for row in DESK if row.expected.split()[PEOPLE.index("chief")] == "405"]

    answers = [clients["chief"].get(address_of(row, scene)) for row in only_forms]

    assert len(answers) >= 3
    assert [answer.headers["Allow"] for answer in answers] == ["POST"] * len(answers)
    assert all(b"Only a button leads there" in answer.content for answer in answers)


def test_who_is_refused_is_led_back_to_where_they_may_be(
    scene: dict[str, Any], clients: dict[str, Client]
) -> None:
    def onward(person: str, address: str) -> str:
        said = clients[person].get(address).content.decode()
        return "work" if "To my work" in said else "start" if "To the start page" in said else ""

    assert onward("author", "/desk/house/") == onward("author", "/desk/no/such/page/") == "work"
    assert onward("stranger", "/desk/house/") == onward("author", "/no/such/page/") == "start"
