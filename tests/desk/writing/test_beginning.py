"""A new article: pasted, uploaded, or begun with its question."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles import editing
from articles.models import Article, Intake, Version
from tests import factories
from tests.desk.writing.forms import filled
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (Path(__file__).parents[2] / "samples" / "pasted-page.txt").read_text()


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def author(client: Client, house: House) -> Client:
    client.force_login(house.author)
    return client


def form(client: Client, **changes: object) -> dict[str, object]:
    return filled(client.get("/desk/new/"), "draft-new", do="begin", drafting="human") | changes


def test_pasted_text_becomes_a_draft_with_its_report(author: Client, house: House) -> None:
    answer = author.post(
        "/desk/new/",
        form(author, text=PAGE, topic=str(house.topic.pk), risk="high", drafting="machine_assisted"),
    )

    draft = Version.objects.get()
    intake = Intake.objects.get(version=draft)
    assert answer["Location"] == "/desk/articles/how-should-an-acute-gout-flare-be-treated/1/report/"
    assert (draft.author, draft.status, draft.drafting) == (house.author, "draft", "machine_assisted")
    assert (draft.article.topic, draft.article.risk) == (house.topic, "high")
    assert (draft.sections.count(), draft.references.count()) == (8, 4)
    assert intake.source_text == PAGE


def test_uploaded_markdown_is_read_by_its_name(author: Client) -> None:
    file = SimpleUploadedFile("gout.md", b"# How is gout treated?\n\nRest.\n\n## Then\n\n- cool\n")

    answer = author.post("/desk/new/", form(author, file=file))

    intake = Intake.objects.get()
    assert answer.status_code == 302
    assert (intake.source_name, intake.format) == ("gout.md", "markdown")
    assert editing.text_of(Version.objects.get()).sections[0].body == "<ul><li>cool</li></ul>"


def test_question_alone_opens_an_empty_draft(author: Client) -> None:
    answer = author.post("/desk/new/", form(author, title="When is gout treated?"))

    assert answer["Location"] == "/desk/articles/when-is-gout-treated/1/edit/"
    assert not Intake.objects.exists()
    assert author.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "There is nothing to begin with yet"),
        ({"text": "  \n "}, "There is nothing to begin with yet"),
        ({"file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7\x00\x01\x02" * 40)}, ""),
        ({"file": SimpleUploadedFile("empty.txt", b"")}, "The submitted file is empty."),
    ],
)
def test_what_cannot_be_read_is_said_and_makes_nothing(
    author: Client, changes: dict[str, object], said: str
) -> None:
    answer = author.post("/desk/new/", form(author, **changes))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert filled(answer, "draft-new")["drafting"] == "human"
    assert not Article.objects.exists()


def test_refused_text_is_kept_in_the_form(author: Client) -> None:
    text = "\x00\x01\x02\x03" * 400

    answer = author.post("/desk/new/", form(author, text=text, title="Kept?"))

    assert answer.status_code == 422
    assert filled(answer, "draft-new")["title"] == "Kept?"


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><html><body><p>Rest the joint.</p></body></html>",
        '<?xml version="1.0"?><article><front/></article>',
        "TY  - JOUR\nTI  - Gout\nER  - ",
        "@article{a, title = {Gout}}",
        '{"title": "Gout"}',
    ],
)
def test_what_is_no_article_is_answered_and_stays_in_the_form(author: Client, text: str) -> None:
    answer = author.post("/desk/new/", form(author, text=text))

    assert answer.status_code == 422
    assert "not the text of an article" in answer.content.decode()
    assert filled(answer, "draft-new")["text"].split() == text.split()
    assert not Article.objects.exists()


def test_the_author_may_choose_the_address(author: Client) -> None:
    answer = author.post(
        "/desk/new/", form(author, text="Чем лечат артрит?\n\nRest it.", slug="Arthritis care")
    )

    assert answer["Location"].startswith("/desk/articles/arthritis-care/")


def test_an_address_without_a_word_is_refused(author: Client) -> None:
    answer = author.post("/desk/new/", form(author, text=PAGE, slug="12"))

    assert (answer.status_code, Article.objects.count()) == (422, 0)


def test_double_click_makes_one_article(author: Client) -> None:
    said = form(author, text=PAGE)

    first, second = (author.post("/desk/new/", said) for _ in range(2))

    assert Article.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_two_clicks_at_the_same_moment_make_one_article(author: Client, house: House) -> None:
    said, clients, start = form(author, text=PAGE), [Client(), Client()], Barrier(2)
    addresses: list[str] = []
    for client in clients:
        client.force_login(house.author)

    def click(client: Client) -> None:
        from django.db import connections

        start.wait()
        addresses.append(client.post("/desk/new/", said)["Location"])
        connections.close_all()

    threads = [Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Article.objects.count() == 1
    assert len(set(addresses)) == 1


def test_a_similar_question_is_pointed_out(author: Client, house: House) -> None:
    factories.approved(house, factories.a_text("How is an acute flare of gout treated?"))
    factories.create_draft(house, factories.a_text("How is asthma treated?"))

    page = author.post("/desk/new/", form(author, text=PAGE), follow=True)

    assert [(one.title, one.status) for one in page.context["similar"]] == [
        ("How is an acute flare of gout treated?", "approved")
    ]


def test_a_draft_that_one_may_not_see_is_not_pointed_out(client: Client, house: House) -> None:
    factories.create_draft(house, factories.a_text("How should an acute gout flare be treated?"))
    client.force_login(factories.create_granted("other", "author"))

    page = client.post("/desk/new/", form(client, text=PAGE), follow=True)

    assert page.context["similar"] == []


def test_only_those_who_write_begin(client: Client, house: House) -> None:
    client.force_login(house.stranger)
    assert client.get("/desk/new/").status_code == 404

    client.force_login(house.reviewers[0])
    assert client.get("/desk/new/").status_code == 403
    assert client.post("/desk/new/", {"title": "What?"}).status_code == 403
    assert not Article.objects.exists()


def test_how_it_was_drafted_is_asked_and_never_taken_for_granted(author: Client) -> None:
    answer = author.post("/desk/new/", form(author, text=PAGE, drafting=""))

    assert filled(author.get("/desk/new/"), "draft-new")["drafting"] == ""
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"drafting": ["Say how the text was drafted. Readers are told."]}
    assert not Article.objects.exists()


def test_not_known_is_an_answer_and_is_not_asked_again(author: Client, house: House) -> None:
    said = form(author, text=PAGE, drafting="unknown", topic=str(house.topic.pk), condition_name="Gout")

    page = author.post("/desk/new/", said, follow=True)

    assert not page.context["report"].about_open
    assert Version.objects.get().condition_name == "Gout"
    assert "How it was drafted is not known" in page.content.decode()


def test_the_next_page_is_told_once_that_the_text_arrived(author: Client, house: House) -> None:
    said = form(author, text=PAGE)
    mark = f'data-begun="{house.author.pk}:new:{said["once"]}"'

    page = author.post("/desk/new/", said, follow=True)

    assert mark in page.content.decode()
    assert mark not in author.get(page.request["PATH_INFO"]).content.decode()
