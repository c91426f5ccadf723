"""What the review screen shows: cards with their sentence and sources, side by side, in fixed queries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from articles import editing
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Version
from cms.desk.judging import reading_time
from reviews import commenting, preparing, workflow
from reviews.models import Review
from tests import factories
from tests.factories import House

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

KEY, SOURCE, OTHER, PASSAGE = (UUID(int=number) for number in (21, 22, 23, 24))
CITED = f'<cite data-ref="{SOURCE}" data-support="{PASSAGE}"></cite>'


@pytest.fixture
def house() -> House:
    return factories.create_house()


def text(body: str) -> ArticleText:
    return ArticleText(
        title="How is gout treated?",
        summary="<p>Treat the flare early.</p>",
        sections=(SectionText(key=KEY, level=2, heading="Flares", body=body),),
        references=(
            ReferenceText(key=SOURCE, kind="guideline", title="Gout guideline", year=2020),
            ReferenceText(key=OTHER, kind="book", title="A book", year=2021),
        ),
        supports=(
            SupportText(key=PASSAGE, reference=SOURCE, passage="Low-dose colchicine.", locator="p. 4"),
        ),
    )


def with_dose(dose: str) -> ArticleText:
    said = f"<p>Rest the joint. On day one give colchicine {dose} with food.{CITED} Then review.</p>"
    return text(f'{said}<p>Drink.<cite data-ref="{OTHER}"></cite></p>')


def second_round(house: House, old: ArticleText, new: ArticleText) -> Version:
    draft = workflow.revise(factories.approved(house, old), by=house.author)
    editing.save(draft, new, by=house.author, revision=draft.revision)
    second = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    second = workflow.start_review(second, by=house.editor, members=house.members)
    factories.ready_to_sign(Review.objects.get(version=second), house.members[2])
    return second


def page_of(client: Client, house: House, version: Version, query: str = "", who: int = 2) -> Any:
    client.force_login(house.reviewers[who])
    return client.get(f"/desk/articles/{version.article.slug}/{version.number}/review/{query}")


def test_a_change_stands_in_its_sentence_with_its_source(client: Client, house: House) -> None:
    version = second_round(house, with_dose("0.5 mg twice daily"), with_dose("1 mg twice daily"))

    page = page_of(client, house, version)

    (card,) = page.context["sheet"].cards
    assert (card.kind, card.change.old, card.change.new) == (
        "Dose", "colchicine 0.5 mg twice daily", "colchicine 1 mg twice daily",
    )  # fmt: skip
    assert (card.before, card.after) == ("On day one give ", " with food.")
    assert [(one.reference.title, one.support.passage, one.number) for one in card.backings] == [
        ("Gout guideline", "Low-dose colchicine.", 1)
    ]
    assert not card.unsourced


def test_a_claim_without_a_citation_says_so_and_names_the_next(client: Client, house: House) -> None:
    old, new = (
        text("<p>Give 1 mg daily. Wait.</p>"),
        text(f"<p>Give 2 mg daily. Wait.</p><p>Cool.{CITED}</p>"),
    )
    version = second_round(house, text(f"{old.sections[0].body}<p>Cool.{CITED}</p>"), new)

    (card,) = page_of(client, house, version).context["sheet"].cards

    assert card.unsourced
    assert [one.reference.title for one in card.nearby] == ["Gout guideline"]


def test_what_was_only_taken_out_keeps_its_old_sentence(client: Client, house: House) -> None:
    version = second_round(
        house,
        text(f"<p>Do not give it with clarithromycin.{CITED}</p>"),
        text(f"<p>Do give it with clarithromycin.{CITED}</p>"),
    )

    (card,) = page_of(client, house, version).context["sheet"].cards

    assert (card.how, card.change.old) == ("taken out", "not")
    assert [one.reference.title for one in card.backings] == ["Gout guideline"]


def test_a_new_text_has_a_card_for_each_dose(client: Client, house: House) -> None:
    version = factories.under_review(
        house,
        text(
            "<table><tr><td>Colchicine</td><td>0.5 mg twice daily</td></tr></table>"
            f"<p>Or prednisolone 30 mg daily.{CITED}</p>"
        ),
    )
    factories.ready_to_sign(Review.objects.get(version=version), house.members[2])

    cards = page_of(client, house, version).context["sheet"].cards

    assert [(card.change.new, card.before, card.standing) for card in cards] == [
        ("0.5 mg twice daily", "Colchicine | ", True),
        ("prednisolone 30 mg daily", "Or ", True),
    ]


def test_ticks_are_there_on_the_next_device(client: Client, house: House) -> None:
    version = second_round(house, with_dose("0.5 mg daily"), with_dose("1 mg daily"))
    page = page_of(client, house, version)
    (card,) = page.context["sheet"].cards
    assert page.context["open_points"] == 1

    review = Review.objects.get(version=version)
    preparing.save_typed(review, by=house.reviewers[2], words={f"seen:{card.name}": "on"})

    again = page_of(Client(), house, version)
    assert [one.seen for one in again.context["sheet"].cards] == [True]
    assert again.context["open_points"] == 0


def test_equal_changes_in_two_places_have_names_of_their_own(client: Client, house: House) -> None:
    twice = "<p>Give 1 mg daily.</p><p>Give 1 mg daily.</p>"
    version = second_round(house, text(twice), text(twice.replace("1 mg", "2 mg")))

    cards = page_of(client, house, version).context["sheet"].cards

    assert len({card.name for card in cards}) == len(cards) == 2


def test_changes_are_shown_side_by_side_when_asked(client: Client, house: House) -> None:
    version = second_round(house, with_dose("0.5 mg daily"), with_dose("1 mg daily"))

    side = page_of(client, house, version, "?view=side").context["sheet"].sections[0].sides
    inline = page_of(client, house, version).context["sheet"].sections[0].sides

    assert [("0.5 mg" in old, "1 mg" in new) for old, new in side] == [(True, True), (False, False)]
    assert list(inline) == []


def test_hostile_words_in_an_old_version_come_out_as_words(client: Client, house: House) -> None:
    old = with_dose("0.5 mg daily")
    version = second_round(
        house, replace(old, title="<script>alert(1)</script> gout?"), with_dose("1 mg daily")
    )

    html = page_of(client, house, version, "?view=side").content.decode()

    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("new", "A new text of 25 words with one dose. About a minute."),
        ("changed", "One change since the live version, and it is a dose. About a minute."),
        ("same", "Nothing changed since the live version. About a minute."),
    ],
)
def test_the_first_sentence_says_what_waits(client: Client, house: House, kind: str, sentence: str) -> None:
    if kind == "new":
        version = factories.under_review(house, with_dose("0.5 mg daily"))
        factories.ready_to_sign(Review.objects.get(version=version), house.members[2])
    else:
        new = "1 mg daily" if kind == "changed" else "0.5 mg daily"
        version = second_round(house, with_dose("0.5 mg daily"), with_dose(new))

    assert page_of(client, house, version).context["sentence"] == sentence


@pytest.mark.parametrize(
    ("who", "begins"), [(0, "Nothing changed since you signed on "), (2, "The live text, to be read anew: ")]
)
def test_a_reaffirmation_asks_whether_it_still_stands(
    client: Client, house: House, who: int, begins: str
) -> None:
    live = factories.approved(house, with_dose("0.5 mg daily"))
    review = workflow.reaffirm(live, by=house.editor, members=house.members)
    factories.ready_to_sign(review, house.members[who])

    page = page_of(client, house, live, who=who)

    sentence = page.context["sentence"]
    assert sentence.startswith(begins)
    assert sentence.endswith(": 25 words with one dose. Does it still stand? About a minute.") or who == 2
    assert [card.change.new for card in page.context["sheet"].cards] == ["colchicine 0.5 mg daily"]
    assert all(not part.folded for part in page.context["sheet"].sections)


@pytest.mark.parametrize(
    ("words", "doses", "minutes"), [(0, 0, 1), (200, 0, 1), (201, 0, 2), (1240, 6, 10), (10, 3, 2)]
)
def test_minutes_are_counted_by_the_rule(words: int, doses: int, minutes: int) -> None:
    assert reading_time.minutes(words, doses) == minutes


@pytest.mark.parametrize(("comments", "rounds"), [(3, 2), (300, 40)])
def test_the_screen_holds_its_budget(
    client: Client, house: House, django_assert_max_num_queries: Any, comments: int, rounds: int
) -> None:
    version = second_round(house, with_dose("0.5 mg daily"), with_dose("1 mg daily"))
    for _ in range(rounds - 2):
        workflow.return_to_author(version, by=house.editor, note="Again.")
        draft = version.article.versions.get(status="draft")
        version = workflow.start_review(workflow.submit(draft, by=house.author), by=house.editor)
    review = Review.objects.get(version=version)
    for member in house.members:
        if not review.assignments.filter(member=member, status="accepted").exists():
            factories.ready_to_sign(review, member)
        preparing.check_source(review, by=member.user, reference=SOURCE, support=PASSAGE, verdict="supports")
    preparing.save_typed(review, by=house.reviewers[2], words={"comment:a": "Half"})
    for number in range(comments):
        said = commenting.comment(
            review, by=house.reviewers[1], body=f"Number {number}.", section_key=KEY, quote="Rest the joint"
        )
        if number % 3 == 0:
            commenting.reply(said, by=house.reviewers[2], body="I agree.")
    page_of(client, house, version)

    with django_assert_max_num_queries(16):
        client.get(f"/desk/articles/{version.article.slug}/{version.number}/review/")
