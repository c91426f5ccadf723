"""What a member fills in to sign: a verdict, what it covers, words with it, and which text it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.desk.judging.screen import Screen
from cms.desk.judging.wording import VERDICTS
from reviews.models import Verdict
from reviews.workflow.signing import MEANINGS

WHOLE, WITH_DOSES, DOSES, SECTIONS = "whole", "whole doses", "doses", "sections"
SCOPES = {
    WHOLE: "The whole text",
    WITH_DOSES: "The whole text, and the doses by name",
    DOSES: "The doses alone",
    SECTIONS: "The sections that I name",
}


class SignForm(forms.Form):
    """A verdict on one digest. ``standing`` is the signature that stood when the page was opened."""

    verdict = forms.ChoiceField(
        label="Your verdict",
        choices=list(VERDICTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your verdict."},
    )
    covers = forms.ChoiceField(
        label="It covers",
        choices=list(SCOPES.items()),
        widget=forms.RadioSelect,
        initial=WHOLE,
        required=False,
    )
    sections = forms.MultipleChoiceField(
        label="Which sections", widget=forms.CheckboxSelectMultiple, required=False
    )
    statement = forms.CharField(
        label="Statement",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Printed with your signature. Needed when you ask for changes and have left no comment.",
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=128)
    standing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, screen: Screen, *args: Any, **kwargs: Any) -> None:
        signed = screen.seat.signoff if screen.seat else None
        initial = {
            "digest": screen.shown.digest,
            "standing": str(signed.pk) if signed else "",
            "covers": WHOLE,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.screen = screen
        headings = [(str(section.key), section.heading) for section in screen.text.sections]
        self.fields["sections"].choices = headings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("covers") == SECTIONS and not said.get("sections"):
            self.add_error("sections", "Name the sections that you sign for.")
        own = self._own_open_comments()
        if said.get("verdict") == Verdict.APPROVE and any(own):
            raise ValidationError(
                "You left a comment that is to be settled first. Settle it, or ask for changes."
            )
        if said.get("verdict") == Verdict.REQUEST_CHANGES and not own and not said.get("statement"):
            self.add_error("statement", "Say what should change, here or in a comment on the text.")
        return said

    def scope(self) -> str:
        """What the signature covers, in the words of the record."""
        covers = self.cleaned_data.get("covers") or WHOLE
        return " ".join(self.cleaned_data["sections"]) if covers == SECTIONS else covers

    @property
    def meanings(self) -> dict[str, str]:
        """What each verdict says, word for word, as it is printed."""
        return {verdict: MEANINGS[Verdict(verdict)] for verdict in VERDICTS}

    def _own_open_comments(self) -> list[bool]:
        user_id = self.screen.seat.assignment.member.user_id if self.screen.seat else None
        comments = [remark.comment for remark in self.screen.remarks.all]
        return [
            comment.blocking
            for comment in comments
            if comment.written_by_id == user_id and comment.resolved_at is None
        ]
