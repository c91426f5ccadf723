"""Keeping what a member types as they type it, and putting a verdict on their sign sheet or off it again."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles import clock
from articles.models import Version
from cms.access import insider
from cms.desk.judging import reviewing
from cms.desk.judging.before_signing import changes_kept, doses_of
from cms.desk.judging.refusing import REFUSALS, WHO, not_now
from cms.desk.judging.screen import Screen, latest_review, screen_of
from cms.desk.judging.sentences import what_changed
from cms.desk.judging.signform import SignForm, begun
from cms.desk.judging.wording import VERDICTS
from cms.desk.loading import user_of, version_or_404
from cms.desk.writing import kept
from reviews import preparing
from reviews.models import Verdict
from reviews.refusals import Refused


@insider
@require_POST
def keep(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Keep words that were typed: ``{"words": {name: words}, "over": {name: [what the page knows of]}}``.

    Answers ``{"saved": "10:42", "elsewhere": {name: words}}``: what another device wrote, and was left.
    """
    shown = version_or_404(request, slug, number)
    review = latest_review(shown)
    if review is None:
        raise Http404("This version has not been before the board.")
    try:
        words, over = _words(request)
        row, elsewhere = preparing.save_typed(review, by=user_of(request), words=words, over=over)
    except PermissionDenied as refusal:
        return JsonResponse({"error": str(refusal)}, status=403)
    except REFUSALS as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    return JsonResponse({"saved": f"{clock.local(row.saved_at):%H:%M}", "elsewhere": elsewhere})


@kept.keeps_words
@insider
def prepare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a verdict on the sign sheet: from the bar with what is kept, or from the form as it is."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    if request.method != "POST":
        return reviewing.show(request, screen, bound={"sign": SignForm(screen, kept.typed(request))})
    from_bar = "covers" not in request.POST
    form = SignForm(screen, _from_bar(request, screen) if from_bar else request.POST)
    here = reverse("desk:review", args=[slug, number])
    ready = form.is_valid() and not (from_bar and _against_itself(request, screen))
    if from_bar and not ready and screen.may_sign and "digest" not in form.errors and not form.moved:
        return _asked_for_more(request, screen, here)
    if ready and _prepared(request, screen, form):
        if from_bar:
            return HttpResponseRedirect(f"{here}{compared(request)}#sign")
        messages.success(request, "On your sign sheet. Sign it there, with others or alone.")
        return HttpResponseRedirect(reverse("desk:work"))
    bound = {"sign": form}
    status = 422 if screen.may_sign and not form.moved else 409
    return reviewing.show(request, screen, bound=bound, status=status)


@insider
def unprepare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a verdict off the sign sheet again."""
    screen = screen_to_sign(request, slug, number)
    if isinstance(screen, HttpResponse):
        return screen
    preparing.unprepare(screen.review, by=user_of(request))
    if request.POST.get("from") == "sheet":
        messages.success(request, f"Taken off your sheet: {screen.shown.title}")
        return HttpResponseRedirect(reverse("desk:sign-sheet"))
    messages.success(request, "Taken off your sign sheet. What you wrote is still in the form.")
    return HttpResponseRedirect(reverse("desk:review", args=[slug, number]) + compared(request))


def screen_to_sign(request: HttpRequest, slug: str, number: int) -> Screen | HttpResponse:
    """The page that a form was on; opened by a link, that page again, and nothing changed.

    What was typed there when the login ended is for the view to show, and not to carry out.

    Raises:
        PermissionDenied: to whoever has no seat at the review.
    """
    shown = version_or_404(request, slug, number)
    review = latest_review(shown)
    if review is None:
        return not_now(request, shown, "This version has not been before the board.")
    if request.method != "POST" and kept.kept_words(request) is None:
        return HttpResponseRedirect(page_of(shown, "sign"))
    screen = screen_of(request, shown, review)
    if screen.seat is None:
        raise PermissionDenied(WHO["sign_off"])
    return screen


def page_of(shown: Version, place: str) -> str:
    """The address of a place on the review page."""
    return reverse("desk:review", args=[shown.article.slug, shown.number]) + f"#{place}"


def compared(request: HttpRequest) -> str:
    """The comparison that was on the screen stays on it."""
    against = request.GET.get("against", "")
    return f"?against={against}" if against.isalnum() else ""


def _words(request: HttpRequest) -> tuple[dict[str, str], dict[str, list[str]]]:
    try:
        said = json.loads(request.body)
        words, over = said["words"], said.get("over", {})
        if all(isinstance(word, str) for word in chain(words.values(), *over.values())):
            return words, over
    except (ValueError, RawPostDataException, TypeError, AttributeError, KeyError):
        pass  # what it was, how it was sent, or what it is made of
    raise Refused("What your browser sent could not be read.")


def _from_bar(request: HttpRequest, screen: Screen) -> dict[str, Any]:
    pressed = {name: request.POST.get(name, "") for name in ("verdict", "digest", "review")}
    return {**begun(screen), **pressed}


def _prepared(request: HttpRequest, screen: Screen, form: SignForm) -> bool:
    said = form.cleaned_data
    try:
        preparing.prepare(
            screen.review,
            by=user_of(request),
            verdict=said["verdict"],
            digest=said["digest"],
            scope=form.scope(),
            statement=said["statement"],
            checklist=form.checklist(),
            shown=_of_the_screen(screen, form.meanings[said["verdict"]]),
        )
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _against_itself(request: HttpRequest, screen: Screen) -> bool:
    """Whether the form holds another verdict with its reason, and the bar approves; then say so."""
    typed = screen.kept.typed("verdict")
    opposed = typed not in ("", Verdict.APPROVE) and screen.kept.typed("statement")
    if not opposed or request.POST.get("verdict") != Verdict.APPROVE:
        return False
    messages.warning(
        request,
        f"You had chosen “{VERDICTS[typed]}” in the form, with a reason that you have not sent. Read it: "
        "if you approve, it is printed as your statement.",
    )
    return True


def _of_the_screen(screen: Screen, meaning: str) -> dict[str, str]:
    """What this page said of the text and the verdict, for the sign sheet to say it again."""
    cards = screen.sheet.cards
    return {
        preparing.CHANGES: what_changed(screen),
        preparing.CHANGED: changes_kept(cards) if screen.comparison else "",
        preparing.DOSES: json.dumps(doses_of(cards)),
        preparing.MEANING: meaning,
    }


def _asked_for_more(request: HttpRequest, screen: Screen, here: str) -> HttpResponse:
    """The verdict is kept as chosen; the form says what it still needs."""
    verdict = request.POST.get("verdict", "")
    if verdict in (Verdict.APPROVE, Verdict.REQUEST_CHANGES, Verdict.RECUSE):
        words = {f"{preparing.OF_THE_VERDICT}verdict": verdict}
        preparing.save_typed(screen.review, by=user_of(request), words=words)
    return HttpResponseRedirect(f"{here}{compared(request)}#sign")
