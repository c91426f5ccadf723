"""Text in: files become drafts, with nothing dropped silently."""

from __future__ import annotations

from articles.content.importers.base import Imported, Importer, ImportRefused, LeftOut, SectionInfo
from articles.content.importers.decoding import decode
from articles.content.importers.kinds import refusal_of
from articles.content.importers.markdown import Markdown
from articles.content.importers.mending import mended
from articles.content.importers.plain import PlainText

__all__ = ["FORMATS", "ImportRefused", "Imported", "Importer", "LeftOut", "SectionInfo", "read"]

#: The importers by their format; the last recognises any text.
_IMPORTERS: tuple[Importer, ...] = (Markdown(), PlainText())
FORMATS: tuple[str, ...] = tuple(importer.format for importer in _IMPORTERS)


def read(data: bytes, *, name: str = "", format: str | None = None) -> Imported:
    """The file as a draft, with all that was understood, is uncertain, or could not be placed.

    ``format`` is one of ``FORMATS``; without it the extension of ``name`` says it, else the content.

    Raises:
        ImportRefused: if the file is empty, too long, not text, or of a kind that is no article (``kinds``);
            or no such format is known.
    """
    if format is not None and format not in FORMATS:
        raise ImportRefused(f"There is no format “{format}”. The formats are: {', '.join(FORMATS)}.")
    text, notes = decode(data)
    if refusal := refusal_of(text):
        raise ImportRefused(refusal)
    text, mends = mended(text)
    return _importer(text, name, format).read(text, notes=[*notes, *mends])


def _importer(text: str, name: str, format: str | None) -> Importer:
    if format is not None:
        return next(importer for importer in _IMPORTERS if importer.format == format)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    *marked, plain = _IMPORTERS
    named = next((importer for importer in marked if extension in importer.extensions), None)
    return named or next((importer for importer in marked if importer.recognises(text)), plain)
