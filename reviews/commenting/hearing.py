"""Who may say something of a text before the board, and who reads it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import rules
from reviews.models import TAKING_PART, Assignment, Comment, Outcome, Review

_GIVEN_BACK = (Outcome.RETURNED, Outcome.DECLINED)
_may_comment = rules.any_of(rules.is_editor, rules.is_assigned)


def may_comment(version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may comment on this version: a member who was asked to review it, or an editor."""
    return _may_comment(rules.Case(version, by, roles or Roles.of(by)))


def may_resolve(said: Comment, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may say that a comment is settled: whoever wrote it, or an editor."""
    if said.written_by_id == by.pk:
        return by.is_active
    return rules.is_editor(rules.Case(said.version, by, roles or Roles.of(by)))


def may_reply(said: Comment, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may answer a comment.

    Editors of the topic may, members who were asked to review any version of the article and did not decline,
    and the author once the version was given back.
    """
    case = rules.Case(said.version, by, roles or Roles.of(by))
    if rules.is_editor(case):
        return True
    seats = Assignment.objects.filter(review__version__article=said.version.article_id, member__user=by.pk)
    if case.roles.active and seats.filter(status__in=TAKING_PART).exists():
        return True
    return case.roles.active and said_to_author(said) and _writes_on(said, by)


def shown_to_author(review: Review) -> bool:
    """Whether the author reads what was said in a review: once the version was given back."""
    return review.outcome in _GIVEN_BACK


def said_to_author(said: Comment) -> bool:
    """Whether the author reads a comment; one that came through a link, once the version was given back."""
    if said.review is not None:
        return shown_to_author(said.review)
    return said.version.status in (Status.RETURNED, Status.DECLINED)


def threads_for(draft: Version, by: User, roles: Roles) -> QuerySet[Comment]:
    """Return the comments on earlier versions, and the replies, that this person reads beside a draft.

    Editors of the topic read all of them, the draft's writers those that were given back with the text.
    """
    said = Comment.objects.filter(version__article=draft.article_id, version__number__lt=draft.number)
    if roles.is_editor(draft.article.topic_id):
        return said
    return said.filter(
        Q(review__outcome__in=_GIVEN_BACK)
        | Q(review=None, version__status__in=(Status.RETURNED, Status.DECLINED))
    )


def open_blocking(version: Version) -> list[Comment]:
    """Return what somebody wants settled before this version goes live, said of earlier ones included."""
    return list(blocking_open(version).select_related("written_by", "share").order_by("pk"))


def blocking_open(version: Version) -> QuerySet[Comment]:
    """The same, as what a query asks for."""
    said = Comment.objects.filter(version__article=version.article_id, version__number__lte=version.number)
    return said.filter(blocking=True, resolved_at=None)


def _writes_on(said: Comment, by: User) -> bool:
    """Whether ``by`` is the author of the version that it was said of, or of a later one."""
    versions = Version.objects.filter(article=said.version.article_id, number__gte=said.version.number)
    return versions.filter(author=by.pk).exists()
