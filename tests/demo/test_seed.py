"""The demo, made in an empty database: every story ends where its file says, and everything verifies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import clock, editing
from articles.content.text import ArticleText
from articles.models import (
    Article,
    Grant,
    Intake,
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
from reviews import rules, sharing
from reviews.models import (
    Adoption,
    Approval,
    Assignment,
    AssignmentStatus,
    BoardMember,
    Comment,
    Disclosure,
    Event,
    Hold,
    Notice,
    Preparation,
    Review,
    Share,
    SignOff,
    SourceCheck,
    Sweep,
    SweepItem,
)
from reviews.queries import for_list, progress_of
from reviews.urgency import is_urgent
from reviews.verification import verify

pytestmark = pytest.mark.thorough

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


def said_last(story: files.Article) -> ArticleText:
    """The file's last text in the order in which rows come from the database."""
    text = story.texts[-1]
    return replace(text, supports=tuple(sorted(text.supports, key=lambda support: support.key)))


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
    assert Publication.objects.current().name == "Imprimatur Health Answers"


def test_grants_are_of_all_kinds(demo: None) -> None:
    given = Grant.objects.order_by("pk").values_list("user__username", "role", "topic__slug")
    ending = Grant.objects.filter(ends_at__gt=clock.now()).order_by("pk")

    assert list(given) == [
        ("chief", "chief", None),
        ("author", "author", None),
        ("editor", "editor", None),
        ("writer", "author", "infectious-diseases"),
        ("deputy", "editor", "cardiology"),
    ]
    assert list(ending.values_list("user__username", "stands_in_for__username")) == [
        ("writer", None),
        ("deputy", "editor"),
    ]


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


def test_one_live_text_was_compared_since_it_was_reviewed(demo: None) -> None:
    live = Version.objects.get(article__slug="shingles-treatment", status=Status.APPROVED)
    kinds = (
        Approval.objects.filter(version__article=live.article).order_by("pk").values_list("kind", flat=True)
    )

    assert list(kinds) == ["full", "editorial"]
    assert live.number == 2


def test_two_texts_have_every_signature(demo: None) -> None:
    under_review = for_list(Version.objects.filter(status=Status.UNDER_REVIEW).order_by("pk"))
    progress = progress_of(under_review)

    assert sorted(row.article.slug for row in under_review if progress[row.pk].met) == [
        "low-blood-glucose-first-aid",
        "sore-throat-antibiotics",
    ]


def test_one_objection_stands_in_an_open_review(demo: None) -> None:
    version = Version.objects.get(article__slug="polymyalgia-rheumatica-treatment", number=2)

    assert rules.standing_objections(version).get().member.user.username == "reviewer6"


def test_live_text_is_being_reaffirmed_and_its_correction_is_urgent(demo: None) -> None:
    open_reviews = Review.objects.open().select_related("version__article")
    told = {
        (review.version.article.slug, review.kind)
        for review in open_reviews
        if review.kind == "reaffirm" or is_urgent(review.version.article)
    }

    assert told == {("statins-who-and-how-much", "reaffirm"), ("type-2-diabetes-first-drugs", "full")}


def test_invitations_wait_for_an_answer_that_is_not_due_yet(demo: None) -> None:
    asked = Assignment.objects.filter(status=AssignmentStatus.INVITED, review__closed_at=None)

    assert sorted(asked.values_list("member__user__username", "review__version__article__slug")) == [
        ("reviewer1", "statins-who-and-how-much"),
        ("reviewer2", "type-2-diabetes-first-drugs"),
        ("reviewer3", "statins-who-and-how-much"),
        ("reviewer4", "polymyalgia-rheumatica-treatment"),
    ]
    assert [seat.answer_due >= clock.today() for seat in asked] == [True] * 4


def test_two_verdicts_wait_on_one_sign_sheet(demo: None) -> None:
    prepared = Preparation.objects.exclude(prepared_at=None)

    assert {row.member.user.username for row in prepared} == {"reviewer6"}
    assert sorted(row.review.version.article.slug for row in prepared) == [
        "statins-who-and-how-much",
        "type-2-diabetes-first-drugs",
    ]
    assert all(row.digest == row.review.digest for row in prepared)
    assert "" not in {row.typed.get("_changes", "") for row in prepared}


def test_draft_of_a_pasted_text_leaves_the_importers_questions_open(demo: None) -> None:
    intake = Intake.objects.get()
    codes = Counter(problem["code"] for problem in intake.problems)

    assert intake.version.status == Status.DRAFT
    assert codes["dangling-citation"] == 1
    assert intake.guessed_sections != []
    assert [answer.question for answer in intake.answers.all()] == ["about"]


def test_newest_text_of_every_story_is_the_one_of_its_file(demo: None) -> None:
    newest = {
        slug: editing.text_of(Version.objects.filter(article__slug=slug).latest("number"))
        for slug, story in EACH_STORY.items()
        if story.texts and story.states[-1] != Status.DRAFT
    }

    assert [slug for slug, text in newest.items() if text != said_last(EACH_STORY[slug])] == []


def test_sources_were_looked_at(demo: None) -> None:
    assert sorted(SourceCheck.objects.values_list("member__user__username", "verdict")) == [
        ("reviewer4", "supports"),
        ("reviewer5", "supports"),
        ("reviewer6", "supports"),
        ("reviewer6", "unchecked"),
    ]


def test_reader_outside_has_a_link_and_has_written_through_it(demo: None) -> None:
    shared = Share.objects.get()

    assert sharing.takes_comments(shared)
    assert [len(sharing.said_through(shared)), shared.visits.count()] == [1, 1]


def test_sweep_is_partly_worked_off(demo: None) -> None:
    items = Sweep.objects.get().items.select_related("task")

    assert [item.task.closed_at is not None for item in items] == [True, True, False]
    assert items[2].task.due_at > timezone.now()


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
    swept = SweepItem.objects.values("task")
    mistakes = Question.objects.filter(kind=QuestionKind.MISTAKE).exclude(pk__in=swept)

    assert sorted(question.due_at > now for question in mistakes) == [False, True]
    assert all(question.section_key and question.closed_at is None for question in mistakes)
    assert Question.objects.filter(kind=QuestionKind.QUESTION, closed_at=None).count() == 2
    assert Question.objects.exclude(answer="").count() == 1


def test_comments_stand_at_words_of_their_text(demo: None) -> None:
    said = Comment.objects.filter(reply_to=None, share=None).order_by("pk")

    assert [(comment.quote, comment.suggestion is not None, comment.blocking) for comment in said] == [
        ("go back", True, False),
        ("Start prednisolone 12.5-25 mg once daily in the morning.", False, False),
        ("40-60 mg once daily", False, True),
        ("Where no infusion is at hand", True, False),
        ("with folic acid", False, True),
        ("Aspirin is not given routinely", False, False),
        ("ask about falls", True, False),
    ]


def test_thread_was_answered_and_a_proposed_wording_taken(demo: None) -> None:
    thread = Comment.objects.exclude(reply_to=None).order_by("pk")
    taken = Adoption.objects.get()

    assert [reply.written_by.username for reply in thread] == ["author", "reviewer6"]
    assert (taken.adopted_by.username, taken.comment.quote, taken.version.number) == ("author", "go back", 2)


def test_demo_is_not_made_twice(demo: None, settings: Any) -> None:
    settings.DEMO = True

    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo")
