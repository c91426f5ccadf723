"""How an object enters a view: through these loaders, so that nobody opens what they may not see (404)."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import Article, User, Version
from cms.access import Insider
from reviews.models import Assignment, Hold
from reviews.queries import articles_visible_to, versions_visible_to


def user_of(request: HttpRequest) -> User:
    """Return the person who asks; every view of the desk has one."""
    return cast(User, request.user)


def insider_of(request: HttpRequest) -> Insider:
    insider: Insider = request.insider  # type: ignore[attr-defined]
    return insider


def article_or_404(request: HttpRequest, slug: str) -> Article:
    """Return an article that this insider may see."""
    visible = articles_visible_to(user_of(request), insider_of(request).roles)
    return get_object_or_404(visible.select_related("topic"), slug=slug)


def version_or_404(request: HttpRequest, slug: str, number: int) -> Version:
    """Return a version that this insider may read, its article and topic at hand."""
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    return get_object_or_404(
        visible.select_related("article__topic", "author"), article__slug=slug, number=number
    )


def assignment_or_404(request: HttpRequest, pk: int) -> Assignment:
    """Return one of this member's own assignments."""
    own = Assignment.objects.filter(member__user=user_of(request))
    return get_object_or_404(own.select_related("member", "review__version__article__topic"), pk=pk)


def hold_or_404(request: HttpRequest, pk: int) -> Hold:
    """Return a hold on an article that this insider may see."""
    visible = articles_visible_to(user_of(request), insider_of(request).roles)
    laid = Hold.objects.filter(article__in=visible.values("pk"))
    return get_object_or_404(laid.select_related("article", "version"), pk=pk)
