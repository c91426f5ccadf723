"""The demo's files say what they mean: every name leads somewhere, every source is used."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from articles.content.citations import citations
from articles.content.richtext import sanitise, text_of
from articles.content.text import ArticleText, SectionText
from articles.states import Status
from cms.demo import files

ARTICLES = files.articles()
TEXTS = [(article, number, text) for article in ARTICLES for number, text in enumerate(article.texts, 1)]
HOUSE = files.house()
KINDS = {"guideline", "research", "review", "book", "website"}

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
each_text = pytest.mark.parametrize(
    "text", [text for _, _, text in TEXTS], ids=[f"{article.slug}-{number}" for article, number, _ in TEXTS]
)


def rich_of(text: ArticleText) -> list[str]:
    bodies = [html for section in text.sections for html in (section.body, section.plain_body)]
    return [text.summary, text.plain_summary, *bodies]


def words(*htmls: str) -> int:
    return sum(len(text_of(html).split()) for html in htmls)


def with_own_text(text: ArticleText) -> list[SectionText]:
    return [section for section in text.sections if section.body]


def test_demo_has_eighteen_articles_in_four_topics() -> None:
    topics = Counter(article.topic for article in ARTICLES)

    assert topics == {"rheumatology": 5, "cardiology": 4, "endocrinology": 4, "infectious-diseases": 5}
    assert len(ARTICLES) == 18


def test_demo_shows_every_state() -> None:
    assert {state for article in ARTICLES for state in article.states} == set(Status.values)


def test_four_articles_are_in_plain_language_throughout() -> None:
    plain = {article.slug for article, _, text in TEXTS if text.plain_summary}

    assert plain == {
        "polymyositis-treatment",
        "hypertension-first-drugs",
        "cystitis-in-women",
        "statins-who-and-how-much",
    }


@each_text
def test_plain_language_is_there_for_all_or_for_nothing(text: ArticleText) -> None:
    missing = [section.heading for section in with_own_text(text) if not section.plain_body]
    expected = [] if text.plain_summary else [section.heading for section in with_own_text(text)]

    assert missing == expected


@each_article
def test_file_is_named_after_its_slug(article: files.Article) -> None:
    assert (files.CONTENT / f"{article.slug}.toml").is_file()


@each_text
def test_rich_text_is_what_the_sanitiser_would_write(text: ArticleText) -> None:
    assert [sanitise(html) for html in rich_of(text)] == rich_of(text)


@each_text
def test_names_stand_for_one_thing_each(text: ArticleText) -> None:
    for rows in (text.sections, text.references, text.supports):
        assert len({row.key for row in rows}) == len(rows)


@each_text
def test_every_reference_is_cited_and_every_citation_has_one(text: ArticleText) -> None:
    cited = {citation.ref for html in rich_of(text) for citation in citations(html)}

    assert cited == {reference.key for reference in text.references}


@each_text
def test_every_support_is_used_by_citations_of_its_own_reference(text: ArticleText) -> None:
    used = {
        (citation.support, citation.ref)
        for html in rich_of(text)
        for citation in citations(html)
        if citation.support
    }

    assert used == {(support.key, support.reference) for support in text.supports}


@each_text
def test_plain_language_carries_no_citations(text: ArticleText) -> None:
    plain = [text.plain_summary, *(section.plain_body for section in text.sections)]

    assert [html for html in plain if citations(html)] == []


@each_text
def test_section_without_a_body_has_sections_beneath_it(text: ArticleText) -> None:
    following = [*text.sections[1:], None]
    empty = [
        section.heading
        for section, after in zip(text.sections, following, strict=True)
        if not section.body and (after is None or after.level <= section.level)
    ]

    assert empty == []


@each_text
def test_levels_go_down_one_at_a_time(text: ArticleText) -> None:
    levels = [1, *(section.level for section in text.sections)]

    assert [b for a, b in pairwise(levels) if b > a + 1] == []


@each_text
def test_length_is_that_of_an_article_somebody_reads(text: ArticleText) -> None:
    professional = words(text.summary, *(section.body for section in text.sections))
    plain = words(text.plain_summary, *(section.plain_body for section in text.sections))

    assert 420 <= professional <= 900
    assert plain == 0 or 250 <= plain <= 600


@each_text
def test_references_can_be_found_by_a_reader(text: ArticleText) -> None:
    assert len(text.references) >= 5
    for reference in text.references:
        assert reference.kind in KINDS
        assert all((reference.title, reference.source, reference.year))
        assert any((reference.doi, reference.url, reference.pmid, reference.csl))
        assert reference.doi == "" or reference.doi.startswith("10.")


@each_text
def test_version_says_how_it_was_drafted_and_what_it_is_about(text: ArticleText) -> None:
    assert text.drafting in {"human", "machine_assisted", "machine", "unknown"}
    assert all((text.drafting_note, text.condition_name, text.condition_code))
    assert text.title.endswith("?")


def test_version_that_follows_a_live_one_tells_readers_what_changed() -> None:
    notices = {
        article.slug: (text.correction_kind, bool(text.correction_notice))
        for article, number, text in TEXTS
        if number == 2 and article.states[0] in {"approved", "superseded"}
    }

    assert notices == {
        "polymyositis-treatment": ("clarification", True),
        "hypertension-first-drugs": ("new_version", True),
        "type-2-diabetes-first-drugs": ("correction", True),
        "cystitis-in-women": ("", False),  # mere wording carries none
        "shingles-treatment": ("", False),
    }


def test_tables_stand_in_more_than_half_of_the_articles() -> None:
    tabled = {article.slug for article, _, text in TEXTS if any("<table>" in html for html in rich_of(text))}

    assert len(tabled) >= 10


@each_article
def test_story_goes_forward_and_ends_before_today(article: files.Article) -> None:
    days = [step["days_ago"] for step in article.steps]

    assert days == sorted(days, reverse=True)
    assert days[-1] >= 1
    assert article.steps[0]["verb"] == ("import" if article.pasted else "create")


@each_article
def test_story_is_played_by_people_of_the_house(article: files.Article) -> None:
    people = {person["username"] for person in HOUSE["people"]}
    members = {member["username"] for member in HOUSE["board"]}

    assert {step["by"] for step in article.steps} <= people
    assert {name for step in article.steps for name in step.get("members", [])} <= members


@each_article
def test_approvals_have_the_quorum_of_their_policy(article: files.Article) -> None:
    policy = next(p for p in HOUSE["policies"] if (p["topic"], p["risk"]) == (article.topic, article.risk))
    signed: list[int] = []
    for step in article.steps:
        if step["verb"] == "start_review":
            signed.append(0)
        elif step["verb"] == "sign_off" and step["verdict"] == "approve":
            signed[-1] += 1
    published = sum(step["verb"] == "publish" for step in article.steps)

    asked = [policy["quorum"], 1] if article.slug == "shingles-treatment" else [policy["quorum"]] * published

    assert signed[:published] == asked[:published]


@each_article
def test_held_section_exists(article: files.Article) -> None:
    held = {article.key("section", step["section"]) for step in article.steps if step["verb"] == "hold"}

    assert held <= {section.key for text in article.texts[:1] for section in text.sections}


def test_every_topic_has_a_policy_for_every_risk() -> None:
    pairs = Counter((policy["topic"], policy["risk"]) for policy in HOUSE["policies"])

    assert pairs == {
        (topic["slug"], risk): 1 for topic in HOUSE["topics"] for risk in ("high", "standard", "low")
    }


def test_policies_differ_and_one_topic_shows_pending_pages() -> None:
    visibilities = Counter(topic["pending_visibility"] for topic in HOUSE["topics"])
    rules = [{name: policy[name] for name in policy if name != "topic"} for policy in HOUSE["policies"]]

    assert visibilities == {"approved_only": 3, "with_caution": 1}
    assert len([rule for number, rule in enumerate(rules) if rule not in rules[:number]]) >= 8


def test_board_has_six_members_with_all_that_readers_are_shown() -> None:
    shown = ["slug", "printed_name", "credentials", "job_title", "affiliation", "specialties", "biography"]

    assert len(HOUSE["board"]) == 6
    for member in HOUSE["board"]:
        assert [name for name in shown if not member[name]] == []


def test_disclosures_are_of_both_kinds() -> None:
    stated = {member["username"] for member in HOUSE["board"] if member.get("disclosures")}

    assert stated == {"reviewer1", "reviewer3", "reviewer4"}


def test_required_specialties_are_held_by_somebody() -> None:
    held = {specialty for member in HOUSE["board"] for specialty in member["specialties"]}
    asked = {name for policy in HOUSE["policies"] for name in policy.get("required_specialties", [])}

    assert asked - held == set()


def test_mail_of_the_demo_goes_nowhere() -> None:
    addresses = [HOUSE["publication"]["contact"], *(person["email"] for person in HOUSE["people"])]

    assert [address for address in addresses if not address.endswith("@example.org")] == []


def test_flowing_keeps_words_apart_and_blocks_together() -> None:
    html = "\n<p>One\ntwo <em>three</em>\nfour.</p>\n<ul>\n<li>five</li>\n</ul>\n"

    assert files.flowing(html) == "<p>One two <em>three</em> four.</p><ul><li>five</li></ul>"


def test_revision_keeps_what_it_does_not_mention() -> None:
    said = {
        "title": "A",
        "sections": [
            {"id": "a", "heading": "First", "body": "x"},
            {"id": "b", "heading": "Last", "body": "y"},
        ],
        "references": [{"id": "r"}],
        "revision": {
            "correction_kind": "erratum",
            "sections": [{"id": "a", "body": "z"}, {"id": "c", "after": "a", "heading": "New", "body": "w"}],
            "references": [{"id": "s"}],
        },
    }

    later = files.revised(said)

    assert [(section["heading"], section["body"]) for section in later["sections"]] == [
        ("First", "z"),
        ("New", "w"),
        ("Last", "y"),
    ]
    assert [reference["id"] for reference in later["references"]] == ["r", "s"]
    assert (later["title"], later["correction_kind"]) == ("A", "erratum")
