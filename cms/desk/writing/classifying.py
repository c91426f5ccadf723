"""Where an article belongs: its topic and risk. Changing them is an event of the article, not of its text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied

from articles import editing
from articles.models import Article, Risk, Topic, User, Version
from articles.roles import Roles
from reviews.refusals import Refused, guarded

RISK_EXPLAINED = "High where a mistake could do grave harm."


class ClassForm(forms.Form):
    """Topic and risk. Only what was changed in this form is written, so that it undoes nobody's choice."""

    topic = forms.ModelChoiceField(
        label="Topic",
        required=False,
        queryset=Topic.objects.order_by("name"),
        empty_label="No topic yet",
        show_hidden_initial=True,
        help_text="The topic decides which board reviews it, and by which policy.",
    )
    risk = forms.ChoiceField(
        label="Risk",
        required=False,
        choices=Risk.choices,
        show_hidden_initial=True,
        help_text=RISK_EXPLAINED,
    )

    def __init__(self, *args: Any, article: Article | None = None, **kwargs: Any) -> None:
        if article is not None:
            kwargs["initial"] = {"topic": article.topic_id, "risk": article.risk}
        super().__init__(*args, **kwargs)
        self.article = article


def may_classify(version: Version, roles: Roles, by: User) -> bool:
    """Whether to offer it: to editors of the topic, and to the author of a first draft."""
    return roles.is_editor(version.article.topic_id) or (version.number == 1 and version.author_id == by.pk)


def reclassify(form: ClassForm, *, by: User) -> None:
    """Write what was changed in a valid form.

    Raises:
        PermissionDenied: if ``by`` may not move the article there, or not alone.
    """
    assert form.article is not None  # noqa: S101 - a form of an article's page
    changed = {name: form.cleaned_data[name] for name in form.changed_data if form.cleaned_data[name]}
    if changed:
        try:
            with guarded():
                editing.reclassify(form.article, by=by, **changed)
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from refusal
