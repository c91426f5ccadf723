"""The draft's form: what is typed is what is saved, and what is not touched stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from articles import editing
from articles.acting import acting
from articles.content.awaited import awaited_key
from articles.content.citations import Citation, citations, written
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Contributor, Grant, Role, Section, Version
from cms.demo import files
from reviews import workflow
from tests import factories
from tests.desk.writing.forms import filled
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


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


def text_now(version: Version) -> ArticleText:
    return editing.text_of(Version.objects.get(pk=version.pk))


def send(client: Client, draft: Version, do: str = "save", **changes: Any) -> HttpResponse:
    """Open the form, change some fields, press a button."""
    return client.post(address(draft), filled(client.get(address(draft)), do=do, **changes))


def only_section(draft: Version) -> UUID:
    return text_now(draft).sections[0].key


@pytest.mark.parametrize("written", [each.texts[-1] for each in files.articles() if each.texts])
def test_saving_an_untouched_form_changes_nothing(author: Client, house: House, written: ArticleText) -> None:
    text = editing.cleaned(written)
    draft = editing.create_article(text, by=house.author, topic=house.topic)

    answer = send(author, draft)

    assert answer.status_code == 302
    assert text_now(draft) == text
    assert Version.objects.get(pk=draft.pk).revision == 0


def test_untouched_oddities_stay_as_they_are(author: Client, house: House) -> None:
    key, lost = uuid4(), uuid4()
    body = (
        f"<p>A {written(Citation(lost))}{written(Citation(key, lost))} [1] *b*</p>"
        '<table><tbody><tr><td colspan="2">c</td></tr></tbody></table><ul><li>d</li></ul><ul><li>e</li></ul>'
    )
    text = editing.cleaned(
        ArticleText(
            title="Why?",
            language="de",
            stated_date="3 March 2024",
            drafting_note="One.\n\nTwo.",
            sections=(SectionText(key=uuid4(), level=4, heading="", body=body),),
            references=(
                ReferenceText(
                    key=key,
                    kind="book",
                    title="",
                    doi="no doi",
                    url="ftp://x",
                    pmid="P1",
                    csl={"author": ["A"]},
                ),
            ),
            supports=(SupportText(key=uuid4(), reference=key, passage="Said there."),),
        )
    )
    draft = editing.create_article(text, by=house.author, topic=house.topic)

    answer = send(author, draft)

    assert answer.status_code == 302
    assert text_now(draft) == text
    assert Version.objects.get(pk=draft.pk).revision == 0


def test_what_is_typed_is_saved(author: Client, draft: Version) -> None:
    key = only_section(draft)
    changes = {
        "title": "How is an acute flare treated?",
        "summary": "Early.\r\n\r\nThen **prevent**.",
        f"section-{key}-heading": "At once",
        f"section-{key}-level": "3",
        f"section-{key}-body": "- cool\r\n  - rest [1]",
        f"section-{key}-plain_body": "Keep it cool.",
        "condition_name": "Gout",
        "drafting": "human",
    }

    answer = send(author, draft, **changes)

    saved = text_now(draft)
    cite = written(Citation(saved.references[0].key))
    assert answer.status_code == 302
    assert saved.title == "How is an acute flare treated?"
    assert saved.summary == "<p>Early.</p><p>Then <strong>prevent</strong>.</p>"
    assert saved.sections == (
        SectionText(
            key=key,
            level=3,
            heading="At once",
            body=f"<ul><li>cool<ul><li>rest {cite}</li></ul></li></ul>",
            plain_body="<p>Keep it cool.</p>",
        ),
    )
    assert (saved.condition_name, saved.drafting) == ("Gout", "human")
    assert Version.objects.get(pk=draft.pk).revision == 1


def test_saving_names_who_wrote(client: Client, house: House, draft: Version) -> None:
    client.force_login(house.editor)

    send(client, draft, title="How should gout be treated?")

    assert set(Contributor.objects.filter(version=draft).values_list("user", flat=True)) == {
        house.author.pk, house.editor.pk,
    }  # fmt: skip


def test_a_new_reference_can_be_cited_in_the_same_save(author: Client, draft: Version) -> None:
    page = author.get(address(draft))
    key, new = only_section(draft), page.context["form"].new_reference
    said = filled(
        page,
        do="save",
        **{
            f"section-{key}-body": "Rest [1] and ice [2].",
            f"reference-{new}-title": "A trial of ice",
            f"reference-{new}-year": "2011",
            f"reference-{new}-doi": "https://doi.org/10.1000/ice",
        },
    )

    author.post(address(draft), said)

    saved = text_now(draft)
    assert saved.references[1] == ReferenceText(
        key=new, kind="research", title="A trial of ice", year=2011, doi="10.1000/ice"
    )
    assert [cited.ref for cited in citations(saved.sections[0].body)] == [saved.references[0].key, new]


def test_a_span_of_values_stays_text_and_is_told(author: Client, draft: Version) -> None:
    answer = send(author, draft, **{f"section-{only_section(draft)}-body": "Ice [90-120]."})

    assert text_now(draft).sections[0].body == "<p>Ice [90-120].</p>"
    assert b"[90-120] names no reference of the list" in author.get(answer["Location"]).content


def test_a_citation_before_its_source_waits_for_it_and_no_submission_goes_without(
    author: Client, draft: Version
) -> None:
    body = f"section-{only_section(draft)}-body"
    shown = author.get(send(author, draft, **{body: "Ice [2]. Rest [3]."})["Location"])

    with pytest.raises(workflow.NotReady) as refused:
        workflow.submit(draft, by=draft.author)
    assert [problem.message.partition(". ")[0] for problem in refused.value.problems[:2]] == [
        "[2] in the section “First steps” waits for reference 2",
        "[3] in the section “First steps” waits for reference 3",
    ]
    assert filled(shown)[body] == "Ice [2]. Rest [3]."

    new = shown.context["form"].new_reference
    author.post(address(draft), filled(shown, **{f"reference-{new}-title": "A trial of ice"}))
    saved = text_now(draft)
    assert [cited.ref for cited in citations(saved.sections[0].body)] == [new, awaited_key(3)]
    assert filled(author.get(address(draft)))[body] == "Ice [2]. Rest [3]."


def test_sections_are_added_moved_and_taken_out_by_buttons(author: Client, draft: Version) -> None:
    first = only_section(draft)
    page = author.get(address(draft))
    new = page.context["form"].new_section

    answer = author.post(address(draft), filled(page, do=f"section-add {first} {new}"))
    assert answer["Location"].endswith(f"#section-{new}")
    assert [section.key for section in text_now(draft).sections] == [first, new]

    send(author, draft, f"section-up {new}", **{f"section-{new}-heading": "Then"})
    assert [(section.key, section.heading) for section in text_now(draft).sections] == [
        (new, "Then"), (first, "First steps"),
    ]  # fmt: skip

    send(author, draft, f"section-remove {first}")
    assert [section.key for section in text_now(draft).sections] == [new]


def test_a_section_taken_out_can_be_put_back_where_it_was(author: Client, draft: Version) -> None:
    before = text_now(draft)
    send(author, draft, f"section-remove {only_section(draft)}")
    (removed,) = author.get(address(draft)).context["removed"]

    send(author, draft, removed.command)

    assert text_now(draft) == before


def test_a_reference_taken_out_leaves_its_marks_and_can_be_put_back(author: Client, draft: Version) -> None:
    before = text_now(draft)
    send(author, draft, f"reference-remove {before.references[0].key}")
    without = text_now(draft)
    page = author.get(address(draft))
    (removed,) = page.context["removed"]

    assert (without.references, without.sections) == ((), before.sections)
    assert "[?1]" in filled(page)[f"section-{only_section(draft)}-body"]
    send(author, draft, removed.command)
    assert text_now(draft) == before


@pytest.mark.parametrize(
    "do", ["save", "section-add {first} {new}", "section-remove {first}", "section-down {first}"]
)
def test_a_double_click_does_it_once(author: Client, draft: Version, do: str) -> None:
    page = author.get(address(draft))
    said = filled(
        page, do=do.format(first=only_section(draft), new=page.context["form"].new_section), title="How now?"
    )

    first, second = (author.post(address(draft), said) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert Version.objects.get(pk=draft.pk).revision == 1


def test_a_form_cut_short_takes_nothing_out(author: Client, draft: Version) -> None:
    before = text_now(draft)
    said = filled(author.get(address(draft)))

    author.post(
        address(draft), {name: said[name] for name in ("title", "revision", "base", "names", "drafting")}
    )

    assert text_now(draft) == before


def test_what_cannot_be_saved_is_marked_and_kept(author: Client, draft: Version) -> None:
    reference = text_now(draft).references[0].key
    changes = {f"reference-{reference}-year": "twenty", f"reference-{reference}-doi": "xyz", "title": "Typed"}

    answer = send(author, draft, **changes)

    assert answer.status_code == 422
    assert filled(answer) | changes == filled(answer)
    assert answer.context["form"].references[reference].errors == {
        "year": ["Write the year with four digits, such as 2019."],
        "doi": ["A DOI begins with 10., such as 10.1000/182."],
    }
    assert text_now(draft).title == "How is gout treated?"


def test_topic_and_risk_are_saved_with_the_words(author: Client, house: House) -> None:
    draft = editing.create_article(factories.a_text(), by=house.author)

    send(author, draft, topic=str(house.topic.pk), risk="high", title="How?")

    article = Version.objects.get(pk=draft.pk).article
    assert (article.topic, article.risk, text_now(draft).title) == (house.topic, "high", "How?")


def test_topic_that_one_may_not_set_keeps_every_word(author: Client, house: House) -> None:
    version = workflow.revise(factories.approved(house), by=house.author)
    other = factories.create_topic("cardiology", by=house.chief)

    answer = send(author, version, topic=str(other.pk), title="Typed")

    assert answer.status_code == 409
    assert filled(answer, title="Typed") == filled(answer)
    assert text_now(version).title == "How is gout treated?"


def test_a_correction_is_asked_for_where_readers_have_had_a_text(author: Client, house: House) -> None:
    first = factories.create_draft(house)
    assert "correction_notice" not in filled(author.get(address(first)))

    version = workflow.revise(factories.brought_live(first, house), by=house.author)
    send(author, version, correction_kind="erratum", correction_notice="The dose was wrong.\r\nIt is 5 mg.")

    assert (text_now(version).correction_kind, text_now(version).correction_notice) == (
        "erratum", "The dose was wrong.\nIt is 5 mg.",
    )  # fmt: skip


def test_onward_buttons_save_first(author: Client, draft: Version) -> None:
    answer = send(author, draft, "submit", title="How, then?")

    assert answer["Location"] == address(draft, "do/submit")
    assert text_now(draft).title == "How, then?"


def test_anchors_of_problems_are_places_of_the_form(author: Client, house: House) -> None:
    lost = written(Citation(uuid4()))
    section = SectionText(key=uuid4(), level=2, heading="A", body=f"<p>b {lost}</p>")
    reference = ReferenceText(key=uuid4(), kind="book", title="c")
    draft = editing.create_article(
        ArticleText(title="", sections=(section,), references=(reference,)), by=house.author
    )
    empty = editing.create_article(ArticleText(title=""), by=house.author)

    for version in (draft, empty):
        page = author.get(address(version)).content.decode()
        problems = workflow.problems_of(version)
        assert problems
        assert [problem.anchor for problem in problems if f'id="{problem.anchor}"' not in page] == []


def test_stranger_finds_nothing_and_other_insiders_may_not(
    client: Client, house: House, draft: Version
) -> None:
    client.force_login(house.stranger)
    assert client.get(address(draft)).status_code == 404

    version = factories.under_review(house)
    client.force_login(house.reviewers[0])
    assert client.get(address(version)).status_code == 403


def test_what_left_draft_is_shown_and_not_edited(author: Client, house: House) -> None:
    version = factories.submitted(house)

    answer = author.get(address(version))

    assert answer["Location"] == f"/desk/articles/{version.article.slug}/1/"


@pytest.mark.parametrize("parts", [1, 3])
def test_form_asks_the_same_however_long_the_draft(
    author: Client, house: House, parts: int, django_assert_num_queries: Any
) -> None:
    text = factories.a_text()
    sections = tuple(replace(text.sections[0], key=uuid4()) for _ in range(parts))
    references = tuple(replace(text.references[0], key=uuid4()) for _ in range(parts))
    draft = editing.create_article(
        replace(text, sections=sections, references=references), by=house.author, topic=house.topic
    )

    # session, user, grants, member; version; sections, references, supports; policy, retractions; ever live;
    # what was taken out (2); last save, who; intake; topics; threads; house
    with django_assert_num_queries(19):
        author.get(address(draft))


def test_look_shows_what_is_typed(author: Client, draft: Version) -> None:
    names = filled(author.get(address(draft)))["names"]

    answer = author.post("/desk/look/?field=summary", {"summary": "**a** [1] <script>", "names": names})

    assert answer.content.decode() == ('<p><strong>a</strong> <span class="cite">1</span> &lt;script&gt;</p>')


def test_no_section_of_another_version_can_be_reached(author: Client, house: House, draft: Version) -> None:
    other = factories.create_draft(house, factories.a_text("Another?"))
    key = text_now(other).sections[0].key

    send(author, draft, f"section-remove {key}")

    assert Section.objects.filter(version=other, key=key).exists()


def test_an_author_whose_grant_ended_still_edits_her_draft_and_others_do_not(
    client: Client, house: House, draft: Version
) -> None:
    second = factories.create_granted("second", Role.AUTHOR)
    client.force_login(second)
    assert client.get(address(draft)).status_code == 404

    with acting(house.chief):
        Grant.objects.create(user=second, role=Role.EDITOR, topic=house.topic, starts_at="2020-01-01T00:00Z")
    assert client.get(address(draft)).status_code == 200


WHOLE = (
    "5. Saag KG, Choi H. Epidemiology, risk factors, and lifestyle modifications for gout. "
    "Arthritis Res Ther. 2006;8 Suppl 1:S2. doi:10.1186/ar1907"
)


def new_reference(author: Client, draft: Version, **said: str) -> HttpResponse:
    page = author.get(address(draft))
    new = page.context["form"].new_reference
    typed = {f"reference-{new}-{name}": value for name, value in said.items()}
    return author.post(address(draft), filled(page) | {"do": "save"} | typed)


def test_a_whole_reference_pasted_as_a_title_is_taken_apart(author: Client, draft: Version) -> None:
    new_reference(author, draft, title=WHOLE)

    found = text_now(draft).references[-1]
    assert (found.title, found.source, found.year, found.doi) == (
        "Epidemiology, risk factors, and lifestyle modifications for gout",
        "Arthritis Res Ther",
        2006,
        "10.1186/ar1907",
    )
    assert found.csl == {
        "author": [{"family": "Saag", "given": "KG"}, {"family": "Choi", "given": "H"}],
        "volume": "8 Suppl 1",
        "page": "S2",
    }


@pytest.mark.parametrize(
    ("year", "complaint"),
    [
        ("15", "Write the year with four digits, such as 2019."),
        ("0000", "Write the year with four digits, such as 2019."),
        ("9999", "The year 9999 has not come yet."),
    ],
)
def test_a_year_that_is_none_is_refused(author: Client, draft: Version, year: str, complaint: str) -> None:
    answer = new_reference(author, draft, title="On gout", year=year)

    form = answer.context["form"]
    assert form.references[form.new_reference].errors == {"year": [complaint]}


def test_authors_volume_and_pages_are_fields_and_all_else_of_a_source_stays(
    author: Client, draft: Version, house: House
) -> None:
    text = text_now(draft)
    first = replace(
        text.references[0],
        csl={"author": [{"family": "Doe", "given": "Jane"}], "volume": "1", "note": "Epub"},
    )
    text = replace(text, references=(first, *text.references[1:]))
    editing.save(draft, text, by=house.author, revision=Version.objects.get(pk=draft.pk).revision)
    fields = author.get(address(draft)).context["form"].references[first.key]
    assert [fields[name].value() for name in ("authors", "volume", "page")] == ["Doe Jane", "1", ""]

    send(author, draft, **{f"reference-{first.key}-page": "3-9", f"reference-{first.key}-volume": ""})

    assert text_now(draft).references[0].csl == {
        "author": [{"family": "Doe", "given": "Jane"}],
        "page": "3-9",
        "note": "Epub",
    }


def test_a_form_without_the_authors_leaves_them(author: Client, draft: Version, house: House) -> None:
    text = text_now(draft)
    first = replace(text.references[0], csl={"author": [{"family": "Doe", "given": "J"}]})
    editing.save(
        draft,
        replace(text, references=(first, *text.references[1:])),
        by=house.author,
        revision=Version.objects.get(pk=draft.pk).revision,
    )
    said = filled(author.get(address(draft))) | {"do": "save", "title": "Other?"}

    author.post(address(draft), {name: v for name, v in said.items() if not name.endswith("-authors")})

    assert text_now(draft).title == "Other?"
    assert text_now(draft).references[0].csl == {"author": [{"family": "Doe", "given": "J"}]}
