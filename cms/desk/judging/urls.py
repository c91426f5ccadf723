"""Addresses of the part of the desk where versions are judged."""

from __future__ import annotations

from django.urls import URLPattern, path

from cms.desk.judging import starting

_VERSION = "articles/<slug:slug>/<int:number>"

urlpatterns: list[URLPattern] = [
    path(f"{_VERSION}/start-review/", starting.start_review, name="start-review"),
    path(f"{_VERSION}/invite/", starting.invite, name="invite"),
]
