"""Names of drugs and of classes of drugs, as they stand among other words.

The names come from the data of ``drug-named-entity-recognition`` (MeSH, DrugBank, MedlinePlus, NHS: generic
names, brands, British and American). They are read when the first comparison asks for them, half a second,
and the package itself is not imported: it would build tables for guessing, and look for files at home.
"""

from __future__ import annotations

import bz2
import io
import pickle
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from articles.content.wordlists import words_in

_PACKAGE = "drug_named_entity_recognition"
_FILE = "drug_ner_dictionary.pkl.bz2"
#: Given as drugs, and not among the names of the dictionary.
_MORE = frozenset(
    words_in(
        "adrenaline oestradiol estradiol oestrogen estrogen oestrogens estrogens progesterone"
        " testosterone sodium potassium calcium magnesium lithium iron zinc manganese phosphate"
        " bicarbonate oxygen glucose dextrose saline tartrate succinate gold thyroxine dipyrone"
        " cyanocobalamin"
    )
)
#: In the dictionary, and measured or named in articles rather than given.
_NO_DRUGS = re.compile(
    r"(?:anti)?bod(?:y|ies)|[\w-]*(?:antibod(?:y|ies)|antigens?|proteins?|receptors?|transferases?|phosphates?)"
    r"|anti-ccp|hla-\w+|\w{0,2}ferritins?|transferrins?|calcineurin|purines?|neprilysin|pcna|anae|angiotensins?"
    r"|attentin|connectin|informatin|haptens?|hypoglycemic"
)
_GROUPS = re.compile(
    r"(?:[\w.]+-)*(?:anti)?(?:agonists?|antagonists?|blockers?|inhibitors?|modulators?|activators?|stimulants?"
    r"|relaxants?|suppressants?|diuretics?|vaccines?|toxoids?|biologics?|binders?|sequestrants?|chelators?)"
    r"|(?:\w+-)*\w*(?:steroids?|corticoids?|barbiturates?|benzodiazepines?|quinolones?|macrolides?|thiazides?"
    r"|tetracyclines?|penicillins|cephalosporins?|carbapenems?|aminoglycosides?|sulph?onamides?|sulph?onylureas?"
    r"|bisphosphonates?|biguanides?|statins|gliptins?|gliflozins?|sartans|triptans|glitazones?|prils|fibrates?"
    r"|nitrates?|opioids?|opiates?|glycosides?|xanthines?|azoles|setrons|retinoids?|salicylates?"
    r"|immunoglobulins?|contraceptives?|suppressants?|decongestants?|suppressives?|thrombolytics?|laxatives?|antacids?|hypnotics?|sedatives?"
    r"|anxiolytics?|analgesics?|anaesthetics?|anesthetics?|sympathomimetics?|vasodilators?|bronchodilators?"
    r"|vasopressors?|inotropes?)"
    r"|anti-?(?:virals?|fungals?|bacterials?|microbials?|biotics?|histamines?|psychotics?|epileptics?|convulsants?"
    r"|malarials?|pyretics?|hypertensives?|emetics?|platelets?|coagulants?|cholinergics?|muscarinics?|spasmodics?"
    r"|neoplastics?|metabolites?|depressants?|arrhythmics?|rheumatics?|toxins?|venoms?|resorptives?|inflammator\w+)"
    r"|probiotics?|cytotoxics?|statin|sartan|triptan|nsaids?|dmards?|[cb]s?dmards?|s[sn]ris?|tcas?|maois?|acei?s?"
    r"|arbs?|arni|ppis?|[dn]oacs?|sabas?|labas?|lamas?|samas?|sglt-?2\w?|dpp-?4\w?|glp-?1s?|jak|tnf|hrt|mras?"
)
#: No part of a class's name, where they stand before it.
_SMALL = frozenset(
    words_in(
        "a an the this these those that such other another any some all each every of or and with for"
        " by to in on is are was were be as if when than no not"
    )
)


def drugs_in(words: Sequence[str]) -> list[str]:
    """The drugs that are named among some words, in order, in small letters."""
    said = [word.lower().replace("’", "'").removesuffix("'s") for word in words]
    double = _names()[1]
    found: list[str] = []
    for word, following in pairwise([*said, ""]):
        if f"{word} {following}" in double and not _is_class(following):
            found.append(f"{word} {following}")
        found += [part for part in _parts(word) if _is_drug(part)]
    return found


def classes_in(words: Sequence[str]) -> list[str]:
    """The classes named among some words, in order, each with the word before it: a JAK inhibitor."""
    said = [word.lower() for word in words]
    return [
        word if before in _SMALL or not before[:1].isalnum() else f"{before} {word}"
        for before, word in pairwise(["", *said])
        if _is_class(word)
    ]


def _parts(word: str) -> Iterator[str]:
    """The word, and what a hyphen joins in it: methotrexate-induced."""
    yield word
    if "-" in word:
        yield from word.split("-")


@lru_cache(maxsize=8192)
def _is_drug(word: str) -> bool:
    names = _names()[0]
    if word not in _MORE and word not in names and (len(word) < 6 or word.removesuffix("s") not in names):
        return False
    return not (_NO_DRUGS.fullmatch(word) or _is_class(word))


@lru_cache(maxsize=8192)
def _is_class(word: str) -> bool:
    return bool(_GROUPS.fullmatch(word))


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """The names of one word and those of two."""
    names = _listed().split("\n")  # anew, when the dictionary is gone: a third of the memory
    single = frozenset(
        name for name in names if name.replace("-", "").isalpha()
    )  # HbA1 and IL-6 are no drugs
    return single, frozenset(name for name in names if " " in name)


def _listed() -> str:
    """All names of one or two words, a line each."""
    known = _Plain(io.BytesIO(bz2.decompress(_data().read_bytes()))).load()["drug_variant_to_canonical"]
    return "\n".join(name for name in known if len(name) > 3 and name.count(" ") < 2)


def _data() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed; the environment does not match its lock.")
    return Path(spec.submodule_search_locations[0], _FILE)


class _Plain(pickle.Unpickler):
    """Reads what is made of text, numbers, lists and tables alone: data cannot call anything."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"The dictionary of drugs names {module}.{name}, which is no data.")
