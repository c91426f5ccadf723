"""Rich text as it goes out: checked again, its citation marks replaced by links to the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.content.citations import Citation, citations
from articles.content.richtext import sanitise

_RUN = re.compile(r"<cite\b[^<>]*>\s*</cite>(?:\s*<cite\b[^<>]*>\s*</cite>)*")
_TEXT = re.compile(r"(?<=>)[^<]+")
_NUMBER = r"[0-9][0-9.,/]*"
_UNIT = (
    r"(?:[mµμn]?g|kg|mcg|micrograms?|m[lL]|[mµμ]?mol|mEq|IU|units?|%|mm|cm"
    r"|tablets?|doses?|hours?|days?|weeks?|months?|years?)\b(?:/[A-Za-z0-9.]{1,8}){0,2}"
)
#: An amount with its unit, or a range: what must not be torn apart at the end of a line.
_AMOUNT = re.compile(
    rf"(?:(?:[≥≤≈~±]|&lt;|&gt;) ?)?{_NUMBER}(?: ?[-–] ?{_NUMBER}(?: {_UNIT})?| {_UNIT})|[≥≤≈±] {_NUMBER}"
)
_TABLE = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>'


class Bodies:
    """The bodies of one page. Renders them in reading order and remembers where each reference was cited."""

    def __init__(self, numbers: Mapping[UUID, int]) -> None:
        self.numbers = numbers
        self.places: dict[UUID, list[str]] = {}
        self._count = 0

    def render(self, html: str) -> SafeString:
        """Return stored rich text as safe HTML.

        It was sanitised when it was stored; it is again here, so that no row that got past the door runs in a
        reader's browser.
        """
        return mark_safe(_RUN.sub(self._marks, _checked(html)))  # noqa: S308 - sanitised; marks are escaped

    def _marks(self, run: re.Match[str]) -> str:
        links = [self._mark(citation) for citation in citations(run[0])]
        return f'<sup class="cite">{",".join(links)}</sup>' if links else ""

    def _mark(self, citation: Citation) -> str:
        number = self.numbers.get(citation.ref)
        if number is None:
            return '<span class="cite-missing" title="This reference is missing">?</span>'
        self._count += 1
        anchor = f"c{self._count}"
        self.places.setdefault(citation.ref, []).append(anchor)
        passage = (
            format_html(' data-passage="{}"', passage_anchor(citation.support)) if citation.support else ""
        )
        return format_html(
            '<a id="{}" href="#r-{}" data-citation{} aria-label="Reference {}">{}</a>',
            anchor,
            number,
            passage,
            number,
            number,
        )


@lru_cache(maxsize=4096)
def _checked(html: str) -> str:
    # The same text always gives the same HTML, so a frozen body is worked on once.
    clean = scrolling_tables(_TEXT.sub(_unbroken, sanitise(html)))
    return clean.replace("<a href=", '<a rel="noopener external" href=')


def _unbroken(text: re.Match[str]) -> str:
    return _AMOUNT.sub(r'<span class="amount">\g<0></span>', text[0])


def scrolling_tables(html: str) -> str:
    """Safe rich text, its tables scrolled by themselves where the screen is narrow."""
    return html.replace("<table>", _TABLE).replace("</table>", "</table></div>")


def passage_anchor(support: UUID) -> str:
    """The name on the page of a passage that backs a claim."""
    return f"p-{support.hex[:12]}"
