"""Text in: files become drafts, with nothing dropped silently."""

from __future__ import annotations

from articles.content.importers.base import Imported, ImportRefused, LeftOut, SectionInfo

__all__ = ["ImportRefused", "Imported", "LeftOut", "SectionInfo"]
