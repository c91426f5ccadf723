"""Words that stand for each other: one drug by its British and its American name, one word in two spellings.

Only what is the same for every reader is listed. A brand and its substance are not: a brand is one release,
one strength, one device.
"""

from __future__ import annotations

import re

from articles.content.respelling.words_one import SLIPS, SPELLINGS
from articles.content.wordlists import words_in

#: One drug, the older or British name and the other.
_DRUGS = words_in(
    "paracetamol acetaminophen adrenaline epinephrine noradrenaline norepinephrine salbutamol"
    " albuterol pethidine meperidine rifampicin rifampin glibenclamide glyburide isoprenaline"
    " isoproterenol ciclosporin cyclosporine cyclosporin cyclosporine lignocaine lidocaine frusemide"
    " furosemide bendrofluazide bendroflumethiazide cefalexin cephalexin amoxycillin amoxicillin"
    " beclomethasone beclometasone aciclovir acyclovir valaciclovir valacyclovir suxamethonium"
    " succinylcholine thiopentone thiopental chlorpheniramine chlorphenamine hydroxycarbamide"
    " hydroxyurea oestradiol estradiol oestriol estriol oestrogen estrogen oestrogens estrogens"
    " sulphasalazine sulfasalazine colestyramine cholestyramine indomethacin indometacin mitozantrone"
    " mitoxantrone phytomenadione phytonadione ergometrine ergonovine clomiphene clomifene amethocaine"
    " tetracaine dothiepin dosulepin benzhexol trihexyphenidyl trimeprazine alimemazine dexamphetamine"
    " dexamfetamine amphetamine amfetamine torasemide torsemide thiabendazole tiabendazole"
    " guaiphenesin guaifenesin mepacrine quinacrine mesalazine mesalamine dicycloverine dicyclomine"
    " orciprenaline metaproterenol cholecalciferol colecalciferol simethicone simeticone cromoglycate"
    " cromoglicate glycopyrronium glycopyrrolate hyoscine scopolamine chlorthalidone chlortalidone"
    " sulphate sulfate sulphates sulfates sulphonamide sulfonamide sulphonamides sulfonamides"
    " sulphonylurea sulfonylurea sulphonylureas sulfonylureas sulphamethoxazole sulfamethoxazole"
    " sulphadiazine sulfadiazine aluminium aluminum liquorice licorice"
)
#: One word, British and American, beside those that the light path takes.
_WORDS = words_in(
    "haemoglobin hemoglobin haemorrhage hemorrhage haemorrhages hemorrhages haemorrhagic hemorrhagic"
    " haemolysis hemolysis haemolytic hemolytic haemodialysis hemodialysis haemophilia hemophilia"
    " haematuria hematuria haematocrit hematocrit haemostasis hemostasis haemodynamic hemodynamic"
    " anaesthesia anesthesia anaesthetic anesthetic anaesthetics anesthetics oesophagitis esophagitis"
    " hypoglycaemia hypoglycemia hypoglycaemic hypoglycemic hyperglycaemia hyperglycemia"
    " hyperglycaemic hyperglycemic glycaemia glycemia glycaemic glycemic hypokalaemia hypokalemia"
    " hyperkalaemia hyperkalemia hyponatraemia hyponatremia hypernatraemia hypernatremia hypocalcaemia"
    " hypocalcemia hypercalcaemia hypercalcemia hyperuricaemia hyperuricemia bacteraemia bacteremia"
    " uraemia uremia uraemic uremic hypovolaemia hypovolemia hypovolaemic hypovolemic neutropaenia"
    " neutropenia leucocyte leukocyte leucocytes leukocytes leucopenia leukopenia thrombocytopaenia"
    " thrombocytopenia litre liter litres liters millilitre milliliter millilitres milliliters metre"
    " meter metres meters centimetre centimeter centimetres centimeters millimetre millimeter"
    " millimetres millimeters gramme gram grammes grams orthopaedics orthopedics gynaecological"
    " gynecological amenorrhoea amenorrhea dysmenorrhoea dysmenorrhea gonorrhoea gonorrhea seborrhoea"
    " seborrhea seborrhoeic seborrheic steatorrhoea steatorrhea rhinorrhoea rhinorrhea apnoea apnea"
    " orthopnoea orthopnea tachypnoea tachypnea caecum cecum caecal cecal paediatrically pediatrically"
    " encyclopaedia encyclopedia palaeolithic paleolithic catheterisation catheterization catheterise"
    " catheterize immunisation immunization immunisations immunizations immunise immunize immunised"
    " immunized hospitalisations hospitalizations ionised ionized sterilise sterilize sterilised"
    " sterilized sterilisation sterilization minimise minimize minimised minimized maximise maximize"
    " maximised maximized normalise normalize normalised normalized normalisation normalization"
    " neutralise neutralize sensitisation sensitization sensitised sensitized desensitisation"
    " desensitization metabolise metabolize metabolised metabolized catalyse catalyze dialyse dialyze"
    " dialysed dialyzed paralyse paralyze paralysed paralyzed hydrolyse hydrolyze practise practice"
    " programme program programmes programs ageing aging sulphur sulfur honour honor vapour vapor"
    " tumoural tumoral haem heme crystallise crystallize crystallised crystallized organising"
    " organizing recognisable recognizable labelled labeled signalling signaling channelled channeled"
    " cancelled canceled"
)
#: Misspellings that are common, and can be nothing else.
_MISSPELT = words_in(
    "desease disease deseases diseases definately definitely seperate separate seperately separately"
    " occured occurred occuring occurring occurence occurrence recieve receive recieved received"
    " recieving receiving acheive achieve acheived achieved beleive believe adress address accomodate"
    " accommodate commited committed neccessary necessary necesary necessary succesful successful"
    " succesfully successfully inflamation inflammation rythm rhythm rheumatiod rheumatoid artritis"
    " arthritis arthitis arthritis symtom symptom symtoms symptoms syptoms symptoms pateint patient"
    " pateints patients patietns patients thier their recomended recommended recomend recommend"
    " reccomended recommended treatement treatment"
)
_ONE = {
    **dict(zip(_MISSPELT[::2], _MISSPELT[1::2], strict=True)),
    **dict(zip(_DRUGS[::2], _DRUGS[1::2], strict=True)),
    **dict(zip(_WORDS[::2], _WORDS[1::2], strict=True)),
    **dict(SPELLINGS),
    **SLIPS,
}
#: Signs that are set differently and read the same.
_SIGNS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "…": "..."})
_LETTERS = re.compile(r"[^\W\d_]+")
#: Prefixes that are written with a hyphen or without it, where the rest is a word of its own.
_CLOSED = re.compile(r"(?i)\b(non|anti|post|pre|multi)-(?=[a-z]{6})")


def in_one_spelling(text: str) -> str:
    """The text with one name and one spelling for each word, and signs as they are typed."""
    return _LETTERS.sub(lambda match: _one(match[0]), _CLOSED.sub(r"\1", text.translate(_SIGNS)))


def _one(word: str) -> str:
    if word.islower():
        return _ONE.get(word, word)
    return _ONE.get(word.lower(), word.lower()).capitalize() if word.istitle() else word
