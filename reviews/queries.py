"""What insiders may see, and the lists that they work from, in the words of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from articles.models import Article, Question, Role, User, Version
from articles.roles import Roles
from articles.states import PENDING, WORKING, Status
from reviews.models import (
    TAKING_PART,
    Approval,
    Assignment,
    AssignmentStatus,
    Clearance,
    Event,
    Hold,
    Preparation,
    Reclassification,
    Review,
    SignOff,
    SweepItem,
    Verdict,
)
from reviews.quorum import Progress, progress
from reviews.reach import able_in, lost, members_of
from reviews.signatures import lacking, rests_on_lost
from reviews.taken import taken_in
from reviews.urgency import holds_that_press

_STAYS = (*WORKING, Status.APPROVED, Status.RETRACTED)


@dataclass
class Asked:
    """What the open review of a row asks for."""

    quorum: int
    required_scopes: list[str]
    required_specialties: list[str]


def articles_visible_to(user: User, roles: Roles) -> QuerySet[Article]:
    """Return the articles that an insider may open at the desk.

    Editors see their topics and whatever has no topic yet; authors what they wrote; members what they were
    asked to review, until they are removed; editors-in-chief and superusers everything.
    """
    if _sees_everything(user, roles):
        return Article.objects.all()
    wrote = Version.objects.filter(Q(author=user) | Q(contributors__user=user))
    asked = Assignment.objects.filter(member__user=user, member__removals=None)
    seen = Q(pk__in=wrote.values("article")) | Q(pk__in=asked.values("review__version__article"))
    return Article.objects.filter(seen | edited_by(roles))


def versions_visible_to(user: User, roles: Roles) -> QuerySet[Version]:
    """Return the versions of those articles that an insider may read; a draft is for its writers."""
    if _sees_everything(user, roles):
        return Version.objects.all()
    versions = Version.objects.filter(article__in=articles_visible_to(user, roles).values("pk"))
    wrote = Version.objects.filter(contributors__user=user)
    theirs = Q(author=user) | Q(pk__in=wrote.values("pk")) | edited_by(roles, "article__")
    return versions.filter(~Q(status=Status.DRAFT) | theirs)


def edited_by(roles: Roles, where: str = "") -> Q:
    """Return the condition on articles that this person is an editor of, whatever has no topic among them.

    Args:
        where: the way to the article, such as ``article__``.
    """
    topics = {topic for role, topic in roles.grants if role in (Role.EDITOR, Role.CHIEF)}
    if None in topics:
        return ~Q(pk__in=[])
    named = Q(**{f"{where}topic__in": topics}) | Q(**{f"{where}topic": None})
    return named if topics else Q(pk__in=[])


def _sees_everything(user: User, roles: Roles) -> bool:
    return user.is_superuser or bool(roles.grants & {(Role.CHIEF, None), (Role.EDITOR, None)})


def current_of(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Return these less those that a newer one of them replaced: what is in work, live, or the last word."""
    newer = versions.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    return versions.filter(Q(status__in=_STAYS) | ~Exists(newer))


def for_list(versions: QuerySet[Version], *, seated: User | None = None) -> QuerySet[Version]:
    """Add what a row shows: article, topic, author, what its open review asks, when it is due, its hold.

    ``able``: who may yet approve in its open review (``reach.members_of``). ``taken``: whose wording was
    taken into it. ``urgent``: it is in work, and what readers have of the article is on hold.
    ``asks_me``: whether ``seated`` has a seat in its open review.
    """
    seats = Assignment.objects.filter(review__version=OuterRef("pk"), review__closed_at=None)
    review = Review.objects.open().filter(version=OuterRef("pk")).order_by("-pk")
    asked = JSONObject(
        quorum="quorum", required_scopes="required_scopes", required_specialties="required_specialties"
    )
    due = Approval.objects.filter(version=OuterRef("pk")).order_by("-pk").values("next_review_due")
    held = Hold.objects.open().filter(article=OuterRef("article"))
    pressing = holds_that_press().filter(article=OuterRef("article"))
    return versions.select_related("article__topic", "author").annotate(
        asked=Subquery(review.values(row=asked)[:1]),
        next_review_due=Subquery(due[:1]),
        on_hold=Case(When(status=Status.APPROVED, then=Exists(held)), default=Value(False)),
        able=able_in(),
        asks_me=Exists(seats.filter(member__user=seated)) if seated else Value(False),
        taken=taken_in(),
        urgent=Case(When(status__in=WORKING, then=Exists(pressing)), default=Value(False)),
    )


def past_their_date(rows: QuerySet[Version], today: date) -> QuerySet[Version]:
    """Return, of rows from ``for_list``, the live ones that should have been reviewed again before today."""
    return rows.filter(Q(next_review_due__lt=today), status=Status.APPROVED)


def progress_of(versions: Iterable[Version]) -> dict[int, Progress]:
    """Return how far the open review of each of these versions has come, by its number; one query at most.

    Args:
        versions: rows from ``for_list``. Those without an open review are left out.
    """
    asked = {row.pk: row for row in versions if row.asked}  # type: ignore[attr-defined]
    if not asked:
        return {}
    given: dict[int, list[SignOff]] = {pk: [] for pk in asked}
    rows = SignOff.objects.filter(review__version__in=asked, review__closed_at=None)
    for signoff in rows.for_counting():
        given[signoff.review.version_id].append(signoff)
    return {
        pk: progress(
            Asked(**row.asked),  # type: ignore[attr-defined]
            given[pk],
            digest=row.digest,
            taken=row.taken,  # type: ignore[attr-defined]
        )
        for pk, row in asked.items()
    }


def lost_of(version: Version, so_far: Progress | None) -> str:
    """Say why the open review of a row from ``for_list`` cannot be completed any more, or nothing."""
    if so_far is None:
        return ""
    return lost(Asked(**version.asked), members_of(version.able), so_far)  # type: ignore[attr-defined]


def waiting_versions(user: User, roles: Roles, *, due_before: date) -> QuerySet[Version]:
    """Return the versions that may ask something of this person: the held, then those in work, then the due.

    One's own in work; of the topics that one edits, what is before the board, held, or due for review before
    the given day. ``letter`` is what a returned draft was returned with; ``verdict_due`` is the first day on
    which a verdict is due. ``weakened``: a live one rests on a signature that was lost; ``lacks``: why a
    scheduled one cannot go live as it stands, ``held_back``: why one did not when its time came;
    ``reclassed_by``: who asks for a lower risk or another topic.
    """
    edited = Q(article__in=Article.objects.filter(edited_by(roles)).values("pk"))
    own = Q(author=user, status__in=WORKING)
    due = Q(on_hold=True) | Q(next_review_due__lt=due_before) | Q(asked__isnull=False) | Q(weakened=True)
    rows = (
        for_list(Version.objects.all())
        .annotate(weakened=weakened())
        .filter(own | (edited & (Q(status__in=PENDING) | (Q(status=Status.APPROVED) & due))))
    )
    letter = Event.objects.filter(version=OuterRef("based_on"), action="return_to_author").order_by("-seq")
    seats = Assignment.objects.filter(review__version=OuterRef("pk"), review__closed_at=None)
    back = Event.objects.filter(version=OuterRef("pk"), action="held_back").order_by("-seq")
    pending = _without_a_verdict(seats).order_by().values("review__version")
    return rows.annotate(
        lacks=lacking(),
        reclassed_by=Subquery(
            Reclassification.objects.open().filter(version=OuterRef("pk")).values("asked_by")[:1]
        ),
        held_back=Coalesce(Subquery(back.values("note")[:1]), Value(""), output_field=TextField()),
        letter=Coalesce(Subquery(letter.values("note")[:1]), Value(""), output_field=TextField()),
        verdict_due=Subquery(
            pending.annotate(first=Min("review_due")).values("first"), output_field=DateField()
        ),
    ).order_by(
        Case(When(on_hold=True, then=0), When(status__in=WORKING, then=1), default=2),
        Case(When(status=Status.APPROVED, then=F("next_review_due"))),
        "status_since",
        "pk",
    )


def letter_before(draft: Version) -> Event | None:
    """Return the editor's letter with which the version before this draft came back, if it did."""
    if draft.based_on_id is None:
        return None
    returned = Event.objects.filter(version=draft.based_on_id, action="return_to_author")
    return returned.order_by("-seq").first()


def weakened() -> Case:
    """Whether a version is live and rests on a signature that was lost."""
    return Case(When(status=Status.APPROVED, then=rests_on_lost()), default=Value(False))


def _without_a_verdict(seats: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those who were asked, did not decline, have no conflict, and have not signed or have taken it back."""
    mine = SignOff.objects.filter(review=OuterRef("review"), member=OuterRef("member")).order_by("-pk")
    cleared = Clearance.objects.filter(assignment=OuterRef("pk")).order_by("-pk")
    rows = seats.filter(status__in=TAKING_PART).annotate(
        given=Subquery(mine.values("verdict")[:1]), conflict=Subquery(cleared.values("conflict")[:1])
    )
    may_sign = Q(conflict=None) | Q(conflict=False)
    return rows.filter(may_sign, Q(given=None) | Q(given=Verdict.WITHDRAWN), member__removals=None)


def waiting_assignments(user: User) -> QuerySet[Assignment]:
    """Return what a member was asked to review and has yet to answer or to sign, the most pressing first.

    ``conflict`` is None until the member has said whether there is one for this article; ``prepared``: a
    verdict waits on the member's sign sheet.
    """
    rows = Assignment.objects.filter(member__user=user, review__closed_at=None)
    prepared = Preparation.objects.filter(review=OuterRef("review"), member=OuterRef("member"))
    day = Case(When(status=AssignmentStatus.INVITED, then=F("answer_due")), default=F("review_due"))
    return (
        _without_a_verdict(rows)
        .annotate(
            urgent=Exists(holds_that_press().filter(article=OuterRef("review__version__article"))),
            prepared=Exists(prepared.exclude(prepared_at=None)),
        )
        .select_related("review__version__article__topic")
        .order_by(day.asc(nulls_last=True), "pk")
    )


def waiting_questions(roles: Roles) -> QuerySet[Question]:
    """Return what readers asked or reported of what this person edits: mistakes, then by due time.

    ``swept``: nobody reported it; a safety sweep made a task of it.
    """
    if not roles.is_editor(None):
        return Question.objects.none()
    articles = Article.objects.filter(edited_by(roles)).values("pk")
    rows = Question.objects.filter(Q(article__in=articles) | Q(article=None), closed_at=None)
    rows = rows.annotate(swept=from_a_sweep())
    return rows.select_related("article", "version").order_by("kind", by_due_time(), "pk")


def from_a_sweep() -> Exists:
    """Whether a question is the task of a safety sweep."""
    return Exists(SweepItem.objects.filter(task=OuterRef("pk")))


def by_due_time() -> Coalesce:
    """Return what questions are ordered by: when they are due, else since when they wait."""
    return Coalesce("due_at", "asked_at")
