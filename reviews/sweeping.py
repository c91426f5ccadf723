"""A safety sweep: a drug or a dose is looked for in all live text; what is ticked becomes holds or tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import clock, questions
from articles.acting import acting
from articles.content.dose_words import WORDED
from articles.content.richtext import text_of
from articles.content.sought import Passage, Sought, read
from articles.matching import says
from articles.models import Section, Topic, User, Version
from articles.roles import Roles
from articles.states import Status
from reviews import jobs, notices, rules, workflow
from reviews.models import Hold, HoldReason, Sweep, SweepItem
from reviews.queries import edited_by
from reviews.refusals import Refused, guarded
from reviews.workflow.moves import typed

#: How many places one page shows; what a form may tick.
MOST = 200
#: How many places a job sees to before it hands on to the next: a worker that stops in between loses nothing.
AT_A_TIME = 20
HOLD, TASK = "hold", "task"
_CHUNK = 200
_PATIENCE = "15s"
#: What the place is called that has no section key.
LEAD = "Title and summary"
UNDONE = "Nothing was done about it yet. Hold it, or make a task of it."
_SECTION = ("heading", "body", "plain_body")
_LEAD = ("title", "second_title", "summary", "plain_summary")
#: What every dose has: a figure, or a number in words.
_AN_AMOUNT = rf"[0-9½¼¾⅓⅔⅛⅜⅝⅞\uff10-\uff19\uf030-\uf039\U0001d7ce-\U0001d7ff]|half|{WORDED}"
_WAITING = Q(hold=None, task=None, problem="")


class TooMuch(Exception):
    """The search took longer than a page may; a topic narrows it."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A place in a live text where it stands: a section, or (without a key) title and summary."""

    version: Version
    section_key: UUID | None
    heading: str
    passages: Sequence[Passage]
    #: Whether a sweep has made a task of it that is still open.
    tasked: bool = False

    @property
    def place(self) -> str:
        """The place as a form names it; ``places_of`` reads it."""
        return f"{self.version.pk}:{self.section_key or ''}"


@dataclass(kw_only=True)
class Found:
    """What a search found. ``held``: places covered already, not listed.

    ``more``: where the next page goes on (``after``), or 0 if this is the last.
    """

    hits: list[Hit] = field(default_factory=list)
    held: int = 0
    more: int = 0


def search(query: str, roles: Roles, topic: Topic | None = None, *, after: int = 0) -> Found:
    """Look through the live texts that this person edits; return at most ``MOST`` places, by article.

    Args:
        after: ``Found.more`` of the page before.

    Raises:
        TooMuch: if it takes too long.
    """
    live = Version.objects.filter(edited_by(roles, "article__"), status=Status.APPROVED)
    if topic is not None:
        live = live.filter(article__topic=topic)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{_PATIENCE}'")
            return _searched(read(query), live, after)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":
            raise
        said = "This takes too long over all texts. Choose a topic, or name the drug."
        raise TooMuch(said) from error


def passages_of(row: Version | Section, sought: Sought) -> list[Passage]:
    """Return where it stands in a section, or in a version's title and summary; both audiences."""
    if isinstance(row, Section):
        said = [row.heading, text_of(row.body), text_of(row.plain_body)]
    else:
        said = [row.title, row.second_title, text_of(row.summary), text_of(row.plain_summary)]
    return sought.in_text("\n".join(said))


def places_of(said: Sequence[str]) -> list[tuple[int, UUID | None]]:
    """Read places as ``Hit.place`` names them; what is none is left out, and each is taken once."""
    places = {}
    for place in said[:MOST]:
        version, _, key = place.partition(":")
        try:
            places[int(version), UUID(key) if key else None] = True
        except ValueError:
            continue
    return list(places)


def begin(
    *, by: User, query: str, reason: str, deed: str, places: Sequence[tuple[int, UUID | None]], note: str = ""
) -> Sweep:
    """Keep what was ticked as one list, and have it seen to in the background, by ``by``.

    Args:
        deed: ``HOLD`` or ``TASK``.
        places: version and section key (None: title and summary).

    Raises:
        Refused: if nothing was ticked, or a place is not in a live text.
        PermissionDenied: if ``by`` does not edit one of them.
    """
    if deed not in (HOLD, TASK) or reason not in HoldReason.values or not typed(query):
        raise Refused("Say what was looked for, why, and whether holds or tasks are to be made of it.")
    if not places:
        raise Refused("Tick the places first.")
    with guarded(), acting(by):
        versions = Version.objects.select_related("article").in_bulk({pk for pk, _ in places})
        _refuse_what_is_not_theirs(versions, places, by)
        sweep = Sweep.objects.create(query=typed(query), reason=reason, note=typed(note), started_by=by)
        for pk, key in places:
            SweepItem.objects.create(sweep=sweep, version=versions[pk], section_key=key)
        jobs.go_on_sweeping(sweep.pk, deed)
    return sweep


def go_on(sweep: Sweep, *, by: User, deed: str) -> int:
    """Try again what was refused, and whatever waits; return how many places that are.

    Only whoever began the sweep: it is they who hold and ask.
    """
    if sweep.started_by_id != by.pk:
        raise PermissionDenied("Whoever began this list goes on with it.")
    with acting(by):
        Sweep.objects.select_for_update(no_key=True).get(pk=sweep.pk)
        open_ = sweep.items.filter(hold=None, task=None, settled_at=None)
        for item in open_.exclude(problem=""):
            item.problem = ""
            item.save(update_fields=["problem"])
        count = open_.count()
        if count:
            jobs.go_on_sweeping(sweep.pk, deed)
    return count


def see_to_some(number: int, deed: str) -> int:
    """See to the next places of a sweep, each in a transaction of its own; return how many are left.

    The last of them tells the editors. What was done already is not done again.
    """
    sweep = Sweep.objects.select_related("started_by").get(pk=number)
    waiting = sweep.items.filter(_WAITING, settled_at=None).order_by("pk")
    for item in list(waiting.values_list("pk", flat=True)[:AT_A_TIME]):
        _see_to(item, deed, sweep)
    return waiting.count()


def settle(item: SweepItem, *, by: User, settled: bool = True) -> SweepItem:
    """Say that a place was looked at and is in order, or (with ``settled=False``) that it is to do after all.

    Raises:
        PermissionDenied: unless ``by`` edits its topic.
    """
    with acting(by):
        fresh = _locked(item.pk, item.sweep_id)
        if not rules.is_editor(rules.Case(item.version, by, Roles.of(by))):
            raise PermissionDenied("The editors of its topic settle this.")
        if (fresh.settled_at is not None) != settled:
            waited = _waits(fresh)
            fresh.settled_by, fresh.settled_at = (by, clock.now()) if settled else (None, None)
            if _waits(fresh):  # no worker comes for it any more
                fresh.problem = UNDONE
            fresh.save(update_fields=["settled_by", "settled_at", "problem"])
            if waited:
                _tell_after_the_last(fresh)
    return fresh


def _searched(sought: Sought, live: QuerySet[Version], after: int) -> Found:
    """Fill a page with whole sections: a place of the next one is not shown half."""
    found = Found()
    rows: dict[tuple[int, int], Hit] = {}
    last = after
    for pk, places in groupby(_places(sought, live, after), key=itemgetter(0)):
        here = list(places)
        free = {place: hit for _, place, hit, held in here if not held}
        if rows and len(rows) + len(free) > MOST:
            found.more = last
            break
        rows |= free
        found.held += len(here) - len(free)
        last = pk
    found.hits = [rows[place] for place in sorted(rows)]
    return found


def _places(
    sought: Sought, live: QuerySet[Version], after: int
) -> Iterator[tuple[int, tuple[int, int], Hit, bool]]:
    """Yield each place where it stands: its section's number, version and position for the order, the hit,
    whether it is held. Title and summary come with the first section of their version that may say it.
    """
    candidates = _candidates(sought, live)
    looked_at = set(candidates.filter(pk__lte=after).values_list("version", flat=True)) if after else set()
    for row in _in_chunks(candidates, after):
        if row.version_id not in looked_at:
            looked_at.add(row.version_id)
            if said := passages_of(row.version, sought):
                hit = Hit(
                    version=row.version,
                    section_key=None,
                    heading=LEAD,
                    passages=said,
                    tasked=row.page_tasked,  # type: ignore[attr-defined]
                )
                yield row.pk, (row.version_id, 0), hit, row.page_held  # type: ignore[attr-defined]
        if said := passages_of(row, sought):
            hit = Hit(
                version=row.version,
                section_key=row.key,
                heading=row.heading,
                passages=said,
                tasked=row.tasked,  # type: ignore[attr-defined]
            )
            yield row.pk, (row.version_id, row.position + 1), hit, row.held  # type: ignore[attr-defined]


def _candidates(sought: Sought, live: QuerySet[Version]) -> QuerySet[Section]:
    """The sections that may say it, or whose version may in title and summary; every version has sections."""
    held = Hold.objects.open().filter(article=OuterRef("version__article"))
    tasked = SweepItem.objects.filter(version__article=OuterRef("version__article"), settled_at=None)
    tasked = tasked.filter(task__isnull=False, task__closed_at=None)
    rows = Section.objects.filter(_may_say(sought, _SECTION) | _may_say(sought, _LEAD, "version__"))
    return (
        rows.filter(version__in=live.values("pk"))
        .select_related("version__article__topic")
        .annotate(
            held=Exists(held.filter(section_key=OuterRef("key"))),
            page_held=Exists(held.filter(section_key=None)),
            tasked=Exists(tasked.filter(section_key=OuterRef("key"))),
            page_tasked=Exists(tasked.filter(section_key=None)),
        )
    )


def _may_say(sought: Sought, fields: Sequence[str], where: str = "") -> Q:
    """What the database can say at once: every sure word is somewhere in it, or a figure is."""
    named = [where + name for name in fields]
    if not sought.anchors:
        return (
            _any_of(Q(**{f"{name}__iregex": _AN_AMOUNT}) for name in named)
            if sought.dose
            else Q(pk__isnull=False)
        )
    asked = Q()
    for word in sought.anchors[:8]:
        asked &= _any_of(says(name, word) for name in named)
    return asked


def _any_of(asked: Iterable[Q]) -> Q:
    found = Q()
    for one in asked:
        found |= one
    return found


def _in_chunks(rows: QuerySet[Section], after: int) -> Iterator[Section]:
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:_CHUNK]):
        yield from chunk
        if len(chunk) < _CHUNK:
            return
        after = chunk[-1].pk


def _refuse_what_is_not_theirs(
    versions: dict[int, Version], places: Sequence[tuple[int, UUID | None]], by: User
) -> None:
    roles = Roles.of(by)
    sections = set(Section.objects.filter(version__in=versions).values_list("version", "key"))
    for pk, key in places:
        version = versions.get(pk)
        if version is None or not roles.is_editor(version.article.topic_id):
            raise PermissionDenied("A sweep is over the texts that one edits.")
        if key is not None and (pk, key) not in sections:
            raise Refused(f"Version {version.number} of “{version.title}” has no such section.")


def _see_to(number: int, deed: str, sweep: Sweep) -> None:
    by = sweep.started_by
    try:
        with acting(by):
            item = _locked(number, sweep.pk)
            if _waits(item):
                _do(item, deed, sweep)
                item.save()
                _tell_after_the_last(item)
    except (Refused, PermissionDenied) as refusal:
        with acting(by):
            item = _locked(number, sweep.pk)
            if _waits(item):
                item.problem = str(refusal)
                item.save()
                _tell_after_the_last(item)


def _locked(number: int, sweep: int) -> SweepItem:
    """Return a place afresh, its whole sweep locked: of two who see to the last places, one knows it."""
    Sweep.objects.select_for_update(no_key=True).get(pk=sweep)
    return SweepItem.objects.select_for_update(no_key=True).get(pk=number)


def _waits(item: SweepItem) -> bool:
    return not (item.hold_id or item.task_id or item.problem or item.settled_at)


def _tell_after_the_last(item: SweepItem) -> None:
    """Tell the editors, in the transaction that sees to the last place: once, whichever worker dies when."""
    rest = SweepItem.objects.filter(_WAITING, sweep=item.sweep_id, settled_at=None)
    if not rest.exists():
        notices.swept(Sweep.objects.select_related("started_by").get(pk=item.sweep_id))


def _do(item: SweepItem, deed: str, sweep: Sweep) -> None:
    version = Version.objects.select_related("article").get(pk=item.version_id)
    said = f"Safety sweep for “{sweep.query}”. {sweep.note}".strip()
    if deed == TASK:
        item.task = questions.raise_mistake(
            version, by=sweep.started_by, text=said, section_key=item.section_key
        )
        return
    held = Hold.objects.open().filter(article=version.article, section_key=item.section_key)
    item.hold = held.first() or workflow.hold(
        version,
        by=sweep.started_by,
        reason=sweep.reason,
        section_key=item.section_key,
        note=said,
        swept=True,
    )
