"""The review page: what changed, the text with what was said of it, how far it has come, the form to sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from cms.access import insider
from cms.desk.frame import page
from cms.desk.judging import opened, wording
from cms.desk.judging.moved import Moved
from cms.desk.judging.receipt import receipt_of
from cms.desk.judging.refusing import not_now
from cms.desk.judging.screen import Screen, latest_review, screen_of
from cms.desk.judging.sentences import first_sentence
from cms.desk.judging.signform import OfThePage, PreparedForm, SignForm
from cms.desk.loading import version_or_404
from cms.signing import ProofForm
from reviews import rules
from reviews.models import ReviewKind
from reviews.preparing import MEANING


@insider
def review(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = version_or_404(request, slug, number)
    found = latest_review(shown)
    if found is None:
        return not_now(request, shown, "This version has not been before the board.")
    screen = screen_of(request, shown, found)
    opened.keep(request, shown)
    return show(request, screen)


def show(
    request: HttpRequest,
    screen: Screen,
    *,
    bound: Mapping[str, forms.Form] | None = None,
    moved: Moved | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the forms that were sent and not accepted as they were filled in.

    Args:
        bound: by name: ``sign``, ``ready``, ``proof``, ``comment``, ``withdraw``.
        moved: what became of the text that was not signed.
    """
    sent = bound or {}
    comment, sign = sent.get("comment"), sent.get("sign") or SignForm(screen)
    context = {
        "screen": screen,
        "version": screen.shown,
        "article": screen.shown.article,
        "review": screen.review,
        "panel": screen.panel,
        "seat": screen.seat,
        "sheet": screen.sheet,
        "today": screen.today,
        "sentence": first_sentence(screen),
        "rule": wording.rule_in_words(screen.review),
        "seats": _seats(screen),
        "receipt": receipt_of(screen),
        "sign": sign,
        "ready": sent.get("ready"),
        "moved": moved,
        "of_page": (of_page := _of_the_page(screen, sign)),
        "caution": of_page.caution,
        "proof": sent.get("proof") or ProofForm(),
        "withdraw": sent.get("withdraw"),
        "comment": comment,
        "comment_at": _place_of(comment, screen),
        "kept": screen.kept,
        "may_check": screen.may_sign,
        "keeps": screen.open and screen.seat is not None,
        "source_verdicts": wording.FOUND.items(),
        **_prepared(screen),
        "light": screen.open and screen.review.kind == ReviewKind.EDITORIAL,
        "open_points": _open_points(screen),
        "compared": f"?against={screen.base.version.number}" if screen.base else "",
        "publishes": screen.edits and screen.open and rules.VERBS["publish"].label,
    }
    return page(request, "desk/judging/review.html", context, here="queue", status=status)


def _of_the_page(screen: Screen, sign: forms.Form) -> OfThePage:
    """What the form to sign carries of this page: with a mark where a prepared verdict is what it signs."""
    return PreparedForm(screen) if screen.kept.prepared and not sign.is_bound else OfThePage(screen)


def _prepared(screen: Screen) -> dict[str, Any]:
    """The verdict on the sign sheet, in words."""
    prepared = screen.kept.prepared
    if prepared is None:
        return {}
    return {
        "prepared_as": wording.verdict_in_words(prepared.verdict, prepared.scope, screen.sheet.headings),
        "prepared_meaning": prepared.typed.get(MEANING, ""),
        "prepared_checklist": wording.answers_in_words(prepared.checklist),
    }


def _open_points(screen: Screen) -> int:
    """What this member has not ticked as looked at, and own comments that are still open."""
    user_id = screen.seat.assignment.member.user_id if screen.seat else None
    own = [
        remark
        for remark in screen.remarks.all
        if remark.comment.written_by_id == user_id and remark.comment.resolved_at is None
    ]
    return sum(not card.seen for card in screen.sheet.cards) + len(own)


def _seats(screen: Screen) -> list[tuple[Any, str, bool]]:
    """Each seat with what its verdict covers in words, and whether the verdict is shown to this person."""
    own = screen.seat.assignment.pk if screen.seat else None
    return [
        (
            seat,
            wording.scope_in_words(seat.signoff.scope, screen.sheet.headings) if seat.signoff else "",
            screen.verdicts_shown or seat.assignment.pk == own,
        )
        for seat in screen.panel.seats
    ]


def _place_of(comment: forms.Form | None, screen: Screen) -> UUID | str | None:
    """The section whose form shows again a comment that was not accepted; None stands for the top."""
    if comment is None or not screen.may_comment:
        return None
    section = comment.cleaned_data.get("section")
    if section is None:
        return "lead"
    return section if str(section) in screen.sheet.headings else None
