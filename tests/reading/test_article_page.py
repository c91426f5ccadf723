"""What an article's page says of itself, and that machines are told the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from articles.content.text import ArticleText
from articles.models import Retraction, Version
from reviews import workflow
from reviews.models import Review
from tests import factories
from tests.conftest import GuardClock
from tests.factories import House
from tests.reading.reader import Page

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> House:
    return factories.create_house()


def page_of(version: Version, **cookies: str) -> Page:
    return Page(f"/articles/{version.article.slug}/", **cookies)


def changed(text: ArticleText, **fields: object) -> ArticleText:
    return ArticleText(**{**vars(text), **fields})  # type: ignore[arg-type]


def test_mark_counts_who_signed_and_says_when_it_is_read_again(house: House, guard_clock: GuardClock) -> None:
    guard_clock.set(factories.datetime.fromisoformat("2027-03-12T10:00:00+00:00"))

    page = page_of(factories.approved(house))

    assert page.mark == "Approved. Signed by two board members, 12 March 2027; next review March 2029."
    assert page.words(".facts dd")[:3] == ["12 March 2027", "12 March 2027", "12 March 2029"]


def test_pending_mark_counts_who_is_reading(guard_clock: GuardClock) -> None:
    house = factories.create_house(visibility="with_caution")
    guard_clock.set(factories.datetime.fromisoformat("2027-05-03T10:00:00+00:00"))
    version = factories.under_review(house)
    factories.signed(version, house, count=2)

    page = page_of(version)

    assert page.mark == "Not yet approved. Two board members have been reading it since 3 May."
    assert page.words(".step span") == ["3 May 2027", "since 3 May 2027", "not yet"]


def test_overdue_page_says_so_at_its_head(house: House, guard_clock: GuardClock) -> None:
    version = factories.approved(house)
    guard_clock.move(days=800)

    page = page_of(version)

    assert page.mark.startswith("Approved, and overdue for review. Signed by two board members, ")
    assert page.words(".notice-caution .notice-title") == ["Overdue for review"]


def test_reaffirmed_page_says_it_was_read_again(house: House, guard_clock: GuardClock) -> None:
    version = factories.approved(house)
    guard_clock.move(days=700)
    review = workflow.reaffirm(version, by=house.editor, members=house.members)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
        factories.sign(review, member)
    if Review.objects.get(pk=review.pk).closed_at is None:
        workflow.complete_reaffirmation(version, by=house.editor)

    page = page_of(version)

    assert page.mark.startswith("Approved. Read again and signed by two board members, ")
    assert len(page.elements(".signature")) == 4


def test_scope_of_a_signature_is_told(house: House) -> None:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    for member, scope in zip(house.members, ("whole", "doses", "whole"), strict=True):
        factories.ready_to_sign(review, member)
        factories.sign(review, member, scope=scope)
    workflow.publish(version, by=house.editor)

    meanings = page_of(version).words(".signature .meaning")

    assert [said.partition(". “")[0] for said in meanings] == [
        "Rheumatology. Approves the whole text",
        "Rheumatology. Approves the doses",
        "Rheumatology. Approves the whole text",
    ]


def test_correction_is_told_above_the_text_and_in_the_record(house: House) -> None:
    first = factories.approved(house)
    draft = workflow.revise(first, by=house.author)
    text = changed(
        factories.editing.text_of(draft),
        correction_kind="correction",
        correction_notice="The unit was wrong.",
    )
    draft = factories.editing.save(draft, text, by=house.author, revision=draft.revision)

    page = page_of(factories.brought_live(draft, house))

    assert page.words("[data-correction]") == ["The unit was wrong."]
    assert "Correction: The unit was wrong. All versions" in page.words(".record-facts dd")


def test_retracted_source_is_told_above_the_text_and_at_the_reference(house: House) -> None:
    text = factories.a_text()
    source = type(text.references[0])(**{**vars(text.references[0]), "doi": "10.5555/GOUT"})
    version = factories.approved(house, changed(text, references=(source,)))
    Retraction.objects.create(doi="10.5555/gout", nature="retraction", noticed_on="2026-01-01")

    page = page_of(version)

    assert page.words(".notice-caution .notice-title") == ["A source cited here has been retracted"]
    assert page.words(".retracted-source") == ["This source has been retracted."]


@pytest.mark.parametrize(
    ("drafting", "said"),
    [
        ("human", "Written by people."),
        ("machine_assisted", "Written by people with the help of a machine."),
        ("machine", "Drafted by a machine, edited by people."),
        ("unknown", "Not known."),
    ],
)
def test_page_says_how_it_was_drafted(house: House, drafting: str, said: str) -> None:
    version = factories.approved(house, changed(factories.a_text(), drafting=drafting))

    assert said in page_of(version).words(".record-facts dd")


def test_patient_gets_plain_words_and_an_honest_line_where_there_are_none(house: House) -> None:
    text = factories.a_text()
    version = factories.approved(house, changed(text, plain_summary="<p>Gout hurts. It can be treated.</p>"))

    professional, patient = page_of(version), page_of(version, audience="patient")

    assert professional.words("[aria-current=true]") == ["A health professional"]
    assert patient.words("[aria-current=true]") == ["A patient or carer"]
    assert patient.words("[data-text]") == ["Gout hurts. It can be treated.", "Rest the joint and cool it."]
    assert patient.words(".section .quiet") == [
        "There is no plain-language text of this yet; these are the words for health professionals."
    ]
    assert patient.words(".disclaimer h2") == ["For patients and carers"]
    assert professional.words(".disclaimer h2") == ["For health professionals"]


def test_patient_is_told_once_when_nothing_is_in_plain_words(house: House) -> None:
    page = page_of(factories.approved(house), audience="patient")

    assert page.words(".audience .quiet") == [
        "There is no plain-language text yet. What follows is the text for health professionals."
    ]
    assert page.words(".section .quiet") == []


def test_citation_jumps_to_its_reference_and_back(house: House) -> None:
    page = page_of(factories.approved(house))
    [mark] = page.elements("[data-citation]")
    [back] = page.elements(".returns a")

    assert page.elements(".reference")[0].get("id") == mark.get("href").removeprefix("#")
    assert back.get("href") == f"#{mark.get('id')}"
    assert page.words(".reference .kind") == ["Guideline"]


def test_headings_skip_no_level(house: House) -> None:
    text = factories.a_text()
    section = text.sections[0]
    deep = type(section)(**{**vars(section), "key": factories.uuid4(), "level": 5, "heading": "Deep"})
    version = factories.approved(house, changed(text, sections=(section, deep)))

    headings = [element.tag for element in page_of(version).elements("[data-heading]")]

    assert headings == ["h2", "h3"]


def test_machines_are_told_who_reviewed_it_and_when(house: House) -> None:
    version = factories.approved(house)
    said = page_of(version).structured
    reviewed = version.approvals.get().at.date().isoformat()

    assert (said["@type"], said["name"], said["version"]) == ("MedicalWebPage", "How is gout treated?", "1")
    assert [person["name"] for person in said["reviewedBy"]] == ["Dr Reviewer1", "Dr Reviewer2"]
    assert (said["lastReviewed"], said["datePublished"]) == (reviewed, reviewed)
    assert said["mainEntity"]["acceptedAnswer"]["text"] == "Treat the flare early, then prevent the next one."
    assert said["citation"][0]["publicationType"] == "Guideline"


def test_machines_are_told_of_no_review_of_a_pending_text() -> None:
    version = factories.under_review(factories.create_house(visibility="with_caution"))

    assert not {"reviewedBy", "lastReviewed", "datePublished"} & page_of(version).structured.keys()


def test_markup_in_plain_text_fields_runs_nowhere(house: House) -> None:
    bad = "</script><script>alert(1)</script>"
    version = factories.approved(
        house, changed(factories.a_text(), title=bad, second_title=bad, condition_name=bad)
    )

    page = page_of(version)

    assert "<script>alert" not in page.html
    assert page.words("h1") == [bad]
    assert page.structured["name"] == bad


def test_anonymous_reader_gets_no_cookie_and_an_etag(house: House) -> None:
    version = factories.approved(house)
    client = Client()
    first = client.get(f"/articles/{version.article.slug}/")
    again = client.get(f"/articles/{version.article.slug}/", headers={"If-None-Match": first["ETag"]})

    assert (first.cookies, again.status_code) == ({}, 304)
    assert first["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("site", "kept"), [("same-origin", "patient"), ("cross-site", None)])
def test_choice_made_on_our_own_page_is_remembered(house: House, site: str, kept: str | None) -> None:
    version = factories.approved(house)
    client = Client()

    response = client.get(f"/articles/{version.article.slug}/?for=patient", headers={"Sec-Fetch-Site": site})

    cookie = response.cookies.get("audience")
    assert (cookie.value if cookie else None) == kept
    assert "A patient or carer" in response.content.decode()


def test_printed_page_leads_back_to_this_version(house: House) -> None:
    page = page_of(factories.approved(house))

    assert len(page.elements(".still-current svg")) == 1
    assert page.word(".digest") == Version.objects.get().digest


def test_history_tells_what_changed_and_who_signed(house: House) -> None:
    first = factories.approved(house)
    draft = workflow.revise(first, by=house.author)
    text = factories.editing.text_of(draft)
    section = type(text.sections[0])(
        **{**vars(text.sections[0]), "body": text.sections[0].body + "<p>New.</p>"}
    )
    draft = factories.editing.save(
        draft, changed(text, sections=(section,)), by=house.author, revision=draft.revision
    )
    factories.brought_live(draft, house)

    page = Page(f"/articles/{first.article.slug}/history/")

    assert page.words(".timeline h2") == ["Version 2", "Version 1"]
    assert "Changed: First steps" in page.words(".timeline li p")
    assert "The first version." in page.words(".timeline li p")


def test_expired_disclosure_is_told_with_its_date(house: House) -> None:
    factories.approved(house)
    due = factories.clock.today() + timedelta(days=365)

    said = dict(
        zip(
            Page("/board/reviewer1/").words(".pairs dt"),
            Page("/board/reviewer1/").words(".pairs dd"),
            strict=True,
        )
    )

    assert said["Interests declared"].startswith("None (declared ")
    assert str(due.year) in said["Interests declared"]
