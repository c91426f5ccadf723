"""The demo, made in an empty database: every story ends where its file says, and everything verifies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock
from articles.models import (
    Article,
    Grant,
    Publication,
    Question,
    QuestionKind,
    Section,
    User,
    Version,
)
from articles.states import Status
from cms.demo import files
from cms.demo.seed import seed
from reviews.models import (
    Approval,
    Assignment,
    AssignmentStatus,
    BoardMember,
    Comment,
    Disclosure,
    Event,
    Hold,
    Notice,
    Review,
    SignOff,
)
from reviews.verification import verify

PASSWORD = "only-for-the-tests-of-the-demo"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EACH_STORY = {article.slug: article for article in files.articles()}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, made once for this file; what is tested here only looks at it."""
    with django_db_blocker.unblock():
        with override_settings(PASSWORD_HASHERS=QUICK):
            seed(password=PASSWORD)
            yield
        TransactionTestCase()._fixture_teardown()


def test_demo_verifies_and_every_story_ends_as_told(demo: None) -> None:
    ended = {
        article.slug: tuple(article.versions.order_by("number").values_list("status", flat=True))
        for article in Article.objects.all()
    }

    assert ended == {slug: story.states for slug, story in EACH_STORY.items()}
    assert list(verify()) == []


def test_demo_can_be_logged_into_and_says_who_is_who(demo: None) -> None:
    people = {person["username"]: person["name"] for person in files.house()["people"]}

    assert dict(User.objects.exclude(username="system").values_list("username", "name")) == people
    assert all(user.check_password(PASSWORD) for user in User.objects.exclude(username="system"))
    assert sorted(Grant.objects.values_list("user__username", "role")) == [
        ("author", "author"),
        ("chief", "chief"),
        ("editor", "editor"),
    ]
    assert Publication.objects.current().name == "Imprimatur Health Answers"


def test_demo_tells_its_past_in_the_past(demo: None) -> None:
    polymyositis = Article.objects.get(slug="polymyositis-treatment")
    first, second = polymyositis.versions.order_by("number")
    now = timezone.now()

    assert abs((now - first.live_at) - timedelta(days=428)) < timedelta(days=1, hours=1)
    assert abs((now - second.live_at) - timedelta(days=65)) < timedelta(days=1, hours=1)
    assert first.created_at < second.created_at < now
    assert first.history.earliest().history_date == first.created_at


def test_demo_leaves_the_clocks_running(demo: None) -> None:
    assert timezone.now() - clock.now() < timedelta(minutes=1)
    assert clock.now() != clock.now()


def test_events_of_each_chain_go_forward_in_time(demo: None) -> None:
    for article in [None, *Article.objects.all()]:
        moments = list(Event.objects.filter(article=article).order_by("seq").values_list("at", flat=True))

        assert moments == sorted(moments)


def test_overdue_article_is_overdue_and_the_others_are_not(demo: None) -> None:
    live = Version.objects.filter(status=Status.APPROVED)
    due = {version.article.slug: version.approvals.latest("pk").next_review_due for version in live}
    today = timezone.now().date()

    assert [slug for slug, day in due.items() if day < today] == ["cystitis-in-women"]


def test_hold_covers_a_section_of_a_live_version(demo: None) -> None:
    hold = Hold.objects.open().get()

    assert hold.version.status == Status.APPROVED
    assert Section.objects.get(version=hold.version, key=hold.section_key).heading.startswith("When to pause")


def test_retraction_has_its_notice(demo: None) -> None:
    notice = Notice.objects.get()

    assert notice.version.status == Status.RETRACTED
    assert "LOVIT" in notice.text


def test_approvals_name_those_who_signed(demo: None) -> None:
    signed = SignOff.objects.filter(review__approval__in=Approval.objects.all(), verdict="approve")

    assert signed.count() == sum(approval.review.quorum for approval in Approval.objects.all())


def test_every_signer_had_disclosed_and_a_year_is_not_exceeded(demo: None) -> None:
    for signoff in SignOff.objects.all():
        before = Disclosure.objects.filter(member=signoff.member, declared_at__lte=signoff.at).latest("id")

        assert before.expires_on >= signoff.at.date()


def test_disclosures_say_none_or_what(demo: None) -> None:
    stated = BoardMember.objects.filter(disclosures__none_to_declare=False).distinct()

    assert sorted(stated.values_list("user__username", flat=True)) == ["reviewer1", "reviewer3", "reviewer4"]
    assert Assignment.objects.get(status=AssignmentStatus.DECLINED).decline_reason == "topic"


def test_no_mail_of_the_past_waits_and_the_scheduled_article_does(demo: None) -> None:
    jobs = list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "scheduled_at"))

    assert jobs == [("go_live", Version.objects.get(status=Status.SCHEDULED).go_live_at)]


def test_mere_wording_goes_by_the_light_path(demo: None) -> None:
    review = Review.objects.get(version__article__slug="cystitis-in-women", closed_at=None)

    assert (review.kind, review.quorum, review.version.number) == ("editorial", 1, 2)


def test_checklist_was_asked_and_answered(demo: None) -> None:
    review = Review.objects.get(version__article__slug="hypertension-first-drugs", version__number=2)
    given = review.signoffs.get().checklist

    assert [[line for line, _ in given], [answer for _, answer in given]] == [
        review.checklist,
        ["yes", "yes", "not_applicable"],
    ]
    assert len(review.checklist) == 3


def test_readers_letters_wait_one_mistake_is_overdue_and_one_not(demo: None) -> None:
    now = timezone.now()
    mistakes = Question.objects.filter(kind=QuestionKind.MISTAKE)

    assert sorted(question.due_at > now for question in mistakes) == [False, True]
    assert all(question.section_key and question.closed_at is None for question in mistakes)
    assert Question.objects.filter(kind=QuestionKind.QUESTION, closed_at=None).count() == 2
    assert Question.objects.exclude(answer="").count() == 1


def test_comments_stand_at_words_of_their_text(demo: None) -> None:
    said = Comment.objects.order_by("pk")

    assert [comment.quote for comment in said] == [
        "40-60 mg once daily",
        "Where no infusion is at hand",
        "Aspirin is not given routinely",
        "ask about falls",
    ]
    assert [comment.suggestion is not None for comment in said] == [False, True, False, True]
    assert [comment.blocking for comment in said] == [True, False, False, False]


def test_demo_is_not_made_twice(demo: None, settings: Any) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo")
