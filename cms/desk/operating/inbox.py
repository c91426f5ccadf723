"""The demo's inbox: every mail that the house sent, so that whoever tries it sees what people are told."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urlencode

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from cms import letterbox
from cms.access import insider
from cms.desk.frame import page

PAGE = 50
_TAGS = {"p", "br", "a", "dl", "dt", "dd", "ul", "ol", "li", "strong", "em", "blockquote", "h1", "h2", "h3"}


@insider
def inbox(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    to = request.GET.get("to", "").strip()
    before = request.GET.get("before", "")
    found = list(islice(letterbox.letters(to=to, before=before), PAGE + 1))
    shown = found[:PAGE]
    kept = {"to": to} if to else {}
    context = {
        "letters": shown,
        "to": to,
        "next": f"?{urlencode({**kept, 'before': shown[-1].name})}" if len(found) > PAGE else "",
        "first": f"?{urlencode(kept)}" if before else "",
    }
    return page(request, "desk/operating/inbox.html", context, here="inbox")


@insider
def letter(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_the_demo()
    found = letterbox.letter(name)
    if found is None:
        raise Http404("There is no such message.")
    html = nh3.clean(found.html, tags=_TAGS, clean_content_tags={"script", "style", "title", "head"})
    context = {"letter": found, "html": mark_safe(html)}  # noqa: S308 - sanitised in the line above
    return page(request, "desk/operating/letter.html", context, here="inbox")


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404("Mail goes out; only the demo keeps it.")
