"""The admin site: every model to be found and read, what is frozen read-only, writes as who is logged in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.core import mail
from django.db import IntegrityError, connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock, editing
from articles.acting import acting
from articles.content import importers
from articles.content.text import SupportText
from articles.guarded_admin import acted
from articles.models import (
    Article,
    Grant,
    IntakeAnswer,
    Question,
    Retraction,
    Role,
    Section,
    Topic,
    User,
    Version,
)
from articles.states import Status
from reviews import commenting, workflow
from reviews.models import (
    Adoption,
    BoardMember,
    Comment,
    Escalation,
    Event,
    HoldReason,
    Part,
    Policy,
    Preparation,
    Review,
    Share,
    ShareVisit,
    SourceCheck,
    SourceVerdict,
    Sweep,
    SweepItem,
)
from reviews.reauthentication import Reauthentication
from tests.factories import (
    PASSWORD,
    House,
    a_text,
    create_draft,
    create_house,
    create_member,
    create_user,
    ready_to_sign,
    sign,
    signed,
    submitted,
    under_review,
)

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

#: Models of ours and of the login that stand on the site.
OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("articles", "reviews", "account", "mfa", "admin", "auth")
]
READ_ONLY = {
    "articles.contributor",
    "articles.intake",
    "articles.intakeanswer",
    "reviews.event",
    "reviews.chain",
    "reviews.disclosure",
    "reviews.removal",
    "reviews.review",
    "reviews.assignment",
    "reviews.clearance",
    "reviews.comment",
    "reviews.adoption",
    "reviews.preparation",
    "reviews.sourcecheck",
    "reviews.share",
    "reviews.sharevisit",
    "reviews.sweep",
    "reviews.sweepitem",
    "reviews.escalation",
    "reviews.signoff",
    "reviews.voiding",
    "reviews.withdrawal",
    "reviews.reclassification",
    "reviews.answer",
    "reviews.approval",
    "reviews.hold",
    "reviews.notice",
    "account.emailaddress",
    "mfa.authenticator",
    "admin.logentry",
}
#: How many queries a list takes, a row, and its history. A list: session, user, count, rows; two for dates,
#: one for a filter by a row. A row: session, user, itself, and one for each row that it names. A history: the
#: same, what was kept of it, and who did it.
QUERIES: dict[str, tuple[int, int, int]] = {
    "account.emailaddress": (5, 5, 6),
    "admin.logentry": (8, 6, 6),
    "articles.article": (8, 5, 7),
    "articles.contributor": (5, 7, 9),
    "articles.grant": (8, 6, 8),
    "articles.intake": (8, 6, 6),
    "articles.intakeanswer": (8, 6, 6),
    "articles.publication": (6, 5, 7),
    "articles.question": (8, 6, 6),
    "articles.reference": (5, 6, 7),
    "articles.retraction": (7, 4, 7),
    "articles.section": (6, 6, 7),
    "articles.support": (5, 13, 7),
    "articles.topic": (5, 4, 7),
    "articles.user": (7, 6, 6),
    "articles.version": (9, 6, 8),
    "auth.group": (6, 6, 6),
    "mfa.authenticator": (5, 5, 6),
    "procrastinate.procrastinatejob": (7, 6, 7),
    "reviews.adoption": (8, 8, 7),
    "reviews.answer": (8, 6, 6),
    "reviews.approval": (7, 10, 8),
    "reviews.assignment": (7, 9, 11),
    "reviews.boardmember": (5, 5, 7),
    "reviews.chain": (5, 4, 6),
    "reviews.clearance": (7, 9, 6),
    "reviews.comment": (7, 8, 7),
    "reviews.disclosure": (7, 5, 6),
    "reviews.escalation": (7, 6, 8),
    "reviews.event": (8, 7, 6),
    "reviews.hold": (7, 9, 8),
    "reviews.notice": (8, 8, 6),
    "reviews.policy": (6, 5, 8),
    "reviews.preparation": (7, 8, 10),
    "reviews.removal": (8, 6, 7),
    "reviews.review": (7, 7, 8),
    "reviews.share": (7, 7, 9),
    "reviews.sharevisit": (7, 7, 7),
    "reviews.signoff": (8, 8, 6),
    "reviews.sourcecheck": (7, 8, 7),
    "reviews.sweep": (7, 5, 7),
    "reviews.sweepitem": (5, 7, 10),
    "reviews.voiding": (7, 7, 7),
    "reviews.withdrawal": (7, 5, 7),
    "reviews.reclassification": (7, 6, 7),
}
#: One row without a word; and one row, or names alone, in which nothing is to be chosen.
NOT_SEARCHED = {"reviews.chain"}
NOT_FILTERED = {"reviews.chain", "articles.publication", "auth.group"}
#: Made elsewhere, and changed here at most.
NOT_ADDED = READ_ONLY | {
    "articles.article",
    "articles.version",
    "articles.section",
    "articles.reference",
    "articles.support",
    "articles.question",
}


@pytest.fixture
def house() -> House:
    return create_house(members=4)


@pytest.fixture
def operator() -> User:
    return create_user("operator", is_staff=True, is_superuser=True)


@pytest.fixture
def site(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def a_row_of_everything(house: House, number: int = 0) -> None:
    """At least one new row in every table of ours, made by the verbs."""
    judged = a_judged_article(house, number)
    hold = workflow.hold(judged, by=house.editor, reason=HoldReason.DOSE)
    workflow.lift(hold, by=house.chief)
    asked = Question.objects.create(
        text=f"Question {number}", article=judged.article, assigned_to=house.editor
    )
    workflow.withdraw_signoff(judged.reviews.get(), by=house.members[0].user, note="Misread.")
    workflow.retract(judged, by=house.chief, note="A dose was wrong.")
    with acting(house.editor):
        sweep = Sweep.objects.create(query=f"drug {number}", reason=HoldReason.DOSE, started_by=house.editor)
        SweepItem.objects.create(sweep=sweep, version=judged, hold=hold, task=asked)
        Escalation.objects.create(hold=hold, on=date(2026, 1, 2))
    the_wording_taken(house, judged)
    imported = importers.read(b"How is gout treated?\n\nRest the joint.\n", name="gout.txt")
    a_draft_with_support(house, imported)
    with acting(house.chief):
        Retraction.objects.create(doi=f"10.1/{number}", nature="retraction", noticed_on=date(2026, 1, 2))
        Topic.objects.create(slug=f"topic{number}", name=f"Topic {number}")
        workflow.set_policy(Topic.objects.get(slug=f"topic{number}"), "high", by=house.chief)
        workflow.set_publication(by=house.chief, name="The house")
    member = create_member(f"leaving{number}", by=house.chief)
    review = under_review_with(house, member)
    sign(review, member)
    article = review.version.article
    workflow.reclassify(article, by=house.editor, risk="low", reason="No dose in it.")
    workflow.remove_member(member, by=house.chief, reason="Cause")
    EmailAddress.objects.create(user=member.user, email=f"leaving{number}@example.org")
    TOTP.activate(member.user, "JBSWY3DPEHPK3PXP")
    Group.objects.create(name=f"Group {number}")
    LogEntry.objects.create(user=house.chief, object_repr=str(number), action_flag=1)


def a_judged_article(house: House, number: int) -> Version:
    """Approved over an objection that was answered and a comment that was settled."""
    version = under_review(house, a_text(f"Question {number}?"))
    review = version.reviews.get()
    said = commenting.comment(review, by=house.editor, body="Look here.")
    commenting.resolve(said, by=house.editor)
    what_is_done_while_reading(house, review, number)
    objector = house.members[3]
    ready_to_sign(review, objector)
    proof = Reauthentication.by_password(objector.user, PASSWORD, digest=review.digest)
    objection = workflow.sign_off(
        review,
        by=objector.user,
        verdict="request_changes",
        scope="whole",
        digest=review.digest,
        statement="Too short.",
        proof=proof,
    )
    workflow.answer_objection(objection, by=house.chief, text="Long enough.")
    signed(version, house, count=3)
    return workflow.publish(version, by=house.editor)


def what_is_done_while_reading(house: House, review: Review, number: int) -> None:
    member = review.assignments.order_by("pk")[0].member
    with acting(member.user):
        Comment.objects.create(
            review=review,
            part=Part.SUMMARY,
            quote="a",
            suggestion="b",
            written_by=member.user,
            at=clock.now(),
        )
        Preparation.objects.create(review=review, member=member, typed={"statement": "So far"})
        SourceCheck.objects.create(
            review=review,
            member=member,
            reference_key=review.version.references.first().key,
            verdict=SourceVerdict.SUPPORTS,
        )
    with acting(house.editor):
        share = Share.objects.create(
            version=review.version,
            invitee="A reader",
            token_digest=f"{number:064}",
            created_by=house.editor,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
        ShareVisit.objects.create(share=share)


def the_wording_taken(house: House, version: Version) -> None:
    draft = workflow.revise(version, by=house.author)
    with acting(house.author):
        Adoption.objects.create(
            comment=version.comments.get(suggestion="b"), version=draft, adopted_by=house.author
        )


def a_draft_with_support(house: House, imported: importers.Imported) -> Version:
    text = a_text("With support?")
    support = SupportText(key=uuid4(), reference=text.references[0].key, passage="As was shown.")
    cite = f'<cite data-ref="{support.reference}" data-support="{support.key}"></cite>'
    section = replace(text.sections[0], body=f"<p>Rest the joint.{cite}</p>")
    text = replace(text, sections=(section,), supports=(support,))
    draft = editing.create_article(
        text, by=house.author, topic=house.topic, imported=imported, source_text="x", source_name="gout.txt"
    )
    IntakeAnswer.objects.create(intake=draft.intake, question="level", answer="2", by=house.author)
    return draft


def under_review_with(house: House, member: BoardMember) -> Review:
    version = workflow.start_review(submitted(house), by=house.editor, members=[*house.members[:2], member])
    review = version.reviews.get()
    ready_to_sign(review, member)
    return review


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def everything(house: House, operator: User) -> House:
    a_row_of_everything(house)
    return house


# Every model


def test_every_model_of_ours_is_on_the_site() -> None:
    own = {
        model
        for label in ("articles", "reviews")
        for model in apps.get_app_config(label).get_models()
        if not model._meta.model_name.startswith("historical")  # type: ignore[union-attr]
    }

    assert own - set(admin.site._registry) == set()


def test_every_model_has_list_row_and_history(site: Client, everything: House) -> None:
    found = {}
    for model in OURS:
        row = model._default_manager.order_by("-pk").first()
        assert row is not None, model
        pages = [address(model, page, row.pk) for page in ("change", "history")]
        found[model._meta.label_lower] = {site.get(page).status_code for page in pages}

    assert found == {model._meta.label_lower: {200} for model in OURS}


def test_every_model_is_searched_and_filtered_but_those_with_nothing_to_look_for() -> None:
    pages = {model._meta.label_lower: admin.site._registry[model] for model in OURS}

    assert {label for label, page in pages.items() if not page.search_fields} == NOT_SEARCHED
    assert {label for label, page in pages.items() if not page.list_filter} == NOT_FILTERED


def test_every_search_and_every_choice_of_a_filter_opens(site: Client, everything: House) -> None:
    wrong = []
    for model in OURS:
        place = address(model, "changelist")
        looked = site.get(place, {"q": "gout"} if admin.site._registry[model].search_fields else {})
        changelist = looked.context["cl"]
        links = [
            choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)
        ]
        wrong += [f"{place}{link}" for link in links if site.get(place + link).status_code != 200]

    assert wrong == []


def test_every_model_is_added_here_or_refuses(site: Client, everything: House) -> None:
    added = {model._meta.label_lower for model in OURS if site.get(address(model, "add")).status_code == 200}

    # There is one publication, and one is enough.
    assert added == {model._meta.label_lower for model in OURS} - NOT_ADDED - {"articles.publication"}


def test_evidence_cannot_be_changed(site: Client, everything: House) -> None:
    changed = [
        model._meta.label_lower
        for model in OURS
        if model._meta.label_lower in READ_ONLY and sent(site, model, "change", {}) != 403
    ]

    assert changed == []


def test_nothing_of_ours_is_deleted(site: Client, everything: House) -> None:
    ours = [model for model in OURS if model._meta.label_lower not in ("mfa.authenticator", "auth.group")]
    deletes = [
        model._meta.label_lower
        for model in ours
        if sent(site, model, "delete", {"post": "yes"}) != 403
        or "delete_selected" in dict(action_choices(site.get(address(model, "changelist"))))
    ]

    assert deletes == []


def sent(site: Client, model: type[models.Model], page: str, data: dict[str, str]) -> int:
    row = model._default_manager.order_by("-pk").first()
    assert row is not None
    return site.post(address(model, page, row.pk), data).status_code


def action_choices(page: Any) -> list[tuple[str, str]]:
    form = page.context.get("action_form")
    return form.fields["action"].choices if form else []


@pytest.mark.parametrize("count", [1, 3])
def test_every_page_takes_a_fixed_number_of_queries(site: Client, house: House, count: int) -> None:
    for number in range(count):
        a_row_of_everything(house, number)
    found = {}
    for model in [*OURS, ProcrastinateJob]:
        row = model._default_manager.order_by("-pk").first()
        assert row is not None
        changed_again(row, count, by=house.chief)
        pages = [address(model, "changelist")]
        pages += [address(model, page, row.pk) for page in ("change", "history")]
        found[model._meta.label_lower] = tuple(queries_of(site, page) for page in pages)

    assert found == QUERIES


def test_no_list_takes_more_than_ten() -> None:
    assert {label for label, (listed, *_) in QUERIES.items() if listed > 10} == set()


def changed_again(row: models.Model, times: int, *, by: User) -> None:
    """Let its history say so many times more what it says, and the site's own log as often."""
    for _ in range(times):
        if kept := getattr(row._meta, "simple_history_manager_attribute", ""):
            said = getattr(row, kept).first()
            said.pk = None
            said.save(force_insert=True)
        kind = ContentType.objects.get_for_model(row)
        LogEntry.objects.create(
            user=by, content_type=kind, object_id=str(row.pk), object_repr="x", action_flag=2
        )


def queries_of(site: Client, page: str) -> int:
    site.get(page)  # content types are read once a process
    with CaptureQueriesContext(connection) as queries:
        site.get(page)
    return len(queries)


# What is frozen stays, what is written names its writer


def test_a_list_for_who_is_no_staff_leads_to_the_login(client: Client, house: House) -> None:
    client.force_login(house.chief)

    assert client.get("/admin/articles/version/").status_code == 302


def test_frozen_version_cannot_be_changed(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    version = submitted(house)

    answer = site.post(address(Version, "change", version.pk), {"title": "Other"})

    assert (answer.status_code, Version.objects.get(pk=version.pk).title) == (403, version.title)


def test_draft_cannot_be_changed_by_an_administrator_who_does_not_edit(site: Client, house: House) -> None:
    draft = create_draft(house)

    assert site.post(address(Version, "change", draft.pk), {"title": "Other"}).status_code == 403


def fields_of(page: Any) -> dict[str, Any]:
    form = page.context["adminform"].form
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def create_grant(user: User, role: Role) -> None:
    with acting(user):
        Grant.objects.create(user=user, role=role, starts_at=clock.now() - timedelta(days=1))


def test_draft_changes_through_the_door_of_editing(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    draft = create_draft(house)
    place = address(Version, "change", draft.pk)

    site.post(place, {**fields_of(site.get(place)), "summary": "<p onclick='x'>Better.</p>"})

    fresh = Version.objects.get(pk=draft.pk)
    assert (fresh.summary, fresh.revision) == ("<p>Better.</p>", draft.revision + 1)
    assert set(fresh.contributors.values_list("user", flat=True)) == {house.author.pk, operator.pk}


def test_section_of_a_draft_changes_through_the_same_door(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    draft = create_draft(house)
    place = address(Section, "change", draft.sections.get().pk)

    site.post(place, {**fields_of(site.get(place)), "heading": "New heading"})

    assert draft.sections.get().heading == "New heading"
    assert Version.objects.get(pk=draft.pk).revision == draft.revision + 1


def test_stale_save_of_a_draft_is_refused_with_what_was_typed(
    site: Client, house: House, operator: User
) -> None:
    create_grant(operator, Role.EDITOR)
    draft = create_draft(house)
    place = address(Version, "change", draft.pk)
    opened = fields_of(site.get(place))
    theirs = replace(editing.text_of(draft), title="Theirs")
    editing.save(draft, theirs, by=house.author, revision=draft.revision)

    page = site.post(place, {**opened, "title": "Mine"})

    assert (page.status_code, Version.objects.get(pk=draft.pk).title) == (200, "Theirs")
    assert page.context["adminform"].form["title"].value() == "Mine"


def test_change_of_a_grant_is_an_event_by_who_is_logged_in(
    site: Client, house: House, operator: User
) -> None:
    given = Grant.objects.get(user=house.author)
    place = address(Grant, "change", given.pk)

    site.post(place, {**fields_of(site.get(place)), "ends_at_0": "2999-01-01", "ends_at_1": "00:00:00"})

    newest = Event.objects.filter(article=None).order_by("-seq")[0]
    assert (newest.action, newest.actor_user, newest.record_id) == ("grant", operator, given.pk)
    assert Grant.history.filter(id=given.pk).first().history_user_id == operator.pk


@pytest.mark.parametrize("page", ["change", "add"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        (" \n ", None),
        ("Doses read", ["Doses read"]),
        ("Doses, units and routes read\n\nTables read", ["Doses, units and routes read", "Tables read"]),
    ],
)
def test_policy_is_saved_with_a_checklist_and_without(
    site: Client, house: House, page: str, typed: str, kept: list[str] | None
) -> None:
    policy = house.topic.policies.get()
    known = {"topic": house.topic.pk, "risk": "high"} if page == "add" else {}
    place = address(Policy, page, *([policy.pk] if page == "change" else []))

    answer = site.post(place, {**fields_of(site.get(place)), **known, "checklist": typed})

    saved = policy if page == "change" else house.topic.policies.filter(risk="high").first()
    saved.refresh_from_db()
    assert (answer.status_code, saved.checklist) == (302, kept)


def test_added_grant_says_who_gave_it(site: Client, house: House, operator: User) -> None:
    site.post(
        address(Grant, "add"),
        {"user": house.stranger.pk, "role": "author", "starts_at_0": "2026-01-01", "starts_at_1": "00:00:00"},
    )

    assert Grant.objects.get(user=house.stranger).granted_by == operator


def test_objection_of_a_guard_is_a_message(site: Client, house: House, operator: User) -> None:
    draft = create_draft(house)
    page = admin.site._registry[Article]

    def break_a_rule() -> Any:
        Version.objects.filter(pk=draft.pk).update(number=7)

    request = site.get("/admin/").wsgi_request
    request.method = "POST"
    answer = acted(page, request, break_a_rule)

    assert (answer.status_code, [str(message) for message in get_messages(request)]) == (
        302,
        ["A version keeps its article, number, author and origin. Nothing was changed."],
    )


def test_error_that_no_guard_raised_is_not_hidden(site: Client, house: House) -> None:
    request = site.get("/admin/").wsgi_request
    request.method = "POST"

    def break_something() -> Any:
        Topic.objects.filter(slug="rheumatology").update(pending_visibility="sometimes")

    with pytest.raises(IntegrityError):
        acted(admin.site._registry[Topic], request, break_something)


def test_history_of_a_row_names_who_changed_it(site: Client, house: House, operator: User) -> None:
    with acting(house.chief):
        house.topic.name = "Joints"
        house.topic.save()

    page = site.get(address(Topic, "history", house.topic.pk)).content.decode()

    assert "Rheumatology → Joints" in page
    assert "Chief" in page


def test_history_is_not_written_back(site: Client, house: House) -> None:
    first = Topic.history.filter(id=house.topic.pk).last()
    place = reverse("admin:articles_topic_simple_history", args=[house.topic.pk, first.pk])

    assert (site.get(place).status_code, site.post(place, {"name": "Back"}).status_code) == (200, 403)


# The verbs as actions


def do(site: Client, verb: str, *versions: Version, note: str = "") -> Any:
    chosen = [version.pk for version in versions]
    sent = {"action": verb, "_selected_action": chosen, "note": note}
    return site.post(address(Version, "changelist"), sent, follow=True)


def test_action_moves_by_the_verb_and_names_who_did(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    draft = create_draft(house)

    answer = do(site, "submit", draft)

    assert Version.objects.get(pk=draft.pk).status == Status.SUBMITTED
    assert Event.objects.get(version=draft, action="submit").actor_user == operator
    assert messages_of(answer) == [f"{draft}: submit, done."]


def test_action_by_an_administrator_without_the_role_is_refused(site: Client, house: House) -> None:
    draft = create_draft(house)

    answer = do(site, "submit", draft)

    assert Version.objects.get(pk=draft.pk).status == Status.DRAFT
    assert len(messages_of(answer)) == 1


def test_action_on_several_does_those_that_it_can(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    draft, taken = create_draft(house), submitted(house, a_text("Another?"))

    do(site, "submit", taken, draft)

    statuses = [Version.objects.get(pk=version.pk).status for version in (draft, taken)]
    assert statuses == [Status.SUBMITTED, Status.SUBMITTED]
    assert Event.objects.filter(action="submit").count() == 2


def test_action_that_needs_words_is_refused_without_them(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    version = submitted(house)

    answer = do(site, "return_to_author", version)
    between = Version.objects.get(pk=version.pk).status
    do(site, "return_to_author", version, note="Please shorten.")

    assert (between, Version.objects.get(pk=version.pk).status) == (Status.SUBMITTED, Status.RETURNED)
    assert "needs words to go with it" in messages_of(answer)[0]


def test_action_does_not_publish_without_its_quorum(site: Client, house: House, operator: User) -> None:
    create_grant(operator, Role.EDITOR)
    version = under_review(house)

    do(site, "publish", version)

    assert Version.objects.get(pk=version.pk).status == Status.UNDER_REVIEW


# Accounts


def test_added_user_gets_a_link_and_no_password(site: Client) -> None:
    site.post(address(User, "add"), {"username": "ada", "name": "Ada", "email": "Ada@example.org"})

    user = User.objects.get(username="ada")
    assert (user.has_usable_password(), user.email) == (False, "ada@example.org")
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_users_password_cannot_be_set_here(site: Client, house: House) -> None:
    page = site.get(address(User, "change", house.author.pk)).content.decode()

    assert "password" not in page.partition('id="user_form"')[2].lower()
    assert site.get(f"/admin/articles/user/{house.author.pk}/password/").status_code in (302, 404)


def test_address_of_an_account_in_use_is_its_owners_to_change(site: Client, house: House) -> None:
    place = address(User, "change", house.author.pk)

    site.post(place, {**fields_of(site.get(place)), "name": "A. Thor", "email": "evil@example.org"})

    changed = User.objects.get(pk=house.author.pk)
    assert (changed.name, changed.email, mail.outbox) == ("A. Thor", "author@example.org", [])


def test_mistyped_address_of_a_new_account_is_put_right_and_both_are_told(site: Client) -> None:
    site.post(address(User, "add"), {"username": "ada", "name": "Ada", "email": "aad@example.org"})
    place = address(User, "change", User.objects.get(username="ada").pk)
    mail.outbox.clear()

    site.post(place, {**fields_of(site.get(place)), "email": "ada@example.org"})

    assert User.objects.get(username="ada").email == "ada@example.org"
    assert [message.to for message in mail.outbox] == [["aad@example.org"], ["ada@example.org"]]


def test_accounts_are_closed_by_an_action(site: Client, house: House) -> None:
    site.post(
        address(User, "changelist"), {"action": "close_accounts", "_selected_action": [house.author.pk]}
    )

    assert User.objects.get(pk=house.author.pk).closed_at is not None


def test_closed_account_cannot_be_changed(site: Client, house: House) -> None:
    from cms.accounts import close

    close(house.author, by=house.chief)

    assert site.post(address(User, "change", house.author.pk), {"username": "x"}).status_code == 403


def test_lost_second_factor_is_taken_away_and_its_owner_told(site: Client, house: House) -> None:
    factor = TOTP.activate(house.chief, "JBSWY3DPEHPK3PXP").instance

    site.post(address(Authenticator, "delete", factor.pk), {"post": "yes"})

    assert Authenticator.objects.count() == 0
    jobs = ProcrastinateJob.objects.filter(task_name="mail")
    assert [job.args["subject"] for job in jobs] == ["A second factor was removed"]


def test_secret_of_a_second_factor_is_not_shown(site: Client, house: House) -> None:
    factor = TOTP.activate(house.chief, "JBSWY3DPEHPK3PXP").instance

    page = site.get(address(Authenticator, "change", factor.pk)).content.decode()

    assert factor.data["secret"] not in page


def test_changing_ones_password_is_the_sites_own_page(site: Client) -> None:
    assert site.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
