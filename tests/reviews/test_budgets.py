"""Submit, sign and publish cost a fixed number of queries in one transaction, however long the text is.

At most 20 besides BEGIN and COMMIT, which the counts below include. What they are, in order:

every verb  begin, name the actor, lock the article, lock the version, read the person's grants ... commit
submit      sections, references, supports, policy, retracted sources, the year; event, version, its history;
            whom to tell, their jobs; the version afresh
sign        the review is open, the member is assigned, this was not signed already, the member; the sign-off,
            what was prepared for it, the same afresh; chain head, the signer's address, the receipt; whom to
            tell, their jobs; whether the policy publishes by itself
publish     open reviews (and whether a comment is to be settled first), the live version, whether it was
            retracted since, retracted sources, the approval; event, version and history of each that moves;
            holds on what changed; whom to tell, their jobs; the version afresh; where holds are lifted, they
            and their history
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import Version
from reviews import workflow
from reviews.models import Review
from reviews.reauthentication import Reauthentication
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = [(3, 1), (40, 20)]
SUBMIT, SIGN, PUBLISH_FIRST, PUBLISH_NEXT, PUBLISH_LIFTING = 18, 19, 20, 22, 24


def long_text(sections: int, references: int) -> ArticleText:
    sources = [
        ReferenceText(key=uuid4(), kind="research", title=f"Trial {number}", doi=f"10.1/{number}", year=2020)
        for number in range(references)
    ]
    cited = "".join(f'<cite data-ref="{source.key}"></cite>' for source in sources)
    return ArticleText(
        title="How is gout treated?",
        summary="<p>Treat the flare early.</p>",
        sections=tuple(
            SectionText(key=uuid4(), level=2, heading=f"Part {number}", body=f"<p>Rest helps.{cited}</p>")
            for number in range(sections)
        ),
        references=tuple(sources),
    )


def counted(captured: CaptureQueriesContext) -> int:
    """How many there were; in one transaction, begun once and committed once."""
    said = [query["sql"] for query in captured.captured_queries]
    assert [said.count(word) for word in ("BEGIN", "COMMIT")] == [1, 1], said
    return len(said)


@pytest.mark.parametrize(("sections", "references"), SIZES)
def test_submit_is_within_its_budget(sections: int, references: int) -> None:
    house = factories.create_house()
    draft = factories.create_draft(house, long_text(sections, references))

    with CaptureQueriesContext(connection) as captured:
        workflow.submit(draft, by=house.author)

    assert counted(captured) == SUBMIT


@pytest.mark.parametrize(("sections", "references"), SIZES)
def test_sign_is_within_its_budget(sections: int, references: int) -> None:
    house = factories.create_house()
    version = factories.under_review(house, long_text(sections, references))
    review = Review.objects.select_related("version").get(version=version)
    member = house.members[0]
    factories.ready_to_sign(review, member)
    proof = Reauthentication.by_password(member.user, factories.PASSWORD, digest=review.digest)

    with CaptureQueriesContext(connection) as captured:
        workflow.sign_off(review, by=member.user, verdict="approve", digest=review.digest, proof=proof)

    assert counted(captured) == SIGN


@pytest.mark.parametrize(("sections", "references"), SIZES)
def test_first_publish_is_within_its_budget(sections: int, references: int) -> None:
    house = factories.create_house()
    version = factories.under_review(house, long_text(sections, references))
    factories.signed(version, house)

    with CaptureQueriesContext(connection) as captured:
        workflow.publish(version, by=house.editor)

    assert counted(captured) == PUBLISH_FIRST


@pytest.mark.parametrize(("sections", "references"), SIZES)
def test_publish_over_a_live_version_is_within_its_budget(sections: int, references: int) -> None:
    house = factories.create_house()
    version = next_version(factories.approved(house, long_text(sections, references)), house)

    with CaptureQueriesContext(connection) as captured:
        workflow.publish(version, by=house.editor)

    assert counted(captured) == PUBLISH_NEXT


@pytest.mark.parametrize("holds", [1, 3])
def test_lifting_holds_by_publishing_costs_two_queries_however_many(holds: int) -> None:
    house = factories.create_house()
    live = factories.approved(house, long_text(3, 1))
    for section in live.sections.all()[:holds]:
        workflow.hold(live, by=house.editor, reason="dose", section_key=section.key)
    draft = workflow.revise(live, by=house.author)
    draft = factories.edited(draft, by=house.author, bodies="<p>Rest does not help.</p>")
    version = next_version(draft, house)

    with CaptureQueriesContext(connection) as captured:
        workflow.publish(version, by=house.editor)

    assert counted(captured) == PUBLISH_LIFTING


def next_version(version: Version, house: factories.House) -> Version:
    """The next version, signed: only its publication is left to do."""
    draft = version if version.status == "draft" else workflow.revise(version, by=house.author)
    version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    factories.signed(version, house)
    return version
