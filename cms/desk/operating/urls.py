"""Addresses of this part of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from cms.desk.operating import inbox

urlpatterns: list[URLPattern] = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<slug:name>/", inbox.letter, name="letter"),
]
