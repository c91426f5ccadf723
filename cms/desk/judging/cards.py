"""What is to be looked at, one card each: every change, the gravest first; of a new text, every dose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from articles.content.diff import Change, Comparison, Parts, Weight
from articles.content.text import ArticleText
from articles.models import CorrectionKind, Drafting
from cms.desk.judging.claims import Claim, Prose, doses_in, proses_of
from cms.desk.judging.kept import Kept
from cms.desk.judging.sources import Backing, Checks

WEIGHTS = {
    Weight.DOSE: "Dose",
    Weight.NEGATION: "Negation",
    Weight.DRUG: "Drug",
    Weight.CLASS: "Drug class",
    Weight.SENSE: "Meaning",
    Weight.FIGURE: "Figure",
    Weight.CONTENT: "Content",
    Weight.CITATION: "Citation",
    Weight.ORDER: "Moved",
    Weight.REFERENCE: "Source",
    Weight.WORDING: "Wording",
    Weight.FORM: "Form",
}
VALUES = {str(value): str(label) for value, label in (*CorrectionKind.choices, *Drafting.choices)}
#: A change of so few words is set large; a longer one is read, not glanced at.
_SHORT = 14


class ClaimMove(NamedTuple):
    """A source as it is named, with the claim that it was cited for and the one that it is cited for now."""

    source: str
    lost_by: str
    gained_by: str


@dataclass(frozen=True, kw_only=True)
class ChangeCard:
    """One change, or one dose of a new text, with the sentence around it and what is cited for it.

    ``how`` says whether something was only added or only taken out; ``name`` is the same on every device.
    ``located`` says whether its sentence was found; where it was not, nothing is said of what is cited there.
    """

    change: Change
    kind: str
    how: str
    place: str
    anchor: str
    name: str
    standing: bool = False
    claim: Claim = field(default_factory=Claim)
    located: bool = False
    backings: list[Backing] = field(default_factory=list)
    cited_before: list[Backing] = field(default_factory=list)
    cited_now: list[Backing] = field(default_factory=list)
    nearby: list[Backing] = field(default_factory=list)
    claim_moves: list[ClaimMove] = field(default_factory=list)
    seen: bool = False

    @property
    def before(self) -> str:
        """The words before it, with the space that parts them from it."""
        said = self.claim.before.rstrip() if self.located else self.change.before
        return said + _gap(self.change.old or self.change.new) if said else ""

    @property
    def after(self) -> str:
        """The words after it, with the space that parts them from it."""
        said = self.claim.after.lstrip() if self.located else self.change.after
        return _gap(said) + said if said else ""

    @property
    def short(self) -> bool:
        """Whether it is set large: old words and new beside one another."""
        return len(f"{self.change.old} {self.change.new}".split()) <= _SHORT

    @property
    def unsourced(self) -> bool:
        """Whether it claims something to physicians and its own sentence cites nothing for it."""
        claims = self.change.weight <= Weight.FIGURE and bool(self.change.new) and not self.change.part
        return claims and self.located and not self.claim.cited

    @property
    def unlisted(self) -> bool:
        """Whether its sentence cites only what is not among the sources."""
        return bool(self.change.new and self.claim.cited) and not self.backings

    @property
    def grave(self) -> bool:
        """Whether every word of it is shown: nothing is cut off that is not known to be harmless."""
        return not self.change.harmless

    @property
    def old_parts(self) -> Parts:
        """The old words; of a dose in parts, each with whether it differs."""
        return self.change.old_parts if self._parted else ((self.change.old, False),)

    @property
    def new_parts(self) -> Parts:
        return self.change.new_parts if self._parted else ((self.change.new, False),)

    @property
    def _parted(self) -> bool:
        """Whether a part of it can be marked: the amount of a dose, or how often it is taken."""
        return self.change.weight == Weight.DOSE and not all(differs for _, differs in self.change.new_parts)

    @property
    def stays_in_words(self) -> bool:
        """Whether it says what it said, in another place."""
        return self.change.moved and self.change.old == self.change.new

    @property
    def placed(self) -> str:
        """What it stands under, and stood under."""
        was, now = self.change.under_before, self.change.under_now
        if self.change.moved:
            what = "" if self.stays_in_words else f"“{self.change.new}”: "
            return what + (f"from “{was}” to “{now}”" if was and now else _from_or_to(was, now))
        if was and now and was != now:
            return f"Before: “{was}”. Now: “{now}”."
        return f"Under “{now or was}”" if now or was else ""

    @property
    def sources_before(self) -> list[str]:
        return [one.named(passage=self._other_passage) for one in self.cited_before]

    @property
    def sources_now(self) -> list[str]:
        return [one.named(passage=self._other_passage) for one in self.cited_now]

    @property
    def _other_passage(self) -> bool:
        """Whether a citation names the source that it named before, and another passage of it."""
        was, now = ([one.reference.key for one in cited] for cited in (self.cited_before, self.cited_now))
        return was == now


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What a card is made with: the sources' numbers, what was found in them, what was ticked."""

    numbers: Mapping[UUID, int]
    checks: Checks
    kept: Kept
    numbers_before: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Texts:
    """The text that is looked at, and the one that it is compared with."""

    now: ArticleText
    before: ArticleText

    @cached_property
    def headings(self) -> dict[str, str]:
        sections = (*self.before.sections, *self.now.sections)
        return {f"section:{section.key}": section.heading for section in sections}

    @cached_property
    def titles(self) -> dict[str, str]:
        references = (*self.before.references, *self.now.references)
        return {f"reference:{reference.key}": reference.title for reference in references}


def cards_of(
    text: ArticleText, looking: Looking, *, old: ArticleText | None, comparison: Comparison | None
) -> list[ChangeCard]:
    """Return the cards of a comparison; without one, a card for each dose of the text."""
    if comparison is None or old is None:
        return list(_numbered(_of_doses(text, looking), looking.kept))
    texts = _Texts(now=text, before=old)
    before, now = proses_of(old), proses_of(text)
    made = (
        _of_change(change, texts, _claim(change, now, before), looking)
        for change in map(_spoken, comparison.by_weight())
    )
    return list(_numbered(made, looking.kept))


def _of_change(change: Change, texts: _Texts, claim: Claim | None, looking: Looking) -> ChangeCard:
    what, _, key = change.where.partition(":")
    checks, numbers, cited = looking.checks, looking.numbers, claim or Claim()
    backings = checks.backings(texts.now, numbers, cited.cited)
    if what == "reference":
        backings = checks.of_source(texts.now, numbers, UUID(key))
    return ChangeCard(
        change=change,
        kind="Source" if change.part == "field" else WEIGHTS[change.weight],
        how=_how(change),
        place=_place(change, texts),
        anchor=_anchor(change),
        name="",
        claim=cited,
        located=claim is not None,
        backings=backings,
        nearby=checks.backings(texts.now, numbers, cited.nearby),
        cited_before=checks.backings(texts.before, looking.numbers_before, change.old_cited),
        cited_now=checks.backings(texts.now, numbers, change.new_cited),
        claim_moves=list(_claim_moves(change, texts, looking)),
    )


def _claim_moves(change: Change, texts: _Texts, looking: Looking) -> Iterable[ClaimMove]:
    """The citations that one claim lost and another gained; what was only lost or gained is told as such."""
    for citation, lost_by, gained_by in change.citation_moves:
        if lost_by and gained_by:
            for backing in looking.checks.backings(texts.now, looking.numbers, (citation,)):
                yield ClaimMove(backing.named(passage=False), lost_by, gained_by)


def _of_doses(text: ArticleText, looking: Looking) -> Iterable[ChangeCard]:
    texts = _Texts(now=text, before=text)
    for (where, part), prose in proses_of(text).items():
        for said, claim in doses_in(prose):
            change = Change(weight=Weight.DOSE, new=said, where=where, part=part)
            yield replace(_of_change(change, texts, claim, looking), standing=True, how="")


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
    only_taken_out = change.old and not change.new
    prose = (before if only_taken_out else now).get(place)
    if prose is None or change.weight == Weight.ORDER:
        return None
    return prose.claim(*((change.old, change.old_at) if only_taken_out else (change.new, change.new_at)))


def _from_or_to(was: str, now: str) -> str:
    return f"no longer under “{was}”" if was else f"now under “{now}”"


def _gap(after: str) -> str:
    return "" if after[:1] in set(",.;:)?!") else " "


def _how(change: Change) -> str:
    if change.part == "field":
        return "changed"
    if change.moved:
        return "moved"
    if change.weight == Weight.CITATION:
        was, now = len(change.old_cited), len(change.new_cited)
        return "changed" if was and now else "added" if now else "taken out"
    if change.weight in (Weight.ORDER, Weight.FORM) or bool(change.old) == bool(change.new):
        return ""
    return "added" if change.new else "taken out"


def _spoken(change: Change) -> Change:
    """What stands for itself in the record (kinds of correction, of drafting), in words."""
    if change.where != "text":
        return change
    return replace(change, old=VALUES.get(change.old, change.old), new=VALUES.get(change.new, change.new))


def _place(change: Change, texts: _Texts) -> str:
    if change.part == "passage":
        return f"Passage of {texts.titles.get(change.where, 'a source')}"
    if change.part == "field":
        return texts.titles.get(change.where, "Sources")
    known = {"title": "Title", "text": "About the text", "summary": "Summary"}
    place = texts.headings.get(change.where) or known.get(change.where, "Sources")
    return f"{place}, for patients" if change.part == "plain" else place


def _anchor(change: Change) -> str:
    what, _, key = change.where.partition(":")
    return {"section": f"section-{key}", "reference": f"ref-{key}"}.get(what, "summary")
