"""What a page says to machines: schema.org MedicalWebPage as JSON-LD, no more than it says to people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import clock
from articles.content.richtext import text_of as words_of
from articles.content.text import ReferenceText
from articles.models import Publication
from articles.states import Status
from cms.pages.audience import Audience
from cms.pages.records import Decision

if TYPE_CHECKING:
    from cms.pages.article import Case

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_AUDIENCES = {Audience.PROFESSIONAL: "Clinician", Audience.PATIENT: "Patient"}
_KINDS = {"guideline": "Guideline", "research": "Research", "review": "Review"}


def medical_web_page(case: Case, house: Publication) -> SafeString:
    """Return the page as JSON-LD, escaped for a script element.

    A page that is not approved has no ``reviewedBy`` and no ``lastReviewed``. Both are of the last review in
    full: whoever compared the wording since has not reviewed what it says. Only those whose
    signatures stand are named.
    """
    said = json.dumps(_page(case, house), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(said.translate(_ESCAPES))  # noqa: S308 - JSON without <, > and &


def _page(case: Case, house: Publication) -> dict[str, Any]:
    text, version, address = case.text, case.version, settings.SITE_URL + case.at.address
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": f"{address}#page",
        "url": address,
        "name": text.title,
        "inLanguage": text.language,
        "version": str(version.number),
        "dateModified": _day(case.judgement.moves.get(Status.SUBMITTED, version.created_at)),
        "publisher": {
            "@type": "Organization",
            "name": house.name,
            "publishingPrinciples": settings.SITE_URL + reverse("editorial-policy"),
        },
        "medicalAudience": {"@type": "MedicalAudience", "audienceType": _AUDIENCES[case.audience]},
        "mainEntity": {
            "@type": "Question",
            "name": text.title,
            "acceptedAnswer": {"@type": "Answer", "text": _answer(case)},
        },
        "citation": [_citation(reference) for reference in text.references],
    }
    page |= _of_topic(case) | _of_condition(case)
    if version.status == Status.APPROVED:
        page |= _of_approval(case, house)
    return page


def _day(moment: datetime) -> str:
    return clock.day_of(moment).isoformat()


def _answer(case: Case) -> str:
    patient = case.audience is Audience.PATIENT and case.text.plain_summary
    return words_of(case.text.plain_summary if patient else case.text.summary)


def _of_topic(case: Case) -> dict[str, Any]:
    topic = case.version.article.topic
    return {"specialty": f"https://schema.org/{topic.specialty}"} if topic and topic.specialty else {}


def _of_condition(case: Case) -> dict[str, Any]:
    if not case.text.condition_name:
        return {}
    about = {"@type": "MedicalCondition", "name": case.text.condition_name}
    code = {"@type": "MedicalCode", "codeValue": case.text.condition_code, "codingSystem": "ICD-10"}
    return {"about": about | ({"code": code} if case.text.condition_code else {})}


def _of_approval(case: Case, house: Publication) -> dict[str, Any]:
    decision, version = case.judgement.reviewed, case.version
    if decision is None:
        return {}
    page: dict[str, Any] = {}
    if decision.standing:
        page |= _of_review(decision, house)
    if case.published_on:
        page["datePublished"] = _day(case.published_on)
    if version.correction_notice and version.live_at:
        page["correction"] = {
            "@type": "CorrectionComment",
            "text": version.correction_notice,
            "datePublished": _day(version.live_at),
        }
    return page


def _of_review(decision: Decision, house: Publication) -> dict[str, Any]:
    return {
        "lastReviewed": _day(decision.at),
        "reviewedBy": [
            {
                "@type": "Person",
                "@id": settings.SITE_URL + reverse("member", args=[signature.member_slug]),
                "name": signature.name,
                "honorificSuffix": signature.credentials,
                "memberOf": {"@type": "Organization", "name": house.board_name},
            }
            for signature in decision.standing
        ],
    }


def _citation(reference: ReferenceText) -> dict[str, Any]:
    # MedicalGuideline is no CreativeWork and cannot be cited; the kind goes into publicationType.
    scholarly = reference.kind in _KINDS
    said: dict[str, Any] = {
        "@type": "MedicalScholarlyArticle"
        if scholarly
        else "Book"
        if reference.kind == "book"
        else "WebPage",
        "name": reference.title,
    }
    if reference.doi:
        said["@id"] = f"https://doi.org/{reference.doi}"
    if scholarly:
        said["publicationType"] = _KINDS[reference.kind]
    if reference.year:
        said["datePublished"] = str(reference.year)
    if reference.source and scholarly:
        said["isPartOf"] = {"@type": "Periodical", "name": reference.source}
    identifiers = [("doi", reference.doi), ("pmid", reference.pmid)]
    named = [
        {"@type": "PropertyValue", "propertyID": kind, "value": value} for kind, value in identifiers if value
    ]
    return said | ({"identifier": named} if named else {})
