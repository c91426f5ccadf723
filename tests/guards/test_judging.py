"""Around comments, wording that was taken, prepared verdicts, checklists, shared links and comparisons."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.utils import CursorWrapper

from articles import clock, editing
from articles.acting import acting
from articles.models import User, Version
from reviews import sharing, workflow
from reviews.models import BoardMember, Comment, Review, Share, SignOff
from reviews.verification import verify
from tests import databases, factories
from tests.conftest import database_name
from tests.factories import House
from tests.guards.arena import attempt, publish, refused, sign, write_event

pytestmark = pytest.mark.thorough


def insert(cursor: CursorWrapper, table: str, **values: Any) -> int:
    """Insert a row by hand; returns its number."""
    names, places = ", ".join(values), ", ".join(["%s"] * len(values))
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id", list(values.values()))
    return int(cursor.fetchone()[0])


def remark(cursor: CursorWrapper, **values: Any) -> int:
    whole = {"part": "", "quote": "", "prefix": "", "suffix": "", "body": "Is it?", "blocking": False}
    return insert(cursor, "reviews_comment", **{**whole, **values})


# Comments


def test_comment_names_its_writer_and_version_itself(house: House, review: Review) -> None:
    member = house.members[0]
    other = factories.submitted(house)

    with attempt(member.user) as cursor:
        number = remark(
            cursor, review_id=review.pk, version_id=other.pk, written_by_id=house.editor.pk, at="2001-01-01"
        )

    said = Comment.objects.get(pk=number)
    assert (said.version, said.written_by, said.at.year > 2001) == (review.version, member.user, True)


def test_comment_of_neither_review_nor_link_is_refused(house: House, review: Review) -> None:
    with refused("P0002", by=house.editor) as cursor:
        remark(cursor, version_id=review.version_id)


def test_comment_does_not_speak_of_another_texts_section(house: House, review: Review) -> None:
    with refused("IM005", by=house.editor) as cursor:
        remark(cursor, review_id=review.pk, section_key=uuid4(), part="body")


def test_reply_to_a_reply_or_to_what_is_settled_is_refused(house: House, review: Review) -> None:
    with attempt(house.editor) as cursor:
        root = remark(cursor, review_id=review.pk)
        reply = remark(cursor, reply_to_id=root)
        settled = remark(cursor, review_id=review.pk, body="Settled.")
        cursor.execute(
            "UPDATE reviews_comment SET resolved_by_id = %s WHERE id = %s", [house.editor.pk, settled]
        )

    for number in (reply, settled):
        with refused("IM005", by=house.editor) as cursor:
            remark(cursor, reply_to_id=number)


@pytest.mark.parametrize(
    "change", ["body = 'x'", "suggestion = 'x'", "quote = 'x'", "version_id = version_id + 1"]
)
def test_comment_does_not_change(house: House, review: Review, change: str) -> None:
    with attempt(house.editor) as cursor:
        number = remark(cursor, review_id=review.pk)

    with refused("IM006", by=house.editor) as cursor:
        cursor.execute(f"UPDATE reviews_comment SET {change} WHERE id = %s", [number])


# Wording that was taken


def suggestion(review: Review, by: User) -> int:
    with attempt(by) as cursor:
        return remark(cursor, review_id=review.pk, part="summary", quote="a", suggestion="b", body="")


def adopt(cursor: CursorWrapper, comment: int, version: Version) -> int:
    return insert(cursor, "reviews_adoption", comment_id=comment, version_id=version.pk)


def next_draft(house: House, review: Review) -> Version:
    workflow.return_to_author(review.version, by=house.editor, note="See the letter.")
    return review.version.article.versions.order_by("-number")[0]


def test_wording_is_not_taken_into_the_very_text_or_another_article(house: House, review: Review) -> None:
    number = suggestion(review, house.reviewers[0])

    for version in (review.version, factories.create_draft(house)):
        with refused("IM005", by=house.author) as cursor:
            adopt(cursor, number, version)


def test_mere_comment_is_not_taken(house: House, review: Review) -> None:
    with attempt(house.reviewers[0]) as cursor:
        number = remark(cursor, review_id=review.pk)
    draft = next_draft(house, review)

    with refused("IM005", by=house.author) as cursor:
        adopt(cursor, number, draft)


def test_wording_is_taken_once(house: House, review: Review) -> None:
    number = suggestion(review, house.reviewers[0])
    draft = next_draft(house, review)
    with attempt(house.author) as cursor:
        adopt(cursor, number, draft)

    with refused("23505", by=house.author) as cursor:
        adopt(cursor, number, draft)


def resubmitted(house: House, draft: Version, *members: BoardMember) -> Review:
    text = editing.text_of(draft)
    editing.save(
        draft, replace(text, summary="<p>Put otherwise.</p>"), by=house.author, revision=draft.revision
    )
    workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    workflow.start_review(Version.objects.get(pk=draft.pk), by=house.editor, members=members)
    review = Review.objects.get(version=draft)
    for member in members:
        factories.ready_to_sign(review, member)
        with attempt(member.user) as cursor:
            sign(cursor, review, member)
    return Review.objects.select_related("version__article").get(pk=review.pk)


def test_those_whose_wording_was_taken_are_not_the_whole_quorum(house: House, review: Review) -> None:
    first, second, third = house.members
    taken = [suggestion(review, member.user) for member in (first, second)]
    draft = next_draft(house, review)
    with attempt(house.author) as cursor:
        for number in taken:
            adopt(cursor, number, draft)
    again = resubmitted(house, draft, first, second, third)
    with attempt(third.user) as cursor:
        cursor.execute(
            "INSERT INTO reviews_signoff (review_id, member_id, verdict, scope, meaning, statement, digest,"
            " method, proof) VALUES (%s, %s, 'withdrawn', 'whole', 'Back.', '', %s, '', %s)",
            [again.pk, third.pk, again.digest, uuid4()],
        )

    with refused("IM004", by=house.editor) as cursor:
        publish(cursor, again)


def test_one_other_signer_makes_it_whole(house: House, review: Review) -> None:
    first, second, _ = house.members
    number = suggestion(review, first.user)
    draft = next_draft(house, review)
    with attempt(house.author) as cursor:
        adopt(cursor, number, draft)
    again = resubmitted(house, draft, first, second)

    with attempt(house.editor) as cursor:
        publish(cursor, again)

    assert Version.objects.get(pk=draft.pk).status == "approved"
    assert list(verify()) == []


def test_verify_finds_wording_that_was_given_to_another(house: House, review: Review) -> None:
    number, other = (suggestion(review, member.user) for member in house.members[:2])
    draft = next_draft(house, review)
    with attempt(house.author) as cursor:
        taken = adopt(cursor, number, draft)

    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE reviews_adoption SET comment_id = %s WHERE id = %s", [other, taken])
    found = [fault.message for fault in verify(slug=review.version.article.slug)]
    with databases.superuser_connection(database_name()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE reviews_adoption SET comment_id = %s WHERE id = %s", [number, taken])

    assert found == [f"Row {taken} of reviews_adoption was changed since its event."]


# What is done while reading


def test_nobody_prepares_for_somebody_else(house: House, review: Review) -> None:
    for by in (house.reviewers[1], house.chief):
        with refused("IM005", by=by) as cursor:
            insert(
                cursor,
                "reviews_preparation",
                review_id=review.pk,
                member_id=house.members[0].pk,
                typed="{}",
                verdict="approve",
                scope="whole",
                statement="",
                digest=review.digest,
                saved_at=clock.now(),
            )


def source_check(cursor: CursorWrapper, review: Review, member: BoardMember, **values: Any) -> int:
    key = review.version.references.first().key
    told = {"reference_key": key, "verdict": "supports", **values}
    return insert(cursor, "reviews_sourcecheck", review_id=review.pk, member_id=member.pk, **told)


def test_source_is_judged_by_each_member_for_themselves(house: House, review: Review) -> None:
    for by in (house.reviewers[1], house.editor):
        with refused("IM005", by=by) as cursor:
            source_check(cursor, review, house.members[0])


def test_source_is_one_of_the_text(house: House, review: Review) -> None:
    with refused("IM005", by=house.reviewers[0]) as cursor:
        source_check(cursor, review, house.members[0], reference_key=uuid4())


def test_source_is_not_judged_after_the_review(house: House, review: Review) -> None:
    workflow.return_to_author(review.version, by=house.editor, note="See the letter.")

    with refused("IM005", by=house.reviewers[0]) as cursor:
        source_check(cursor, review, house.members[0])


# Checklists


LINES = ["Doses are right", "Harms are named"]


def asked(house: House) -> Review:
    """A review whose policy asks for two lines."""
    with attempt(house.chief) as cursor:
        cursor.execute("UPDATE reviews_policy SET checklist = %s", [LINES])
    review = Review.objects.get(version=factories.under_review(house))
    with attempt(house.chief) as cursor:
        cursor.execute("UPDATE reviews_policy SET checklist = NULL")
    factories.ready_to_sign(review, house.members[0])
    return review


def sign_with(cursor: CursorWrapper, review: Review, member: BoardMember, answers: object) -> int:
    return insert(
        cursor,
        "reviews_signoff",
        review_id=review.pk,
        member_id=member.pk,
        verdict="approve",
        scope="whole",
        meaning="I have read it.",
        statement="",
        digest=review.digest,
        method="password",
        proof=uuid4(),
        checklist=None if answers is None else json.dumps(answers),
    )


def test_checklist_is_frozen_with_the_review(house: House) -> None:
    review = asked(house)

    with refused("IM004", by=house.chief) as cursor:
        cursor.execute("UPDATE reviews_review SET checklist = NULL WHERE id = %s", [review.pk])
    assert Review.objects.get(pk=review.pk).checklist == LINES


@pytest.mark.parametrize(
    "answers",
    [
        None,
        [],
        {},
        "yes",
        [["Doses are right", "yes"]],
        [["Harms are named", "yes"], ["Doses are right", "yes"]],
        [["Doses are right", "yes"], ["Harms are named", "perhaps"]],
        [["Doses are right", "yes"], ["Harms are fine", "yes"]],
        [["Doses are right", "yes"], ["Harms are named", None]],
        [["Doses are right", "yes"], ["Harms are named"]],
        [["Doses are right", "yes"], ["Harms are named", "yes"], ["And so on", "yes"]],
        [["Doses are right", "yes", "x"], ["Harms are named", "yes"]],
    ],
)
def test_approval_without_every_answer_is_refused(house: House, answers: object) -> None:
    review = asked(house)

    with refused("IM005", by=house.reviewers[0]) as cursor:
        sign_with(cursor, review, house.members[0], answers)


def test_answers_are_kept_with_the_wording(house: House) -> None:
    review = asked(house)
    answers = [[LINES[0], "yes"], [LINES[1], "not_applicable"]]

    with attempt(house.reviewers[0]) as cursor:
        number = sign_with(cursor, review, house.members[0], answers)

    assert SignOff.objects.get(pk=number).checklist == answers


def test_answers_to_what_was_not_asked_are_refused(house: House, review: Review) -> None:
    with refused("IM005", by=house.reviewers[0]) as cursor:
        sign_with(cursor, review, house.members[0], [["Doses are right", "yes"]])


# Passwords of others


def test_nobody_signs_with_a_password_that_somebody_else_set(house: House, review: Review) -> None:
    user = house.reviewers[0]
    User.objects.filter(pk=user.pk).update(password_given_at=clock.now())

    with refused("IM005", by=user) as cursor:
        sign(cursor, review, house.members[0])
    taken_over(user)


@pytest.mark.parametrize("who", ["nobody", "chief"])
def test_only_the_owner_says_that_a_password_is_their_own(house: House, who: str) -> None:
    user = house.reviewers[0]
    User.objects.filter(pk=user.pk).update(password_given_at=clock.now())
    cleared = "UPDATE articles_user SET password_given_at = NULL WHERE id = %s"

    by, code = (house.chief, "IM005") if who == "chief" else (None, "IM002")
    with refused(code, by=by) as cursor:
        cursor.execute(cleared, [user.pk])
    taken_over(user)


def taken_over(user: User) -> None:
    """The owner has set a password of their own."""
    with acting(user):
        User.objects.filter(pk=user.pk).update(password_given_at=None)


# Links for readers outside


def shared(house: House, version: Version) -> Share:
    return sharing.share(version, by=house.editor, invitee="Dr Outside")[0]


@pytest.mark.parametrize(
    "change",
    [
        "expires_at = expires_at + interval '1 year'",
        "version_id = version_id + 1",
        "invitee = 'Somebody else'",
        "token_digest = repeat('0', 64)",
        "revoked_at = now(), invitee = 'Somebody else'",
    ],
)
def test_link_does_not_change(house: House, review: Review, change: str) -> None:
    link = shared(house, review.version)

    with refused("IM006", by=house.editor) as cursor:
        cursor.execute(f"UPDATE reviews_share SET {change} WHERE id = %s", [link.pk])


def test_revoked_link_is_not_revived(house: House, review: Review) -> None:
    link = shared(house, review.version)
    sharing.revoke(link, by=house.editor)

    with refused("IM006", by=house.editor) as cursor:
        cursor.execute(
            "UPDATE reviews_share SET revoked_at = NULL, revoked_by_id = NULL WHERE id = %s", [link.pk]
        )


def test_draft_is_not_shared(house: House) -> None:
    draft = factories.create_draft(house)

    with refused("IM003", by=house.editor) as cursor:
        insert(
            cursor,
            "reviews_share",
            version_id=draft.pk,
            invitee="Dr Outside",
            purpose="",
            token_digest="0" * 64,
            expires_at=clock.now() + timedelta(days=1),
        )


def test_comment_through_a_link_is_of_its_version_and_blocks_nothing(house: House, review: Review) -> None:
    link = shared(house, review.version)
    other = factories.under_review(house)

    with attempt(User.objects.system()) as cursor:
        number = remark(cursor, share_id=link.pk, version_id=other.pk, blocking=True)

    said = Comment.objects.get(pk=number)
    assert (said.version, said.review, said.blocking) == (review.version, None, False)


def test_comment_through_a_revoked_link_is_refused(house: House, review: Review) -> None:
    link = shared(house, review.version)
    sharing.revoke(link, by=house.editor)

    with refused("IM005", by=User.objects.system()) as cursor:
        remark(cursor, share_id=link.pk)


def test_events_of_links_and_taken_wording_are_the_databases_alone(house: House, review: Review) -> None:
    for action in ("share", "unshare", "adopt"):
        with refused("IM003", by=house.editor) as cursor:
            write_event(cursor, review.version, action=action)


# Comparisons that are turned into full reviews


@pytest.fixture
def comparison(house: House) -> Review:
    """An open comparison: a spelling that was put right since the full review."""
    live = factories.approved(house, factories.a_text(body="<p>Rest the joint.</p>"))
    draft = workflow.revise(live, by=house.author)
    text = editing.text_of(draft)
    section = replace(text.sections[0], body="<p>Rest this joint.</p>")
    editing.save(draft, replace(text, sections=(section,)), by=house.author, revision=draft.revision)
    version = workflow.submit(Version.objects.get(pk=draft.pk), by=house.author)
    with attempt(house.editor) as cursor:
        number = insert(
            cursor,
            "reviews_review",
            version_id=version.pk,
            kind="editorial",
            quorum=1,
            required_scopes=[],
            required_specialties=[],
            review_months=1,
            round=1,
            digest="",
            opened_by_id=house.editor.pk,
            outcome="",
            letter="",
        )
        write_event(
            cursor,
            version,
            "submitted",
            "under_review",
            action="start_review",
            record=("reviews_review", number),
        )
        cursor.execute("UPDATE articles_version SET status = 'under_review' WHERE id = %s", [version.pk])
    review = Review.objects.select_related("version__article").get(pk=number)
    workflow.invite(version, by=house.editor, members=house.members)
    for member in house.members:
        factories.ready_to_sign(review, member)
    return review


def make_full(cursor: CursorWrapper, comparison: Review) -> None:
    cursor.execute("UPDATE reviews_review SET outcome = 'full' WHERE id = %s", [comparison.pk])


def open_full(cursor: CursorWrapper, version: Version) -> int:
    number = insert(
        cursor,
        "reviews_review",
        version_id=version.pk,
        kind="full",
        quorum=1,
        required_scopes=[],
        required_specialties=[],
        review_months=1,
        round=9,
        digest="",
        opened_by_id=version.author_id,
        outcome="",
        letter="",
    )
    write_event(cursor, version, action="full_review", record=("reviews_review", number))
    return number


def test_comparison_is_not_closed_without_the_full_review(house: House, comparison: Review) -> None:
    with refused("IM003", by=house.editor) as cursor:
        make_full(cursor, comparison)


def test_full_review_of_what_is_being_compared_has_the_policys_quorum(
    house: House, comparison: Review
) -> None:
    with attempt(house.editor) as cursor:
        make_full(cursor, comparison)
        number = open_full(cursor, comparison.version)

    assert (Review.objects.get(pk=number).quorum, comparison.quorum) == (2, 1)


def test_what_was_signed_in_the_comparison_is_nothing_in_the_full_review(
    house: House, comparison: Review
) -> None:
    for member in house.members:
        with attempt(member.user) as cursor:
            sign(cursor, comparison, member)
    with attempt(house.editor) as cursor:
        make_full(cursor, comparison)
        number = open_full(cursor, comparison.version)

    with refused("IM004", by=house.editor) as cursor:
        publish(cursor, Review.objects.select_related("version__article").get(pk=number))


def test_objection_in_a_comparison_is_not_left_behind_in_it(house: House, comparison: Review) -> None:
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, comparison, house.members[0], verdict="request_changes")

    with refused("IM004", by=house.editor) as cursor:
        make_full(cursor, comparison)
        open_full(cursor, comparison.version)
    with refused("IM004", by=house.editor) as cursor:
        make_full(cursor, comparison)
        remark(cursor, review_id=open_full(cursor, comparison.version), blocking=True)


def test_full_review_is_not_swapped_for_another(house: House, review: Review) -> None:
    with refused("IM003", by=house.editor) as cursor:
        make_full(cursor, review)
        open_full(cursor, review.version)


def test_decided_comparison_is_not_opened_again(house: House, comparison: Review) -> None:
    with attempt(house.reviewers[0]) as cursor:
        sign(cursor, comparison, house.members[0])
    with attempt(house.editor) as cursor:
        publish_over(cursor, comparison, house)

    with refused("IM005", by=house.editor) as cursor:
        make_full(cursor, comparison)


def publish_over(cursor: CursorWrapper, review: Review, house: House) -> None:
    live = review.version.article.versions.get(status="approved")
    write_event(cursor, live, "approved", "superseded", action="supersede")
    cursor.execute("UPDATE articles_version SET status = 'superseded' WHERE id = %s", [live.pk])
    publish(cursor, review)
