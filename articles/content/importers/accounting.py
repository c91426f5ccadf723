"""The last look: every sign of the file is in the draft, or in what was left out, or said how it was built.

What is nowhere is added to what was left out, in order and with its lines; so nothing goes silently,
whatever a reading of marks, tables and lists may have missed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from html import unescape
from operator import itemgetter

from articles.content.importers.base import Imported, LeftOut
from articles.content.importers.furniture import UNPLACED
from articles.content.importers.gathering import Gathering
from articles.content.problems import Problem, quoted

#: Words that name a field of a reference, and are that field afterwards.
_LABELS = frozenset(
    {"doi", "pmid", "pubmed", "https", "http", "dx", "org", "www", "id", "ncbi", "nlm", "nih", "gov"}
)
_FIGURE = re.compile("[0-9]+")
_TOKEN = re.compile(r"[^\W\d_²³¹⁰-⁹]+|[0-9]+|\S")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_WORD = re.compile(r"[^\W_]+|[<>≥≤±=]")
_ITS_NUMBER = re.compile(r"\W*(?:[0-9]{1,3}[.)\]]|\[\^[^\]\s]{1,40}\]:)")
_TAG = re.compile("<[^<>]*>")
_ADDRESS = re.compile('href="([^"]*)"')
#: How many pairs of equal words a comparison may look at before it would take long.
_MOST_PAIRS = 2_000_000


def accounted(lines: list[str], gathering: Gathering, imported: Imported) -> Imported:
    """The same, with every sign of the file's lines that is nowhere in it added to what was left out."""
    body = [(number, line) for number, line in enumerate(lines, 1) if number not in gathering.listed]
    lost = [*_lost_of_body(body, gathering, imported), *_lost_of_list(lines, gathering, imported)]
    lost.sort(key=itemgetter(0))
    problems = list(_problems(lost, body, imported))
    if not problems:
        return imported
    left = [LeftOut(text=text, why=UNPLACED) for _, text in lost]
    return replace(imported, problems=(*imported.problems, *problems), left_out=(*imported.left_out, *left))


def _problems(
    lost: list[tuple[int, str]], body: list[tuple[int, str]], imported: Imported
) -> Iterator[Problem]:
    if lost:
        text = quoted(" … ".join(text for _, text in lost), limit=200)
        lines = list(dict.fromkeys(number for number, _ in lost))
        where = ", ".join(map(str, lines[:10])) + (" and more" if len(lines) > 10 else "")
        message = (
            f"These words or signs could not be placed (line {where}): {text}. Look for them in the file."
        )
        yield Problem(code="unplaced-text", severity="warning", where="text", message=message)
    if not _in_order("".join(line for _, line in body), imported):
        message = "The text stands in another order than in the file. Compare it with the file."
        yield Problem(code="order-changed", severity="warning", where="text", message=message)


def _in_order(source: str, imported: Imported) -> bool:
    """Whether what a reader reads, one section after the other, are signs of the file in the file's order."""
    left = iter(_figures_plain(source))
    return all(sign in left for html in _read_in_order(imported) for sign in _figures_plain(words_of(html)))


def _figures_plain(text: str) -> str:
    """The signs of a text; raised figures as others, since a heading can only show them so."""
    return "".join(text.split()).translate(_RAISED)


def _read_in_order(imported: Imported) -> Iterator[str]:
    yield imported.text.summary
    for section in imported.text.sections:
        yield from (section.heading.replace("&", "&amp;").replace("<", "&lt;"), section.body)


def words_of(html: str) -> str:
    """The words of rich text; an element never joins those on its sides to one."""
    return unescape(_TAG.sub(" ", html))


def _lost_of_body(
    body: list[tuple[int, str]], gathering: Gathering, imported: Imported
) -> list[tuple[int, str]]:
    kept = list(_kept(imported))
    beside = [text for line, text in gathering.beside if line not in gathering.listed]
    source = "\n".join(line for _, line in body)
    placed = "\n".join([*kept, *beside])
    signs = _signs(source) - _signs(placed)
    figures = Counter(_FIGURE.findall(source)) - Counter(_FIGURE.findall(placed))
    if not signs and not figures:
        return []
    return _found(body, "\n".join(kept), "\n".join(beside), signs, figures)


def _signs(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def _kept(imported: Imported) -> Iterator[str]:
    """What the draft says, in order, and the addresses of its links."""
    text = imported.text
    yield from (text.title, text.second_title)
    for html in _read_in_order(imported):
        yield words_of(html)
        yield from map(unescape, _ADDRESS.findall(html))


def _found(
    body: list[tuple[int, str]], kept: str, beside: str, signs: Counter[str], figures: Counter[str]
) -> list[tuple[int, str]]:
    """What was lost, as the words and signs of each line, in the order of the file."""
    source = [(number, token) for number, line in body for token in _TOKEN.finditer(line)]
    missing = _missing([token[0] for _, token in source], _TOKEN.findall(kept))
    pool = Counter(_TOKEN.findall(beside))
    lost: list[tuple[int, re.Match[str]]] = []
    for at in missing:
        number, match = source[at]
        token = match[0]
        if pool[token] > 0:
            pool[token] -= 1
        elif all(signs[sign] > 0 for sign in token) or figures[token] > 0:
            signs.subtract(token)
            figures[token] -= 1
            lost.append((number, match))
    rest = "".join((+signs).elements())
    return [*_runs(lost), *([(body[-1][0], rest)] if rest else [])]


def _runs(lost: list[tuple[int, re.Match[str]]]) -> Iterator[tuple[int, str]]:
    """Tokens that stand side by side in a line, as that piece of it."""
    run: list[tuple[int, re.Match[str]]] = []
    for number, match in lost:
        if run and (run[-1][0] != number or match.string[run[-1][1].end() : match.start()].strip()):
            yield _piece(run)
            run = []
        run.append((number, match))
    if run:
        yield _piece(run)


def _piece(run: list[tuple[int, re.Match[str]]]) -> tuple[int, str]:
    (number, first), (_, last) = run[0], run[-1]
    return number, " ".join(first.string[first.start() : last.end()].split())


def _missing(source: list[str], kept: list[str]) -> Iterator[int]:
    """Where the tokens of the source stand that have no place in what was kept."""
    counted = Counter(kept)
    if sum(count * counted[token] for token, count in Counter(source).items()) > _MOST_PAIRS:
        for at, token in enumerate(source):
            if counted[token] > 0:
                counted[token] -= 1
            else:
                yield at
        return
    at = 0
    for block in SequenceMatcher(None, source, kept, autojunk=False).get_matching_blocks():
        yield from range(at, block.a)
        at = block.a + block.size


def _lost_of_list(lines: list[str], gathering: Gathering, imported: Imported) -> list[tuple[int, str]]:
    """What the list of references says and no field of a reference does; labels of fields may go."""
    if not gathering.listed:
        return []
    said = [text for line, text in gathering.beside if line in gathering.listed]
    pool = Counter(_words("\n".join([*said, *_fields(imported)])))
    lost = []
    for number in sorted(gathering.listed):
        line = lines[number - 1]
        entry = line[match.end() :] if (match := _ITS_NUMBER.match(line)) else line
        missing = [word for word in _words(entry) if not _taken(word, pool)]
        if missing:
            lost.append((number, " ".join(missing)))
    return lost


def _words(text: str) -> Iterable[str]:
    return (word for word in _WORD.findall(text.casefold()) if word not in _LABELS)


def _taken(word: str, pool: Counter[str]) -> bool:
    pool[word] -= 1
    return pool[word] >= 0


def _fields(imported: Imported) -> Iterator[str]:
    for reference in imported.text.references:
        yield from (reference.kind, reference.title, reference.source, str(reference.year or ""))
        yield from (reference.doi, reference.pmid, reference.url, *_leaves(reference.csl))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)
