"""What every importer takes and gives back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from articles.content.problems import Problem
from articles.content.text import ArticleText


class ImportRefused(Exception):
    """The file cannot be read as an article at all. The message says what is wrong and where."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Words of the file that are not in the draft, and why: furniture of a page, or no place was found."""

    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SectionInfo:
    """What was understood of a section; ``guessed`` says that its level is inferred, not marked."""

    key: UUID
    heading: str
    level: int
    guessed: bool


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A file, understood: the draft, how it was understood, and every word that is not in the draft.

    ``numbers`` gives the number that the file used for each reference key. A citation beyond the list has
    a key of its own there, which a reference added later can take.
    """

    format: str
    text: ArticleText
    sections: tuple[SectionInfo, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    numbers: dict[UUID, int]


class Importer(Protocol):
    """One format. Nothing makes ``read`` raise: what it cannot place, it leaves out and says so."""

    format: ClassVar[str]
    extensions: ClassVar[frozenset[str]]

    def recognises(self, text: str) -> bool:
        """Whether the text has the marks of this format."""
        ...

    def read(self, text: str, *, notes: Iterable[Problem] = ()) -> Imported:
        """The text, understood. It has plain newlines, no forbidden characters; ``notes`` are of decoding."""
        ...
