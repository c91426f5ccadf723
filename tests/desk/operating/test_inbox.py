"""The demo's inbox: what the house sends stands there, sanitised, and only in a demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from articles.models import Role
from cms import letterbox
from tests.factories import create_granted, create_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "cms.letterbox.LetterboxBackend"
    settings.LETTERBOX = tmp_path / "box" / "mail"
    settings.LETTERBOX.parent.mkdir()


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(create_granted("editor", Role.EDITOR))
    return client


def send(subject: str, to: str = "ada@example.org") -> str:
    send_mail(subject, "Dear Ada,\n\nhttps://example.org/x", None, [to])
    return next(letterbox.letters()).name


def test_inbox_outside_the_demo_is_not_there(editor: Client) -> None:
    assert editor.get("/desk/inbox/").status_code == 404


def test_letter_outside_the_demo_is_not_there(demo: None, editor: Client, settings: Any) -> None:
    name = send("Hello")
    settings.DEMO = False

    assert editor.get(f"/desk/inbox/{name}/").status_code == 404


def test_inbox_for_a_stranger_is_not_there(demo: None, client: Client) -> None:
    client.force_login(create_user("stranger"))

    assert client.get("/desk/inbox/").status_code == 404


def test_inbox_without_mail_says_what_to_do(demo: None, editor: Client) -> None:
    assert "Submit an article or invite a reviewer" in editor.get("/desk/inbox/").content.decode()


def test_inbox_shows_newest_first(demo: None, editor: Client) -> None:
    send("First")
    send("Second")

    shown = editor.get("/desk/inbox/").context["letters"]

    assert [letter.subject for letter in shown] == ["Second", "First"]


def test_inbox_finds_a_recipient(demo: None, editor: Client) -> None:
    send("For Ada")
    send("For Bea", to="bea@example.org")

    shown = editor.get("/desk/inbox/", {"to": "BEA"}).context["letters"]

    assert [(letter.subject, letter.to) for letter in shown] == [("For Bea", "bea@example.org")]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_takes_as_many_queries_for_one_letter_as_for_three(
    demo: None, editor: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        send(f"Letter {number}")

    # Session, user; grants, member; the house's name.
    with django_assert_num_queries(5):
        editor.get("/desk/inbox/")


def test_inbox_pages_by_the_oldest_shown(demo: None, editor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("cms.desk.operating.inbox.PAGE", 2)
    for number in range(3):
        send(f"Letter {number}")

    first = editor.get("/desk/inbox/")
    second = editor.get(f"/desk/inbox/{first.context['next']}")

    assert [letter.subject for letter in second.context["letters"]] == ["Letter 0"]


def test_letter_shows_html_without_what_could_run(demo: None, editor: Client) -> None:
    message = EmailMultiAlternatives("Hello", "Plain words", None, ["ada@example.org"])
    message.attach_alternative('<p onclick="x()">Rich words</p><script>x()</script>', "text/html")
    message.send()
    name = next(letterbox.letters()).name

    assert editor.get(f"/desk/inbox/{name}/").context["html"] == "<p>Rich words</p>"


@pytest.mark.parametrize("count", [1, 3])
def test_letter_takes_as_many_queries_however_many_there_are(
    demo: None, editor: Client, count: int, django_assert_num_queries: Any
) -> None:
    name = [send(f"Letter {number}") for number in range(count)][-1]

    # Session, user; grants, member; the house's name.
    with django_assert_num_queries(5):
        editor.get(f"/desk/inbox/{name}/")


def test_letter_in_plain_text_links_its_addresses(demo: None, editor: Client) -> None:
    page = editor.get(f"/desk/inbox/{send('Hello')}/").content.decode()

    assert '<a href="https://example.org/x" rel="nofollow">https://example.org/x</a>' in page


@pytest.mark.parametrize("name", ["settings", "00000000000000000001-abcdef01", "x" * 29])
def test_letter_of_another_name_is_not_there(demo: None, editor: Client, name: str) -> None:
    assert editor.get(f"/desk/inbox/{name}/").status_code == 404
