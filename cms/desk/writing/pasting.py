"""One box for a reference as it stands: what was understood of it stands in the fields, to be put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from articles.content.importers.entry import read_pasted
from articles.content.text import ReferenceText
from articles.models import ReferenceKind
from cms.access import insider
from cms.desk.writing.form import ReferenceForm
from cms.desk.writing.sources import CSL_FIELDS, FIELDS, said_of, whole_in_title, with_values

_PREFIX = re.compile(r"(?:new|source)-[0-9a-f-]{36}")
_UNCLEAR = "This could not be taken apart. Put what is missing into the fields, and press again."


class SourceForm(ReferenceForm):
    """A source, pasted as a whole or field by field. ``read`` says that the fields hold what was pasted."""

    whole = forms.CharField(
        label="Paste the reference as it stands",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "data-whole": "", "autocomplete": "off"}),
    )
    read = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    unclear = False

    @classmethod
    def posted(cls, data: Mapping[str, Any], prefix: str) -> SourceForm:
        """The form as it came, the fields filled from what was pasted unless they were shown already."""
        said = {name: str(data.get(f"{prefix}-{name}", "")) for name in (*FIELDS, "whole", "read")}
        said["kind"] = said["kind"] or ReferenceKind.RESEARCH
        pasted = said["whole"].strip() if not said["read"] else ""
        pasted = pasted or ("" if said["read"] else whole_in_title(said))
        unclear = False
        if pasted:
            found, understood = read_pasted(pasted)
            said |= said_of(found)
            said["read"] = "1"
            unclear = not understood
        form = cls({f"{prefix}-{name}": value for name, value in said.items()}, prefix=prefix)
        form.unclear = unclear
        return form

    @property
    def parts(self) -> list[BoundField]:
        """The fields of the source itself."""
        return [self[name] for name in FIELDS]

    @property
    def key(self) -> str:
        """The key of the source in the form's prefix."""
        return str(self.prefix).partition("-")[2]

    @property
    def is_open(self) -> bool:
        """Whether the fields have to be looked at."""
        return self.unclear or (self.is_bound and bool(self.errors))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.unclear:
            self.add_error("title", _UNCLEAR)
        elif not said.get("title"):
            self.add_error("title", "Paste the reference, or enter at least the title of the source.")
        return said

    def reference(self, standing: ReferenceText) -> ReferenceText:
        """The source with what was said of it; words of the paste that have no field are kept with it."""
        pasted = read_pasted(self.cleaned_data["whole"])[0].csl if self.cleaned_data["whole"] else {}
        beyond = {name: value for name, value in pasted.items() if name not in (*CSL_FIELDS, "author")}
        standing = replace(standing, csl={**standing.csl, **beyond})
        return with_values(standing, {name: self.cleaned_data[name] for name in FIELDS})


@insider
@require_POST
def pasted(request: HttpRequest) -> HttpResponse:
    """What was understood of a pasted reference, as fields. Nothing is stored."""
    prefix = request.GET.get("prefix", "")
    if not _PREFIX.fullmatch(prefix):
        raise Http404("There is no such form.")
    said = {f"{prefix}-whole": request.POST.get(f"{prefix}-whole", "")[:5000]}
    form = SourceForm.posted(said, prefix)
    if not said[f"{prefix}-whole"].strip():
        form = SourceForm(prefix=prefix, initial={"kind": "research"})
    return render(request, "desk/writing/_source_fields.html", {"form": form})
