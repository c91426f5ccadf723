"""The one door for text: what it lets in, in which form, and that nobody's words are overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied

from articles import editing
from articles.acting import AlreadyActing, acting
from articles.cleaning import Malformed
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText
from articles.models import Article, Contributor, Reference, Section, Support, User, Version
from reviews import workflow
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)


def create(house: House, text: ArticleText | None = None, **fields: object) -> Version:
    return editing.create_article(text or factories.a_text(), by=house.author, topic=house.topic, **fields)


def contributors(version: Version) -> list[str]:
    return sorted(Contributor.objects.filter(version=version).values_list("user__username", flat=True))


# Begin.


def test_article_begins_as_a_draft_of_its_author_and_says_what_was_given() -> None:
    house = factories.create_house()
    text = factories.a_text()

    version = create(house, text)

    assert (version.number, version.status, version.author) == (1, "draft", house.author)
    assert (version.article.topic, version.article.risk) == (house.topic, "standard")
    assert editing.text_of(version) == text
    assert contributors(version) == ["author"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How is gout treated?", "how-is-gout-treated"),
        ("  Sjögren’s  disease:\nwhat helps? ", "sjogrens-disease-what-helps"),
        ("Ödeme – was tun?", "odeme-was-tun"),
        ("痛风如何治疗？", "tong-feng-ru-he-zhi-liao"),
        ("", "untitled"),
        ("-_-", "untitled"),
        ("a" * 300, "a" * 180),
        ("<script>alert(1)</script>", "scriptalert1script"),
    ],
)
def test_address_follows_from_the_title(title: str, slug: str) -> None:
    house = factories.create_house()

    assert create(house, factories.a_text(title)).article.slug == slug


def test_address_that_is_taken_gets_a_number() -> None:
    house = factories.create_house()

    slugs = [create(house, factories.a_text("Gout?")).article.slug for _ in range(3)]

    assert slugs == ["gout", "gout-2", "gout-3"]


def test_wanted_address_is_made_one_that_works() -> None:
    house = factories.create_house()

    assert create(house, slug="Über/gout treatment?").article.slug == "ubergout-treatment"


@pytest.mark.parametrize("who", ["stranger", "closed"])
def test_stranger_begins_nothing(who: str) -> None:
    house = factories.create_house()
    by = house.stranger if who == "stranger" else house.author
    if who == "closed":
        User.objects.filter(pk=by.pk).update(is_active=False)

    with pytest.raises(PermissionDenied):
        editing.create_article(factories.a_text(), by=by)
    assert not Article.objects.exists()


def test_risk_beyond_the_list_is_refused() -> None:
    house = factories.create_house()

    with pytest.raises(Malformed, match="no risk"):
        create(house, risk="none")
    assert not Article.objects.exists()


# Save.


def test_save_writes_only_the_rows_that_differ() -> None:
    house = factories.create_house()
    sections = tuple(
        SectionText(key=uuid4(), level=2, heading=f"Part {n}", body="<p>Rest.</p>") for n in range(3)
    )
    draft = create(house, replace(factories.a_text(), sections=sections))
    before = {row.key: row.pk for row in draft.sections.all()}
    changed = replace(sections[1], body="<p>Cool it.</p>")

    saved = editing.save(
        draft,
        replace(editing.text_of(draft), sections=(sections[0], changed, sections[2])),
        by=house.author,
        revision=0,
    )

    assert saved.revision == 1
    assert {row.key: row.pk for row in saved.sections.all()} == before
    counts = {section.key: Section.history.filter(key=section.key).count() for section in sections}
    assert counts == {sections[0].key: 1, sections[1].key: 2, sections[2].key: 1}
    assert Reference.history.count() == 1


def test_save_moves_adds_and_removes() -> None:
    house = factories.create_house()
    draft = create(house)
    text = editing.text_of(draft)
    first = SectionText(key=uuid4(), level=3, heading="Before all", body="<p>Ask.</p>")
    source = ReferenceText(key=uuid4(), kind="book", title="A book", year=2001, csl={"publisher": "A press"})
    wanted = replace(
        text, sections=(first, text.sections[0]), references=(source,), summary="<p>Treat it.</p>"
    )

    saved = editing.save(draft, wanted, by=house.author, revision=0)

    assert editing.text_of(saved) == wanted
    assert [row.history_type for row in Reference.history.order_by("history_id")] == ["+", "-", "+"]


def test_equal_text_saved_twice_is_no_change() -> None:
    house = factories.create_house()
    draft = create(house)
    text = replace(editing.text_of(draft), summary="<p>Treat it.</p>")
    saved = editing.save(draft, text, by=house.author, revision=0)

    again = editing.save(draft, text, by=house.author, revision=0)

    assert (saved.revision, again.revision) == (1, 1)
    assert saved.history.count() == 2


def test_text_that_differs_only_in_form_is_no_change() -> None:
    house = factories.create_house()
    draft = create(house)
    text = editing.text_of(draft)
    loose = replace(
        text,
        title=f"  {text.title}\n",
        summary="<div><p>Treat the flare early, then prevent the next one.</p></div>",
    )

    assert editing.save(draft, loose, by=house.author, revision=0).revision == 0


def test_stale_save_is_refused_with_what_stands() -> None:
    house = factories.create_house()
    draft = create(house)
    mine, theirs = (replace(editing.text_of(draft), summary=f"<p>{who}.</p>") for who in ("Mine", "Theirs"))
    editing.save(draft, theirs, by=house.editor, revision=0)

    with pytest.raises(editing.StaleSave) as refusal:
        editing.save(draft, mine, by=house.author, revision=0)

    assert (refusal.value.current, refusal.value.revision) == (theirs, 1)
    assert editing.text_of(Version.objects.get(pk=draft.pk)) == theirs


def test_caller_keeps_what_was_in_hand() -> None:
    house = factories.create_house()
    draft = create(house)

    editing.save(draft, replace(editing.text_of(draft), title="Other"), by=house.author, revision=0)

    assert (draft.title, draft.revision) == ("How is gout treated?", 0)


@pytest.mark.parametrize("status", ["submitted", "approved", "withdrawn"])
def test_text_that_left_draft_is_not_saved(status: str) -> None:
    house = factories.create_house()
    version = factories.in_state(status, house)
    text = replace(editing.text_of(version), title="Other")

    with pytest.raises(editing.NotADraft) as refusal:
        editing.save(version, text, by=house.author, revision=version.revision)

    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("who", "may"),
    [("author", True), ("editor", True), ("chief", True), ("stranger", False), ("member", False)],
)
def test_draft_is_edited_by_its_author_and_the_editors_of_its_topic(who: str, may: bool) -> None:
    house = factories.create_house()
    draft = create(house)
    by = house.members[0].user if who == "member" else getattr(house, who)
    text = replace(editing.text_of(draft), title="Other")

    if may:
        assert editing.save(draft, text, by=by, revision=0).title == "Other"
    else:
        with pytest.raises(PermissionDenied):
            editing.save(draft, text, by=by, revision=0)


def test_other_author_does_not_edit() -> None:
    house = factories.create_house()
    draft = create(house)
    other = factories.create_granted("other", "author")

    with pytest.raises(PermissionDenied):
        editing.save(draft, editing.text_of(draft), by=other, revision=0)


def test_history_names_who_wrote_each_row() -> None:
    house = factories.create_house()
    draft = create(house)
    factories.edited(draft, by=house.editor, bodies="<p>Rest.</p>")

    names = [row.history_user for row in Section.history.order_by("history_id")]
    assert names == [house.author, house.editor]
    assert [row.history_user_id for row in draft.history.order_by("history_id")] == [
        house.author.pk,
        house.editor.pk,
    ]


# The next version.


def test_copy_keeps_text_and_keys_and_adds_no_contributor() -> None:
    house = factories.create_house()
    text = replace(factories.a_text(), supports=())
    key = uuid4()
    backed = f'<p>Rest.<cite data-ref="{text.references[0].key}" data-support="{key}"></cite></p>'
    text = replace(
        text,
        sections=(replace(text.sections[0], body=backed),),
        supports=(SupportText(key=key, reference=text.references[0].key, passage="“Rest helped.”"),),
    )
    live = factories.approved(house, text)

    draft = workflow.revise(live, by=house.editor)

    assert editing.text_of(draft) == editing.text_of(live) == text
    assert (draft.based_on, draft.author, draft.number) == (live, house.editor, 2)
    assert contributors(draft) == []


def test_edit_of_the_copy_makes_its_editor_a_contributor() -> None:
    house = factories.create_house()
    draft = workflow.revise(factories.approved(house), by=house.author)

    factories.edited(draft, by=house.editor, bodies="<p>Rest.</p>")

    assert contributors(draft) == ["editor"]


def test_correction_notice_stays_with_the_version_that_corrected() -> None:
    house = factories.create_house()
    live = factories.approved(house)
    draft = workflow.revise(live, by=house.author)
    text = replace(editing.text_of(draft), correction_kind="erratum", correction_notice="The dose was wrong.")
    corrected = factories.brought_live(editing.save(draft, text, by=house.author, revision=0), house)

    following = workflow.revise(corrected, by=house.author)

    assert (corrected.correction_kind, following.correction_kind, following.correction_notice) == (
        "erratum",
        "",
        "",
    )


def test_correction_notice_goes_on_with_a_returned_text() -> None:
    house = factories.create_house()
    text = replace(factories.a_text(), correction_kind="erratum", correction_notice="The dose was wrong.")
    returned = workflow.recall(factories.submitted(house, text), by=house.author)

    following = returned.article.versions.get(number=2)

    assert following.correction_notice == "The dose was wrong."


# What comes to the door.


def test_rich_text_is_sanitised_as_it_comes_in() -> None:
    house = factories.create_house()
    hostile = (
        '<p onclick="x()">Rest.<script>alert(1)</script><img src=x onerror=alert(1)>'
        '<a href="javascript:alert(1)">here</a></p><iframe src="//x"></iframe><style>p{}</style>'
    )
    text = replace(
        factories.a_text(),
        summary=hostile,
        plain_summary=hostile,
        sections=(
            SectionText(key=uuid4(), level=2, heading="<b>First</b>", body=hostile, plain_body=hostile),
        ),
    )

    section = (version := create(house, text)).sections.get()

    clean = "<p>Rest.here</p>"
    assert [version.summary, version.plain_summary, section.body, section.plain_body] == [clean] * 4
    assert section.heading == "<b>First</b>"  # a heading is plain text, and is escaped where it is shown
    assert [problem.code for problem in workflow.problems_of(version)] == ["uncited-reference"]


def test_control_characters_and_nul_are_left_out_everywhere() -> None:
    house = factories.create_house()
    odd = "a\x00b\x07c\u202ed"
    key = uuid4()
    text = ArticleText(
        title=odd,
        second_title=odd,
        summary=f"<p>{odd}</p>",
        drafting_note=odd,
        correction_notice=odd,
        condition_name=odd,
        sections=(SectionText(key=uuid4(), level=2, heading=odd, body=f"<p>{odd}</p>"),),
        references=(ReferenceText(key=key, kind="book", title=odd, doi=odd, csl={odd: [odd, {"x": odd}]}),),
        supports=(SupportText(key=uuid4(), reference=key, passage=odd, locator=odd),),
    )

    stored = editing.text_of(create(house, text))

    assert (stored.title, stored.second_title, stored.summary) == ("abcd", "abcd", "<p>abcd</p>")
    assert (stored.drafting_note, stored.correction_notice, stored.condition_name) == ("abcd",) * 3
    assert (stored.sections[0].heading, stored.sections[0].body) == ("abcd", "<p>abcd</p>")
    assert (stored.references[0].doi, stored.references[0].csl) == ("abcd", {"abcd": ["abcd", {"x": "abcd"}]})
    assert (stored.supports[0].passage, stored.supports[0].locator) == ("abcd", "abcd")


def test_lines_are_one_line_and_lose_no_letter() -> None:
    house = factories.create_house()
    text = replace(factories.a_text("Is 15–25\tmg\n≥ 20 mg?"), second_title="می\u200cخواهم ½ µg ≤ 3 × 10⁹")

    version = create(house, text)

    assert version.title == "Is 15–25 mg ≥ 20 mg?"
    assert version.second_title == "می\u200cخواهم ½ µg ≤ 3 × 10⁹"


def test_heading_of_ten_thousand_characters_is_kept() -> None:
    house = factories.create_house()
    heading = "Gout " * 2000
    text = factories.a_text()
    text = replace(text, sections=(replace(text.sections[0], heading=heading),))

    assert create(house, text).sections.get().heading == heading.strip()


@pytest.mark.parametrize(("given", "stored"), [(0, 2), (1, 2), (4, 4), (9, 6)])
def test_level_is_one_that_html_has(given: int, stored: int) -> None:
    house = factories.create_house()
    text = factories.a_text()
    text = replace(text, sections=(replace(text.sections[0], level=given),))

    assert create(house, text).sections.get().level == stored


def test_csl_holds_what_has_one_form_in_json() -> None:
    house = factories.create_house()
    csl = {
        "volume": 12.50,
        "page": "12-19",
        "number": 3,
        "open": True,
        "nothing": None,
        "issued": {"date-parts": [[2020, 5]]},
        "accessed": date(2026, 1, 2),
        "nan": float("nan"),
        7: ("a", 1),
    }
    text = factories.a_text()
    text = replace(text, references=(replace(text.references[0], csl=csl),))

    assert editing.text_of(create(house, text)).references[0].csl == {
        "volume": "12.5",
        "page": "12-19",
        "number": 3,
        "open": True,
        "nothing": None,
        "issued": {"date-parts": [[2020, 5]]},
        "accessed": "2026-01-02",
        "nan": "nan",
        "7": ["a", 1],
    }


def malformed() -> list[ArticleText]:
    text, key = factories.a_text(), UUID(int=1)
    section, source = text.sections[0], text.references[0]
    passage = SupportText(key=key, reference=source.key, passage="Rest.")
    return [
        replace(text, sections=(section, section)),
        replace(text, references=(source, source)),
        replace(text, supports=(passage, passage)),
        replace(text, references=(replace(source, kind="blog"),)),
        replace(text, references=(replace(source, year=0),)),
        replace(text, references=(replace(source, year=123456),)),
        replace(text, drafting="by an oracle"),
        replace(text, correction_kind="silent"),
        replace(text, references=(replace(source, url="javascript:alert(1)"),)),
        replace(text, references=(replace(source, url=" Data:text/html,x"),)),
    ]


@pytest.mark.parametrize("which", range(10))
def test_malformed_text_is_refused_by_name_and_nothing_is_stored(which: int) -> None:
    house = factories.create_house()

    with pytest.raises(Malformed):
        create(house, malformed()[which])
    assert not Article.objects.exists()


def test_long_text_is_stored_whole() -> None:
    house = factories.create_house()
    sections = tuple(
        SectionText(
            key=uuid4(),
            level=2,
            heading=f"Part {n}",
            body=f"<p>{'Rest. ' * 2000}</p>".replace(" </p>", "</p>"),
        )
        for n in range(60)
    )
    text = replace(factories.a_text(), sections=sections)

    assert editing.text_of(create(house, text)).sections == sections


# Topic and risk.


def test_editor_of_both_topics_reclassifies() -> None:
    house = factories.create_house()
    article = factories.approved(house).article
    elsewhere = factories.create_topic("cardiology", by=house.chief)

    with pytest.raises(PermissionDenied):
        editing.reclassify(article, by=house.editor, topic=elsewhere)
    moved = editing.reclassify(article, by=house.chief, topic=elsewhere, risk="high")

    assert (moved.topic, moved.risk) == (elsewhere, "high")
    event = article.events.latest("seq")
    assert (event.action, event.note) == (
        "reclassify",
        "risk standard to high; topic rheumatology to cardiology",
    )


def test_author_chooses_the_topic_until_something_was_submitted() -> None:
    house = factories.create_house()
    draft = editing.create_article(factories.a_text(), by=house.author)
    article = editing.reclassify(draft.article, by=house.author, topic=house.topic)
    workflow.submit(draft, by=house.author)

    assert article.topic == house.topic
    with pytest.raises(PermissionDenied):
        editing.reclassify(article, by=house.author, risk="low")


def test_article_without_a_topic_is_not_submitted() -> None:
    house = factories.create_house()
    draft = editing.create_article(factories.a_text(), by=house.author)

    with pytest.raises(workflow.NotReady) as refusal:
        workflow.submit(draft, by=house.author)
    assert [problem.code for problem in refusal.value.problems] == ["no-topic"]


# Who acts.


def test_nobody_acts_inside_somebody_else() -> None:
    one, other = factories.create_user(), factories.create_user()

    with acting(one), acting(one), pytest.raises(AlreadyActing), acting(other):
        pass


def test_actor_is_forgotten_at_the_end_and_after_a_failure() -> None:
    from articles.acting import actor_id

    user = factories.create_user()
    seen = []

    def fail() -> None:
        with acting(user):
            seen.append(actor_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [*seen, actor_id()] == [user.pk, None]


def test_change_that_nobody_is_named_for_is_refused_by_the_database() -> None:
    from django.db import DatabaseError, transaction

    house = factories.create_house()
    draft = create(house)
    with transaction.atomic():
        with acting(house.author):
            pass
        with pytest.raises(DatabaseError, match="Nobody is named"), transaction.atomic():
            Support.objects.create(version=draft, reference_key=uuid4(), passage="Rest.")
