"""A source as a line: who wrote it, and where it was published."""

from __future__ import annotations

from django import template

from articles.content.text import ReferenceText
from cms.pages.references import all_authors, authors_shown, further_fields, published_in

register = template.Library()


@register.filter
def authors(reference: ReferenceText) -> str:
    """The names, the first three of many."""
    return authors_shown(reference.csl)


@register.filter
def everybody(reference: ReferenceText) -> str:
    """The names of all authors: whoever signs a text signs each of them."""
    return all_authors(reference.csl)


@register.filter
def further(reference: ReferenceText) -> list[tuple[str, str]]:
    """What else is recorded of a source, by name: nothing of it is signed unseen."""
    return further_fields(reference)


@register.filter
def published(reference: ReferenceText) -> str:
    """Journal, year, volume, issue and pages."""
    return published_in(reference)


@register.filter
def ended(said: str) -> str:
    """The words with a full stop, if they do not end already."""
    return said if said.endswith((".", "?", "!")) else f"{said}."
