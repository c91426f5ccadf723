"""The letter with which a text goes back: what the board said is in it already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.text import Truncator

from articles.models import Version
from reviews.models import Comment, Review, SignOff, Verdict
from reviews.quorum import standing

_GONE = "Of sections that are gone"


def letter(version: Version) -> str:
    """Return a letter to the author: the objections, then every open comment under its heading.

    Comments of earlier versions that nobody settled are in it, and those of readers outside.
    """
    review = Review.objects.filter(version=version).order_by("-pk").first()
    if review is None:
        return ""
    signoffs = SignOff.objects.filter(review=review).select_related("voiding", "withdrawal", "answer")
    objections = [
        f"{row.printed_name} asks for changes: {row.statement}"
        for row in standing(signoffs)
        if row.verdict == Verdict.REQUEST_CHANGES and row.statement
    ]
    comments = Comment.objects.filter(
        version__article=version.article_id,
        version__number__lte=version.number,
        reply_to=None,
        resolved_at=None,
    ).order_by("pk")
    headings = version.sections.order_by("position").values_list("key", "heading")
    return "\n\n".join([*objections, *_under_headings(list(comments), list(headings))])


def _under_headings(comments: Sequence[Comment], headings: Iterable[tuple[UUID, str]]) -> list[str]:
    places: list[tuple[UUID | None, str]] = [(None, "On the whole"), *headings]
    known = {key for key, _ in places}
    groups = [(heading, [said for said in comments if said.section_key == key]) for key, heading in places]
    groups.append((_GONE, [said for said in comments if said.section_key not in known]))
    return [
        "\n".join([f"{heading}:", *(f"- {_line(said)}" for said in here)]) for heading, here in groups if here
    ]


def _line(said: Comment) -> str:
    """A comment in a line: the words it is said of, what is said, the wording proposed."""
    words = [said.body] if said.body else []
    if said.suggestion is not None:
        words.append(f"proposed: “{said.suggestion}”" if said.suggestion else "proposed: take them out")
    told = "; ".join(words)
    at = f"At “{' '.join(Truncator(said.quote).chars(300).split())}”: " if said.quote else ""
    return f"{at}{told}{' (to be settled first)' if said.blocking else ''}"
