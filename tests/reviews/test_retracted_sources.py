"""A source that was retracted is known however it is written: to submit, to publish, to the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connections

from articles import sources
from articles.content.importers import read
from articles.models import Retraction, Version
from reviews import guards, workflow
from tests import factories
from tests.factories import House
from tests.guards.arena import attempt, refusal

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ENTRY = (
    "How is gout treated?\n\nIt is treated early. [1]\n\nFirst steps\n\nRest the joint. [1]\n\nReferences\n\n"
    "1. Smith AB. Title here. J Ex. 2020;1:1-2. "
)


def retract(**fields: str) -> Retraction:
    return Retraction.objects.create(nature="retraction", noticed_on=date(2026, 1, 1), **fields)


def draft_citing(house: House, **source: str) -> Version:
    text = factories.a_text()
    return factories.create_draft(house, replace(text, references=(replace(text.references[0], **source),)))


def codes(version: Version) -> list[str]:
    return [problem.code for problem in workflow.problems_of(version) if problem.severity == "error"]


def test_r1_retracted_doi_with_an_unseen_character_is_a_retracted_reference() -> None:
    house = factories.create_house()
    retract(doi="10.1000/abc")
    text = read((ENTRY + "doi:10.1000/abc\u200b").encode()).text
    version = factories.create_draft(house, replace(text, summary="<p>Rest it.</p>", drafting="human"))

    with pytest.raises(workflow.NotReady) as refused:
        workflow.submit(version, by=house.author)

    assert [problem.code for problem in refused.value.problems] == ["retracted-reference"]


@pytest.mark.parametrize(
    ("entered", "cited"),
    [
        ({"doi": "10.1000/abc"}, {"doi": "10.1000/ABC"}),
        ({"doi": "https://doi.org/10.1000/ABC "}, {"doi": "10.1000/abc"}),
        ({"doi": "10.1000/abc"}, {"doi": "10.1000/abc[PubMed]"}),
        ({"doi": "10.1000/a<b>c"}, {"doi": "10.1000/a%3Cb%3Ec"}),
        ({"doi": "10.1000/a%3Cb%3Ec"}, {"doi": "doi: 10.1000/a&lt;b&gt;c."}),
        ({"doi": "10.1000/abc"}, {"url": "https://dx.doi.org/10.1000/abc?nosfx=y"}),
        ({"pmid": "0123456"}, {"pmid": "PMID: 123456"}),
        ({"pmid": "123456", "doi": "Unavailable"}, {"url": "https://pubmed.ncbi.nlm.nih.gov/123456/"}),
        ({"doi": "10.1000/abc", "pmid": "0"}, {"doi": "10.1000/abc\u2060", "pmid": "7"}),
    ],
)
def test_retracted_source_is_known_however_it_is_written(
    entered: dict[str, str], cited: dict[str, str]
) -> None:
    house = factories.create_house()
    retract(**entered)

    version = draft_citing(house, **{"doi": "", "pmid": "", "url": "", **cited})

    assert codes(version) == ["retracted-reference"]
    assert list(sources.retracted_references(version)) == list(version.references.all())


def test_two_sources_without_an_identifier_are_not_one() -> None:
    house = factories.create_house()
    retract(doi="Unavailable", pmid="5")

    version = draft_citing(house, doi="", pmid="0", url="")

    assert codes(version) == []
    assert not sources.retracted_references(version).exists()


def test_notice_of_before_is_put_in_the_form_that_is_compared(superuser) -> None:
    house = factories.create_house()
    row = retract(doi="10.1000/abc")
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE articles_retraction SET doi = 'doi:10.1000/ABC' WHERE id = %s", [row.pk])
    superuser.execute("SET session_replication_role = origin")

    guards.apply(connections["owner"])

    assert codes(draft_citing(house, doi="10.1000/abc")) == ["retracted-reference"]


def test_source_that_is_named_otherwise_is_another() -> None:
    house = factories.create_house()
    retract(doi="10.1000/abc", pmid="123456")

    version = draft_citing(house, doi="10.1000/abcd", pmid="1234567", url="https://doi.org/10.1000/ab")

    assert codes(version) == []


# In plain SQL, as the app's login.


def test_database_approves_no_text_whose_source_was_retracted() -> None:
    house = factories.create_house()
    version = workflow.submit(draft_citing(house, doi="10.1000/abc"), by=house.author)
    version = workflow.start_review(version, by=house.editor, members=house.members)
    review = factories.signed(version, house)
    retract(doi="doi:10.1000/ABC.")

    with refusal("IM003", by=house.editor) as cursor:
        cursor.execute(
            "INSERT INTO reviews_approval (review_id, version_id, digest, kind) VALUES (%s, %s, %s, 'full')",
            [review.pk, version.pk, version.digest],
        )


def test_notice_is_kept_in_one_form_past_the_models() -> None:
    house = factories.create_house()

    with attempt(house.editor) as cursor:
        cursor.execute(
            "INSERT INTO articles_retraction (doi, pmid, nature, noticed_on, reason, notice_doi)"
            " VALUES ('DOI 10.1000/ABC%3c1%3e', 'PMID 0042', 'retraction', '2026-01-01', '', '')"
        )

    assert Retraction.objects.values_list("doi", "pmid").get() == ("10.1000/abc<1>", "42")
