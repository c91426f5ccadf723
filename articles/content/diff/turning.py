"""Words that turn a sentence round, or make it stronger or weaker: what a reviewer must not read past."""

from __future__ import annotations

import re
from collections.abc import Collection

from articles.content.wordlists import words_in

_NEGATIONS = re.compile(
    r"(?i)\b(?:not|no|non|never|none|nor|neither|nothing|nobody|nowhere|without|cannot|avoid\w*|unless|except\w*"
    r"|exclud\w+|contra-?indicat\w+|absent|absence|lack|lacks|lacked|lacking|rather|instead|hardly|barely"
    r"|scarcely|unlikely|fails?|failed|forbid\w*|prohibit\w*|omit\w*|withhold\w*|withheld|\w+n['’]t)\b"
)
#: A whole sentence that came or went is no turned one, unless it forbids something.
_FORBIDS = re.compile(
    r"(?i)\b(?:(?:must|should|shall|may|can|do|does|did|will|would|could) not|cannot|\w+n['’]t|never|avoid\w*"
    r"|contra-?indicat\w+|forbidden|prohibited|withhold|omit|unsafe|dangerous"
    r"|not (?:\w+ly )?(?:to )?(?:be )?(?:recommend|advis|advocat|indicat|allow|permit|licen[cs]|approv"
    r"|tolerat|combin|prescrib|administer|restart|start|stop|continu|repeat|exceed|delay|use|given?\b|take|need|requir"
    r"|necessar|suitabl|appropriat|effectiv|safe|enough)\w*"
    r"|no (?:\w+ )?(?:role|place|need|indication|benefit|evidence|reason))\b"
)
_NEGATING = (
    "un",
    "in",
    "im",
    "ir",
    "il",
    "non",
    "non-",
    "dis",
    "a",
    "an",
    "mis",
    "contra",
    "anti",
    "anti-",
    "de",
)

_SENSES = frozenset(
    words_in(
        "above over below under underneath before after prior previously until till during since left"
        " right bilateral unilateral upper lower inner outer proximal distal anterior posterior medial"
        " lateral more less fewer most least greater smaller larger higher high low lowest highest"
        " maximum minimum max min maximal minimal long short longer shorter fast slow faster slower"
        " early late earlier later first second first-line second-line third-line may might must"
        " should shall can could will would ought need needs needed recommend recommends recommended"
        " consider considers considered require requires required suggest suggests suggested optional"
        " mandatory essential advisable always usually generally often frequently sometimes"
        " occasionally rarely seldom commonly mostly only merely just all some any many few several"
        " every each both either and or if when whenever but acute chronic mild moderate severe active"
        " inactive positive negative good bad better worse best worst strong weak stronger weaker"
        " strongly weakly safe dangerous harmful harmless effective likely certain possible probable"
        " proven suspected confirmed rare common frequent adults adult children child infants infant"
        " neonates women men woman man female male pregnant breastfeeding elderly older younger oral"
        " intravenous start starts started stop stops stopped begin begins began continue continues"
        " continued discontinue discontinued resume interrupt hold withdraw raise raised rise rises"
        " fall falls drop drops gain loss improve improves improved worsen worsens worsened prevent"
        " prevents cause causes inhibit inhibits stimulate stimulates activate activates agonist"
        " antagonist same different similar unlike alone together daytime night empty full open closed"
        " fasting fed hot cold dry wet solid liquid benign malignant primary secondary initial final"
        " temporary permanent partial complete routine emergency urgent elective up down upwards"
        " downwards into onto out off inside outside within beyond through ipsilateral contralateral"
        " dorsal ventral central peripheral even though although because despite while whilst whereas"
        " therefore then also too still yet already again against provided probably certainly"
        " definitely perhaps maybe surely apparently seems seem appears appear proves prove proved"
        " shows show showed established doubtful uncertain unclear clear systemic topical local"
        " general orally rectally vaginally topically nasally intravenously subcutaneously"
        " intramuscularly intrathecally sublingually rectal vaginal nasal subcutaneous intramuscular"
        " intrathecal sublingual transdermal inhaled injected infused swallowed chewed crushed iv im"
        " sc po pr sl preferred prefer avoid alternative add adds added remove removed double halve"
        " whole split almost nearly barely exactly approximately about around"
    )
)
#: Arrows say up and down.
_ARROWS = frozenset("↑↓↗↘←→↔⇑⇓")
_SENSE = re.compile(
    r"(?:in|de)creas\w*|reduc\w*|rais(?:e[sd]?|ing)|lower(?:s|ed|ing)?|hyper\w+|hypo\w+|(?:up|down)(?:ward|regulat)\w*"
    r"|(?:pre|post|peri)-?(?:dos|treat|natal|operativ|menopaus|prandial)\w*|tachy\w+|brady\w+"
    r"|(?:intra|inter|extra|infra|supra)-?(?:articul|venous|muscul|derm|crani|ocul|thec|cellul|vascul)\w*"
)


def negations(said: str) -> list[str]:
    """The negations in what is said, in order."""
    return [found.lower() for found in _NEGATIONS.findall(said)]


def prohibitions(said: str) -> list[str]:
    """What is forbidden or warned of in as many words, in order."""
    return [found.lower() for found in _FORBIDS.findall(said)]


def is_sense(word: str) -> bool:
    """Whether another word in its place may say the opposite, or say it more or less strongly."""
    lower = word.lower()
    return lower in _SENSES or lower in _ARROWS or bool(_SENSE.fullmatch(lower))


def negates(old: Collection[str], new: Collection[str]) -> bool:
    """Whether a word of one side is a word of the other with a negating prefix: safe, unsafe."""
    were, are = ({word.lower() for word in words} for words in (old, new))
    return _negate(were, are) or _negate(are, were)


def _negate(words: set[str], others: set[str]) -> bool:
    """Whether one of the words, less a negating prefix, is among the others."""
    return any(
        len(rest) > 2 and rest in others
        for word in words
        if word.startswith(_NEGATING)
        for rest in (word.removeprefix(prefix) for prefix in _NEGATING if word.startswith(prefix))
    )
