"""The demo's articles and its house, read from ``content/*.toml`` into plain values.

In the files, sections, references and supports have short names, and a citation points at a name; here the
names become the UUIDs that everything else uses, the same at every reading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from articles.content.text import ArticleText, ReferenceText, SectionText, SupportText

CONTENT = Path(__file__).resolve().parent / "content"
PASTED = CONTENT / "pasted"
HOUSE = "house.toml"

_CITATION = re.compile(r'data-(ref|support)="([^"]*)"')
_BLOCK = r"(?:p|ul|ol|li|table|caption|thead|tbody|tr|th|td|blockquote)"
_BESIDE_BLOCK = re.compile(
    rf"\s*\n\s*(?=</?{_BLOCK}\b)|(?<=>)(?<!</em>)(?<!</cite>)(?<!</strong>)\s*\n\s*(?=<)"
)
_INITIALS = re.compile(r"(?P<family>.+) (?P<given>[A-Z]{1,4})")
_LINES = (
    "title",
    "second_title",
    "language",
    "condition_name",
    "condition_code",
    "drafting",
    "drafting_note",
)


@dataclass(frozen=True)
class Article:
    """One file: where the article belongs, its texts, and the steps that bring them to their ``states``.

    An article that is imported has no texts but ``pasted``, as somebody wrote it elsewhere.
    """

    slug: str
    topic: str
    risk: str
    texts: tuple[ArticleText, ...]
    states: tuple[str, ...]
    tells: str
    steps: tuple[Mapping[str, Any], ...]
    pasted: str = ""

    def key(self, kind: str, name: str) -> UUID:
        """Return the key that a short name of this file stands for; ``kind`` is section, ref or support."""
        return _key(self.slug, kind, name)


def house() -> dict[str, Any]:
    """Return the publication, people, board, topics and policies, as they stand in the file."""
    return tomllib.loads((CONTENT / HOUSE).read_text(encoding="utf-8"))


def articles() -> list[Article]:
    """Return every article, in order of its file's name."""
    return [article(path) for path in sorted(CONTENT.glob("*.toml")) if path.name != HOUSE]


def article(path: Path) -> Article:
    """Return one article. The second text is the first with what ``[revision]`` says put in its place."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    pasted = (PASTED / said["pasted"]).read_text(encoding="utf-8") if "pasted" in said else ""
    texts = [] if pasted else [_text(said)]
    if "revision" in said:
        texts.append(_text(revised(said)))
    story = said["story"]
    return Article(
        slug=said["slug"],
        topic=said["topic"],
        risk=said["risk"],
        texts=tuple(texts),
        states=tuple(story["states"]),
        tells=story["tells"],
        steps=tuple(story["steps"]),
        pasted=pasted,
    )


def revised(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file's first version with its revision applied.

    A section of a known name keeps what the revision does not say; one of a new name follows the section that
    its ``after`` names. References and supports are added.
    """
    revision = said["revision"]
    later = {**said, **{name: revision[name] for name in revision if not isinstance(revision[name], list)}}
    sections = [dict(section) for section in said["sections"]]
    for change in revision.get("sections", []):
        names = [section["id"] for section in sections]
        if change["id"] in names:
            sections[names.index(change["id"])].update(change)
        else:
            sections.insert(names.index(change["after"]) + 1, dict(change))
    later["sections"] = sections
    for name in ("references", "supports"):
        later[name] = [*said.get(name, []), *revision.get(name, [])]
    return later


def flowing(html: str) -> str:
    """Return rich text without the line breaks and indents that only the file needs."""
    return re.sub(r"\s*\n\s*", " ", _BESIDE_BLOCK.sub("", html.strip()))


def _key(slug: str, kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://example.org/demo/{slug}/{kind}/{name}")


def _text(said: Mapping[str, Any]) -> ArticleText:
    slug = said["slug"]
    return ArticleText(
        **{name: said.get(name, "") for name in (*_LINES, "correction_kind", "correction_notice")},
        summary=_rich(slug, said["summary"]),
        plain_summary=_rich(slug, said.get("plain_summary", "")),
        sections=tuple(_section(slug, row) for row in said["sections"]),
        references=tuple(_reference(slug, row) for row in said["references"]),
        supports=tuple(_supports(slug, said.get("supports", []))),
    )


def _rich(slug: str, html: str) -> str:
    return _CITATION.sub(lambda mark: f'data-{mark[1]}="{_key(slug, mark[1], mark[2])}"', flowing(html))


def _section(slug: str, row: Mapping[str, Any]) -> SectionText:
    return SectionText(
        key=_key(slug, "section", row["id"]),
        level=row["level"],
        heading=row["heading"],
        body=_rich(slug, row.get("body", "")),
        plain_body=_rich(slug, row.get("plain_body", "")),
    )


def _reference(slug: str, row: Mapping[str, Any]) -> ReferenceText:
    return ReferenceText(
        key=_key(slug, "ref", row["id"]),
        kind=row["kind"],
        title=row["title"],
        source=row["source"],
        year=row["year"],
        doi=row.get("doi", ""),
        pmid=row.get("pmid", ""),
        url=row.get("url", ""),
        csl={"author": [_author(name) for name in row["authors"]]} if "authors" in row else {},
    )


def _author(name: str) -> dict[str, str]:
    """Return a CSL name: a person where initials end it, otherwise a group by its one name."""
    if person := _INITIALS.fullmatch(name):
        return {"family": person["family"], "given": person["given"]}
    return {"literal": name}


def _supports(slug: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[SupportText]:
    for row in rows:
        yield SupportText(
            key=_key(slug, "support", row["id"]),
            reference=_key(slug, "ref", row["reference"]),
            passage=row["passage"],
            locator=row["locator"],
        )
