"""The digest of a version's text, in standard-library Python: the same bytes as the database's ``digest_v1``.

The scheme is described in docs/digest.md and is never altered; another scheme is another function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from articles.content.text import ArticleText


def netstring(said: str | None) -> bytes:
    """Return ``said`` as a netstring of UTF-8 (D. J. Bernstein, 1997), and ``-`` for None."""
    if said is None:
        return b"-"
    raw = said.encode()
    return b"%d:%s," % (len(raw), raw)


def netstrings(*said: object) -> bytes:
    return b"".join(netstring(None if part is None else str(part)) for part in said)


def canonical_json(value: object) -> str:
    """Return JSON as PostgreSQL prints a jsonb: keys by length, then by bytes; whole numbers and text."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{canonical_json(key)}: {canonical_json(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(canonical_json(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _block(rows: Iterable[bytes]) -> bytes:
    rows = list(rows)
    return netstring(str(len(rows))) + b"".join(rows)


def digest_v1(text: ArticleText, *, content_format: int = 1) -> str:
    """Return the sha256 of all that the version says, as 64 hexadecimal digits."""
    return sha256(document_v1(text, content_format=content_format)).hexdigest()


def document_v1(text: ArticleText, *, content_format: int = 1) -> bytes:
    """Return the netstrings that the digest is computed over: every field that a signature covers."""
    head = netstrings(
        "imprimatur-digest-1", content_format, text.language, text.title, text.second_title, text.summary,
        text.plain_summary, text.condition_name, text.condition_code, text.drafting, text.drafting_note,
        text.stated_date, text.correction_kind, text.correction_notice,
    )  # fmt: skip
    sections = _block(netstrings(s.key, s.level, s.heading, s.body, s.plain_body) for s in text.sections)
    references = _block(
        netstrings(r.key, r.kind, r.title, r.source, r.year, r.doi, r.pmid, r.url, canonical_json(r.csl))
        for r in text.references
    )
    by_key = sorted(text.supports, key=lambda support: support.key.bytes)
    supports = _block(netstrings(p.key, p.reference, p.passage, p.locator) for p in by_key)
    return head + sections + references + supports
