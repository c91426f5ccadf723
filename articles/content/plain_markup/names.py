"""How an author names a citation: by the number of its reference in the list beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase
from uuid import UUID

from articles.content.awaited import WIDEST, awaited_key, awaited_number
from articles.content.citations import Citation, citations
from articles.content.text import SupportText

LABEL = r"\??[0-9]{1,3}[a-z]{0,2}"
_RANGE = re.compile(r"([0-9]{1,3}) ?[-–] ?([0-9]{1,3})")


class CitationNames:
    """Labels and the citations that they stand for.

    ``3`` is the third reference, or if there is none yet a mark that waits for it; ``3a`` the first passage
    of it that backs a claim; ``?1`` a mark whose reference is missing.
    """

    def __init__(self, by_label: Mapping[str, Citation]) -> None:
        self._by_label = dict(by_label)
        self._labels = {citation: label for label, citation in self._by_label.items()}

    @classmethod
    def of(
        cls, references: Sequence[UUID], supports: Iterable[SupportText] = (), texts: Iterable[str] = ()
    ) -> CitationNames:
        """Name every reference by its place, and whatever the texts cite that is in no list."""
        names = cls({str(number): Citation(key) for number, key in enumerate(references, start=1)})
        for support in supports:
            names.name(Citation(support.reference, support.key))
        for html in texts:
            for citation in citations(html):
                names.name(citation)
        return names

    def name(self, citation: Citation) -> str:
        """The label of a citation, which gets one now if it has none."""
        if citation in self._labels:
            return self._labels[citation]
        whole = Citation(citation.ref)
        if whole not in self._labels:
            self._add(self._awaited(whole) or self._free("?{}"), whole)
        if citation.support:
            self._add(self._free_letters(self._labels[whole]), citation)
        return self._labels[citation]

    def label(self, citation: Citation) -> str | None:
        """The label of a citation, or None."""
        return self._labels.get(citation)

    def cited(self, said: str) -> list[Citation] | None:
        """What ``1``, ``2a`` or ``1-3`` stands for; None when any of it stands for nothing.

        A number beyond the list stands for the reference that is still to come.
        """
        span = _RANGE.fullmatch(said)
        if span is None:
            citation = self._by_label.get(said) or _awaiting(said)
            return [citation] if citation else None
        first, last = int(span[1]), int(span[2])
        labels = [str(number) for number in range(first, min(last, first + 99) + 1)]
        found = [self._by_label.get(label) for label in labels]
        if None in found and len(labels) <= WIDEST:
            found = [citation or _awaiting(label) for citation, label in zip(found, labels, strict=True)]
        return [citation for citation in found if citation] if found and all(found) else None

    def items(self) -> Iterable[tuple[str, Citation]]:
        """Every label and what it stands for."""
        return self._by_label.items()

    def _add(self, label: str, citation: Citation) -> None:
        self._by_label[label] = citation
        self._labels.setdefault(citation, label)

    def _awaited(self, citation: Citation) -> str:
        """The number that a mark waits for, unless another reference has come to it."""
        label = str(awaited_number(citation.ref) or "")
        return "" if label in self._by_label else label

    def _free(self, pattern: str) -> str:
        number = 1
        while pattern.format(number) in self._by_label:
            number += 1
        return pattern.format(number)

    def _free_letters(self, label: str) -> str:
        pairs = (first + second for first in ("", *ascii_lowercase) for second in ascii_lowercase)
        return next(f"{label}{pair}" for pair in pairs if f"{label}{pair}" not in self._by_label)


def _awaiting(label: str) -> Citation | None:
    key = awaited_key(int(label)) if label.isdigit() and not label.startswith("0") else None
    return Citation(key) if key else None
