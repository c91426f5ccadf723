"""The form of a comment: what is said, of which words, and the wording proposed in their place."""

from __future__ import annotations

from typing import Any

from django import forms

_FIELDS = ("body", "quote", "suggestion", "remove", "blocking")


class CommentForm(forms.Form):
    """Something to say of the text: at a section, or (without one) of the whole.

    How long each may be is the verb's to say, with a sentence; nothing is cut off.
    """

    section = forms.UUIDField(required=False)
    part = forms.CharField(required=False)
    quote = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    # Django takes fields off the class, so that a form's own ``prefix`` is not touched by this one.
    prefix = forms.CharField(required=False, strip=False)  # type: ignore[assignment]
    suffix = forms.CharField(required=False, strip=False)
    suggestion = forms.CharField(required=False, widget=forms.Textarea)
    remove = forms.BooleanField(required=False)
    body = forms.CharField(required=False, widget=forms.Textarea)
    blocking = forms.BooleanField(required=False)
    place = forms.SlugField(required=False)

    def said(self) -> dict[str, Any]:
        """What ``commenting.comment`` takes."""
        clean = self.cleaned_data
        wording = clean["suggestion"] or ("" if clean["remove"] else None)
        names = ("body", "part", "quote", "prefix", "suffix", "blocking")
        return {
            "section_key": clean["section"],
            "suggestion": wording,
            **{name: clean[name] for name in names},
        }

    def kept_as(self) -> list[str]:
        """The names under which the words were kept while they were typed."""
        return [f"comment:{self.cleaned_data['place']}:{name}" for name in _FIELDS]


class ReplyForm(forms.Form):
    """An answer in a thread."""

    body = forms.CharField(
        label="Your reply",
        error_messages={"required": "A reply says something."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
