"""What is known about cited sources: which of them were retracted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from articles.models import Retraction, RetractionNature

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
