"""What readers asked and reported, as work for the editors: assigned, answered, closed, made a draft of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import escape
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from articles import clock, editing, jobs
from articles.acting import acting
from articles.content.text import ArticleText
from articles.models import Article, Question, QuestionKind, Risk, Role, Topic, User, Version
from articles.roles import Roles

TITLE_LENGTH = 200
#: How soon a reported mistake is looked at, by the risk of its article. Nights and weekends count: a wrong
#: dose does not wait for Monday.
DUE_AFTER = {
    Risk.HIGH: timedelta(hours=4),
    Risk.STANDARD: timedelta(hours=24),
    Risk.LOW: timedelta(hours=72),
}
_BEGUN = "draft begun: "


class Settled(Exception):
    """The question does not stand as the verb needs it; the message says how it stands."""


def receive(
    *,
    kind: str,
    version: Version,
    text: str,
    section_key: UUID | None = None,
    audience: str = "",
    email: str = "",
) -> Question:
    """Keep what a reader wrote, with the section if this version has it; a mistake gets its due time."""
    known = section_key is not None and version.sections.filter(key=section_key).exists()
    return Question.objects.create(
        kind=kind,
        article=version.article,
        version=version,
        section_key=section_key if known else None,
        audience=audience,
        text=text,
        email=email,
        due_at=_due_at(version.article) if kind == QuestionKind.MISTAKE else None,
    )


def raise_mistake(version: Version, *, by: User, text: str, section_key: UUID | None = None) -> Question:
    """Make a task for the editors of what somebody inside suspects: nobody's yet, with a due time.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
    """
    with acting(by):
        if not Roles.of(by).is_editor(version.article.topic_id):
            raise PermissionDenied("Only an editor of its topic may do this.")
        return receive(kind=QuestionKind.MISTAKE, version=version, text=text, section_key=section_key)


def handled_by(roles: Roles) -> Q:
    """Return the condition on questions that this person works on: their topics', and those without one."""
    topics = {topic for role, topic in roles.grants if role in (Role.EDITOR, Role.CHIEF)}
    if None in topics:
        return Q()
    if not topics:
        return Q(pk__in=[])
    return Q(article=None) | Q(article__topic__in=topics) | Q(article__topic=None)


def editors_of(question: Question) -> QuerySet[User]:
    """Return the people to whom it may be assigned."""
    now = clock.now()
    in_force = Q(grants__starts_at__lte=now) & (Q(grants__ends_at=None) | Q(grants__ends_at__gt=now))
    topic_id = _topic_id(question)
    here = Q() if topic_id is None else Q(grants__topic=None) | Q(grants__topic=topic_id)
    editing_roles = Q(grants__role__in=[Role.EDITOR, Role.CHIEF])
    people = User.objects.filter(in_force & here & editing_roles, is_active=True)
    return User.objects.filter(pk__in=people.values("pk")).order_by("name", "username")


def assign(question: Question, *, by: User, to: User | None) -> Question:
    """Give a question to an editor, or (with None) back to all of them.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
        Settled: if it is closed, or ``to`` does not edit its topic.
    """
    with _handling(question, by) as fresh:
        _must_be_open(fresh)
        if to is not None and not editors_of(fresh).filter(pk=to.pk).exists():
            raise Settled(f"{to} does not edit this topic.")
        fresh.assigned_to = to
        _save(fresh, f"assigned to {to}" if to else "given back to all editors")
    return fresh


def answer(question: Question, *, by: User, text: str) -> Question:
    """Answer and close it. Whoever left an address gets the answer by mail, and the address is forgotten.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
        Settled: if it is closed already, or there is nothing in the answer.
    """
    if not text.strip():
        raise Settled("An answer says something.")
    with _handling(question, by) as fresh:
        _must_be_open(fresh)
        fresh.answer = text.strip()
        fresh.closed_at = clock.now()
        _save(fresh, "answered")
        if fresh.email:
            jobs.answer_reader.defer(question_id=fresh.pk)
    return fresh


def close(question: Question, *, by: User, note: str) -> Question:
    """Close it without an answer. The note says why and is for the editors; the asker's address is forgotten.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
        Settled: if it is closed already, or no reason is given.
    """
    if not note.strip():
        raise Settled("Say in a word why nothing is to be done.")
    with _handling(question, by) as fresh:
        _must_be_open(fresh)
        fresh.closed_at = clock.now()
        fresh.email = ""
        _save(fresh, f"closed: {note.strip()}")
    return fresh


def reopen(question: Question, *, by: User) -> Question:
    """Open a closed one again; an answer that was given stays on record.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
        Settled: if it is open.
    """
    with _handling(question, by) as fresh:
        if fresh.closed_at is None:
            raise Settled("This is open already.")
        fresh.closed_at = None
        _save(fresh, "opened again")
    return fresh


def draft_of(question: Question, *, by: User) -> Version:
    """Begin an article with the question as its title, in the topic that it came from; ``by`` takes it on.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
        Settled: if it is closed, or was made a draft of before.
    """
    with _handling(question, by) as fresh:
        _must_be_open(fresh)
        if begun := draft_begun(fresh):
            raise Settled(f"A draft was made of this already: {begun}.")
        title, rest = _title_of(fresh.text)
        summary = f"<p>{escape(rest)}</p>" if rest else ""
        topic_id = _topic_id(fresh)
        topic = Topic.objects.get(pk=topic_id) if topic_id is not None else None
        version = editing.create_article(ArticleText(title=title, summary=summary), by=by, topic=topic)
        fresh.article = fresh.article or version.article
        fresh.assigned_to = by
        _save(fresh, _BEGUN + version.article.slug)
    return version


def draft_begun(question: Question) -> str:
    """Return the slug of the article that was begun with this question, or ""."""
    rows = question.history.filter(history_change_reason__startswith=_BEGUN)
    reason = rows.values_list("history_change_reason", flat=True).first() or ""
    return reason.removeprefix(_BEGUN)


@contextmanager
def _handling(question: Question, by: User) -> Iterator[Question]:
    with acting(by):
        # The lock is on the question alone: its article is a nullable join, which cannot be locked along.
        fresh = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        if not Roles.of(by).is_editor(_topic_id(fresh)):
            raise PermissionDenied("Only an editor of its topic may do this.")
        yield fresh


def _due_at(article: Article) -> datetime:
    return clock.now() + DUE_AFTER[Risk(article.risk)]


def _topic_id(question: Question) -> int | None:
    if question.article_id is None:
        return None
    return Article.objects.values_list("topic_id", flat=True).get(pk=question.article_id)


def _must_be_open(question: Question) -> None:
    if question.closed_at is not None:
        raise Settled("Somebody has closed this in the meantime.")


def _save(question: Question, reason: str) -> None:
    question._change_reason = reason  # type: ignore[attr-defined]
    question.save()


def _title_of(text: str) -> tuple[str, str]:
    """The question's first line as a title; what does not fit goes on as text."""
    said = " ".join(text.split())
    first = " ".join(text.strip().splitlines()[0].split())
    if len(first) <= TITLE_LENGTH:
        return first, said[len(first) :].strip()
    cut = first.rfind(" ", 0, TITLE_LENGTH)
    cut = cut if cut > 0 else TITLE_LENGTH
    return first[:cut], said[cut:].strip()
