"""What a member fills in to sign: a verdict, what it covers, words with it, and which text it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField
from django.utils.functional import cached_property

from cms.desk.judging.before_signing import Caution, caution
from cms.desk.judging.screen import Screen
from cms.desk.judging.wording import ANSWERS, VERDICTS, counted, sentence
from reviews.models import Verdict
from reviews.preparing import OF_THE_VERDICT, mark_of
from reviews.workflow.signing import MEANINGS, meaning_in_comparison

MOVED = "moved"
ANOTHER_ROUND = (
    "The round that your page was opened in is over, and another one has begun on this text. Look at what it "
    "asks, and sign here if you still mean it."
)
WHOLE, WITH_DOSES, DOSES, SECTIONS = "whole", "whole doses", "doses", "sections"
SCOPES = {
    WHOLE: "The whole text",
    WITH_DOSES: "The whole text, and the doses by name",
    DOSES: "The doses alone",
    SECTIONS: "The sections that I name",
}


class OfThePage(forms.Form):
    """What a form to sign says of the page that it stood on.

    The text's ``digest``, the ``review``, and ``standing``: the signature of one's own that stood there.
    """

    digest = forms.CharField(widget=forms.HiddenInput, max_length=128)
    review = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    standing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    anyway = forms.BooleanField(label="Approve without sending what I wrote", required=False)

    def __init__(self, screen: Screen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": of_the_page(screen), **kwargs})
        self.screen = screen

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("review") != str(self.screen.review.pk):
            raise ValidationError(ANOTHER_ROUND, code=MOVED)
        if self.caution.asks and self._verdict(said) == Verdict.APPROVE and not said.get("anyway"):
            self.add_error(None, self.caution.asks)
        return said

    def _verdict(self, said: dict[str, Any]) -> str:
        return str(said.get("verdict", ""))

    @cached_property
    def caution(self) -> Caution:
        """What the signer should know first: what lies unsent beside the text, which doses were not seen."""
        return caution(self.screen.sheet.cards, self.screen.kept.row)

    @property
    def moved(self) -> bool:
        """Whether it stood on the page of another round."""
        return self.has_error(NON_FIELD_ERRORS, MOVED)

    @property
    def stood(self) -> int:
        """The number of one's own signature that the page showed, 0 for none."""
        said = self.cleaned_data.get("standing") or ""
        return int(said) if said.isascii() and said.isdecimal() else 0


class PreparedForm(OfThePage):
    """A prepared verdict, to be signed exactly as the page showed it: ``mark`` stands for all of it."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=128)

    def _verdict(self, said: dict[str, Any]) -> str:
        prepared = self.screen.kept.prepared
        return prepared.verdict if prepared else ""

    def __init__(self, screen: Screen, *args: Any, **kwargs: Any) -> None:
        prepared = screen.kept.prepared
        begins = {**of_the_page(screen), "mark": mark_of(prepared) if prepared else ""}
        super().__init__(screen, *args, **{"initial": begins, **kwargs})


class SignForm(OfThePage):
    """A verdict, filled in by hand.

    It begins with what the member has prepared, and over that what they have typed since.
    """

    verdict = forms.ChoiceField(
        label="Your verdict",
        choices=list(VERDICTS.items()),
        widget=forms.RadioSelect(attrs={"data-keep": f"{OF_THE_VERDICT}verdict"}),
        error_messages={"required": "Choose your verdict."},
    )
    covers = forms.ChoiceField(
        label="It covers",
        choices=list(SCOPES.items()),
        widget=forms.RadioSelect(attrs={"data-keep": f"{OF_THE_VERDICT}covers"}),
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
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": f"{OF_THE_VERDICT}statement"}),
        help_text="Printed with your signature. Needed when you step back, and when you ask for changes and "
        "have left no comment.",
    )

    def __init__(self, screen: Screen, *args: Any, **kwargs: Any) -> None:
        super().__init__(screen, *args, **{"initial": begun(screen), **kwargs})
        headings = [(str(section.key), section.heading) for section in screen.text.sections]
        self.fields["sections"].choices = headings  # type: ignore[attr-defined]
        for number, line in enumerate(screen.review.checklist or []):
            self.fields[f"check-{number}"] = _Line(line, number)

    @property
    def lines(self) -> list[BoundField]:
        """The lines of the checklist, each with its three answers."""
        return [self[name] for name in self.fields if name.startswith("check-")]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        verdict = said.get("verdict")
        if said.get("covers") == SECTIONS and not said.get("sections") and verdict != Verdict.RECUSE:
            self.add_error("sections", "Name the sections that you sign for.")
        if verdict == Verdict.APPROVE:
            self._of_an_approval(said)
        if verdict == Verdict.REQUEST_CHANGES and not self._own_open() and not said.get("statement"):
            self.add_error("statement", "Say what should change, here or in a comment on the text.")
        if verdict == Verdict.RECUSE and not said.get("statement"):
            self.add_error("statement", "Say why, so that the editor can ask somebody else.")
        return said

    def scope(self) -> str:
        """What the signature covers, in the words of the record."""
        covers = self.cleaned_data.get("covers") or WHOLE
        if covers == SECTIONS and self.cleaned_data.get("sections"):
            return " ".join(self.cleaned_data["sections"])
        return WHOLE if covers == SECTIONS else covers

    def checklist(self) -> list[list[str]] | None:
        """The lines as the review froze them, each with its answer; None where it has none."""
        lines = self.screen.review.checklist
        if lines is None or self.cleaned_data["verdict"] != Verdict.APPROVE:
            return None
        return [[line, self.cleaned_data[f"check-{number}"]] for number, line in enumerate(lines)]

    @cached_property
    def meanings(self) -> dict[str, str]:
        """What each verdict says, word for word, as it is printed."""
        base = self.screen.base
        compared = base.version if base and base.named else None
        usual = {verdict: MEANINGS[Verdict(verdict)] for verdict in VERDICTS}
        return {**usual, Verdict.APPROVE: meaning_in_comparison(compared)}

    @property
    def lacking(self) -> list[str]:
        """What a verdict that was chosen and not yet sent still needs, in sentences."""
        if self.is_bound or not self.initial.get("verdict"):
            return []
        tried = SignForm(self.screen, data=dict(self.initial))
        unanswered = sum(name.startswith("check-") for name in tried.errors)
        said = [
            str(told)
            for name, errors in tried.errors.items()
            for told in errors
            if told != self.caution.asks and not name.startswith("check-")
        ]
        lines = (
            f"{sentence(counted(unanswered, 'line'))} of the checklist {'is' if unanswered == 1 else 'are'}"
        )
        return [*said, f"{lines} still to be answered."] if unanswered else said

    def _of_an_approval(self, said: dict[str, Any]) -> None:
        for line in self.lines:
            if not said.get(line.name):
                self.add_error(line.name, "Answer this line.")
        if any(self._own_open()):
            raise ValidationError(
                "You left a comment that is to be settled first. Settle it, or ask for changes."
            )

    def _own_open(self) -> list[bool]:
        """One's own open comments: of each, whether it is to be settled first."""
        user_id = self.screen.seat.assignment.member.user_id if self.screen.seat else None
        comments = [remark.comment for remark in self.screen.remarks.all]
        return [
            comment.blocking
            for comment in comments
            if comment.written_by_id == user_id and comment.resolved_at is None
        ]


class _Line(forms.ChoiceField):
    """One line of the checklist."""

    def __init__(self, line: str, number: int) -> None:
        super().__init__(
            label=line,
            choices=list(ANSWERS.items()),
            required=False,
            widget=forms.RadioSelect(attrs={"data-keep": f"{OF_THE_VERDICT}check:{number}"}),
        )


def begun(screen: Screen) -> dict[str, Any]:
    """What the form holds when it is opened: the verdict prepared, and over it what was typed since."""
    kept, prepared = screen.kept, screen.kept.prepared
    said = {"verdict": "", "covers": WHOLE, "sections": [], "statement": ""}
    if prepared:
        said |= {"verdict": prepared.verdict, "statement": prepared.statement, **_covered(prepared.scope)}
    for name in ("verdict", "covers", "statement"):
        said[name] = kept.typed(name) or said[name]
    named = [str(section.key) for section in screen.text.sections if kept.typed(f"section:{section.key}")]
    answers = dict(enumerate(answer for _, answer in (prepared.checklist or []))) if prepared else {}
    checks = {
        f"check-{number}": kept.typed(f"check:{number}") or answers.get(number, "")
        for number in range(len(screen.review.checklist or []))
    }
    return {
        **said,
        **checks,
        "sections": named or said["sections"],
        **of_the_page(screen),
    }


def of_the_page(screen: Screen) -> dict[str, str]:
    """What the page says of itself in a form to sign."""
    signed = screen.seat.signoff if screen.seat else None
    return {
        "digest": screen.shown.digest,
        "review": str(screen.review.pk),
        "standing": str(signed.pk) if signed else "",
    }


def _covered(scope: str) -> dict[str, Any]:
    """A scope of the record as the form asks for it."""
    return {"covers": scope} if scope in SCOPES else {"covers": SECTIONS, "sections": scope.split()}
