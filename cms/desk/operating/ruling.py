"""How a page of the house works: a form, a verb, a sentence; a refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.desk.frame import page
from cms.desk.writing import kept
from reviews import workflow

#: How many rows a list of the house shows; what is beyond is said, and found by searching.
MOST = 500


def carried_out(
    request: HttpRequest, form: forms.BaseForm, verb: Callable[[], object], *, done: str, then: str
) -> HttpResponse | None:
    """Do ``verb`` if the form was sent and is valid, and go to ``then`` with a message; else None."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        verb()
    except workflow.Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    kept.forget(request)
    messages.success(request, done)
    return HttpResponseRedirect(then)


def form_page(
    request: HttpRequest, form: forms.BaseForm, context: dict[str, Any], *, template: str = ""
) -> HttpResponse:
    """Return the page of one form; sent and not carried out, it comes back with status 422 or 409."""
    status = 200
    if request.method == "POST":
        refused = bool(form.non_field_errors()) and list(form.errors) == ["__all__"]
        status = 409 if refused else 422
    template = template or "desk/operating/form.html"
    around = {"form": form, "writer": kept.writer_token(request), **context}
    return page(request, template, around, here="house", status=status)
