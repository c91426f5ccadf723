"""Fields of forms that the desk and the admin site share."""

from __future__ import annotations

from typing import Any

from django import forms

MOST_LINES, MOST_LETTERS = 5, 200


class Lines(forms.CharField):
    """A few short lines, as a list; None where there are none."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str] | None:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        said = [line for line in lines if line]
        if len(said) > MOST_LINES:
            raise forms.ValidationError(f"{MOST_LINES} lines at most: what nobody reads is not answered.")
        if any(len(line) > MOST_LETTERS for line in said):
            raise forms.ValidationError(f"A line has {MOST_LETTERS} letters at most.")
        if len(set(said)) < len(said):
            raise forms.ValidationError("Two lines are the same.")
        return said or None
