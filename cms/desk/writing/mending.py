"""The repairs of an imported draft, by what their buttons do: a text each, and the questions it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django import forms

from articles.content.awaited import awaited_number, taken
from articles.content.text import ArticleText, ReferenceText
from articles.models import Drafting, ReferenceKind
from cms.desk.writing import repairs
from cms.desk.writing.form import WordsForm
from cms.desk.writing.pasting import SourceForm
from cms.desk.writing.questions import ABOUT, KINDS, LEVELS, Report


class NotUnderstood(Exception):
    """The repair names something that is not there any more. The message says so."""


class AlreadyDone(Exception):
    """A second click, or somebody was faster. The message says what is the case now."""


@dataclass(frozen=True)
class Repair:
    """One repair on its way: the report that it was made on, and the fields that came with it."""

    report: Report
    data: Any
    argument: str

    @property
    def key(self) -> UUID:
        """The argument as a key."""
        return _key(self.argument)

    @property
    def index(self) -> int:
        """The argument as the place of a question."""
        if not self.argument.isdigit() or int(self.argument) >= 10_000:
            raise NotUnderstood("There is no such question.")
        return int(self.argument)


@dataclass(frozen=True)
class Mended:
    """The text after a repair, the questions that it answers, and what is said of it."""

    text: ArticleText
    said: str
    answers: tuple[tuple[str, str], ...] = ()


class AboutForm(WordsForm):
    """What is asked about the article as a whole. How it was drafted is never guessed."""

    def __init__(self, *args: Any, told: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = ("drafting", "condition_name", "condition_code", "drafting_note")
        self.fields = {name: self.fields[name] for name in kept}
        if not told:
            self.fields["drafting"] = drafting_asked()
            self.initial["drafting"] = ""


def drafting_asked() -> forms.ChoiceField:
    """The choice of how a text was drafted, with nothing chosen yet."""
    return forms.ChoiceField(
        label="How it was drafted",
        choices=[("", "Choose"), *Drafting.choices],
        error_messages={"required": "Say how the text was drafted. Readers are told."},
        help_text="Readers are told.",
    )


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise NotUnderstood("There is no such part of the text.") from None


def _level(repair: Repair) -> Mended:
    """The level is named, not a step: a second click finds it there."""
    key, _, level = repair.argument.partition(" ")
    section = repair.report.sections.get(key)
    if section is None or level not in ("2", "3", "4", "5", "6"):
        raise NotUnderstood("This section is no longer there.")
    text = repairs.levelled(repair.report.text, section.key, int(level))
    return Mended(text, f"“{section.heading}” is on level {int(level) - 1} now.")


def _levels_right(repair: Repair) -> Mended:
    return Mended(repair.report.text, "The outline is settled.", ((LEVELS, "right"),))


def _doubt(repair: Repair) -> tuple[repairs.Doubt, UUID | None]:
    for asked in repair.report.doubts:
        if asked.index == repair.index:
            return asked.doubt, asked.section.key if asked.section else None
    raise AlreadyDone("This number is settled already.")


def _accept(repair: Repair) -> Mended:
    doubt, where = _doubt(repair)
    known = {reference.key for reference in repair.report.text.references}
    cited = [_key(word) for word in repair.data.get("reference", "").split()]
    if not cited or not known.issuperset(cited):
        raise NotUnderstood("Choose the reference that it cites.")
    text = repairs.accepted(repair.report.text, where, doubt, cited)
    if text is None:
        raise NotUnderstood(
            f"The number {doubt.number} is no longer there, or more than once. Mend it in the form."
        )
    answers = ((f"problem:{repair.index}", "citation"),)
    return Mended(text, f"The number {doubt.number} is a citation now.", answers)


def _leave(repair: Repair) -> Mended:
    doubt, _ = _doubt(repair)
    answers = ((f"problem:{repair.index}", "text"),)
    return Mended(repair.report.text, f"The number {doubt.number} stays as text.", answers)


def _unnumber(repair: Repair) -> Mended:
    doubt, where = _doubt(repair)
    if where is None:
        raise NotUnderstood("This heading is no longer there.")
    answers = ((f"problem:{repair.index}", "taken out"),)
    text = repairs.unnumbered(repair.report.text, where, doubt)
    return Mended(text, f"The number {doubt.number} was taken out of the heading.", answers)


def _must_dangle(repair: Repair) -> UUID:
    if repair.key not in {dangling.key for dangling in repair.report.dangling}:
        raise AlreadyDone("This citation has a reference now, or is no longer in the text.")
    return repair.key


def _point(repair: Repair) -> Mended:
    lost, to = _must_dangle(repair), _key(repair.data.get("reference", ""))
    title = next((one.title for one in repair.report.text.references if one.key == to), None)
    if title is None:
        raise NotUnderstood("Choose the reference that it cites.")
    return Mended(repairs.pointed(repair.report.text, lost, to), f"It cites “{title}” now.")


def _enter(repair: Repair) -> Mended:
    lost = _must_dangle(repair)
    form = SourceForm.posted(repair.data, f"new-{lost}")
    form.is_valid()
    key = uuid4() if awaited_number(lost) else lost
    reference = form.reference(ReferenceText(key=key, kind="research", title=""))
    text = repairs.with_reference(repairs.pointed(repair.report.text, lost, key), reference)
    text = taken(text, len(text.references), by=key)
    return Mended(text, f"“{reference.title}” is reference {len(text.references)} of the list.")


def _source(repair: Repair) -> Mended:
    standing = next((one for one in repair.report.text.references if one.key == repair.key), None)
    if standing is None:
        raise NotUnderstood("This source is no longer in the list.")
    form = SourceForm.posted(repair.data, f"source-{standing.key}")
    form.is_valid()
    reference = form.reference(standing)
    answers = () if reference.year else ((f"reference:{standing.key}", "right"),)
    return Mended(
        repairs.with_source(repair.report.text, reference), f"“{reference.title}” is saved.", answers
    )


def _sources_right(repair: Repair) -> Mended:
    answers = tuple((f"reference:{one.key}", "right") for one in repair.report.unsplit)
    return Mended(repair.report.text, "The sources stay as they are.", answers)


def _unmark(repair: Repair) -> Mended:
    return Mended(
        repairs.unmarked(repair.report.text, _must_dangle(repair)), "The mark was taken out of the text."
    )


def _kinds(repair: Repair) -> Mended:
    chosen = {one.key: repair.data.get(f"kind-{one.key}", "") for one in repair.report.kinds}
    kinds = {key: kind for key, kind in chosen.items() if kind in ReferenceKind.values}
    return Mended(
        repairs.with_kinds(repair.report.text, kinds), "The kinds are settled.", ((KINDS, "right"),)
    )


def _about(repair: Repair) -> Mended:
    form = AboutForm(repair.data, told=repair.report.drafting_told)
    form.is_valid()
    return Mended(replace(repair.report.text, **form.cleaned_data), "Saved.", ((ABOUT, "told"),))


def _seen(repair: Repair) -> Mended:
    return Mended(repair.report.text, "Settled.", ((f"problem:{repair.index}", "seen"),))


def _put_back(repair: Repair) -> Mended:
    report_, where = repair.report, repair.data.get("into", "")
    left = next((one for one in report_.left if one.index == repair.index), None)
    if left is None or left.put_back:
        raise AlreadyDone("It has been put back already.")
    if where != "summary" and where not in report_.sections:
        raise NotUnderstood("Choose the section that it belongs to.")
    key = None if where == "summary" else _key(where)
    place = "the summary" if key is None else f"“{report_.sections[where].heading}”"
    answers = ((f"left:{left.index}", where),)
    return Mended(
        repairs.added(report_.text, key, left.text), f"It stands at the end of {place} now.", answers
    )


REPAIRS: dict[str, Callable[[Repair], Mended]] = {
    "level": _level,
    "levels-right": _levels_right,
    "accept": _accept,
    "leave": _leave,
    "unnumber": _unnumber,
    "point": _point,
    "enter": _enter,
    "source": _source,
    "sources-right": _sources_right,
    "unmark": _unmark,
    "kinds": _kinds,
    "about": _about,
    "seen": _seen,
    "put-back": _put_back,
}
