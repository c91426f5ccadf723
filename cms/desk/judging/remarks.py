"""Comments as pages show them: threads at their sections, those of earlier versions too, none lost."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.text import Truncator

from articles.content.anchors import Anchor, Place, Reading, find
from articles.content.richtext import text_of
from articles.content.text import ArticleText
from articles.models import User, Version
from articles.states import Status
from reviews.models import Comment, Outcome, Part

#: After so long the words are no longer looked for; their threads say so, and stand at their section.
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

    @property
    def brief(self) -> str:
        """What is said, in a line; of a wording without a word about it, the wording."""
        said, proposed = self.comment.body, self.comment.suggestion
        if not said and proposed is not None:
            said = (
                f"“{self.comment.quote}” → “{proposed}”" if proposed else f"“{self.comment.quote}” should go"
            )
        return Truncator(" ".join(said.split())).chars(90)


@dataclass(frozen=True)
class Remark(Said):
    """One thread. ``version`` is the number of the version that it was made on, where it is not this one.

    ``standing`` of its quote in this version: ``here``; ``changed``, and ``now`` reads as it stands;
    ``gone``; ``unsought``, where looking would have taken too long; or nothing, where it has none.
    ``certain``: and other words may be put in their place. ``taken_in`` is the number of the version that
    took its proposed wording.
    """

    version: int | None
    may_resolve: bool
    may_reply: bool = False
    replies: tuple[Said, ...] = ()
    standing: str = ""
    now: str = ""
    start: int = -1
    certain: bool = False

    @property
    def open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def answer(self) -> Said | None:
        """The last that somebody else said in it."""
        others = [said for said in self.replies if said.comment.written_by_id != self.comment.written_by_id]
        return others[-1] if others else None

    @property
    def taken_in(self) -> int | None:
        return self.comment.adoption.version.number if hasattr(self.comment, "adoption") else None

    @property
    def takeable(self) -> bool:
        """Whether its proposed wording can be put in the place of its quote; looked at again when it is."""
        proposed = self.open and self.comment.suggestion is not None
        return proposed and (self.standing == "unsought" or (self.standing == "here" and self.certain))


@dataclass
class Remarks:
    """The threads of a version, by section key; None stands for the title, the summary and the whole.

    ``orphaned``: open, and their section is gone. ``own``: the reader's own among all these, made on earlier
    versions. ``earlier``: the reader's own that were settled on earlier versions and stand nowhere else.
    """

    by_section: dict[UUID | None, list[Remark]] = field(default_factory=dict)
    orphaned: list[Remark] = field(default_factory=list)
    own: list[Remark] = field(default_factory=list)
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
    """Where quotes stand in a text: each part is read once, and not for ever.

    Args:
        number: the number of the version that the text is of.
        seconds: how long quotes are looked for, all together.
    """

    def __init__(self, text: ArticleText, *, number: int, seconds: float = _SECONDS) -> None:
        self.text = text
        self.number = number
        self.sections = {section.key: section for section in text.sections}
        self.readings: dict[tuple[UUID | None, str], Reading] = {}
        self.until = time.monotonic() + seconds

    def find(self, said: Comment) -> Place | None:
        """The place of a comment's quote in this text, or None.

        Raises:
            TimeoutError: if looking took too long already.
        """
        if time.monotonic() >= self.until:
            raise TimeoutError
        return find(
            Anchor(quote=said.quote, prefix=said.prefix, suffix=said.suffix),
            self.reading(said.section_key, said.part),
        )

    def reading(self, key: UUID | None, part: str) -> Reading:
        found = self.readings.get((key, part))
        if found is None:
            found = self.readings[key, part] = Reading(self._said(key, part))
        return found

    def _said(self, key: UUID | None, part: str) -> str:
        said_in = self.text if key is None else self.sections.get(key)
        if said_in is None or part not in Part.values or not part:
            return ""
        said = getattr(said_in, part, "")
        return said if part == Part.TITLE else text_of(said)


def remarks_of(shown: Version, text: ArticleText, user: User, *, edits: bool) -> Remarks:
    """Return this version's threads, the open ones of earlier versions, and the reader's own settled ones.

    One query.

    Args:
        text: what the version says; what was said of a section that it has not is orphaned.
        edits: whether the person is an editor here, who may settle any comment.
    """
    return placed(_rows(shown, user, edits=edits), Places(text, number=shown.number), user, edits=edits)


def placed(rows: Iterable[Comment], places: Places, user: User, *, edits: bool) -> Remarks:
    """Return comments and their replies as the threads of a text, each at its section, in reading order."""
    remarks = Remarks()
    for comment, replies in threads(rows):
        own = comment.written_by_id == user.pk
        remark = remark_of(comment, replies, places, may_resolve=edits or own, may_reply=True)
        is_at_hand = remark.open or remark.version is None or remark.taken_in == places.number
        if is_at_hand and (comment.section_key is None or comment.section_key in places.sections):
            remarks.by_section.setdefault(comment.section_key, []).append(remark)
        elif remark.open:
            remarks.orphaned.append(remark)
        elif own:
            remarks.earlier.append(remark)
            continue
        if own and remark.version is not None:
            remarks.own.append(remark)
    for here in remarks.by_section.values():
        here.sort(key=lambda remark: (remark.start, remark.comment.pk))
    return remarks


def remark_of(
    comment: Comment, replies: Iterable[Comment], places: Places, *, may_resolve: bool, may_reply: bool
) -> Remark:
    """Return a thread as it stands in the version of ``places``."""
    standing, now, place = _standing(comment, places)
    number = comment.version.number
    return Remark(
        comment,
        version=None if number == places.number else number,
        may_resolve=comment.resolved_at is None and may_resolve,
        may_reply=comment.resolved_at is None and may_reply,
        replies=tuple(Said(reply) for reply in replies),
        standing=standing,
        now=now,
        start=place.start if place else -1,
        certain=place is not None and place.certain,
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


def _standing(comment: Comment, places: Places) -> tuple[str, str, Place | None]:
    if not comment.quote:
        return "", "", None
    try:
        place = places.find(comment)
    except TimeoutError:
        return "unsought", "", None
    if place is None:
        return "gone", "", None
    if place.exact:
        return "here", "", place
    text = places.reading(comment.section_key, comment.part).text
    return "changed", text[place.start : place.end], place
