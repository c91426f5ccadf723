"""Rows that events record: whether each is as it was when its event was written, and each has one.

An article is recorded as its first version is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, models

from articles.models import Article, Contributor, Grant, Publication, Topic
from reviews.guards import Fault
from reviews.models import (
    Adoption,
    Answer,
    Approval,
    BoardMember,
    Clearance,
    Disclosure,
    Hold,
    Notice,
    Policy,
    Reclassification,
    Removal,
    Review,
    Share,
    SignOff,
    Voiding,
    Withdrawal,
)


@dataclass(frozen=True)
class _Kept:
    """How a table is recorded: the way from a row to its article (none: house chain), and whether it changes.

    Of a row that never changes every event must fit; of one that does, the newest.
    """

    article: str = ""
    changes: bool = False


RECORDED: Mapping[type[models.Model], _Kept] = {
    SignOff: _Kept("review__version__article"),
    Answer: _Kept("signoff__review__version__article"),
    Voiding: _Kept("signoff__review__version__article"),
    Withdrawal: _Kept("signoff__review__version__article"),
    Clearance: _Kept("assignment__review__version__article"),
    Review: _Kept("version__article", changes=True),
    Reclassification: _Kept("article", changes=True),
    Approval: _Kept("version__article"),
    Contributor: _Kept("version__article"),
    Notice: _Kept("article"),
    Adoption: _Kept("version__article"),
    Hold: _Kept("article", changes=True),
    Share: _Kept("version__article", changes=True),
    Article: _Kept("pk", changes=True),
    Removal: _Kept(),
    Disclosure: _Kept(),
    Policy: _Kept(changes=True),
    BoardMember: _Kept(changes=True),
    Grant: _Kept(changes=True),
    Topic: _Kept(changes=True),
    Publication: _Kept(changes=True),
}


def record_faults(article: Article | None = None) -> Iterator[Fault]:
    """Compare every recorded row with its events: of one article, or (without one) all there are."""
    for model, kept in RECORDED.items():
        if article and not kept.article:
            continue
        table = model._meta.db_table
        for row_id, unrecorded, gone in _differences(model, kept, article):
            what = "is gone" if gone else "has no event" if unrecorded else "was changed since its event"
            yield Fault("record-changed", f"{table} {row_id}", f"Row {row_id} of {table} {what}.")


def _differences(model: type[models.Model], kept: _Kept, article: Article | None) -> list[tuple]:
    """Return (id, no event, no row) of each row that its events do not fit."""
    table = model._meta.db_table
    once = "DISTINCT ON (record_id)" if kept.changes else "DISTINCT"
    newest = "ORDER BY record_id, seq DESC" if kept.changes else ""
    which = "id IN (SELECT article_id FROM articles_version)" if model is Article else "true"
    rows = model._default_manager.filter(**{kept.article: article.pk}) if article else None
    sql = f"""
        SELECT DISTINCT coalesce(t.id, e.record_id), e.record_hash IS NULL, t.id IS NULL
        FROM (
            SELECT * FROM {table} WHERE {which} AND (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s))) t
        FULL JOIN (
            SELECT {once} record_id, record_hash FROM reviews_event WHERE record_table = %(table)s
            AND (%(article)s::bigint IS NULL OR article_id = %(article)s) {newest}) e ON e.record_id = t.id
        WHERE e.record_hash IS DISTINCT FROM imprimatur_row_hash(%(table)s, t.id) ORDER BY 1, 2, 3
    """  # noqa: S608 - our own names
    ids = list(rows.values_list("pk", flat=True)) if rows is not None else None
    with connection.cursor() as cursor:
        cursor.execute(sql, {"table": table, "ids": ids, "article": article.pk if article else None})
        return list(cursor.fetchall())
