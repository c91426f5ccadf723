"""What is known about cited sources: which of them were retracted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from articles.models import Reference, Retraction, RetractionNature, Version

_DECIDING = (RetractionNature.RETRACTION, RetractionNature.REINSTATEMENT)


def retracted(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Return those DOIs and PMIDs among (doi, pmid) pairs that stand retracted. One query.

    Newest notice first, the first Retraction or Reinstatement decides (Retraction Watch's rule); a later
    correction does not undo a retraction.
    """
    pairs = list(sources)
    dois = {doi.lower() for doi, _ in pairs if doi}
    pmids = {pmid for _, pmid in pairs if pmid}
    rows = Retraction.objects.filter(Q(doi__in=dois) | Q(pmid__in=pmids), nature__in=_DECIDING)
    decided: dict[str, str] = {}
    for row in rows.order_by("-noticed_on", "-pk"):
        for identifier in filter(None, (row.doi, row.pmid)):
            decided.setdefault(identifier, row.nature)
    wanted = dois | pmids
    return {
        identifier
        for identifier, nature in decided.items()
        if nature == RetractionNature.RETRACTION and identifier in wanted
    }


def retracted_references(version: Version) -> QuerySet[Reference]:
    """Return the references of a version that stand retracted by now, by the same rule. One query."""
    by_doi = Retraction.objects.filter(doi=Lower(OuterRef("doi"))).exclude(doi="")
    by_pmid = Retraction.objects.filter(pmid=OuterRef("pmid")).exclude(pmid="")
    return version.references.annotate(of_doi=_deciding(by_doi), of_pmid=_deciding(by_pmid)).filter(
        Q(of_doi=RetractionNature.RETRACTION) | Q(of_pmid=RetractionNature.RETRACTION)
    )


def _deciding(notices: QuerySet[Retraction]) -> Subquery:
    newest_first = notices.filter(nature__in=_DECIDING).order_by("-noticed_on", "-pk")
    return Subquery(newest_first.values("nature")[:1])
