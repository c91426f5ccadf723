"""A source as a line: who wrote it, and where it was published."""

from __future__ import annotations

from django import template

from articles.content.text import ReferenceText
from cms.pages.references import authors_shown, published_in

register = template.Library()


@register.filter
def authors(reference: ReferenceText) -> str:
    """The names, the first three of many."""
    return authors_shown(reference.csl)


@register.filter
def published(reference: ReferenceText) -> str:
    """Journal, year, volume, issue and pages."""
    return published_in(reference)


@register.filter
def ended(said: str) -> str:
    """The words with a full stop, if they do not end already."""
    return said if said.endswith((".", "?", "!")) else f"{said}."
