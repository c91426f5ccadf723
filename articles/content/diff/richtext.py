"""Two rich texts as one: the words that went in ``<del>``, those that came in ``<ins>``, the structure whole.

A block, row or item that is new or gone as a whole carries ``data-change`` as well, since ``<ins>`` cannot
stand around it everywhere. Taking out what went and the marks of what came gives the new text; the other way
round the old one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest

from articles.content.diff import inline
from articles.content.diff.align import Budget, best_pairs, equal_pairs, gaps
from articles.content.diff.changes import Change, by_dose, change, length, letters, said
from articles.content.diff.inline import Op
from articles.content.diff.moves import with_claims, with_moves
from articles.content.diff.places import Places, places_in
from articles.content.diff.weighing import HARMLESS, Weight
from articles.content.diff.words import Word, words_of
from articles.content.markup import Node, tree, written
from articles.content.richtext import sanitised_again
from articles.content.shape import INLINE

_DEEPEST = 60
#: How alike two of a kind must be to be one that changed. What has a place of its own always is.
_ALIKE = {"p": 0.3, "li": 0.3, "tr": 0.25, "blockquote": 0.2}
#: What holds lines, and is none itself.
_CONTAINERS = frozenset({"ul", "ol", "table", "thead", "tbody", "blockquote"})


#: A block that goes on in the next one: in a small letter, or in a list or table that it introduces.
_GOES_ON = re.compile(r"</(?:p|li|td|th|blockquote)>(?:</?[a-z]+>)*(?:[a-z]|<(?:ul|ol|table)>)")


@dataclass(frozen=True)
class Merged:
    """Two rich texts as one, and what changed between them, in reading order."""

    html: str
    changes: tuple[Change, ...]


@dataclass
class _Unit:
    """A block, or the inline text between blocks."""

    nodes: list[Node | str]
    is_run: bool

    @property
    def node(self) -> Node:
        block = self.nodes[0]
        return block if isinstance(block, Node) else Node("")

    @property
    def tag(self) -> str:
        return "" if self.is_run else self.node.tag

    @cached_property
    def html(self) -> str:
        return "".join(written(node) for node in self.nodes)

    @cached_property
    def runs(self) -> list[list[Word]]:
        """The words of each run of text in it."""
        return list(_runs(self.nodes))

    @cached_property
    def letters(self) -> int:
        """How much is read of it, spaces apart."""
        return letters("".join(_texts(self.nodes)))

    @cached_property
    def read(self) -> str:
        """What is read of it."""
        return " · ".join(filter(None, map(said, self.runs)))

    @cached_property
    def counted(self) -> Counter[str]:
        return Counter(_plain(self.nodes).lower().split())

    def likeness(self, other: _Unit) -> float:
        """From 0 (not one of a kind) to 1 (the same words)."""
        if self.tag != other.tag or (self.tag and self.node.attrs != other.node.attrs):
            return 0.0
        mine, theirs = self.counted, other.counted
        words = mine.total() + theirs.total()
        shared = sum(min(mine[word], theirs[word]) for word in mine.keys() & theirs.keys())
        alike = 2 * shared / words if words else 1.0
        needed = _ALIKE.get(self.tag, 0.0)
        return max(alike, 0.001) if alike >= needed else 0.0


def merged(old: str, new: str, budget: Budget | None = None) -> Merged:
    """Compare two rich texts. Both are sanitised again, whatever they hold."""
    old, new = sanitised_again(old), sanitised_again(new)
    if old == new:
        return Merged(new, ())
    was, now = (tree(html, deepest=_DEEPEST).children for html in (old, new))
    merger = _Merger(budget or Budget(), places_in(was), places_in(now))
    html = merger.children(was, now)
    changes = with_claims(with_moves(merger.changes))
    if _GOES_ON.search(old) or _GOES_ON.search(new):
        changes = [replace(one, weight=Weight.CONTENT) if _is_stop(one) else one for one in changes]
    return Merged(html, tuple(changes))


def _is_stop(change: Change) -> bool:
    """Whether a full stop at a block's end came or went, which cuts what goes on in the next."""
    return change.weight == Weight.WORDING and change.old.rstrip(".") == change.new.rstrip(".")


@dataclass
class _Merger:
    budget: Budget
    #: What each block stands under, in either text.
    olds: Places
    news: Places
    changes: list[Change] = field(default_factory=list)
    #: How much was read of either text so far.
    was: int = 0
    now: int = 0

    def children(self, old: list[Node | str], new: list[Node | str]) -> str:
        olds, news = list(_units(old)), list(_units(new))
        equal = equal_pairs([unit.html for unit in olds], [unit.html for unit in news], self.budget)
        parts: list[str] = []
        for (gone, come), pair in zip(gaps(equal, len(olds), len(news)), [*equal, None], strict=True):
            parts += self._gap([olds[i] for i in gone], [news[j] for j in come])
            if pair:
                parts.append(news[pair[1]].html)
                self._read([olds[pair[0]]], [news[pair[1]]])
        return "".join(parts)

    def _read(self, olds: Iterable[_Unit], news: Iterable[_Unit]) -> None:
        self.was += sum(unit.letters for unit in olds)
        self.now += sum(unit.letters for unit in news)

    def _gap(self, olds: list[_Unit], news: list[_Unit]) -> Iterator[str]:
        cost = 1 + sum(unit.counted.total() for unit in (*olds, *news)) // 20 if olds and news else 1
        pairs = best_pairs(
            len(olds), len(news), lambda i, j: olds[i].likeness(news[j]), self.budget, cost=cost
        )
        for (gone, come), pair in zip(gaps(pairs, len(olds), len(news)), [*pairs, None], strict=True):
            yield from self._replaced([olds[i] for i in gone], [news[j] for j in come])
            if pair:
                yield self._pair(olds[pair[0]], news[pair[1]])

    def _pair(self, old: _Unit, new: _Unit) -> str:
        if old.is_run:
            html, changes = inline.merged(old.nodes, new.nodes, self.budget)
            self.changes += [found.further(self.was, self.now) for found in changes]
            self._read([old], [new])
            return html
        first = len(self.changes)
        inner = "".join(self._row(old, new)) if old.tag == "tr" else ""
        inner = inner or self.children(old.node.children, new.node.children)
        self._tell_place(first, old, new)
        shell = written(Node(new.tag, new.node.attrs))
        return shell.replace("></", f">{inner}</")

    def _row(self, old: _Unit, new: _Unit) -> Iterator[str]:
        """The cells of a row, each with the one in its column; none where the row has other columns now."""
        olds, news = list(_units(old.node.children)), list(_units(new.node.children))
        if [unit.tag for unit in olds] != [unit.tag for unit in news]:
            return
        first = len(self.changes)
        changed_places = {unit.read for unit in olds} & {unit.read for unit in news}
        for was, now in zip(olds, news, strict=True):
            if was.html == now.html:
                self._read([was], [now])
                yield now.html
            elif was.read != now.read and {was.read, now.read} & changed_places:
                yield self._cell(was, now)
            else:
                yield self._pair(was, now)
        self.changes[first:] = _beside_doses(self.changes[first:], old, new)

    def _cell(self, old: _Unit, new: _Unit) -> str:
        """A cell that says what another of its row said: told whole."""
        was, now = ([_Line(unit.runs)] for unit in (old, new))
        self.changes.append(replace(_of_lines(was, now), whole=True).further(self.was, self.now))
        self._tell_place(len(self.changes) - 1, old, new)
        self._read([old], [new])
        inner = _all_marked(old.node.children, "del", outermost=True)
        inner += _all_marked(new.node.children, "ins", outermost=True)
        return written(Node(new.tag, new.node.attrs)).replace("></", f">{inner}</")

    def _tell_place(self, first: int, old: _Unit | None, new: _Unit | None) -> None:
        """Say of the changes from the first on what they stand under, where no part of theirs has said it."""
        before = self.olds.get(id(old.node), "") if old else ""
        now = self.news.get(id(new.node), "") if new else ""
        if not (before or now):
            return
        for index in range(first, len(self.changes)):
            found = self.changes[index]
            self.changes[index] = replace(
                found, under_before=found.under_before or before, under_now=found.under_now or now
            )

    def _replaced(self, gone: list[_Unit], come: list[_Unit]) -> Iterator[str]:
        """Blocks that went and those that came in their stead."""
        for old, new in zip_longest(gone, come):
            first = len(self.changes)
            told = (replace(found, whole=True) for found in _told(old, new, self.budget))
            self.changes += [found.further(self.was, self.now) for found in told]
            self._tell_place(first, old, new)
            self._read([old] if old else [], [new] if new else [])
        yield from (_all_marked(unit.nodes, "del", outermost=True) for unit in gone)
        yield from (_all_marked(unit.nodes, "ins", outermost=True) for unit in come)


def _beside_doses(changes: Iterable[Change], old: _Unit, new: _Unit) -> Iterator[Change]:
    """Another drug in a row is another dose, though the cell with the amount is what it was."""
    dosed = any(word.kind == "dose" for unit in (old, new) for run in unit.runs for word in run)
    was, now = (_Line(unit.runs).read for unit in (old, new))
    for found in changes:
        if dosed and found.weight == Weight.DRUG:
            yield replace(found, weight=Weight.DOSE, under_before=was, under_now=now)
        else:
            yield found


@dataclass(frozen=True)
class _Line:
    """What a card can show of a block: a paragraph, item or row, or sentences of it; and where it begins."""

    runs: Sequence[Sequence[Word]] = ()
    start: int = 0

    @property
    def words(self) -> list[Word]:
        return [word for run in self.runs for word in run]

    @property
    def read(self) -> str:
        return " · ".join(filter(None, map(said, self.runs)))


def _told(old: _Unit | None, new: _Unit | None, budget: Budget) -> Iterator[Change]:
    """A block that came or went: one change; where a part of it is grave, each of its items, rows, doses."""
    was, now = ([_Line(unit.runs)] if unit else [] for unit in (old, new))
    whole = _of_lines(was, now)
    was, now = (_cut_by_dose(list(_lines(unit)) if unit else []) for unit in (old, new))
    if whole.weight in (*HARMLESS, Weight.CITATION) or max(len(was), len(now)) == 1:
        yield whole
        return
    told = list(_line_by_line(was, now, budget))
    yield from told if any(one.weight < Weight.CONTENT for one in told) else [whole]


def _line_by_line(was: list[_Line], now: list[_Line], budget: Budget) -> Iterator[Change]:
    """Line against line; what is the same in both is told once, as set differently."""
    same = equal_pairs([line.read for line in was], [line.read for line in now], budget)
    if same:
        yield _of_lines([was[i] for i, _ in same], [now[j] for _, j in same])
    for gone, come in gaps(same, len(was), len(now)):
        for i, j in zip_longest(gone, come):
            yield _of_lines([] if i is None else [was[i]], [] if j is None else [now[j]])


def _of_lines(was: Sequence[_Line], now: Sequence[_Line]) -> Change:
    found = change(
        [word for line in was for word in line.words], [word for line in now for word in line.words]
    )
    found = found.further(was[0].start if was else 0, now[0].start if now else 0)
    old, new = (" · ".join(line.read for line in lines) for lines in (was, now))
    return replace(found, old=old, new=new)


def _lines(unit: _Unit) -> Iterator[_Line]:
    start = 0
    for part in _parts(unit):
        yield _Line(part.runs, start)
        start += part.letters


def _parts(unit: _Unit) -> Iterator[_Unit]:
    inside = [] if unit.is_run else list(_units(unit.node.children))
    if unit.tag in _CONTAINERS or (unit.tag == "li" and len(inside) > 1):
        for child in inside:
            yield from _parts(child)
    else:
        yield unit


def _cut_by_dose(lines: Iterable[_Line]) -> list[_Line]:
    cut: list[_Line] = []
    for line in lines:
        at = line.start
        for part in by_dose(line.runs[0]) if len(line.runs) == 1 else ():
            cut.append(_Line([part], at))
            at += length(part)
        if len(line.runs) != 1:
            cut.append(line)
    return cut


def _units(children: list[Node | str]) -> Iterator[_Unit]:
    run: list[Node | str] = []
    for child in children:
        if isinstance(child, str) or child.tag in INLINE:
            run.append(child)
            continue
        if run:
            yield _Unit(run, True)
            run = []
        yield _Unit([child], False)
    if run:
        yield _Unit(run, True)


def _all_marked(nodes: list[Node | str], op: Op, *, outermost: bool = False) -> str:
    parts = []
    for unit in _units(nodes):
        if unit.is_run:
            parts.append(inline.whole(unit.nodes, op))
            continue
        attrs = {**unit.node.attrs, "data-change": op} if outermost else unit.node.attrs
        shell = written(Node(unit.tag, attrs))
        parts.append(shell.replace("></", f">{_all_marked(unit.node.children, op)}</"))
    return "".join(parts)


def _runs(nodes: list[Node | str]) -> Iterator[list[Word]]:
    for unit in _units(nodes):
        if unit.is_run:
            yield words_of(unit.nodes)
        else:
            yield from _runs(unit.node.children)


def _texts(nodes: Iterable[Node | str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from _texts(node.children)


def _plain(nodes: list[Node | str]) -> str:
    return " ".join(node if isinstance(node, str) else _plain(node.children) for node in nodes)
