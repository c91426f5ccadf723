"""Repairs of an imported text, one at a time: each takes a text and returns it mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from articles.content.awaited import with_marks
from articles.content.citations import Citation, citations, written
from articles.content.markup import Node, tree
from articles.content.markup import written as html_of
from articles.content.plain_markup.inline import cite_node
from articles.content.richtext import from_plain_text
from articles.content.text import ArticleText, ReferenceText, SectionText

_DOUBT = re.compile(
    r"The number (?P<number>.+?) in “(?P<context>.*?)” in (?P<place>.+) may be a citation or belong",
    re.DOTALL,
)
_INLINE = frozenset({"strong", "em", "sub", "sup", "a"})
_DEEPEST = 60
_ENOUGH = 16
_QUOTED = 90


@dataclass(frozen=True)
class Doubt:
    """A number that may be a citation. ``context`` ends with it, or with it and what followed."""

    number: str
    context: str
    in_heading: bool

    @classmethod
    def of(cls, message: str) -> Doubt | None:
        """Read from the importer's message; None if it is about something else."""
        match = _DOUBT.match(message)
        return cls(match["number"], match["context"], match["place"] == "a heading") if match else None

    @property
    def numbers(self) -> list[int]:
        return [int(digits) for digits in re.findall("[0-9]+", self.number)]


def levelled(text: ArticleText, key: UUID, level: int) -> ArticleText:
    """One heading on another level, 2 to 6."""
    return _with_section(text, key, lambda section: replace(section, level=level))


def pointed(text: ArticleText, lost: UUID, to: UUID) -> ArticleText:
    """Every mark of one key as a mark of another; a passage of the one says nothing of the other."""
    return with_marks(text, lost, lambda citation: written(Citation(to)))


def unmarked(text: ArticleText, lost: UUID) -> ArticleText:
    """The text without any mark of a key."""
    return with_marks(text, lost, lambda citation: "")


def with_reference(text: ArticleText, reference: ReferenceText) -> ArticleText:
    """One more reference, at the end of the list; with a mark's key it is what the mark points at."""
    others = tuple(other for other in text.references if other.key != reference.key)
    return replace(text, references=(*others, reference))


def with_source(text: ArticleText, reference: ReferenceText) -> ArticleText:
    """A reference as it is described now, at its place."""
    references = (reference if one.key == reference.key else one for one in text.references)
    return replace(text, references=tuple(references))


def with_kinds(text: ArticleText, kinds: dict[UUID, str]) -> ArticleText:
    """References of other kinds."""
    references = (replace(one, kind=kinds.get(one.key, one.kind)) for one in text.references)
    return replace(text, references=tuple(references))


def added(text: ArticleText, where: UUID | None, said: str) -> ArticleText:
    """Plain words as paragraphs at the end of a section, or of the summary."""
    html = from_plain_text(said)
    if where is None:
        return replace(text, summary=text.summary + html)
    return _with_section(text, where, lambda section: replace(section, body=section.body + html))


def unnumbered(text: ArticleText, key: UUID, doubt: Doubt) -> ArticleText:
    """A heading without the number at its end."""

    def bare(section: SectionText) -> SectionText:
        heading = section.heading.removesuffix(doubt.number).rstrip(" ([")
        return replace(section, heading=heading) if section.heading.endswith(doubt.number) else section

    return _with_section(text, key, bare)


def accepted(text: ArticleText, key: UUID | None, doubt: Doubt, cited: Sequence[UUID]) -> ArticleText | None:
    """The number as citations of these references; None when it is not there (any more), or more than once.

    ``key`` is that of the section, None for the summary.
    """
    if key is None:
        html = _cited(text.summary, doubt, cited)
        return None if html is None else replace(text, summary=html)
    html = next((_cited(one.body, doubt, cited) for one in text.sections if one.key == key), None)
    return None if html is None else _with_section(text, key, lambda one: replace(one, body=html or ""))


def cited_keys(text: ArticleText) -> Iterator[UUID]:
    """The key of each mark, in reading order."""
    rich = [text.summary, text.plain_summary]
    rich += [html for section in text.sections for html in (section.body, section.plain_body)]
    yield from (citation.ref for html in rich for citation in citations(html))


def places_of(text: ArticleText, key: UUID) -> Iterator[tuple[UUID | None, str]]:
    """Where a reference is cited: the section's key (None: the summary) and the words before each mark."""
    yield from ((None, words) for words in _before_marks(text.summary, key))
    yield from ((None, words) for words in _before_marks(text.plain_summary, key))
    for section in text.sections:
        for html in (section.body, section.plain_body):
            yield from ((section.key, words) for words in _before_marks(html, key))


def numbers_after(words: str, source: str) -> set[str]:
    """The numbers that stand after these words in the text as it was pasted."""
    plain, end = (re.sub(r"[*_\s]+", " ", said).strip() for said in (source, words.lstrip("…")))
    found = re.search(re.escape(end[-_ENOUGH * 2 :]) + r" ?[\[(^]{0,2}([0-9][0-9,; –-]*)", plain)
    return set(re.findall("[0-9]+", found[1])) if found else set()


def _with_section(text: ArticleText, key: UUID, mend: Callable[[SectionText], SectionText]) -> ArticleText:
    sections = (mend(section) if section.key == key else section for section in text.sections)
    return replace(text, sections=tuple(sections))


@dataclass
class _Leaf:
    """A piece of text in its element, with the words that stand before it in the same run."""

    parent: Node
    before: str

    def text(self, at: int) -> str:
        child = self.parent.children[at]
        return child if isinstance(child, str) else ""


def _leaves(node: Node, before: str = "") -> Iterator[tuple[_Leaf, int]]:
    """Each text and each mark under a node, in order, with what stands before it in its paragraph or item."""
    for at, child in enumerate(list(node.children)):
        if isinstance(child, str):
            yield _Leaf(node, before), at
            before += child
        elif child.tag == "cite":
            yield _Leaf(node, before), at
        elif child.tag in _INLINE:
            yield from _leaves(child, before)
            before += _words(child)
        else:
            yield from _leaves(child, "")
            before = ""


def _words(node: Node) -> str:
    return "".join(child if isinstance(child, str) else _words(child) for child in node.children)


def _before_marks(html: str, key: UUID) -> Iterator[str]:
    for leaf, at in _leaves(tree(html, deepest=_DEEPEST)):
        child = leaf.parent.children[at]
        if isinstance(child, Node) and child.attrs.get("data-ref") == str(key):
            said = leaf.before
            yield said if len(said) <= _QUOTED else "…" + said[-_QUOTED:].partition(" ")[2]


def _cited(html: str, doubt: Doubt, cited: Sequence[UUID]) -> str | None:
    root = tree(html, deepest=_DEEPEST)
    found = [
        (leaf, at, match)
        for leaf, at in _leaves(root)
        for match in re.finditer(rf"(?: |(?<!\w)){re.escape(doubt.number)}(?!\w)", leaf.text(at))
        if _fits(leaf.before + leaf.text(at), len(leaf.before) + match.end(), doubt)
    ]
    if len(found) != 1:
        return None
    leaf, at, match = found[0]
    said = leaf.text(at)
    marks: list[Node | str] = [cite_node(Citation(key)) for key in cited]
    leaf.parent.children[at : at + 1] = [said[: match.start()], *marks, said[match.end() :]]
    return html_of(root)


def _fits(run: str, end: int, doubt: Doubt) -> bool:
    """Whether the words up to ``end`` are those that the importer quoted."""
    quoted = doubt.context.lstrip("…")
    quoted = quoted[: quoted.rfind(doubt.number) + len(doubt.number)]
    plain = re.sub(r"[*_\s]+", " ", quoted).strip()[-_ENOUGH:]
    return re.sub(r"[*_\s]+", " ", run[:end]).strip().endswith(plain)
