"""What happens to a live version that may be dangerous: held and lifted by section or page, or retracted."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from articles import clock
from articles.models import Section, User, Version
from articles.states import Status
from reviews import notices, rules, urgency
from reviews.models import Hold, HoldReason, Notice, Outcome, Review, ReviewKind
from reviews.refusals import Conflict, Refused
from reviews.workflow.inviting import hasten
from reviews.workflow.moves import case_of, close_review, fresh, move, typed


def hold(
    version: Version,
    *,
    by: User,
    reason: str,
    section_key: UUID | None = None,
    note: str = "",
    swept: bool = False,
) -> Hold:
    """Cover a section of the live version at every public address at once, or put a notice over the page.

    Effects: the hold and its event; the author, the signers and the editors are told. Where the correction
    is before the board already, it becomes urgent, and those who are yet to sign it are told.

    Args:
        swept: one of many, of which the editors are told together (``sweeping``).

    Raises:
        Refused: if that place is held already, or the live version has no such section.
    """
    if reason not in HoldReason.values:
        raise Refused("Choose a reason from the list: readers are shown it.")
    with case_of(version, "hold", by=by) as version:
        if Hold.objects.open().filter(article=version.article, section_key=section_key).exists():
            raise Conflict(version, "This is on hold already.")
        urgent_before = urgency.is_urgent(version.article)
        laid = Hold.objects.create(
            article=version.article,
            version=version,
            section_key=section_key,
            reason=reason,
            note=typed(note),
            laid_by=by,
            laid_at=clock.now(),
        )
        notices.held(version, laid, by=by, swept=swept)
        if not urgent_before:
            hasten(version.article, by=by)
        return Hold.objects.get(pk=laid.pk)


def lift(laid: Hold, *, by: User, note: str = "") -> Hold:
    """Take a hold away again. Only another person than the one who laid it may.

    Effects: one event; the editors and whoever laid it are told.
    """
    live = laid.article.versions.filter(status=Status.APPROVED).first() or laid.version
    with case_of(live, "lift", by=by) as version:
        laid = Hold.objects.get(pk=laid.pk)
        if laid.lifted_at is not None:
            raise Conflict(version, "Somebody has lifted it already.")
        if laid.laid_by_id == by.pk:
            raise Refused("A hold is lifted by another person than the one who laid it.", "IM005")
        laid.lifted_by, laid.lifted_at, laid.lift_note = by, clock.now(), typed(note)
        laid.save()
        notices.lifted(version, laid, by=by)
        return Hold.objects.get(pk=laid.pk)


def lift_what_changed(version: Version, *, by: User) -> None:
    """Lift the holds on sections that this version, which has just gone live, changes or no longer has.

    At most three queries, however many there are. Effects: an event for each.
    """
    changed = list(holds_lifted_by(version).annotate(moment=clock.Now()))
    for laid in changed:
        laid.lifted_by, laid.lifted_at, laid.lifted_by_version = by, laid.moment, version
        laid.lift_note = f"changed in version {version.number}"
    if changed:
        fields = ["lifted_by", "lifted_at", "lifted_by_version", "lift_note"]
        bulk_update_with_history(changed, Hold, fields)


def retract(version: Version, *, by: User, note: str) -> Version:
    """Take the live version from readers: a public notice (``note``) stands in its place and on older ones.

    Effects: the notice; one move and its event; everybody involved is told.
    """
    if not typed(note):
        raise Refused("A retraction tells readers why.")
    with case_of(version, "retract", by=by) as version:
        review = rules.open_review(version, reaffirming=True)
        close_review(review, Outcome.CLOSED)
        Notice.objects.create(article=version.article, version=version, text=typed(note), noticed_by=by)
        move(version, "to_retracted", "retract", note=note)
        notices.retracted(version, review, by=by, notice=note)
        return fresh(version)


def holds_lifted_by(version: Version) -> QuerySet[Hold]:
    """Return the open holds that this version lifts as it goes live: on sections that it changes or drops.

    Compares what each covers, as it was when it was laid, with what this version says there. What is before
    the board, or was approved, as mere wording corrects nothing, so it lifts nothing.
    """
    place = Section.objects.filter(version=OuterRef("version"), key=OuterRef("section_key"))
    same = Section.objects.filter(version=version, key=OuterRef("key")).filter(
        heading=OuterRef("heading"), body=OuterRef("body"), plain_body=OuterRef("plain_body")
    )
    wording = Review.objects.filter(version=version, kind=ReviewKind.EDITORIAL)
    wording = wording.filter(Q(closed_at=None) | Q(outcome=Outcome.APPROVED))
    held = Hold.objects.open().filter(~Exists(wording), article=version.article).exclude(section_key=None)
    return held.annotate(unchanged=Exists(place.filter(Exists(same)))).filter(unchanged=False)
