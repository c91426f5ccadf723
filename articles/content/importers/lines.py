"""Plain text as lines, and lines as paragraphs, lists and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

_SPACES = re.compile(r"[ \t]+")
_MARKER = re.compile(
    r"(?P<glyph>[•◦▪▫‣⁃●○■□◻◆◇❑❖➢➤►▶✓✔∙⚬\uf0b7\uf0a7])[ \t\u00a0]*"
    r"|(?P<sign>[-*+–—·o§]|[Øøüqv](?=\t))(?:[ \t\u00a0]+|\Z)"
    r"|(?P<number>[0-9]{1,3}[.)]|\([0-9]{1,2}\)|[a-z][.)]|\([a-z]\)|[A-Z]\)|\([A-Z]\)"
    r"|[ivx]{2,5}[.)]|\([ivx]{2,5}\)|[IVX]{2,5}[.)]|\([IVX]{2,5}\))(?:[ \t\u00a0]+|\Z)"
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’)\]]*(?: ?[0-9,;–-]{1,9}|\[[0-9,; –-]{1,12}\])?\Z")
_OUTLINE = re.compile(
    r"(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\.?[ \t\u00a0]+"
    r"(?!(?:[kmnµμ]?g|mcg|m?[Ll]|[dcmkµ]?m|IU|U|units?|m?mol|mEq|hours?|h|min|days?|weeks?|months?|years?|tablets?"
    r"|million|times|fold|to|or|and|per|times)\b)(?=[^\W\d_])"
)
#: A sign of comparison and what it is about: the beginning of a line of its own.
_COMPARES = re.compile(r"(?:[<>≥≤=≈~±]=?|&[lg]t;) ?[\w½¼¾+−-]")
_LABELLED = re.compile(r"[^.;:!?]{1,60}: ?(?=[^:]*[0-9])")
_NAMED = re.compile(r"[^.;:!?]{1,60}: ?\S")
_DOSED = re.compile(r": .*[0-9] ?(?:[kmnµμ]?g|mcg|m[Ll]|IU|U|units?|tablets?|%)(?!\w)")
_BAR = re.compile(r"(?<!\\)\|")
_GOES_ON = re.compile(
    r"(?:[,(/+–-]|\b(?:a|an|the|of|to|in|on|at|by|for|with|from|and|or|than|is|are|was|be|every|per|least|most))\Z"
)


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
        return (self.marker[-1:] in (".", ")") and len(self.marker) > 1) or self.marker[:1].isdigit()

    @property
    def tabular(self) -> bool:
        """Whether it has cells of a table."""
        return sum(map(bool, self.cells)) > 1


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
        """Its words, as one line or as several that have to stay lines of their own."""
        text = self.lines[0].text if self.lines else ""
        for before, line in pairwise(self.lines):
            text += ("\n" if parted(before.text, line.text) else " ") + line.text
        return text


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
    """A table, as rows of cells that were parted by tabs or bars."""

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
    return _with_lone_signs_as_text(_with_outline(lines))


def _line(number: int, raw: str, words: str, after_blank: bool) -> Line:
    lead = raw[: len(raw) - len(raw.lstrip())].expandtabs(4)
    cells = tuple(_one_space(cell) for cell in raw.strip(" \n").split("\t")) if "\t" in raw else ()
    marker = ""
    if match := _MARKER.match(words):
        marker = match["glyph"] or match["sign"] or match["number"]
        words = words[match.end() :]
    elif words[0] == words[-1] == "|" and words.count("|") > 1:
        cells = tuple(_one_space(cell.replace("\\|", "|")) for cell in _BAR.split(words[1:-1]))
    return Line(number, len(lead), _one_space(words), marker, after_blank, cells)


def _with_outline(lines: list[Line]) -> list[Line]:
    """The lines; those that count as 1.1, 1.2 beside other items are items one level deeper each."""
    found = {at: match for at, line in enumerate(lines) if (match := _OUTLINE.match(line.text))}
    numbers = {match["number"] for match in found.values()}
    for at, match in found.items():
        near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
        first, _, last = match["number"].rpartition(".")
        siblings = {f"{first}.{int(last) - 1}", f"{first}.{int(last) + 1}"} & numbers
        beside = any(other.marker or _OUTLINE.match(other.text) for other in near)
        if beside and (siblings or (last == "1" and at and lines[at - 1].marker.rstrip(".)") == first)):
            text = lines[at].text
            lines[at].marker = text[: match.end()].strip()
            lines[at].words = text[match.end() :]
            lines[at].indent += 2 * first.count(".") + 2
    return lines


def _with_lone_signs_as_text(lines: list[Line]) -> list[Line]:
    """The lines; a star or plus that begins a single line is that of a note or a sum, and stays."""
    for at, line in enumerate(lines):
        if line.marker not in ("*", "+") or not line.words:
            continue
        near = (lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines))
        if not any(other.marker for other in near):
            line.words, line.marker = line.text, ""
    return lines


def _one_space(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def blocks_of(lines: list[Line]) -> list[Block]:
    """The lines as paragraphs, lists and tables, in order; each line is in exactly one of them."""
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        last = blocks[-1] if blocks else None
        if isinstance(last, Rows) and _continues_table(line, last, lines[at + 1 : at + 2]):
            last.lines.append(line)
        elif _begins_item(line, last):
            if not isinstance(last, Bullets):
                last = Bullets()
                blocks.append(last)
            last.items.append(Item(line, [line.words] if line.words else []))
        elif isinstance(last, Bullets) and _continues_item(line, last.items[-1]):
            _continue_item(line, last.items[-1])
        elif isinstance(last, Paragraph) and not line.after_blank and _continues_paragraph(line, last):
            last.lines.append(line)
        else:
            blocks.append(Rows([line]) if _begins_table(line, lines[at + 1 : at + 3]) else Paragraph([line]))
    return blocks


def _begins_table(line: Line, following: list[Line]) -> bool:
    """Whether a line has cells, and the next one too."""
    barred = line.text[0] == "|"
    near = list(takewhile(lambda other: not other.after_blank, following))[: 1 if barred else 2]
    followed = any(len(other.cells) > (not barred) for other in near)
    return bool(line.cells) and not line.marker and followed and (barred or line.tabular)


def _continues_table(line: Line, table: Rows, following: list[Line]) -> bool:
    """Whether a line is a row: it has cells, or it is a lone first cell between rows."""
    if line.after_blank:
        return False
    if len(line.cells) > 1 or (line.cells and table.lines[0].text[0] == "|"):
        return not line.marker or len(line.cells) == len(table.lines[0].cells)
    return len(line.words) < 60 and any(not other.after_blank and other.tabular for other in following)


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
        before = item.paragraphs[-1].rpartition("\n")[2]
        item.paragraphs[-1] += ("\n" if parted(before, line.text) else " ") + line.text
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


def parted(before: str, after: str) -> bool:
    """Whether two lines that follow each other have to stay lines, as those of a list of doses do."""
    short = len(before) < 60 and not _GOES_ON.search(before)
    if _COMPARES.match(after):
        return short or _stands_alone(before) or ends_sentence(before)
    if _LABELLED.match(after):
        return (short and len(before) < 45) or _stands_alone(before) or ends_sentence(before)
    if _MARKER.match(after) or _OUTLINE.match(after):
        return short or ends_sentence(before)
    if short and _NAMED.match(before) and _NAMED.match(after):
        return True
    if short and _stands_alone(before):
        return len(after) < 60
    counted = any(map(str.isdigit, before)) and any(map(str.isdigit, after))
    return short and counted and len(before) < 45 and not after[0].islower()


def _stands_alone(text: str) -> bool:
    """Whether a line compares something, or gives a figure to what it names."""
    return bool(_COMPARES.match(text) or _LABELLED.match(text))


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
    if bare[0].islower() or bare[0] in "(<[>≥≤=±~≈+*|" or bare[-1] in ".,;:!…-–|":
        return False
    return not (_LABELLED.match(bare) and _DOSED.search(bare))
