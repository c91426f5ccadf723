"""Names of authors as lists of references print them, in any alphabet: people, groups, and "et al"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from articles.content.wordlists import words_in

Name = dict[str, str]

_PARTICLES = frozenset(
    words_in(
        "van von de der den het ter ten te la le les el al bin bint ibn ben di da do dos das du del della"
        " dello delle degli dalla y e af av zu zum zur vom op 't 's abu abd ul uit in"
    )
)
_SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|4th|II|III|IV)\.?", re.IGNORECASE)
_INITIALS_WITH_DOTS = re.compile(r"(?:[^\W\d_]{1,2}\.[-‐‑]?){1,5}[^\W\d_]?\.?")
_ET_AL = re.compile(r"(?:et al|and others|and colleagues|et coll|u\. ?a|и др|и соавт)\.?", re.IGNORECASE)
_AND = r"(?:and|&|und|et(?! al)|и)"
_BETWEEN = re.compile(rf",? {_AND} |, ?(?:{_AND} )?| (?=et al\b)")
_ROLE = re.compile(r",? \(?(?:editors?|eds?|hrsg|guest editors?)\.?\)?\Z", re.IGNORECASE)
_FOR_A_GROUP = re.compile(r"(?:for|on behalf of|and) the (?=[A-Z])|(?:for|on behalf of) (?=[A-Z])")
_GROUP = re.compile(
    r"\b(?:organi[sz]ation|societ(?:y|ies)|college|group|committee|association|institut\w*|academy|federation"
    r"|ministry|department|agency|network|collabor\w+|investigators|consortium|foundation|cent(?:er|re)s?"
    r"|council|commission|panel|task force|initiative|trust|hospitals?|university|alliance|league"
    r"|program(?:me)?|team|service|board|union|authority|administration|registry|working party"
    r"|trialists|partnership|researchers|gesellschaft|société|sociedad|società|sociedade|autorité|ministerio|kommission|verband"
    r"|bundesärztekammer|arbeitsgemeinschaft|asociación|associazione|общество|министерство)\b",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?:study|working|writing|steering|research|trial|guideline)|" + _GROUP.pattern)
_ACRONYM = re.compile(r"[A-Z]{2,8}(?:/[A-Z]{2,8})*")
_LITTLE_WORDS = frozenset(
    words_in("of for and the in on against to with de la für und der et des del y per the & di e w et")
)
_OF_EAST_ASIA = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}")
_LONGEST_GROUP = 15


def names_in(text: str) -> list[Name] | None:
    """The names of a list that holds nothing else, as CSL has them; none where any part may be no name."""
    words = " ".join(text.split()).strip(" ,")
    words = _ROLE.sub("", words)
    if ";" in words:
        parts = [part.strip() for part in words.split(";") if part.strip()]
        found = [name for part in parts for name in _of_part(part)]
    else:
        found = list(_paired(_parts(words)))
    names = [name for name in found if name]
    if len(names) == len(found) and any(name != {"literal": "et al"} for name in names):
        return names
    return [whole] if (whole := _group(words)) else None


def authors_of(line: str) -> list[Name]:
    """The CSL names in a line such as "Smith AB, Jones C"; semicolons part names that hold commas."""
    if found := names_in(line):
        return found
    parts = line.split(";") if ";" in line else re.split(r", | and | & ", line)
    names = (" ".join(part.split()) for part in parts)
    return [_name(name) or {"literal": name.rstrip(".")} for name in names if name]


def authors_printed(csl: Mapping[str, object]) -> str:
    """The line that ``authors_of`` reads as the names in CSL fields."""
    named = csl.get("author")
    names = [_printed(name) for name in named if isinstance(name, Mapping)] if isinstance(named, list) else []
    return ("; " if any("," in name for name in names) and len(names) > 1 else ", ").join(filter(None, names))


def role_in(text: str) -> str:
    """What a list of names says that they are, such as "editors"; nothing where they are authors."""
    match = _ROLE.search(text.strip().rstrip("."))
    return match[0].strip(" ,().") if match else ""


def may_be_names(text: str) -> bool:
    """Whether a text reads as a list of names that is not understood as one, rather than as a title."""
    words = [word for word in re.split(r"[\s,;]+", text.strip(".")) if word and not re.fullmatch(_AND, word)]
    begun = [word for word in words if word[0].isupper() or word.lower() in _PARTICLES]
    return bool(re.search(r"[,;&]", text)) and len(begun) == len(words)


def _printed(name: Mapping[str, object]) -> str:
    return str(name.get("literal") or f"{name.get('family') or ''} {name.get('given') or ''}".strip())


def _of_part(part: str) -> list[Name | None]:
    """The names between two semicolons: one that holds a comma, or a list of its own."""
    found = list(_paired(_parts(part)))
    return found if all(found) else [_group(part) or _full_name(part)]


def _parts(words: str) -> list[str]:
    return [part for part in _BETWEEN.split(words) if part]


def _paired(parts: list[str]) -> Iterator[Name | None]:
    """A name for each part, or for two where a family and its initials are parted by a comma."""
    at = 0
    while at < len(parts):
        pair = _pair(parts[at : at + 3])
        if pair:
            yield pair[0]
            at += pair[1]
            continue
        yield _name(parts[at]) or _group(parts[at])
        at += 1


def _pair(parts: list[str]) -> tuple[Name, int] | None:
    if len(parts) < 2 or not _is_family(parts[0].split(" ")):
        return None
    family, initials = parts[0], parts[1].split(" ")
    if not all(_is_initials(word) or _SUFFIX.fullmatch(word) for word in initials):
        return None
    if _SUFFIX.fullmatch(initials[0]) and not _is_initials(initials[0].strip(".")):
        return None
    given = _with_dot(parts[1])
    if len(parts) > 2 and _SUFFIX.fullmatch(parts[2]):
        return {"family": family, "given": f"{given} {parts[2]}"}, 3
    return {"family": family, "given": given}, 2


def _name(text: str) -> Name | None:
    """A name with its initials after or before the family; "et al"; a name of East Asian characters."""
    if _ET_AL.fullmatch(text):
        return {"literal": "et al"} if text.lower().startswith("et al") else {"literal": text}
    if _OF_EAST_ASIA.fullmatch(text):
        return {"literal": text}
    words = text.split(" ")
    end = len(words) - bool(len(words) > 2 and _SUFFIX.fullmatch(words[-1]))
    at = end
    while at > 1 and _is_initials(words[at - 1]):
        at -= 1
    if at < end and _is_family(words[:at]):
        return {"family": " ".join(words[:at]), "given": _with_dot(" ".join(words[at:]))}
    at = 0
    while at < len(words) - 1 and _INITIALS_WITH_DOTS.fullmatch(words[at]) and words[at].endswith("."):
        at += 1
    if at and _is_family(words[at:]):
        return {"family": " ".join(words[at:]), "given": " ".join(words[:at])}
    return None


def _full_name(text: str) -> Name | None:
    """A family, a comma and given names written out."""
    family, comma, given = text.partition(", ")
    words = given.split(" ")
    if not comma or not _is_family(family.split(" ")) or len(words) > 4:
        return None
    named = all(_is_initials(word) or _SUFFIX.fullmatch(word) or _is_family([word]) for word in words)
    return {"family": family, "given": given} if named else None


def _group(text: str) -> Name | None:
    """A group or organisation: a word for one, and capitals as names have them; or an acronym."""
    bare = _FOR_A_GROUP.sub("", text, count=1).strip(" .")
    words = [word.strip("(),’'") for word in bare.split(" ")]
    if _ACRONYM.fullmatch(bare):
        return {"literal": text.rstrip(".")}
    if not bare or len(words) > _LONGEST_GROUP or not _GROUP.search(bare) or re.search(r"[.?!] ", bare):
        return None
    if bare != text.strip(" ."):
        return {"literal": text.rstrip(".")}
    long = [
        word for word in words if word and word.lower() not in _LITTLE_WORDS and not _KIND.fullmatch(word)
    ]
    return {"literal": text.rstrip(".")} if all(_has_capital(word) for word in long) else None


def _has_capital(word: str) -> bool:
    return any(sign.isupper() for sign in word[:3]) or not word[0].isalpha()


def _is_initials(word: str) -> bool:
    bare = re.sub(r"[-‐‑.'’]", "", word)
    if not bare.isalpha() or not word[0].isupper():
        return False
    return (bare.isupper() and len(bare) <= 4) or bool(
        _INITIALS_WITH_DOTS.fullmatch(word) and word.endswith(".")
    )


def _is_family(words: list[str]) -> bool:
    named = [word for word in words if not _is_particle(word)]
    return bool(named) and len(words) <= 5 and all(map(_is_name_word, named))


def _is_particle(word: str) -> bool:
    return word in _PARTICLES or word.lower() in ("st.", "st")


def _is_name_word(word: str) -> bool:
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|['’‘ʼʻ`´.‐‑-])*", word) or re.fullmatch(r"[^\W\d_]\.", word):
        return False
    lead = re.match(r"(?:[^\W\d_]{1,2}['’‘ʼ`´]|[^\W\d_]{2,3}[-‐‑]|[^\W\d_]{2,3}(?=[A-Z]))", word)
    return (word[0].isupper() and not word.endswith(".")) or bool(
        lead and lead.end() < len(word) and word[lead.end()].isupper()
    )


def _with_dot(given: str) -> str:
    return f"{given}." if "." in given and not given.endswith(".") and len(given) < 20 else given
