"""Two runs of inline text as one, with what was taken out and what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from articles.content.diff.align import Budget, equal_pairs, gaps
from articles.content.diff.changes import Around, Change, Span, by_dose, change, length, said, sentence_start
from articles.content.diff.parts import Step, steps
from articles.content.diff.words import Path, Piece, Word, pieces_in, pieces_of, words_of
from articles.content.markup import Node, escape

Op = Literal["", "ins", "del"]
_AROUND = 8
#: A longer sentence is not read from its beginning.
_SENTENCE = 60
_LIKENESS = 0.25
_TOO_SMALL_TO_PART = re.compile(
    "(?:an?|the|of|to|in|on|at|and|or|is|are|was|be|by|for|with|as|it|[,;:.()–-])"
)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words that stayed (the same on both sides), or words that became others."""

    old: Sequence[Word]
    new: Sequence[Word]
    same: bool


@dataclass
class Writer:
    """Writes pieces as HTML, the marks of each opened and closed in order, ``ins`` and ``del`` innermost."""

    parts: list[str] = field(default_factory=list)
    _path: Path = ()
    _op: Op = ""

    def write(self, op: Op, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            self._go(op, piece.path)
            self.parts.append(escape(piece.value) if piece.kind == "text" else piece.value or "<br>")

    def html(self) -> str:
        self._go("", ())
        return "".join(self.parts)

    def _go(self, op: Op, path: Path) -> None:
        if (op, path) == (self._op, self._path):
            return
        if self._op:
            self.parts.append(f"</{self._op}>")
        kept = 0
        while kept < min(len(path), len(self._path)) and path[kept] == self._path[kept]:
            kept += 1
        self.parts += [f"</{tag}>" for tag, _ in reversed(self._path[kept:])]
        for tag, attrs in path[kept:]:
            said = "".join(f' {name}="{escape(value).replace(chr(34), "&quot;")}"' for name, value in attrs)
            self.parts.append(f"<{tag}{said}>")
        if op:
            self.parts.append(f"<{op}>")
        self._op, self._path = op, path


def whole(run: list[Node | str], op: Op) -> str:
    """A run that is all new, or all gone."""
    writer = Writer()
    writer.write(op, pieces_in(run))
    return writer.html()


def merged(old: list[Node | str], new: list[Node | str], budget: Budget) -> tuple[str, list[Change]]:
    """The two runs as one, and what changed between them, in order."""
    writer = Writer()
    changes: list[Change] = []
    was = now = 0
    old_sentence: list[Word] = []
    sentence: list[Word] = []
    stretches = list(_stretches(words_of(old), words_of(new), budget))
    for index, stretch in enumerate(stretches):
        if stretch.same:
            for before, after in zip(stretch.old, stretch.new, strict=True):
                _write_one(writer, before, after)
        else:
            _write_change(writer, stretch)
            found = _told(stretches, index, old_sentence, sentence)
            changes += [one.further(was, now) for one in found]
        was, now = was + length(stretch.old), now + length(stretch.new)
        old_sentence, sentence = _so_far(old_sentence, stretch.old), _so_far(sentence, stretch.new)
    return writer.html(), changes


def _told(
    stretches: Sequence[_Stretch], index: int, old_sentence: Sequence[Word], sentence: Sequence[Word]
) -> list[Change]:
    """The changes for the reader: sentences with doses in them, that came or went, are told one by one."""
    this = stretches[index]
    parts = [this.new] if this.old and this.new else by_dose(this.old or this.new)
    if len(parts) == 1:
        return [_told_in_one(stretches, index, old_sentence, sentence)]
    told: list[Change] = []
    came = bool(this.new)
    at = 0
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else stretches[index - 1].new if index else ()
        later = parts[number + 1 :] or [stretch.new for stretch in stretches[index + 1 : index + 2]]
        around = Around(before[-_AROUND:], later[0][:_AROUND] if later else ())
        found = change((), part, around) if came else change(part, (), around)
        told.append(found.further(*((0, at) if came else (at, 0))))
        at += length(part)
    return told


def _told_in_one(
    stretches: Sequence[_Stretch], index: int, old_sentence: Sequence[Word], sentence: Sequence[Word]
) -> Change:
    """A sign alone says nothing, so it is told with the words at its sides."""
    nothing = _Stretch((), (), True)
    this = stretches[index]
    last = stretches[index - 1] if index else nothing
    following = stretches[index + 1] if index + 1 < len(stretches) else nothing
    before, after = last.new[-_AROUND:], following.new[:_AROUND]
    found = change(this.old, this.new, Around(before, after, old_sentence, sentence))
    if not all(word.kind in ("sign", "space") for word in (*this.old, *this.new)):
        return found
    old = said((*last.old[-1:], *this.old, *following.old[:1]))
    new = said((*before[-1:], *this.new, *after[:1]))
    return replace(
        found,
        old=old,
        new=new,
        before=said(before[:-1]),
        after=said(after[1:]),
        old_at=Span(-length(last.old[-1:]), length((*this.old, *following.old[:1]))),
        new_at=Span(-length(before[-1:]), length((*this.new, *after[:1]))),
    )


def _so_far(sentence: list[Word], words: Sequence[Word]) -> list[Word]:
    """What has been said of the sentence that goes on behind these words."""
    said_now = [*sentence, *words[-_SENTENCE:]][-_SENTENCE:]
    return said_now[sentence_start(said_now) :]


def _write_one(writer: Writer, before: Word, after: Word) -> None:
    if before.space == after.space:
        writer.write("", after.space)
    else:
        writer.write("del", before.space)
        writer.write("ins", after.space)
    writer.write("", after.pieces)


def _write_change(writer: Writer, stretch: _Stretch) -> None:
    """What went, then what came; a space that both begin with belongs to neither."""
    old, new = list(pieces_of(list(stretch.old))), list(pieces_of(list(stretch.new)))
    if stretch.old and stretch.new and stretch.old[0].space == stretch.new[0].space:
        shared = len(stretch.old[0].space)
        writer.write("", old[:shared])
        old, new = old[shared:], new[shared:]
    if _is_one_dose(stretch) and len(old) == len(new) == 1 and old[0].path == new[0].path:
        _write_parts(writer, old[0], new[0])
        return
    writer.write("del", old)
    writer.write("ins", new)


def _is_one_dose(stretch: _Stretch) -> bool:
    return [word.kind for word in (*stretch.old, *stretch.new)] == ["dose", "dose"]


def _write_parts(writer: Writer, old: Piece, new: Piece) -> None:
    """One dose that became another, marked in the part that differs: the amount, the frequency."""
    for step in steps(old.value, new.value):
        shared = int(step.gone[:1] == step.come[:1] == " ")
        for op, said_there in _in_turn(step, shared):
            if said_there:
                writer.write(op, [old._replace(value=said_there)])


def _in_turn(step: Step, shared: int) -> tuple[tuple[Op, str], ...]:
    """What is written of a step: the space that both begin with, what went, what came, what stays."""
    gone, come = step.gone[shared:], step.come[shared:]
    return ("", step.come[:shared]), ("del", gone), ("ins", come), ("", step.new)


def _stretches(old: list[Word], new: list[Word], budget: Budget) -> Iterator[_Stretch]:
    pairs = equal_pairs([word.pieces for word in old], [word.pieces for word in new], budget)
    if len(pairs) < _LIKENESS * min(len(old), len(new)):
        pairs = []
    yield from _absorbed(_slid(list(_cut(old, new, pairs))))


def _cut(old: list[Word], new: list[Word], pairs: list[tuple[int, int]]) -> Iterator[_Stretch]:
    same: list[tuple[int, int]] = []
    for (gone, come), pair in zip(gaps(pairs, len(old), len(new)), [*pairs, None], strict=True):
        if (gone or come) and same:
            yield _Stretch([old[i] for i, _ in same], [new[j] for _, j in same], True)
            same = []
        if gone or come:
            yield _Stretch([old[i] for i in gone], [new[j] for j in come], False)
        if pair:
            same.append(pair)
    if same:
        yield _Stretch([old[i] for i, _ in same], [new[j] for _, j in same], True)


def _slid(stretches: list[_Stretch]) -> list[_Stretch]:
    """A sentence that came or went begins after the full stop before it, not with it."""
    slid = list(stretches)
    for index in range(1, len(slid) - 1):
        before, stretch, after = slid[index - 1 : index + 2]
        words, ends = stretch.old or stretch.new, (after.old if stretch.old else after.new)
        if stretch.same or (stretch.old and stretch.new) or not _same_sign(words[0], ends[0]):
            continue
        slid[index - 1] = _Stretch([*before.old, after.old[0]], [*before.new, after.new[0]], True)
        moved = [*words[1:], ends[0]]
        slid[index] = _Stretch(moved, [], False) if stretch.old else _Stretch([], moved, False)
        slid[index + 1] = _Stretch(after.old[1:], after.new[1:], True)
    return [stretch for stretch in slid if stretch.old or stretch.new]


def _same_sign(word: Word, other: Word) -> bool:
    return word.kind == "sign" and word.pieces == other.pieces and word.space == other.space


def _absorbed(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Join changes that only a comma or a small word keeps apart: they read as one. A dose stays alone."""
    group: list[_Stretch] = []
    between: list[_Stretch] = []
    for stretch in stretches:
        if group and not between and _too_small(stretch):
            between = [stretch]
        elif between and not stretch.same and not _dosed((group[0], stretch)):
            group += (*between, stretch)
            between = []
        else:
            yield from _in_one(group, between)
            group, between = ([], []) if stretch.same else ([stretch], [])
            yield from [stretch] if stretch.same else []
    yield from _in_one(group, between)


def _in_one(group: list[_Stretch], between: list[_Stretch]) -> Iterator[_Stretch]:
    if group:
        yield _joined(group) if len(group) > 1 else group[0]
    yield from between


def _too_small(stretch: _Stretch) -> bool:
    return stretch.same and len(stretch.new) == 1 and bool(_TOO_SMALL_TO_PART.fullmatch(stretch.new[0].text))


def _dosed(stretches: Iterable[_Stretch]) -> bool:
    return any(word.kind == "dose" for stretch in stretches for word in (*stretch.old, *stretch.new))


def _joined(stretches: list[_Stretch]) -> _Stretch:
    old = [word for stretch in stretches for word in stretch.old]
    new = [word for stretch in stretches for word in stretch.new]
    return _Stretch(old, new, False)
