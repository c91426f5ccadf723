"""Small pages, each with one thing in it that an import has to get right."""

from __future__ import annotations

from articles.content.importers import Imported, read
from articles.content.richtext import text_of

SOURCES = "\n".join(
    f"{number}. Miller K, Shah R. Study {number} of gout. Clin J. 20{10 + number};4(1):{number}0-{number}9."
    for number in range(1, 10)
)


def page(body: str, *, format: str = "text") -> Imported:
    """A page whose section "Dosing" has this body; it cites once, and has nine sources."""
    mark = "# " if format == "markdown" else ""
    heading = "## " if format == "markdown" else ""
    text = (
        f"{mark}When should gout be treated?\n\nTreat every flare early, and look for its cause. [1]\n\n"
        f"{heading}Dosing\n\n{body}\n\n{heading}References\n\n{SOURCES}\n"
    )
    return read(text.encode(), format=format)


def body_of(imported: Imported) -> str:
    """The HTML of the one section."""
    (section,) = imported.text.sections
    return section.body


def said(imported: Imported) -> str:
    """What a reader reads of the one section."""
    return text_of(body_of(imported))


def codes(imported: Imported) -> set[str]:
    """What was reported beside what is reported of any such page."""
    return {problem.code for problem in imported.problems} - {"guessed-kind", "guessed-level"}
