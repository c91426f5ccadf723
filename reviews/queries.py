"""What insiders may see, and the lists that they work from, in the words of the desk."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from articles.models import Article, Question, Role, User, Version
from articles.roles import Roles
from articles.states import Status
from reviews.models import Approval, Assignment, AssignmentStatus, Hold, Review, SignOff, Verdict


def articles_visible_to(user: User, roles: Roles) -> QuerySet[Article]:
    """Return the articles that an insider may open at the desk.

    Editors see their topics and whatever has no topic yet; authors what they wrote; members what they were asked
    to review; editors-in-chief and superusers everything.
    """
    everything = (
        user.is_superuser or (Role.CHIEF, None) in roles.grants or (Role.EDITOR, None) in roles.grants
    )
    if everything:
        return Article.objects.all()
    topics = {topic for role, topic in roles.grants if role in (Role.EDITOR, Role.CHIEF)}
    seen = Q(versions__author=user) | Q(versions__contributors__user=user)
    seen |= Q(versions__reviews__assignments__member__user=user)
    if topics:
        seen |= Q(topic__in=topics) | Q(topic=None)
    return Article.objects.filter(pk__in=Article.objects.filter(seen).values("pk"))


def versions_visible_to(user: User, roles: Roles) -> QuerySet[Version]:
    """Return the versions of those articles that an insider may read; a draft is for those who write or edit it."""
    versions = Version.objects.filter(article__in=articles_visible_to(user, roles))
    if user.is_superuser or (Role.CHIEF, None) in roles.grants or (Role.EDITOR, None) in roles.grants:
        return versions
    topics = {topic for role, topic in roles.grants if role in (Role.EDITOR, Role.CHIEF)}
    theirs = Q(author=user) | Q(contributors__user=user)
    if topics:
        theirs |= Q(article__topic__in=topics) | Q(article__topic=None)
    return versions.filter(pk__in=versions.filter(~Q(status=Status.DRAFT) | theirs).values("pk"))


def for_list(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Add what a row of a list shows: article, topic, author, signatures so far, whether it is on hold."""
    review = Review.objects.filter(version=OuterRef("pk")).order_by("-pk")
    approvals = (
        SignOff.objects.filter(
            review__version=OuterRef("pk"), review__closed_at=None, verdict=Verdict.APPROVE
        )
        .order_by()
        .values("review")
        .annotate(members=Count("member", distinct=True))
        .values("members")
    )
    due = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk").values("next_review_due")
    held = Hold.objects.open().filter(article=OuterRef("article"))
    return versions.select_related("article__topic", "author").annotate(
        quorum=Subquery(review.values("quorum")[:1]),
        signatures=Subquery(approvals[:1]),
        next_review_due=Subquery(due[:1]),
        on_hold=Exists(held),
    )


def invitations(user: User) -> QuerySet[Assignment]:
    """Return what a member has been asked to review and has not answered."""
    return _open_assignments(user).filter(status=AssignmentStatus.INVITED)


def to_sign(user: User) -> QuerySet[Assignment]:
    """Return the reviews that a member has accepted and not given a verdict in."""
    given = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member")).exclude(
        verdict=Verdict.WITHDRAWN
    )
    return _open_assignments(user).filter(~Exists(given), status=AssignmentStatus.ACCEPTED)


def _open_assignments(user: User) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(member__user=user, review__closed_at=None)
    return rows.select_related("review__version__article__topic").order_by(
        F("review_due").asc(nulls_last=True), "pk"
    )


def edited_by(user: User, roles: Roles) -> Q:
    """Return the condition on articles that this person is an editor of."""
    topics = {topic for role, topic in roles.grants if role in (Role.EDITOR, Role.CHIEF)}
    if None in topics:
        return Q()
    return Q(topic__in=topics) | Q(topic=None) if topics else Q(pk__in=[])


def overdue(articles: QuerySet[Article], today: date) -> QuerySet[Version]:
    """Return the live versions whose review date has passed."""
    due = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk").values("next_review_due")[:1]
    live = Version.objects.filter(article__in=articles, status=Status.APPROVED)
    return (
        live.annotate(due=Subquery(due))
        .filter(due__lt=today)
        .select_related("article__topic")
        .order_by("due")
    )


def open_questions(articles: QuerySet[Article]) -> QuerySet[Question]:
    """Return what readers asked or reported about these articles, mistakes first, oldest first."""
    rows = Question.objects.filter(Q(article__in=articles) | Q(article=None), closed_at=None)
    return rows.select_related("article", "assigned_to").order_by("kind", "asked_at")
