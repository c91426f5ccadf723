"""Plain text as lines, and lines as paragraphs, lists and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPACES = re.compile(r"[ \t]+")
_MARKER = re.compile(
    r"(?P<glyph>[•◦▪▫‣⁃●○■□\uf0b7\uf0a7])[ \t\u00a0]*"
    r"|(?P<sign>[-*+–—·o])(?:[ \t\u00a0]+|\Z)"
    r"|(?P<number>[0-9]{1,3}[.)]|\([0-9]{1,2}\)|[a-z][.)]|\([a-z]\))(?:[ \t\u00a0]+|\Z)"
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’)\]]*(?: ?[0-9,;–-]{1,9}|\[[0-9,; –-]{1,12}\])?\Z")


@dataclass(slots=True)
class Line:
    """A line that is not blank: its number in the file, indent in columns, list marker and words."""

    number: int
    indent: int
    words: str
    marker: str = ""
    after_blank: bool = False
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line as it was, on one line."""
        return f"{self.marker} {self.words}".strip()

    @property
    def counts(self) -> bool:
        """Whether its marker is a number or letter, which may be spoken of elsewhere."""
        return self.marker[-1:] in (".", ")") and len(self.marker) > 1


@dataclass(slots=True)
class Item:
    """An item of a list: how deep it is indented, and its lines, as one text for each paragraph."""

    line: Line
    paragraphs: list[str]


@dataclass(slots=True)
class Paragraph:
    """Lines that are one paragraph."""

    lines: list[Line]

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class Bullets:
    """A list, still flat: the indents say how its items are nested."""

    items: list[Item] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines that its items begin with."""
        return [item.line for item in self.items]


@dataclass(slots=True)
class Rows:
    """A table, as rows of cells that were parted by tabs."""

    lines: list[Line]


Block = Paragraph | Bullets | Rows


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank."""
    lines: list[Line] = []
    after_blank = True
    for number, raw in enumerate(text.split("\n"), start=1):
        words = raw.strip()
        if not words:
            after_blank = True
            continue
        lines.append(_line(number, raw, words, after_blank))
        after_blank = False
    return lines


def _line(number: int, raw: str, words: str, after_blank: bool) -> Line:
    lead = raw[: len(raw) - len(raw.lstrip())].expandtabs(4)
    marker = ""
    if match := _MARKER.match(words):
        marker = match["glyph"] or match["sign"] or match["number"]
        words = words[match.end() :]
    cells = tuple(_one_space(cell) for cell in words.split("\t")) if "\t" in words else ()
    return Line(number, len(lead), _one_space(words), marker, after_blank, cells)


def _one_space(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def blocks_of(lines: list[Line]) -> list[Block]:
    """The lines as paragraphs, lists and tables, in order; each line is in exactly one of them."""
    blocks: list[Block] = []
    for line in lines:
        last = blocks[-1] if blocks else None
        if _begins_item(line, last):
            if not isinstance(last, Bullets):
                last = Bullets()
                blocks.append(last)
            last.items.append(Item(line, [line.words] if line.words else []))
        elif isinstance(last, Bullets) and _continues_item(line, last.items[-1]):
            _continue_item(line, last.items[-1])
        elif (isinstance(last, Paragraph) and not line.after_blank and _continues_paragraph(line, last)) or (
            isinstance(last, Rows) and not line.after_blank and len(line.cells) == len(last.lines[0].cells)
        ):
            last.lines.append(line)
        else:
            blocks.append(Rows([line]) if len(line.cells) > 1 and not line.marker else Paragraph([line]))
    return [
        Paragraph(block.lines) if isinstance(block, Rows) and len(block.lines) < 2 else block
        for block in blocks
    ]


def _begins_item(line: Line, last: Block | None) -> bool:
    """A line with a marker, unless it is a number at which a sentence was wrapped."""
    if not line.marker:
        return False
    wrapped = isinstance(last, Paragraph) and not line.after_blank and not ends_sentence(last.lines[-1].words)
    return not (wrapped and line.counts and line.marker not in ("1.", "1)", "(1)", "a.", "a)", "(a)"))


def _continues_item(line: Line, item: Item) -> bool:
    if line.indent > item.line.indent or not item.paragraphs:
        return True
    return not line.after_blank and line.words[:1].islower()


def _continue_item(line: Line, item: Item) -> None:
    if item.paragraphs and not line.after_blank:
        item.paragraphs[-1] += f" {line.text}"
    else:
        item.paragraphs.append(line.text)


def _continues_paragraph(line: Line, paragraph: Paragraph) -> bool:
    """Whether a line goes on where the last one broke off: not after a short line that ended its sentence."""
    before = paragraph.lines[-1].words
    if line.words[:1].islower():
        return True
    if heads(before) and len(paragraph.lines) == 1:
        return not (len(before) <= 45 or _in_title_case(before) or len(line.words) > len(before) * 1.5)
    return not (ends_sentence(before) and (len(before) < 60 or len(before) > 120))


def _in_title_case(words: str) -> bool:
    long_words = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return len(long_words) > 2 and sum(word[0].isupper() for word in long_words) > 0.7 * len(long_words)


def ends_sentence(words: str) -> bool:
    """Whether the words end as a sentence does, also before a citation number."""
    return bool(_ENDS_SENTENCE.search(words[-40:]))


def heads(words: str) -> bool:
    """Whether the words could be a heading: short, begun like one, with no end mark but a question's."""
    bare = words.strip("*_ ")
    if (
        not bare
        or len(bare) > 100
        or bare.count(" ") > 11
        or not any(character.isalpha() for character in bare)
    ):
        return False
    return not bare[0].islower() and bare[0] not in "(<[" and bare[-1] not in ".,;:!…-–"
