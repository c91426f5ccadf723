"""Telling the demo's stories at the times when they are said to have happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connections

from reviews import guards


class StoryClock:
    """The database's clock while the demo is seeded. Only the owner can set it; ``verify`` would notice."""

    def set(self, moment: datetime) -> datetime:
        """Stop the clock at a moment (with a time zone); whatever the verbs write happens then."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION imprimatur_now() RETURNS timestamptz LANGUAGE sql STABLE"
                " SET search_path = pg_catalog, public, pg_temp"
                f" AS $$ SELECT '{moment.isoformat()}'::timestamptz $$"
            )
        return moment


@contextmanager
def story_clock() -> Iterator[StoryClock]:
    """Lend out the clock, and lay the guards anew afterwards, the real clock among them."""
    try:
        yield StoryClock()
    finally:
        guards.apply(connections["owner"])
