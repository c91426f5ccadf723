"""Which texts an editor has opened before deciding on several at once; kept in the session, by digest."""

from __future__ import annotations

from django.http import HttpRequest

from articles.models import Version
from articles.states import Status
from cms.desk.loading import insider_of

_KEY = "opened"
_MOST = 300


def keep(request: HttpRequest, shown: Version) -> None:
    """Remember that this editor was shown this text, if it is one that they may have to publish."""
    edits = insider_of(request).roles.is_editor(shown.article.topic_id)
    if shown.status != Status.UNDER_REVIEW or not edits or was(request, shown):
        return
    known: dict[str, str] = request.session.get(_KEY, {})
    request.session[_KEY] = dict([*known.items(), (str(shown.pk), shown.digest)][-_MOST:])


def was(request: HttpRequest, shown: Version) -> bool:
    """Whether this person opened exactly this text since they logged in."""
    return bool(request.session.get(_KEY, {}).get(str(shown.pk)) == shown.digest)
