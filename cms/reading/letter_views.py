"""The follow-up question, and the report of a mistake. No token, no session: see ``letters``."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.gate import Shown
from articles.models import QuestionKind, Version
from cms.access import public
from cms.reading import letters, pages
from cms.reading.forms import LetterForm

#: What happens next, by the kind of the letter; an address that names none says what is true of both.
_THANKS = {
    QuestionKind.QUESTION: "Your question is with the editors now. If you left a mail address, they write to "
    "you. What no approved article answers yet becomes work for its authors.",
    QuestionKind.MISTAKE: "Your report is with the editors now. If something is wrong, it is corrected in a "
    "new version, and readers are told.",
    "": "What you wrote is with the editors now.",
}


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    title: str
    heading: str
    article_address: str
    action: str
    section_heading: str = ""


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """A follow-up question about an article."""
    return _letter(request, slug, QuestionKind.QUESTION, "Ask a follow-up question")


@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """A mistake, in a section named by ``?section=`` or in the article as a whole."""
    return _letter(request, slug, QuestionKind.MISTAKE, "Report a mistake")


@public
@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next with a letter."""
    version = _shown(slug)
    page = {
        "title": version.title,
        "article_address": reverse("article", args=[slug]),
        "words": _THANKS.get(request.GET.get("for", ""), _THANKS[""]),
    }
    return _unlisted(render(request, "reading/thanks.html", {"page": page}))


def _letter(request: HttpRequest, slug: str, kind: QuestionKind, heading: str) -> HttpResponse:
    version = _shown(slug)
    if request.method == "POST":
        form, status = _received(request, kind)
        if status == 200:
            if not form.written_by_machine:
                letters.keep(form, kind=kind, version=version, request=request)
            return redirect(f"{reverse('thanks', args=[slug])}?{urlencode({'for': kind.value})}")
    else:
        form, status = LetterForm(kind=kind, initial={"section": request.GET.get("section", "")}), 200
    page = LetterPage(
        title=version.title,
        heading=heading,
        article_address=reverse("article", args=[slug]),
        action=request.path,
        section_heading=_heading(version, str(form["section"].value() or "")),
    )
    return _unlisted(render(request, "reading/question.html", {"page": page, "form": form}, status=status))


def _received(request: HttpRequest, kind: QuestionKind) -> tuple[LetterForm, int]:
    """Return the form as sent, and 200 when it may be kept. Whatever is wrong, what was typed stays in it."""
    form = LetterForm(request.POST, kind=kind)
    if letters.came_from_elsewhere(request):
        form.add_error(None, "This came from another site. If you wrote it, please send it again from here.")
        return form, 403
    if not form.is_valid():
        return form, 422
    if letters.too_many(request):
        form.add_error(
            None, "That was a lot of letters at once. Please send this one again in a quarter of an hour."
        )
        return form, 429
    return form, 200


def _shown(slug: str) -> Version:
    found = pages.at_address(slug)
    if found.standing.shown not in (Shown.LIVE, Shown.PENDING):
        raise Http404("Nothing is shown there that could be asked about.")
    return found.version


def _heading(version: Version, key: str) -> str:
    try:
        section = version.sections.filter(key=UUID(key)).first() if key else None
    except ValueError:
        return ""
    return section.heading if section else ""


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
