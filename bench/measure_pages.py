"""The reader's page and the lists: rate, ratio to a bare WSGI function, queries, weight, growth."""

from __future__ import annotations

import gzip
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.corpus import live_articles
from bench.stopwatch import rate, ratio, say

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 60
application = WSGIHandler()


def get(path: str) -> bytes:
    """Ask the whole application for an address, as a server would; return the page."""
    environ: dict[str, object] = {"PATH_INFO": path, "HTTP_HOST": "testserver"}
    setup_testing_defaults(environ)
    return b"".join(application(environ, lambda status, headers: lambda data: None))


def queries(path: str) -> int:
    get(path)
    with CaptureQueriesContext(connection) as captured:
        get(path)
    return len(captured)


def test_article_page() -> None:
    live_articles(1)
    path = "/articles/how-is-condition-1-treated/"
    page = get(path)

    def bare() -> list[bytes]:
        environ: dict[str, object] = {}
        setup_testing_defaults(environ)
        return [page]

    say("article page, requests a second in one thread", f"{rate(lambda: get(path)):.0f}")
    say("article page, of a bare WSGI function with the same bytes", f"{ratio(lambda: get(path), bare):.4f}")
    say("article page, queries", f"{queries(path)}")
    say(
        "article page, KB of HTML, and compressed",
        f"{len(page) / 1024:.0f}, {len(gzip.compress(page)) / 1024:.0f}",
    )


@pytest.mark.parametrize("path", ["/", "/topics/rheumatology/", "/board/"])
def test_lists_do_not_grow_with_their_rows(path: str) -> None:
    live_articles(MANY)

    say(
        f"{path} with {MANY} articles, requests a second, queries",
        f"{rate(lambda: get(path)):.0f}, {queries(path)}",
    )
