"""The patterns by which doses are found, made of the words of ``dose_words``. They read folded text."""

from __future__ import annotations

import re

from articles.content import dose_words as words
from articles.content.wordlists import words_in

_WORDED = words.WORDED
_POWER = f"(?:{words.GAP}[×x*·]{words.GAP}10(?:[⁰¹²³⁴-⁹]{{1,2}}|\\^[0-9]{{1,2}}))?"
_TIMES = f"(?:[0-9]{{1,2}}{words.GAP}[×x*]{words.GAP}(?!10[⁰¹²³⁴-⁹^]))?"


def _core(joined: str) -> re.Pattern[str]:
    return re.compile(
        f"(?P<amount>{_TIMES}{words.NUMBER}{_POWER}"
        f"(?:(?:{words.GAP}{words.UNIT})?{words.GAP}(?:{joined}){words.GAP}{words.NUMBER}{_POWER})?)"
        f"(?:[ -]?{words.GAP}(?P<unit>{words.UNIT}|%)(?:/{words.NUMBER}{words.GAP}(?:m?g|[μu]g|mcg)\\b)?"
        f"|(?P<bare>))"
        f"(?![\\w²³^])"
    )


#: Where an amount may begin: a figure that no letter, figure or hyphen stands before, or a number in words.
START = re.compile(
    rf"(?<![\w.,/^-])(?:[0-9]|\.[0-9]|{words.VULGAR})|(?<=[ (≥≤<>=])·[0-9]"
    rf"|(?<![\w-])(?:half|{_WORDED})\b".replace("half|", "[Hh]alf|").replace("(?:one|", "(?:[Oo]ne|")
)
CORE = _core(f"{words.DASH}|\\bto\\b|\\bor\\b")
CORE_BETWEEN = _core(f"{words.DASH}|\\bto\\b|\\bor\\b|\\band\\b")
BETWEEN = re.compile(r"(?i:\bbetween )\Z")
COMPARATOR_BEFORE = re.compile(f"(?P<comparator>{words.COMPARATOR}){words.GAP}\\Z")
#: A number whose thousands are parted by a space.
PARTED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})* (?P<last>[0-9]{3})(?![0-9])")
#: What has a number of its own, before an amount.
LABEL = re.compile(
    r"(?i:\b(?:days?|weeks?|months?|years?|cycle|grade|step|stage|phase|type|line|visit|table|figure|arm|group|class"
    r"|level|part) )\Z"
)
STRENGTH = re.compile(
    r"[ -](?i:tablets?|capsules?|vials?|ampoules?|patch(?:es)?|pens?|syringes?|pessar(?:y|ies)"
    r"|suppositor(?:y|ies)|strength|more|less|or more|or less)\b"
)
TWO_STRENGTHS = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?/[0-9]{1,4}(?:\.[0-9]+)?")

_SOLID = (
    "tablets?|capsules?|caplets?|pills?|puffs?|sachets?|lozenges?|teaspoon(?:ful)?s?|tablespoon(?:ful)?s?"
    "|suppositor(?:y|ies)|pessar(?:y|ies)|inhalations?|ampoules?|milligrams?|micrograms?"
)
_WEAK = (
    "doses?|injections?|infusions?|drops?|sprays?|patch(?:es)?|vials?|units?|grams?|lit(?:er|re)s?"
    "|applications?"
)
_NUMBER = f"(?:{_WORDED}(?: and a half)?|[0-9]{{1,2}}|half(?: an?)?)"
IN_WORDS = re.compile(
    f"(?i:(?P<amount>{_NUMBER}(?:{words.GAP}(?:{words.DASH}|\\bto\\b|\\bor\\b){words.GAP}{_NUMBER})?) "
    f"(?:(?:extra|additional|more|further) )?(?P<unit>{_SOLID}|(?P<weak>{_WEAK})))(?![\\w-])"
)
TAKE = re.compile(
    r"(?i:\b(?:take|give|use|inject|apply|instil|inhale|swallow|put|add)(?: in| at least| up to)?\s)\Z"
)

_DILUTED = (
    "adrenaline|epinephrine|noradrenaline|norepinephrine|potassium permanganate|tuberculin|formalin|phenol"
)
DILUTION = re.compile(
    r"1 ?(?::|in) ?(?P<below>[1-9][0-9]{0,2}(?:[ ,'][0-9]{3})+|[1-9][0-9]{1,5})(?![\w:.,]*[0-9])"
)
DILUTED_BEFORE = re.compile(
    rf"(?i:(?P<drug>\b(?:{_DILUTED}))(?: \([a-z]+\))?(?: solution)?(?:,| at| of)? ?\(?)\Z"
)
DILUTED_AFTER = re.compile(rf"(?i: (?:solution of )?(?P<drug>(?:{_DILUTED})\b))")

KINDS = ("ceiling", "duration", "few", "frequency", "shorthand", "once", "route")
TAIL = re.compile(
    f"[\\s,]{{0,3}}(?P<open>\\(?)(?:(?:given|taken|and|of body weight) )?"
    f"(?:(?P<ceiling>{words.CEILING})|(?P<duration>{words.DURATION})|(?P<few>{words.DURATION_SHORTHAND})"
    f"|(?P<shorthand>{words.SHORTHAND})|(?P<frequency>{words.FREQUENCY})|(?P<once>{words.ONCE})"
    f"|(?P<route>{words.ROUTE})(?!\\w))"
)
OFTEN_OR_PLACE = re.compile(
    f"[ ,]{{1,2}}(?:{words.FREQUENCY}|{words.SHORTHAND_OF_BARE}|{words.ROUTE}(?!\\w))"
)
FREQUENCY_AT_ONCE = re.compile(
    f" (?:{words.ROUTE} )?(?P<frequency>{words.FREQUENCY}|{words.SHORTHAND_OF_BARE})"
)
#: Some letters of every frequency: where none of them stands, it is not worth the while to look for one.
HINT_OF_FREQUENCY = re.compile(
    r"da[yi]|week|month|year|hour|night|annual|meal|morning|evening|noon|bed|need|require|demand|contin|divid"
    r"|breakfast|lunch|dinner|supper|ternat|time|twice|once|thrice|24|single|stat|bolus|loading|immediate|onset"
    r"|start|sign|induction|later|total|\b[bdoqtp]\.?[dhirsnw0-9 ]",
    re.IGNORECASE,
)
FREQUENCY_BEFORE = re.compile(f"\\b(?:{words.FREQUENCY}|{words.ONCE})")
#: In a measure: what is given by the day needs no frequency, nor what is a strength.
HOLDS_FREQUENCY = re.compile(r"/(?:day|24 h|h|week|month|min|12 ?h|8 ?h|6 ?h|5 ml)(?![a-z])")
SAID_TO_BE_A_DOSE = re.compile(
    r"(?i:\bdos(?:e|age)s?(?: is| of|:)?|\b(?:take|give|start(?: with)?|begin with"
    r"|increase to|reduce to|taper to))\s?\Z"
)
A_STEP_OR_SUM = re.compile(r"(?i:\b(?:by|of|per|each|contain(?:s|ing)?|steps of|total|cumulative|than))\s?\Z")
COUNTS_SOMETHING = re.compile(
    r" ?(?:[-–]|(?i:times|x|×|hours?|days?|weeks?|months?|years?|doses?|cycles?|or|to|of|mm|cm)\b|%|°)"
)
GIVEN_OVER_HOURS = re.compile(r"(?i:(?:over|within) .*(?:minutes?|min|hours?))\Z")
GIVEN_AS_SHARE = re.compile(f" ?(?:(?:by|via|through) |{words.FREQUENCY}|{words.SHORTHAND_OF_BARE})")
#: A medicine that is named begins a thought of its own; a mere amount goes on with what was said before it.
CLAUSE = re.compile(r"[.;:](?=\s)|[\n(]|, ")
SENTENCE = re.compile(r"[.;](?=\s)|\n")
MASS = re.compile(r"(?:mg|[µμu]g|mcg|ng|IU|iu|[mM]?U|units?)\b", re.IGNORECASE)

_FILLER = "|".join(
    words_in("of is was were are be at rate a below above under over less more than least most about up to")
)
#: What is measured by the day or the minute, and given to nobody.
MEASURED_BEFORE = re.compile(
    r"(?i:\b(?:output|clearance|crcl|diuresis|excretion|losse?s?|proteinuria|albuminuria|(?:e|m)?GFR|filtration"
    r"|peak flow|pefr|(?:in|ex)piratory flow|index|ventilation|consumption|uptake|bleeding|drainage)"
    rf"(?: \([a-z]+\))?,?(?:[ (]*(?:(?:{_FILLER})\b|[<>≥≤=~]))*[ (]*)\Z"
)
INFUSED_BEFORE = re.compile(r"(?i:\b(?:infus\w*|given?|run|pump|rate of)\b[^.;]{0,40})\Z")
