"""What was said of the versions before a draft, beside its sections: answered, settled, taken."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from articles.content.text import ArticleText
from articles.models import User, Version
from articles.roles import Roles
from cms.desk.judging.remarks import SHOWN_WITH, Places, Remarks, placed
from cms.desk.loading import insider_of, user_of
from reviews import commenting
from reviews.models import Comment
from reviews.refusals import Refused

#: A reply's field in the draft's form, and the buttons beside it; each is followed by the comment's number.
REPLY, SETTLE, TAKE = "reply", "settle", "take"

_SESSION = "half_written_replies"
_LONGEST = 20 * commenting.LONGEST
_MOST_DRAFTS = 5


def beside(draft: Version, text: ArticleText, by: User, roles: Roles) -> Remarks:
    """Return the threads that are open, and those whose wording is in the draft, as they stand in its text.

    One query.
    """
    shown = {"": Q(resolved_at=None) | Q(adoption__version=draft)}
    shown["reply_to__"] = Q(reply_to__resolved_at=None) | Q(reply_to__adoption__version=draft)
    rows = commenting.threads_for(draft, by, roles).filter(
        (Q(reply_to=None) & shown[""]) | (~Q(reply_to=None) & shown["reply_to__"])
    )
    edits = roles.is_editor(draft.article.topic_id)
    places = Places(text, number=draft.number)
    return placed(rows.select_related(*SHOWN_WITH).order_by("pk"), places, by, edits=edits)


def taken(request: HttpRequest, draft: Version, command: str) -> Comment | None:
    """Return the comment whose wording a button takes into the draft, or None if it does something else.

    Raises:
        Http404: if there is no such comment beside this draft.
    """
    return _said(request, draft, command) if command.partition(" ")[0] == TAKE else None


def answered(request: HttpRequest, draft: Version, command: str) -> str:
    """Reply or settle, if that is what the button does; returns the comment's anchor, or nothing.

    It does not hang on the draft's being saved: what is said in a thread is said. A reply that is refused, or
    is only half-written, stays in its field.
    """
    verb = command.partition(" ")[0]
    typed = {name: said for name, said in _typed(request.POST).items() if said.strip()}
    anchor = ""
    if verb in (REPLY, SETTLE):
        said = _said(request, draft, command)
        anchor = f"comment-{said.pk}"
        if _done(request, verb, said) and verb == REPLY:
            typed.pop(said.pk, None)
    _keep(request, typed)
    return anchor


def unsent(request: HttpRequest, draft: Version) -> int | None:
    """Return the number of a comment to which a reply was typed and not sent, if its thread is open."""
    begun = half_written(request, {})
    waiting = commenting.threads_for(draft, user_of(request), insider_of(request).roles)
    found = waiting.filter(pk__in=begun, resolved_at=None).order_by("pk").first() if begun else None
    return found.pk if found else None


def half_written(request: HttpRequest, words: Mapping[str, str]) -> dict[int, str]:
    """Return the replies that were typed and not sent, by the number of what they answer."""
    kept = request.session.get(_SESSION, {}).get(request.path, {})
    return {int(number): said for number, said in kept.items()} | _typed(words)


def _done(request: HttpRequest, verb: str, said: Comment) -> bool:
    try:
        if verb == REPLY:
            commenting.reply(said, by=user_of(request), body=request.POST.get(f"{REPLY}-{said.pk}", ""))
            messages.success(request, "Reply added.")
        else:
            commenting.resolve(said, by=user_of(request))
            messages.success(request, "Settled.")
    except (Refused, PermissionDenied) as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _said(request: HttpRequest, draft: Version, command: str) -> Comment:
    number = command.partition(" ")[2][:18]
    beside_it = commenting.threads_for(draft, user_of(request), insider_of(request).roles)
    found = beside_it.filter(reply_to=None, pk=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Http404("No such comment stands beside this draft.")
    return found


def _typed(words: Mapping[str, str]) -> dict[int, str]:
    fields = ((name.partition("-"), said) for name, said in words.items())
    return {int(pk[:18]): said for (kind, _, pk), said in fields if kind == REPLY and pk.isdecimal()}


def _keep(request: HttpRequest, typed: Mapping[int, str]) -> None:
    """Keep half-written replies until they are sent, so that no other button of the form takes them away."""
    kept = {path: said for path, said in request.session.get(_SESSION, {}).items() if path != request.path}
    if typed and sum(map(len, typed.values())) <= _LONGEST:
        kept = dict(list(kept.items())[-_MOST_DRAFTS + 1 :])
        kept[request.path] = {str(number): said for number, said in typed.items()}
    if kept != request.session.get(_SESSION, {}):
        request.session[_SESSION] = kept
