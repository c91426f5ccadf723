"""A house with one of everything that has an address."""

from __future__ import annotations

from typing import Any

from articles import clock, editing
from articles.content.importers import read as understood
from articles.models import Grant, Question, Version
from reviews import commenting, sharing, sweeping, workflow
from reviews.models import Assignment, BoardMember, Comment, Review
from tests import factories


def set_scene(house: factories.House) -> dict[str, Any]:
    """A text of each kind, and around them one of everything: what the words of the table stand for."""
    everybody, house.members = house.members, house.members[:2]
    draft = factories.create_draft(house)
    imported = understood(b"How is gout treated?\n\nCool it.\n")
    pasted = editing.create_article(imported.text, by=house.author, topic=house.topic, imported=imported)
    sent = factories.submitted(house)
    read = factories.under_review(house)
    live = factories.approved(house)
    review = Review.objects.get(version=read)
    factories.ready_to_sign(review, everybody[0])
    shared, secret = sharing.share(read, by=house.editor, invitee="Dr Outside")
    again = factories.approved(house)
    workflow.reaffirm(again, by=house.editor)
    offered = given_back(house, everybody[0])
    return {
        **said_in_forms(read, review),
        "again": again.article.slug,
        "offered": offered.pk,
        "share": shared.pk,
        "secret": secret,
        "draft": draft.article.slug,
        "pasted": pasted.article.slug,
        "sent": sent.article.slug,
        "read": read.article.slug,
        "live": live.article.slug,
        "objection": factories.sign(review, everybody[0], verdict="request_changes").pk,
        "remark": commenting.comment(review, by=everybody[0].user, body="Which dose?").pk,
        "seat": Assignment.objects.get(review=review, member=everybody[0]).pk,
        "held": workflow.hold(live, by=house.editor, reason="dose").pk,
        "question": Question.objects.create(article=live.article, text="May I swim?").pk,
        "swept": sweeping.begin(
            by=house.chief, query="joint", reason="safety", deed="task", places=[(live.pk, None)]
        ).pk,
        "grant": Grant.objects.get(user=house.editor).pk,
        "person": house.author.pk,
    }


def given_back(house: factories.House, member: BoardMember) -> Comment:
    """A wording that the member proposed, and that the author has before her in the next draft."""
    version = factories.under_review(house)
    place = {"section_key": version.sections.get().key, "part": "body", "quote": "Rest"}
    review = Review.objects.get(version=version)
    said = commenting.comment(review, by=member.user, suggestion="Spare", **place)
    workflow.return_to_author(version, by=house.editor, note="See the proposal.")
    return said


def said_in_forms(version: Version, review: Review) -> dict[str, Any]:
    """What a form that is sent from the page of this version says."""
    return {
        "its-digest": review.digest,
        "its-number": version.pk,
        "its-review": review.pk,
        "its-source": version.references.get().key,
        "its-topic": version.article.topic_id,
        "my-password": factories.PASSWORD,
        "today": clock.today().isoformat(),
        "newcomer": BoardMember.objects.get(user__username="reviewer3").pk,
    }
