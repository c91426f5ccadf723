"""G6: whatever a superuser does to rows behind the guards, `verify` finds; a clean house is clean."""

from __future__ import annotations

import pytest

from reviews.models import Event
from reviews.verification import heads, verify
from tests.guards.arena import Arena, attempt
from tests.guards.conftest import Superuser

pytestmark = pytest.mark.thorough


def _found() -> set[str]:
    return {fault.code for fault in verify()}


def test_a_clean_house_has_nothing_to_say(full: Arena) -> None:
    assert verify() == []


@pytest.mark.parametrize("status", ["draft", "under_review", "approved", "superseded", "retracted"])
def test_one_article_of_a_clean_house_has_nothing_to_say(full: Arena, status: str) -> None:
    assert verify(slug=full.versions[status].article.slug) == []


OF = "WHERE version_id = (SELECT id FROM articles_version WHERE status = '{}' ORDER BY id LIMIT 1)"
APPROVED, UNDER_REVIEW, SUBMITTED = OF.format("approved"), OF.format("under_review"), OF.format("submitted")
ONE_OF = "WHERE id = (SELECT max(id) FROM {})"

TEXTS = {
    "a body": f"UPDATE articles_section SET body = body || ' ' {APPROVED}",
    "a plain body": f"UPDATE articles_section SET plain_body = 'x' {APPROVED}",
    "a level": f"UPDATE articles_section SET level = 5 {SUBMITTED}",
    "an order": f"UPDATE articles_section SET position = 10 - position {UNDER_REVIEW}",
    "a section less": f"DELETE FROM articles_section {APPROVED}",
    "a section more": "INSERT INTO articles_section"
    " (version_id, key, position, level, heading, body, plain_body)"
    f" SELECT version_id, gen_random_uuid(), 99, 2, 'x', '', '' FROM articles_section {APPROVED} LIMIT 1",
    "a year": f"UPDATE articles_reference SET year = 1999 {APPROVED}",
    "a field of a source": f'UPDATE articles_reference SET csl = \'{{"volume": "4"}}\' {APPROVED}',
    "a reference less": f"DELETE FROM articles_reference {SUBMITTED}",
    "a passage": f"UPDATE articles_support SET passage = 'x' {APPROVED}",
    "a support's reference": f"UPDATE articles_support SET reference_key = gen_random_uuid() {APPROVED}",
    "a title": "UPDATE articles_version SET title = 'x' WHERE status = 'superseded'",
    "a language": "UPDATE articles_version SET language = 'de' WHERE status = 'returned'",
    "a format": "UPDATE articles_version SET content_format = 2 WHERE status = 'retracted'",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_changed_text_is_found(behind: Superuser, text: str) -> None:
    behind.execute(TEXTS[text])

    assert _found() == {"text-changed"}


STANDINGS = {
    "made live": (
        "UPDATE articles_version SET status = 'superseded' WHERE status = 'submitted'",
        {"approval-missing"},
    ),
    "taken back": ("UPDATE articles_version SET status = 'draft' WHERE status = 'declined'", set()),
    "live since": ("UPDATE articles_version SET live_at = now() WHERE status = 'retracted'", set()),
    "so since": ("UPDATE articles_version SET status_since = now() WHERE status = 'declined'", set()),
    "under review again": (
        "UPDATE articles_version SET status = 'under_review' WHERE status = 'scheduled'",
        set(),
    ),
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_status_that_nobody_moved_is_found(behind: Superuser, standing: str) -> None:
    statement, further = STANDINGS[standing]

    behind.execute(statement)

    assert _found() == {"status-changed"} | further


@pytest.mark.parametrize(
    "table",
    [
        "articles_contributor",
        "articles_grant",
        "reviews_answer",
        "reviews_clearance",
        "reviews_disclosure",
        "reviews_removal",
        "reviews_approval",
        "reviews_notice",
        "reviews_hold",
        "reviews_review",
        "reviews_signoff",
        "reviews_voiding",
        "reviews_withdrawal",
    ],
)
def test_a_row_that_is_gone_is_found(behind: Superuser, table: str) -> None:
    behind.execute(f"DELETE FROM {table} {ONE_OF.format(table)}")

    assert "record-changed" in _found()


ROWS = {
    "contributor": "UPDATE articles_contributor SET user_id = (SELECT max(id) FROM articles_user)",
    "another contributor": "INSERT INTO articles_contributor (version_id, user_id)"
    " SELECT max(v.id), max(u.id) FROM articles_version v, articles_user u",
    "article": "UPDATE articles_article SET risk = 'low'",
    "address": "UPDATE articles_article SET slug = slug || '-x'",
    "topic": "UPDATE articles_topic SET name = 'x'",
    "grant": "UPDATE articles_grant SET role = 'chief'",
    "publication": "UPDATE articles_publication SET funding = 'x'",
    "policy": "UPDATE reviews_policy SET quorum = 1",
    "member": "UPDATE reviews_boardmember SET credentials = 'x'",
    "disclosure": "UPDATE reviews_disclosure SET expires_on = '2099-01-01'",
    "clearance": "UPDATE reviews_clearance SET statement = 'x'",
    "removal": "UPDATE reviews_removal SET reason = 'x'",
    "quorum": "UPDATE reviews_review SET quorum = 1",
    "answer": "UPDATE reviews_answer SET text = 'x'",
    "printed name": "UPDATE reviews_signoff SET printed_name = 'x'",
    "statement": "UPDATE reviews_signoff SET statement = 'x'",
    "time": "UPDATE reviews_signoff SET at = at - interval '1 day'",
    "approval": "UPDATE reviews_approval SET next_review_due = '2099-01-01'",
    "approver": "UPDATE reviews_approval SET approved_by_id = (SELECT min(id) FROM articles_user)",
    "notice": "UPDATE reviews_notice SET text = 'x'",
    "hold": "UPDATE reviews_hold SET reason = 'error'",
    "voiding": "UPDATE reviews_voiding SET at = at - interval '1 day'",
    "withdrawal": "UPDATE reviews_withdrawal SET statement = 'x'",
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_was_changed_is_found(behind: Superuser, row: str) -> None:
    behind.execute(ROWS[row])

    assert _found() - {"quorum-missing"} == {"record-changed"}


def test_an_event_appended_for_a_changed_row_does_not_hide_it(behind: Superuser) -> None:
    behind.execute(
        "UPDATE reviews_signoff SET statement = 'x' WHERE id = (SELECT min(id) FROM reviews_signoff)"
    )

    _append_as_the_database_would(behind, "reviews_signoff")

    assert _found() == {"record-changed"}


def _append_as_the_database_would(behind: Superuser, table: str) -> None:
    """A line at the end of its chain, hashes and all, that records the row as it is now."""
    behind.execute(
        f"""
        INSERT INTO reviews_event (article_id, version_id, seq, actor, actor_user_id, action, source, target,
            at, note, record_table, record_id, record_hash, txid, previous, hash)
        SELECT e.article_id, e.version_id, last.seq + 1, e.actor, e.actor_user_id, e.action, '', '',
            now(), e.note, e.record_table, e.record_id, imprimatur_row_hash(e.record_table, e.record_id), 1,
            last.hash, ''
        FROM reviews_event e JOIN LATERAL (
            SELECT * FROM reviews_event x WHERE x.article_id = e.article_id ORDER BY seq DESC LIMIT 1
        ) last ON true
        WHERE e.record_table = '{table}' ORDER BY e.record_id LIMIT 1
        """
    )
    behind.execute("UPDATE reviews_event e SET hash = imprimatur_event_hash(e) WHERE hash = ''")


ENDINGS = {
    "outcome": f"UPDATE reviews_review SET outcome = 'declined' {APPROVED}",
    "reopened": f"UPDATE reviews_review SET closed_at = NULL, outcome = '' {APPROVED}",
    "closed": f"UPDATE reviews_review SET closed_at = now(), outcome = 'closed' {UNDER_REVIEW}",
    "approved": f"UPDATE reviews_review SET closed_at = now(), outcome = 'approved' {UNDER_REVIEW}",
    "at another time": f"UPDATE reviews_review SET closed_at = closed_at - interval '1 hour' {APPROVED}",
    "letter": f"UPDATE reviews_review SET letter = 'x' {APPROVED}",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_review_that_ended_otherwise_is_found(behind: Superuser, ending: str) -> None:
    behind.execute(ENDINGS[ending])

    assert _found() == {"review-changed"}


THE_REVIEW = f"(SELECT id FROM reviews_review {APPROVED})"
QUORUMS = {
    "a signature less": f"DELETE FROM reviews_signoff WHERE review_id IN {THE_REVIEW}",
    "an objection": f"UPDATE reviews_signoff SET verdict = 'request_changes' WHERE review_id IN {THE_REVIEW}",
    "of a part": f"UPDATE reviews_signoff SET scope = 'doses' WHERE review_id IN {THE_REVIEW}",
    "a higher quorum": f"UPDATE reviews_review SET quorum = 3 {APPROVED}",
    "a specialty": f"UPDATE reviews_review SET required_specialties = '{{nephrology}}' {APPROVED}",
    "a scope": f"UPDATE reviews_review SET required_scopes = '{{doses}}' {APPROVED}",
    "who wrote": "INSERT INTO articles_contributor (version_id, user_id)"
    " SELECT r.version_id, m.user_id FROM reviews_review r, reviews_boardmember m"
    f" WHERE m.slug = 'reviewer1' AND r.id IN {THE_REVIEW}",
    "a conflict": "UPDATE reviews_clearance SET conflict = true, statement = 'x' WHERE assignment_id IN"
    f" (SELECT id FROM reviews_assignment WHERE review_id IN {THE_REVIEW})",
}


@pytest.mark.parametrize("quorum", QUORUMS)
def test_an_approval_whose_quorum_is_not_there_is_found(behind: Superuser, quorum: str) -> None:
    behind.execute(QUORUMS[quorum])

    assert _found() == {"record-changed", "quorum-missing"}


def test_an_approval_that_a_superuser_inserted_is_found(behind: Superuser) -> None:
    behind.execute(
        "INSERT INTO reviews_approval"
        " (review_id, version_id, digest, kind, approved_by_id, at, next_review_due)"
        " SELECT id, version_id, digest, kind, opened_by_id, now(), '2099-01-01'"
        f" FROM reviews_review {UNDER_REVIEW}"
    )

    assert _found() == {"record-changed", "quorum-missing", "review-changed"}


def test_a_digest_made_to_fit_a_changed_text_is_found(behind: Superuser) -> None:
    behind.execute(f"UPDATE articles_section SET body = 'x' {APPROVED}")
    behind.execute("UPDATE articles_version SET digest = digest_v1(id) WHERE status = 'approved'")

    assert _found() == {
        "signature-of-another-text",
        "approval-of-another-text",
        "approval-missing",
    }


# Chains


def _an_event(**about: object) -> Event:
    return Event.objects.filter(**about).order_by("article", "seq")[1]


def test_a_changed_event_is_found(full: Arena, behind: Superuser) -> None:
    event = _an_event(version=full.versions["approved"])
    for column in (
        "actor = 'x'",
        "note = 'x'",
        "action = 'x'",
        "at = at + interval '1 s'",
        "record_hash = 'x'",
    ):
        behind.execute(f"UPDATE reviews_event SET {column} WHERE id = %s", [event.pk])

    assert "event-changed" in _found()


def test_a_changed_event_whose_hash_was_made_to_fit_is_found(full: Arena, behind: Superuser) -> None:
    event = _an_event(version=full.versions["approved"])
    behind.execute("UPDATE reviews_event SET actor = 'x' WHERE id = %s", [event.pk])
    behind.execute("UPDATE reviews_event e SET hash = imprimatur_event_hash(e) WHERE id = %s", [event.pk])

    assert _found() == {"chain-cut"}


def test_an_event_taken_out_is_found(full: Arena, behind: Superuser) -> None:
    event = Event.objects.filter(version=full.versions["approved"], action="accept").order_by("seq")[0]
    behind.execute("DELETE FROM reviews_event WHERE id = %s", [event.pk])

    assert _found() == {"chain-cut"}


def test_a_cut_tail_is_found_with_the_heads_that_were_kept(full: Arena, behind: Superuser) -> None:
    kept = list(heads())
    article = full.versions["draft"].article
    with attempt(full.house.author) as cursor:
        cursor.execute(
            "INSERT INTO reviews_event (version_id, action, source, target, note, record_table)"
            " VALUES (%s, 'note', '', '', '', '')",
            [full.versions["draft"].pk],
        )
    later = list(heads())
    behind.execute("DELETE FROM reviews_event WHERE article_id = %s AND action = 'note'", [article.pk])

    assert verify(heads=kept) == []
    assert [(fault.code, fault.where.split()[0]) for fault in verify(heads=later)] == [
        ("chain-cut", article.slug)
    ]
    assert verify() == []


def test_a_chain_rewritten_from_its_beginning_is_found_with_the_heads(full: Arena, behind: Superuser) -> None:
    """The owner of the database can write a past of his own that fits; he cannot reach the heads outside."""
    kept = list(heads())
    article = full.versions["withdrawn"].article
    for event in Event.objects.filter(article=article).order_by("seq"):
        behind.execute(
            "UPDATE reviews_event SET actor = 'x', previous = coalesce((SELECT hash FROM reviews_event"
            " WHERE article_id = %s AND seq = %s), '') WHERE id = %s",
            [article.pk, event.seq - 1, event.pk],
        )
        behind.execute("UPDATE reviews_event e SET hash = imprimatur_event_hash(e) WHERE id = %s", [event.pk])

    assert verify() == []
    assert [(fault.code, fault.where.split()[0]) for fault in verify(heads=kept)] == [
        ("chain-cut", article.slug)
    ]


def test_a_head_is_found_again_after_a_change_of_address(full: Arena, behind: Superuser) -> None:
    kept = list(heads())
    with attempt(full.house.editor) as cursor:
        cursor.execute("UPDATE articles_article SET slug = 'elsewhere' WHERE slug LIKE '%%retracted'")

    assert verify(heads=kept) == []


def test_a_version_that_is_gone_is_found(full: Arena, behind: Superuser) -> None:
    version = full.versions["superseded"]
    for table in ("articles_section", "articles_reference", "articles_support"):
        behind.execute(f"DELETE FROM {table} WHERE version_id = %s", [version.pk])
    behind.execute("DELETE FROM articles_version WHERE id = %s", [version.pk])

    assert "version-missing" in _found()
