"""Citation numbers in plain text: which are marks, which belong to the sentence, and which may be either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from articles.content.dose_words import is_drug
from articles.content.wordlists import words_in

#: A mark beyond the list by so much is more likely a number of the sentence.
_BEYOND = 5
_MOST_WITHOUT_LIST = 60

#: A number after one of these belongs to it for sure.
_OPERATORS = "≥≤<>=±~≈≠×*∗·⋅^+−→←↑↓⇒"

_NUMBERS = r"[0-9]{1,3}(?: ?[,;] ?[0-9]{1,3}| ?[-–] ?[0-9]{1,3}){0,12}"
_AT_END = re.compile(
    rf"(?P<before>\S)(?P<gap> |(?<=[a-z)][.!?]))(?P<numbers>{_NUMBERS}"
    rf"|[0-9]{{1,2}}(?: [0-9]{{1,2}}){{1,5}})\Z"
)
_IN_PARENTHESES_AT_END = re.compile(rf"(?P<before>\S) ?\((?P<numbers>{_NUMBERS})\)(?P<dot>[.]?)\Z")
_IN_PARENTHESES = re.compile(rf"(?P<before>\S) ?\((?P<numbers>{_NUMBERS})\)(?=[.,;:]|\Z|\s)")
_BEFORE_LAST_DOT = re.compile(r"(?P<before>\S) (?P<numbers>[0-9]{1,3})\.\Z")
_INSIDE = re.compile(
    rf" ?\[(?P<bracket>{_NUMBERS})\]"
    r"|(?<![⁺⁻⁰¹²³⁴-⁹])(?P<raised>[⁰¹²³⁴-⁹]{1,3}(?:[,⁻–˒][⁰¹²³⁴-⁹]{1,3}){0,9})(?![⁺⁻⁰-⁹\w])"
    r"(?! ?[0-9½¼¾<>≥≤%])"
    rf"|(?<=[.!?]) (?P<sentence>{_NUMBERS})(?= [A-Z])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
#: 10⁹, m², cm³, I², CO₂⁻: raised digits after these are exponents, not citations.
_TAKES_EXPONENT = re.compile(
    r"(?:[0-9×x^]|(?:^|[\s/(\[0-9·⋅*,;=−-])"
    r"(?:[kcmµμnd]?m|s|h|kg|in|ft|yd|mile|RI|adj|[IRrnχητωφσελψκxyzeptTFd]|Ca|Mg|Na|K|O|CO|HCO))\Z"
)
#: A figure with a unit is not squared by a letter alone: "type I²" and "vitamin D³" may cite.
_NAMED_BY_LETTER = re.compile(
    r"\b(?i:types?|class|grades?|stages?|phases?|groups?|vitamins?|factors?|hepatitis|category|arm|level|part"
    r"|bipolar|table|angiotensin) [A-Z]{1,3}\Z"
)
_NAMES_A_NUMBER = frozenset(
    words_in(
        "type phase grade stage day week month year hour minute level class group"
        " category step line score figure fig"
        " table chapter section part version cycle visit arm cohort every least most"
        " than over under above below to of by"
        " for in at and or from about approximately around nearly factor interleukin"
        " vitamin number no age aged question"
        " point criterion rule appendix box page item tier wave trial dose until within"
        " exceeds exceeding is are was were"
        " equals reach reaches x only with between january february march april may"
        " june july august september october"
        " november december inr ph nyha ecog asa gcs bmi egfr hba1c mrs ckd covid"
        " sars-cov il hla hsv hpv htlv tnf chads2"
        " curb meld apache sofa nihss"
    )
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One citation mark or several side by side: the numbers that it shows, and how they were written."""

    numbers: tuple[int, ...]
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that may be a mark; it stays in the text. ``context`` is the text up to it."""

    number: str
    context: str


Piece = str | Mark | Doubt


def pieces(text: str, *, references: int) -> list[Piece]:
    """The text of one paragraph with its citation marks taken apart; joined again it is the same text.

    ``references`` is how many the list has. A ``Doubt`` is only a note: its number is in the text before it.
    """
    body, ending = _ending(text, references)
    return [*_inside(body, references), *ending]


def explicit_pieces(text: str, *, references: int) -> list[Piece]:
    """As ``pieces``, but only marks that are written as such: in brackets or raised."""
    return list(_inside(text, references, sentences=False))


def marks_are_bracketed(texts: Iterable[str], *, references: int) -> bool:
    """Whether citations stand in brackets throughout, so that a bare number is one of the sentence."""
    bracketed = bare = 0
    for text in texts:
        written = _count(explicit_pieces(text, references=references))
        bracketed += written if "[" in text else 0
        bare += _count(pieces(text, references=references)) - written
    return bracketed >= 2 and bracketed > bare


def _count(found: Iterable[Piece]) -> int:
    return sum(isinstance(piece, Mark) for piece in found)


def doubt_at_end(text: str, *, references: int) -> Doubt | None:
    """The number at the end of a line that can hold no mark, such as a heading, if it may be one."""
    _, ending = _ending(text, references)
    doubts = [piece for piece in ending if isinstance(piece, Doubt)]
    if doubts:
        return doubts[0]
    marks = [piece for piece in ending if isinstance(piece, Mark)]
    return Doubt(", ".join(map(str, marks[0].numbers)), _context(text)) if marks else None


def in_parentheses(text: str, *, references: int) -> list[Doubt]:
    """The numbers in parentheses that may be citations: of the list, and asked for by no word before them."""
    found = []
    for match in _IN_PARENTHESES.finditer(text):
        numbers = numbers_in(match["numbers"])
        asked = _belongs_to_sentence(text[: match.end("before")], several=len(numbers) > 1)
        if not asked and min(numbers) >= 1 and max(numbers) <= references:
            found.append(Doubt(match["numbers"], _context(text[: match.end()])))
    return found


def numbers_in(written: str) -> tuple[int, ...]:
    """The numbers of "1", "1, 2" and "1-3"; a range that runs backwards or is very long is its two ends."""
    numbers: list[int] = []
    for part in re.split(r"[,; ]+", re.sub(r" ?[-–] ?", "-", written)):
        ends = [int(end) for end in part.split("-") if end]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 30:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return tuple(numbers)


def _ending(text: str, references: int) -> tuple[str, list[Piece]]:
    """The text without the mark at its end, and that mark; or the whole text, and perhaps a doubt."""
    tail = text[-70:]
    cut = len(text) - len(tail)
    for pattern in (_AT_END, _IN_PARENTHESES_AT_END):
        if match := pattern.search(tail):
            start = cut + match.end("before")
            return _judged(text, start, match, references)
    match = _BEFORE_LAST_DOT.search(tail)
    if not match or not 1 <= int(match["numbers"]) <= references:
        return text, []
    if _belongs_to_sentence(text[: cut + match.end("before")], several=False):
        return text, []
    return text, [Doubt(match["numbers"], _context(text))]


def _judged(text: str, start: int, match: re.Match[str], references: int) -> tuple[str, list[Piece]]:
    before, numbers = text[:start], numbers_in(match["numbers"])
    if not _can_be_marks(numbers, references):
        known = all(number < 200 for number in numbers)
        return text, [Doubt(match["numbers"], _context(text))] if known and not match.re.groupindex.get(
            "dot"
        ) else []
    parted_by_spaces = re.fullmatch(r"[0-9]+(?: [0-9]+)+", match["numbers"])
    sure = before[-1] in ".!?" and not re.search(
        r"\b(?:no|vs|approx|ca|fig|max|min)\.\Z", before, re.IGNORECASE
    )
    doubtful = not sure and _belongs_to_sentence(before, several=len(numbers) > 1)
    if parted_by_spaces and (max(numbers) > references or list(numbers) != sorted(set(numbers))):
        doubtful = True
    if max(numbers) > references and not sure and is_drug(before.rsplit(" ", 1)[-1].strip("*_()")):
        doubtful = True
    if doubtful:
        return text, [Doubt(match["numbers"], _context(text))]
    dot = match.groupdict().get("dot") or ""
    mark = Mark(numbers, text[start:].removesuffix(dot))
    return before, [mark, dot] if dot else [mark]


def _can_be_marks(numbers: tuple[int, ...], references: int) -> bool:
    most = max(references + _BEYOND, references * 3 // 2) if references else _MOST_WITHOUT_LIST
    return bool(numbers) and min(numbers) >= 1 and max(numbers) <= most


def _belongs_to_sentence(before: str, *, several: bool) -> bool:
    """Whether the words before a number ask for one: "type", "phase", "every", a comparator, another number.

    "days 1-3" does; "27 months 2" and "these options 2" do not.
    """
    if before[-1] in f"{_OPERATORS}#:/-–—(§$€£":
        return True
    last_words = [word.strip("*_\"“”'’(),").lower() for word in before[-60:].split(" ")[-2:]]
    word = last_words[-1]
    if several and word.endswith("s") and not re.search("[0-9]", last_words[0]):
        word = word.removesuffix("s")
    return word in _NAMES_A_NUMBER or bool(re.fullmatch(r"[0-9.,½]+", word))


def _inside(text: str, references: int, *, sentences: bool = True) -> Iterator[Piece]:
    at = 0
    for match in _INSIDE.finditer(text):
        written = match["bracket"] or (match["raised"] or "").translate(_RAISED) or match["sentence"]
        numbers = numbers_in(written)
        if match["raised"] and _NAMED_BY_LETTER.search(text[max(0, match.start() - 25) : match.start()]):
            yield text[at : match.end()]
            yield Doubt(match["raised"], _context(text[: match.end()]))
            at = match.end()
            continue
        if match["raised"] and not is_raised_mark(text[max(0, match.start() - 6) : match.start()], numbers):
            continue
        if match["sentence"] and not (sentences and max(numbers) <= references and min(numbers) >= 1):
            continue
        if match["bracket"] and not _bracket_is_mark(written, numbers, references):
            yield text[at : match.end()]
            yield Doubt(f"[{written}]", _context(text[: match.end()]))
        else:
            yield text[at : match.start()]
            yield Mark(numbers, match[0])
        at = match.end()
    yield text[at:]


def is_raised_mark(before: str, numbers: tuple[int, ...]) -> bool:
    """Whether raised numbers are citations, and not the exponent of what stands before them."""
    end = before[-6:]
    return bool(end.strip()) and min(numbers) >= 1 and not _TAKES_EXPONENT.search(end)


def _bracket_is_mark(written: str, numbers: tuple[int, ...], references: int) -> bool:
    """[12-24] beyond the list is more likely a span of values than thirteen citations."""
    if "-" in written or "–" in written:
        return min(numbers) >= 1 and max(numbers) <= references
    return min(numbers) >= 1


def _context(text: str) -> str:
    return text if len(text) <= 50 else "…" + text[-50:].split(" ", 1)[-1]
