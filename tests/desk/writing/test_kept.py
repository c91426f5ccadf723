"""A login that ended while somebody typed: the words are kept for that person, and nothing is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from articles import editing
from articles.models import Article, Version
from tests import factories
from tests.desk.writing.forms import filled
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def draft(house: House) -> Version:
    return factories.create_draft(house)


@pytest.fixture
def author(client: Client, house: House) -> Client:
    client.force_login(house.author)
    return client


def address(version: Version, what: str = "edit") -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/{what}/"


def log_in(client: Client, address: str, user: Any) -> Any:
    return client.post(address, {"login": user.username, "password": PASSWORD}, follow=True)


def title(draft: Version) -> str:
    return Version.objects.get(pk=draft.pk).title


def typed_after_the_end(client: Client, place: str, said: dict[str, Any]) -> Any:
    client.logout()
    return client.post(place, said)


def test_words_typed_after_the_login_ended_are_there_after_the_next(
    author: Client, house: House, draft: Version
) -> None:
    said = filled(author.get(address(draft)), do="save", title="Typed for an hour")

    sent_away = typed_after_the_end(author, address(draft), said)
    back = log_in(author, sent_away["Location"], house.author)

    assert sent_away["Location"] == f"/accounts/login/?next={address(draft)}"
    assert back.request["PATH_INFO"] == address(draft)
    assert "Your login had ended when you saved" in back.content.decode()
    assert filled(back)["title"] == "Typed for an hour"
    assert title(draft) == "How is gout treated?"

    answer = author.post(address(draft), filled(back, do="save"))
    assert answer.status_code == 302
    assert title(draft) == "Typed for an hour"
    assert filled(author.get(address(draft)))["title"] == "Typed for an hour"
    assert not author.get(address(draft)).context["shown"].kept


def test_kept_words_can_be_dropped(author: Client, house: House, draft: Version) -> None:
    said = filled(author.get(address(draft)), do="save", title="Typed")
    back = log_in(author, typed_after_the_end(author, address(draft), said)["Location"], house.author)

    author.post(address(draft), filled(back, do="forget"))

    assert filled(author.get(address(draft)))["title"] == "How is gout treated?"


def test_kept_words_on_an_older_text_are_laid_beside_the_newer(
    author: Client, house: House, draft: Version
) -> None:
    said = filled(author.get(address(draft)), do="save", title="Mine")
    sent_away = typed_after_the_end(author, address(draft), said)
    editing.save(draft, factories.a_text("Theirs"), by=house.editor, revision=0)
    back = log_in(author, sent_away["Location"], house.author)

    answer = author.post(address(draft), filled(back, do="save"))

    assert answer.status_code == 409
    assert (filled(answer)["title"], title(draft)) == ("Mine", "Theirs")


def test_kept_words_are_shown_to_nobody_else(author: Client, house: House, draft: Version) -> None:
    said = filled(author.get(address(draft)), do="save", title="Secret")
    sent_away = typed_after_the_end(author, address(draft), said)

    back = log_in(author, sent_away["Location"], house.editor)

    assert back.request["PATH_INFO"] == address(draft)
    assert filled(back)["title"] == "How is gout treated?"


@pytest.mark.parametrize("writer", ["", "x", "1:abc:def"])
def test_a_form_that_is_not_ours_is_not_kept(client: Client, draft: Version, writer: str) -> None:
    client.post(address(draft), {"title": "Junk", "writer": writer})

    assert not Session.objects.exists()


def test_a_form_for_another_place_is_not_kept(author: Client, house: House, draft: Version) -> None:
    other = factories.create_draft(house, factories.a_text("Another?"))
    said = filled(author.get(address(draft)), do="save", title="Typed")
    author.logout()

    author.post(address(other), said)

    assert not any("kept_words" in session.get_decoded() for session in Session.objects.all())


def test_pasted_text_survives_the_end_of_the_login(author: Client, house: House) -> None:
    said = filled(author.get("/desk/new/"), "draft-new", do="begin", text="A long text.\r\nPasted.")
    back = log_in(author, typed_after_the_end(author, "/desk/new/", said)["Location"], house.author)

    assert filled(back, "draft-new")["text"] == "A long text.\r\nPasted."
    assert not Article.objects.exists()


def test_form_from_before_another_login_is_shown_again_and_not_carried_out(
    house: House, draft: Version
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.author)
    said = filled(client.get(address(draft)), do="save", title="Typed before")
    client.logout()
    client.force_login(house.author)
    client.cookies["csrftoken"] = "a" * 32

    answer = client.post(address(draft), said, follow=True)

    assert title(draft) == "How is gout treated?"
    assert filled(answer)["title"] == "Typed before"
    assert "You logged in again" in answer.content.decode()


def test_a_forged_form_is_refused_with_what_to_do(house: House, draft: Version) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.author)

    answer = client.post(address(draft), {"title": "Forged", "revision": "0"})

    assert answer.status_code == 403
    assert "nothing was done" in answer.content.decode()
    assert title(draft) == "How is gout treated?"


def test_without_cookies_the_page_says_so(draft: Version) -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})

    assert answer.status_code == 403
    assert "Your browser sent no cookies" in answer.content.decode()


def test_a_script_is_told_that_the_login_ended_and_draws_no_login_into_the_page(
    author: Client, house: House, draft: Version
) -> None:
    said = filled(author.get(address(draft)), do="save", title="Typed")
    author.logout()

    look = author.post("/desk/look/?field=summary", {"summary": "a"}, headers={"HX-Request": "true"})
    save = author.post(address(draft), said, headers={"HX-Request": "true"})

    assert (look.status_code, look.get("HX-Redirect")) == (401, None)
    assert save.status_code == 401
    back = log_in(author, save["HX-Redirect"], house.author)
    assert filled(back)["title"] == "Typed"
