"""Who fills in a form, signed: with it, what was typed is kept when the login has ended."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.desk.writing.kept import writer_token

register = template.Library()


@register.simple_tag(takes_context=True)
def writer(context: dict[str, Any], view: str = "", *args: Any) -> SafeString:
    """The hidden field of a form that goes to the address of ``view``, or to that of the page itself."""
    path = reverse(view, args=args) if view else ""
    return format_html(
        '<input type="hidden" name="writer" value="{}">', writer_token(context["request"], path)
    )
