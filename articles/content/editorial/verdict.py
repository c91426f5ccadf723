"""The verdict on two texts, by the rule in force or by one that was, with reasons for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from articles.content.diff import Comparison, Weight, compare
from articles.content.editorial import rule_one
from articles.content.editorial.frame_one import frame
from articles.content.editorial.rule_two import walk_two
from articles.content.text import ArticleText

#: The rule in force. What was judged by an earlier one is judged again by that one, so a better list of words
#: is a new rule beside the old ones.
RULE = 2
_MOST_REASONS = 3
_OF_WEIGHT = {
    Weight.DOSE: "A dose",
    Weight.NEGATION: "A negation",
    Weight.DRUG: "A drug",
    Weight.CLASS: "A class of drugs",
    Weight.SENSE: "A word that can turn the sense",
    Weight.FIGURE: "A figure",
    Weight.CONTENT: "A word or sign",
    Weight.CITATION: "A citation",
    Weight.ORDER: "The order",
    Weight.REFERENCE: "A source",
    Weight.WORDING: "The spelling",
    Weight.FORM: "The markup",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether two texts differ in wording alone, in how many words and by which rule; if not, why."""

    light: bool
    words: int = 0
    rule: int = RULE
    reasons: tuple[str, ...] = ()


def wording_only(old: ArticleText, new: ArticleText) -> Verdict:
    """Judge a new text against the last one that was fully signed.

    Two judges have to agree: the rule in force, which knows what is harmless, and the comparison that the
    reviewer sees, which knows what is grave.
    """
    around = tuple(frame(old, new))
    if around:
        return Verdict(light=False, reasons=around[:_MOST_REASONS])
    walked = walk_two(old, new)
    if walked.ended is None and not walked.changed:
        return Verdict(light=False, reasons=("Nothing in the wording changed.",))
    compared = compare(old, new)
    if walked.ended or compared.more_than_wording:
        return Verdict(light=False, words=walked.changed, reasons=tuple(_told(compared, walked)))
    if too_much := _too_much(walked.changed, rule_one.words_in_all(old)):
        return Verdict(light=False, words=walked.changed, reasons=(too_much,))
    return Verdict(light=True, words=walked.changed)


def is_wording_by(rule: int, old: ArticleText, new: ArticleText) -> bool:
    """Whether two texts differ in wording alone by the rule of that number; False for one that never was."""
    judge = _RULES.get(rule)
    return judge is not None and judge(old, new)


def _by(
    walk: Callable[[ArticleText, ArticleText], rule_one.Walk],
) -> Callable[[ArticleText, ArticleText], bool]:
    def judge(old: ArticleText, new: ArticleText) -> bool:
        if any(frame(old, new)):
            return False
        walked = walk(old, new)
        few = not _too_much(walked.changed, rule_one.words_in_all(old))
        return walked.ended is None and walked.changed > 0 and few

    return judge


_RULES: Mapping[int, Callable[[ArticleText, ArticleText], bool]] = {1: _by(rule_one.walk), 2: _by(walk_two)}


def _too_much(changed: int, words: int) -> str:
    most = min(rule_one.MOST_WORDS, 1 + words // rule_one.MOST_SHARE)
    if changed <= most:
        return ""
    said = "word has" if changed == 1 else "words have"
    return f"{changed} {said} changed since the last full review; up to {most} are for the light path."


def _told(compared: Comparison, walked: rule_one.Walk) -> Iterator[str]:
    """What is for the whole board, the gravest first; where nothing is, the place that the rule stops at."""
    beyond = compared.beyond_wording()
    for change in beyond[:_MOST_REASONS]:
        yield _sentence(_OF_WEIGHT[change.weight], change.old, change.new)
    if not beyond and walked.ended:
        yield _sentence("The text", *walked.ended)


def _sentence(what: str, old: str, new: str) -> str:
    was, now = (said.rstrip(".") if len(said) < 80 else f"{said[:79]}…" for said in (old, new))
    if was and now and was != now:
        return f"{what} changed: “{was}” became “{now}”."
    if was and not now:
        return f"{what} was taken out: “{was}”."
    if now and not was and what != _OF_WEIGHT[Weight.ORDER]:
        return f"{what} was added: “{now}”."
    return f"{what} changed."
