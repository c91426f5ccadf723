"""The connection of the embedded database."""

from __future__ import annotations

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlWrapper


class DatabaseWrapper(PostgresqlWrapper):
    """A PostgreSQL connection whose server comes up by itself."""
