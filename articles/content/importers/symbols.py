"""The Symbol font, whose signs some programs write as code points of private use (U+F020 to U+F0FE)."""

from __future__ import annotations

import re

_FROM_20 = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_FROM_A0 = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_FROM_F1 = "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"

#: What each sign of the font is.
SYMBOLS: dict[str, str] = {
    chr(0xF000 + first + at): sign
    for first, signs in ((0x20, _FROM_20), (0xA0, _FROM_A0), (0xF1, _FROM_F1))
    for at, sign in enumerate(signs)
}

#: At the beginning of a line they are bullets, of this font or of Wingdings.
BULLETS: dict[str, str] = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "■",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf076": "❖",
    "\uf06f": "o",
    "\uf071": "❑",
    "\uf0a8": "◻",
    "\uf0e0": "→",
    "\uf02d": "-",
}
BULLET = re.compile(
    rf"(?m)(?P<lead>^[ \t\xa0]*)(?P<sign>[{''.join(BULLETS)}])(?=[ \t\xa0]|(?<=[\uf0b7\uf0a7])\S)"
)
SYMBOL = re.compile("[\uf020-\uf0fe]")
