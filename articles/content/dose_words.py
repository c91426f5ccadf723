"""The words and signs that doses are written in. All patterns are bounded: none can take long on any text."""

from __future__ import annotations

import re

from articles.content.wordlists import words_in

_SPACE = "[ \u00a0\u202f\u2009]"
GAP = f"{_SPACE}{{0,2}}"
DASH = "[-\u2010\u2011\u2012–—−]"

VULGAR = "[½¼¾⅓⅔⅛⅜⅝⅞]"
#: 15; 1,000; 1 000; 1'000; 0.5; .5; 2,5; 2·5; ½; 1½; 1 1/2; 1/2; 500/125
NUMBER = (
    "(?:[0-9]{1,3}(?:[,'’ \u202f\u2009\u00a0][0-9]{3})+(?![0-9])(?:[.·][0-9]{1,4})?"
    f"|[0-9]{{1,3}}(?: ?{VULGAR}| [1-3]/[2-4](?![0-9]))"
    f"|[0-9]{{1,6}}(?:[.,/·][0-9]{{1,4}})?|[.·][0-9]{{1,4}}|{VULGAR})"
)
RANGE = f"{NUMBER}(?:{GAP}(?:{DASH}|\\bto\\b|\\bor\\b){GAP}{NUMBER})?"

COMPARATOR = (
    "(?:>=|<=|=<|=>|[≥≤<>≧≦⩾⩽≈~±=]"
    "|(?<!\\w)(?i:at least|at most|up to|(?:no |not )?(?:more|less|fewer|greater|lower) than"
    "|(?:not )?exceeding|over|under|above|below|about|approximately|around|roughly"
    "|max(?:imum|\\.)?(?: of)?|min(?:imum|\\.)?(?: of)?)\\b)"
)

_MASS = "mg|Mg|MG|g|[µμu]g|mcg|ng|pg|IU|[mM]?U|iu|mmol|mEq|meq"
_COUNTED = (
    "units?|international units?|million units?|million IU|milligrams?|grams?|micrograms?|nanograms?"
    "|millilit(?:er|re)s?|lit(?:er|re)s?|tablets?|tabs?|capsules?|caps|pills?|puffs?|drops?|sprays?|sachets?|vials?"
    "|ampoules?|patch(?:es)?|suppositor(?:y|ies)|pessar(?:y|ies)|inhalations?|actuations?|lozenges?"
    "|teaspoons?|tablespoons?"
)
_VOLUME = "m[lL]|dl|dL|[lL]"
_FORM = (
    "cream|ointment|gel|solution|lotion|shampoo|eye drops|drops|spray|patch|foam|paste|mouthwash|suspension"
    "|saline|glucose|dextrose|oxygen(?! saturation)|sodium (?:chloride|bicarbonate)|albumin"
)
_SOLUTE = "[a-z]{2,20}(?:caine|sone|zole|ine|ide|ate|ene|cin|one)"
_PER = "kg|m2|m²|m\\^2|(?:24|12|8|6) ?h|day|d|h|hr|hour|week|wk|month|dose|min|minute|5 ?m[lL]|puff|injection"
_TIMES_MINUS_ONE = "(?:kg|m|day|d|hr|h|min|week|wk)(?:⁻[¹²]|\\^?[-−][12])"
_LITRES = "(?:d[lL]|[lL]|m[lL]|mol|mmol)"
_NOT_A_MEASUREMENT = (
    f"(?!{GAP}/{GAP}(?:d[lL]|[lL]|m[lL]|g|mol|mmol|mm|µ[lL]|μ[lL])\\b)(?!{GAP}/{GAP}24(?! ?h))"
    f"(?![·. ]?{_LITRES}(?:⁻¹|\\^?[-−]1))"
    f"(?! (?i:per) (?:{_LITRES}|(?i:(?:deci|milli)?lit(?:er|re)))\\b)"
)
_BODY_WEIGHT = "(?: (?:of )?(?i:body ?weight|bw)\\b)?"
_PERS = (
    f"(?:{GAP}/{GAP}(?:{_PER})(?!\\w){_BODY_WEIGHT}|[·.]?{GAP}{_TIMES_MINUS_ONE}(?!\\w)"
    f"|{_SPACE}(?i:per|a|each) (?i:kilogram|kg|day|hour|week|month|minute"
    f"|dose|square met(?:er|re)|m2|m²)(?!\\w){_BODY_WEIGHT})"
)

UNIT = (
    f"(?:(?:(?:{_MASS}|(?i:{_COUNTED}))\\b{_NOT_A_MEASUREMENT}{_PERS}{{0,3}}"
    f"|(?:{_VOLUME})\\b{_NOT_A_MEASUREMENT}{_PERS}{{0,3}}"
    f"|%{GAP}(?:(?i:{_SOLUTE}) )?(?i:{_FORM})\\b))"
)

ROUTE = (
    "(?:(?i:orally|oral|by mouth|intravenous(?:ly)?|subcutaneous(?:ly)?|intramuscular(?:ly)?|topical(?:ly)?"
    "|rectal(?:ly)?|vaginal(?:ly)?|inhaled|by inhalation|nebuli[sz]ed"
    "|sublingual(?:ly)?|(?:intra)?nasal(?:ly)?"
    "|intra-?articular(?:ly)?|transdermal(?:ly)?|intradermal(?:ly)?|(?:by|as)(?: an?)?(?: continuous|"
    " slow)?(?: intravenous| intramuscular| subcutaneous)? (?:infusion|injection)"
    "|(?:in|into) (?:each|the|both|one|the affected) (?:eyes?|ears?|nostrils?)"
    "|p\\.o\\.|i\\.v\\.|i\\.m\\.|s\\.c\\.)|PO|IV|SC|SQ|IM|SL|PR)"
)

#: Small numbers in words.
WORDED = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SMALL = f"(?:{WORDED}|[0-9]{{1,2}})"
_SMALL_RANGE = f"{_SMALL}(?:{GAP}(?:{DASH}|to|or){GAP}{_SMALL})?"
_COUNT = f"(?:once|twice|thrice|{_SMALL_RANGE} ?(?:times|x|×))"
_PERIOD = "(?:day|week|month|year|night|morning|afternoon|evening|hour|fortnight|meal)"
_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?"
_MEAL = "(?:(?:each |every |the |main |evening ){0,2}(?:meals?|breakfast|lunch|dinner|supper)|mealtimes?)"
FREQUENCY = (
    f"(?:(?i:(?:{_COUNT}[ -]|{_SMALL_RANGE}[- ])?(?:daily|weekly|monthly|nightly|hourly|yearly|annually"
    f"|fortnightly|bi-?weekly|biweekly)"
    f"|{_COUNT}{GAP}(?:/|\\b(?:a|per|each|every|in the|in any|in)){GAP}(?:{_PERIOD}|24 ?(?:h|hours))"
    f"|(?:per|a|each) {_PERIOD}|(?:in|per|in any|in each|every) 24[- ]?(?:h|hrs?|hours?)(?: period)?"
    f"|every (?:other |second |third |few )?"
    f"(?:(?:{NUMBER}|{WORDED})(?: ?(?:[-–]|to|or) ?(?:{NUMBER}|{WORDED}))?[ -])?(?:{_PERIOD}s?|h|hrs?)"
    "|(?:on )?alternat(?:e|ing)[- ]days?|(?:in the )?(?:mornings?|afternoons?|evenings?)"
    f"|at (?:night|bedtime)|before bed|on {_DAY}"
    "|as needed|as required|when needed|when required|if needed|if required|on demand|continuously"
    "|q ?[0-9]{1,2}(?:[-–][0-9]{1,2})? ?(?:h(?:ours?|rs?|ourly)?|d|days?|w|wk|weeks?)"
    "|q\\.?[dw]\\.?|[bt]\\.i\\.d\\.|q\\.i\\.d\\.|in"
    " (?:[0-9–-]{1,3} |two |three |four )?divided doses"
    "|on days? [0-9])"
    "|BID|TID|QID|QD|QOD|OD|BD|TDS|QDS|PRN|bid|tid|qid|qd|prn)(?![\\w-])"
)


def _dotted(*shorthand: str) -> str:
    """Each as it is written with points and without: bd, b.d., b.d"""
    return "|".join(rf"{word}|{re.escape('.'.join(word))}\.?" for word in shorthand)


#: How often in the shorthand of prescriptions: right after an amount with its unit, where it is nothing else.
SHORTHAND = (
    f"(?:(?i:(?:with|before|after|at) {_MEAL}"
    f"|{_dotted('bd', 'bid', 'tds', 'tid', 'qds', 'qid', 'od', 'om', 'qod', 'eod')}"
    f"|{_dotted('hs', 'qhs', 'qam', 'qpm', 'ac', 'pc', 'prn', 'sos')}|mane|nocte"
    r"|alt(?:ernis|ernate)? die(?:bus)?)|(?i:o\.n\.?)|ON|on(?=\s*(?:[.,;:)]|\Z)))(?![\w-])"
)
#: The same after an amount that has no unit, where fewer will do.
SHORTHAND_OF_BARE = (
    f"(?i:{_dotted('bd', 'bid', 'tds', 'tid', 'qds', 'qid', 'od', 'prn')}|mane|nocte)(?![\\w-])"
)

#: Given once, or at a stated moment: a dose that needs no frequency.
ONCE = (
    "(?i:(?:as a |in a )?single (?:dose|injection|infusion)|once only|once|at once|stat|bolus|loading"
    " dose|immediately|at (?:onset|induction)"
    "|at the (?:onset|start|first sign)|on day [0-9]{1,2}|(?:one|two|[0-9]{1,2}) (?:hour"
    "|day|week)s? later|in total)(?![\\w-])"
)

_TIME = "(?:seconds?|minutes?|min|hours?|days?|weeks?|months?|years?|doses?|cycles?|courses?)"
DURATION = (
    f"(?i:(?:for|over|within|during|×|x){_SPACE}?(?:the )?(?:first |next |a further "
    f"|another )?(?:{COMPARATOR}{GAP})?"
    f"(?:{RANGE}|a|an|one|two|three|four|five|six|seven|eight|ten|twelve|several|first|next)[ -]?{_TIME})\\b"
)
#: 5/7 are five days, 2/52 two weeks, 3/12 three months, where they stand after a dose.
DURATION_SHORTHAND = f"(?:(?:for|x|×){_SPACE}?)?[0-9]{{1,2}}(?:-[0-9]{{1,2}})?/(?:7|52|12)(?![\\w/])(?! of)"

_CEILING_WORD = (
    "(?i:up to(?: a maximum(?: dose)? of)?|(?:to )?(?:a )?max(?:imum|\\.)?(?: daily)?(?: dose)?(?: of|:)?"
    "|not (?:to )?exceed(?:ing)?|no more than|capped at|ceiling(?: of)?)"
)
CEILING = f"{_CEILING_WORD} {RANGE}{GAP}{UNIT}(?:,? {FREQUENCY})?"

_SALT = (
    "acid|mofetil|sodium|potassium|calcium|acetate|chloride|sulfate|sulphate|carbonate|citrate"
    "|phosphate|tartrate|acetonide|hexacetonide|succinate|propionate|dipropionate|furoate|valerate"
    "|mesylate|mesilate|besylate|maleate|fumarate|bromide|palmitate|decanoate|nitrate|mononitrate"
    "|dinitrate|gluconate|lactate|medoxomil|etexilate|disoproxil|alafenamide|axetil|proxetil"
)
DRUG_BEFORE = re.compile(
    f"(?:(?P<route>{ROUTE})\\s)?(?P<drug>[^\\W\\d_][\\w'-]{{2,40}}(?: (?:{_SALT}"
    f"|hydrochloride|[A-EK]\\d{{0,2}}))?)"
    f"(?: \\([A-Z]{{2,6}}\\))?(?P<join> ?[:(,]|,)?(?: (?:daily )?dos(?:e"
    f"|age)s?)?(?: (?:is|was|are|of|at|to|with))?"
    f"(?: (?P<route2>{ROUTE}))?\\s?\\Z"
)

_DRUG_ENDINGS = words_in(
    "abine acin alin am amil amine amycin ane arin asone asin astine ate atine azine"
    " azole cept cillin cin colone ctone"
    " cycline dil dine dipine dronate ensin epam eride erol erone etine fen fibrate"
    " formin fovir gliptin gliflozin glutide"
    " icam ide idine ilin illin imus ine inib kinra lukast mab micin micine mide"
    " mine mycin nab nib nidazole nine"
    " olimus olol olone omycin one onium oprim ostat oxacin oxane oxetine oxin"
    " parib parin peridol phylline platin"
    " prazole pril profen profenac quine rane relin ridone rubicin sartan sone statin"
    " sulfan tadine tecan terol thiazide"
    " tidine tinib toin trexate triptan triptyline tropium urea uracil vir xaban xacin"
    " xaban xate zepam zine zole zolid"
    " zosin zumab oride caine phene olac ofenac urate purinol uric"
)
DRUG_ENDINGS = tuple(sorted(set(_DRUG_ENDINGS)))
DRUGS = frozenset(
    words_in(
        "aspirin paracetamol acetaminophen morphine codeine insulin heparin warfarin"
        " naproxen ivig digoxin lithium"
        " iron calcium magnesium potassium zinc vitamin immunoglobulin immunoglobulins"
        " allopurinol tramadol metamizole"
        " clopidogrel ticagrelor prasugrel gabapentin pregabalin levetiracetam"
        " valproate mesalazine levothyroxine"
        " adrenaline epinephrine oxygen alteplase tenecteplase probenecid lactulose macrogol senna ascorbate"
        " coamoxiclav amoxiclav cotrimoxazole codamol dydramol beneldopa careldopa fluampicil"
        " clavulanate valsartan ritonavir tazobactam sulfamethoxazole sulbactam cilastatin"
        " noradrenaline norepinephrine amlodipine ramipril mesna"
        " methylcellulose folate melatonin budesonide trastuzumab acitretin isotretinoin tretinoin"
    )
)
NOT_DRUGS = frozenset(
    words_in(
        "alone none one ones gone done bone stone tone zone line fine nine mine vine"
        " wine machine medicine vaccine"
        " vaccines routine baseline decline guideline outline determine examine combine imagine define online"
        " medicines urine marine spine genuine date late rate state indicate"
        " estimate climate initiate separate"
        " moderate immediate appropriate alternate approximate titrate evaluate"
        " tolerate plate escalate side guide"
        " wide decide provide divide include inside outside beside hide ride aside"
        " while consider syndrome phone"
        " ate create relate treat treated adequate accurate ultimate private climate"
        " candidate update intermediate"
        " alkaline feline intestine hormone someone anyone everyone cortisone-like"
        " plane membrane crane diameter"
        " refine examined recline airline deadline headline underline pipeline timeline concentrate calculate"
        " eliminate terminate originate dominate eradicate duplicate communicate"
        " medicate incorporate stimulate"
        " regulate accumulate demonstrate illustrate concentrate coordinate"
        " facilitate stone milestone suicide"
        " override worldwide nationwide confide coincide collide bromide peptide"
    )
)


def is_drug(word: str) -> bool:
    """Whether a word is likely the name of a medicine: by its ending, or known."""
    last = word.lower().rsplit("-", 1)[-1].split(" ")[0]
    if last in DRUGS or re.fullmatch(r"[a-z]{3,}ic acid", word.lower()):
        return True
    return len(last) > 5 and last.endswith(DRUG_ENDINGS) and last not in NOT_DRUGS
