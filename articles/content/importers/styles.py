"""The styles in which an entry prints title, journal and place: NLM, AMA, Nature, APA, Harvard and others.

A reading is either whole or none: what no pattern covers to its last sign is not understood at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.content.importers.names import may_be_names

Fields = dict[str, object]

_YEAR = r"(?P<year>(?:1[6-9]|20)[0-9]{2})[a-z]?"
_MONTHS = r"(?:[A-Z][a-z]{2,8}\.?(?:[-–/ ][A-Z][a-z]{2,8}\.?)?|[0-9]{1,2}(?= [A-Z]))"
_DATE = rf"(?P<issued> ?{_MONTHS}(?: [0-9]{{1,2}}(?:[-–][0-9]{{1,2}})?| [A-Z][a-z]{{2,8}})?)?"
_SUPPLEMENT = (
    r"(?:[ ,]{0,2}(?:[Ss]uppl(?:ement)?|Pt|Part|Spec(?:ial)? ?(?:No|Issue)|Sonderheft)\b\.?"
    r"(?: ?[A-Z]?[0-9]{1,3})?)"
)
_VOLUME = (
    r"(?:[Vv]ol(?:ume)?\.? ?)?"
    rf"(?P<volume>[A-Za-z]{{0,3}}[0-9]{{1,5}}[A-Za-z]?(?:[-–/][0-9]{{1,5}})?{_SUPPLEMENT}?)"
)
_ISSUE = (
    r"(?: ?\((?P<issue>(?:[^()]|\([^()]{1,20}\)){1,40})\)"
    r"|, ?(?:[Nn]os?|[Ii]ssue|[Nn]r)\.? ?(?P<number>[0-9]{1,4}))?"
)
_ONE_PAGE = (
    r"(?:[A-Za-z]{3,20}-[0-9]{4}-[0-9]{3,8}|[A-Za-z]{0,10}[0-9](?:[\w/]|\.(?=\w)){0,24}"
    r"(?:[-–][A-Za-z]{0,6}[0-9](?:\w|\.(?=\w)){0,14})?"
    r"|[ivxlc]{1,8}[-–][ivxlc]{1,8})"
)
_PAGES = (
    rf"(?:(?:pp?|Seiten?)\.? ?)?"
    rf"(?P<page>{_ONE_PAGE}(?:[,;] (?:quiz |discussion |author reply )?{_ONE_PAGE}){{0,3}})"
)
_PAGES_BEHIND = _PAGES.replace("<page>", "<page_after>")
_AFTER = r"(?:[.,;]? (?P<after>\[[^\[\]]{2,80}\]|[Rr]eview|English|Abstract \w{1,10}))?\.?"
_OF_BOOK = (
    r"(?:(?:[.,;]? |: ?)(?P<after_page>(?:pp?|chap(?:ter)?|ch|Kapitel)\.? ?[0-9ivxlc][\w–-]{0,20}"
    r"|[0-9]{1,4} ?p(?:ages)?))?"
)
_JOURNAL = r"(?P<journal>[^;]{1,200}?)"

_JOURNAL_YEAR = re.compile(
    rf"{_JOURNAL}[.,;]? (?P<open>\()?{_YEAR}{_DATE}(?(open)\))"
    rf"(?:(?<=[0-9])\((?P<issue_of_year>[^()]{{1,30}})\)|(?: ?[;,] ?(?:{_VOLUME})?)?{_ISSUE})"
    rf"(?: ?[:,;] ?{_PAGES})?"
    rf"(?:\. Art(?:icle)?\.? [Nn]o\.?:? (?P<article>[A-Z]{{0,3}}[0-9]{{3,8}}))?{_OF_BOOK}{_AFTER}"
)
_JOURNAL_VOLUME_YEAR = re.compile(
    rf"{_JOURNAL},? {_VOLUME}{_ISSUE}(?:[,:;] ?{_PAGES})?,? \({_YEAR}{_DATE}\)"
    rf"(?:,? ?{_PAGES_BEHIND})?{_AFTER}"
)
_JOURNAL_VOLUME_COMMA_YEAR = re.compile(
    rf"{_JOURNAL}, {_VOLUME}{_ISSUE},(?: {_PAGES},)?(?P<issued>(?: [A-Z][a-z]{{2,8}}\.?)?) {_YEAR}"
    rf"(?:, {_PAGES_BEHIND})?{_AFTER}"
)
_JOURNAL_VOLUME = re.compile(rf"{_JOURNAL}[.,;]? {_VOLUME}{_ISSUE}(?: ?[:,;] ?{_PAGES})?{_OF_BOOK}{_AFTER}")
_JOURNAL_ALONE = re.compile(rf"{_JOURNAL}{_AFTER}")
_YEAR_ALONE = re.compile(rf"\(?{_YEAR}{_DATE}\)?{_AFTER}")
_YEAR_FIRST = re.compile(
    rf"(?P<open>\()?{_YEAR}(?(open)(?P<issued>, [^()]{{3,30}})?\)[.,:]?|[.:,]) "
    r"|\((?P<undated>n\. ?d\.?)\)[.,:]? "
)

_BOUNDARY = re.compile(r"(?<=[.?!。])[\"'”’]? |(?<=[?!][\"'”’]) |(?<=[.,][\"'”’]) |(?<=[\"'”’][.,]) ")
_ABBREVIATED = re.compile(
    r"(?:Ann|Arch|Am|Br|Can|Eur|Int|J|Clin|Curr|Dis|Engl|Exp|Gen|Immunol|Intern|Med|Mol|Nat|Neurol|N|Opin|Paediatr"
    r"|Pediatr|Pharmac\w*|Proc|Psychiat\w*|Radiol|Res|Rev|Rheum\w*|Sci|Semin|Soc|Surg|Ther|Trans\w*|Treat|World|Acta"
    r"|Adv|Appl|Arthr\w*|Biochem|Biol|Biomed|Cardiol|Chem|Circ|Commun|Database|Syst|Dermatol|Diabet\w*|Endocrin\w*"
    r"|Epidem\w*|Gastroenter\w*|Genet|Geriatr|Gynecol|Ha?ematol|Hepatol|Hosp|Infect|Metab|Microbiol|Nephrol"
    r"|Neuro\w*|Nutr|Obstet|Oncol|Ophthalmol|Orthop|Pathol|Physiol|Pract|Prev|Publ|Pulm|Rehabil|Reprod|Respir"
    r"|Toxicol|Urol|Vasc|Scand|Bull|Dtsch|Lett|Natl|Acad|Emerg|Crit|Anesth\w*|Allergy|Toxic|Environ|Health|Educ"
    r"|Stat|Methods?|Technol|Rep|Suppl|Hum|Cell|Bone|Miner|Osteoarthr\w*|Fam|Physician|Assoc|Vol|No|St|Dr|vs|approx)\."
)
_MOST_WORDS_OF_JOURNAL = 24
_MOST_SENTENCES = 40
_LONGEST_TITLE = 600
_EDITION = re.compile(
    r"[.,]? ?\(?(?P<edition>(?:[0-9]{1,2}(?:st|nd|rd|th)|[A-Z][a-z]+) (?:ed(?:ition|n)?|rev))\.?\)?\Z"
)
_HAS_WORD = re.compile("[^\\W\\d_]{2}|[\u3040-\u9fff]")
_GOES_ON = re.compile(r"\b(?:at|from|in|of|the|and|to|by)[:.]?\Z", re.IGNORECASE)


def published(text: str, *, authors: bool) -> Fields | None:
    """The fields of an entry without its authors: title, then journal or publisher, year and place."""
    if match := _YEAR_FIRST.match(text):
        return _after_year(match, text[match.end() :])
    if (chapter := re.search(r"(?<=[.?!]) [Ii]n: ", text)) and (fields := _chapter(text, chapter)):
        return fields
    for pattern in (_JOURNAL_YEAR, _JOURNAL_VOLUME_YEAR, _JOURNAL_VOLUME_COMMA_YEAR):
        for title, tail in _halves(text):
            if (match := pattern.fullmatch(tail)) and (fields := _fields(title, match, authors=authors)):
                return fields
    for title, tail in _halves(text):
        if match := _YEAR_ALONE.fullmatch(tail):
            return _fields(title, match, authors=authors)
    return None


def titled(text: str) -> str:
    """A title without the marks around it."""
    bare = text.strip().strip('“”"„«»').strip()
    bare = bare[1:] if bare.startswith(("'", "‘")) and bare.rstrip(".,").endswith(("'", "’")) else bare
    return (
        bare.removesuffix(".")
        .rstrip(",")
        .rstrip("'’”\"" if len(bare) < len(text.strip()) else "")
        .rstrip(",.")
    )


def is_one_sentence(text: str) -> bool:
    """Whether a text may be a title that nothing else stands beside."""
    return _may_be_title(text.strip(), authors=False)


def _after_year(match: re.Match[str], text: str) -> Fields | None:
    for pattern in (_JOURNAL_VOLUME, _JOURNAL_ALONE):
        for title, tail in _halves(text):
            if (found := pattern.fullmatch(tail)) and (fields := _fields(title, found, authors=True)):
                return _dated(fields, match)
    if is_one_sentence(text):
        return _dated({"title": titled(text), "source": "", "csl": {}}, match)
    return None


def _dated(fields: Fields, match: re.Match[str]) -> Fields:
    csl = fields["csl"]
    if isinstance(csl, dict) and (issued := (match["issued"] or match["undated"] or "").strip(" ,")):
        csl["note"] = ". ".join(filter(None, (issued, csl.get("note"))))
    return {**fields, "year": int(match["year"])} if match["year"] else fields


def _chapter(text: str, begins: re.Match[str]) -> Fields | None:
    """A chapter: what follows "In:" up to the year is the book, with its editors and publisher."""
    found = re.fullmatch(
        rf"(?P<journal>[Ii]n: .{{5,400}}?)[.,;]? \(?{_YEAR}\)?(?: ?[;,:] ?{_PAGES})?{_OF_BOOK}{_AFTER}",
        text[begins.start() + 1 :],
    )
    return _of_match(text[: begins.start()], found) if found else None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The text cut in two at each end of a sentence, the last first; no cut is within an abbreviation."""
    for at in list(_BOUNDARY.finditer(text))[: -_MOST_SENTENCES - 1 : -1]:
        before = text[: at.start()].rsplit(" ", 1)[-1]
        if not _ABBREVIATED.fullmatch(before) and not text[at.end() : at.end() + 1].islower():
            yield text[: at.end()].strip(), text[at.end() :]


def _fields(title: str, match: re.Match[str], *, authors: bool) -> Fields | None:
    if not _may_be_title(title, authors=authors) or not _may_be_journal(match.groupdict().get("journal")):
        return None
    return _of_match(title, match)


def _may_be_title(title: str, *, authors: bool) -> bool:
    if not _HAS_WORD.search(title) or len(title) > _LONGEST_TITLE:
        return False
    if re.search(r"[0-9]{4}[^.]{0,12};[^.]{0,30}[:0-9]", title):
        return False
    return authors or not (may_be_names(title) or any(True for _ in _halves(title)))


def _may_be_journal(journal: str | None) -> bool:
    if journal is None:
        return True
    words = journal.strip(" ,.").split(" ")
    if len(words) > _MOST_WORDS_OF_JOURNAL or not (_HAS_WORD.search(journal) or len(journal) == 1):
        return False
    if (
        journal[0].islower()
        or _GOES_ON.search(journal.strip())
        or re.search(r"[0-9][,:;.)]* *\Z|[0-9] ?[,:] ?[0-9]|\b[0-9]+\([0-9]", journal)
    ):
        return False
    return not any(True for _ in _halves(journal))


def _of_match(title: str, match: re.Match[str]) -> Fields:
    parts = match.groupdict(default="")
    csl: dict[str, object] = {}
    for name, others in (
        ("volume", ()),
        ("issue", ("number", "issue_of_year")),
        ("page", ("page_after", "article")),
    ):
        if value := next(filter(None, (parts.get(each, "") for each in (name, *others))), ""):
            csl[name] = value
    title = titled(title)
    if found := _EDITION.search(title):
        csl["edition"] = found["edition"]
        title = title[: found.start()]
    notes = (parts.get(name, "").strip(" ,.") for name in ("issued", "after_page", "after"))
    if note := ". ".join(filter(None, notes)):
        csl["note"] = note
    fields: Fields = {"title": title, "source": parts.get("journal", "").strip(" ,."), "csl": csl}
    return {**fields, "year": int(parts["year"])} if parts.get("year") else fields
