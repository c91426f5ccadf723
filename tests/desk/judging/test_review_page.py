"""The review page: who sees what of it, what changed, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Version
from reviews import commenting, workflow
from reviews.models import Review
from reviews.reach import SHORT
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

KEY, OTHER, SOURCE, PASSAGE = (UUID(int=number) for number in (11, 12, 13, 14))


@pytest.fixture
def house() -> House:
    return factories.create_house()


def text(dose: str = "0.5 mg twice daily", *, extra: str = "") -> ArticleText:
    cited = f'<cite data-ref="{SOURCE}" data-support="{PASSAGE}"></cite>'
    return ArticleText(
        title="How is gout treated?",
        summary="<p>Treat the flare early.</p>",
        sections=(
            SectionText(
                key=KEY, level=2, heading="Flares", body=f"<p>Give colchicine {dose}.{cited}</p>{extra}"
            ),
            SectionText(key=OTHER, level=2, heading="Later", body="<p>Prevent the next one.</p>"),
        ),
        references=(ReferenceText(key=SOURCE, kind="guideline", title="Gout guideline", year=2020),),
        supports=(
            SupportText(key=PASSAGE, reference=SOURCE, passage="Low-dose colchicine.", locator="p. 4"),
        ),
    )


def address(version: Version) -> str:
    return f"/desk/articles/{version.article.slug}/{version.number}/review/"


def second_round(house: House, dose: str = "1 mg twice daily") -> Version:
    """A live version, and the next one under review with another dose."""
    first = factories.approved(house, text())
    draft = workflow.revise(first, by=house.author)
    editing.save(draft, text(dose), by=house.author, revision=draft.revision)
    second = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    return workflow.start_review(second, by=house.editor, members=house.members)


def test_a_member_reads_what_changed_since_the_live_version(client: Client, house: House) -> None:
    version = second_round(house)
    client.force_login(house.reviewers[2])

    page = client.get(address(version))

    assert [
        (card.kind, card.place, card.change.old, card.change.new) for card in page.context["sheet"].cards
    ] == [("Dose", "Flares", "colchicine 0.5 mg twice daily", "colchicine 1 mg twice daily")]
    assert "colchicine <del>0.5 mg</del><ins>1 mg</ins> twice daily" in page.content.decode()
    assert [(part.heading, part.state) for part in page.context["sheet"].sections] == [
        ("Flares", "changed"), ("Later", "same"),
    ]  # fmt: skip


def test_the_first_sentence_counts_changes_and_doses(client: Client, house: House) -> None:
    version = second_round(house)
    factories.ready_to_sign(Review.objects.get(version=version), house.members[2])
    client.force_login(house.reviewers[2])

    page = client.get(address(version))

    assert page.context["sentence"] == "One change since the live version, and it is a dose. About a minute."


def test_a_member_who_signed_before_reads_what_changed_since(client: Client, house: House) -> None:
    first = factories.under_review(house, text())
    review = Review.objects.get(version=first)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="request_changes")
    workflow.return_to_author(first, by=house.editor, note="A dose.")
    draft = first.article.versions.get(number=2)
    editing.save(draft, text("1 mg twice daily"), by=house.author, revision=draft.revision)
    second = workflow.submit(draft, by=house.author)
    second = workflow.start_review(second, by=house.editor)
    client.force_login(house.reviewers[0])

    page = client.get(address(second))

    assert page.context["screen"].base.version.number == 1
    assert page.context["screen"].base.since.startswith("you signed on ")
    assert [base.tab for base in page.context["screen"].bases] == ["What you signed last"]


@pytest.mark.parametrize("against", ["none", "1", "7", "x'--"])
def test_what_it_is_compared_with_can_be_chosen(client: Client, house: House, against: str) -> None:
    version = second_round(house)
    client.force_login(house.editor)

    page = client.get(address(version), {"against": against})

    base = page.context["screen"].base
    assert (base.version.number if base else None) == (None if against == "none" else 1)


def test_a_first_version_is_shown_whole(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    factories.ready_to_sign(Review.objects.get(version=version), house.members[0])
    client.force_login(house.reviewers[0])

    page = client.get(address(version))

    assert page.context["sentence"] == "A new text of 20 words with one dose. About a minute."
    assert [(card.kind, card.change.new, card.standing) for card in page.context["sheet"].cards] == [
        ("Dose", "colchicine 0.5 mg twice daily", True)
    ]
    assert "Prevent the next one." in page.content.decode()


def test_the_passage_that_backs_a_claim_is_beside_its_source(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    client.force_login(house.editor)

    html = client.get(address(version)).content.decode()

    assert f'href="#ref-{SOURCE}" data-passage="support-{PASSAGE}">1</a>' in html
    assert f'<blockquote class="support" id="support-{PASSAGE}"><p>Low-dose colchicine.</p>' in html


def test_an_invited_member_is_led_to_the_invitation(client: Client, house: House) -> None:
    version = factories.under_review(house)
    client.force_login(house.reviewers[0])

    page = client.get(address(version))

    assert page.context["sentence"] == "You are asked to review this: answer first, then read and sign."
    seat = page.context["seat"]
    assert f'href="/desk/assignments/{seat.assignment.pk}/"' in page.content.decode()
    assert not page.context["screen"].may_sign


def test_others_verdicts_come_after_ones_own(client: Client, house: House) -> None:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
    factories.sign(review, house.members[0], verdict="request_changes")
    client.force_login(house.reviewers[1])

    before = client.get(address(version))
    assert "Asks for changes" not in before.content.decode()
    assert "What others signed is shown to you after your own verdict." in before.content.decode()

    factories.sign(review, house.members[1])
    after = client.get(address(version))
    assert "Asks for changes" in after.content.decode()


def test_how_many_have_signed_comes_after_ones_own_verdict_too(client: Client, house: House) -> None:
    """“Has signed” beside 0 of 2 would say that it was no approval."""
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    for member in house.members[:2]:
        factories.ready_to_sign(review, member)
    factories.sign(review, house.members[0], verdict="request_changes")
    client.force_login(house.reviewers[1])

    before = client.get(address(version)).content.decode()
    factories.sign(review, house.members[1])
    after = client.get(address(version)).content.decode()

    assert [word in before for word in ("Has signed", "0 of 2", 'class="tally"')] == [True, False, False]
    assert ("1 of 2" in after, 'class="tally"' in after) == (True, True)


def test_a_policy_can_keep_verdicts_to_themselves_until_the_end(client: Client) -> None:
    house = factories.create_house(show_verdicts=False)
    version = factories.under_review(house)
    factories.signed(version, house)
    client.force_login(house.reviewers[1])

    assert not client.get(address(version)).context["screen"].verdicts_shown

    workflow.publish(version, by=house.editor)
    assert client.get(address(version)).context["screen"].verdicts_shown


@pytest.mark.parametrize(
    ("who", "status"), [("editor", 200), ("chief", 200), ("author", 403), ("stranger", 404)]
)
def test_who_may_look(client: Client, house: House, who: str, status: int) -> None:
    version = factories.under_review(house)
    client.force_login(getattr(house, who))

    page = client.get(address(version))

    assert page.status_code == status


def test_the_author_is_told_when_the_boards_words_come(client: Client, house: House) -> None:
    version = factories.under_review(house)
    client.force_login(house.author)

    refused = client.get(address(version))

    assert (
        "What the board says of your text reaches you when the editor gives it back."
        in refused.content.decode()
    )


def test_a_member_of_another_review_is_refused(client: Client, house: House) -> None:
    version = workflow.start_review(factories.submitted(house), by=house.editor, members=house.members[:2])
    factories.under_review(house, factories.a_text("How is asthma treated?"))
    client.force_login(house.reviewers[2])

    assert client.get(address(version)).status_code == 404


def test_the_author_reads_the_comments_of_a_returned_version(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    review = Review.objects.get(version=version)
    commenting.comment(review, by=house.reviewers[0], body="Which joint?", section_key=KEY)
    workflow.return_to_author(version, by=house.editor, note="Please shorten.")
    client.force_login(house.author)

    page = client.get(address(version))

    assert page.context["sentence"].startswith("This round is over: returned on ")
    assert "Which joint?" in page.content.decode()
    assert not page.context["screen"].may_comment


def test_a_recalled_version_keeps_the_boards_words_from_its_author(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    workflow.recall(version, by=house.author)
    client.force_login(house.author)

    assert client.get(address(version)).status_code == 403


def test_a_version_that_was_not_before_the_board_says_so(client: Client, house: House) -> None:
    version = factories.submitted(house)
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.status_code == 409
    assert "This version has not been before the board." in page.content.decode()


def test_a_quorum_that_became_impossible_is_said_at_once(client: Client, house: House) -> None:
    version = workflow.start_review(factories.submitted(house), by=house.editor, members=house.members[:2])
    review = Review.objects.get(version=version)
    workflow.decline_invitation(review.assignments.first(), by=house.reviewers[0], reason="time")
    client.force_login(house.editor)

    page = client.get(address(version))

    assert page.context["sentence"] == (
        "The members who were asked cannot meet the policy any more: ask others."
    )


def test_member_hears_that_the_quorum_became_impossible_and_not_why(client: Client, house: House) -> None:
    version = workflow.start_review(factories.submitted(house), by=house.editor, members=house.members[:2])
    review = Review.objects.get(version=version)
    factories.ready_to_sign(review, house.members[0])
    factories.sign(review, house.members[0], verdict="recuse")
    client.force_login(house.reviewers[1])

    page = client.get(address(version))

    assert page.context["screen"].out_of_reach == [SHORT]
    assert (SHORT in page.content.decode(), "Recused" in page.content.decode()) == (True, False)


def test_hostile_words_come_out_as_words(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    review = Review.objects.get(version=version)
    commenting.comment(review, by=house.editor, body="<script>alert(1)</script>", section_key=KEY)
    client.force_login(house.editor)

    html = client.get(address(version)).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize(("comments", "rounds"), [(1, 1), (30, 4)])
def test_the_page_costs_the_same_with_many_comments_and_versions(
    client: Client, house: House, django_assert_num_queries: Any, comments: int, rounds: int
) -> None:
    version = second_round(house)
    for _ in range(rounds - 1):
        workflow.return_to_author(version, by=house.editor, note="Again.")
        draft = version.article.versions.get(status="draft")
        version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    review = Review.objects.get(version=version)
    for member in house.members:
        factories.ready_to_sign(review, member)
    for number in range(comments):
        commenting.comment(review, by=house.reviewers[1], body=f"Number {number}.", section_key=KEY)
    client.force_login(house.reviewers[0])
    client.get(address(version))

    # session, user, grants, seat on the board, version; review; signatures, seats; earlier versions;
    # sections, references and passages of both texts; comments; source checks; what was kept; the house
    with django_assert_num_queries(16):
        client.get(address(version))


def test_a_moved_section_is_said_to_be_moved(client: Client, house: House) -> None:
    first = factories.approved(house, text())
    draft = workflow.revise(first, by=house.author)
    turned = replace(text(), sections=text().sections[::-1])
    editing.save(draft, turned, by=house.author, revision=draft.revision)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    version = workflow.start_review(version, by=house.editor)
    client.force_login(house.editor)

    cards = client.get(address(version)).context["sheet"].cards

    assert [(card.kind, card.place) for card in cards] == [("Moved", "Later")]


def test_a_comment_on_a_section_that_is_gone_is_kept(client: Client, house: House) -> None:
    version = factories.under_review(house, text())
    review = Review.objects.get(version=version)
    commenting.comment(review, by=house.reviewers[0], body="Is this needed?", section_key=OTHER)
    workflow.return_to_author(version, by=house.editor, note="Shorten.")
    draft = version.article.versions.get(number=2)
    shorter = replace(text(), sections=text().sections[:1])
    editing.save(draft, shorter, by=house.author, revision=draft.revision)
    second = workflow.submit(draft, by=house.author)
    second = workflow.start_review(second, by=house.editor)
    client.force_login(house.editor)

    remarks = client.get(address(second)).context["screen"].remarks

    assert [(remark.comment.body, remark.version) for remark in remarks.orphaned] == [("Is this needed?", 1)]


def test_unknown_addresses_are_nothing(client: Client, house: House) -> None:
    client.force_login(house.editor)

    assert client.get(f"/desk/articles/nothing-{uuid4()}/1/review/").status_code == 404
