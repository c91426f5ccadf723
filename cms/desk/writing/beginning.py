"""A new article: from a text that is pasted or uploaded, or from nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import editing
from articles.content.importers import Imported, ImportRefused
from articles.content.importers import read as understood
from articles.content.slugs import slug_of
from articles.content.text import ArticleText
from articles.models import IntakeAnswer, Risk, Topic, Version
from cms.access import insider
from cms.desk.frame import page
from cms.desk.loading import insider_of, user_of
from cms.desk.writing import kept
from cms.desk.writing.classifying import RISK_EXPLAINED
from cms.desk.writing.mending import drafting_asked
from cms.desk.writing.questions import ABOUT

_LARGEST = 10_000_000
_REMEMBERED = 24 * 3600


class BeginForm(forms.Form):
    """Where the text comes from, and where the article belongs."""

    text = forms.CharField(
        label="Paste the text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-drop": ""}),
        help_text="As it is, from a page, a document or a chat. Nothing of it is dropped silently.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text="Plain text or Markdown. Of other files, copy the text and paste it.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".txt,.text,.md,.markdown,text/plain,text/markdown"}
        ),
    )
    title = forms.CharField(
        label="Or begin with the question alone",
        required=False,
        max_length=2000,
        help_text="The question that the article will answer, as a reader would ask it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    topic = forms.ModelChoiceField(
        label="Topic",
        required=False,
        queryset=Topic.objects.order_by("name"),
        empty_label="I choose it later",
    )
    risk = forms.ChoiceField(
        label="Risk", choices=Risk.choices, initial=Risk.STANDARD, help_text=RISK_EXPLAINED
    )
    drafting = drafting_asked()
    condition_name = forms.CharField(
        label="Condition",
        required=False,
        max_length=2000,
        help_text="What it is about, such as gout. Leave it empty if there is no one condition.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    slug = forms.CharField(
        label="URL",
        required=False,
        max_length=180,
        help_text="The last part of the article's web address. Leave it empty to have it made of the title.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_slug(self) -> str:
        chosen: str = self.cleaned_data["slug"].strip()
        if chosen and not re.search("[a-z]", slug_of(chosen)):
            raise forms.ValidationError(
                "Use words in Latin letters, figures and hyphens, such as gout-in-adults."
            )
        return slug_of(chosen)

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > _LARGEST:
            raise forms.ValidationError("This file is too large for one article (more than 10 MB).")
        return file


@kept.keeps_words
@insider
def new(request: HttpRequest) -> HttpResponse:
    """Read what came and make a draft of it. What cannot be read stays in the form."""
    if not insider_of(request).writes:
        raise PermissionDenied("You are not an author or an editor here.")
    if request.method == "POST" and request.POST.get("do") == "forget":
        kept.forget(request)
        return HttpResponseRedirect(request.path)
    words = kept.kept_words(request) if request.method == "GET" else None
    data = request.POST if request.method == "POST" else words
    form = BeginForm(data, request.FILES or None, initial={"once": uuid4().hex})
    if request.method == "POST" and form.is_valid() and (done := _begun(request, form)):
        kept.forget(request)
        kept.has_arrived(request, form.cleaned_data["once"])
        return HttpResponseRedirect(done)
    context = {"form": form, "writer": kept.writer_token(request), "kept": bool(words)}
    context["begun"] = kept.arrived(request)
    return page(
        request, "desk/writing/new.html", context, here="new", status=422 if request.method == "POST" else 200
    )


def _begun(request: HttpRequest, form: BeginForm) -> str:
    """The address of the draft that was made, or nothing, and the form says why."""
    said = form.cleaned_data
    file: UploadedFile | None = said["file"]
    data = file.read() if file else said["text"].encode()
    if not data.strip() and not said["title"].strip():
        form.add_error(
            None, "There is nothing to begin with yet: paste a text, choose a file, or enter the question."
        )
        return ""
    try:
        imported = understood(data, name=(file.name or "") if file else "") if data.strip() else None
    except ImportRefused as refusal:
        form.add_error("file" if file else "text", str(refusal))
        return ""
    return _once(request, said["once"], lambda: _created(request, form, imported, data))


def _created(request: HttpRequest, form: BeginForm, imported: Imported | None, data: bytes) -> str:
    said = form.cleaned_data
    text = imported.text if imported else ArticleText(title=said["title"])
    text = replace(
        text,
        drafting=said["drafting"],
        title=text.title or said["title"],
        condition_name=said["condition_name"] or text.condition_name,
    )
    draft = editing.create_article(
        text,
        by=user_of(request),
        topic=said["topic"],
        risk=said["risk"],
        slug=said["slug"],
        imported=imported,
        source_text=data.decode(errors="replace") if imported else "",
        source_name=said["file"].name if said["file"] else "",
    )
    if imported:
        # "Not known" was chosen here, not left: it is not asked again.
        IntakeAnswer.objects.create(intake=draft.intake, question=ABOUT, answer="told", by=user_of(request))
    _tell(request, draft, imported)
    return reverse("desk:report" if imported else "desk:edit", args=[draft.article.slug, draft.number])


def _tell(request: HttpRequest, draft: Version, imported: Imported | None) -> None:
    if imported:
        sections, references = len(imported.text.sections), len(imported.text.references)
        messages.success(
            request,
            f"A draft was made of it: {sections} section{'s' * (sections != 1)} and "
            f"{references} reference{'s' * (references != 1)}.",
        )
    else:
        messages.success(request, f"The draft of “{draft.title}” is open.")


def _once(request: HttpRequest, once: str, create: Callable[[], str]) -> str:
    """What ``create`` returns; a second click on the same form gets what the first one made."""
    mark = f"begun:{request.user.pk}:{once}"
    if once and not cache.add(mark, "", _REMEMBERED):
        return _made_by_the_first(mark)
    try:
        address = create()
    except BaseException:
        cache.delete(mark)
        raise
    cache.set(mark, address, _REMEMBERED)
    return address


def _made_by_the_first(mark: str) -> str:
    for _ in range(50):
        if address := cache.get(mark):
            return str(address)
        time.sleep(0.1)
    return reverse("desk:work")
