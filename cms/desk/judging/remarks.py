"""Comments as the page shows them: at their sections, those of earlier rounds among them, none lost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from articles.models import User, Version
from reviews.models import Comment

_MOST = 500


@dataclass(frozen=True)
class Remark:
    """One comment. ``version`` is the number of the version that it was made on, where it is not this one."""

    comment: Comment
    version: int | None
    may_resolve: bool


@dataclass
class Remarks:
    """The comments on a version, by section key; None stands for the title, the summary and the whole."""

    by_section: dict[UUID | None, list[Remark]] = field(default_factory=dict)
    orphaned: list[Remark] = field(default_factory=list)

    def at(self, key: UUID | None) -> list[Remark]:
        return self.by_section.get(key, [])

    @property
    def all(self) -> list[Remark]:
        return [remark for remarks in self.by_section.values() for remark in remarks] + self.orphaned

    @property
    def open(self) -> int:
        return sum(remark.comment.resolved_at is None for remark in self.all)

    @property
    def open_blocking(self) -> int:
        return sum(remark.comment.resolved_at is None and remark.comment.blocking for remark in self.all)


def remarks_of(shown: Version, user: User, keys: Collection[UUID], *, edits: bool) -> Remarks:
    """Return this version's comments, and the open ones of earlier versions. One query.

    Args:
        keys: the sections that this version has; what was said of another is orphaned.
        edits: whether the person is an editor here, who may settle any comment.
    """
    rows = (
        Comment.objects.filter(
            review__version__article=shown.article_id, review__version__number__lte=shown.number
        )
        .select_related("written_by", "resolved_by", "review__version")
        .order_by("pk")
    )
    remarks = Remarks()
    for comment in rows[:_MOST]:
        number = comment.review.version.number
        if number != shown.number and comment.resolved_at is not None:
            continue
        remark = Remark(
            comment,
            None if number == shown.number else number,
            comment.resolved_at is None and (edits or comment.written_by_id == user.pk),
        )
        if comment.section_key is None or comment.section_key in keys:
            remarks.by_section.setdefault(comment.section_key, []).append(remark)
        else:
            remarks.orphaned.append(remark)
    return remarks
