"""Who is told what by mail. A notice is a job of the same transaction: no move, no mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Q

from articles import clock
from articles.content.problems import Problem
from articles.models import Role, User, Version
from reviews import jobs
from reviews.models import Assignment, Event, Hold, Review, SignOff


def submitted(version: Version, *, by: User) -> None:
    _tell(_editors(version), f"Submitted: {version.title}", [f"{by} has submitted version {version.number}."], version, by)


def recalled(version: Version, review: Review | None, *, by: User) -> None:
    people = [*_editors(version), *_members(review)]
    _tell(people, f"Recalled: {version.title}", [f"{by} has taken version {version.number} back to work on it."], version, by)


def invited(assignment: Assignment, version: Version, *, by: User) -> None:
    due = f"{assignment.review_due:%-d %B %Y}" if assignment.review_due else "when you can"
    lines = [f"{by} asks you to review version {version.number}. Please answer soon; the review itself is due {due}."]
    _tell([assignment.member.user], f"Review asked: {version.title}", lines, version, by)


def invitation_declined(assignment: Assignment, *, by: User) -> None:
    version = assignment.review.version
    lines = [f"{assignment.member.printed_name} will not review this: {assignment.get_decline_reason_display().lower()}."]
    if assignment.decline_note:
        lines.append(assignment.decline_note)
    _tell(_editors(version), f"Review declined: {version.title}", lines, version, by)


def conflict_stated(assignment: Assignment, *, by: User) -> None:
    version = assignment.review.version
    lines = [f"{assignment.member.printed_name} has stated a conflict of interest and cannot sign. Choose another member."]
    _tell(_editors(version), f"Conflict of interest: {version.title}", lines, version, by)


def signed(signoff: SignOff, version: Version) -> None:
    """Tell the editors, and give the signer a receipt: the digest and the head of the chain leave the database."""
    head = Event.objects.filter(article=version.article).order_by("-seq")[0]
    facts = [
        ("Verdict", signoff.get_verdict_display()),
        ("Scope", signoff.scope),
        ("Meaning", signoff.meaning),
        ("Signed", f"{signoff.at:%-d %B %Y, %H:%M} UTC"),
        ("Text", f"version {version.number}, sha256 {signoff.digest}"),
        ("Chain head", f"{version.article.slug} {head.seq} {head.hash}"),
    ]
    signer = signoff.member.user
    lines = ["This is your receipt. Keep it: it proves what you signed, whatever becomes of our records."]
    _tell([signer], f"Receipt: {version.title}", lines, version, None, facts)
    said = f"{signoff.printed_name}, {signoff.credentials}: {signoff.get_verdict_display().lower()}."
    _tell(_editors(version), f"Signed: {version.title}", [said], version, signer)


def alarm(version: Version, *, by: User, note: str) -> None:
    lines = [f"{by} signed this version and would now take it back. It stays as it is until you act.", note]
    _tell(_editors(version), f"Alarm: {version.title}", lines, version, by)


def scheduled(version: Version, *, by: User) -> None:
    assert version.go_live_at is not None
    lines = [f"Version {version.number} is approved and goes live on {version.go_live_at:%-d %B %Y at %H:%M} UTC."]
    _tell([version.author, *_editors(version)], f"Scheduled: {version.title}", lines, version, by)


def held_back(version: Version, problems: Sequence[Problem]) -> None:
    lines = [f"Version {version.number} did not go live.", *(problem.message for problem in problems)]
    _tell(_editors(version), f"Held back: {version.title}", lines, version, None)


def published(version: Version, *, by: User) -> None:
    people = [version.author, *_editors(version), *_signers(version)]
    _tell(people, f"Live: {version.title}", [f"Version {version.number} is approved and live."], version, by)


def returned(version: Version, review: Review | None, *, by: User, letter: str) -> None:
    lines = [f"{by} has returned version {version.number}. The next version is open as a draft.", letter]
    _tell([version.author, *_members(review)], f"Returned: {version.title}", lines, version, by)


def declined(version: Version, review: Review | None, *, by: User, letter: str) -> None:
    people = [version.author, *_members(review)]
    _tell(people, f"Declined: {version.title}", [f"{by} has declined version {version.number}.", letter], version, by)


def reaffirmed(version: Version, *, by: User) -> None:
    people = [version.author, *_editors(version), *_signers(version)]
    _tell(people, f"Reaffirmed: {version.title}", [f"The board stands by version {version.number}."], version, by)


def held(version: Version, laid: Hold, *, by: User) -> None:
    people = [version.author, *_editors(version), *_signers(version)]
    lines = [f"{by} has put this on hold: {laid.get_reason_display().lower()}.", laid.note]
    _tell(people, f"On hold: {version.title}", lines, version, by)


def lifted(version: Version, laid: Hold, *, by: User) -> None:
    people = [laid.laid_by, *_editors(version)]
    _tell(people, f"Hold lifted: {version.title}", [f"{by} has lifted the hold.", laid.lift_note], version, by)


def retracted(version: Version, *, by: User, notice: str) -> None:
    people = [version.author, *_editors(version), *_signers(version)]
    _tell(people, f"Retracted: {version.title}", [f"{by} has retracted this article.", notice], version, by)


def _editors(version: Version) -> list[User]:
    of_topic = Q(grants__topic=None) | Q(grants__topic=version.article.topic_id)
    now = clock.now()
    in_force = Q(grants__starts_at__lte=now) & (Q(grants__ends_at=None) | Q(grants__ends_at__gt=now))
    roles = [Role.EDITOR, Role.CHIEF]
    return list(User.objects.filter(of_topic & in_force, grants__role__in=roles, is_active=True).distinct())


def _members(review: Review | None) -> list[User]:
    return list(User.objects.filter(board_member__assignments__review=review)) if review else []


def _signers(version: Version) -> list[User]:
    return list(User.objects.filter(board_member__signoffs__review__version=version).distinct())


def _tell(
    people: Iterable[User],
    subject: str,
    lines: Iterable[str],
    version: Version,
    by: User | None,
    facts: Sequence[tuple[str, str]] = (),
) -> None:
    told = sorted({person.pk for person in people} - {by.pk if by else None})
    link = f"{settings.SITE_URL}/desk/articles/{version.article.slug}/{version.number}/"
    letter = {"subject": subject, "lines": [line for line in lines if line], "link": link, "facts": [*facts]}
    if told:
        jobs.mail.batch_defer(*({"user_id": user_id, **letter} for user_id in told))
