"""What an editor-in-chief fills in to rule the house. The verbs save it; these forms only read it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.text import slugify

from articles import clock
from articles.models import Grant, Publication, Role, Topic, User
from reviews.forms import MOST_LINES, Lines
from reviews.models import BoardMember, Policy

_LINE = forms.TextInput
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_SCOPES = [("whole", "The whole text"), ("doses", "Every dose")]


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ["name", "slug", "description", "specialty", "pending_visibility"]
        widgets = {
            "name": _LINE,
            "slug": _LINE,
            "specialty": _LINE,
            "description": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"slug": "Address", "pending_visibility": "What readers see"}
        help_texts = {
            "slug": "As in /topics/rheumatology/. It stays.",
            "description": "One or two sentences for readers.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]


class PolicyForm(forms.ModelForm):
    required_scopes = forms.MultipleChoiceField(
        label="What must be read",
        choices=_SCOPES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each of these is held by at least one of those who sign.",
    )
    required_specialties = forms.MultipleChoiceField(
        label="Which fields must sign",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="One member who signs covers one or more of them.",
    )
    checklist = Lines(
        label="Checklist for whoever approves",
        required=False,
        help_text=f"At most {MOST_LINES} lines. Each is answered with yes, no or does not apply, and printed "
        "with the signature. Reviews that are open keep theirs.",
    )

    class Meta:
        model = Policy
        fields = [
            "quorum",
            "required_scopes",
            "required_specialties",
            "checklist",
            "review_months",
            "plain_language_required",
            "reference_age_years",
            "self_publish",
            "show_verdicts",
        ]
        labels = {
            "quorum": "Signatures",
            "review_months": "Months until the next review",
            "plain_language_required": "A plain-language text for each section is required",
            "reference_age_years": "Warn of references older than (years)",
            "self_publish": "Publish by itself when the quorum is met",
            "show_verdicts": "Members see one another’s verdicts after their own",
        }
        help_texts = {"quorum": "By distinct members, none objecting."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, lowest, highest in (("quorum", 1, 20), ("review_months", 1, 120)):
            field = self.fields[name]
            field.validators += [MinValueValidator(lowest), MaxValueValidator(highest)]
            field.widget.attrs.update(min=lowest, max=highest)
        rows = BoardMember.objects.values_list("specialties", flat=True)
        known = {specialty for specialties in rows for specialty in specialties}
        known |= set(self.instance.required_specialties)
        self.fields["required_specialties"].choices = [(name, name) for name in sorted(known)]  # type: ignore[attr-defined]
        if not known:
            del self.fields["required_specialties"]


class ListedField(SimpleArrayField):
    """Several words in a line, with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else super().prepare_value(value)


class MemberForm(forms.ModelForm):
    specialties = ListedField(
        forms.CharField(),
        label="Specialties",
        required=False,
        help_text="With commas between them. Policies may ask for one.",
    )

    class Meta:
        model = BoardMember
        fields = [
            "user",
            "printed_name",
            "credentials",
            "slug",
            "job_title",
            "affiliation",
            "specialties",
            "biography",
            "term_starts",
            "term_ends",
        ]
        widgets = {
            "printed_name": _LINE,
            "credentials": _LINE,
            "job_title": _LINE,
            "affiliation": _LINE,
            "biography": forms.Textarea(attrs={"rows": 5}),
            "term_starts": _DATE,
            "term_ends": _DATE,
        }
        labels = {"user": "Account", "slug": "Address", "printed_name": "Name as printed"}
        help_texts = {
            "printed_name": "Copied into everything that is signed from now on.",
            "credentials": "Such as MD, FRCP.",
            "slug": "As in /board/bea-board/. Left empty, it follows from the name. It stays.",
            "term_ends": "The last day in office. What was signed before stays valid.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["user"], self.fields["slug"]
        else:
            self.fields["slug"].required = False
            account = self.fields["user"]
            account.queryset = people().filter(board_member=None)  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """The address, from the name when none is given."""
        wanted = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("printed_name", ""))
        if not wanted:
            raise forms.ValidationError("Give an address: the name holds no letter that can stand in one.")
        return str(wanted)[:100]

    def clean_term_ends(self) -> Any:
        """The last day, which does not come before the first."""
        starts, ends = self.cleaned_data.get("term_starts"), self.cleaned_data["term_ends"]
        if starts and ends and ends < starts:
            raise forms.ValidationError("The term would end before it starts.")
        return ends


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label="The cause",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Kept for ever in the house chain.",
    )


class GrantForm(forms.Form):
    user = forms.ModelChoiceField(label="To", queryset=User.objects.none())
    role = forms.ChoiceField(label="Role", choices=Role.choices)
    topic = forms.ModelChoiceField(
        label="Topic", queryset=Topic.objects.all(), required=False, empty_label="Every topic"
    )
    starts_on = forms.DateField(
        label="From", required=False, widget=_DATE, help_text="Left empty: from this moment."
    )
    ends_on = forms.DateField(
        label="Until", required=False, widget=_DATE, help_text="That day included. Left empty: without end."
    )
    stands_in_for = forms.ModelChoiceField(
        label="Stands in for", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )
    note = forms.CharField(label="Note", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "stands_in_for"):
            self.fields[name].queryset = people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what would end before it starts, and standing in for oneself."""
        said = super().clean() or {}
        starts, ends = said.get("starts_on") or clock.today(), said.get("ends_on")
        if ends and ends < starts:
            self.add_error("ends_on", "It would end before it starts.")
        if said.get("user") and said.get("user") == said.get("stands_in_for"):
            self.add_error("stands_in_for", "Nobody stands in for themselves.")
        if not self.errors and self._held_already(said):
            self.add_error("role", "They hold this role already, without an end.")
        return said

    def _held_already(self, said: dict[str, Any]) -> bool:
        """Whether the same is granted already: a second click, as a rule."""
        same = Grant.objects.filter(user=said["user"], role=said["role"], topic=said["topic"], ends_at=None)
        return same.in_force(clock.Now()).exists()

    def given(self) -> dict[str, Any]:
        """What ``workflow.grant`` takes: days have become moments of the house's time zone."""
        said = self.cleaned_data
        starts, ends = said["starts_on"], said["ends_on"]
        at_once = starts is None or starts <= clock.today()
        return {
            "topic": said["topic"],
            "starts_at": None if at_once else _midnight(starts),
            "ends_at": _midnight(ends + timedelta(days=1)) if ends else None,
            "stands_in_for": said["stands_in_for"],
            "note": said["note"],
        }


class PublicationForm(forms.ModelForm):
    class Meta:
        model = Publication
        fields = [
            "name",
            "strapline",
            "board_name",
            "disclaimer_professional",
            "disclaimer_patient",
            "contact",
            "funding",
            "advertising",
            "privacy",
        ]
        widgets = {
            "name": _LINE,
            "strapline": _LINE,
            "board_name": _LINE,
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in (
                    "disclaimer_professional",
                    "disclaimer_patient",
                    "funding",
                    "advertising",
                    "privacy",
                )
            },
        }
        labels = {
            "board_name": "Name of the board",
            "disclaimer_professional": "Disclaimer for health professionals",
            "disclaimer_patient": "Disclaimer for patients and carers",
            "contact": "Address for readers’ mail",
            "funding": "Who pays for this",
            "privacy": "What becomes of readers’ questions and data",
        }


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "username", "email"]
        widgets = {"name": _LINE}
        help_texts = {"username": "Letters, digits and @ . + - _ only. It stays.", "email": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["email"].required = True

    def clean_email(self) -> str:
        """One address, one account: either logs in."""
        address = str(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=address).exists():
            raise forms.ValidationError("There is an account with this address.")
        return address


def people() -> Any:
    """Everybody who has an account that is open, but the system."""
    open_ones = User.objects.filter(is_active=True, closed_at=None)
    return open_ones.filter(~Q(username="system")).order_by("name", "username")


def _midnight(day: Any) -> datetime:
    return clock.at(day, time.min)
