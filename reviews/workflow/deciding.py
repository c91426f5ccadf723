"""The decision: publish, go live, return, decline, reaffirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, QuerySet, Subquery

from articles import clock
from articles.acting import acting
from articles.content.problems import Problem, in_reference, in_section, quoted
from articles.editing import copy_into_next, locked
from articles.models import User, Version
from articles.roles import Roles
from articles.sources import retracted_references
from articles.states import Status
from reviews import commenting, jobs, notices, rules, signatures
from reviews.models import Approval, BoardMember, Event, Hold, Outcome, Review, ReviewKind
from reviews.refusals import Conflict, NotReady, Refused, guarded
from reviews.workflow.covering import lift_what_changed
from reviews.workflow.inviting import invite_members, members_of_last_review
from reviews.workflow.moves import case_of, close_review, fresh, move, typed, write_event

_WHAT_NOW = (
    "If the new text is right, have a second person lift the hold, and it goes live by itself; "
    "if not, return it."
)


def publish(version: Version, *, by: User, at: datetime | None = None, note: str = "") -> Version:
    """Approve a version that has its quorum, and put it live now or ``at`` a moment to come.

    Effects: the approval, which closes the review; one event; the old version is superseded; holds on
    sections that this version changes are lifted; everybody involved is told. Later: a job for the moment.

    Raises:
        QuorumMissing: with what is still missing.
        NotReady: if a source was retracted since it was submitted, or the article since the review began. For
            the system also if a comment is still to be settled first.
        Refused: if ``at`` is not to come; if such a comment is open and ``note`` does not say why it goes
            live all the same.
    """
    with case_of(version, "publish", by=by) as version:
        reviews, live = _open_reviews(version), _live_beside(version)
        review = reviews.get(version.pk)
        if review is None:
            raise Conflict(version, "The review was closed in the meantime.")
        if problems := [*_retraction_since(Status.UNDER_REVIEW, version, live), *_retracted_sources(version)]:
            raise NotReady(problems)
        approval = Approval.objects.create(
            review=review, version=version, digest=version.digest, kind=review.kind, approved_by=by
        )
        if review.unsettled:  # type: ignore[attr-defined]
            _refuse_what_is_unsettled(version, by=by, note=note)
        if at is None:
            _supersede(live, reviews, version, by=by)
            _put_live(version, "publish", by=by, note=note, record=approval)
        else:
            _schedule(version, at, approval, note=note, by=by)
        notices.decided_without_them(review, version, by=by)
        return fresh(version)


def go_live(version: Version, *, by: User, note: str = "") -> Version:
    """Put a scheduled version live, if nothing has come up since it was approved.

    Effects: one event; the old version is superseded; holds on what changed are lifted; everybody involved is
    told.

    Raises:
        NotReady: if a hold was laid, a source or the article retracted since, or too few signatures stand by
            then, or too few for the policy then in force; the version stays scheduled.
        Conflict: if its time has not come.
    """
    with case_of(version, "go_live", by=by) as version:
        if version.go_live_at and version.go_live_at > clock.now():
            raise Conflict(version, "Its time has not come yet.")
        live = _live_beside(version)
        if problems := _come_up_since_approval(version, live):
            raise NotReady(problems)
        _supersede(live, _open_reviews(version), version, by=by)
        _put_live(version, "go_live", by=by, note=note)
        return fresh(version)


def hold_back(version: Version, problems: Sequence[Problem], *, by: User) -> None:
    """Keep in the record, and tell the editors, why the system did not put a version live.

    Effects: one event and one notice, unless the last ones said the same already.
    """
    said = " ".join(problem.message for problem in problems)
    with guarded(), acting(by):
        if not Roles.of(by).is_system:
            raise PermissionDenied("Only the system holds a version back.")
        version = locked(version)
        told = Event.objects.filter(version=version, action="held_back").order_by("-seq").first()
        if version.status not in (Status.UNDER_REVIEW, Status.SCHEDULED) or (told and told.note == said):
            return
        write_event("held_back", version=version, note=said)
        notices.held_back(version, problems)


def return_to_author(version: Version, *, by: User, note: str = "") -> Version:
    """Give a version back with a letter (``note``). The next version opens as a draft of its author's.

    Effects: one event; the review closes; author and members are told.
    """
    with case_of(version, "return_to_author", by=by) as version:
        review = _last_review(version)
        close_review(rules.open_review(version), Outcome.RETURNED, note)
        move(version, "to_returned", "return_to_author", note=note)
        copy_into_next(version, author=version.author)
        notices.returned(version, review, by=by, letter=note)
        return fresh(version)


def decline(version: Version, *, by: User, note: str = "") -> Version:
    """Decline a version for good. Effects: one event; the review closes; author and members are told."""
    with case_of(version, "decline", by=by) as version:
        review = _last_review(version)
        close_review(rules.open_review(version), Outcome.DECLINED, note)
        move(version, "to_declined", "decline", note=note)
        notices.declined(version, review, by=by, letter=note)
        return fresh(version)


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
        chosen = list(members) or members_of_last_review(version)
        review = Review.objects.create(version=version, kind=ReviewKind.REAFFIRM, opened_by=by)
        write_event("reaffirm", version=version, note=note, record=review)
        invite_members(review, version, chosen, by=by, answer_due=answer_due, review_due=review_due)
        return Review.objects.get(pk=review.pk)


def complete_reaffirmation(version: Version, *, by: User, note: str = "") -> Approval:
    """Decide a reaffirming review that has its quorum: the live version gets a new review date.

    Effects: an approval of kind ``reaffirm`` and its event; those involved are told.

    Raises:
        QuorumMissing: with what is still missing.
        NotReady: if a source was retracted in the meantime.
    """
    with case_of(version, "complete_reaffirmation", by=by) as version:
        review = rules.open_review(version, reaffirming=True)
        if review is None:
            raise Conflict(version, "No review of the live version is open.")
        if problems := _retracted_sources(version):
            raise NotReady(problems)
        approval = Approval.objects.create(
            review=review, version=version, digest=version.digest, kind=review.kind, approved_by=by
        )
        write_event("complete_reaffirmation", version=version, note=note, record=approval)
        notices.reaffirmed(version, by=by)
        notices.decided_without_them(review, version, by=by)
        return Approval.objects.get(pk=approval.pk)


def _open_reviews(version: Version) -> dict[int, Review]:
    """Return the article's open reviews by version: of this one, and of the live one if it is reaffirmed.

    ``unsettled``: something that was said of this version, or of one before it, is to be settled first.
    """
    unsettled = Exists(commenting.blocking_open(version))
    reviews = Review.objects.open().filter(version__article=version.article_id).annotate(unsettled=unsettled)
    return {review.version_id: review for review in reviews}


def _refuse_what_is_unsettled(version: Version, *, by: User, note: str) -> None:
    """Over open comments that were to be settled first only a person publishes, and says why."""
    if Roles.of(by).is_system:
        message = (
            "Comments that were to be settled first are open. Settle them, or say why it goes live all the "
            "same, and publish it."
        )
        raise NotReady([Problem(code="unsettled", severity="error", where="page", message=message)])
    if not typed(note):
        raise Refused("Say why it goes live with comments that were to be settled first.")


def _last_review(version: Version) -> Review | None:
    return Review.objects.filter(version=version).order_by("-pk").first()


def _schedule(version: Version, at: datetime, approval: Approval, *, note: str, by: User) -> None:
    if at <= clock.now():
        raise Refused("Choose a moment that is still to come.")
    version.go_live_at = at
    move(version, "to_scheduled", "publish", note=note, record=approval)
    jobs.go_live.configure(schedule_at=at).defer(version_id=version.pk)
    notices.scheduled(version, at, by=by)


def _live_beside(version: Version) -> Version | None:
    lives = version.article.versions.select_for_update(no_key=True).filter(status=Status.APPROVED)
    live = lives.first()
    if live:
        live.article = version.article
    return live


def _supersede(live: Version | None, reviews: Mapping[int, Review], version: Version, *, by: User) -> None:
    """Take the live version, if there is one, out of the way; what reviewed it again has been overtaken."""
    if live is None:
        return
    overtaken = reviews.get(live.pk)
    close_review(overtaken, Outcome.CLOSED)
    move(live, "to_superseded", "supersede", note=f"by version {version.number}")
    if overtaken:
        notices.review_closed(live, overtaken, by=by)


def _put_live(version: Version, verb: str, *, by: User, note: str, record: Approval | None = None) -> None:
    move(version, "to_approved", verb, note=note, record=record)
    lift_what_changed(version, by=by)
    notices.published(version, by=by)


def _come_up_since_approval(version: Version, live: Version | None) -> list[Problem]:
    return [
        *signatures.problems_of(version),
        *_holds_since(Status.SCHEDULED, version),
        *_retraction_since(Status.SCHEDULED, version, live),
        *_retracted_sources(version),
    ]


def _holds_since(status: str, version: Version) -> list[Problem]:
    laid = _events_since(status, version).filter(action="hold").values("record_id")
    return [
        Problem(
            code="held",
            severity="error",
            where=in_section(held.section_key) if held.section_key else "page",
            message=f"The live version was put on hold since ({held.get_reason_display().lower()}). "
            f"{_WHAT_NOW}",
        )
        for held in Hold.objects.open().filter(pk__in=laid)
    ]


def _retraction_since(status: str, version: Version, live: Version | None) -> list[Problem]:
    # Where something is live, nothing was retracted since: only this version could have followed.
    if live or not _events_since(status, version).filter(action="retract").exists():
        return []
    message = "The article was retracted since. Return this version, so that the board looks at it again."
    return [Problem(code="retracted", severity="error", where="page", message=message)]


def _events_since(status: str, version: Version) -> QuerySet[Event]:
    """Return what happened to the article after the version came to that status.

    By the chain and not by the clock: what waited for the article's lock tells an earlier time than its turn.
    """
    came = Event.objects.filter(version=version, target=status).values("seq")[:1]
    return Event.objects.filter(article=version.article, seq__gt=Subquery(came))


def _retracted_sources(version: Version) -> list[Problem]:
    return [
        Problem(
            code="retracted-reference",
            severity="error",
            where=in_reference(reference.key),
            message=f"The source {quoted(reference.title)} has been retracted.",
        )
        for reference in retracted_references(version)
    ]
