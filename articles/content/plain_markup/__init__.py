"""Rich text as an author types it: paragraphs, ``- `` lists, ``**bold**``, ``| tables |``, citations ``[1]``.

Every canonical rich text has a markup that reads back as that very text; what the markup has no signs for
stands in it as a block of HTML, between the lines ``<html>`` and ``</html>``.
"""

from __future__ import annotations

from articles.content.plain_markup.names import CitationNames
from articles.content.plain_markup.reading import Reading, read
from articles.content.plain_markup.writing import write

__all__ = ["CitationNames", "Reading", "read", "write"]
