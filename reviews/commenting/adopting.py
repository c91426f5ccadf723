"""Taking a proposed wording into a draft: an edit of whoever takes it, and a row that says whose it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied

from articles import clock, editing
from articles.acting import acting
from articles.cleaning import cleaned
from articles.content.anchors import Anchor
from articles.content.rewording import CannotReword, reword, reword_plain
from articles.content.text import ArticleText, SectionText
from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews.commenting.hearing import threads_for
from reviews.commenting.saying import settle
from reviews.models import Adoption, Comment, Part
from reviews.refusals import Refused, guarded


def accept_suggestion(
    said: Comment, *, by: User, draft: Version, revision: int, text: ArticleText | None = None
) -> Version:
    """Put the proposed wording in the place of the words that it was proposed for, and save the draft.

    It is ``by``'s edit like any other, and settles the comment. Whoever proposed it may still sign, but never
    makes up the whole quorum. Taking it twice is taking it once.

    Args:
        revision: the draft's count of saves when ``by`` opened it.
        text: the draft as ``by`` has typed it, saved along; else as it is stored.

    Returns:
        The draft, fresh.

    Raises:
        PermissionDenied: if ``by`` may not edit the draft, or does not read the comment.
        editing.NotADraft: if it has left draft.
        editing.StaleSave: if somebody else saved in the meantime.
        Refused: if the words are not there any more, or would take a citation or mark-up with them. Nothing
            is saved then.
    """
    with guarded(), acting(by):
        draft = editing.locked(draft)
        _refuse_who_may_not(draft, said, by)
        said = Comment.objects.select_for_update(no_key=True).get(pk=said.pk)
        typed = cleaned(text or editing.text_of(draft))
        if Adoption.objects.filter(comment=said).exists():
            return editing.save(draft, typed, by=by, revision=revision)
        if said.suggestion is None or said.resolved_at is not None:
            raise Refused("This was settled in the meantime. The text was not changed.")
        saved = editing.save(draft, reworded(typed, said), by=by, revision=revision)
        Adoption.objects.create(comment=said, version=saved, adopted_by=by, at=clock.now())
        settle(said, by=by)
    return editing.fresh(saved)


def reworded(text: ArticleText, said: Comment) -> ArticleText:
    """Return the text with a comment's proposed wording in the place of its quote.

    Raises:
        Refused: saying why it cannot be, and what was proposed, to be put in by hand.
    """
    wording = said.suggestion or ""
    anchor = Anchor(quote=said.quote, prefix=said.prefix, suffix=said.suffix)
    try:
        if said.section_key is None:
            name = said.part or Part.SUMMARY
            change = reword_plain if name == Part.TITLE else reword
            changes: dict[str, Any] = {name: change(getattr(text, name), anchor, wording)}
            return replace(text, **changes)
        if all(section.key != said.section_key for section in text.sections):
            raise CannotReword("The section that it was proposed for is not in the text any more.")
        sections = (_with(section, said, anchor, wording) for section in text.sections)
        return replace(text, sections=tuple(sections))
    except CannotReword as why:
        proposed = f"“{wording}”" if wording else "that these words go"
        raise Refused(f"{why} Nothing was changed. Proposed was {proposed}: put it in by hand.") from why


def _with(section: SectionText, said: Comment, anchor: Anchor, wording: str) -> SectionText:
    if section.key != said.section_key:
        return section
    changes: dict[str, Any] = {said.part: reword(getattr(section, said.part), anchor, wording)}
    return replace(section, **changes)


def _refuse_who_may_not(draft: Version, said: Comment, by: User) -> None:
    roles = Roles.of(by)
    if not editing.may_edit(draft, by, roles):
        raise PermissionDenied("You may not edit this draft.")
    if draft.status != Status.DRAFT:
        raise editing.NotADraft(draft.status)
    if not threads_for(draft, by, roles).filter(pk=said.pk).exists():
        raise PermissionDenied("This comment is not of an earlier version that was given back to you.")
