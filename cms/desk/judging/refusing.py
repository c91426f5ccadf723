"""What a page says when something is not done: a sentence, and everything that was typed still there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from articles.models import Version
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from reviews import rules, workflow
from reviews.reauthentication import NotTheSigner

REFUSALS = (workflow.Refused, NotTheSigner, PermissionDenied)
WHO: Mapping[str, str] = {
    "start_review": "The editors of this topic choose who reviews it.",
    "reaffirm": "The editors of this topic decide when it is reviewed again.",
    "invite": "The editors of this topic choose who reviews it.",
    "withdraw_invitation": "The editors of this topic take an invitation back.",
    "ask_for_full_review": "The members who were asked and the editors of this topic ask for a full review.",
    "sign_off": "Only the members who were asked to review this text sign it.",
    "publish": "The editors of this topic publish.",
    "answer_objection": (
        "An objection is answered by an editor-in-chief who neither wrote the text nor signed in this review."
    ),
    "hold": "A hold is laid by an editor of this topic, or by a member who signed the live version.",
    "lift": "A hold is lifted by an editor of this topic, or by a member who signed the live version.",
}


def require(request: HttpRequest, verb: str, version: Version) -> None:
    """Refuse with a sentence (403) whoever may not do this.

    Raises:
        PermissionDenied: saying who may.
    """
    if not rules.may(verb, version, user_of(request), insider_of(request).roles):
        raise PermissionDenied(WHO[verb])


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put what the verb answered on the form. What was typed stays in the form either way."""
    try:
        act()
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def not_now(request: HttpRequest, version: Version, said: str) -> HttpResponse:
    """The page for a verb that does not belong to the version as it stands."""
    context = {"version": version, "article": version.article, "said": said}
    return page(request, "desk/judging/not_now.html", context, here="queue", status=409)
