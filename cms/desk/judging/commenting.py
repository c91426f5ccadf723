"""Saying something of a text before the board, and saying that it is settled."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cms.access import insider
from cms.desk.judging import reviewing
from cms.desk.judging.refusing import REFUSALS, not_now
from cms.desk.judging.reviewing import CommentForm
from cms.desk.judging.screen import latest_review, screen_of
from cms.desk.loading import insider_of, user_of, version_or_404
from reviews import commenting
from reviews.models import Comment
from reviews.queries import versions_visible_to


@insider
def comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Add a comment. Where it cannot be, it is shown again under its section, with the reason."""
    shown = version_or_404(request, slug, number)
    review = latest_review(shown)
    if review is None:
        return not_now(request, shown, "This version has not been before the board.")
    here = reverse("desk:review", args=[slug, number])
    if request.method != "POST":
        return HttpResponseRedirect(here)
    screen = screen_of(request, shown, review)
    form = CommentForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = commenting.comment(
                review,
                by=user_of(request),
                body=said["body"],
                section_key=said["section"],
                blocking=said["blocking"],
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Comment added.")
            return HttpResponseRedirect(f"{here}{_kept(request)}#comment-{made.pk}")
    return reviewing.show(request, screen, bound={"comment": form}, status=422 if screen.open else 409)


@insider
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a comment."""
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    found = get_object_or_404(
        Comment.objects.select_related("review__version__article"), pk=pk, review__version__in=visible
    )
    version = found.review.version
    if request.method == "POST":
        commenting.resolve(found, by=user_of(request))
        messages.success(request, "Settled.")
    elif not commenting.may_resolve(found, user_of(request), insider_of(request).roles):
        raise PermissionDenied("A comment is settled by whoever wrote it, or by an editor.")
    newest = int(request.POST.get("from", "0") or 0) if request.POST.get("from", "0").isdigit() else 0
    number = newest or version.number
    here = reverse("desk:review", args=[version.article.slug, number])
    return HttpResponseRedirect(f"{here}{_kept(request)}#comment-{found.pk}")


def _kept(request: HttpRequest) -> str:
    """The comparison that was on the screen stays on it."""
    against = request.POST.get("against", "")
    return f"?against={against}" if against.isalnum() else ""
