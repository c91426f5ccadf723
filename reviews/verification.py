"""Finding what is off: every digest, quorum and chain computed again, and the guards compared.

The digests and chains are computed in Python from the rows, by code that shares nothing with the database's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import F

from articles.content.digest import digest_v1, netstrings
from articles.editing import text_of
from articles.models import Article, Version
from articles.states import EVER_LIVE, Status
from reviews import guards
from reviews.guards import Fault
from reviews.models import Approval, Event, ReviewKind, SignOff
from reviews.recorded import record_faults
from reviews.recount import decision_faults

HOUSE = "house"
_TRANSITIONS = Version._meta.get_field("status").get_all_transitions(Version)
LEGAL = {("", Status.DRAFT), *((step.source, step.target) for step in _TRANSITIONS)}


def verify(
    *,
    slug: str = "",
    heads: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Fault]:
    """Return everything that is off, in the order in which it was found; an empty list is good news.

    Args:
        slug: look at one article only (the guards and kept heads are looked at all the same).
        heads: lines of ``manage.py heads`` that were kept elsewhere; each must still be in its chain.
        progress: called with (done, all) after each article.
    """
    with _one_picture():
        faults = guards.faults(connection)
        if heads is not None:
            faults += _head_faults([line.strip() for line in heads if line.strip()])
        articles = Article.objects.filter(slug=slug) if slug else Article.objects.order_by("pk")
        count = articles.count()
        if slug and not count:
            faults.append(Fault("no-such-article", slug, "There is no article at this address."))
        for done, article in enumerate(articles.iterator(), 1):
            faults += article_faults(article)
            if slug:
                faults += record_faults(article)
            if progress:
                progress(done, count)
        if not slug:
            faults += [*_chain_faults(Event.objects.filter(article=None), HOUSE), *record_faults()]
    return faults


@contextmanager
def _one_picture() -> Iterator[None]:
    """Read all from one snapshot: what others commit meanwhile must not look like a fault."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def heads() -> Iterator[str]:
    """Yield ``slug-or-house seq hash`` for every chain: what to keep elsewhere."""
    newest = Event.objects.order_by(F("article").asc(nulls_first=True), "-seq").distinct("article")
    for event in newest.select_related("article"):
        yield f"{event.article.slug if event.article else HOUSE} {event.seq} {event.hash}"


def article_faults(article: Article) -> list[Fault]:
    """Return what is off with one article: texts, standing, decisions and its chain."""
    versions = list(article.versions.order_by("number"))
    events = list(Event.objects.filter(article=article).order_by("seq"))
    faults = list(_chain_faults(events, article.slug))
    faults += _one_of_each(article, versions)
    for version in versions:
        version.article = article
        moves = [event for event in events if event.version_id == version.pk and event.source != event.target]
        faults += [
            *_text_faults(version), *_standing_faults(version, moves), *decision_faults(version, events)
        ]  # fmt: skip
    return faults


def _where(version: Version) -> str:
    return f"{version.article.slug} v{version.number}"


def _text_faults(version: Version) -> Iterator[Fault]:
    where = _where(version)
    if version.status == Status.DRAFT:
        return
    if version.digest_scheme != 1:
        yield Fault("digest-scheme", where, f"Digest scheme {version.digest_scheme} is not known.")
    elif digest_v1(text_of(version), content_format=version.content_format) != version.digest:
        yield Fault("text-changed", where, "The text is not the one that left draft: its digest differs.")
    for signoff in SignOff.objects.filter(review__version=version).exclude(digest=version.digest):
        message = f"The signature of {signoff.printed_name} is of another text."
        yield Fault("signature-of-another-text", where, message)


def _one_of_each(article: Article, versions: list[Version]) -> Iterator[Fault]:
    if [version.number for version in versions] != list(range(1, len(versions) + 1)):
        yield Fault("version-missing", article.slug, "The versions are not numbered without a gap.")
    if sum(version.status == Status.APPROVED for version in versions) > 1:
        yield Fault("two-live", article.slug, "More than one version is live.")


def _standing_faults(version: Version, moves: Sequence[Event]) -> Iterator[Fault]:
    where = _where(version)
    at, since, live = "", None, None
    for move in moves:
        if move.source != at or (move.source, move.target) not in LEGAL:
            yield Fault("move-missing", where, f"A move from {move.source} does not follow one to {at}.")
        at, since = move.target, move.at
        live = move.at if at == Status.APPROVED else live
    if at != version.status:
        yield Fault("status-changed", where, f"It is {version.status}; its events say {at or 'nothing'}.")
    elif (version.status_since, version.live_at) != (since, live):
        yield Fault("status-changed", where, "The times at which it moved are not those of its events.")
    if version.status in (*EVER_LIVE, Status.SCHEDULED):
        kinds = [ReviewKind.FULL, ReviewKind.EDITORIAL]
        if not Approval.objects.filter(version=version, digest=version.digest, kind__in=kinds).exists():
            yield Fault("approval-missing", where, "It was put live without an approval of its digest.")


def _chain_faults(events: Iterable[Event], chain: str) -> Iterator[Fault]:
    previous, seq = "", 0
    for event in sorted(events, key=lambda event: event.seq):
        seq += 1
        if event.seq != seq:
            yield Fault("chain-cut", f"{chain} {seq}", f"Event {seq} of the chain is missing.")
            seq = event.seq
        elif event.previous != previous:
            yield Fault("chain-cut", f"{chain} {seq}", f"Event {seq} does not follow the one before it.")
        if event.hash != event_hash(event):
            yield Fault("event-changed", f"{chain} {seq}", f"Event {seq} was changed after it was written.")
        previous = event.hash


def event_hash(event: Event) -> str:
    """Return the hash of an event (docs/digest.md), as 64 hexadecimal digits."""
    said = netstrings(
        "imprimatur-event-1", event.previous, event.article_id, event.version_id, event.seq, event.actor,
        event.actor_user_id, event.action, event.source, event.target,
        f"{event.at:%Y-%m-%dT%H:%M:%S.%f}Z", event.note,
        event.record_table, event.record_id, event.record_hash,
    )  # fmt: skip
    return sha256(said).hexdigest()


def _head_faults(lines: Sequence[str]) -> Iterator[Fault]:
    if not lines:
        yield Fault("head-unreadable", "heads", "No head was kept there, so nothing was compared.")
    for line in lines:
        parts = line.split()
        if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit()):
            yield Fault("head-unreadable", line[:80], "A kept head is `slug-or-house seq hash`.")
            continue
        chain, seq, kept = parts
        # The hash covers the article's number, so a head is found again after a change of address.
        if not Event.objects.filter(article__isnull=chain == HOUSE, seq=int(seq), hash=kept).exists():
            message = f"The kept head {seq} of {chain} is no longer in its chain."
            yield Fault("chain-cut", f"{chain} {seq}", message)
