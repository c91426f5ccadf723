"""The inline tokens of Markdown, with citation marks and raised and lowered text put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from articles.content.importers.gathering import Gathering
from articles.content.importers.lines import parted
from articles.content.importers.markdown_signs import signs_of_inline
from articles.content.importers.marks import Mark, Piece, explicit_pieces, is_raised_mark, numbers_in

_NOTE_OR_RAISED = re.compile(
    r" ?\[\^(?P<label>[^\]\s]{1,40})\]|<sup>(?P<raised>[0-9]{1,3}(?:[,–-][0-9]{1,3}){0,9})</sup>"
)
_LOWERED = re.compile(r"(?:(?<=[^\W\d_])|(?<=\)))~([\w+−-]{1,8})~(?![\w~])|(?<=[A-Z])~([0-9]{1,3})~")
_RAISED = re.compile(r"(?<=[\w)])\^([\w+−-]{1,8})\^")
_ALLOWED_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_NUMBER_LINK = re.compile(r"(?:<sup>)?\[?([0-9]{1,3})\]?(?:</sup>)?")


@dataclass(slots=True)
class Marking:
    """What puts the marks into the tokens of one place; ``labels`` gives the numbers of notes' labels."""

    gathering: Gathering
    labels: dict[str, int]
    listed: int
    where: str
    place: str

    def marked(self, tokens: list[Token]) -> list[Token]:
        """The block tokens, ready to be rendered: every text in them is our HTML."""
        for token in tokens:
            if token.type == "inline":
                self.gathering.use(0, signs_of_inline(token))
                _part_lines(token)
                token.children = list(self._inline(token.children or [], _line(token)))
            elif token.type == "fence" and token.info.strip():
                self.gathering.leave_out(_line(token), token.info.strip(), "the language of a block of code")
        return self._with_kept_numbers(tokens)

    def _with_kept_numbers(self, tokens: list[Token]) -> list[Token]:
        """The tokens with lists that do not count from 1 as bullets, their numbers kept in the text."""
        kept: list[bool] = []
        number = ""
        for token in tokens:
            if token.type == "ordered_list_open":
                kept.append(token.attrs.pop("start", 1) != 1)
                token.tag = "ul" if kept[-1] else "ol"
            elif token.type == "bullet_list_open":
                kept.append(False)
            elif token.type == "ordered_list_close":
                token.tag = "ul" if kept.pop() else "ol"
            elif token.type == "bullet_list_close":
                kept.pop()
            elif token.type == "list_item_open":
                number = f"{token.info}{token.markup} " if kept[-1] else ""
                self.gathering.use(0, "" if number else f"{token.info}{token.markup}")
            elif token.type == "inline" and number:
                token.children = [Token("text", "", 0, content=number), *(token.children or [])]
                number = ""
        return tokens

    def _inline(self, children: list[Token], line: int) -> Iterator[Token]:
        at = 0
        while at < len(children):
            token = children[at]
            if mark := _number_link(children, at):
                shown = f"{children[at + 1].content}{children[at].attrs.get('href', '')}"
                yield self._html([Mark((self.labels.get(str(mark), mark),), shown)])
                at += 3
                continue
            if token.type == "text":
                yield self._html(list(self._pieces(token.content)))
            elif token.type == "image":
                yield self._picture(token, line)
            else:
                self._keep_address(token, line)
                yield token
            at += 1

    def _html(self, pieces: list[Piece]) -> Token:
        html = self.gathering.html(pieces, where=self.where, place=self.place)
        html, lowered = _LOWERED.subn(lambda match: f"<sub>{match[1] or match[2]}</sub>", html)
        html, raised = _RAISED.subn(r"<sup>\1</sup>", html)
        self.gathering.use(0, "~~" * lowered + "^^" * raised)
        return Token("html_inline", "", 0, content=html)

    def _pieces(self, text: str) -> Iterator[Piece]:
        at = 0
        for match in _NOTE_OR_RAISED.finditer(text):
            mark = self._note(match) if match["label"] else self._raised(text, match)
            if mark is None:
                continue
            yield from self._bracketed(text[at : match.start()])
            yield mark
            at = match.end()
        yield from self._bracketed(text[at:])

    def _bracketed(self, text: str) -> Iterator[Piece]:
        for piece in explicit_pieces(text, references=len(self.gathering.references)):
            if isinstance(piece, Mark):
                numbers = (self.labels.get(str(number), number) for number in piece.numbers)
                yield Mark(tuple(numbers), piece.written)
            else:
                yield piece

    def _note(self, match: re.Match[str]) -> Mark | None:
        """The mark of a note; one that is not defined dangles if it is a number, and else stays text."""
        label = match["label"]
        if f"^{label}" in self.labels:
            return Mark((self.labels[f"^{label}"],), match[0])
        if re.fullmatch("[1-9][0-9]{0,2}", label):
            return Mark((int(label) + self.listed,), match[0])
        message = f"The mark [^{label}] in {self.place} points at no note. It was kept as text."
        self.gathering.warn("unknown-note", self.where, message)
        return None

    def _raised(self, text: str, match: re.Match[str]) -> Mark | None:
        numbers = numbers_in(match["raised"])
        before = text[max(0, match.start() - 6) : match.start()]
        return Mark(numbers, match[0]) if is_raised_mark(before, numbers) else None

    def _picture(self, token: Token, line: int) -> Token:
        words = plain_words(token.children or [])
        source = " ".join(filter(None, (str(token.attrs.get("src", "")), str(token.attrs.get("title", "")))))
        self.gathering.leave_out(line, source, "a picture; pictures are not taken in")
        message = f"The picture {source} in {self.place} was left out; its description was kept as text."
        self.gathering.warn("picture", self.where, message)
        return self._html([words])

    def _keep_address(self, token: Token, line: int) -> None:
        if token.type != "link_open":
            return
        address, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
        if not _ALLOWED_ADDRESS.match(address) and address:
            self.gathering.leave_out(line, address, "the address of a link that leads nowhere from here")
        if title:
            self.gathering.leave_out(line, title, "the title of a link")


def plain_words(children: list[Token]) -> str:
    """The words of inline tokens, without markup."""
    words: list[str] = []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type == "image":
            words.append(plain_words(token.children or []))
        else:
            words.append(token.content)
    return " ".join("".join(words).split())


def _number_link(children: list[Token], at: int) -> int | None:
    """The number of a link such as [1](#ref-1), which is a mark that a page once showed."""
    if children[at].type != "link_open" or at + 2 >= len(children) or children[at + 2].type != "link_close":
        return None
    match = _NUMBER_LINK.fullmatch(children[at + 1].content.strip())
    leads_within = str(children[at].attrs.get("href", "")).startswith("#")
    return int(match[1]) if match and leads_within and int(match[1]) else None


def _part_lines(token: Token) -> None:
    """Make those breaks between lines hard that part lines of their own, as in a list of doses."""
    breaks = [child for child in token.children or [] if child.type in ("softbreak", "hardbreak")]
    lines = [line.strip() for line in token.content.split("\n")]
    if len(breaks) != len(lines) - 1:
        return
    for child, (before, after) in zip(breaks, pairwise(lines), strict=True):
        if child.type == "softbreak" and before and after and parted(before, after):
            child.type, child.tag = "hardbreak", "br"


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0
