"""A version as readers will see it, for each audience. It is not public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from articles.editing import may_edit
from articles.states import Status
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of, version_or_404
from cms.pages.audience import chosen
from cms.pages.preview import as_readers_will_see


@insider
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    context = {
        "page": as_readers_will_see(shown, audience=chosen(request), address=request.path),
        "version": shown,
        "article": shown.article,
        "editable": shown.status == Status.DRAFT
        and may_edit(shown, user_of(request), insider_of(request).roles),
    }
    response = page(request, "desk/writing/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
