"""The connection of the embedded database."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlWrapper

from cms.environment import Refused


class DatabaseWrapper(PostgresqlWrapper):
    """A PostgreSQL connection whose server comes up by itself."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Start the server unless it runs, then connect; if it cannot start: OperationalError."""
        from cms.database.site import (
            site_server,
        )  # reads the settings, which are being read when we are imported

        try:
            site_server().use()
        except Refused as refusal:
            raise psycopg.OperationalError(str(refusal)) from refusal
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        return connection
