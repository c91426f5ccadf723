"""The whole way of a real page: pasted, imported, mended, signed by the board, read by anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from articles import editing
from articles.content.importers import Imported, read
from articles.content.text import ReferenceText
from articles.gate import Shown, standing_of
from articles.models import Article, Contributor, Version
from reviews import workflow
from reviews.models import Approval, Review
from reviews.verification import verify
from tests import factories
from tests.factories import House, ready_to_sign, sign

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = Path(__file__).parent.parent / "samples" / "pasted-page.txt"
TITLE = "How should an acute gout flare be treated?"
WORDS = "Ice and rest for the joint"


def imported() -> Imported:
    return read(PAGE.read_bytes(), name=PAGE.name)


def draft_of(found: Imported, house: House) -> Version:
    return editing.create_article(
        found.text,
        by=house.author,
        topic=house.topic,
        imported=found,
        source_text=PAGE.read_text(),
        source_name=PAGE.name,
    )


def mended(draft: Version, found: Imported, house: House) -> Version:
    """The draft with the fifth reference added, under the key that its citation has already."""
    key = next(key for key, number in found.numbers.items() if number == 5)
    fifth = ReferenceText(
        key=key,
        kind="research",
        title="Gout and septic arthritis in one joint.",
        source="Rheumatology",
        year=2012,
    )
    text = editing.text_of(draft)
    text = replace(text, references=(*text.references, fifth))
    return editing.save(draft, text, by=house.author, revision=draft.revision)


def anonymous_sees(version: Version) -> tuple[Shown, int, bool]:
    """What the gate says, how the page answers, and whether the text is on it."""
    article = Article.objects.select_related("topic").get(pk=version.article_id)
    answer = Client().get(f"/articles/{article.slug}/")
    return standing_of(article).shown, answer.status_code, WORDS in answer.content.decode()


def test_import_keeps_what_it_understood_beside_the_draft() -> None:
    house = factories.create_house()
    found = imported()

    draft = draft_of(found, house)

    assert (draft.title, draft.article.slug) == (TITLE, "how-should-an-acute-gout-flare-be-treated")
    assert editing.text_of(draft) == editing.cleaned(found.text)
    assert draft.intake.source_text == PAGE.read_text()
    assert len(draft.intake.problems) == len(found.problems)
    assert [left["text"] for left in draft.intake.left_out] == [left.text for left in found.left_out]


def test_page_with_a_dangling_citation_is_not_submitted() -> None:
    house = factories.create_house()
    draft = draft_of(imported(), house)

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.submit(draft, by=house.author)

    errors = [problem for problem in refusal.value.problems if problem.severity == "error"]
    (place,) = (section for section in draft.sections.all() if section.heading == "Important Considerations")
    assert [(error.code, error.where) for error in errors] == [("dangling-citation", f"section:{place.key}")]
    assert Version.objects.get(pk=draft.pk).status == "draft"


@pytest.mark.parametrize(
    ("visibility", "before", "pending"),
    [
        ("approved_only", (Shown.NOTHING, 404, False), (Shown.NOTHING, 404, False)),
        ("with_caution", (Shown.NOTHING, 404, False), (Shown.PENDING, 200, True)),
    ],
)
def test_page_goes_through_four_people_to_its_readers(
    visibility: str, before: tuple[Shown, int, bool], pending: tuple[Shown, int, bool]
) -> None:
    house = factories.create_house(visibility=visibility)
    found = imported()

    draft = draft_of(found, house)
    assert anonymous_sees(draft) == before
    draft = mended(draft, found, house)
    assert anonymous_sees(draft) == before

    version = workflow.submit(draft, by=house.author)
    assert anonymous_sees(version) == pending
    version = workflow.start_review(version, by=house.editor, members=house.members[:2])
    assert anonymous_sees(version) == pending
    review = Review.objects.get(version=version)
    for member in house.members[:2]:
        ready_to_sign(review, member)
        with pytest.raises(workflow.QuorumMissing):
            workflow.publish(version, by=house.editor)
        sign(review, member)
        assert anonymous_sees(version) == pending

    version = workflow.publish(version, by=house.editor)

    assert anonymous_sees(version) == (Shown.LIVE, 200, True)
    signed = set(review.signoffs.values_list("member__user__username", flat=True))
    wrote = set(Contributor.objects.values_list("user__username", flat=True))
    (approval,) = Approval.objects.all()
    assert (wrote, signed, approval.approved_by) == ({"author"}, {"reviewer1", "reviewer2"}, house.editor)
    assert approval.digest == version.digest
    assert verify() == []
