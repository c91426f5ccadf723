"""Addresses of writing: a new article, the draft's form, how it reads."""

from __future__ import annotations

from django.urls import URLPattern, path

from cms.desk.writing import beginning, draft, looking, pasting, preview, report

_draft = "articles/<slug:slug>/<int:number>"
urlpatterns: list[URLPattern] = [
    path("new/", beginning.new, name="new"),
    path("look/", looking.looked, name="look"),
    path("pasted/", pasting.pasted, name="pasted"),
    path(f"{_draft}/edit/", draft.edit, name="edit"),
    path(f"{_draft}/preview/", preview.preview, name="preview"),
    path(f"{_draft}/report/", report.report, name="report"),
]
