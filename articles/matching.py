"""Asking the database whether stored text says a word, however the text was typed."""

from __future__ import annotations

from django.db.models import F, Func, Q, TextField
from django.db.models.lookups import IContains

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
_FOLDED_IN_A_WORD = (
    r"[\u00ad\u00b5\u0300-\u036f\u061c\u1100-\u11ff\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2113-\u212b\u3164\u3371-\u33df\uf020-\uf0ff\ufb00-\ufb06\ufe00-\ufe0f\ufeff\uff01-\uff5e\uffa0\ufff9-\ufffb"
    r"\U0001d400-\U0001d7ff\U000e0000-\U000e0fff]"
    r"|[[:alnum:]](?:</?(?:strong|em|sub|sup|a|cite)[^>]*>)+[[:alnum:]]"
)
_FOLDED = r"[^\u0001-\u007f]|<|&"


def says(field: str, word: str, *, read: str = "") -> Q:
    """Whether a field has the word, in any case; ``field`` may lead over relations ("version__title").

    Rich text is looked through with its tags, which may say the word too, unless ``read`` names an expression
    of what is read of it. Folding a text takes the database a hundred times as long as looking through it, so
    only those are folded that have something to fold.
    """
    plain = fold(word)
    matched = (_Read if field.rsplit("__", 1)[-1] in _RICH else _Folded)(F(field))
    something = _FOLDED_IN_A_WORD if plain.isalnum() else _FOLDED
    return Q(**{f"{read or field}__icontains": plain}) | (
        Q(**{f"{field}__regex": something}) & Q(IContains(matched, plain))
    )
