"""Citation marks: which reference each names, which number a reader sees, and how a page puts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

_MARK = re.compile(r"<cite\b([^<>]*)>\s*</cite>")
_KEY = re.compile(r"\bdata-(ref|support)=\"([0-9A-Fa-f-]{32,36})\"")


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark that points at a reference by its key, and perhaps at the passage of it that backs the claim."""

    ref: UUID
    support: UUID | None = None


def citations(html: str) -> list[Citation]:
    """The citations of a rich text, in reading order; one for each mark."""
    found = (_citation(match) for match in _MARK.finditer(html))
    return [citation for citation in found if citation]


def numbering(*htmls: str) -> dict[UUID, int]:
    """The number of each cited reference: counted from 1 in the order in which a reader meets them."""
    numbers: dict[UUID, int] = {}
    for html in htmls:
        for citation in citations(html):
            numbers.setdefault(citation.ref, len(numbers) + 1)
    return numbers


def render(html: str, mark: Callable[[Citation], str]) -> str:
    """The rich text with each citation mark replaced by what ``mark`` returns, which must be safe HTML."""

    def replaced(match: re.Match[str]) -> str:
        citation = _citation(match)
        return mark(citation) if citation else match[0]

    return _MARK.sub(replaced, html)


def written(citation: Citation) -> str:
    """The mark as it is stored."""
    support = f' data-support="{citation.support}"' if citation.support else ""
    return f'<cite data-ref="{citation.ref}"{support}></cite>'


def citation_of(attrs: Mapping[str, str]) -> Citation | None:
    """The citation that the attributes of a mark name; None where they name none."""
    try:
        keys = {name: UUID(attrs[name]) for name in ("data-ref", "data-support") if name in attrs}
    except ValueError:
        return None
    return Citation(keys["data-ref"], keys.get("data-support")) if "data-ref" in keys else None


def _citation(match: re.Match[str]) -> Citation | None:
    return citation_of({f"data-{name}": value for name, value in _KEY.findall(match[1])})
