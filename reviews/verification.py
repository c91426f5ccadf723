"""Finding what is off: every digest, quorum and chain computed again, and the guards compared.

The digests and chains are computed in Python from the rows, by code that shares nothing with the database's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from django.db import connection
from django.db.models import F, Max, Q

from articles.content.digest import digest_v1, netstrings
from articles.editing import text_of
from articles.models import Article, Version
from articles.states import EVER_LIVE, Status
from reviews import guards
from reviews.guards import Fault
from reviews.models import Answer, Approval, Event, Review, ReviewKind, SignOff, Verdict
from reviews.rules import contributors_since_approval

HOUSE = "house"
RECORDED = (
    "reviews_signoff", "reviews_answer", "reviews_voiding", "reviews_removal", "reviews_disclosure",
    "reviews_clearance", "reviews_approval", "reviews_notice", "reviews_hold", "reviews_policy",
    "reviews_boardmember", "articles_grant", "articles_topic", "articles_publication",
)  # fmt: skip


def verify(
    *, slug: str = "", heads: Iterable[str] = (), progress: Callable[[int, int], None] | None = None
) -> list[Fault]:
    """Return everything that is off, in the order in which it was found; an empty list is good news.

    Args:
        slug: look at one article only (the guards and kept heads are looked at all the same).
        heads: lines of ``manage.py heads`` that were kept elsewhere; each must still be in its chain.
        progress: called with (done, all) after each article.
    """
    articles = Article.objects.filter(slug=slug) if slug else Article.objects.order_by("pk")
    count = articles.count()
    faults = [*guards.faults(connection), *_head_faults(heads)]
    if slug and not count:
        faults.append(Fault("no-such-article", slug, "There is no article at this address."))
    for done, article in enumerate(articles.iterator(), 1):
        faults += article_faults(article)
        if progress:
            progress(done, count)
    if not slug:
        faults += [*_chain_faults(Event.objects.filter(article=None), HOUSE), *_record_faults()]
    return faults


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
        faults += [*_text_faults(version), *_standing_faults(version, moves), *_approval_faults(version)]
    return faults


def _where(version: Version) -> str:
    return f"{version.article.slug} v{version.number}"


def _text_faults(version: Version) -> Iterator[Fault]:
    if version.status == Status.DRAFT:
        return
    if version.digest_scheme != 1:
        yield Fault("digest-scheme", _where(version), f"Digest scheme {version.digest_scheme} is not known.")
    elif digest_v1(text_of(version), content_format=version.content_format) != version.digest:
        yield Fault("text-changed", _where(version), "The text is not the one that left draft: its digest differs.")
    for signoff in SignOff.objects.filter(review__version=version).exclude(digest=version.digest):
        message = f"The signature of {signoff.printed_name} is of another text."
        yield Fault("signature-of-another-text", _where(version), message)


def _one_of_each(article: Article, versions: list[Version]) -> Iterator[Fault]:
    if [version.number for version in versions] != list(range(1, len(versions) + 1)):
        yield Fault("version-missing", article.slug, "The versions are not numbered without a gap.")
    if sum(version.status == Status.APPROVED for version in versions) > 1:
        yield Fault("two-live", article.slug, "More than one version is live.")


def _standing_faults(version: Version, moves: list[Event]) -> Iterator[Fault]:
    at = ""
    for move in moves:
        if move.source != at:
            yield Fault("move-missing", _where(version), f"A move from {move.source} does not follow one to {at}.")
        at = move.target
    if at != version.status:
        yield Fault("status-changed", _where(version), f"It is {version.status}; its events say {at or 'nothing'}.")
    if version.status in (*EVER_LIVE, Status.SCHEDULED):
        kinds = [ReviewKind.FULL, ReviewKind.EDITORIAL]
        if not Approval.objects.filter(version=version, digest=version.digest, kind__in=kinds).exists():
            yield Fault("approval-missing", _where(version), "It was put live without an approval of its digest.")


def _approval_faults(version: Version) -> Iterator[Fault]:
    for approval in Approval.objects.filter(version=version).select_related("review"):
        if approval.digest != version.digest:
            yield Fault("approval-of-another-text", _where(version), "An approval is of another digest.")
        given, needed = _quorum(approval.review, approval)
        if given < needed:
            yield Fault("quorum-missing", _where(version), f"Its approval needs {needed} signatures and has {given}.")
        for lacking in _lacking(approval.review, approval):
            yield Fault("quorum-missing", _where(version), f"Nobody signed for {lacking}.")


def _standing(review: Review, approval: Approval) -> list[SignOff]:
    """Each member's last sign-off before the decision, less those voided by then."""
    rows = SignOff.objects.filter(review=review, at__lte=approval.at).exclude(voiding__at__lte=approval.at)
    newest = rows.values("member").annotate(last=Max("pk")).values("last")
    return list(rows.filter(pk__in=newest).select_related("member"))


def _quorum(review: Review, approval: Approval) -> tuple[int, int]:
    wrote = contributors_since_approval(approval.version)
    given = {
        signoff.member_id
        for signoff in _standing(review, approval)
        if signoff.verdict == Verdict.APPROVE
        and signoff.digest == approval.digest
        and "whole" in signoff.scope.split()
        and signoff.member.user_id not in wrote
    }
    raised = Answer.objects.filter(signoff__review=review, at__lte=approval.at).count()
    return len(given), review.quorum + raised


def _lacking(review: Review, approval: Approval) -> Iterator[str]:
    standing = _standing(review, approval)
    approving = [signoff for signoff in standing if signoff.verdict == Verdict.APPROVE]
    for scope in review.required_scopes:
        if not any(scope in signoff.scope.split() for signoff in approving):
            yield f"the scope {scope}"
    for specialty in review.required_specialties:
        if not any(specialty in signoff.specialties for signoff in approving):
            yield f"the specialty {specialty}"
    for signoff in standing:
        if signoff.verdict == Verdict.REQUEST_CHANGES and not hasattr(signoff, "answer"):
            yield f"the objection of {signoff.printed_name}, which stands unanswered"


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
        f"{event.at:%Y-%m-%dT%H:%M:%S.%f}Z", event.note, event.record_table, event.record_id, event.record_hash,
    )  # fmt: skip
    return sha256(said).hexdigest()


def _head_faults(lines: Iterable[str]) -> Iterator[Fault]:
    for line in lines:
        if not line.strip():
            continue
        parts = line.split()
        if len(parts) != 3 or not parts[1].isdigit():
            yield Fault("head-unreadable", line.strip()[:80], "A kept head is `slug-or-house seq hash`.")
            continue
        chain, seq, kept = parts
        of_chain = Q(article=None) if chain == HOUSE else Q(article__slug=chain)
        if not Event.objects.filter(of_chain, seq=int(seq), hash=kept).exists():
            yield Fault("chain-cut", f"{chain} {seq}", f"The kept head {seq} of {chain} is no longer in its chain.")


def _record_faults() -> Iterator[Fault]:
    """Compare every recorded row with the newest event that records it."""
    for table in RECORDED:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(t.id, e.record_id), e.record_hash IS NULL, t.id IS NULL"  # noqa: S608 - our own names
                f" FROM {table} t FULL JOIN (SELECT DISTINCT ON (record_id) record_id, record_hash FROM reviews_event"
                "  WHERE record_table = %s ORDER BY record_id, id DESC) e ON e.record_id = t.id"
                " WHERE e.record_hash IS DISTINCT FROM imprimatur_row_hash(%s, t.id) ORDER BY 1",
                [table, table],
            )
            rows = cursor.fetchall()
        for row_id, unrecorded, missing in rows:
            what = "is gone" if missing else "has no event" if unrecorded else "was changed after it was recorded"
            yield Fault("record-changed", f"{table} {row_id}", f"Row {row_id} of {table} {what}.")
