"""Where in a draft's form its author was: without script, a browser comes back to that part of the page."""

from __future__ import annotations

from collections.abc import Iterator

from articles.content.text import ArticleText

#: Which part of the page has which fields of the version, from the top down.
_ANCHORS = {
    "title": ("title", "second_title"),
    "summary": ("summary",),
    "plain_summary": ("plain_summary",),
}
_AFTERWARDS = {
    "about": ("condition_name", "condition_code", "drafting", "drafting_note"),
    "correction": ("correction_kind", "correction_notice"),
}


def changed_at(before: ArticleText, after: ArticleText) -> str:
    """The anchor of the last part that a save changed, since one writes downwards; "" if none."""
    return next(reversed(list(_changed(before, after))), "")


def _changed(before: ArticleText, after: ArticleText) -> Iterator[str]:
    def of_version(anchors: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for anchor, names in anchors.items():
            if any(getattr(before, name) != getattr(after, name) for name in names):
                yield anchor

    yield from of_version(_ANCHORS)
    sections = {part.key: part for part in before.sections}
    yield from (f"section-{part.key}" for part in after.sections if sections.get(part.key) != part)
    references = {part.key: part for part in before.references}
    yield from (f"reference-{part.key}" for part in after.references if references.get(part.key) != part)
    yield from of_version(_AFTERWARDS)
