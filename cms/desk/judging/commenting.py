"""Saying something of a text before the board, answering it, and saying that it is settled."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import editing
from articles.models import Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import reviewing
from cms.desk.judging.commentform import CommentForm, ReplyForm
from cms.desk.judging.refusing import REFUSALS, not_now
from cms.desk.judging.remarks import SHOWN_WITH, Places, remark_of, threads
from cms.desk.judging.screen import latest_review, screen_of
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.desk.writing import kept
from reviews import commenting, preparing
from reviews.models import Comment
from reviews.queries import versions_visible_to

_WHO_SETTLES = "A comment is settled by whoever wrote it, or by an editor."
_WHO_REPLIES = "Those who take part in the review answer here, and the author once the text is given back."


@kept.keeps_words
@insider
def comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Add a comment. Where it cannot be, it is shown again under its section, with the reason."""
    shown = version_or_404(request, slug, number)
    review = latest_review(shown)
    if review is None:
        return not_now(request, shown, "This version has not been before the board.")
    here = reverse("desk:review", args=[slug, number])
    words = kept.typed(request)
    if words is None:
        return HttpResponseRedirect(here)
    screen = screen_of(request, shown, review)
    form = CommentForm(words)
    if form.is_valid() and request.method != "POST":
        return reviewing.show(request, screen, bound={"comment": form})
    if form.is_valid():
        try:
            made = commenting.comment(review, by=user_of(request), **form.said())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            preparing.sent(review, by=user_of(request), names=form.kept_as())
            messages.success(request, "Comment added.")
            return HttpResponseRedirect(f"{here}{_kept(request)}#comment-{made.pk}")
    return reviewing.show(request, screen, bound={"comment": form}, status=422 if screen.open else 409)


@insider
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a comment."""
    found = _comment_or_404(request, pk)
    if request.method == "POST":
        commenting.resolve(found, by=user_of(request))
        messages.success(request, "Settled.")
    elif not commenting.may_resolve(found, user_of(request), insider_of(request).roles):
        raise PermissionDenied(_WHO_SETTLES)
    return HttpResponseRedirect(_back(request, found))


@kept.keeps_words
@insider
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer in a thread. Opened by a link, or where the answer cannot be: the thread with the form."""
    found = _comment_or_404(request, pk)
    if not commenting.may_reply(found, user_of(request), insider_of(request).roles):
        raise PermissionDenied(_WHO_REPLIES)
    form = ReplyForm(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            commenting.reply(found, by=user_of(request), body=form.cleaned_data["body"])
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            if found.review is not None:
                preparing.sent(found.review, by=user_of(request), names=[f"reply:{found.pk}"])
            messages.success(request, "Reply added.")
            return HttpResponseRedirect(_back(request, found))
    return _thread_page(request, found, form, status=422 if form.errors else 200)


@insider
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposed wording into the draft; a link leads to the draft, where it is shown."""
    found = _comment_or_404(request, pk)
    draft, by = _draft_of(found), user_of(request)
    if not editing.may_edit(draft or found.version, by, insider_of(request).roles):
        raise PermissionDenied("Only its author and the editors of its topic write in this text.")
    if draft is None:
        return not_now(request, found.version, "No draft of this article is open that could take it.")
    beside = reverse("desk:edit", args=[draft.article.slug, draft.number]) + f"#comment-{found.pk}"
    revision = request.POST.get("revision", "")
    if request.method != "POST" or not revision.isdecimal():
        return HttpResponseRedirect(beside)
    try:
        commenting.accept_suggestion(found, by=by, draft=draft, revision=int(revision[:9]))
    except (*REFUSALS, editing.StaleSave, editing.NotADraft) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The wording is taken, and the comment settled.")
    return HttpResponseRedirect(beside)


def _thread_page(request: HttpRequest, found: Comment, form: ReplyForm, *, status: int) -> HttpResponse:
    rows = Comment.objects.filter(reply_to=found).select_related(*SHOWN_WITH).order_by("pk")
    [(root, replies)] = threads([found, *rows])
    by, roles = user_of(request), insider_of(request).roles
    remark = remark_of(
        root,
        replies,
        Places(editing.text_of(found.version), number=found.version.number),
        may_resolve=commenting.may_resolve(found, by, roles),
        may_reply=True,
    )
    context = {"remark": remark, "version": found.version, "article": found.version.article, "form": form}
    return page(request, "desk/judging/thread.html", context, here="queue", status=status)


def _comment_or_404(request: HttpRequest, pk: int) -> Comment:
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    rows = Comment.objects.select_related(*SHOWN_WITH, "review", "version__article__topic")
    return get_object_or_404(rows, pk=pk, reply_to=None, version__in=visible)


def _draft_of(found: Comment) -> Version | None:
    drafts = Version.objects.filter(article=found.version.article_id, status=Status.DRAFT)
    return drafts.filter(number__gt=found.version.number).select_related("article__topic").first()


def _back(request: HttpRequest, found: Comment) -> str:
    """The review page that it was on, or that of its own version."""
    shown = request.POST.get("from", "")
    number = int(shown[:6]) if shown.isdecimal() else found.version.number
    here = reverse("desk:review", args=[found.version.article.slug, number])
    return f"{here}{_kept(request)}#comment-{found.pk}"


def _kept(request: HttpRequest) -> str:
    """The comparison that was on the screen stays on it, and as it was shown."""
    against, view = request.POST.get("against", ""), request.POST.get("view", "")
    said = {"against": against if against.isalnum() else "", "view": view if view == "side" else ""}
    kept = urlencode({name: value for name, value in said.items() if value})
    return f"?{kept}" if kept else ""
