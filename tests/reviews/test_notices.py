"""Who is told what, and that it says so in text and in HTML."""

from __future__ import annotations

import pytest
from django.core import mail
from procrastinate.contrib.django import app

from articles.models import User, Version
from reviews import jobs, workflow
from reviews.models import Event, Review
from tests import factories
from tests.factories import House, ready_to_sign, sign
from tests.reviews import post
from tests.reviews.doing import DEEDS, doer, scene

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

BOARD = ["reviewer1", "reviewer2", "reviewer3"]
DECIDED = ["author", "chief", "reviewer1", "reviewer2"]
# Verb, state, and who is told under which word. Who does a thing is not told of it.
TOLD = [
    ("submit", "draft", {"Submitted": ["chief", "editor"]}),
    ("recall", "submitted", {"Recalled": ["chief", "editor"]}),
    ("recall", "under_review", {"Recalled": ["chief", "editor", *BOARD]}),
    ("withdraw", "draft", {}),
    ("start_review", "submitted", {"Review asked": BOARD}),
    ("invite", "under_review", {"Review asked": ["newcomer"]}),
    ("withdraw_invitation", "under_review", {"Invitation withdrawn": ["reviewer3"]}),
    ("sign_off", "under_review", {"Receipt": ["reviewer1"], "Signed": ["chief", "editor"]}),
    ("withdraw_signoff", "under_review", {"Receipt": ["reviewer1"], "Signed": ["chief", "editor"]}),
    ("answer_objection", "under_review", {"Objection answered": ["editor", "reviewer1"]}),
    ("publish", "under_review", {"Live": DECIDED, "Review over": ["reviewer3"]}),
    ("return_to_author", "submitted", {"Returned": ["author"]}),
    ("return_to_author", "under_review", {"Returned": ["author", *BOARD]}),
    ("return_to_author", "scheduled", {"Returned": ["author", *BOARD]}),
    ("decline", "submitted", {"Declined": ["author"]}),
    ("decline", "under_review", {"Declined": ["author", *BOARD]}),
    ("revise", "approved", {}),
    ("reaffirm", "approved", {"Review asked": BOARD}),
    ("complete_reaffirmation", "approved", {"Reaffirmed": DECIDED, "Review over": ["reviewer3"]}),
    ("hold", "approved", {"On hold": ["author", "chief", "reviewer1", "reviewer2"]}),
    ("lift", "approved", {"Hold lifted": ["editor"]}),
    ("retract", "approved", {"Retracted": ["author", "editor", "reviewer1", "reviewer2"]}),
]


@pytest.mark.parametrize(("verb", "status", "people"), TOLD)
def test_verb_tells_those_whom_it_concerns(verb: str, status: str, people: dict[str, list[str]]) -> None:
    house = factories.create_house()
    version = scene(verb, status, house)
    doing_it = doer(verb, house)
    post.forget()

    DEEDS[verb](version, house, doing_it)

    assert post.told() == people


def test_members_of_a_reaffirming_review_are_told_when_it_is_overtaken() -> None:
    house = factories.create_house()
    version = factories.approved(house)
    workflow.reaffirm(version, by=house.editor)
    post.forget()

    workflow.revise(version, by=house.author)

    assert post.told() == {"Review ended": BOARD}


def test_editors_are_told_of_a_conflict_and_of_a_declined_invitation() -> None:
    house = factories.create_house()
    review = Review.objects.get(version=factories.under_review(house))
    first, second = (review.assignments.get(member=member) for member in house.members[:2])
    post.forget()

    workflow.clear(first, by=first.member.user, conflict=True, statement="I chair the maker's board.")
    workflow.decline_invitation(second, by=second.member.user, reason="topic")

    assert post.told() == {
        "Conflict of interest": ["chief", "editor"],
        "Review declined": ["chief", "editor"],
        "Cannot be met any more": ["chief", "editor"],
    }


def test_withdrawal_after_the_decision_reaches_the_editors() -> None:
    house = factories.create_house()
    review = Review.objects.select_related("version").get(version=factories.approved(house))
    post.forget()

    workflow.withdraw_signoff(review, by=house.members[0].user, note="The dose is wrong.")

    subject = "A signature does not stand any more"
    assert post.told() == {subject: ["chief", "editor"]}
    assert "The dose is wrong." in post.letter_to("editor", subject).body


def test_editor_of_another_topic_and_one_whose_grant_ended_are_not_told() -> None:
    house = factories.create_house()
    elsewhere = factories.create_topic("cardiology", by=house.chief)
    factories.create_granted("cardiologist", "editor", topic=elsewhere)
    workflow.end_grant(house.editor.grants.get(), by=house.chief)
    draft = factories.create_draft(house)

    workflow.submit(draft, by=house.author)

    assert post.told() == {"Submitted": ["chief"]}


# The receipt.


def receipt(house: House) -> tuple[Version, dict[str, object]]:
    version = factories.under_review(house)
    review = Review.objects.get(version=version)
    ready_to_sign(review, house.members[0])
    post.forget()
    sign(review, house.members[0])
    return version, post.waiting()[0]


def test_receipt_holds_digest_and_chain_head_as_it_is_deferred() -> None:
    house = factories.create_house()
    version, letter = receipt(house)

    head = Event.objects.filter(article=version.article).latest("seq")
    facts = dict(letter["facts"])
    assert head.action == "sign_off"
    assert facts["Text"] == f"version 1, sha256 {version.digest}"
    assert facts["Chain head"] == f"{version.article.slug} {head.seq} {head.hash}"
    assert facts["Signed by"] == "Dr Reviewer1, MD"
    assert facts["Verdict"] == "Approves"


def test_receipt_arrives_in_text_and_html() -> None:
    house = factories.create_house()
    version, letter = receipt(house)

    arrived = post.letter_to("reviewer1", "Receipt")

    assert arrived.subject == f"Receipt: {version.title}"
    for body in (arrived.body, post.html_of(arrived)):
        for _, value in letter["facts"]:
            assert value in body
        assert f"/desk/articles/{version.article.slug}/1/" in body


def test_worker_sends_what_waits() -> None:
    house = factories.create_house()
    draft = factories.create_draft(house)
    workflow.submit(draft, by=house.author)

    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    assert sorted(letter.to[0] for letter in mail.outbox) == ["chief@example.org", "editor@example.org"]
    assert post.waiting() == []


# What mail may hold.


def test_hostile_names_are_words_in_html_and_in_text() -> None:
    house = factories.create_house()
    name = '<img src=x onerror="alert(1)">'
    User.objects.filter(pk=house.author.pk).update(name=name)
    author = User.objects.get(pk=house.author.pk)
    text = factories.a_text("Is <script>alert(1)</script> & gout “mild”?")
    draft = factories.create_draft(house, text)

    workflow.submit(draft, by=author)

    letter = post.letter_to("editor", "Submitted")
    assert letter.subject == "Submitted: Is <script>alert(1)</script> & gout “mild”?"
    assert f"{name} has submitted version 1." in letter.body
    assert "<img" not in post.html_of(letter)
    assert "<script" not in post.html_of(letter)
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; has submitted" in post.html_of(letter)


def test_subject_is_one_line_and_not_endless() -> None:
    person = factories.create_user()

    jobs.mail(user_id=person.pk, subject="a\nBcc: x@example.org " + "b" * 9000, lines=[], link="", facts=[])

    (letter,) = mail.outbox
    assert letter.subject.startswith("a Bcc: x@example.org")
    assert len(letter.subject) == jobs.SUBJECT_LENGTH
    assert letter.recipients() == [person.email]


def test_closed_account_gets_no_mail_though_it_was_deferred_before() -> None:
    house = factories.create_house()
    workflow.submit(factories.create_draft(house), by=house.author)
    User.objects.filter(pk=house.editor.pk).update(is_active=False)

    assert [letter.to for letter in post.delivered()] == [["chief@example.org"]]


def test_account_that_is_closed_is_not_even_deferred_to() -> None:
    house = factories.create_house()
    User.objects.filter(pk=house.editor.pk).update(is_active=False)

    workflow.submit(factories.create_draft(house), by=house.author)

    assert post.told() == {"Submitted": ["chief"]}


def test_mail_goes_to_the_address_that_the_account_has_when_it_is_sent() -> None:
    house = factories.create_house()
    workflow.submit(factories.create_draft(house), by=house.author)
    User.objects.filter(pk=house.editor.pk).update(email="elsewhere@example.org")

    assert ["elsewhere@example.org"] in [letter.to for letter in post.delivered()]


def test_letter_keeps_its_lines() -> None:
    house = factories.create_house()
    workflow.decline(factories.submitted(house), by=house.editor, note="Out of scope.\n\nTry & <b>again</b>.")

    letter = post.letter_to("author", "Declined")

    assert "Out of scope.\n\nTry & <b>again</b>." in letter.body
    assert "Out of scope.<br><br>Try &amp; &lt;b&gt;again&lt;/b&gt;." in post.html_of(letter)
