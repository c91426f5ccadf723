"""The language that a text is likely in: by its script, and for Latin letters by its commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from articles.content.wordlists import words_in

ENGLISH = "en"
#: Languages by the tag of BCP 47, as they are called in a sentence.
NAMES = {
    "en": "English", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian", "sr": "Serbian", "el": "Greek",
    "he": "Hebrew", "ar": "Arabic", "fa": "Persian", "ur": "Urdu", "hi": "Hindi", "th": "Thai",
    "ko": "Korean",
    "ja": "Japanese", "zh": "Chinese", "ka": "Georgian", "hy": "Armenian", "bn": "Bengali", "ta": "Tamil",
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch",
    "sv": "Swedish", "da": "Danish", "fi": "Finnish", "pl": "Polish", "cs": "Czech", "tr": "Turkish",
    "vi": "Vietnamese", "ro": "Romanian", "hu": "Hungarian", "und": "a language that was not recognised",
}  # fmt: skip
_OF_SCRIPT = {
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "ARABIC": "ar", "DEVANAGARI": "hi", "THAI": "th",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "BENGALI": "bn", "TAMIL": "ta", "LATIN": "",
}  # fmt: skip
#: Letters that only one of the languages of a script has.
_BY_LETTERS = (
    ("ru", "uk", "іїєґ"), ("ru", "sr", "ђјљњћџ"), ("ru", "ru", "ыэё"),
    ("ar", "ur", "ٹڈڑےںھ"), ("ar", "fa", "پچژگ"),
)  # fmt: skip
_WORDS = {
    "en": "the of and to in is for with are that be was by as on from or not at this which patients should"
    " a an it has have how what when may can give",
    "de": "der die und das ist den von mit für bei nicht eine ein auf im werden wird sich oder wie zu dem",
    "fr": "le la les des et est une dans pour par sur avec qui au du en ou sont il ne pas que ce plus chez",
    "es": "el la los las de y en que es una por con para del se al como o más su no cómo qué un",
    "it": "il di che la e un è per una con del della dei le nel si da come o più gli al dal non sono i",
    "pt": "o de que e do da em um para com não uma os no se na por mais as dos como ao das são é ou à",
    "nl": "de het een van en is in dat op te voor met zijn niet aan bij ook of wordt worden als door hoe",
    "sv": "och att det som en på är av för med till den har inte om ett vid eller kan ska hur behandlas",
    "da": "og at det som en på er af for med til den har ikke om et ved eller kan skal hvordan behandles",
    "fi": "ja on ei se että oli tai kun joka ovat voi myös sekä kuin mutta hoito miten potilaan potilaille",
    "pl": "i w z na do się jest nie że o jak po co leczenie leczyć przez są lub dla oraz czy u od",
    "cs": "a v na se je že s z do i o jak pro k ale za by jsou nebo léčba léčit při u by jako pacientů",
    "tr": "ve bir bu için ile de da olarak olan nasıl tedavi edilir veya ne gibi daha en olur hastalarda",
    "vi": "và của là có không trong cho với được các một những khi bệnh điều trị như thế nào ở để này từ",
    "ro": "și de la cu în pe este nu o un care din sau pentru sunt cum se tratează mai ce prin al ale",
    "hu": "a az és hogy nem is egy van vagy meg kell mint ez kezelése kezelik hogyan ha de már csak",
}
_COMMON = {language: frozenset(words_in(words)) for language, words in _WORDS.items()}
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Language:
    """A guess: the tag of the language, and whether there was enough of the text to go by."""

    tag: str
    sure: bool

    @property
    def name(self) -> str:
        """The language as a sentence names it."""
        return NAMES.get(self.tag, self.tag)


def language_of(text: str) -> Language:
    """Guess the language of a text; English where its Latin letters say nothing else."""
    scripts = Counter(_script(sign) for sign in text if sign.isalpha())
    scripts.pop("", None)
    if not scripts:
        return Language(ENGLISH, sure=False)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0 and scripts["CJK"] > scripts["LATIN"] / 2:
        return Language("ja", sure=True)
    script, _ = scripts.most_common(1)[0]
    if script == "LATIN":
        return _of_words(text)
    tag = _OF_SCRIPT.get(script, "und")
    for base, other, letters in _BY_LETTERS:
        if tag == base and any(letter in letters for letter in text.casefold()):
            return Language(other, sure=True)
    return Language(tag, sure=tag not in ("ru", "ar", "und"))


def _script(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return name.split(" ", 1)[0].split("-", 1)[0]


def _of_words(text: str) -> Language:
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    found = {tag: sum(words[word] for word in common) for tag, common in _COMMON.items()}
    best = max(found, key=lambda tag: found[tag])
    different = sum(bool(words[word]) for word in _COMMON[best])
    if different < _FEWEST or found[best] < 1.5 * found[ENGLISH]:
        return Language(ENGLISH, sure=found[ENGLISH] >= _FEWEST)
    return Language(best, sure=found[best] >= 3 * _FEWEST)
