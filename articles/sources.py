"""What is known about cited sources: which of them were retracted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Func, Q, QuerySet

from articles.content.identifiers import Source, identifiers_of
from articles.models import Reference, Retraction, RetractionNature, Version

_DECIDING = (RetractionNature.RETRACTION, RetractionNature.REINSTATEMENT)


def retracted(sources: Iterable[Source]) -> set[str]:
    """Return what the retracted ones among these sources are known by (``identifiers_of``). One query.

    Newest notice first, the first Retraction or Reinstatement decides (Retraction Watch's rule); a later
    correction does not undo a retraction.
    """
    return {form for forms in retractions_of(sources) for form in forms}


def retractions_of(sources: Iterable[Source]) -> dict[frozenset[str], Retraction]:
    """Return the retraction that is in force of each source that has one, by what the source is known by.

    As ``articles_is_retracted`` in the database. One query.
    """
    known = {identifiers_of(source) for source in sources} - {frozenset()}
    wanted = {form for forms in known for form in forms}
    rows = Retraction.objects.filter(Q(doi__in=wanted) | Q(pmid__in=wanted), nature__in=_DECIDING)
    decided: dict[frozenset[str], Retraction] = {}
    for row in rows.order_by("-noticed_on", "-pk"):
        for forms in known:
            if forms & {row.doi, row.pmid}:
                decided.setdefault(forms, row)
    return {forms: row for forms, row in decided.items() if row.nature == RetractionNature.RETRACTION}


def retracted_references(version: Version) -> QuerySet[Reference]:
    """Return the references of a version that stand retracted by now, by the same rule. One query."""
    gone = Func("doi", "pmid", "url", function="articles_is_retracted", output_field=BooleanField())
    return version.references.annotate(gone=gone).filter(gone=True)
