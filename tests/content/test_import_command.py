"""`manage.py import_article`: what it makes, prints and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles import editing
from articles.content.citations import citations
from articles.models import Article, Intake, Role, Topic, User
from tests.factories import create_granted, create_topic, create_user

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]

SAMPLES = Path(__file__).parents[1] / "samples"
PAGE = SAMPLES / "pasted-page.txt"

Import = Callable[..., tuple[str, str]]


@pytest.fixture
def author() -> User:
    return create_granted("ada", Role.AUTHOR)


@pytest.fixture
def topic(author: User) -> Topic:
    return create_topic("rheumatology", by=author)


def import_article(*args: str | Path) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_article", *map(str, args), stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def reported(*args: str | Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(import_article(*args, "--json")[0])
    return report


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_page_becomes_a_draft_with_its_intake(author: User, topic: Topic) -> None:
    slug = import_article(PAGE, "--author", "ada", "--topic", "rheumatology")[0].split("\n")[0]

    version = Article.objects.get(slug=slug).versions.get()
    intake = Intake.objects.get(version=version)

    assert (version.status, version.author, version.article.topic) == ("draft", author, topic)
    assert (version.title, version.sections.count(), version.references.count()) == (
        "How should an acute gout flare be treated?",
        8,
        4,
    )
    assert (intake.format, intake.source_name, intake.source_text) == ("text", PAGE.name, PAGE.read_text())


def test_json_says_what_was_understood() -> None:
    report = reported(PAGE)

    assert list(report) == [
        *("slug", "title", "second_title", "summary", "sections", "references", "problems", "left_out")
    ]
    assert report["slug"] == "how-should-an-acute-gout-flare-be-treated"
    assert report["second_title"] == "Treatment of the Gout Flare"
    assert report["summary"].startswith("Treat a gout flare as early as possible")
    assert report["sections"][1] == {"heading": "Colchicine", "level": 3, "guessed": True}
    assert report["references"][2] == {
        "kind": "research",
        "title": "Use of oral prednisolone or naproxen for the treatment of gout arthritis: "
        "a double-blind, randomised equivalence trial.",
        "source": "Lancet",
        "year": 2008,
    }
    assert {"text": "Personalise", "why": "the page's question to its reader"} in report["left_out"]


def test_json_names_each_problem_once_and_errors_first() -> None:
    problems = reported(PAGE)["problems"]

    assert problems[0]["code"] == "dangling-citation"
    assert problems[0]["message"].startswith("Citation 5 in the section “Important Considerations”")
    assert sum(problem["code"] == "dangling-citation" for problem in problems) == 1


def test_a_citation_without_reference_can_be_given_one_later() -> None:
    article = Article.objects.get(slug=reported(PAGE)["slug"])
    text = editing.text_of(article.versions.get())
    cited = {citation.ref for section in text.sections for citation in citations(section.body)}

    assert len(cited - {reference.key for reference in text.references}) == 1


def test_without_author_the_draft_is_the_systems() -> None:
    slug = reported(SAMPLES / "article.md")["slug"]

    assert Article.objects.get(slug=slug).versions.get().author == User.objects.system()


def test_a_similar_question_is_named(tmp_path: Path) -> None:
    import_article(PAGE)
    report = reported(write(tmp_path, "again.txt", "What is the therapy of the acute gout flare?\n\nText.\n"))

    similar = [problem for problem in report["problems"] if problem["code"] == "similar-question"]

    assert [problem["where"] for problem in similar] == ["title"]
    assert "how-should-an-acute-gout-flare-be-treated" in similar[0]["message"]


def test_another_question_on_another_subject_is_not_similar(tmp_path: Path) -> None:
    import_article(PAGE)
    report = reported(
        write(tmp_path, "other.txt", "How should an acute asthma attack be treated?\n\nText.\n")
    )

    assert "similar-question" not in [problem["code"] for problem in report["problems"]]


def test_files_that_cannot_be_read_do_not_keep_others_out(tmp_path: Path) -> None:
    empty = write(tmp_path, "empty.txt", "")
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"2 of 3 files could not be imported\."):
        call_command(
            "import_article",
            "missing.txt",
            str(empty),
            str(PAGE),
            "--json",
            stdout=out,
            stderr=err,
            no_color=True,
        )

    assert json.loads(out.getvalue())["slug"] == "how-should-an-acute-gout-flare-be-treated"
    assert err.getvalue().splitlines() == [
        "1/3 missing.txt: The file cannot be read: no such file or directory.",
        f"2/3 {empty}: The file is empty: there is no word in it.",
        f"3/3 {PAGE}: how-should-an-acute-gout-flare-be-treated",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--topic", "botany"], "There is no topic “botany”. The topics are: rheumatology."),
        (["--author", "bob"], "There is no user “bob”. These may write: ada."),
        (["--format", "docx"], "There is no format “docx”. The formats are: markdown, text."),
    ],
)
def test_what_is_not_known_is_refused_with_the_choices(
    options: list[str], message: str, topic: Topic
) -> None:
    with pytest.raises(CommandError) as refusal:
        import_article(PAGE, *options)

    assert str(refusal.value) == message
    assert not Article.objects.exists()


def test_a_user_who_may_not_write_imports_nothing() -> None:
    create_user("stranger")

    with pytest.raises(CommandError, match="1 of 1 files"):
        import_article(PAGE, "--author", "stranger")

    assert not Article.objects.exists()


def test_people_are_told_the_same_in_words() -> None:
    lines = [line.rstrip() for line in import_article(PAGE)[0].split("\n")]

    assert lines[0] == "how-should-an-acute-gout-flare-be-treated"
    assert lines[1] == "  Title          How should an acute gout flare be treated?"
    assert "  Sections (8)" in lines
    assert "    -   3 Colchicine (level guessed)" in lines
    assert "  Left out (15)" in lines


def test_a_list_of_references_is_refused_as_what_it_is(tmp_path: Path, author: User) -> None:
    (tmp_path / "gout.ris").write_text("TY  - JOUR\nTI  - Gout\nER  - \n")

    with pytest.raises(CommandError):
        import_article(tmp_path / "gout.ris", "--author", "ada")

    assert not Article.objects.exists()


def test_a_title_in_another_alphabet_has_an_address_that_says_something(tmp_path: Path, author: User) -> None:
    (tmp_path / "a.txt").write_text("Чем лечат артрит?\n\nRest the joint.\n")

    import_article(tmp_path / "a.txt", "--author", "ada")
    import_article(tmp_path / "a.txt", "--author", "ada")

    assert sorted(article.slug for article in Article.objects.all()) == [
        "chem-lechat-artrit",
        "chem-lechat-artrit-2",
    ]


def test_the_address_may_be_chosen(tmp_path: Path, author: User) -> None:
    (tmp_path / "a.txt").write_text("Чем лечат артрит?\n\nRest the joint.\n")

    import_article(tmp_path / "a.txt", "--author", "ada", "--slug", "arthritis")

    assert [article.slug for article in Article.objects.all()] == ["arthritis"]
