"""The form of a draft: its text as fields, and fields as its text. What was not touched stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms

from articles import clock
from articles.content.awaited import taken
from articles.content.citations import Citation
from articles.content.plain_markup import CitationNames, read, write
from articles.content.text import ArticleText, ReferenceText, SectionText
from articles.models import CorrectionKind, Drafting, ReferenceKind
from cms.desk.writing.merging import (
    REFERENCE_FIELDS,
    RICH_FIELDS,
    SECTION_FIELDS,
    VERSION_FIELDS,
    Base,
    print_of,
)
from cms.desk.writing.sources import fields_of, taken_apart, with_values

R = TypeVar("R", SectionText, ReferenceText)
_LEVELS = [(2, "Heading"), (3, "Sub-heading"), (4, "Third level"), (5, "Fourth level"), (6, "Fifth level")]
_LONGEST = 2_000_000


def _line(label: str, help_text: str = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=2000, help_text=help_text, widget=widget)


def _markup(label: str, rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-markup": ""})
    return forms.CharField(
        label=label, required=False, strip=False, max_length=_LONGEST, widget=widget, **options
    )


def _paragraph(label: str, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, required=False, max_length=_LONGEST, help_text=help_text, widget=widget
    )


class WordsForm(forms.Form):
    """What a version says outside its sections and references."""

    title = _line("Title", "The question that the article answers.")
    second_title = _line("Second title", "A short name of the subject, above the summary.")
    summary = _markup("Summary", 5)
    plain_summary = _markup("Summary in plain language", 4)
    condition_name = _line("Condition")
    condition_code = _line("Code of the condition", "ICD-10, if there is one.")
    drafting = forms.ChoiceField(label="How it was drafted", choices=Drafting.choices)
    drafting_note = _paragraph("More about how it was drafted", "Readers see it.")
    correction_kind = forms.ChoiceField(
        label="Kind of change", required=False, choices=[("", "None of these"), *CorrectionKind.choices]
    )
    correction_notice = _paragraph(
        "Notice of the change", "What readers of the version before should know. They see it."
    )


class SectionForm(forms.Form):
    heading = _line("Heading")
    level = forms.TypedChoiceField(label="Level", choices=_LEVELS, coerce=int)
    body = _markup("Text", 8)
    plain_body = _markup("The same in plain language", 4)


class ReferenceForm(forms.Form):
    """One source. What is not valid is refused only if it was changed here: an import can always be saved."""

    kind = forms.ChoiceField(label="Kind", choices=ReferenceKind.choices)
    authors = _line("Authors", placeholder="Smith AB, Jones C")
    title = _line("Title")
    source = _line("Journal, publisher or site")
    year = _line("Year", inputmode="numeric", size=5)
    volume = _line("Volume", size=5)
    issue = _line("Issue", size=5)
    page = _line("Pages", size=9)
    doi = _line("DOI")
    pmid = _line("PMID")
    url = _line("Address on the web")

    def __init__(self, *args: Any, stood: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood = frozenset(stood)

    def clean_year(self) -> int | None:
        said: str = self.cleaned_data["year"].strip()
        if not said:
            return None
        if not re.fullmatch(r"[0-9]{4}" if "year" not in self.stood else r"[0-9]{1,4}", said) or not int(
            said
        ):
            raise forms.ValidationError("Write the year with four digits, such as 2019.")
        if "year" not in self.stood and int(said) > clock.today().year + 1:
            raise forms.ValidationError(f"The year {said} has not come yet.")
        return int(said)

    def clean_doi(self) -> str:
        said: str = self.cleaned_data["doi"].strip()
        for prefix in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"):
            said = said.removeprefix(prefix)
        said = said[4:].strip() if said.lower().startswith("doi:") else said
        if "doi" not in self.stood and said and not said.startswith("10."):
            raise forms.ValidationError("A DOI begins with 10., such as 10.1000/182.")
        return said

    def clean_pmid(self) -> str:
        said: str = self.cleaned_data["pmid"].strip()
        said = said[5:].strip() if said.lower().startswith("pmid:") else said
        if "pmid" not in self.stood and said and not (said.isascii() and said.isdigit()):
            raise forms.ValidationError("A PMID is a number, such as 27457514.")
        return said

    def clean_url(self) -> str:
        said: str = self.cleaned_data["url"].strip()
        if "url" not in self.stood and said and not said.startswith(("https://", "http://")):
            raise forms.ValidationError("An address begins with https:// or http://.")
        return said


@dataclass
class DraftForm:
    """A whole draft as forms. ``new_reference`` is the key of the empty row at the end of the list."""

    words: WordsForm
    sections: dict[UUID, SectionForm]
    references: dict[UUID, ReferenceForm]
    names: CitationNames
    revision: int
    base: Base
    form_id: str
    new_reference: UUID
    new_section: UUID

    @classmethod
    def of(cls, text: ArticleText, *, revision: int, base: Base | None = None) -> DraftForm:
        """The form of a text as it is stored. ``base`` is what it is compared with when it comes back."""
        new = uuid4()
        texts = [getattr(part, name) for part, name in rich_texts(text)]
        keys = [reference.key for reference in text.references]
        names = CitationNames.of(keys, text.supports, texts)
        return cls(
            WordsForm(initial=_initial(text, VERSION_FIELDS, names)),
            {
                part.key: _section_form(part.key, initial=_initial(part, SECTION_FIELDS, names))
                for part in text.sections
            },
            {
                key: _reference_form(key, initial=fields_of(part) if part else {"kind": "research"})
                for key, part in [*zip(keys, text.references, strict=True), (new, None)]
            },
            names,
            revision,
            base or Base.of(text),
            form_id=uuid4().hex,
            new_reference=new,
            new_section=uuid4(),
        )

    @classmethod
    def posted(cls, data: Mapping[str, Any]) -> DraftForm:
        """The form as it came back. What is not understood of its hidden fields is left out."""
        base = Base.unpacked(data.get("base", ""))
        new = _keys(data.get("new-reference", "")) or [uuid4()]
        references = list(dict.fromkeys([*_keys(data.get("references", "")), *new]))
        return cls(
            WordsForm(data),
            {key: _section_form(key, data) for key in _keys(data.get("sections", ""))},
            {key: _reference_posted(key, data, stood=_stood(base, key, data)) for key in references},
            names_of(data.get("names", "")),
            _number(data.get("revision", "")),
            base,
            form_id=str(data.get("form", ""))[:40],
            new_reference=new[0],
            new_section=(_keys(data.get("new-section", "")) or [uuid4()])[0],
        )

    @property
    def names_packed(self) -> str:
        """The labels of the citations as text, for a hidden field."""
        pairs = {
            label: [str(cited.ref), *([str(cited.support)] if cited.support else [])]
            for label, cited in self.names.items()
        }
        return json.dumps(pairs, separators=(",", ":"))

    def is_valid(self) -> bool:
        """Whether every field can be stored."""
        parts = [self.words, *self.sections.values(), *self.references.values()]
        return not [form for form in parts if not form.is_valid()]

    def text(self, current: ArticleText) -> tuple[ArticleText, list[str]]:
        """The text that was typed, and the citations in it that name nothing. ``is_valid`` came first.

        What the form does not have is filled up from ``current``.
        """
        unknown: list[str] = []
        words = self._said(self.words, VERSION_FIELDS, unknown)
        text = replace(
            current,
            **words,
            sections=_with_those_left_out(
                self._sections(current, unknown), current.sections, self.base.sections
            ),
            references=_with_those_left_out(
                self._references(current), current.references, self.base.references
            ),
        )
        if self.new_reference in {reference.key for reference in text.references}:
            text = taken(text, len(self.references), by=self.new_reference)
        return text, unknown

    def _sections(self, current: ArticleText, unknown: list[str]) -> list[SectionText]:
        standing = {section.key: section for section in current.sections}
        return [
            replace(
                standing.get(key) or SectionText(key=key, level=2, heading=""),
                **self._said(form, SECTION_FIELDS, unknown),
            )
            for key, form in self.sections.items()
        ]

    def _references(self, current: ArticleText) -> list[ReferenceText]:
        standing = {reference.key: reference for reference in current.references}
        return [
            with_values(
                standing.get(key) or ReferenceText(key=key, kind="research", title=""),
                {
                    name: said
                    for name, said in form.cleaned_data.items()
                    if form.add_prefix(name) in form.data
                },
            )
            for key, form in self.references.items()
            if key != self.new_reference or _says_something(form)
        ]

    def _said(self, form: forms.Form, names: Sequence[str], unknown: list[str]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name in names:
            if name not in form.cleaned_data or form.add_prefix(name) not in form.data:
                continue
            said[name] = form.cleaned_data[name]
            if name in RICH_FIELDS:
                reading = read(said[name], self.names)
                said[name] = reading.html
                unknown += reading.unknown
        return said


def _with_those_left_out(typed: list[R], current: Sequence[R], known: Mapping[UUID, Any]) -> tuple[R, ...]:
    """Parts that the form knew and did not bring back stay: one cut short on its way takes nothing out."""
    keys = [part.key for part in typed]
    for place, part in enumerate(current):
        if part.key not in keys and (part.key in known or not known):
            before = [other.key for other in current[:place] if other.key in keys]
            at = keys.index(before[-1]) + 1 if before else 0
            typed.insert(at, part)
            keys.insert(at, part.key)
    return tuple(typed)


def rich_texts(text: ArticleText) -> Iterable[tuple[ArticleText | SectionText, str]]:
    """Every rich text of a text, in reading order: the part that has it, and the name of its field."""
    yield text, "summary"
    yield text, "plain_summary"
    for section in text.sections:
        yield section, "body"
        yield section, "plain_body"


def _initial(part: Any, names: Sequence[str], citations: CitationNames) -> dict[str, Any]:
    return {
        name: write(value, citations) if name in RICH_FIELDS else value
        for name in names
        for value in [getattr(part, name)]
    }


def _section_form(key: UUID, data: Mapping[str, Any] | None = None, **options: Any) -> SectionForm:
    return SectionForm(data, prefix=f"section-{key}", **options)


def _reference_form(key: UUID, data: Mapping[str, Any] | None = None, **options: Any) -> ReferenceForm:
    return ReferenceForm(data, prefix=f"reference-{key}", **options)


def _reference_posted(key: UUID, data: Mapping[str, Any], stood: set[str]) -> ReferenceForm:
    """A source as it came; a whole citation that was put into its title is taken apart."""
    said = data if "title" in stood else taken_apart(data, f"reference-{key}")
    return _reference_form(key, said, stood=stood)


def _stood(base: Base, key: UUID, data: Mapping[str, Any]) -> set[str]:
    prints = dict(zip(REFERENCE_FIELDS, base.references.get(key, ()), strict=False))
    return {
        name
        for name, before in prints.items()
        if print_of(name, data.get(f"reference-{key}-{name}")) == before
    }


def _says_something(form: ReferenceForm) -> bool:
    return any(value for name, value in form.cleaned_data.items() if name != "kind")


def _keys(said: str) -> list[UUID]:
    found = []
    for word in said.split():
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


def names_of(said: str) -> CitationNames:
    """The labels of citations from a form's hidden field; from anything else none."""
    try:
        pairs = json.loads(said)
        return CitationNames({str(label): Citation(*map(UUID, keys)) for label, keys in pairs.items()})
    except (ValueError, TypeError, AttributeError):
        return CitationNames({})
