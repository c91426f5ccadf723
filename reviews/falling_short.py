"""Reviews that nobody left: a term that ended, or a closed account, put their quorum out of reach."""

from __future__ import annotations

from articles.acting import acting
from articles.editing import locked
from articles.models import User, Version
from reviews import notices, reach
from reviews.models import Assignment, Event, Review
from reviews.refusals import guarded
from reviews.workflow.moves import write_event

#: Since the newest of these the editors have known who sits in the review.
_SEATED = ("start_review", "invite", "full_review", "reaffirm")
_TOLD = "out_of_reach"


def tell() -> list[Version]:
    """Tell the editors of each such review, once until they have asked somebody else.

    Effects: an event and a mail for each.
    """
    vacated = Assignment.objects.filter(pk__in=reach.seats_vacated().values("pk")).values("review")
    reviews = Review.objects.open().filter(pk__in=vacated).select_related("version__article")
    return [review.version for review in reviews.order_by("pk") if _tell_of(review)]


def _tell_of(review: Review) -> bool:
    with guarded(), acting(User.objects.system()):
        version = locked(review.version)
        why = _why(review)
        if not why or _knows(version) or not Review.objects.open().filter(pk=review.pk).exists():
            return False
        write_event(_TOLD, version=version)
        notices.out_of_reach(version, why, by=None)
        return True


def _why(review: Review) -> str:
    """Why it is out of reach, if it would not be with those whose term ended or whose account is closed."""
    so_far, left = reach.so_far_in(review), reach.members_left(review)
    vacated = reach.seats_vacated().filter(review=review).select_related("member")
    if reach.lost(review, [*left, *(seat.member for seat in vacated)], so_far):
        return ""
    return reach.lost(review, left, so_far)


def _knows(version: Version) -> bool:
    last = Event.objects.filter(version=version, action__in=(*_SEATED, _TOLD)).order_by("-seq").first()
    return last is not None and last.action == _TOLD
