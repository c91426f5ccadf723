"""Two texts of an article compared: what they say about themselves, their sections, their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from articles.content.diff import inline, richtext
from articles.content.diff.align import Budget, rising
from articles.content.diff.changes import Change
from articles.content.diff.moves import with_claims, with_moves
from articles.content.diff.weighing import Weight
from articles.content.problems import in_reference, in_section
from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText

State = Literal["same", "changed", "added", "removed"]
#: What is said of a text in a line or a word, and how it is called.
FIELDS = {
    "language": "Language",
    "condition_name": "Condition",
    "condition_code": "Code of the condition",
    "drafting": "How it was drafted",
    "drafting_note": "Note on drafting",
    "stated_date": "Date stated",
    "correction_kind": "Kind of correction",
    "correction_notice": "Correction notice",
}
#: Of these, the ones that are read as sentences: compared word by word, as the text is.
_SENTENCES = frozenset({"condition_name", "drafting_note", "correction_notice"})
#: What a source is called by, and how that is called.
REFERENCE_FIELDS = {
    "kind": "Kind",
    "title": "Title",
    "source": "Where it appeared",
    "year": "Year",
    "doi": "DOI",
    "pmid": "PMID",
    "url": "Address on the web",
    "csl": "Further particulars",
}


class _Keyed(Protocol):
    @property
    def key(self) -> UUID: ...


Item = TypeVar("Item", bound=_Keyed)
#: A section or source as it was and as it is; one of the two is there.
_Row = tuple[Item | None, Item | None]


@dataclass(frozen=True, kw_only=True)
class SectionDiff:
    """One section in both texts. ``heading`` and bodies are HTML with the changes marked.

    ``plain_left_behind`` says that the text changed and its plain-language body, which it has, did not.
    """

    key: UUID
    state: State
    moved: bool
    level: int
    old_level: int
    heading: str
    body: str
    plain_body: str
    plain_left_behind: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class ReferenceDiff:
    """One source in both texts: which fields differ (name, old, new), and its passages that do (old, new)."""

    key: UUID
    state: State
    moved: bool
    old: ReferenceText | None
    new: ReferenceText | None
    fields: tuple[tuple[str, str, str], ...] = ()
    passages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that differs between two texts. Titles and summaries are HTML with the changes marked."""

    title: str
    second_title: str
    summary: str
    plain_summary: str
    fields: tuple[tuple[str, str, str], ...]
    sections: tuple[SectionDiff, ...]
    references: tuple[ReferenceDiff, ...]
    changes: tuple[Change, ...]

    @property
    def doses(self) -> int:
        return sum(change.weight == Weight.DOSE for change in self.changes)

    @property
    def more_than_wording(self) -> bool:
        """Whether anything changed that is not known to be harmless; what is said of a correction apart."""
        return bool(self.beyond_wording())

    def beyond_wording(self) -> list[Change]:
        """What is not known to be harmless, the gravest first, less what is said of the correction itself."""
        return [one for one in self.by_weight() if not one.harmless and one.part != "correction"]

    def by_weight(self) -> list[Change]:
        """The changes, the gravest first, else in reading order."""
        return sorted(self.changes, key=lambda change: change.weight)


def compare(old: ArticleText, new: ArticleText, budget: Budget | None = None) -> Comparison:
    """Compare any two texts. It takes bounded time, whatever they are."""
    budget = budget or Budget()
    changes: list[Change] = []

    def rich(name: str) -> str:
        part = "plain" if name.startswith("plain") else ""
        found = richtext.merged(getattr(old, name), getattr(new, name), budget)
        changes.extend(change.at("summary", part) for change in found.changes)
        return found.html

    def line(name: str) -> str:
        html, found = _line(getattr(old, name), getattr(new, name), budget)
        changes.extend(change.at("title", "heading") for change in found)
        return html

    title, second_title = line("title"), line("second_title")
    fields = _fields(old, new, FIELDS)
    for name, before, after in fields:
        changes += _of_field(name, before, after, budget)
    summary, plain_summary = rich("summary"), rich("plain_summary")
    sections = _sections(old.sections, new.sections, budget)
    references = _references(old, new)
    changes += [change for section in sections for change in section.changes]
    for reference in references:
        changes += _of_reference(reference, budget)
    return Comparison(
        title=title,
        second_title=second_title,
        summary=summary,
        plain_summary=plain_summary,
        fields=tuple((FIELDS[name], before, after) for name, before, after in fields),
        sections=tuple(sections),
        references=tuple(references),
        changes=tuple(with_claims(with_moves(changes, _headings(old), _headings(new)))),
    )


def _headings(text: ArticleText) -> dict[str, str]:
    return {"summary": "Summary", **{in_section(one.key): one.heading for one in text.sections}}


def _line(old: str, new: str, budget: Budget) -> tuple[str, list[Change]]:
    return inline.merged([old] if old else [], [new] if new else [], budget)


def _fields(old: object, new: object, names: Iterable[str]) -> list[tuple[str, str, str]]:
    said = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return [(name, _shown(before), _shown(after)) for name, before, after in said if before != after]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {value[name]}" for name in sorted(value))
    return "" if value is None else str(value)


def _of_field(name: str, old: str, new: str, budget: Budget) -> list[Change]:
    label = f"{FIELDS[name]}:"
    part = "correction" if name.startswith("correction") else ""
    if name not in _SENTENCES:
        return [Change(weight=Weight.CONTENT, old=old, new=new, before=label, where="text", part=part)]
    _, found = _line(old, new, budget)
    return [replace(each.at("text", part), before=f"{label} {each.before}".rstrip()) for each in found]


def _sections(old: Sequence[SectionText], new: Sequence[SectionText], budget: Budget) -> list[SectionDiff]:
    rows, moved = _in_order(old, new, lambda section: " ".join(section.heading.lower().split()))
    return [_section(row, moved, budget) for row in rows]


def _section(row: _Row[SectionText], moved: set[UUID], budget: Budget) -> SectionDiff:
    old, new = row
    section = _either(row)
    where = in_section(section.key)
    heading, found = _line(old.heading if old else "", new.heading if new else "", budget)
    changes = [change.at(where, "heading") for change in found]
    body = richtext.merged(old.body if old else "", new.body if new else "", budget)
    plain = richtext.merged(old.plain_body if old else "", new.plain_body if new else "", budget)
    changes += [change.at(where) for change in body.changes]
    changes += [change.at(where, "plain") for change in plain.changes]
    has_moved = bool(new and new.key in moved)
    if has_moved:
        changes.append(Change(weight=Weight.ORDER, new=section.heading, where=where))
    if old and new and old.level != new.level:
        levels = f"level {old.level}", f"level {new.level}"
        changes.append(
            Change(weight=Weight.FORM, old=levels[0], new=levels[1], before=section.heading, where=where)
        )
    state: State = "added" if old is None else "removed" if new is None else "changed" if changes else "same"
    return SectionDiff(
        key=section.key,
        state=state,
        moved=has_moved,
        level=section.level,
        old_level=(old or section).level,
        heading=heading,
        body=body.html,
        plain_body=plain.html,
        plain_left_behind=bool(new and new.plain_body and body.changes and not plain.changes),
        changes=tuple(changes),
    )


def _references(old: ArticleText, new: ArticleText) -> list[ReferenceDiff]:
    pairs, moved = _in_order(old.references, new.references, _source)
    before, after = _passages(old.supports), _passages(new.supports)
    return [
        _reference(
            (was, now), moved, before.get(was.key, {}) if was else {}, after.get(now.key, {}) if now else {}
        )
        for was, now in pairs
    ]


def _reference(
    row: _Row[ReferenceText], moved: set[UUID], before: dict[UUID, str], after: dict[UUID, str]
) -> ReferenceDiff:
    old, new = row
    has_moved = bool(new and new.key in moved)
    fields = _fields(old, new, REFERENCE_FIELDS) if old and new else []
    kept = [key for key in before if key in after]
    gone = [passage for key, passage in before.items() if key not in after]
    come = [passage for key, passage in after.items() if key not in before]
    passages = [(before[key], after[key]) for key in kept] + list(zip_longest(gone, come, fillvalue=""))
    differing = tuple((was, now) for was, now in passages if was != now)
    both: State = "changed" if fields or differing or has_moved else "same"
    return ReferenceDiff(
        key=_either(row).key,
        state="added" if old is None else "removed" if new is None else both,
        moved=has_moved,
        old=old,
        new=new,
        fields=tuple(fields),
        passages=differing,
    )


def _passages(supports: Iterable[SupportText]) -> dict[UUID, dict[UUID, str]]:
    found: dict[UUID, dict[UUID, str]] = {}
    for support in supports:
        locator = f" ({support.locator})" if support.locator else ""
        found.setdefault(support.reference, {})[support.key] = support.passage + locator
    return found


def _of_reference(reference: ReferenceDiff, budget: Budget) -> Iterator[Change]:
    """A source that came, went or moved; of one that changed, each field, and its passages word by word."""
    where = in_reference(reference.key)
    if reference.moved and reference.new:
        yield Change(weight=Weight.ORDER, new=reference.new.title, where=where)
    if reference.state in ("added", "removed"):
        old, new = (side.title if side else "" for side in (reference.old, reference.new))
        yield Change(weight=Weight.REFERENCE, old=old, new=new, where=where)
        return
    for name, was, now in reference.fields:
        label = f"{REFERENCE_FIELDS[name]}:"
        yield Change(weight=Weight.REFERENCE, old=was, new=now, before=label, where=where, part="field")
    for was, now in reference.passages:
        _, found = _line(was, now, budget)
        for each in found:
            yield replace(each, weight=min(each.weight, Weight.REFERENCE)).at(where, "passage")


def _source(reference: ReferenceText) -> str:
    return reference.doi.lower() or reference.pmid or " ".join(reference.title.lower().split())


def _in_order(
    old: Sequence[Item], new: Sequence[Item], likeness: Callable[[Item], str]
) -> tuple[list[_Row[Item]], set[UUID]]:
    """Old and new side by side, in the new order; and the keys of what is in both and has moved.

    They belong together by key, and those whose keys are unknown to the other side by what ``likeness`` says.
    What is gone stands after what it followed and what has kept its place.
    """
    partner = _partners(old, new, likeness)
    place = {item.key: index for index, item in enumerate(old)}
    stayed = [item.key for item in new if item.key in partner]
    kept = rising([place[partner[key].key] for key in stayed])
    moved = {key for index, key in enumerate(stayed) if index not in kept}
    steady = {item.key for key, item in partner.items() if key not in moved}
    follows = _gone_after(old, steady, {item.key for item in partner.values()})
    rows: list[_Row[Item]] = [(item, None) for item in follows.get(None, [])]
    for item in new:
        match = partner.get(item.key)
        rows.append((match, item))
        rows += [(gone, None) for gone in follows.get(match.key, [])] if match else []
    return rows, moved


def _partners(old: Sequence[Item], new: Sequence[Item], likeness: Callable[[Item], str]) -> dict[UUID, Item]:
    by_key = {item.key: item for item in old}
    taken = {item.key for item in new if item.key in by_key}
    alike = {likeness(item): item for item in reversed(old) if item.key not in taken}
    partner: dict[UUID, Item] = {}
    for item in new:
        found = by_key.get(item.key) or alike.pop(likeness(item), None)
        if found:
            partner[item.key] = found
    return partner


def _either(row: _Row[Item]) -> Item:
    old, new = row
    if new is not None:
        return new
    if old is not None:
        return old
    raise ValueError("A row has a text on one side at least.")


def _gone_after(old: Sequence[Item], steady: set[UUID], there: set[UUID]) -> dict[UUID | None, list[Item]]:
    follows: dict[UUID | None, list[Item]] = {}
    last: UUID | None = None
    for item in old:
        if item.key in steady:
            last = item.key
        elif item.key not in there:
            follows.setdefault(last, []).append(item)
    return follows
