"""Publishing several at once: what has its quorum, each that was opened, each in a transaction of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import clock
from articles.models import Article, Version
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import opened
from cms.desk.judging.publishing import about_holds
from cms.desk.judging.wording import counted, sentence
from cms.desk.loading import insider_of, user_of
from reviews import commenting, urgency, workflow
from reviews.models import Comment, SignOff, Verdict
from reviews.queries import edited_by, for_list, progress_of, versions_visible_to
from reviews.quorum import Progress

#: What is looked at for one page; more than an editor opens in a day.
MOST = 200
NOT_OPENED = "Open it first: nobody publishes what they have not looked at."
ON_HOLD = "Readers see it on hold: publish it on its own page, which says what becomes of the hold."
UNSETTLED = "It has comments that were to be settled first; publish it on its own page, with the reason."


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A version that has its quorum. ``why_not`` says why it cannot be ticked, or is empty."""

    version: Version
    progress: Progress
    why_not: str
    opened: bool


@insider
def publish_several(request: HttpRequest) -> HttpResponse:
    """What has its quorum in the topics that this person edits, to be published by ticking."""
    if not insider_of(request).edits:
        raise PermissionDenied("The editors of a topic publish.")
    if request.method == "POST":
        _publish(request, request.POST.getlist("version"))
        return HttpResponseRedirect(reverse("desk:publish-several"))
    rows = _ready(request)
    context = {
        "rows": rows,
        "open": sum(not row.why_not for row in rows),
        "today": clock.today(),
        "most": MOST,
    }
    return page(request, "desk/judging/publish_several.html", context, here="work")


def _ready(request: HttpRequest) -> list[Ready]:
    """In three queries, whatever there is: the versions, their signatures, what is unsettled in them."""
    edited = Article.objects.filter(edited_by(insider_of(request).roles))
    signed = SignOff.objects.filter(review__version=OuterRef("pk"), verdict=Verdict.APPROVE)
    rows = for_list(Version.objects.filter(Exists(signed), article__in=edited.values("pk")))
    rows = rows.filter(status=Status.UNDER_REVIEW).order_by("status_since", "pk")
    versions = list(rows[:MOST])
    progress = progress_of(versions)
    met = [row for row in versions if row.pk in progress and progress[row.pk].met]
    unsettled = _unsettled(met)
    return [
        Ready(
            version=row,
            progress=progress[row.pk],
            why_not=_why_not(request, row, unsettled[row.pk]),
            opened=opened.was(request, row),
        )
        for row in met
    ]


def _unsettled(versions: list[Version]) -> Counter[int]:
    """How many comments on each are to be settled first, those on its earlier versions included."""
    by_article = {row.article_id: row for row in versions}
    rows = Comment.objects.filter(version__article__in=by_article, blocking=True, resolved_at=None)
    said = rows.values_list("version__article", "version__number")
    return Counter(by_article[pk].pk for pk, number in said if number <= by_article[pk].number)


def _why_not(request: HttpRequest, version: Version, unsettled: int) -> str:
    if version.urgent:  # type: ignore[attr-defined]
        return ON_HOLD
    if unsettled:
        return f"{sentence(counted(unsettled, 'comment'))} to be settled first: publish it on its own page."
    return "" if opened.was(request, version) else "Open it first"


def _publish(request: HttpRequest, ticked: list[str]) -> None:
    """Publish what was ticked, one by one; say of each what became of it."""
    wanted = {int(pk) for pk in ticked[:MOST] if pk.isdecimal()}
    visible = versions_visible_to(user_of(request), insider_of(request).roles)
    versions = list(visible.filter(pk__in=wanted).select_related("article__topic").order_by("pk"))
    if missing := len(wanted) - len(versions):
        verb = "is" if missing == 1 else "are"
        said = f"{sentence(counted(missing, 'text'))} that you ticked {verb} not among yours any more"
        messages.warning(request, f"{said}; nothing was done about {'it' if missing == 1 else 'them'}.")
    done = []
    for version in versions:
        if why := _refused(request, version):
            messages.warning(request, f"“{version.title}” was not published. {why}")
        else:
            done.append(f"“{version.title}”{about_holds(version)}")
    if done:
        named = "; ".join(done)
        messages.success(request, f"{sentence(counted(len(done), 'text'))} published and live: {named}.")
    elif not wanted:
        messages.warning(request, "Nothing was ticked, so nothing was published.")


def _refused(request: HttpRequest, version: Version) -> str:
    """Publish it, or return why not. Whatever the form says, only what was opened goes through."""
    if not opened.was(request, version):
        return NOT_OPENED
    if urgency.is_urgent(version.article):
        return ON_HOLD
    if commenting.open_blocking(version):
        return UNSETTLED
    try:
        workflow.publish(version, by=user_of(request))
    except workflow.NotReady as refusal:
        return " ".join(problem.message for problem in refusal.problems)
    except (workflow.Refused, PermissionDenied) as refusal:
        return str(refusal)
    return ""
