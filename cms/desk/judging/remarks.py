"""Comments as the page shows them: threads at their sections, earlier ones among them, none lost."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from articles.content.anchors import Anchor, Place, Reading, find
from articles.content.richtext import text_of
from articles.models import User, Version
from articles.states import Status
from reviews.models import Comment, Outcome, Part

#: After so long words are no longer looked for, and a thread stands at its section without a place in it.
_SECONDS = 1.0
_GIVEN_BACK = (Outcome.RETURNED, Outcome.DECLINED)


@dataclass(frozen=True)
class Said:
    """One thing that was said, and by whom: an account, or a reader outside with a link."""

    comment: Comment

    @property
    def who(self) -> str:
        if self.comment.share is not None:
            return f"{self.comment.share.invitee}, a reader outside"
        return str(self.comment.written_by)


@dataclass(frozen=True)
class Remark(Said):
    """One thread. ``version`` is the number of the version that it was made on, where it is not this one.

    ``standing`` of its quote in this version: ``here``; ``changed``, and ``now`` reads as it stands;
    ``gone``; or nothing, where it has none. ``taken_in`` is the number of the version that took its
    proposed wording.
    """

    version: int | None
    may_resolve: bool
    may_reply: bool = False
    replies: tuple[Said, ...] = ()
    standing: str = ""
    now: str = ""
    start: int = -1

    @property
    def open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def taken_in(self) -> int | None:
        return self.comment.adoption.version.number if hasattr(self.comment, "adoption") else None


@dataclass
class Remarks:
    """The threads of a version, by section key; None stands for the title, the summary and the whole.

    ``orphaned``: open, and their section is gone. ``earlier``: the reader's own that were settled on earlier
    versions, each with its answer.
    """

    by_section: dict[UUID | None, list[Remark]] = field(default_factory=dict)
    orphaned: list[Remark] = field(default_factory=list)
    earlier: list[Remark] = field(default_factory=list)

    def at(self, key: UUID | None) -> list[Remark]:
        return self.by_section.get(key, [])

    @property
    def all(self) -> list[Remark]:
        return [remark for remarks in self.by_section.values() for remark in remarks] + self.orphaned

    @property
    def open(self) -> int:
        return sum(remark.open for remark in self.all)

    @property
    def open_blocking(self) -> int:
        return sum(remark.open and remark.comment.blocking for remark in self.all)

    @property
    def anchored(self) -> list[Remark]:
        """Those at a section or the head, without the orphans."""
        return [remark for remarks in self.by_section.values() for remark in remarks]


class Places:
    """Where quotes stand in a text: each part is read once, and not for ever."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.sections = {row.key: row for row in version.sections.all()}
        self.readings: dict[tuple[UUID | None, str], Reading] = {}
        self.until = time.monotonic() + _SECONDS

    def find(self, said: Comment) -> Place | None:
        """The place of a comment's quote in this version, or None.

        Raises:
            TimeoutError: if looking took too long already.
        """
        if time.monotonic() > self.until:
            raise TimeoutError
        return find(
            Anchor(quote=said.quote, prefix=said.prefix, suffix=said.suffix),
            self.reading(said.section_key, said.part),
        )

    def reading(self, key: UUID | None, part: str) -> Reading:
        found = self.readings.get((key, part))
        if found is None:
            found = self.readings[key, part] = Reading(self._text(key, part))
        return found

    def _text(self, key: UUID | None, part: str) -> str:
        row = self.version if key is None else self.sections.get(key)
        if row is None or part not in Part.values or not part:
            return ""
        said = getattr(row, part, "")
        return said if part == Part.TITLE else text_of(said)


def remarks_of(shown: Version, user: User, keys: Collection[UUID], *, edits: bool) -> Remarks:
    """Return this version's threads, the open ones of earlier versions, and the reader's own settled ones.

    One query; the version's sections at hand.

    Args:
        keys: the sections that this version has; what was said of another is orphaned.
        edits: whether the person is an editor here, who may settle any comment.
    """
    remarks, places = Remarks(), Places(shown)
    for comment, replies in threads(_rows(shown, user, edits=edits)):
        remark = remark_of(
            comment,
            replies,
            places,
            may_resolve=edits or comment.written_by_id == user.pk,
            may_reply=True,
        )
        if remark.version is not None and not remark.open:
            if comment.written_by_id == user.pk:
                remarks.earlier.append(remark)
        elif comment.section_key is None or comment.section_key in keys:
            remarks.by_section.setdefault(comment.section_key, []).append(remark)
        else:
            remarks.orphaned.append(remark)
    for here in remarks.by_section.values():
        here.sort(key=lambda remark: (remark.start, remark.comment.pk))
    return remarks


def remark_of(
    comment: Comment, replies: Iterable[Comment], places: Places, *, may_resolve: bool, may_reply: bool
) -> Remark:
    """Return a thread as it stands in the version of ``places``."""
    standing, now, start = _standing(comment, places)
    number = comment.version.number
    return Remark(
        comment,
        version=None if number == places.version.number else number,
        may_resolve=comment.resolved_at is None and may_resolve,
        may_reply=comment.resolved_at is None and may_reply,
        replies=tuple(Said(reply) for reply in replies),
        standing=standing,
        now=now,
        start=start,
    )


def threads(rows: Iterable[Comment]) -> list[tuple[Comment, list[Comment]]]:
    """Each comment with its replies, both in the order in which they were said."""
    roots, replies = {}, []
    for row in rows:
        if row.reply_to_id is None:
            roots[row.pk] = (row, list[Comment]())
        else:
            replies.append(row)
    for row in replies:
        if row.reply_to_id in roots:
            roots[row.reply_to_id][1].append(row)
    return list(roots.values())


#: What a thread shows of each row, in the same query.
SHOWN_WITH = ("written_by", "resolved_by", "version", "share", "adoption__version")


def _rows(shown: Version, user: User, *, edits: bool) -> Iterable[Comment]:
    wanted = Q()
    for thread in ("", "reply_to__"):
        for said in ({"version": shown}, {"resolved_at": None}, {"written_by": user}):
            wanted |= Q(
                reply_to__isnull=not thread, **{f"{thread}{name}": value for name, value in said.items()}
            )
    rows = Comment.objects.filter(
        wanted, version__article=shown.article_id, version__number__lte=shown.number
    )
    if shown.author_id == user.pk and not edits:
        rows = rows.filter(
            Q(review__outcome__in=_GIVEN_BACK)
            | Q(review=None, version__status__in=(Status.RETURNED, Status.DECLINED))
        )
    return rows.select_related(*SHOWN_WITH).order_by("pk")


def _standing(comment: Comment, places: Places) -> tuple[str, str, int]:
    if not comment.quote:
        return "", "", -1
    try:
        place = places.find(comment)
    except TimeoutError:
        return "", "", -1
    if place is None:
        return "gone", "", -1
    if place.exact:
        return "here", "", place.start
    text = places.reading(comment.section_key, comment.part).text
    return "changed", text[place.start : place.end], place.start
