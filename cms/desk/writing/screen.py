"""The draft's form as its page shows it: each field with how it reads and what somebody else made of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.content.awaited import awaited_key
from articles.content.plain_markup import read, write
from articles.content.text import SupportText
from cms.desk.judging.remarks import Remark, Remarks
from cms.desk.writing.form import DraftForm
from cms.desk.writing.looking import look
from cms.desk.writing.merging import RICH_FIELDS, Note


@dataclass(frozen=True)
class Row:
    """One field. ``theirs`` is what somebody else saved there; ``differences`` marks what mine has not."""

    bound: BoundField
    look: SafeString | None = None
    widget: SafeString = field(default_factory=SafeString)
    note: Note | None = None
    theirs: str = ""
    differences: SafeString = field(default_factory=SafeString)


@dataclass(frozen=True)
class Thread:
    """A thread beside the form, with the reply that was begun in it."""

    remark: Remark
    reply: str


@dataclass(frozen=True)
class SectionRow:
    key: UUID
    number: int
    heading: Row
    level: Row
    body: Row
    plain_body: Row
    first: bool
    last: bool
    note: Note | None
    threads: list[Thread]


@dataclass(frozen=True)
class ReferenceRow:
    """A reference as its label names it, with the passages of it that back claims.

    ``awaited``: the text cites it already, before it is there.
    """

    key: UUID
    label: str
    fields: list[Row]
    passages: list[tuple[str, SupportText]]
    first: bool
    last: bool
    note: Note | None
    new: bool
    awaited: bool
    title: str


@dataclass(frozen=True)
class Told:
    """What became of a field or part when somebody else had saved: in words, and where to look."""

    kind: str
    name: str
    anchor: str


@dataclass(frozen=True)
class Screen:
    """The whole form.

    ``threads``: on title and summary; ``orphaned``: their section is not in the form; ``unsent``: replies
    that were begun in threads that are settled now.
    """

    words: dict[str, Row]
    sections: list[SectionRow]
    references: list[ReferenceRow]
    told: list[Told]
    threads: list[Thread]
    orphaned: list[Thread]
    unsent: list[str]

    @property
    def open(self) -> list[Thread]:
        """What is not settled, in reading order."""
        beside = [self.threads, *(section.threads for section in self.sections), self.orphaned]
        return [thread for threads in beside for thread in threads if thread.remark.open]

    @property
    def blocking(self) -> int:
        return sum(thread.remark.comment.blocking for thread in self.open)


def screen_of(
    form: DraftForm,
    supports: Iterable[SupportText] = (),
    notes: Sequence[Note] = (),
    *,
    remarks: Remarks,
    half_written: Mapping[int, str],
) -> Screen:
    """Lay a form out for its page."""
    rows = _Rows(form, {note.path: note for note in notes}, remarks, half_written)
    passages: dict[UUID, list[tuple[str, SupportText]]] = {}
    labels = {cited.support: label for label, cited in form.names.items() if cited.support}
    for support in supports:
        passages.setdefault(support.reference, []).append((labels.get(support.key, ""), support))
    return Screen(
        {name: rows.row(form.words, name) for name in form.words.fields},
        rows.sections(),
        rows.references(passages),
        [rows.told(note) for note in notes],
        rows.threads(remarks.at(None)),
        rows.threads(rows.orphaned()),
        rows.unsent(),
    )


class _Rows:
    def __init__(
        self, form: DraftForm, notes: Mapping[str, Note], remarks: Remarks, half_written: Mapping[int, str]
    ) -> None:
        self.form = form
        self.notes = notes
        self.remarks = remarks
        self.half_written = half_written
        next_key = awaited_key(len(form.references))
        self.awaited = any(cited.ref == next_key for _, cited in form.names.items())
        self.labels = {cited.ref: label for label, cited in form.names.items() if not cited.support}

    def sections(self) -> list[SectionRow]:
        found = []
        for number, (key, form) in enumerate(self.form.sections.items(), start=1):
            found.append(
                SectionRow(
                    key=key,
                    number=number,
                    **{name: self.row(form, name) for name in form.fields},
                    first=number == 1,
                    last=number == len(self.form.sections),
                    note=self.notes.get(f"section-{key}"),
                    threads=self.threads(self.remarks.at(key)),
                )
            )
        return found

    def threads(self, remarks: Iterable[Remark]) -> list[Thread]:
        return [Thread(remark, self.half_written.get(remark.comment.pk, "")) for remark in remarks]

    def unsent(self) -> list[str]:
        waiting = {remark.comment.pk for remark in self.remarks.all if remark.open}
        return [said for number, said in self.half_written.items() if said and number not in waiting]

    def orphaned(self) -> list[Remark]:
        """What was said of sections that the form does not show: they are gone, or taken out in it."""
        shown = {None, *self.form.sections}
        hidden = [here for key, here in self.remarks.by_section.items() if key not in shown]
        return [remark for here in hidden for remark in here] + self.remarks.orphaned

    def references(self, passages: Mapping[UUID, list[tuple[str, SupportText]]]) -> list[ReferenceRow]:
        keys = [key for key in self.form.references if key != self.form.new_reference]
        return [
            ReferenceRow(
                key=key,
                label=self.labels.get(key, "")
                if key != self.form.new_reference
                else str(len(self.form.references)),
                fields=[self.row(form, name) for name in form.fields],
                passages=passages.get(key, []),
                first=key in keys[:1],
                last=key in keys[-1:],
                note=self.notes.get(f"reference-{key}"),
                new=key == self.form.new_reference,
                awaited=key == self.form.new_reference and self.awaited,
                title=form["title"].value() or "",
            )
            for key, form in self.form.references.items()
        ]

    def told(self, note: Note) -> Told:
        """A note in words: the field's label, and the heading or title of its part."""
        kind, key, name = _taken_apart(note.path)
        if kind == "version":
            return Told(note.kind, str(self.form.words.fields[name].label), f"id_{name}")
        part = note.mine or note.theirs
        forms_: Mapping[UUID, forms.Form] = self.form.sections if kind == "section" else self.form.references
        if key and key in forms_:
            called = forms_[key]["heading" if kind == "section" else "title"].value()
            label = f", {str(forms_[key].fields[name].label).lower()}" if name else ""
        else:
            called, label = getattr(part, "heading", None) or getattr(part, "title", ""), ""
        anchor = f"id_{note.path}" if name else f"{kind}-{key}"
        return Told(note.kind, f"{kind} “{called or 'without a name'}”{label}", anchor)

    def row(self, form: forms.Form, name: str) -> Row:
        bound = form[name]
        note = self.notes.get(bound.html_name)
        mine = str(bound.value() or "")
        theirs = self._said(note.theirs, name) if note else ""
        return Row(
            bound,
            look(read(mine, self.form.names).html, self.form.names) if name in RICH_FIELDS else None,
            bound.as_widget(attrs=self._attributes(bound, name)),
            note,
            theirs,
            differences(theirs, mine) if note and note.kind == "both" else SafeString(),
        )

    def _said(self, value: object, name: str) -> str:
        return write(str(value), self.form.names) if name in RICH_FIELDS else str(value or "")

    def _attributes(self, bound: BoundField, name: str) -> dict[str, Any]:
        if name not in RICH_FIELDS:
            return {}
        return {
            "hx-post": f"{reverse('desk:look')}?field={bound.html_name}",
            "hx-params": f"csrfmiddlewaretoken,names,{bound.html_name}",
            "hx-trigger": "input changed delay:500ms",
            "hx-target": f"#look-{bound.html_name}",
        }


def _taken_apart(path: str) -> tuple[str, UUID | None, str]:
    """A note's path: what kind of part, its key, and the field's name, if it is of one field."""
    kind, _, rest = path.partition("-")
    if kind not in ("section", "reference") or not rest:
        return "version", None, path
    return kind, UUID(rest[:36]), rest[37:]


def differences(old: str, new: str) -> SafeString:
    """The first text, with the words marked that the second has not."""
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", said) for said in (old, new))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces = []
    for kind, start, end, _, _ in matcher.get_opcodes():
        words = "".join(before[start:end])
        if words:
            pieces.append((words,) if kind == "equal" else (format_html("<mark>{}</mark>", words),))
    return format_html_join("", "{}", pieces)
