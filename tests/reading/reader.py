"""What a reader finds on a page: its words, taken out of the HTML."""

from __future__ import annotations

import json
import re
from typing import Any

import lxml.html
from django.test import Client

_BREAKS = {"p", "li", "ul", "ol", "table", "caption", "tr", "td", "th", "blockquote", "br"}


class Page:
    """A page as fetched by somebody who is not logged in."""

    def __init__(self, path: str, client: Client | None = None, **cookies: str) -> None:
        client = client or Client()
        for name, value in cookies.items():
            client.cookies[name] = value
        self.response = client.get(path)
        self.html = self.response.content.decode()
        self.tree = lxml.html.document_fromstring(self.html)

    @property
    def status(self) -> int:
        return self.response.status_code

    def words(self, selector: str) -> list[str]:
        return [squeezed(element) for element in self.elements(selector)]

    def elements(self, selector: str) -> list[lxml.html.HtmlElement]:
        """The elements that a selector of tags, classes, ids and attributes names, in reading order."""
        found: list[lxml.html.HtmlElement] = self.tree.xpath(xpath(selector))
        return found

    def word(self, selector: str) -> str:
        [said] = self.words(selector)
        return said

    @property
    def mark(self) -> str:
        return self.word(".mark-sentence")

    @property
    def noindex(self) -> bool:
        header = self.response.headers.get("X-Robots-Tag") == "noindex"
        meta = bool(self.tree.xpath("//meta[@name='robots'][@content='noindex']"))
        assert header == meta
        return header

    @property
    def structured(self) -> dict[str, Any]:
        [said] = self.tree.xpath("//script[@type='application/ld+json']/text()")
        found: dict[str, Any] = json.loads(said)
        return found


_SIMPLE = re.compile(
    r"^(?P<tag>[\w-]+)|\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<attr>[\w-]+)(?:=(?P<value>[^\]]+))?\]"
)


def xpath(selector: str) -> str:
    """``.notice a[rel=next]`` as XPath; no library for it is among our packages."""
    path = ""
    for part in selector.split():
        tag, tests = "*", ""
        for match in _SIMPLE.finditer(part):
            tag = match["tag"] or tag
            if match["cls"]:
                tests += f"[contains(concat(' ',@class,' '),' {match['cls']} ')]"
            elif match["id"]:
                tests += f"[@id='{match['id']}']"
            elif match["attr"]:
                tests += f"[@{match['attr']}='{match['value']}']" if match["value"] else f"[@{match['attr']}]"
        path += f"//{tag}{tests}"
    return path


def squeezed(element: lxml.html.HtmlElement) -> str:
    """The words of an element, without citation marks; blocks part words as they do on the screen."""
    pieces: list[str] = []
    for event, part in lxml.etree.iterwalk(element, events=("start", "end")):
        if part.tag in _BREAKS:
            pieces.append(" ")
        if event == "start" and not _in_citation(part):
            pieces.append(part.text or "")
        if event == "end" and part is not element and not _in_citation(part.getparent()):
            pieces.append(part.tail or "")
    return " ".join("".join(pieces).split())


def _in_citation(part: lxml.html.HtmlElement) -> bool:
    return any("cite" in (each.get("class") or "").split() for each in (part, *part.iterancestors()))


def squeezed_text(said: str) -> str:
    return " ".join(re.sub(r"\s", " ", said).split())
