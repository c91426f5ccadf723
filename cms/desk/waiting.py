"""What waits for a person: each kind of task in the order of urgency, and a sentence on what comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse

from articles import clock
from articles.models import Question, QuestionKind, User, Version
from articles.states import Status
from cms.access import Insider
from reviews import reach
from reviews.models import Assignment, AssignmentStatus
from reviews.queries import lost_of, progress_of, waiting_assignments, waiting_questions, waiting_versions
from reviews.quorum import Progress

MOST = 200
#: Of these kinds it is said when a review cannot be completed any more: to its editors, and to its author.
WARNED = ("short", "yours")
SOON = timedelta(days=30)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of task. ``one`` and ``many`` say on top of the page what is to be done.

    ``page`` is the name of a page where several of them are done at once, ``together`` the link to it.
    """

    name: str
    one: str
    many: str
    urgent: bool = False
    asks: bool = True
    page: str = ""
    together: str = ""


#: In the order in which they stand on the page: the first that has a task makes the sentence.
KINDS = {
    "mistakes": Kind(
        name="Mistakes reported by readers",
        one="Look at the mistake that a reader reported.",
        many="Look at the {count} mistakes that readers reported.",
        urgent=True,
    ),
    "swept": Kind(
        name="Places of a safety sweep",
        one="Look at the place that a safety sweep found.",
        many="Look at the {count} places that a safety sweep found.",
        urgent=True,
    ),
    "pressing": Kind(
        name="Urgent: the live text is on hold",
        one="The correction of a text on hold waits for you.",
        many="{Count} corrections of texts on hold wait for you.",
        urgent=True,
    ),
    "held": Kind(
        name="On hold",
        one="One article is on hold: correct it, or lift the hold.",
        many="{Count} articles are on hold: correct them, or lift the holds.",
        urgent=True,
    ),
    "weakened": Kind(
        name="Live, and a signature was lost",
        one="One live article has lost a signature: ask the board again, or put it on hold.",
        many="{Count} live articles have lost signatures: ask the board again, or put them on hold.",
        urgent=True,
    ),
    "back": Kind(
        name="Held back from going live",
        one="One version cannot go live as it stands: see why.",
        many="{Count} versions cannot go live as they stand: see why.",
        urgent=True,
    ),
    "second": Kind(
        name="A change to be confirmed",
        one="A lower risk or another topic is asked for: confirm or decline it.",
        many="A lower risk or another topic is asked for {count} texts: confirm or decline each.",
        urgent=True,
    ),
    "short": Kind(
        name="Short of reviewers",
        one="One review cannot be completed by those who are in it: invite another member.",
        many="{Count} reviews cannot be completed by those who are in them: invite more members.",
        urgent=True,
    ),
    "objected": Kind(
        name="With an objection",
        one="The board objects to one text: answer it, or return the text.",
        many="The board objects to {count} texts: answer them, or return the texts.",
        urgent=True,
    ),
    "asked": Kind(
        name="Asked of you",
        one="You are asked to review one text: say yes or no.",
        many="You are asked to review {count} texts: say yes or no.",
    ),
    "ready": Kind(
        name="Ready on your sign sheet",
        one="Your verdict on one text is ready: sign it.",
        many="Your verdicts on {count} texts are ready: sign them together.",
        page="desk:sign-sheet",
        together="Sign them together",
    ),
    "sign": Kind(
        name="Yours to read and sign",
        one="One text waits for your verdict.",
        many="{Count} texts wait for your verdict.",
    ),
    "decide": Kind(
        name="Every signature is there",
        one="One text has every signature: publish it.",
        many="{Count} texts have every signature: publish them.",
        page="desk:publish-several",
        together="Publish several at once",
    ),
    "returned": Kind(
        name="Returned to you",
        one="One text came back to you with a letter.",
        many="{Count} texts came back to you with letters.",
    ),
    "start": Kind(
        name="Submitted",
        one="One text was submitted: choose who reviews it.",
        many="{Count} texts were submitted: choose who reviews them.",
    ),
    "drafts": Kind(
        name="Your drafts",
        one="Finish your draft and submit it.",
        many="Finish your {count} drafts and submit them.",
    ),
    "due": Kind(
        name="Review date passed or near",
        one="One article is due to be reviewed again: reaffirm or revise it.",
        many="{Count} articles are due to be reviewed again: reaffirm or revise them.",
    ),
    "questions": Kind(
        name="Readers ask",
        one="A reader asks a question.",
        many="Readers ask {count} questions.",
    ),
    "running": Kind(
        name="The board is reading",
        one="Nothing to do now. The board is reading one text.",
        many="Nothing to do now. The board is reading {count} texts.",
        asks=False,
    ),
    "soon": Kind(
        name="Scheduled",
        one="Nothing to do now. One text goes live by itself.",
        many="Nothing to do now. {Count} texts go live by themselves.",
        asks=False,
    ),
    "yours": Kind(
        name="Yours, with the editors and the board",
        one="Nothing to do now. One text of yours is with the editors or the board.",
        many="Nothing to do now. {Count} texts of yours are with the editors or the board.",
        asks=False,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that waits: what to do, about what, since or until when.

    ``says`` is somebody else's word, ``warns`` what stands in the way.
    """

    title: str
    url: str
    what: str
    topic: str = ""
    due: date | None = None
    since: date | None = None
    goes: datetime | None = None
    due_at: datetime | None = None
    progress: str = ""
    says: str = ""
    warns: str = ""


@dataclass
class Group:
    """Tasks of one kind."""

    kind: Kind
    tasks: list[Task] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        if len(self.tasks) == 1:
            return self.kind.one
        count = in_words(len(self.tasks))
        return self.kind.many.format(count=count, Count=count.capitalize())


def in_words(count: int) -> str:
    """A small number as a word, a larger one in figures."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


def sentence(groups: list[Group]) -> str:
    """What to do next, and how much more there is to do after it."""
    if not groups:
        return "Nothing waits for you."
    rest = sum(len(group.tasks) for group in groups[1:] if group.kind.asks)
    if not rest or not groups[0].kind.asks:
        return groups[0].sentence
    waiting = "thing waits" if rest == 1 else "things wait"
    return f"{groups[0].sentence} {in_words(rest).capitalize()} more {waiting} for you."


def groups_of(user: User, insider: Insider, now: datetime) -> tuple[list[Group], list[str]]:
    """Return everything that waits for this person, the most pressing kind first, in five queries at most.

    With it, of what there is more than the first ``MOST``: questions, invitations, texts.
    """
    groups = {key: Group(kind) for key, kind in KINDS.items()}
    cut: list[str] = []
    for key, task in _tasks(user, insider, now, cut):
        groups[key].tasks.append(task)
    return [group for group in groups.values() if group.tasks], cut


def _first(rows: QuerySet[Row], name: str, cut: list[str]) -> list[Row]:
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        cut.append(name)
    return found[:MOST]


def _tasks(user: User, insider: Insider, now: datetime, cut: list[str]) -> Iterator[tuple[str, Task]]:
    for question in _first(waiting_questions(insider.roles), "questions", cut):
        yield _of_question(question)
    if insider.member:
        for seat in _first(waiting_assignments(user), "invitations", cut):
            yield _of_seat(seat)
    waiting = waiting_versions(user, insider.roles, due_before=clock.day_of(now) + SOON)
    versions = _first(waiting, "texts", cut)
    progress = progress_of(versions)
    for version in versions:
        edits = insider.roles.is_editor(version.article.topic_id)
        so_far = progress.get(version.pk)
        key, what = _editors(version, so_far, insider, now) if edits else _authors(version)
        if edits and version.reclassed_by not in (None, user.pk):  # type: ignore[attr-defined]
            yield "second", _to_confirm(version)
        task = _of_version(version, key, what, so_far)
        yield ("pressing" if _presses(version, key) else key), task


def _presses(version: Version, key: str) -> bool:
    """Whether it is the correction of what is on hold, and something is to be done with it."""
    return version.urgent and KINDS[key].asks and key != "held"  # type: ignore[attr-defined]


def _authors(version: Version) -> tuple[str, str]:
    if version.status != Status.DRAFT:
        return "yours", Status(version.status).label
    letter: str = version.letter  # type: ignore[attr-defined]
    return ("returned", "Read the letter") if letter else ("drafts", "Write and submit")


def _editors(version: Version, so_far: Progress | None, insider: Insider, now: datetime) -> tuple[str, str]:
    match version.status:
        case Status.DRAFT:
            return _authors(version)
        case Status.SUBMITTED:
            return "start", "Choose reviewers"
        case Status.SCHEDULED:
            late = version.go_live_at is not None and version.go_live_at <= now
            back = late or version.lacks  # type: ignore[attr-defined]
            return ("back", "See why") if back else ("soon", "Goes live by itself")
        case Status.APPROVED if version.on_hold:  # type: ignore[attr-defined]
            return "held", "Correct, or lift"
        case Status.APPROVED if so_far is None and version.weakened:  # type: ignore[attr-defined]
            return "weakened", "Reaffirm, revise or hold"
        case Status.APPROVED if so_far is None:
            return "due", "Reaffirm or revise"
    return _before_the_board(version, so_far, insider)


def _before_the_board(version: Version, so_far: Progress | None, insider: Insider) -> tuple[str, str]:
    if so_far is None:
        return "running", "Waiting for signatures"
    lost = lost_of(version, so_far)
    if so_far.objections:
        if lost:
            return "short", "Invite another member, or return it: there is an objection too"
        chief = insider.roles.is_chief(version.article.topic_id)
        return "objected", "Answer, or return" if chief else "Return, or wait for the editor-in-chief"
    if so_far.met:
        return "decide", "Confirm unchanged" if version.status == Status.APPROVED else "Publish"
    if lost:
        return "short", "Invite another member"
    return "running", "Waiting for signatures"


def _of_version(version: Version, key: str, what: str, so_far: Progress | None) -> Task:
    due = {
        "running": version.verdict_due,  # type: ignore[attr-defined]
        "due": version.next_review_due,  # type: ignore[attr-defined]
    }.get(key)
    page = "desk:review" if key == "objected" else "desk:version"
    return Task(
        title=version.title or "Untitled",
        url=reverse(page, args=[version.article.slug, version.number]),
        what=what,
        topic=version.article.topic.name if version.article.topic else "No topic yet",
        due=due,
        since=clock.day_of(version.status_since) if version.status_since and key != "held" else None,
        goes=version.go_live_at if version.status == Status.SCHEDULED else None,
        progress=f"{so_far.given} of {so_far.needed} signed" if so_far else "",
        says=version.letter if version.status == Status.DRAFT else "",  # type: ignore[attr-defined]
        warns=_warning(version, key, so_far),
    )


def _to_confirm(version: Version) -> Task:
    return Task(
        title=version.title,
        url=reverse("desk:reclassify", args=[version.article.slug]),
        what="Confirm or decline",
        topic=version.article.topic.name if version.article.topic else "No topic yet",
    )


def _warning(version: Version, key: str, so_far: Progress | None) -> str:
    """What stands in the way."""
    if key == "back":
        return str(version.lacks or version.held_back)  # type: ignore[attr-defined]
    return reach.told_to(lost_of(version, so_far), edits=key == "short") if key in WARNED else ""


def _of_seat(seat: Assignment) -> tuple[str, Task]:
    version = seat.review.version
    invited = seat.status == AssignmentStatus.INVITED
    cleared = seat.conflict is False  # type: ignore[attr-defined]
    ready = bool(seat.prepared) and cleared  # type: ignore[attr-defined]
    at = reverse("desk:assignment", args=[seat.pk])
    if cleared and not invited:
        at = reverse("desk:review", args=[version.article.slug, version.number]) + "#sign" * ready
    to_do = "Sign: your verdict is ready" if ready else "Read and sign" if cleared else "Declare, then read"
    task = Task(
        title=version.title,
        url=at,
        what="Say yes or no" if invited else to_do,
        topic=version.article.topic.name if version.article.topic else "No topic yet",
        due=seat.answer_due if invited else seat.review_due,
        since=clock.day_of(seat.invited_at),
    )
    if seat.urgent and version.status != Status.APPROVED:  # type: ignore[attr-defined]
        return "pressing", task
    return ("asked" if invited else "ready" if ready else "sign"), task


def _of_question(question: Question) -> tuple[str, Task]:
    mistake = question.kind == QuestionKind.MISTAKE
    about = question.version.title if question.version else question.article.slug if question.article else ""
    task = Task(
        title=question.text[:120] + "…" * (len(question.text) > 120),
        url=reverse("desk:question", args=[question.pk]),
        what="Look at it" if mistake else "Answer",
        topic=about,
        since=clock.day_of(question.asked_at),
        due_at=question.due_at,
    )
    if not mistake:
        return "questions", task
    return ("swept" if question.swept else "mistakes"), task  # type: ignore[attr-defined]
