"""My work: one sentence that says what to do next, then everything that waits for this person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles import clock
from articles.models import Article, Question, Version
from articles.states import WORKING, Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from reviews.models import Approval, Assignment, AssignmentStatus, SignOff, Verdict
from reviews.queries import edited_by, for_list

_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits: what to do, about what, since or until when."""

    title: str
    url: str
    what: str
    topic: str = ""
    due: date | None = None
    since: date | None = None
    state: str = ""
    progress: str = ""


@dataclass
class Group:
    """Tasks of one kind. ``urgent`` ones come first and are marked."""

    name: str
    lead: str
    tasks: list[Task] = field(default_factory=list)
    urgent: bool = False


@insider
def work(request: HttpRequest) -> HttpResponse:
    groups = [group for group in _groups(request) if group.tasks]
    today = clock.now().date()
    return page(
        request,
        "desk/work.html",
        {"groups": groups, "sentence": _sentence(groups), "today": today},
        here="work",
    )


def _sentence(groups: list[Group]) -> str:
    if not groups:
        return "Nothing waits for you."
    count = len(groups[0].tasks)
    rest = sum(len(group.tasks) for group in groups[1:])
    first = groups[0].lead.format(count=_counted(count))
    return f"{first} {_counted(rest).capitalize()} more below." if rest else first


def _counted(count: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def _groups(request: HttpRequest) -> list[Group]:
    insider = insider_of(request)
    groups: list[Group] = []
    if insider.member:
        groups += _of_member(request)
    mine = Group("My drafts", "Finish and submit: {count} of your drafts wait.")
    waiting = Group("Mine, with the board", "Nothing to do: {count} of yours with the board.")
    start = Group("Submitted: start a review", "Start a review: {count} submitted.")
    decide = Group("Quorum met: publish", "Publish: {count} with every signature.", urgent=True)
    running = Group("Under review", "The board is reading: {count} under review.")
    soon = Group("Scheduled", "Going live by itself: {count} scheduled.")
    for version in _working(request):
        _sort(version, user_of(request).pk, mine, waiting, start, decide, running, soon)
    questions, mistakes = _questions(request)
    overdue, held = _live(request)
    return [mistakes, *groups, held, decide, start, mine, overdue, questions, running, soon, waiting]


def _working(request: HttpRequest) -> list[Version]:
    user, insider = user_of(request), insider_of(request)
    articles = Article.objects.filter(edited_by(user, insider.roles)).values("pk")
    wanted = Q(author=user) | (Q(article__in=articles) & ~Q(status=Status.DRAFT))
    rows = for_list(Version.objects.filter(wanted, status__in=WORKING))
    return list(rows.order_by("status_since", "pk")[:_MOST])


def _sort(
    version: Version,
    user_id: int,
    mine: Group,
    waiting: Group,
    start: Group,
    decide: Group,
    running: Group,
    soon: Group,
) -> None:
    own = version.author_id == user_id
    signatures, quorum = version.signatures or 0, version.quorum  # type: ignore[attr-defined]
    if version.status == Status.DRAFT:
        group, what = mine, "Write and submit"
    elif own:
        group, what = waiting, version.get_status_display()  # type: ignore[attr-defined]
    elif version.status == Status.SUBMITTED:
        group, what = start, "Choose reviewers"
    elif version.status == Status.SCHEDULED:
        group, what = soon, "Goes live by itself"
    elif quorum and signatures >= quorum:
        group, what = decide, "Publish"
    else:
        group, what = running, "Waiting for signatures"
    group.tasks.append(_task(version, what, f"{signatures} of {quorum} signed" if quorum else ""))


def _task(version: Version, what: str, progress: str = "", due: date | None = None) -> Task:
    return Task(
        title=version.title or "Untitled",
        url=reverse("desk:version", args=[version.article.slug, version.number]),
        what=what,
        topic=version.article.topic.name if version.article.topic else "No topic yet",
        since=version.status_since.date() if version.status_since and not due else None,
        due=due,
        state=version.status,
        progress=progress,
    )


def _of_member(request: HttpRequest) -> list[Group]:
    answer = Group("Asked of you: answer", "Answer: {count} asked of you.")
    sign = Group("Yours to read and sign", "Read and sign: {count} waiting for your verdict.")
    verdict = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member")).order_by("-pk")
    rows = (
        Assignment.objects.filter(member__user=user_of(request), review__closed_at=None)
        .exclude(status=AssignmentStatus.DECLINED)
        .annotate(given=Subquery(verdict.values("verdict")[:1]))
        .select_related("review__version__article__topic")
        .order_by(F("review_due").asc(nulls_last=True), "pk")
    )
    for assignment in rows[:_MOST]:
        version = assignment.review.version
        if assignment.status == AssignmentStatus.INVITED:
            answer.tasks.append(_task(version, "Accept or decline", due=assignment.answer_due))
        elif assignment.given in (None, Verdict.WITHDRAWN):
            sign.tasks.append(_task(version, "Read and sign", due=assignment.review_due))
    return [answer, sign]


def _live(request: HttpRequest) -> tuple[Group, Group]:
    overdue = Group("Past their review date", "Reaffirm or revise: {count} past the review date.")
    held = Group("On hold", "Resolve the hold: {count} on hold.", urgent=True)
    user, insider = user_of(request), insider_of(request)
    if not insider.edits:
        return overdue, held
    articles = Article.objects.filter(edited_by(user, insider.roles)).values("pk")
    due = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk").values("next_review_due")[:1]
    rows = for_list(Version.objects.filter(article__in=articles, status=Status.APPROVED)).annotate(
        due=Subquery(due)
    )
    soon = clock.now().date() + timedelta(days=30)
    for version in rows.filter(Q(due__lt=soon) | Q(on_hold=True)).order_by("due", "pk")[:_MOST]:
        if version.on_hold:
            held.tasks.append(_task(version, "Lift or correct"))
        else:
            overdue.tasks.append(_task(version, "Reaffirm or revise", due=version.due))
    return overdue, held


def _questions(request: HttpRequest) -> tuple[Group, Group]:
    questions = Group("Readers ask", "Answer a reader: {count} questions.")
    mistakes = Group(
        "Mistakes reported by readers",
        "Look at what a reader reported: {count} possible mistakes.",
        urgent=True,
    )
    user, insider = user_of(request), insider_of(request)
    if not insider.edits:
        return questions, mistakes
    articles = Article.objects.filter(edited_by(user, insider.roles)).values("pk")
    rows = Question.objects.filter(Q(article__in=articles) | Q(article=None), closed_at=None)
    for question in rows.select_related("article__topic").order_by("kind", "asked_at")[:_MOST]:
        group = mistakes if question.kind == "mistake" else questions
        group.tasks.append(
            Task(
                title=question.text[:120],
                url=reverse("desk:question", args=[question.pk]),
                what="Look at it" if question.kind == "mistake" else "Answer",
                topic=question.article.slug if question.article else "",
                since=question.asked_at.date(),
            )
        )
    return questions, mistakes
