"""A page's form as a browser would send it back: every field with the value that it has."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from lxml import html


def filled(page: HttpResponse, form: str = "draft", **changes: Any) -> dict[str, Any]:
    """The fields of the page's form, with changes; as browsers do, lines end with CR and LF."""
    tree = html.fromstring(page.content.decode())
    (found,) = tree.xpath(f"//form[contains(concat(' ', @class, ' '), ' {form} ')]")
    said: dict[str, Any] = {}
    for field in found.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = field.get("type", "")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and field.get("checked") is None):
            continue
        value = field.value
        if field.tag == "textarea":
            # A textarea drops the newline right after its start tag.
            value = (
                (value or "")
                .removeprefix("\r")
                .removeprefix("\n")
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
            )
        said[field.get("name")] = value or ""
    return said | changes
