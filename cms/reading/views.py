"""The pages of the public. Whether a page may be shown is decided by the gate; what it says, in ``pages``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from cms.access import public
from cms.pages import audience
from cms.pages.article import ArticlePage
from cms.reading import lists, pages
from cms.reading.house import house_of

View = Callable[..., HttpResponse]


def revalidated(view: View) -> View:
    """Answer with an ETag and ``no-cache``: a cache asks again each time, and mostly gets a 304."""

    @conditional_page
    @wraps(view)
    def asked_again(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_cache=True)
        return response

    return asked_again


@public
@require_safe
@revalidated
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "reading/home.html", {"page": lists.home_page()})


@public
@require_safe
@revalidated
def article(request: HttpRequest, slug: str) -> HttpResponse:
    page = pages.article_page(slug, audience.chosen(request), house_of(request))
    if isinstance(page, pages.GonePage):
        response = render(request, "reading/gone.html", {"page": page}, status=410)
        response["X-Robots-Tag"] = "noindex"
        return response
    return _article(request, page)


@public
@require_safe
@revalidated
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _article(request, pages.version_page(slug, number, audience.chosen(request), house_of(request)))


def _article(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    response = render(request, "reading/article.html", {"page": page})
    if page.noindex:
        response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie"])
    audience.remember(request, response)
    return response


@public
@require_safe
@revalidated
def history(request: HttpRequest, slug: str) -> HttpResponse:
    page = pages.history_page(slug)
    response = render(request, "reading/history.html", {"page": page})
    if page.noindex:
        response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_safe
@revalidated
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    page = lists.topic_page(slug, before=request.GET.get("before", ""))
    return render(request, "reading/topic.html", {"page": page, "here": "topics"})


@public
@require_safe
@revalidated
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "reading/board.html", {"page": lists.board_page(), "here": "board"})


@public
@require_safe
@revalidated
def member(request: HttpRequest, slug: str) -> HttpResponse:
    page = lists.member_page(slug, before=request.GET.get("before", ""))
    return render(request, "reading/member.html", {"page": page, "here": "board"})


@public
@require_safe
@revalidated
def editorial_policy(request: HttpRequest) -> HttpResponse:
    return render(request, "reading/policy.html", {"page": lists.policy_page(), "here": "policy"})
