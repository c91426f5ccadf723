"""The decision: publish, go live, return, decline, reaffirm; and what happens to a live version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from articles import clock
from articles.content.problems import Problem, in_reference
from articles.editing import copy_into_next
from articles.models import User, Version
from articles.sources import retracted
from articles.states import Status
from reviews import jobs, notices, rules
from reviews.models import Approval, BoardMember, Hold, Notice, Outcome, Review, ReviewKind
from reviews.refusals import Conflict, NotReady, Refused
from reviews.workflow.inviting import invite_members, members_of_last_review
from reviews.workflow.moves import case_of, move, write_event
from reviews.workflow.writing import close_review


def publish(version: Version, *, by: User, at: datetime | None = None, note: str = "") -> Version:
    """Approve a version that has its quorum, and put it live now or ``at`` a moment to come.

    Effects: the approval, which closes the review; one event; the old version is superseded; holds on sections
    that this version changes are lifted; everybody involved is told. Later: a job for the moment.

    Raises:
        QuorumMissing: with what is still missing.
        Refused: if ``at`` is not to come.
    """
    with case_of(version, "publish", by=by) as version:
        review = rules.open_review(version)
        if review is None:
            raise Conflict(version, "The review was closed in the meantime.")
        approval = Approval.objects.create(
            review=review, version=version, digest=version.digest, kind=review.kind, approved_by=by
        )
        if at is not None:
            return _schedule(version, at, approval, note=note, by=by)
        return _put_live(version, "publish", by=by, note=note, approval=approval)


def go_live(version: Version, *, by: User, note: str = "") -> Version:
    """Put a scheduled version live, if nothing has come up since it was approved.

    Raises:
        NotReady: if a hold was laid or a source retracted since; the version stays scheduled, the editors are told.
        Conflict: if its time has not come.
    """
    with case_of(version, "go_live", by=by) as version:
        if version.go_live_at and version.go_live_at > clock.now():
            raise Conflict(version, "Its time has not come yet.")
        if problems := _come_up_since_approval(version):
            raise NotReady(problems)
        return _put_live(version, "go_live", by=by, note=note)


def hold_back(version: Version, problems: Sequence[Problem], *, by: User) -> None:
    """Keep in the record, and tell the editors, why a scheduled version did not go live."""
    with case_of(version, "go_live", by=by) as version:
        write_event("held_back", version=version, note=" ".join(problem.message for problem in problems))
        notices.held_back(version, problems)


def return_to_author(version: Version, *, by: User, note: str = "") -> Version:
    """Give a version back with a letter (``note``). The next version opens as a draft of its author's.

    Effects: one event; the review closes; author and members are told.
    """
    with case_of(version, "return_to_author", by=by) as version:
        review = close_review(version, Outcome.RETURNED, note)
        version = move(version, "to_returned", "return_to_author", note=note)
        copy_into_next(version, author=version.author)
        notices.returned(version, review, by=by, letter=note)
    return version


def decline(version: Version, *, by: User, note: str = "") -> Version:
    """Decline a version for good. Effects: one event; the review closes; author and members are told."""
    with case_of(version, "decline", by=by) as version:
        review = close_review(version, Outcome.DECLINED, note)
        version = move(version, "to_declined", "decline", note=note)
        notices.declined(version, review, by=by, letter=note)
    return version


def reaffirm(
    version: Version,
    *,
    by: User,
    members: Sequence[BoardMember] = (),
    answer_due: date | None = None,
    review_due: date | None = None,
    note: str = "",
) -> Review:
    """Open a review of the live version: the same digest, new sign-offs, a new date.

    Effects: one event; invitations. The version stays live, whatever comes of it.

    Raises:
        Conflict: if such a review is open already.
    """
    with case_of(version, "reaffirm", by=by) as version:
        if rules.open_review(version, reaffirming=True):
            raise Conflict(version, "It is being reaffirmed already.")
        review = Review.objects.create(version=version, kind=ReviewKind.REAFFIRM, opened_by=by)
        write_event("reaffirm", version=version, note=note)
        chosen = list(members) or members_of_last_review(version)
        invite_members(review, version, chosen, by=by, answer_due=answer_due, review_due=review_due)
    return Review.objects.get(pk=review.pk)


def complete_reaffirmation(version: Version, *, by: User, note: str = "") -> Approval:
    """Decide a reaffirming review that has its quorum: the live version gets a new review date.

    Effects: an approval of kind ``reaffirm`` and its event.
    """
    with case_of(version, "complete_reaffirmation", by=by) as version:
        review = rules.open_review(version, reaffirming=True)
        if review is None:
            raise Conflict(version, "No review of the live version is open.")
        approval = Approval.objects.create(
            review=review, version=version, digest=version.digest, kind=review.kind, approved_by=by
        )
        write_event("complete_reaffirmation", version=version, note=note, record=approval)
        notices.reaffirmed(version, by=by)
    return Approval.objects.get(pk=approval.pk)


def hold(version: Version, *, by: User, reason: str, section_key: UUID | None = None, note: str = "") -> Hold:
    """Cover a section of the live version at every public address at once, or put a notice over the page.

    Effects: the hold and its event; the editors and the signers are told.

    Raises:
        Refused: if that place is held already, or the live version has no such section.
    """
    with case_of(version, "hold", by=by) as version:
        if Hold.objects.open().filter(article=version.article, section_key=section_key).exists():
            raise Refused("This is on hold already.")
        laid = Hold.objects.create(
            article=version.article,
            version=version,
            section_key=section_key,
            reason=reason,
            note=note,
            laid_by=by,
            laid_at=clock.now(),
        )
        notices.held(version, laid, by=by)
    return Hold.objects.get(pk=laid.pk)


def lift(laid: Hold, *, by: User, note: str = "") -> Hold:
    """Take a hold away again. Only another person than the one who laid it may. Effects: one event."""
    live = laid.article.versions.filter(status=Status.APPROVED).first() or laid.version
    with case_of(live, "lift", by=by) as version:
        laid = Hold.objects.get(pk=laid.pk)
        if laid.lifted_at is not None:
            raise Conflict(version, "Somebody has lifted it already.")
        if laid.laid_by_id == by.pk:
            raise Refused("A hold is lifted by another person than the one who laid it.", "IM005")
        _lift(laid, by=by, note=note)
        notices.lifted(version, laid, by=by)
    return Hold.objects.get(pk=laid.pk)


def retract(version: Version, *, by: User, note: str) -> Version:
    """Take the live version from readers, with a public notice (``note``) in its place and on every older one.

    Effects: the notice; one move and its event; everybody involved is told.
    """
    if not note.strip():
        raise Refused("A retraction tells readers why.")
    with case_of(version, "retract", by=by) as version:
        close_review(version, Outcome.CLOSED)
        Notice.objects.create(article=version.article, version=version, text=note.strip(), noticed_by=by)
        version = move(version, "to_retracted", "retract", note=note)
        notices.retracted(version, by=by, notice=note)
    return version


def _schedule(version: Version, at: datetime, approval: Approval, *, note: str, by: User) -> Version:
    if at <= clock.now():
        raise Refused("Choose a moment that is still to come.")
    version.go_live_at = at
    version = move(version, "to_scheduled", "publish", note=note, record=approval)
    jobs.go_live.configure(schedule_at=at).defer(version_id=version.pk)
    notices.scheduled(version, by=by)
    return version


def _put_live(version: Version, verb: str, *, by: User, note: str, approval: Approval | None = None) -> Version:
    live = version.article.versions.select_for_update(no_key=True).filter(status=Status.APPROVED).first()
    if live:
        live.article = version.article
        close_review(live, Outcome.CLOSED)
        move(live, "to_superseded", "supersede", note=f"by version {version.number}")
    version = move(version, "to_approved", verb, note=note, record=approval)
    if live:
        _lift_what_changed(version, by=by)
    notices.published(version, by=by)
    return version


def _lift_what_changed(version: Version, *, by: User) -> None:
    for laid in Hold.objects.open().filter(article=version.article).exclude(section_key=None).select_related("version"):
        if _said(version, laid.section_key) != _said(laid.version, laid.section_key):
            _lift(laid, by=by, note=f"changed in version {version.number}", version=version)


def _said(version: Version, key: UUID | None) -> tuple[str, ...] | None:
    return version.sections.filter(key=key).values_list("heading", "body", "plain_body").first()


def _lift(laid: Hold, *, by: User, note: str, version: Version | None = None) -> None:
    laid.lifted_by = by
    laid.lifted_at = clock.now()
    laid.lifted_by_version = version
    laid.lift_note = note
    laid.save()


def _come_up_since_approval(version: Version) -> list[Problem]:
    approval = Approval.objects.filter(version=version).latest("pk")
    problems = [
        Problem(
            code="held",
            severity="error",
            where=f"section:{laid.section_key}" if laid.section_key else "page",
            message=f"The live version was put on hold since ({laid.get_reason_display().lower()}).",
        )
        for laid in Hold.objects.open().filter(article=version.article, laid_at__gt=approval.at)
    ]
    references = list(version.references.all())
    gone = retracted((reference.doi, reference.pmid) for reference in references)
    return problems + [
        Problem(
            code="retracted-reference",
            severity="error",
            where=in_reference(reference.key),
            message=f"“{reference.title}” was retracted.",
        )
        for reference in references
        if {reference.doi.lower(), reference.pmid} & gone
    ]


