"""The signs of the markup: what reading looks for and writing has to escape."""

from __future__ import annotations

import re

from articles.content.comparing import COMPARED
from articles.content.plain_markup.names import LABEL

_LABELS = rf"(?:[0-9]{{1,3}} ?[-–] ?[0-9]{{1,3}}|{LABEL})"

#: Everything in a line of text that is not plain text. A backslash takes a sign's meaning away.
SIGN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~•◦▪])"
    r"|(?P<br>\n|<br>)"
    r"|(?P<tag></?(?:strong|em|sub|sup|a)>|<a href=\"[^\"<>\n]*\">)"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<link>(?:https?://|mailto:)[^()\s<>]+)\)"
    rf"|\[ ?(?P<cite>{_LABELS}(?: ?[,;] ?{_LABELS}){{0,30}}) ?\]"
    r"|(?:(?<=[^\W\d_])|(?<=[)\]]))~(?P<sub>[^\s^~*\[\]\\<>]{1,40})~"
    r"|\^(?P<sup>[^\s^~*\[\]\\<>]{1,40})\^"
    r"|(?P<stars>\*+)"
)

#: A line that begins a block which is no paragraph.
ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*•◦▪]|[0-9]{1,3}[.)])(?: +(?P<rest>.*)|\Z)")
ROW = re.compile(r" *\|.*")
QUOTE = re.compile(r" *>(?: |\Z)")
#: Before a figure the sign compares, unless a quotation goes on.
QUOTE_BEGINS = re.compile(rf" *>(?:\Z| (?! *{COMPARED}))")
RULE = re.compile(r" *\|(?: *(?:-{2,}|={2,}) *(?:\||\Z))+ *")
CAPTION = re.compile(r" *Table: *(?P<words>.+)")
HTML_BEGINS, HTML_ENDS = "<html>", "</html>"

#: Marks that are written with stars or as a short ``^sup^``; each has a tag for where those cannot stand.
STARS = {"strong": "**", "em": "*"}
SHORT = {"sub": "~", "sup": "^"}
SHORT_WORDS = re.compile(r"[^\s^~*\[\]\\<>]{1,40}")


def begins_block(line: str) -> bool:
    """Whether a line would begin a list, a table, a quotation or a block of HTML."""
    return bool(
        ITEM.fullmatch(line)
        or ROW.fullmatch(line)
        or QUOTE_BEGINS.match(line)
        or line.strip(" ") in (HTML_BEGINS, HTML_ENDS)
    )
