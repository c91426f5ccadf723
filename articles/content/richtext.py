"""Rich text: the few elements that a text of ours is made of, in one canonical form.

``nh3`` reads whatever comes as an HTML5 parser does and takes out what is not allowed; ``shape`` gives what
is left the one form that it can have, so that sanitising what was sanitised changes nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from articles.content.characters import without_forbidden
from articles.content.markup import escape, tokens, tree, written
from articles.content.shape import BLOCKS, BOUNDARIES, INLINE, shaped

#: Which rules a text was sanitised by. Rules that change make a new format; frozen text keeps its own.
CONTENT_FORMAT = 1

_TABLE_PARTS = frozenset({"li", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
_TAGS = set(BLOCKS | BOUNDARIES | INLINE | _TABLE_PARTS) | {"b", "i"}
_DROPPED_WITH_CONTENT = {"script", "style", "template", "iframe"}
_ATTRIBUTES = {
    "a": {"href"},
    "cite": {"data-ref", "data-support"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_MOST_OPEN = 500
_DEEPEST = 60
_OPENS_OR_CLOSES = re.compile(r"<(/?)(?!(?:p|li|td|th|tr|br|hr|img)\b)[a-zA-Z]")


def sanitise(html: str) -> str:
    """The canonical rich text of any HTML: allowed elements only, nothing that runs, bare text in paragraphs.

    Scripts and styles go with their content; any other element goes and leaves its text. Idempotent.
    """
    text = without_forbidden(html)
    if _opens_too_much(text):
        text = escape(re.sub(r"<[^<>]*>", " ", text))
    safe = nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return written(shaped(tree(safe, deepest=_DEEPEST)))


@lru_cache(maxsize=1024)
def sanitised_again(html: str) -> str:
    """What is stored, on its way out: sanitised as it came in, unless somebody wrote past the door.

    Most of what is shown is frozen and was shown before, so what was found is remembered.
    """
    return sanitise(html)


def _opens_too_much(html: str) -> bool:
    """Whether so many elements lie within each other that parsing would take minutes; nobody writes that."""
    depth = 0
    for match in _OPENS_OR_CLOSES.finditer(html):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > _MOST_OPEN:
            return True
    return False


def changed_by_sanitiser(html: str) -> bool:
    """Whether sanitising would change what the text says or how it is built.

    Another spelling of the same (entities, order of attributes, white space between blocks) is no change.
    """
    clean = sanitise(html)
    return clean != html and _essence(html) != _essence(clean)


def _essence(html: str) -> list[object]:
    parts: list[object] = []
    for token in tokens(html):
        if token.kind == "start":
            parts.append((token.tag, *sorted(token.attrs)))
        elif token.kind == "end":
            parts.append(f"/{token.tag}")
        elif token.kind == "stray":
            parts.append(token)
        elif text := re.sub(r"[ \t\n\r\f]+", " ", token.text).strip(" "):
            parts.append(("text", text))
    return parts


def text_of(html: str) -> str:
    """What a reader of the rich text reads: a line for each paragraph, bullet and table row.

    Cells are parted by tabs. Citation marks leave nothing.
    """
    pieces: list[str] = []
    for token in tokens(html):
        if token.kind in ("text", "stray"):
            pieces.append(re.sub(r"[\t\n\r\f]", " ", token.text))
        elif token.tag in ("td", "th"):
            pieces.append("\t" if token.kind == "end" else "")
        elif token.tag in BLOCKS | BOUNDARIES | _TABLE_PARTS or token.tag == "br":
            pieces.append("\n")
    lines = (
        re.sub(r" {2,}", " ", re.sub(r" *\t *", "\t", line)).strip() for line in "".join(pieces).split("\n")
    )
    return "\n".join(line for line in lines if line)


def from_plain_text(text: str) -> str:
    """Rich text of plain text: a paragraph for each line that is not blank."""
    lines = (" ".join(line.split()) for line in without_forbidden(text).split("\n"))
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)
