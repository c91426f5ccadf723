"""Asking the database whether stored text says a word, however the text was typed."""

from __future__ import annotations

from django.db.models import F, Func, Q, TextField
from django.db.models.lookups import IContains, IRegex

from articles.content.folding import fold


class _Folded(Func):
    """A plain text as it is matched (``articles_folded`` in guards.sql)."""

    function = "articles_folded"
    output_field = TextField()


class _Read(Func):
    """A rich text as it is matched (``articles_read`` in guards.sql)."""

    function = "articles_read"
    output_field = TextField()


#: The fields that hold rich text, wherever they are.
_RICH = ("summary", "plain_summary", "body", "plain_body")


def says(field: str, word: str) -> Q:
    """Whether a field has the word, in any case; ``field`` may lead over relations ("version__title")."""
    return Q(IContains(_matched(field), fold(word)))


def matches(field: str, pattern: str) -> Q:
    """Whether a field has something of the pattern, in any case."""
    return Q(IRegex(_matched(field), pattern))


def _matched(field: str) -> Func:
    return (_Read if field.rsplit("__", 1)[-1] in _RICH else _Folded)(F(field))
