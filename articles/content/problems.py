"""What is wrong with a text, said so that its author can put it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong, or uncertain, and where.

    ``where`` is for programs: ``title``, ``summary``, ``plain_summary``, ``references``, ``text``,
    ``section:KEY``, ``reference:KEY``, or ``line:N`` of an imported file. ``message`` is for people: a
    sentence that names the place in words and says what to do. An error stands in the way of submitting.
    """

    code: str
    severity: Severity
    where: str
    message: str

    @property
    def anchor(self) -> str:
        """Where it is, as the name of a place on a page: ``section-KEY`` for ``section:KEY``."""
        return self.where.replace(":", "-")


def in_section(key: UUID) -> str:
    """The ``where`` of a section."""
    return f"section:{key}"


def in_reference(key: UUID) -> str:
    """The ``where`` of a reference."""
    return f"reference:{key}"


def quoted(text: str, *, limit: int = 60) -> str:
    """Text as a message quotes it: on one line, and cut where it is long."""
    line = " ".join(text.split())
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return f"“{line}”"
