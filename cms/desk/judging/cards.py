"""What is to be looked at, one card each: every change, the gravest first; of a new text, every dose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import UUID

from articles.content.diff import Change, Comparison, Weight
from articles.content.text import ArticleText
from articles.models import CorrectionKind, Drafting
from cms.desk.judging.claims import Claim, Prose, doses_in, proses_of
from cms.desk.judging.kept import Kept
from cms.desk.judging.sources import Backing, Checks

WEIGHTS = {
    Weight.DOSE: "Dose",
    Weight.NEGATION: "Negation",
    Weight.SENSE: "Meaning",
    Weight.FIGURE: "Figure",
    Weight.WORDING: "Wording",
    Weight.REFERENCE: "Source",
    Weight.CITATION: "Citation",
    Weight.ORDER: "Moved",
    Weight.FORM: "Form",
}
VALUES = {str(value): str(label) for value, label in (*CorrectionKind.choices, *Drafting.choices)}
#: A change of so few words is set large; a longer one is read, not glanced at.
_SHORT = 14


@dataclass(frozen=True, kw_only=True)
class ChangeCard:
    """One change, or one dose of a new text, with the sentence around it and what is cited for it.

    ``how`` says whether something was only added or only taken out; ``name`` is the same on every device.
    """

    change: Change
    kind: str
    how: str
    place: str
    anchor: str
    name: str
    standing: bool = False
    claim: Claim = field(default_factory=Claim)
    backings: list[Backing] = field(default_factory=list)
    nearby: list[Backing] = field(default_factory=list)
    seen: bool = False

    @property
    def before(self) -> str:
        """The words before it, with the space that parts them from it."""
        said = self.claim.before.rstrip() if self.claim.before else self.change.before
        return said + _gap(self.change.old or self.change.new) if said else ""

    @property
    def after(self) -> str:
        """The words after it, with the space that parts them from it."""
        said = self.claim.after.lstrip() if self.claim.before or self.claim.after else self.change.after
        return _gap(said) + said if said else ""

    @property
    def short(self) -> bool:
        """Whether it is set large: old words and new beside one another."""
        return len(f"{self.change.old} {self.change.new}".split()) <= _SHORT

    @property
    def unsourced(self) -> bool:
        """Whether it claims something to physicians and its own sentence cites nothing for it."""
        claims = self.change.weight <= Weight.FIGURE and bool(self.change.new) and not self.change.part
        return claims and not self.backings and self.change.where.startswith(("section:", "summary"))


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What a card is made with: the sources' numbers, what was found in them, what was ticked."""

    numbers: Mapping[UUID, int]
    checks: Checks
    kept: Kept


def cards_of(
    text: ArticleText, looking: Looking, *, old: ArticleText | None, comparison: Comparison | None
) -> list[ChangeCard]:
    """Return the cards of a comparison; without one, a card for each dose of the text."""
    if comparison is None or old is None:
        return list(_numbered(_of_doses(text, looking), looking.kept))
    headings = _headings(old, text)
    before, now = proses_of(old), proses_of(text)
    made = (
        _of_change(change, headings, _claim(change, now, before), text, looking)
        for change in map(_spoken, comparison.by_weight())
    )
    return list(_numbered(made, looking.kept))


def _of_change(
    change: Change, headings: Mapping[str, str], claim: Claim | None, text: ArticleText, looking: Looking
) -> ChangeCard:
    what, _, key = change.where.partition(":")
    claim = claim or Claim()
    backings = looking.checks.backings(text, looking.numbers, claim.cited)
    if what == "reference":
        backings = looking.checks.of_source(text, looking.numbers, UUID(key))
    return ChangeCard(
        change=change,
        kind=WEIGHTS[change.weight],
        how=_how(change),
        place=_place(change, headings),
        anchor=_anchor(change),
        name="",
        claim=claim,
        backings=backings,
        nearby=looking.checks.backings(text, looking.numbers, claim.nearby),
    )


def _of_doses(text: ArticleText, looking: Looking) -> Iterable[ChangeCard]:
    headings = _headings(text)
    for (where, part), prose in proses_of(text).items():
        for said, claim in doses_in(prose):
            change = Change(weight=Weight.DOSE, new=said, where=where, part=part)
            yield replace(_of_change(change, headings, claim, text, looking), standing=True, how="")


def _numbered(cards: Iterable[ChangeCard], kept: Kept) -> Iterable[ChangeCard]:
    """Each with a name of its own: what it says and where, and the how-many-eth of its like it is."""
    times: dict[str, int] = {}
    for card in cards:
        change = card.change
        said = "\x1f".join([change.where, change.part, change.weight.name, change.old, change.new])
        times[said] = times.get(said, 0) + 1
        name = sha256(f"{said}\x1f{times[said]}".encode()).hexdigest()[:12]
        yield replace(card, name=name, seen=kept.seen(name))


def _claim(
    change: Change, now: Mapping[tuple[str, str], Prose], before: Mapping[tuple[str, str], Prose]
) -> Claim | None:
    """The sentence of a change: in the text as it is, or as it was where something was only taken out."""
    place = (change.where, change.part)
    if change.new and place in now:
        return now[place].claim(change.new, before=change.before, after=change.after)
    if change.old and place in before:
        return before[place].claim(change.old, before=change.before, after=change.after)
    return None


def _headings(*texts: ArticleText) -> dict[str, str]:
    return {f"section:{section.key}": section.heading for text in texts for section in text.sections}


def _gap(after: str) -> str:
    return "" if after[:1] in set(",.;:)?!") else " "


def _how(change: Change) -> str:
    if change.weight in (Weight.ORDER, Weight.CITATION, Weight.FORM) or bool(change.old) == bool(change.new):
        return ""
    return "added" if change.new else "taken out"


def _spoken(change: Change) -> Change:
    """What stands for itself in the record (kinds of correction, of drafting), in words."""
    if change.where != "text":
        return change
    return replace(change, old=VALUES.get(change.old, change.old), new=VALUES.get(change.new, change.new))


def _place(change: Change, headings: Mapping[str, str]) -> str:
    known = {"title": "Title", "text": "About the text", "summary": "Summary"}
    place = headings.get(change.where) or known.get(change.where, "Sources")
    return f"{place}, for patients" if change.part == "plain" else place


def _anchor(change: Change) -> str:
    what, _, key = change.where.partition(":")
    return {"section": f"section-{key}", "reference": f"ref-{key}"}.get(what, "summary")
