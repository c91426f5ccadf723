"""Texts of many kinds, made with what each of their parts reads as; and whether an import kept them all.

Each part is written as a program or a person would write it, beside the words and signs that have to come out
of it, in order. ``python -m tests.content.conservation MINUTES`` makes such texts for as long as is asked.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.content.importers import Imported, read
from articles.content.wordlists import words_in

_TOKEN = re.compile(r"[^\W\d_²³¹⁰-⁹]+|[0-9]+|\S")
_RAISED = {ord(sign): f" {figure} " for figure, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
#: What begins an item of a list is read as that, and not as words.
_ITEM = re.compile(r"(?:[-*+–#|:=]|>(?!\s?[0-9])|[0-9]{1,3}[.)]|\([a-z]\))(?:\s|\Z)")
_PLACES = ("text", "markdown")


@dataclass
class Made:
    """A text, and the runs of words and signs that have to be found in its draft or in what was left out."""

    lines: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


Part = tuple[str, tuple[str, ...]]


def _same(text: str) -> Part:
    return text, (text,)


WORDS = st.sampled_from(
    words_in(
        "Give start methotrexate azathioprine in adults with nephritis unless renal function falls and stop"
        " weekly daily slowly β-blockers IgG4 café naïve the dose of Sjögren O’Brien"
    )
).map(_same)
FIGURES = st.sampled_from(
    re.split(
        r"\|",
        "15 mg|≥20 mg|<5 %|> 40 kg|≤ 3|±0.5|10⁻⁶|5 mg kg⁻¹ day⁻¹|10^9/L|I² = 56 %|HLA-B*58:01|CYP2D6*4|2–3 g"
        "|60-80 mg|1·5 mg|10 000 IU|p < 0.001|1:1000|½ tablet|5 × 10⁹/L|cm²|kg/m²|95 % CI 1.2 to 3.4|-5 °C"
        "|−5 °C"
        "|~7|≈ 7|+2|500/125|2*3|1,5 mg|0.05|µg|α = 0.05|1.5 mg/kg/day|Na⁺|Ca²⁺|HCO₃⁻|CO₂|$5|£20|#3|A & B"
        "|x_y_z|5%"
        "|24 h|(n = 12)|[sic]|R² 0.9|T₃|T4|→ 5|⇒|e.g.|1/2|=|≠ 3|a/b|* 3|5 * 3|> 3|- 3|1.|2)|(b)|{x}|~|!|?|:|;"
        "|10^-6|±|<|>|>=5|x<y|-|–",
    )
).map(_same)
MARKED: st.SearchStrategy[Part] = st.sampled_from(
    [
        ("**Note**", ("Note",)),
        ("**at once**", ("at once",)),
    ]
)
#: As other programs leave them, beside what they read as.
WRITTEN_OTHERWISE: st.SearchStrategy[Part] = st.sampled_from(
    [
        (written, (read_as,))
        for written, read_as in (
            ("metho\u00adtrexate", "methotrexate"),
            ("azathio\u200bprine", "azathioprine"),
            ("15\u200b\u2060 mg", "15 mg"),
            ("con\ufb01rmed", "confirmed"),
            ("e\ufb00ect", "effect"),
            ("caf\u0065\u0301", "caf\u00e9"),
            ("Mu\u0308ller", "M\u00fcller"),
            ("\uf0b3 50", "≥ 50"),
            ("\uf0a3 20", "≤ 20"),
            ("\uf062-blocker", "β-blocker"),
            ("5 \uf0b1 2", "5 ± 2"),
            ("5 Â± 2", "5 ± 2"),
            ("â‰¥ 20", "≥ 20"),
            ("Ã©tude", "étude"),
            ("2â€“3 g", "2–3 g"),
            ("&ge; 20", "≥ 20"),
            ("&lt; 5", "< 5"),
            ("&#8805;5", "≥5"),
            ("&amp;le; 7", "≤ 7"),
            ("A&amp;E", "A&E"),
            ("3&nbsp;mg", "3 mg"),
            ("10<sup>9</sup>/L", "10 9 /L"),
            ("CO<sub>2</sub>", "CO 2"),
            ("$\\geq 20$", "≥20"),
            ("\\(\\le 5\\)", "≤5"),
            ("$10^{9}$", "10⁹"),
            ("５０ ｍｇ", "50 mg"),
            ("5 ㎎", "5 mg"),
        )
    ]
)
CITED: st.SearchStrategy[str] = st.sampled_from(["", "", " [1]", " [1, 2]", " [1-3]", "[2]"])


def _joined(parts: list[Part], between: str = " ") -> Part:
    """Parts side by side, whose words follow each other, unless a citation mark stands between them."""
    runs: list[str] = []
    open_run = False
    for written, read_as in parts:
        for run in read_as:
            runs[-1:] = [f"{runs[-1]} {run}"] if open_run and runs else [*runs[-1:], run]
            open_run = True
        open_run = not written.endswith("]")
    return between.join(part[0] for part in parts), tuple(runs)


@st.composite
def sentences(draw: st.DrawFn) -> Part:
    parts = draw(
        st.lists(st.one_of(WORDS, WORDS, FIGURES, WRITTEN_OTHERWISE, MARKED), min_size=3, max_size=9)
    )
    written, runs = _joined([_same("Then"), *parts])
    return f"{written}.{draw(CITED)}", (*runs[:-1], f"{runs[-1]}.")


@st.composite
def headings(draw: st.DrawFn) -> Part:
    parts = draw(st.lists(WORDS, min_size=1, max_size=3))
    return _joined([_same(draw(st.sampled_from(["Dosing", "Monitoring", "Drugs", "Children"]))), *parts])


Lines = list[Part]


@st.composite
def paragraphs(draw: st.DrawFn) -> Lines:
    return [_joined(draw(st.lists(sentences(), min_size=1, max_size=3)))]


MARKERS = ["- ", "* ", "• ", "◦ ", "– ", "·\t", "o\t", "\uf0b7 ", "§ ", "+ "]
COUNTERS: list[Callable[[int], str]] = [
    lambda n: f"{n}. ",
    lambda n: f"{n}) ",
    lambda n: f"({n}) ",
    lambda n: f"{'abcdefgh'[n - 1]}) ",
    lambda n: f"({'abcdefgh'[n - 1]}) ",
    lambda n: f"{('i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii')[n - 1]}. ",
    lambda n: f"1.{n} ",
]


@st.composite
def lists(draw: st.DrawFn) -> Lines:
    items = draw(st.lists(st.one_of(sentences(), _joined_words()), min_size=1, max_size=5))
    indents = draw(
        st.lists(st.sampled_from(["", "", "  ", "    "]), min_size=len(items), max_size=len(items))
    )
    if draw(st.booleans()):
        marker = draw(st.sampled_from(MARKERS))
        marks = [marker] * len(items)
    else:
        counter = draw(st.sampled_from(COUNTERS))
        marks = [counter(number) for number in range(1, len(items) + 1)]
    lead = ["", *indents[1:]]
    return [(f"{lead[at]}{marks[at]}{item[0]}", item[1]) for at, item in enumerate(items)]


@st.composite
def _joined_words(draw: st.DrawFn) -> Part:
    parts = draw(st.lists(st.one_of(WORDS, FIGURES, WRITTEN_OTHERWISE), min_size=1, max_size=4))
    return _joined([_same("Give"), *parts] if _ITEM.match(parts[0][0]) else parts)


CELLS = st.one_of(_joined_words().filter(lambda part: "|" not in part[0]), st.just(("", ())))


@st.composite
def tables(draw: st.DrawFn, *, barred: bool) -> Lines:
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=2, max_size=5))
    lines: Lines = []
    for at, row in enumerate(rows):
        cells = [part[0] for part in row]
        written = f"| {' | '.join(cells)} |" if barred else "\t".join(cells)
        lines.append((written, tuple(run for part in row for run in part[1])))
        if at == 0 and barred and draw(st.booleans()):
            lines.append(("|" + " --- |" * len(row), ()))
    return lines


@st.composite
def dose_lines(draw: st.DrawFn) -> Lines:
    signs = draw(st.lists(st.sampled_from(["<", ">", "≥", "≤", ">=", "<=", "="]), min_size=1, max_size=4))
    return [_same(f"{sign} {40 + at} kg: {at}00 mg daily") for at, sign in enumerate(signs)]


NOISE: st.SearchStrategy[Lines] = st.sampled_from(
    [
        [_same("Last updated: July 15, 2025")],
        [_same("Share")],
        [_same("<!-- ask Dr X -->")],
        [("Give <b>one</b> only.", ("Give one only.",))],
        [_same("Give <p>one only.")],
        [_same("She said so")],
        [("> She said so.", ("She said so.",))],
        [("See [this page](https://example.org/fluid-bolus/) first.", ("this page", "first."))],
    ]
)


@st.composite
def bodies(draw: st.DrawFn, format: str) -> list[Lines]:
    blocks = st.one_of(
        paragraphs(), paragraphs(), lists(), tables(barred=True), tables(barred=False), dose_lines(), NOISE
    )
    made: list[Lines] = []
    for heading in draw(st.lists(headings(), min_size=1, max_size=4)):
        made.append([(f"## {heading[0]}" if format == "markdown" else heading[0], heading[1])])
        made += draw(st.lists(blocks, min_size=1, max_size=4))
    return made


SOURCES = [
    "1. Smith AB, Jones C. Trial number one. J Ex Med. 2011;12(3):101-10.",
    "2. Smith AB, Jones C. Trial number two. J Ex Med. 2012;12(3):101-10. doi:10.1000/x.2",
    "3. World Health Organization. Guidelines for gout. Geneva: WHO; 2013.",
]


@st.composite
def made_texts(draw: st.DrawFn, format: str) -> Made:
    """A text with a title, a summary, sections of all kinds, and perhaps a list of references."""
    title = "How should lupus nephritis be treated?"
    blocks = [
        [(f"# {title}" if format == "markdown" else title, (title,))],
        draw(paragraphs()),
        *draw(bodies(format)),
    ]
    made = Made()
    for block in blocks:
        made.lines += [*(written for written, _ in block), *([""] * draw(st.integers(1, 2)))]
        made.runs += [run for _, runs in block for run in runs]
    if draw(st.booleans()):
        made.lines += ["## References" if format == "markdown" else "References", "", *SOURCES]
        made.runs += ["Trial number one", "Guidelines for gout", "10.1000/x.2"]
    return made


def tokens(text: str) -> list[str]:
    """Words, figures, and every sign by itself; a raised figure is one, however it is raised."""
    return _TOKEN.findall(text.translate(_RAISED))


def told(imported: Imported) -> Iterator[str]:
    """All that an import gives back, a text for each place."""
    text = imported.text
    yield from (text.title, text.second_title)
    for html in (text.summary, *(section.body for section in text.sections)):
        yield unescape(re.sub("<[^<>]*>", " ", html))
        yield from map(unescape, re.findall('href="([^"]*)"', html))
    yield from (section.heading for section in text.sections)
    for reference in text.references:
        yield f"{reference.title} {reference.source} {reference.doi} {reference.url} {reference.csl}"
    yield from (left.text for left in imported.left_out)


def lost(made: Made, imported: Imported) -> list[str]:
    """The runs that are in no place of what the import gives back, whole and in order.

    A run that was reported as not placed may be parted; each of its words and signs is there all the same.
    """
    whole = " " + " ".join(" ".join(tokens(place)) for place in told(imported)) + " "
    missing = [run for run in made.runs if f" {' '.join(tokens(run))} " not in whole]
    pool = Counter(whole.split())
    pool.subtract(token for run in made.runs if run not in missing for token in tokens(run))
    if any(problem.code == "unplaced-text" for problem in imported.problems):
        return [run for run in missing if Counter(tokens(run)) - pool]
    return missing


def check(made: Made, format: str) -> Imported:
    """Import what was made and raise where anything of it is neither in the draft nor reported."""
    imported = read(made.text.encode(), format=format)
    missing = lost(made, imported)
    assert not missing, f"Lost: {missing}"
    assert "order-changed" not in {problem.code for problem in imported.problems}
    return imported


def run(minutes: float) -> int:
    """Make and import texts for so long; print each loss and, at the end, how many were made."""
    counted: Counter[str] = Counter()
    end = time.monotonic() + minutes * 60

    def one(format: str) -> Callable[[], None]:
        @settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(made_texts(format))
        def conserves(made: Made) -> None:
            counted[format] += 1
            imported = check(made, format)
            counted["reported"] += any(problem.code == "unplaced-text" for problem in imported.problems)

        return conserves

    while time.monotonic() < end:
        for format in _PLACES:
            try:
                one(format)()
            except AssertionError as error:
                counted["losses"] += 1
                print(f"{format}: {error}\n{getattr(error, '__notes__', '')}", flush=True)
    print(time.strftime("%H:%M:%S"), dict(counted), flush=True)
    return int(counted["losses"] > 0)


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1])))
