"""Links for readers outside: one version, to be read and commented on, for a while, without any role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet

from articles import clock
from articles.acting import acting
from articles.content.characters import without_forbidden
from articles.models import User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import rules
from reviews.models import Comment, Part, Share, ShareVisit
from reviews.refusals import Refused, guarded

DAYS = 14
MOST_DAYS = 90
LONGEST = 5000
MOST_COMMENTS_AN_HOUR = 60
_SECRET_BYTES = 32
_ONE_VISIT = timedelta(minutes=1)
_OPEN_TO_COMMENTS = (Status.SUBMITTED, Status.UNDER_REVIEW)
_SHAREABLE = frozenset(Status) - {Status.DRAFT, Status.WITHDRAWN}


def may_share(version: Version, by: User, roles: Roles | None = None) -> bool:
    """Whether ``by`` may make and revoke links to this version: an editor of its topic."""
    return rules.is_editor(rules.Case(version, by, roles or Roles.of(by)))


def can_be_shared(version: Version) -> bool:
    """Whether the version was ever submitted: a draft is nobody's to see outside."""
    return version.status in _SHAREABLE


def share(
    version: Version, *, by: User, invitee: str, purpose: str = "", days: int = DAYS
) -> tuple[Share, str]:
    """Make a link. Returns its row and its secret, which is kept nowhere and cannot be shown again.

    Effects: an event of the article's chain, written by the database.

    Raises:
        PermissionDenied: unless ``by`` edits the topic.
        Refused: if it is for nobody, for too long, or the version was never submitted.
    """
    _must_be_editor(version, by)
    invitee = without_forbidden(invitee).strip()
    if not invitee:
        raise Refused("Say for whom the link is.")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"A link works for a day at least and {MOST_DAYS} days at most.")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    now = clock.now()
    with guarded(), acting(by):
        made = Share.objects.create(
            version=version,
            invitee=invitee,
            purpose=without_forbidden(purpose).strip(),
            token_digest=_digest(secret),
            created_by=by,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    return made, secret


def revoke(shared: Share, *, by: User) -> None:
    """End a link at once. Revoking it twice changes nothing.

    Raises:
        PermissionDenied: unless ``by`` edits the topic.
    """
    _must_be_editor(shared.version, by)
    with guarded(), acting(by):
        row = Share.objects.select_for_update(no_key=True).get(pk=shared.pk)
        if row.revoked_at is None:
            row.revoked_by, row.revoked_at = by, clock.now()
            row.save(update_fields=["revoked_by", "revoked_at"])


def shares_of(version: Version) -> QuerySet[Share]:
    """Return the links to a version, newest first, each with its ``log`` of when it was opened."""
    shares = Share.objects.filter(version=version).select_related("created_by", "revoked_by")
    log = Prefetch("visits", ShareVisit.objects.order_by("-at"), to_attr="log")
    return shares.prefetch_related(log).order_by("-pk")


def found(secret: str) -> Share | None:
    """Return the link with this secret, whether or not it is in force, or None."""
    rows = Share.objects.select_related("version__article__topic", "version__author", "created_by")
    return rows.filter(token_digest=_digest(secret)).first()


def in_force(shared: Share) -> bool:
    return shared.revoked_at is None and shared.expires_at > clock.now()


def visited(shared: Share) -> None:
    """Write down that the link was opened. What is opened again within a minute is one visit."""
    now = clock.now()
    if not ShareVisit.objects.filter(share=shared, at__gt=now - _ONE_VISIT).exists():
        ShareVisit.objects.create(share=shared, at=now)


def takes_comments(shared: Share) -> bool:
    return in_force(shared) and shared.version.status in _OPEN_TO_COMMENTS


def comment(shared: Share, *, body: str, section_key: UUID | None = None) -> Comment:
    """Say something of a shared text. The same words twice are said once.

    Raises:
        Refused: if it is empty or too long, the link has ended, the text is no longer before the board, or
            more was said in this hour than anybody reads.
    """
    body = without_forbidden(body).strip()
    if not body:
        raise Refused("Write something first.")
    if len(body) > LONGEST:
        raise Refused(f"A comment has at most {LONGEST:,} characters; this one has {len(body):,}.")
    if not takes_comments(shared):
        raise Refused("This text is no longer before the board, so that it takes no more comments.")
    with guarded(), acting(User.objects.system()):
        mine = Comment.objects.filter(share=shared)
        if again := mine.filter(body=body, section_key=section_key).first():
            return again
        if mine.filter(at__gt=clock.now() - timedelta(hours=1)).count() >= MOST_COMMENTS_AN_HOUR:
            raise Refused("That is a lot for one hour. Your words are still here; send them a little later.")
        made = Comment.objects.create(
            share=shared,
            section_key=section_key,
            part=Part.BODY if section_key else Part.WHOLE,
            body=body,
            written_by=User.objects.system(),
            at=clock.now(),
        )
    return Comment.objects.get(pk=made.pk)


def said_through(shared: Share) -> list[Comment]:
    """Return what was said through a link, each with what was answered to it. Two queries."""
    rows = Comment.objects.filter(share=shared, reply_to=None).prefetch_related("replies__written_by")
    return list(rows.order_by("pk"))


def _must_be_editor(version: Version, by: User) -> None:
    if not may_share(version, by):
        raise PermissionDenied("Only an editor of the topic shares a text with readers outside.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
