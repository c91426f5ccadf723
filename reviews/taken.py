"""Whose proposed wording was taken into a text: they may sign it, but are never its whole quorum (G4).

The database says the same in ``reviews_adopted_from``.
"""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from articles.models import Version
from articles.states import EVER_LIVE
from reviews.models import Adoption


def taken_in(article: str = "article", number: str = "number") -> ArraySubquery:
    """Return, for rows of a query, the users whose wording was taken since the approved version before.

    Args:
        article, number: where such a row has the article and the number of its version.
    """
    since = Version.objects.filter(
        article=OuterRef("version__article"),
        status__in=EVER_LIVE,
        number__gte=OuterRef("version__number"),
        number__lt=OuterRef(OuterRef(number)),
    )
    taken = Adoption.objects.filter(
        version__article=OuterRef(article), version__number__lte=OuterRef(number), comment__share=None
    )
    return ArraySubquery(taken.filter(~Exists(since)).order_by().values("comment__written_by").distinct())


def taken_from(version: Version) -> list[int]:
    """Return the same for one version; one query, none for a first version."""
    if version.number == 1:
        return []
    rows = Version.objects.filter(pk=version.pk).annotate(taken=taken_in())
    return rows.values_list("taken", flat=True).get()
