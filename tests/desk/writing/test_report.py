"""The importer's report: each question answered by one repair, until nothing is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import editing
from articles.content.citations import Citation, citations, written
from articles.content.importers import LeftOut, read
from articles.content.importers.gathering import Gathering
from articles.content.importers.marks import Doubt as Noted
from articles.content.richtext import text_of
from articles.content.text import ArticleText, ReferenceText
from articles.models import Intake, IntakeAnswer, Version
from cms.desk.writing import repairs
from reviews import workflow
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]
PAGE = (Path(__file__).parents[2] / "samples" / "pasted-page.txt").read_bytes()


@pytest.fixture
def house() -> House:
    return factories.create_house()


@pytest.fixture
def draft(house: House) -> Version:
    return taken_in(PAGE, house)


@pytest.fixture
def author(client: Client, house: House) -> Client:
    client.force_login(house.author)
    return client


def taken_in(data: bytes, house: House, name: str = "") -> Version:
    imported = read(data, name=name)
    return editing.create_article(
        imported.text, by=house.author, topic=house.topic, imported=imported, source_text=data.decode()
    )


def address(draft: Version) -> str:
    return f"/desk/articles/{draft.article.slug}/{draft.number}/report/"


def text_now(draft: Version) -> ArticleText:
    return editing.text_of(Version.objects.get(pk=draft.pk))


def report(client: Client, draft: Version) -> Any:
    return client.get(address(draft)).context["report"]


def mend(client: Client, draft: Version, do: str, **fields: object) -> HttpResponse:
    revision = Version.objects.get(pk=draft.pk).revision
    return client.post(address(draft), {"do": do, "revision": revision, **fields}, follow=True)


def section(draft: Version, heading: str) -> Any:
    return next(one for one in text_now(draft).sections if one.heading == heading)


def test_page_from_paste_to_nothing_open(author: Client, draft: Version) -> None:
    assert report(author, draft).count == 5
    (lost,) = report(author, draft).dangling
    mend(
        author,
        draft,
        f"enter {lost.key}",
        **{f"new-{lost.key}-title": "Sepsis", f"new-{lost.key}-year": "2016"},
    )
    for asked in report(author, draft).doubts:
        mend(author, draft, f"leave {asked.index}")
    mend(author, draft, "levels-right")
    page = mend(author, draft, "about", drafting="machine_assisted", condition_name="Gout", risk="standard")

    assert report(author, draft).count == 0
    assert "Nothing is open" in page.content.decode()
    assert [
        one for one in workflow.problems_of(Version.objects.get(pk=draft.pk)) if one.severity == "error"
    ] == []


def test_a_heading_is_moved_by_one_click_and_a_second_click_finds_it_there(
    author: Client, draft: Version
) -> None:
    key = section(draft, "Supportive Measures").key
    said = {"do": f"level {key} 3", "revision": 0}

    answers = [author.post(address(draft), said).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert section(draft, "Supportive Measures").level == 3
    assert Version.objects.get(pk=draft.pk).revision == 1


def test_settled_levels_stay_settled(author: Client, draft: Version) -> None:
    mend(author, draft, "levels-right")
    mend(author, draft, "levels-right")

    assert not report(author, draft).levels_open
    assert IntakeAnswer.objects.count() == 1


def test_an_uncertain_number_becomes_a_citation_in_its_place(author: Client, draft: Version) -> None:
    asked = next(one for one in report(author, draft).doubts if one.doubt.number == "4")
    fourth = text_now(draft).references[3].key

    mend(author, draft, f"accept {asked.index}", reference=asked.choices[0][0])

    body = section(draft, "Anti-inflammatory Drugs").body
    assert asked.choices[0][0] == str(fourth)
    mark = written(Citation(fourth))
    assert body.split("<li>")[2] == (
        "Avoid them in heart failure, after a peptic ulcer, and in chronic kidney disease from stage"
        f"{mark}</li>"
    )
    assert [one.doubt.number for one in report(author, draft).doubts] == ["2"]


def test_an_uncertain_number_left_as_text_is_not_asked_again(author: Client, draft: Version) -> None:
    before = text_now(draft)
    for asked in report(author, draft).doubts:
        mend(author, draft, f"leave {asked.index}")

    assert report(author, draft).doubts == []
    assert text_now(draft) == before


def test_a_number_that_was_edited_away_is_mended_in_the_form(
    author: Client, house: House, draft: Version
) -> None:
    text = text_now(draft)
    key = section(draft, "Anti-inflammatory Drugs").key
    editing.save(
        draft,
        repairs.added(repairs.unmarked(text, uuid4()), key, "Again, from stage 4"),
        by=house.author,
        revision=0,
    )
    asked = next(one for one in report(author, draft).doubts if one.doubt.number == "4")

    assert asked.findable
    mend(author, draft, f"accept {asked.index}", reference=str(text.references[0].key))
    assert "from stage 4" in text_of(section(draft, "Anti-inflammatory Drugs").body)


def test_a_lost_citation_is_pointed_at_a_reference(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling
    second = text_now(draft).references[1].key

    mend(author, draft, f"point {lost.key}", reference=str(second))

    assert report(author, draft).dangling == []
    assert [one.ref for one in citations(section(draft, "Important Considerations").body)] == [second]


def test_a_new_reference_takes_the_key_of_the_mark(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling
    fields = {
        "kind": "research",
        "title": "Gout and sepsis",
        "year": "2016",
        "doi": "https://doi.org/10.1000/x",
    }

    mend(
        author,
        draft,
        f"enter {lost.key}",
        **{f"new-{lost.key}-{name}": said for name, said in fields.items()},
    )

    assert text_now(draft).references[4] == ReferenceText(
        key=lost.key, kind="research", title="Gout and sepsis", year=2016, doi="10.1000/x"
    )


def test_a_reference_without_title_is_refused_and_what_was_typed_stays(
    author: Client, draft: Version
) -> None:
    (lost,) = report(author, draft).dangling

    answer = mend(
        author, draft, f"enter {lost.key}", **{f"new-{lost.key}-kind": "book", f"new-{lost.key}-year": "201x"}
    )

    assert answer.status_code == 422
    form = answer.context["dangling"][0][1]
    assert (form["kind"].value(), form["year"].value()) == ("book", "201x")
    assert set(form.errors) == {"title", "year"}
    assert len(text_now(draft).references) == 4


def test_a_lost_mark_is_taken_out_of_the_text(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling

    mend(author, draft, f"unmark {lost.key}")

    body = section(draft, "Important Considerations").body
    assert citations(body) == []
    assert "gout and sepsis can coexist</li>" in body


def test_places_quote_the_words_before_the_mark(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling

    assert [(one.heading, words) for one, words in lost.places] == [
        (
            "Important Considerations",
            "…for the signs of infection whenever a single joint is hot: gout and sepsis can coexist",
        )
    ]


def test_what_was_left_out_is_put_back_once(author: Client, draft: Version) -> None:
    key = section(draft, "Supportive Measures").key
    left = report(author, draft).left[-1]

    for _ in range(2):
        mend(author, draft, f"put-back {left.index}", into=str(key))

    assert section(draft, "Supportive Measures").body.endswith(
        "<p>Our assistant has answers for busy clinicians: ask it anything, day and night.</p>"
    )
    assert section(draft, "Supportive Measures").body.count("Our assistant") == 1
    assert report(author, draft).left[-1].put_back


def test_guessed_kinds_are_settled_together(author: Client, house: House) -> None:
    draft = taken_in(
        b"# What?\n\nThis.\n\n## A\n\nText [1].\n\n## References\n\n1. Foo. Journal, 2020\n2. Bar. J, 2021\n",
        house,
        "x.md",
    )
    first, second = report(author, draft).kinds

    mend(author, draft, "kinds", **{f"kind-{first.key}": "guideline", f"kind-{second.key}": second.kind})

    assert [one.kind for one in text_now(draft).references] == ["guideline", second.kind]
    assert report(author, draft).kinds == []


def test_topic_is_asked_for_until_there_is_one(author: Client, house: House) -> None:
    imported = read(PAGE)
    draft = editing.create_article(imported.text, by=house.author, imported=imported)
    fields = {"drafting": "human", "condition_name": "Gout", "initial-topic": "", "initial-risk": "standard"}

    mend(author, draft, "about", **fields, topic="", risk="standard")
    assert report(author, draft).about_open

    mend(author, draft, "about", **fields, topic=str(house.topic.pk), risk="high")
    article = Version.objects.get(pk=draft.pk).article
    assert (article.topic, article.risk, report(author, draft).about_open) == (house.topic, "high", False)


@pytest.mark.parametrize(
    "do",
    [
        "",
        "level x 3",
        "level {unknown} 3",
        "accept 99",
        "accept x",
        "point {lost}",
        "unmark {unknown}",
        "put-back 999",
        "put-back 0",
        "seen -1",
        "enter {unknown}",
        "enter",
    ],
)
def test_a_forged_repair_changes_nothing(author: Client, draft: Version, do: str) -> None:
    before = text_now(draft)
    (lost,) = report(author, draft).dangling

    answer = mend(
        author, draft, do.format(unknown=uuid4(), lost=lost.key), reference="nonsense", into="nowhere"
    )

    assert answer.status_code in (200, 409, 422)
    assert text_now(draft) == before


def test_a_repair_of_an_older_text_is_refused_with_what_was_typed(
    author: Client, house: House, draft: Version
) -> None:
    (lost,) = report(author, draft).dangling
    text = repairs.levelled(text_now(draft), section(draft, "Colchicine").key, 4)
    editing.save(draft, text, by=house.editor, revision=0)

    answer = author.post(
        address(draft),
        {
            "do": f"enter {lost.key}",
            "revision": 0,
            f"new-{lost.key}-kind": "book",
            f"new-{lost.key}-title": "Typed",
        },
    )

    assert answer.status_code == 409
    assert "Nothing of theirs was overwritten" in answer.context["refused"]
    assert answer.context["dangling"][0][1]["title"].value() == "Typed"
    assert text_now(draft) == text


def test_report_is_there_while_it_is_a_draft(author: Client, house: House, draft: Version) -> None:
    (lost,) = report(author, draft).dangling
    mend(author, draft, f"unmark {lost.key}")
    workflow.submit(Version.objects.get(pk=draft.pk), by=house.author, note="Old but sound.")

    assert author.get(address(draft)).status_code == 302
    assert mend(author, draft, "levels-right").status_code == 200
    assert not IntakeAnswer.objects.exists()


def test_report_is_for_those_who_write_in_it(client: Client, house: House, draft: Version) -> None:
    client.force_login(house.stranger)
    assert client.get(address(draft)).status_code == 404

    other = factories.create_draft(house)
    client.force_login(house.author)
    assert client.get(address(other)).status_code == 404

    version = factories.under_review(house)
    Intake.objects.create(version=version, format="plain", source_text="")
    client.force_login(house.reviewers[0])
    assert client.get(address(version)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_report_asks_the_same_however_much_is_open(
    author: Client, house: House, count: int, django_assert_num_queries: Any
) -> None:
    data = "# What?\n\nThis.\n\n" + "".join(f"## Part {n}\n\nText [{n + 4}].\n\n" for n in range(count))
    draft = taken_in(data.encode(), house, "x.md")

    # session, user, grants, member; version; intake, answers; sections, references, supports; policy,
    # retractions; similar; topics; house
    with django_assert_num_queries(14):
        author.get(address(draft))


def test_doubts_are_read_from_what_the_importer_says() -> None:
    gathering = Gathering()
    gathering.doubt(Noted("2", "…in “type” 2"), where="summary", place="the section “A may be a B” in C")
    gathering.doubt(Noted("1, 2", "First steps 1, 2"), where="section:x", place="a heading")

    doubts = [repairs.Doubt.of(problem.message) for problem in gathering.problems]

    assert doubts == [
        repairs.Doubt("2", "…in “type” 2", False), repairs.Doubt("1, 2", "First steps 1, 2", True),
    ]  # fmt: skip
    assert [doubt.numbers for doubt in doubts if doubt] == [[2], [1, 2]]
    assert LeftOut(text="a", why="b").text == "a"


SMAILL = (
    "5. Smaill FM, Vazquez JC. Antibiotics for asymptomatic bacteriuria in pregnancy. Cochrane Database Syst "
    "Rev. 2019;11:CD000490. Epub 2019 Nov 25. doi:10.1002/14651858.CD000490.pub4"
)


@pytest.mark.parametrize("field", ["whole", "title"])
def test_a_missing_reference_is_pasted_as_it_stands(author: Client, draft: Version, field: str) -> None:
    (lost,) = report(author, draft).dangling

    mend(
        author,
        draft,
        f"enter {lost.key}",
        **{f"new-{lost.key}-kind": "research", f"new-{lost.key}-{field}": SMAILL},
    )

    added = text_now(draft).references[4]
    assert (added.key, added.title, added.source, added.year, added.doi) == (
        lost.key,
        "Antibiotics for asymptomatic bacteriuria in pregnancy",
        "Cochrane Database Syst Rev",
        2019,
        "10.1002/14651858.CD000490.pub4",
    )
    assert added.csl["author"] == [{"family": "Smaill", "given": "FM"}, {"family": "Vazquez", "given": "JC"}]
    assert (report(author, draft).dangling, report(author, draft).unsplit) == ([], [])


def test_words_of_a_paste_that_have_no_field_are_kept(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling

    mend(author, draft, f"enter {lost.key}", **{f"new-{lost.key}-whole": SMAILL})

    assert text_now(draft).references[4].csl["note"] == "Epub 2019 Nov 25"


def test_fields_that_were_shown_are_taken_as_they_were_changed(author: Client, draft: Version) -> None:
    (lost,) = report(author, draft).dangling
    said = {"whole": SMAILL, "read": "1", "kind": "review", "title": "Changed", "year": "2020"}

    mend(author, draft, f"enter {lost.key}", **{f"new-{lost.key}-{name}": it for name, it in said.items()})

    added = text_now(draft).references[4]
    assert (added.kind, added.title, added.year, added.source) == ("review", "Changed", 2020, "")


def test_a_paste_that_cannot_be_taken_apart_is_shown_in_its_fields_first(
    author: Client, draft: Version
) -> None:
    (lost,) = report(author, draft).dangling
    said = {f"new-{lost.key}-whole": "a letter from a colleague about gout"}

    answer = mend(author, draft, f"enter {lost.key}", **said)

    form = answer.context["dangling"][0][1]
    assert answer.status_code == 422
    assert form["title"].value() == "a letter from a colleague about gout"
    assert form.errors == {
        "title": ["This could not be taken apart. Put what is missing into the fields, and press again."]
    }
    fields = {f"new-{lost.key}-{name}": form[name].value() for name in ("title", "kind", "whole", "read")}
    mend(author, draft, f"enter {lost.key}", **fields, **{f"new-{lost.key}-year": "2001"})
    assert [(one.title, one.year) for one in text_now(draft).references[4:]] == [
        ("a letter from a colleague about gout", 2001)
    ]


def test_what_was_understood_of_a_paste_is_shown_and_nothing_stored(author: Client, draft: Version) -> None:
    key = uuid4()

    answer = author.post(f"/desk/pasted/?prefix=new-{key}", {f"new-{key}-whole": SMAILL})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="new-{key}-read" value="1"' in page
    assert 'value="Smaill FM, Vazquez JC"' in page
    assert author.post("/desk/pasted/?prefix=x", {}).status_code == 404


def test_a_reference_that_was_not_taken_apart_is_asked_about(author: Client, house: House) -> None:
    page = PAGE.decode().replace("Lancet, 2008\n", "").replace("Annals of the Rheumatic Diseases, 2017\n", "")
    draft = taken_in(page.encode(), house)
    third, fourth = report(author, draft).unsplit
    assert "The reference" not in "".join(one.problem.message for one in report(author, draft).others)

    mend(author, draft, f"source {third.key}", **{f"source-{third.key}-whole": SMAILL})
    assert [one.year for one in text_now(draft).references] == [2020, 2010, 2019, None]
    assert report(author, draft).unsplit == [fourth]

    mend(author, draft, "sources-right")
    assert report(author, draft).unsplit == []


def test_a_citation_as_a_title_is_asked_about_even_if_nobody_noted_it(
    author: Client, house: House, draft: Version
) -> None:
    text = text_now(draft)
    editing.save(
        draft,
        repairs.with_reference(text, ReferenceText(key=uuid4(), kind="book", title=SMAILL)),
        by=house.author,
        revision=0,
    )

    assert [one.title for one in report(author, draft).unsplit] == [SMAILL]


def test_the_number_that_was_pasted_is_shown_for_a_lost_citation(author: Client, house: House) -> None:
    page = PAGE.decode().replace("settled 3", "settled 8").replace("starting 1", "starting 1")
    page = page.replace("kidney disease from stage 4", "kidney disease 7")
    (first, second, third) = report(author, taken_in(page.encode(), house)).dangling

    assert [one.printed for one in (first, second, third)] == ["8", "7", "5"]


def test_a_topic_that_is_missing_is_marked(author: Client, house: House) -> None:
    imported = read(PAGE)
    draft = editing.create_article(imported.text, by=house.author, imported=imported)

    answer = mend(author, draft, "about", drafting="human", risk="standard", topic="", condition_name="Typed")

    assert answer.status_code == 422
    assert answer.context["belongs"].errors == {
        "topic": ["Choose a topic: it decides which board reviews the article."]
    }
    assert answer.context["about"]["condition_name"].value() == "Typed"


def test_what_is_complete_is_not_asked(author: Client, draft: Version) -> None:
    mend(author, draft, "about", drafting="unknown", risk="standard")

    assert not report(author, draft).about_open


def test_authors_and_address_of_a_source_stand_in_the_draft_beside_it(author: Client, house: House) -> None:
    data = (
        b"# What?\n\nThis.\n\n## A\n\nText [1].\n\n## References\n\n"
        b"1. Janssens HJ, Doe J. Foo. Lancet. 2008;371(9):1854-60. https://example.org/foo\n"
    )
    page = author.get(address(taken_in(data, house, "x.md"))).content.decode()

    assert "Janssens HJ, Doe J. Foo." in page
    assert "Lancet, 2008; 371(9): 1854-60" in page
    assert 'href="https://example.org/foo"' in page


def test_one_reason_is_announced_with_what_may_stay(author: Client, house: House) -> None:
    draft = taken_in(PAGE.replace(b"coexist 5", b"coexist").replace(b"drug 1", b"drug"), house)
    text = text_now(draft)
    uncited = ReferenceText(key=uuid4(), kind="book", title="Gout", year=2001)
    editing.save(draft, repairs.with_reference(text, uncited), by=house.author, revision=0)

    assert "you will be asked for one reason when you submit" in author.get(address(draft)).content.decode()
