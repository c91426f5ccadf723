"""The article page, put together from plain values: a text and how it stands. It knows no request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.content.citations import numbering
from articles.content.richtext import text_of as words_of
from articles.content.text import ArticleText, SectionText
from articles.gate import Shown, Standing
from articles.models import Drafting, Publication, Topic, Version
from articles.states import Status
from cms.pages import references, standing, structured, wording
from cms.pages.audience import WORDS, Audience
from cms.pages.bodies import Bodies
from cms.pages.holds import Cover
from cms.pages.records import Decision, Judgement, Signature
from cms.pages.still_current import qr_svg

_NOT_YET_PLAIN = "There is no plain-language text of this yet; these are the words for health professionals."


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """A section as shown. ``level`` skips no step of the headings; ``held`` stands in place of the body."""

    anchor: str
    level: int
    heading: str
    body: SafeString
    held: standing.Notice | None
    line: str
    report_address: str


@dataclass(frozen=True, kw_only=True)
class SignatureView:
    name: str
    credentials: str
    at: datetime
    meaning: str
    address: str
    lost: str = ""


@dataclass(frozen=True, kw_only=True)
class AudienceChoice:
    address: str
    words: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where a page stands: ``address`` of the article, ``permanent`` of this very version, of the forms."""

    address: str
    permanent: str
    history: str = ""
    question: str = ""
    report: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a page is made from."""

    version: Version
    standing: Standing
    judgement: Judgement
    text: ArticleText
    audience: Audience
    retracted: Collection[str] = ()
    published_on: datetime | None = None
    at: Surroundings


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """What the article's template shows. Everything in it is text, or HTML that was made safe here."""

    language: str
    title: str
    second_title: str
    topic: Topic | None
    description: str
    canonical: str
    noindex: bool
    structured_data: SafeString | str
    mark: standing.Mark
    steps: tuple[standing.Step, ...]
    notices: list[standing.Notice]
    modified: datetime
    last_reviewed: datetime | None
    next_review_due: date | None
    number: int
    live_since: datetime | None
    history_address: str
    drafting: str
    drafting_sentence: str
    author: str
    change: str
    digest: str
    audiences: list[AudienceChoice]
    audience_line: str
    text_shown: bool
    summary: SafeString | str
    sections: list[SectionView]
    references: tuple[references.Reference, ...]
    record_title: str
    record_empty: str
    signatures: list[SignatureView] = field(default_factory=list)
    disclaimer_title: str
    disclaimer: str
    question_address: str
    still_current: SafeString | str


def compose(case: Case, house: Publication) -> ArticlePage:
    """Return the page of one version for one audience."""
    version, text, judgement = case.version, case.text, case.judgement
    shown = case.standing.shown is not Shown.BEING_REVISED
    body = _Body(case) if shown else None
    live = version.status == Status.APPROVED
    signed = judgement.latest if standing.has_signed_text(version) else None
    reviewed = judgement.reviewed if signed else None
    patient = case.audience is Audience.PATIENT
    return ArticlePage(
        language=text.language,
        title=text.title,
        second_title=text.second_title,
        topic=version.article.topic,
        description=_description(text) if shown else "",
        canonical=settings.SITE_URL + case.at.address,
        noindex=not live,
        structured_data=structured.medical_web_page(case, house) if shown and not _past(version) else "",
        mark=standing.mark_of(version, case.standing, judgement),
        steps=() if _past(version) else standing.steps_of(version, case.standing, judgement),
        notices=_notices(case),
        modified=judgement.moves.get(Status.SUBMITTED, version.created_at),
        last_reviewed=reviewed.at if reviewed else None,
        next_review_due=signed.next_review_due if signed and live else None,
        number=version.number,
        live_since=version.live_at if live else None,
        history_address=case.at.history,
        drafting=_drafting_in_short(text.drafting),
        drafting_sentence=wording.drafting(text.drafting, text.drafting_note),
        author=version.author.name if version.author.is_active else "",
        change=standing.change_of(text, version.number),
        digest=version.digest if shown else "",
        audiences=_audiences(case),
        audience_line=_audience_line(case),
        text_shown=shown,
        summary=body.summary if body else "",
        sections=body.sections if body else [],
        references=body.references if body else (),
        record_title="Signed" if signed else "Not signed",
        record_empty="" if signed else "Nobody on the board has signed this version for approval.",
        signatures=_signatures(judgement, text) if signed else [],
        disclaimer_title="For patients and carers" if patient else "For health professionals",
        disclaimer=house.disclaimer_patient if patient else house.disclaimer_professional,
        question_address=case.at.question,
        still_current=qr_svg(settings.SITE_URL + case.at.permanent, label="Address of this version"),
    )


class _Body:
    """The text of a page for its audience: what is held is left out, what is cited is numbered."""

    def __init__(self, case: Case) -> None:
        self.case = case
        text = case.text
        self.patient = case.audience is Audience.PATIENT
        whole = [self.for_audience(text.summary, text.plain_summary)]
        whole += [self.for_audience(section.body, section.plain_body) for section in text.sections]
        # Numbered over the held sections too: a number means the same before, under and after a hold.
        known = {reference.key for reference in text.references}
        numbers = {key: number for key, number in numbering(*whole).items() if key in known}
        bodies = Bodies(numbers)
        self.summary = bodies.render(whole[0])
        self.sections = [
            self._section(section, level, bodies)
            for section, level in zip(text.sections, _levels(text.sections), strict=True)
        ]
        visible = [
            whole[0],
            *(
                said
                for section, said in zip(text.sections, whole[1:], strict=True)
                if self._cover_of(section) is None
            ),
        ]
        self.references = references.listed(
            text.references,
            references.shown_supports(text.supports, visible),
            numbers=numbers,
            places=bodies.places,
            retracted=case.retracted,
        )

    def for_audience(self, professional: str, plain: str) -> str:
        return plain if self.patient and plain else professional

    def _cover_of(self, section: SectionText) -> Cover | None:
        return next((cover for cover in self.case.judgement.covers if cover.covers(section)), None)

    def _section(self, section: SectionText, level: int, bodies: Bodies) -> SectionView:
        cover = self._cover_of(section)
        missing = (
            self.patient and bool(section.body) and not section.plain_body and has_plain_text(self.case.text)
        )
        report = self.case.at.report
        return SectionView(
            anchor=section_anchor(section.key),
            level=level,
            heading=section.heading,
            body=SafeString("")
            if cover
            else bodies.render(self.for_audience(section.body, section.plain_body)),
            held=standing.of_held_section(cover, self._current(section)) if cover else None,
            line=_NOT_YET_PLAIN if missing else "",
            report_address=f"{report}?section={section.key}" if report else "",
        )

    def _current(self, section: SectionText) -> str:
        """Where readers find what took a section's place, if there is such a page."""
        current = self.case.standing.shown is Shown.LIVE and _past(self.case.version)
        return f"{self.case.at.address}#{section_anchor(section.key)}" if current else ""


def section_anchor(key: UUID) -> str:
    """The name of a section on its page: the same from version to version."""
    return f"s-{key.hex[:12]}"


def has_plain_text(text: ArticleText) -> bool:
    return bool(text.plain_summary) or any(section.plain_body for section in text.sections)


def _levels(sections: Collection[SectionText]) -> Iterator[int]:
    above = 1
    for section in sections:
        above = min(section.level, above + 1)
        yield max(above, 2)


def _past(version: Version) -> bool:
    return version.status in (Status.SUPERSEDED, Status.RETRACTED)


def _description(text: ArticleText) -> str:
    said = " ".join(words_of(text.summary).split())
    return said if len(said) <= 160 else said[:159].rsplit(" ", 1)[0] + "…"


def _notices(case: Case) -> list[standing.Notice]:
    found = standing.notices_of(case.version, case.standing, case.judgement, address=case.at.address)
    if case.standing.shown is Shown.BEING_REVISED:
        return found
    cited = numbering(case.text.summary, *(section.body for section in case.text.sections))
    gone = [
        (reference.title, cited.get(reference.key))
        for reference in case.text.references
        if references.is_retracted(reference, case.retracted)
    ]
    return found + standing.of_retracted_sources(gone)


def _audiences(case: Case) -> list[AudienceChoice]:
    here = case.at.permanent if _past(case.version) else case.at.address
    return [
        AudienceChoice(address=f"{here}?for={each}", words=WORDS[each], chosen=each is case.audience)
        for each in Audience
    ]


def _audience_line(case: Case) -> str:
    if case.audience is Audience.PROFESSIONAL:
        return "You are reading the text for health professionals."
    if not has_plain_text(case.text):
        return "There is no plain-language text yet. What follows is the text for health professionals."
    return (
        "You are reading the text in plain language, signed together with the professional one."
        if (standing.has_signed_text(case.version))
        else "You are reading the text in plain language."
    )


def _drafting_in_short(kind: str) -> str:
    return "Not known" if kind == Drafting.UNKNOWN else str(Drafting(kind).label)


def _signatures(judgement: Judgement, text: ArticleText) -> list[SignatureView]:
    headings = {str(section.key): section.heading for section in text.sections}
    return [
        SignatureView(
            name=signature.name,
            credentials=signature.credentials,
            at=signature.at,
            meaning=_meaning(signature, decision, headings),
            address=reverse("member", args=[signature.member_slug]),
            lost=wording.lost_since(signature.lost.reason, signature.lost.at) if signature.lost else "",
        )
        for decision in judgement.shown
        for signature in decision.signatures
    ]


_PURPOSE = {"full": "", "reaffirm": " (read again)"}


def _meaning(signature: Signature, decision: Decision, headings: dict[str, str]) -> str:
    field_ = ", ".join(signature.specialties)
    said = f"Approves {wording.scope(signature.scope, headings)}{_PURPOSE.get(decision.kind, '')}."
    said = "Compared the wording." if decision.compared else said
    meant = f" “{signature.meaning}”" if signature.meaning else ""
    return wording.capitalised(f"{field_}. " if field_ else "") + said + meant
