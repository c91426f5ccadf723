"""What a member does while reading: words kept as they are typed, a verdict prepared, sources looked at.

None of it is a signature, and none of it counts for anything. It is the member's own, on every device.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, Func, JSONField, Value

from articles import clock
from articles.acting import acting
from articles.content.characters import without_forbidden
from articles.content.digest import canonical_json, netstrings
from articles.models import User, Version
from reviews.models import (
    TAKING_PART,
    Assignment,
    BoardMember,
    Preparation,
    Review,
    SourceCheck,
    SourceVerdict,
    Verdict,
)
from reviews.refusals import Refused, guarded

MOST_BYTES = 64 * 1024
#: Names under which the words of the form to sign are kept: they go when the verdict is prepared or signed.
OF_THE_VERDICT = "sign:"
#: Under these names stands what the screen said when a verdict was prepared, and nobody types: what had
#: changed, in a line and word by word (JSON), the names of the ticks of its doses (JSON), what it means.
CHANGES, CHANGED, DOSES, MEANING = OF_THE_SCREEN = "_changes", "_changed", "_doses", "_meaning"
#: Under names that begin so stand ticks, and remarks that are typed and not sent.
SEEN, REMARKS = "seen:", ("comment:", "reply:")
CLOSED = "This review is closed. What you typed is still on your page; nothing more is kept here."
_NAME = re.compile(r"[a-z][a-z0-9:_.-]{0,159}")
_TOO_MUCH = (
    "What you typed here and have not sent is more than can be kept for you (64 KB). It is still on this "
    "page: send some of it, or shorten it."
)


class _Merged(Func):
    """One jsonb laid over another, name by name; a null takes its name out."""

    template = "jsonb_strip_nulls(%(expressions)s)"
    arg_joiner = " || "
    output_field = JSONField()


class Saved(NamedTuple):
    """What is kept now, and the words that were left because another device wrote them meanwhile, by name."""

    row: Preparation
    elsewhere: dict[str, str]


def save_typed(
    review: Review, *, by: User, words: Mapping[str, str], over: Mapping[str, Collection[str]] | None = None
) -> Saved:
    """Keep words that a member has typed and not sent, each under its name; empty ones are forgotten.

    Names that are not mentioned stay as they are, so that two devices take nothing from each other.

    Args:
        over: by name, what the page that sends them knows to stand here. Other words under such a name are
            newer than that page: they are left, and told.

    Raises:
        PermissionDenied: unless ``by`` was asked to review, and did not decline.
        Refused: if the review is closed, a name is not one, or it comes to more than 64 KB.
    """
    if not all(_NAME.fullmatch(name) for name in words):
        raise Refused("There is no such field on the page.")
    said = {name: without_forbidden(each) for name, each in words.items()}
    with guarded(), acting(by):
        row = _own(review, by)
        elsewhere = {
            name: row.typed[name]
            for name, known in (over or {}).items()
            if name in said and row.typed.get(name, "") not in ("", said[name], *known)
        }
        kept = {name: each or None for name, each in said.items() if name not in elsewhere}
        own = Preparation.objects.filter(pk=row.pk)
        own.update(typed=_Merged(F("typed"), Value(kept, JSONField())), saved_at=clock.Now())
        row.refresh_from_db()
        if len(json.dumps(row.typed, ensure_ascii=False).encode()) > MOST_BYTES:
            raise Refused(_TOO_MUCH)
    return Saved(row, elsewhere)


def sent(review: Review, *, by: User, names: Iterable[str]) -> None:
    """Forget words that have arrived as what they were meant to be; also after the review was closed."""
    gone = dict.fromkeys(names)
    with guarded(), acting(by):
        own = Preparation.objects.filter(review=review, member__user=by.pk)
        own.update(typed=_Merged(F("typed"), Value(gone, JSONField())))


def prepare(
    review: Review,
    *,
    by: User,
    verdict: str,
    digest: str,
    scope: str = "whole",
    statement: str = "",
    checklist: list[list[str]] | None = None,
    shown: Mapping[str, str] | None = None,
) -> Preparation:
    """Put a verdict on the member's sign sheet, for the text with this digest. It is signed there, or never.

    Args:
        shown: what the member's screen said of the text and the verdict, under the names ``OF_THE_SCREEN``.
            The sign sheet says it again; what is signed is what the verb says.

    Raises:
        PermissionDenied: unless ``by`` was asked to review, and did not decline.
        Refused: if the review is closed, or the text is another one.
    """
    if verdict not in (Verdict.APPROVE, Verdict.REQUEST_CHANGES, Verdict.RECUSE):
        raise Refused("Choose your verdict first.")
    with guarded(), acting(by):
        row = _own(review, by)
        if Version.objects.get(pk=review.version_id).digest != digest:
            raise Refused("The text is not the one that was on the screen. Nothing was prepared.")
        row.verdict, row.digest, row.scope = verdict, digest, " ".join(scope.split())
        row.statement = without_forbidden(statement).strip()
        row.checklist = checklist if verdict == Verdict.APPROVE else None
        row.prepared_at = clock.now()
        told = {name: said for name, said in (shown or {}).items() if said and name in OF_THE_SCREEN}
        row.typed = _without_verdict(row.typed) | told
        row.save()
    return row


def unprepare(review: Review, *, by: User) -> None:
    """Take a verdict off the member's sign sheet again. What it said is kept among the words typed."""
    with guarded(), acting(by):
        row = _locked(review, by)
        if row is None or row.prepared_at is None:
            return
        typed = as_typed(row) | row.typed
        row.typed = {name: said for name, said in typed.items() if name not in OF_THE_SCREEN}
        _emptied(row).save()


def as_typed(row: Preparation) -> dict[str, str]:
    """Return a prepared verdict as the words of the form that it came from, each under its name."""
    named = [] if set(row.scope.split()) <= {"whole", "doses"} else row.scope.split()
    said = {
        "verdict": row.verdict,
        "covers": "sections" if named else row.scope,
        "statement": row.statement,
        **{f"section:{key}": "on" for key in named},
        **{f"check:{number}": answer for number, (_, answer) in enumerate(row.checklist or [])},
    }
    return {f"{OF_THE_VERDICT}{name}": words for name, words in said.items() if words}


def typed_since(row: Preparation) -> bool:
    """Whether its form was filled in otherwise after the verdict was prepared: that is not part of it."""
    said = as_typed(row)
    return any(
        words != said.get(name) for name, words in row.typed.items() if name.startswith(OF_THE_VERDICT)
    )


def unsent(row: Preparation) -> list[str]:
    """Return the remarks that were typed beside a text and not sent, the words of each."""
    quiet = (":quote", ":blocking", ":remove")
    named = [name for name in row.typed if name.startswith(REMARKS) and not name.endswith(quiet)]
    return [row.typed[name].strip() for name in named if row.typed[name].strip()]


def mark_of(row: Preparation) -> str:
    """Return what stands in a page for a prepared verdict: a hash over all that its member would sign.

    The page sends it back. A verdict that was prepared anew meanwhile, on another device, has another one.
    """
    said = (row.review_id, row.digest, row.verdict, row.scope, row.statement, canonical_json(row.checklist))
    return sha256(netstrings("imprimatur-prepared-1", *said, row.typed.get(MEANING, ""))).hexdigest()


def on_the_sheet(review: Review, *, by: User) -> Preparation | None:
    """Return the verdict that waits to be signed, or None; locked, for the signature's own transaction."""
    row = _locked(review, by)
    return row if row is not None and row.prepared_at is not None else None


def signed(review: Review, *, by: User) -> None:
    """Clear what was prepared, now that a verdict is signed. To be called in the signature's transaction."""
    row = _locked(review, by)
    if row is not None:
        row.typed = _without_verdict(row.typed)
        _emptied(row).save()


def check_source(
    review: Review, *, by: User, reference: UUID, verdict: str, support: UUID | None = None
) -> SourceCheck:
    """Note what a member found in a source for what is claimed with it. The newest note counts.

    Saying the same twice in a row is one note.

    Raises:
        Refused: if the review is closed, the text has no such source, or ``by`` does not review it.
    """
    if verdict not in SourceVerdict.values:
        raise Refused("Say whether the source supports it, does not, or could not be checked.")
    with guarded(), acting(by):
        member = _member(review, by)
        said = {"review": review, "member": member, "reference_key": reference, "support_key": support}
        last = SourceCheck.objects.filter(**said).last()
        if last is not None and last.verdict == verdict:
            return last
        return SourceCheck.objects.create(**said, verdict=verdict)


def _own(review: Review, by: User) -> Preparation:
    """The member's row in an open review, locked; made where there is none."""
    member = _member(review, by)
    if Review.objects.filter(pk=review.pk).exclude(closed_at=None).exists():
        raise Refused(CLOSED)
    row, _ = Preparation.objects.get_or_create(review=review, member=member)
    return Preparation.objects.select_for_update(no_key=True).get(pk=row.pk)


def _locked(review: Review, by: User) -> Preparation | None:
    rows = Preparation.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(review=review, member__user=by.pk).first()


def _member(review: Review, by: User) -> BoardMember:
    seats = Assignment.objects.filter(review=review, member__user=by.pk, member__removals=None)
    seat = seats.filter(status__in=TAKING_PART).select_related("member").first()
    if seat is None:
        raise PermissionDenied("Only the members who were asked to review this text prepare a verdict on it.")
    return seat.member


def _without_verdict(typed: dict[str, str]) -> dict[str, str]:
    gone = (OF_THE_VERDICT, *OF_THE_SCREEN)
    return {name: said for name, said in typed.items() if not name.startswith(gone)}


def _emptied(row: Preparation) -> Preparation:
    row.verdict = row.statement = row.digest = ""
    row.scope, row.checklist, row.prepared_at = "whole", None, None
    return row
