"""My work: one sentence that says what to do next, then everything that waits for this person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from articles import clock
from cms.access import insider
from cms.desk import waiting
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from cms.desk.waiting import groups_of, sentence


@insider
def work(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    groups, cut = groups_of(user_of(request), insider_of(request), now)
    context = {
        "groups": groups,
        "sentence": sentence(groups),
        "cut": " and ".join(cut),
        "most": waiting.MOST,
        "today": clock.day_of(now),
        "now": now,
    }
    return page(request, "desk/work.html", context, here="work")
