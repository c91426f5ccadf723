"""Who is told what by mail. A notice is a job of the same transaction: no move, no mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.text import Truncator, get_text_list

from articles import clock
from articles.content.problems import Problem
from articles.models import Grant, Question, Role, User, Version
from reviews import jobs, rules, urgency
from reviews.models import (
    TAKING_PART,
    Assignment,
    AssignmentStatus,
    Event,
    Hold,
    Reclassification,
    Review,
    SignOff,
    Sweep,
    SweepItem,
)


def submitted(version: Version, *, by: User) -> None:
    said = f"{by} has submitted version {version.number}."
    _tell(_editors(version), f"Submitted: {version.title}", [said], version, by)


def recalled(version: Version, review: Review | None, *, by: User) -> None:
    said = f"{by} has taken version {version.number} back to work on it."
    _tell(_editors(version) | _members(review), f"Recalled: {version.title}", [said], version, by)


def invited(assignment: Assignment, version: Version, *, by: User, urgent: bool = False) -> None:
    due = f"{assignment.review_due:%-d %B %Y}" if assignment.review_due else "when you can"
    soon = f"by {assignment.answer_due:%-d %B %Y}" if assignment.answer_due else "soon"
    lines = [urgency.SAID] if urgent else []
    lines += [
        f"{by} asks you to review version {version.number}.",
        f"Please answer {soon}; the review itself is due {due}.",
    ]
    member, place = Q(pk=assignment.member.user_id), f"/desk/assignments/{assignment.pk}/"
    subject = f"{'Urgent review' if urgent else 'Review'} asked: {version.title}"
    _tell(member, subject, lines, version, by, place=place)


def invitation_withdrawn(assignment: Assignment, *, by: User, note: str) -> None:
    """Tell a member that nothing is asked of them any more."""
    version = assignment.review.version
    lines = [f"{by} has taken back the invitation to review version {version.number}: {note}"]
    lines.append("Nothing is asked of you any more. Thank you for the time that you may have given it.")
    member, place = Q(pk=assignment.member.user_id), f"/desk/assignments/{assignment.pk}/"
    _tell(member, f"Invitation withdrawn: {version.title}", lines, version, by, place=place)


def hastened(assignment: Assignment, version: Version, *, by: User) -> None:
    """Tell a member who was asked before anything was on hold that it cannot wait any more."""
    lines = [
        urgency.SAID,
        f"{by} has put it on hold since you were asked to review; the version before you corrects it.",
    ]
    if assignment.status == AssignmentStatus.INVITED:
        lines.append(f"Please answer by {assignment.answer_due:%-d %B %Y}.")
    lines.append(f"Your verdict is due by {assignment.review_due:%-d %B %Y} now.")
    member, place = Q(pk=assignment.member.user_id), f"/desk/assignments/{assignment.pk}/"
    _tell(member, f"Urgent now: {version.title}", lines, version, by, place=place)


def made_full(version: Version, *, by: User, note: str) -> None:
    lines = [
        f"{by} has asked for a full review of version {version.number}, which was to be compared alone.",
        "Those who were asked are asked again, and those of the last full review with them.",
        note,
    ]
    _tell(_editors(version), f"Full review asked for: {version.title}", lines, version, by)


def invitation_declined(assignment: Assignment, *, by: User) -> None:
    version = assignment.review.version
    reason = assignment.get_decline_reason_display().lower()
    lines = [f"{assignment.member.printed_name} will not review this: {reason}.", assignment.decline_note]
    if assignment.ask_again_on:
        lines.append(f"You may ask again on {assignment.ask_again_on:%-d %B %Y}.")
    _tell(_editors(version), f"Review declined: {version.title}", lines, version, by)


def conflict_stated(assignment: Assignment, *, by: User) -> None:
    version = assignment.review.version
    who = assignment.member.printed_name
    lines = [f"{who} has stated a conflict of interest and cannot sign. Choose another member."]
    _tell(_editors(version), f"Conflict of interest: {version.title}", lines, version, by)


def out_of_reach(version: Version, why: str, *, by: User | None) -> None:
    """Tell the editors, also one who caused it, that a quorum cannot be met any more."""
    _tell(_editors(version), f"Cannot be met any more: {version.title}", [why], version, None)


def signed(signoff: SignOff, version: Version, *, by: User) -> None:
    """Tell the editors, and give the signer a receipt: digest and chain head leave the database with it."""
    head = Event.objects.filter(article=version.article).order_by("-seq")[0]
    facts = [
        ("Verdict", signoff.get_verdict_display()),
        ("Scope", signoff.scope),
        ("Meaning", signoff.meaning),
        ("Signed by", f"{signoff.printed_name}, {signoff.credentials}"),
        ("Signed", clock.written(signoff.at)),
        ("Text", f"version {version.number}, sha256 {signoff.digest}"),
        ("Chain head", f"{version.article.slug} {head.seq} {head.hash}"),
    ]
    lines = ["This is your receipt. Keep it: it proves what you signed, whatever becomes of our records."]
    _tell(Q(pk=by.pk), f"Receipt: {version.title}", lines, version, None, facts)
    said = f"{signoff.printed_name}, {signoff.credentials}: {signoff.get_verdict_display().lower()}."
    _tell(_editors(version), f"Signed: {version.title}", [said, signoff.statement], version, by)


def objection_answered(version: Version, signoff: SignOff, *, by: User, text: str) -> None:
    lines = [f"{by} has answered the objection of {signoff.printed_name}. One more signature is needed now."]
    people = _editors(version) | Q(board_member=signoff.member_id)
    _tell(people, f"Objection answered: {version.title}", [*lines, text], version, by)


def signature_lost(version: Version, lines: Sequence[str], *, by: User) -> None:
    """Tell the editors, also one who caused it, what became of a signature and what they can do."""
    subject = f"A signature does not stand any more: {version.title}"
    _tell(_editors(version), subject, lines, version, None)


def signatures_lost(name: str, versions: Sequence[tuple[Version, str]]) -> None:
    """Tell the editors of each topic, in one mail, of the texts that a removed member had signed.

    Args:
        versions: each with what becomes of it.
    """
    topics = {version.article.topic_id: version for version, _ in versions}
    for topic, first in topics.items():
        lines = [f"{name} was removed from the board. What rests on their signature is yours to look at."]
        lines += [
            f"“{version.title}”, version {version.number}: {becomes} "
            f"{settings.SITE_URL}/desk/articles/{version.article.slug}/{version.number}/"
            for version, becomes in versions
            if version.article.topic_id == topic
        ]
        subject = f"Signatures of {name} do not stand any more"
        _send(_editors(first), subject, lines, None, (), place="/desk/")


def reclassification_asked(asked: Reclassification, *, by: User) -> None:
    """Tell the editors, who confirm or decline it, and those who sign."""
    version, said = asked.version, f"{by} asks to change the {asked.said}."
    place = f"/desk/articles/{version.article.slug}/reclassify/"
    subject = f"To be confirmed: {version.title}"
    lines = [said, asked.reason, "A second editor confirms or declines it; until then nothing changes."]
    _tell(_editors(version), subject, lines, version, by, place=place)
    review = rules.open_review(version) or rules.open_review(version, reaffirming=True)
    _tell(_members(review), subject, lines, version, by)


def reclassified(asked: Reclassification, *, by: User) -> None:
    """Tell the editors and those who sign what became of what was asked for."""
    version, review = asked.version, rules.open_review(asked.version)
    review = review or rules.open_review(version, reaffirming=True)
    did = "confirmed" if asked.confirmed else "declined"
    said = f"{asked.asked_by} asked to change the {asked.said}. {by} has {did} it."
    lines = [said, asked.reason, asked.answer]
    if asked.confirmed:
        lines.append("Those who sign are shown it beside the text.")
    people = _editors(version) | _members(review) | Q(pk=asked.asked_by_id)
    _tell(people, f"Topic or risk {did}: {version.title}", lines, version, by)


def scheduled(version: Version, at: datetime, *, by: User) -> None:
    lines = [f"Version {version.number} is approved and goes live on {clock.written(at)}."]
    _tell(_author(version) | _editors(version), f"Scheduled: {version.title}", lines, version, by)


def held_back(version: Version, problems: Sequence[Problem]) -> None:
    lines = [f"Version {version.number} did not go live.", *(problem.message for problem in problems)]
    _tell(_editors(version), f"Held back: {version.title}", lines, version, None)


def published(version: Version, *, by: User) -> None:
    said = f"Version {version.number} is approved and live."
    _tell(_everybody(version), f"Live: {version.title}", [said], version, by)


def returned(version: Version, review: Review | None, *, by: User, letter: str) -> None:
    said = f"{by} has returned version {version.number}. The next version is open as a draft."
    people = _author(version) | _members(review)
    _tell(people, f"Returned: {version.title}", [said, letter], version, by)


def declined(version: Version, review: Review | None, *, by: User, letter: str) -> None:
    said = f"{by} has declined version {version.number}."
    people = _author(version) | _members(review)
    _tell(people, f"Declined: {version.title}", [said, letter], version, by)


def reaffirmed(version: Version, *, by: User) -> None:
    said = f"The board stands by version {version.number}."
    _tell(_everybody(version), f"Reaffirmed: {version.title}", [said], version, by)


def decided_without_them(review: Review, version: Version, *, by: User) -> None:
    """Tell those who were asked and have given no verdict that nothing is asked of them any more."""
    heard = SignOff.objects.filter(review=review).values("member__user")
    lines = [f"The review of version {version.number} is decided: it has its signatures without yours."]
    lines.append("Nothing is asked of you any more.")
    people = _members(review) & ~Q(pk__in=heard)
    _tell(people, f"Review over: {version.title}", lines, version, by)


def review_closed(version: Version, review: Review, *, by: User) -> None:
    """Tell members that what they were asked to look at again has been overtaken."""
    said = f"The review of version {version.number} has ended without a decision. You need do nothing more."
    _tell(_members(review), f"Review ended: {version.title}", [said], version, by)


def held(version: Version, laid: Hold, *, by: User, swept: bool = False) -> None:
    lines = [f"{by} has put this on hold: {laid.get_reason_display().lower()}.", laid.note]
    people = _everybody(version) if not swept else _author(version) | _signers(version)
    _tell(people, f"On hold: {version.title}", lines, version, by)


def swept(sweep: Sweep) -> None:
    """Tell the editors of the topics concerned, in one mail, what became of a sweep."""
    items = SweepItem.objects.filter(sweep=sweep)
    counted = items.aggregate(
        all=Count("pk"),
        held=Count("hold"),
        tasks=Count("task"),
        refused=Count("pk", filter=~Q(problem="")),
    )
    versions = Version.objects.filter(pk__in=items.values("version")).select_related("article")
    people = Q(pk=sweep.started_by_id)
    for version in {version.article.topic_id: version for version in versions}.values():
        people |= _editors(version)
    said = f"{sweep.started_by} has swept the live texts for “{sweep.query}”: {counted['all']} places."
    facts = [
        (name, str(counted[key]))
        for name, key in (("On hold", "held"), ("Tasks", "tasks"), ("Not done, with the reason", "refused"))
        if counted[key]
    ]
    place = f"/desk/sweep/{sweep.pk}/"
    _send(people, f"Safety sweep: {sweep.query}", [said, sweep.note], None, facts, place=place)


def lifted(version: Version, laid: Hold, *, by: User) -> None:
    people = Q(pk=laid.laid_by_id) | _editors(version)
    lines = [f"{by} has lifted the hold.", laid.lift_note]
    _tell(people, f"Hold lifted: {version.title}", lines, version, by)


def retracted(version: Version, review: Review | None, *, by: User, notice: str) -> None:
    people = _everybody(version) | _members(review)
    said = f"{by} has retracted this article."
    _tell(people, f"Retracted: {version.title}", [said, notice], version, by)


def escalated(chief: User, holds: Sequence[Hold], mistakes: Sequence[Question]) -> None:
    """Tell an editor-in-chief of everything that has waited too long, in one mail.

    Args:
        mistakes: each with ``swept``: whether no reader reported it, and a safety sweep made a task of it.
    """
    reported = [row for row in mistakes if not row.swept]  # type: ignore[attr-defined]
    swept = [row for row in mistakes if row.swept]  # type: ignore[attr-defined]
    lines = [_overdue("Reported", row) for row in reported]
    lines += [_overdue("To be looked at since a safety sweep", row) for row in swept]
    lines += [
        f"“{hold.version.title}” has been on hold since {clock.written(hold.laid_at)}: "
        f"{hold.get_reason_display().lower()}. Correct it, or have it lifted. "
        f"{settings.SITE_URL}/desk/articles/{hold.version.article.slug}/"
        for hold in holds
    ]
    counted = [
        f"{len(rows)} {one if len(rows) == 1 else several}"
        for rows, one, several in (
            (reported, "reported mistake", "reported mistakes"),
            (swept, "place of a safety sweep", "places of a safety sweep"),
            (holds, "hold", "holds"),
        )
        if rows
    ]
    jobs.mail.defer(
        user_id=chief.pk,
        subject=f"Overdue: {get_text_list(counted, 'and')}",
        lines=lines,
        link=f"{settings.SITE_URL}/desk/",
        facts=[],
    )


def _overdue(said: str, row: Question) -> str:
    where = f"in “{row.version.title}”" if row.version else "in no article"
    text = Truncator(" ".join(row.text.split())).chars(200)
    address = f"{settings.SITE_URL}/desk/questions/{row.pk}/"
    return f"{said} {where}, due {clock.written(row.due_at)}: {text} {address}"  # type: ignore[arg-type]


def _author(version: Version) -> Q:
    return Q(pk=version.author_id)


def _editors(version: Version) -> Q:
    """Whoever edits the article's topic at this moment."""
    grants = Grant.objects.in_force(clock.Now()).filter(role__in=[Role.EDITOR, Role.CHIEF])
    of_topic = grants.filter(Q(topic=None) | Q(topic=version.article.topic_id))
    return Q(pk__in=of_topic.values("user"))


def _members(review: Review | None) -> Q:
    """Whoever was asked into the review and did not decline."""
    seats = Assignment.objects.filter(review=review) if review else Assignment.objects.none()
    return Q(pk__in=seats.filter(status__in=TAKING_PART).values("member__user"))


def _signers(version: Version) -> Q:
    """Whoever signed in a review of it, or of the text with which its wording was compared."""
    behind = rules.reviews_behind(version)
    return Q(pk__in=SignOff.objects.filter(review__in=behind).values("member__user"))


def _everybody(version: Version) -> Q:
    return _author(version) | _editors(version) | _signers(version)


def _tell(
    people: Q,
    subject: str,
    lines: Iterable[str],
    version: Version,
    by: User | None,
    facts: Sequence[tuple[str, str]] = (),
    place: str = "",
) -> None:
    """Defer a mail about a version to each of ``people`` but the one who did it.

    Args:
        place: where the mail's link leads; without one, to the version.
    """
    place = place or f"/desk/articles/{version.article.slug}/{version.number}/"
    _send(people, subject, lines, by, facts, place=place)


def _send(
    people: Q,
    subject: str,
    lines: Iterable[str],
    by: User | None,
    facts: Sequence[tuple[str, str]],
    *,
    place: str,
) -> None:
    """Defer a mail to each of ``people`` but ``by``. Two queries, however many they are."""
    accounts = User.objects.filter(people, is_active=True).exclude(email="").order_by("pk")
    told = [pk for pk in accounts.values_list("pk", flat=True) if by is None or pk != by.pk]
    letter: dict[str, Any] = {
        "subject": subject,
        "lines": [line for line in lines if line],
        "link": f"{settings.SITE_URL}{place}",
        "facts": [*facts],
    }
    if told:
        jobs.mail.batch_defer(*({"user_id": user_id, **letter} for user_id in told))
