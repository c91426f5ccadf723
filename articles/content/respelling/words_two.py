"""The words that the second rule adds to those of the first. Frozen with it: another list makes another rule.

``NAMES`` are brands, drugs, classes and eponyms that are a slip or two away from an ordinary word, found by
going through the dictionary of ``articles.content.drugs`` once: whoever wrote what is near one of them may
have meant it. They are listed here, so that no newer dictionary makes an earlier verdict another one.
"""

from __future__ import annotations

from articles.content.wordlists import words_in

NAMES = frozenset(
    words_in(
        "aarane abilify activir actos adofen adomet anspor artane beclamet beclomet besponsa brethine"
        " bright buffers camila ceftrex celance centrax chemet clinacin cliniclean concerta concor"
        " consensi covera creatin curatin dalvance datril dertil detrol differine diocto dociton dolin"
        " dormin edamine effortil efient enyglid epamin epinin estrumate evenity evicel ewing fibrates"
        " graves hexamine homans imaginab importal intal ipodate istin jones kcentra keflet kreatin"
        " lastet listenon magagel manitol mannit maynar medinal medixin mersilon metacil methoin metox"
        " mexamine momicine monitan neamine norset ontak pariet precose profact promet questran"
        " redimen regibon regityn reiter relistor reopro rescula resulin revia rexulti romadin rotor"
        " sarin soman spectam stimate sulpor tendor technivie tisseel tradol tramal treamid tretten"
        " triatec triavil vasten vertigon zocor"
    )
)
#: Names of proteins that a slip makes of an ordinary word. Nobody takes what is near them for them.
PROTEINS = frozenset(words_in("attentin connectin informatin"))

#: Words that never follow themselves in good English, of two letters at least: "a a" may be vitamin A, a
#: day later.
SAID_TWICE = frozenset(words_in("the an and of their its"))

#: Before "a" and "an" where they can be nothing but articles: after "vitamin" or "hepatitis" they can be a
#: letter.
BEFORE_AN_ARTICLE = frozenset(
    words_in("is are was were be been being as in with for by has have had if when after before during into")
)
#: Before the subject of a sentence where it is one noun and nothing else.
DETERMINERS = frozenset(words_in("the these those this their its our his her"))
#: No word that a sentence ends with: a full stop behind one of them cuts a sentence in two.
NEVER_LAST = frozenset(
    words_in(
        "and but for nor not the their its this that these those which who whose whom with without"
        " from into onto than then when while until unless only are was were has have had does can may"
        " must should will would could"
    )
)
