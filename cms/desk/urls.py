"""Addresses of the desk: nouns, then what is done to them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, resolve
from django.utils.http import escape_leading_slashes

from cms.access import insider
from cms.desk import acting, queue, reading_room, work
from cms.desk.judging.urls import urlpatterns as judging
from cms.desk.operating.urls import urlpatterns as operating
from cms.desk.writing.urls import urlpatterns as writing


@insider
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever is not an address of the desk: the same login first, then nothing; a slash may be missing."""
    whole = f"{request.path}/"
    if not rest.endswith("/") and resolve(whole).url_name != "nowhere":
        return HttpResponseRedirect(escape_leading_slashes(whole))
    raise Http404(f"The desk has no page {rest}.")


app_name = "desk"
urlpatterns = [
    path("", work.work, name="work"),
    path("queue/", queue.queue, name="queue"),
    path("palette/", queue.palette, name="palette"),
    path("keys/", queue.keys, name="keys"),
    path("articles/<slug:slug>/", reading_room.article, name="article"),
    path("articles/<slug:slug>/<int:number>/", reading_room.version, name="version"),
    path("articles/<slug:slug>/<int:number>/do/<slug:verb>/", acting.act, name="act"),
    *writing,
    *judging,
    *operating,
    path("<path:rest>", nowhere, name="nowhere"),
]
