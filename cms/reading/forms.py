"""What readers may write: a question, or a report of a mistake."""

from __future__ import annotations

from uuid import UUID

from django import forms

from articles.models import QuestionKind

LONGEST = 4000


class LetterForm(forms.Form):
    """A reader's letter. ``website`` is a field that people do not see; machines fill it in."""

    text = forms.CharField(
        label="Your question",
        max_length=LONGEST,
        error_messages={
            "required": "Please write something first.",
            "max_length": f"Please keep it under {LONGEST} characters.",
        },
    )
    email = forms.EmailField(
        required=False, error_messages={"invalid": "This does not look like a mail address."}
    )
    section = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    def __init__(self, *args: object, kind: QuestionKind, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if kind is QuestionKind.MISTAKE:
            self.fields["text"].label = "What is wrong?"

    def clean_section(self) -> UUID | None:
        """The key of the section; what is no key is a letter about the whole article."""
        try:
            return UUID(self.cleaned_data["section"])
        except ValueError:
            return None

    @property
    def written_by_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
